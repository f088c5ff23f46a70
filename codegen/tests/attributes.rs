//! The golden output whose items and fields have attributes that make the compiler warn of their use: it does not warn of
//! generated code, which cannot do without them.
#![deny(warnings)]

#[rustfmt::skip]
#[path = "golden/attributes/mod.rs"]
mod attributes;

#[test]
fn generated_code_uses_what_is_deprecated() {
    let json = serde_json::json!({ "@type": "letter", "body": { "@type": "bodyEmpty" }, "item": { "n": 1 } });
    let letter = attributes::object_from_json(&json).unwrap();
    assert_eq!(attributes::decode_object(&letter.to_bytes().unwrap()).unwrap().to_json(), letter.to_json());
    // Whoever uses it is told.
    #[expect(deprecated)]
    let letter = letter.downcast_ref::<attributes::types::Letter>().map(|letter| letter.item.n);
    assert_eq!(letter, Some(1));
}
