//! JSON as TDLib has it, on code written by hand as the generator writes it.
#![allow(missing_docs)]

use serde_json::json;
use tlforge::{
    Encode,
    json::{JsonOptions, from_json, from_json_with},
    tl,
};

#[repr(C)]
pub struct Inner {
    pub id: i64,
}
tlforge::object!(Inner = INNER, 0x0000_0001, "inner", 8, "id", [tl::req(tl::INT53)] as Tdlib, debug json);

#[repr(u8)]
pub enum Kind {
    Private,
    Public,
}
tlforge::union!(Kind = KIND, "Kind", 4, [
    tl::unit(2, "kindPrivate", "Private"),
    tl::unit(3, "kindPublic", "Public"),
] as Tdlib, debug json);

#[repr(C)]
pub struct Outer {
    pub count: i32,
    pub id: i64,
    pub hash: i64,
    pub size: f64,
    pub text: String,
    pub data: Vec<u8>,
    pub on: bool,
    pub hashes: Vec<i64>,
    pub kind: Kind,
    pub inner: Option<Inner>,
}
tlforge::object!(Outer = OUTER, 0x0000_0004, "outer", 56, "count id hash size text data on hashes kind inner", [
    tl::req(tl::INT),
    tl::req(tl::INT53),
    tl::req(tl::LONG),
    tl::req(tl::DOUBLE),
    tl::req(tl::STRING),
    tl::req(tl::BYTES),
    tl::req(tl::BOOL),
    tl::req(tl::vec(&tl::bare_vector::<i64>(tl::LONG))),
    tl::req(tl::union(&self::KIND)),
    tl::nullable::<Inner>(tl::bare(&self::INNER)),
] as Tdlib, debug json);

#[test]
fn the_form_is_that_of_tdlib() {
    let json = json!({
        "@type": "outer", "count": 1, "id": 2, "hash": "3", "size": 0.5, "text": "x", "data": "AP8=", "on": true,
        "hashes": ["-1"], "kind": { "@type": "kindPublic" }, "inner": { "@type": "inner", "id": 9_007_199_254_740_991_i64 },
    });
    let value: Outer = from_json(&json).unwrap();
    assert_eq!(value.data, [0, 255]);
    assert_eq!(serde_json::to_value(&value).unwrap(), json);
    assert!(value.to_bytes().is_ok());
}

#[test]
fn what_is_missing_is_nothing() {
    for json in [
        json!({ "@type": "outer", "kind": { "@type": "kindPrivate" } }),
        json!({ "@type": "outer", "kind": { "@type": "kindPrivate", "@extra": 1 }, "@extra": {}, "text": null, "inner": null }),
    ] {
        let value: Outer = from_json(&json).unwrap();
        let written = json!({
            "@type": "outer", "count": 0, "id": 0, "hash": "0", "size": 0.0, "text": "", "data": "", "on": false,
            "hashes": [], "kind": { "@type": "kindPrivate" },
        });
        assert_eq!(serde_json::to_value(&value).unwrap(), written);
        assert_eq!(value.to_bytes().unwrap_err().to_string(), "null has no bytes, in outer.inner");
    }
}

#[test]
fn members_of_one_name_are_refused_but_for_those_of_callers() {
    let read = |text: &str| serde_json::from_str::<Inner>(text).map(|it| it.id).map_err(|error| error.to_string());
    let extra = r#"{"@type":"inner","@extra":{"a":1,"a":2},"id":7,"@extra":1}"#;
    assert_eq!(read(extra), Ok(7));
    for (text, name) in
        [(r#"{"@type":"inner","id":7,"id":7}"#, "id"), (r#"{"@type":"inner","@type":"inner","id":7}"#, "@type")]
    {
        let error = read(text).unwrap_err();
        assert!(error.starts_with(&format!("the member `{name}` is there twice at line 1 column ")), "{error}");
    }
}

#[test]
fn what_is_no_value_is_an_error() {
    for (json, message) in [
        (json!({ "@type": 4 }), "expected a name in `@type`, found 4"),
        (json!({ "@type": "inner" }), "expected `outer`, found `inner`"),
        (json!({ "@type": "outer" }), "the field is missing, in outer.kind"),
        (json!({ "@type": "outer", "data": "!" }), "expected Base64, found another string, in outer.data"),
        (json!({ "@type": "outer", "kind": { "@type": "kind" } }), "`kind` is no constructor of `Kind`, in outer.kind"),
    ] {
        assert_eq!(from_json::<Outer>(&json).unwrap_err().to_string(), message);
    }
}

#[test]
fn other_members_are_ignored_unless_refused() {
    let json = json!({ "@type": "inner", "id": 7, "newer": { "id": 8 }, "@extra": 1 });
    assert_eq!(from_json::<Inner>(&json).unwrap().id, 7);
    assert_eq!(serde_json::from_value::<Inner>(json.clone()).unwrap().id, 7);
    let error = from_json_with::<Inner>(&json, &JsonOptions::strict()).unwrap_err();
    assert_eq!(error.to_string(), "`inner` has no field `newer`");
    let deep = JsonOptions::new().depth(0);
    assert_eq!(from_json_with::<Inner>(&json, &deep).unwrap_err().to_string(), "nested too deep");
    assert_eq!(JsonOptions::strict(), JsonOptions::new().unknown_members(false));
}
