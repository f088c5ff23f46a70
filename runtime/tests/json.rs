//! Canonical JSON of values, on code written by hand as the generator writes it.

mod hand;

use hand::{Color, Everything, Point, Tree, everything, nested, point};
use serde_json::json;
use tlforge::json::from_json;

tlforge::json!(Everything);
tlforge::json!(Point);
tlforge::json!(Tree);
tlforge::json!(Color);

#[test]
fn what_is_written_is_read() {
    for value in
        [everything(), Everything { type_: None, low: Some(1), high: Some(2), maybe_int: None, ..everything() }]
    {
        let json = serde_json::to_string(&value).unwrap();
        assert_eq!(serde_json::from_str::<Everything>(&json).unwrap(), value, "{json}");
    }
}

#[test]
fn the_form_is_the_canonical_one() {
    let json = serde_json::to_value(everything()).unwrap();
    assert_eq!(json["_"], "everything");
    assert_eq!(json["on"], true);
    assert_eq!(json["also"], true, "the companion of `maybe_int`");
    assert_eq!(json["longs"], json!(["1", "-1", "9223372036854775807"]));
    assert_eq!(json["hash"], "01".repeat(16));
    assert_eq!(json["color"], json!({ "_": "colorGreen" }));
    assert_eq!(json["secret"], "key");
    assert_eq!(
        json["type"],
        json!([{ "_": "leaf" }, { "_": "point", "x": 0, "y": "0" }, serde_json::to_value(nested(3)).unwrap()])
    );
    assert!(json.get("low").is_none() && json.get("flags").is_none());
}

#[test]
fn members_of_one_name_are_refused() {
    let read = |text: &str| serde_json::from_str::<Everything>(text).map_err(|error| error.to_string());
    let json = serde_json::to_string(&everything()).unwrap();
    assert_eq!(read(&json), Ok(everything()));
    for (member, twice) in [
        (r#""int":"#, r#""int":1,"int":"#),
        (r#""_":"point","#, r#""_":"point","_":"point","#),
        (r#""_":"everything","#, r#""no":1,"no":1,"_":"everything","#),
    ] {
        let (name, _) = twice[1..].split_once('"').unwrap();
        assert!(json.contains(member), "{member}");
        let error = read(&json.replacen(member, twice, 1)).unwrap_err();
        assert!(error.starts_with(&format!("the member `{name}` is there twice at line 1 column ")), "{error}");
    }
}

#[test]
fn doubles_are_exact() {
    for double in
        [f64::MIN_POSITIVE, -0.0, 1.0 / 3.0, f64::MAX, 5e-324, f64::INFINITY, f64::NEG_INFINITY, 123_456_789.012_345_67]
    {
        let value = Everything { double, ..everything() };
        let json = serde_json::to_string(&value).unwrap();
        assert_eq!(serde_json::from_str::<Everything>(&json).unwrap().double.to_bits(), double.to_bits(), "{json}");
    }
    let value = Everything { double: f64::NAN, ..everything() };
    let json = serde_json::to_value(&value).unwrap();
    assert_eq!(json["double"], "NaN");
    assert_eq!(from_json::<Everything>(&json).unwrap().double.to_bits(), 0x7ff8_0000_0000_0000);
}

#[test]
fn what_is_no_value_is_an_error_that_says_where() {
    let good = serde_json::to_value(everything()).unwrap();
    let with = |key: &str, value: serde_json::Value| {
        let mut json = good.clone();
        json[key] = value;
        from_json::<Everything>(&json).map_err(|error| error.to_string())
    };
    assert_eq!(with("int", json!(5)).unwrap().int, 5);
    assert_eq!(with("longs", json!([1, "2"])).unwrap().longs, [1, 2], "a `long` may be a number too");
    for (key, value, message) in [
        (
            "int",
            json!(1_u64 << 40),
            "expected a number from -2147483648 to 2147483647, found 1099511627776, in everything.int",
        ),
        ("int", json!(1.0), "expected a number from -2147483648 to 2147483647, found 1.0, in everything.int"),
        ("int", json!(null), "expected a number from -2147483648 to 2147483647, found null, in everything.int"),
        (
            "longs",
            json!([u64::MAX]),
            "expected a number from -9223372036854775808 to 9223372036854775807 in a string, \
             found 18446744073709551615, in everything.longs[0]",
        ),
        (
            "longs",
            json!(["0", "+2"]),
            "expected a number from -9223372036854775808 to 9223372036854775807 in a string, \
             found the string \"+2\", in everything.longs[1]",
        ),
        (
            "double",
            json!("nan"),
            "expected a number, `NaN`, `Infinity` or `-Infinity`, found the string \"nan\", in everything.double",
        ),
        (
            "double",
            json!("x".repeat(41)),
            "expected a number, `NaN`, `Infinity` or `-Infinity`, found a string of 41 bytes, in everything.double",
        ),
        ("yes", json!(1), "expected a boolean, found 1, in everything.yes"),
        ("secret", json!(1234), "expected a string, found a number, in everything.secret"),
        ("hash", json!("00"), "expected 16 bytes, found 1, in everything.hash"),
        ("bytes", json!([0]), "expected hexadecimal digits in a string, found an array, in everything.bytes"),
        (
            "bytes",
            json!("0é"),
            "expected hexadecimal digits, two for each byte, found another character in column 2, in everything.bytes",
        ),
        ("bytes", json!("012"), "expected hexadecimal digits, two for each byte, found 3 of them, in everything.bytes"),
        ("color", json!("red"), "expected Color, found a string, in everything.color"),
        ("color", json!({ "_": 7 }), "expected a name in `_`, found 7, in everything.color"),
        ("color", json!({ "_": "leaf" }), "`leaf` is no constructor of `Color`, in everything.color"),
        ("color", json!({ "_": "colorRed", "x": 1 }), "`colorRed` has no field `x`, in everything.color"),
        ("bare", json!({ "x": 1, "y": 2 }), "expected point, found an object without `_`, in everything.bare"),
        ("bare", json!({ "_": "point", "x": 1 }), "the field is missing, in everything.bare.y"),
        ("rows", json!([[], [1]]), "expected a string, found a number, in everything.rows[1][0]"),
        ("pair", json!([1]), "expected 2 elements, found 1, in everything.pair"),
        ("textt", json!(""), "`everything` has no field `textt`"),
    ] {
        assert_eq!(with(key, value).unwrap_err(), message);
    }
    let mut json = good.clone();
    json.as_object_mut().unwrap().remove("maybe_int");
    let error = from_json::<Everything>(&json).unwrap_err().to_string();
    assert_eq!(error, "`also` is set by the fields on its bit, none of which is there");
    let mut json = good.clone();
    json.as_object_mut().unwrap().remove("also");
    let error = from_json::<Everything>(&json).unwrap_err().to_string();
    assert_eq!(error, "`also` is set by the fields on its bit, which are there");
    let deep = serde_json::to_value(nested(100)).unwrap();
    assert_eq!(from_json::<Tree>(&deep).unwrap(), nested(100));
    assert!(
        from_json::<Tree>(&serde_json::to_value(nested(200)).unwrap())
            .unwrap_err()
            .to_string()
            .starts_with("nested too deep, in node.left.left")
    );
    assert_eq!(from_json::<Point>(&json!({ "_": "point", "x": -1, "y": "7" })).unwrap(), point(-1, 7));
}
