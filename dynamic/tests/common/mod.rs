//! What several tests need.
#![allow(dead_code, reason = "each test uses its part")]

use std::{fs, path::Path};

use tlforge_dynamic::{Codec, Expected, Options, from_hex, push_hex};
use tlforge_parser::{SourceMap, load};

/// The codec of the schema `text`.
pub(crate) fn codec(text: &str) -> Codec {
    let sources = SourceMap::single("test.tl", text);
    let outcome = load(&sources, &tlforge_parser::Options::default());
    assert!(!outcome.has_errors(), "{:#?}", outcome.diagnostics);
    Codec::new(&outcome.schema)
}

/// The texts of the bundled schema.
pub(crate) fn bundled_sources() -> SourceMap {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("../schema/telegram");
    let mut sources = SourceMap::default();
    for name in ["api.tl", "mtproto.tl"] {
        sources.add(name, fs::read_to_string(directory.join(name)).expect("a bundled schema"));
    }
    sources
}

/// The codec of the bundled schema.
pub(crate) fn bundled() -> Codec {
    let outcome = load(&bundled_sources(), &tlforge_parser::Options::default());
    assert!(!outcome.has_errors(), "{:#?}", outcome.diagnostics);
    Codec::new(&outcome.schema)
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    let mut text = String::new();
    push_hex(bytes, &mut text);
    text
}

/// Bytes written as groups of hexadecimal digits.
pub(crate) fn bytes(groups: &str) -> Vec<u8> {
    from_hex(&groups.replace(char::is_whitespace, "")).expect("hexadecimal digits")
}

/// `json` and `groups` are the same value, in both directions, through values and without.
#[track_caller]
pub(crate) fn same(codec: &Codec, expected: &Expected, json: &str, groups: &str) {
    let value = codec.from_json(expected, json, &Options::default()).unwrap_or_else(|error| panic!("{error}: {json}"));
    assert_eq!(codec.to_json(&value), json);
    let encoded = codec.encode(expected, &value).unwrap_or_else(|error| panic!("{error}: {json}"));
    assert_eq!(hex(&encoded), hex(&bytes(groups)), "{json}");
    let decoded =
        codec.decode(expected, &encoded, &Options::strict()).unwrap_or_else(|error| panic!("{error}: {json}"));
    assert_eq!(decoded, value);
    let mut direct = String::new();
    codec.decode_to_json(expected, &encoded, &Options::strict(), &mut direct).expect("it has just been decoded");
    assert_eq!(direct, json);
    for len in 0..encoded.len() {
        assert!(codec.decode(expected, &encoded[..len], &Options::default()).is_err(), "{json} cut off at {len}");
    }
}

/// What is wrong with `groups`.
#[track_caller]
pub(crate) fn refused(codec: &Codec, expected: &Expected, groups: &str) -> String {
    codec.decode(expected, &bytes(groups), &Options::default()).expect_err("no value").to_string()
}

/// What is wrong with `json`, or with encoding it.
#[track_caller]
pub(crate) fn unencodable(codec: &Codec, expected: &Expected, json: &str) -> String {
    match codec.from_json(expected, json, &Options::default()) {
        Err(error) => error.to_string(),
        Ok(value) => codec.encode(expected, &value).expect_err("a value without bytes").to_string(),
    }
}
