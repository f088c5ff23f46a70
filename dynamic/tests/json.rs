//! JSON: what is written, what is read, and what is said about the rest.

mod common;

use common::{codec, hex, same, unencodable};
use tlforge_dynamic::{Codec, Expected, Options, Value};
use tlforge_parser::{DialectChoice, SourceMap, load, schema::DefKind};

const ANY: Expected = Expected::any();

fn all() -> Codec {
    codec(
        "all#00000001 flags:# i:int l:long d:double s:string b:bytes f:flags.0?true o:flags.1?Vector<long> t:Bool = All;
         shared#00000002 flags:# a:flags.0?int b:flags.0?string c:flags.0?true = Shared;
         d#00000003 d:double = D;
         n#00000004 n:# = N;
         many#00000005 v:Vector<Bool> p:All = Many;
         name#00000006 = Name;
         ---functions---
         name#00000007 = Name;",
    )
}

#[test]
fn every_kind_of_field() {
    let codec = all();
    same(
        &codec,
        &ANY,
        r#"{"_":"all","i":-1,"l":"-2","d":0.5,"s":"\"\\\u0000\u001f\n\r\t/é😀","b":"00ff","f":true,"o":[],"t":true}"#,
        "01000000 03000000 ffffffff feffffffffffffff 000000000000e03f
         0e225c001f0a0d092fc3a9f09f9880 00 0200ff00 15c4b51c 00000000 b5757299",
    );
    same(
        &codec,
        &ANY,
        r#"{"_":"all","i":0,"l":"0","d":0.0,"s":"","b":"","t":false}"#,
        "01000000 00000000 00000000 0000000000000000 0000000000000000 00000000 00000000 379779bc",
    );
    same(&codec, &ANY, r#"{"_":"n","n":4294967295}"#, "04000000 ffffffff");
}

#[test]
fn other_spellings_of_the_same_value_are_read() {
    let codec = all();
    let usual = r#"{"_":"all","i":1,"l":"2","d":3.0,"s":"é","b":"ab","t":true}"#;
    let usual = codec.from_json(&ANY, usual, &Options::default()).expect("a value");
    for other in [
        r#"{"_":"all","i":1,"l":2,"d":3,"s":"\u00e9","b":"AB","t":true}"#,
        r#" { "t" : true , "b":"ab", "s":"é", "d":0.3e1, "l":"2", "i":1, "_":"all", "f":false } "#,
        r#"{"i":1,"l":"2","d":30E-1,"s":"é","\u005f":"all","b":"ab","t":true}"#,
    ] {
        assert_eq!(codec.from_json(&ANY, other, &Options::default()).as_ref(), Ok(&usual), "{other}");
    }
}

#[test]
fn doubles_are_exact() {
    let codec = all();
    let bits = |json: &str| {
        let text = format!(r#"{{"_":"d","d":{json}}}"#);
        let value = codec.from_json(&ANY, &text, &Options::default()).unwrap_or_else(|error| panic!("{error}"));
        let bytes = codec.encode(&ANY, &value).expect("bytes");
        u64::from_le_bytes(*bytes[4..].first_chunk().expect("eight bytes"))
    };
    for (json, expected) in [
        ("0.1", 0x3fb9_9999_9999_999a_u64),
        ("-0.0", 0x8000_0000_0000_0000),
        ("5e-324", 1),
        ("2.4703282292062327e-324", 0),
        ("2.4703282292062328e-324", 1),
        ("1.7976931348623157e308", 0x7fef_ffff_ffff_ffff),
        ("9007199254740993", 0x4340_0000_0000_0000),
        ("9007199254740993.00000000000000000000000000000000000000001", 0x4340_0000_0000_0001),
        ("18446744073709551615", 0x43f0_0000_0000_0000),
        ("123456789012345678901234567890", 0x45f8_ee90_ff6c_373e),
        ("1.00000000000000011102230246251565404236316680908203125", 0x3ff0_0000_0000_0000),
        ("1.00000000000000011102230246251565404236316680908203126", 0x3ff0_0000_0000_0001),
        (r#""NaN""#, 0x7ff8_0000_0000_0000),
        (r#""Infinity""#, 0x7ff0_0000_0000_0000),
        (r#""-Infinity""#, 0xfff0_0000_0000_0000),
    ] {
        assert_eq!(format!("{:016x}", bits(json)), format!("{expected:016x}"), "{json}");
    }
    for (number, json) in [
        (0.1, "0.1"),
        (-0.0, "-0.0"),
        (1e16, "1e16"),
        (123_456_789.25, "123456789.25"),
        (5e-324, "5e-324"),
        (f64::MAX, "1.7976931348623157e308"),
        (f64::NAN, r#""NaN""#),
        (f64::NEG_INFINITY, r#""-Infinity""#),
    ] {
        let value = codec.object(DefKind::Constructor, "d", [("d", Value::Double(number))]).expect("a value");
        assert_eq!(codec.to_json(&value), format!(r#"{{"_":"d","d":{json}}}"#));
    }
}

#[test]
fn what_is_wrong_is_said_with_its_place() {
    let codec = all();
    let all = |change: &str, to: &str| {
        r#"{"_":"many","v":[true],"p":{"_":"all","i":1,"l":"2","d":3.0,"s":"x","b":"ab","t":true}}"#.replace(change, to)
    };
    for (json, expected) in [
        (String::new(), "EOF while parsing a value at line 1 column 0"),
        ("{}".to_owned(), "the object has no `_`; a constructor or function belongs here"),
        ("7".to_owned(), "7 where a constructor or function belongs"),
        (r#"{"_":"nope"}"#.to_owned(), "neither a constructor nor a function is called `nope`"),
        (r#"{"_":"alll"}"#.to_owned(), "neither a constructor nor a function is called `alll`; did you mean `all`?"),
        (
            r#"{"@type":"all"}"#.to_owned(),
            "the object has no `_`; a constructor or function belongs here; `@type` is how the dialect `tdlib` says it",
        ),
        (r#"{"_":"name"}"#.to_owned(), "`name` is a constructor and a function; say which is meant"),
        (r#"{"_":"n","n":1} 2"#.to_owned(), "trailing characters at line 1 column 17"),
        (all("true]", "1]"), "many.v[0]: 1 where Bool belongs"),
        (all(r#""_":"all""#, r#""_":"n""#), "many.p: `n` is no constructor of All"),
        (all(r#""_":"all""#, r#""_":7"#), "many.p: `_` is 7, not a name"),
        (
            all(r#""i":1"#, r#""i":2147483648"#),
            "many.p.i: 2147483648 where int belongs: from -2147483648 to 2147483647",
        ),
        (all(r#""i":1"#, r#""i":1.0"#), "many.p.i: 1.0 where int belongs"),
        (all(r#""i":1"#, r#""i":null"#), "many.p.i: null where int belongs"),
        (all(r#""i":1,"#, ""), "many.p.i: the field is missing"),
        (all(r#""i":1"#, r#""i":1,"i":1"#), "many.p.i: the field is there twice"),
        (all(r#"{"_":"all""#, r#"{"_":"all","_":"all""#), "many.p: `_` is there twice"),
        (all(r#""i":1"#, r#""i":1,"x":1"#), "many.p: `x` is no field of `all`"),
        (
            all(r#""i":1"#, r#""flags":0,"i":1"#),
            "many.p: `flags` follows from the fields that are there, and is not given",
        ),
        (all(r#""2""#, r#""+2""#), "many.p.l: the string \"+2\" where long belongs"),
        (all(r#""2""#, r#""9223372036854775808""#), "many.p.l: the string \"9223372036854775808\" where long belongs"),
        (
            all(r#""ab""#, r#""abc""#),
            "many.p.b: the string \"abc\" where bytes belongs: hexadecimal digits, two for each byte",
        ),
        (all("3.0", r#""nan""#), "many.p.d: the string \"nan\" where double belongs"),
        (all("3.0", "1e999"), "number out of range at line 1 column 61"),
        (
            r#"{"_":"shared","a":1,"c":true}"#.to_owned(),
            "shared.b: the field is missing, and `a`, which shares flags.0 with it, is there",
        ),
        (
            r#"{"_":"shared","a":1,"b":""}"#.to_owned(),
            "shared.c: the field is missing, and `a`, which shares flags.0 with it, is there",
        ),
    ] {
        assert_eq!(unencodable(&codec, &ANY, &json), expected, "{json}");
    }
}

#[test]
fn what_may_be_a_secret_is_not_said() {
    let codec = codec("login#00000001 password:secureString key:secureBytes = Login;");
    let rows = [
        (r#"{"_":"login","password":1234,"key":""}"#, "login.password: a number where secureString belongs"),
        (
            r#"{"_":"login","password":"","key":"swordfish"}"#,
            "login.key: a string where secureBytes belongs: hexadecimal digits, two for each byte",
        ),
    ];
    for (json, message) in rows {
        let error = codec.from_json(&ANY, json, &Options::default()).unwrap_err();
        assert_eq!(error.to_string(), message);
    }
}

#[test]
fn strings_have_a_longest() {
    let codec = all();
    for (len, ok) in [((1 << 24) - 1, true), (1 << 24, false)] {
        for value in [Value::String("x".repeat(len).into()), Value::Bytes(vec![0; len].into())] {
            let expected =
                codec.type_named(if matches!(value, Value::String(_)) { "string" } else { "bytes" }).expect("basic");
            match codec.encode(&expected, &value) {
                Ok(bytes) => assert!(ok && codec.decode(&expected, &bytes, &Options::strict()) == Ok(value)),
                Err(error) => {
                    assert!(!ok);
                    assert_eq!(error.to_string(), "16777216 bytes are more than the 16777215 that a string can hold");
                }
            }
        }
    }
}

#[test]
fn kinds_tell_equal_names_apart() {
    let codec = all();
    for (kind, bytes) in [(DefKind::Constructor, "06000000"), (DefKind::Function, "07000000")] {
        same(&codec, &Expected::kind(kind), r#"{"_":"name"}"#, bytes);
    }
}

#[test]
fn values_are_looked_into_and_made_by_names() {
    let codec = all();
    let fields = [("d", Value::Double(1.5))];
    let value = codec.object(DefKind::Constructor, "d", fields).expect("a value");
    let Value::Object(object) = &value else { panic!("{value:?}") };
    assert_eq!(codec.name(object), "d");
    assert_eq!(codec.kind(object), Some(DefKind::Constructor));
    assert_eq!(codec.field(object, "d"), Some(&Value::Double(1.5)));
    assert_eq!(codec.field(object, "x"), None);
    assert_eq!(hex(&codec.encode(&ANY, &value).expect("bytes")), "03000000000000000000f83f");
    let wrong = codec.object(DefKind::Constructor, "d", [("d", Value::Int(1))]).expect("it is checked when encoded");
    assert_eq!(codec.encode(&ANY, &wrong).expect_err("an int").to_string(), "d.d: an int where double belongs");
    assert!(codec.object(DefKind::Function, "d", []).is_err());
    assert!(codec.object(DefKind::Constructor, "d", [("x", Value::True)]).is_err());
}

#[test]
fn tdlib_has_a_json_of_its_own() {
    let sources = SourceMap::single(
        "td.tl",
        "string ? = String; double ? = Double; int32 = Int32; int53 = Int53; int64 = Int64; bytes = Bytes;
         boolFalse = Bool; boolTrue = Bool; vector {t:Type} # [ t ] = Vector t;
         inner#00000001 id:int53 = Inner;
         //@description D @i I @j J @l L @d D @s S @b B @f F @v V @inner Inner; may be null
         outer#00000002 i:int32 j:int53 l:int64 d:double s:string b:bytes f:Bool v:vector<int64> inner:inner = Outer;",
    );
    let options = tlforge_parser::Options::default().dialect(DialectChoice::Tdlib);
    let codec = Codec::new(&load(&sources, &options).schema);
    same(
        &codec,
        &ANY,
        concat!(
            r#"{"@type":"outer","i":1,"j":2,"l":"3","d":0.5,"s":"x","b":"AP8=","f":true,"v":["-1"],"#,
            r#""inner":{"@type":"inner","id":9007199254740991}}"#
        ),
        "02000000 01000000 0200000000000000 0300000000000000 000000000000e03f 01780000 0200ff00 b5757299
         01000000 ffffffffffffffff ffffffffffff1f00",
    );
    let twice = codec.from_json(&ANY, r#"{"@type":"outer","@type":"inner","id":1}"#, &Options::default());
    assert_eq!(twice.expect_err("two names").to_string(), "`@type` is there twice");
    // What is missing is nothing, and null is what TL cannot say.
    for json in [r#"{"@type":"outer"}"#, r#"{"@type":"outer","inner":null,"s":null}"#] {
        let value = codec.from_json(&ANY, json, &Options::default()).expect("a value");
        assert_eq!(
            codec.to_json(&value),
            r#"{"@type":"outer","i":0,"j":0,"l":"0","d":0.0,"s":"","b":"","f":false,"v":[]}"#
        );
        let error = codec.encode(&ANY, &value).expect_err("null");
        assert_eq!(error.to_string(), "outer.inner: it is null, and TL has no bytes for that");
    }
}
