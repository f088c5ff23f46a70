//! The generated code of the bundled schema and the dynamic codec, two implementations of one format, read the same bytes.
//! The fuzz targets and the ordinary tests of the generated crate use this.

use std::sync::LazyLock;

use tlforge::{DecodeError, Object, Problem, json::serde_json};
use tlforge_dynamic::{Codec, DecodeErrorKind, Expected, Options};
use tlforge_parser::{DialectChoice, SourceMap, load, schema::DefKind};

/// The codec of the schema that the crate is generated from.
pub static CODEC: LazyLock<Codec> = LazyLock::new(|| {
    let mut sources = SourceMap::default();
    sources.add("api.tl", include_str!("../../schema/telegram/api.tl"));
    sources.add("mtproto.tl", include_str!("../../schema/telegram/mtproto.tl"));
    let outcome = load(&sources, &tlforge_parser::Options::default().dialect(DialectChoice::Telegram));
    assert!(!outcome.has_errors(), "{:?}", outcome.diagnostics);
    Codec::new(&outcome.schema)
});

/// The declared constructors of built-in types: Rust has types for them, so they have no item.
pub const BUILT_IN: [&str; 11] =
    ["true", "boolTrue", "boolFalse", "vector", "int", "long", "double", "string", "bytes", "int128", "int256"];

/// What the generated code makes of `bytes`.
pub fn decode(kind: DefKind, bytes: &[u8]) -> Result<Box<dyn Object>, DecodeError> {
    match kind {
        DefKind::Constructor => tlforge_telegram::decode_object(bytes),
        DefKind::Function => tlforge_telegram::decode_function(bytes),
    }
}

/// The object that `bytes` are to both, or that they are none. Both have the same name, JSON and bytes for it.
pub fn agree(kind: DefKind, bytes: &[u8]) -> Option<Box<dyn Object>> {
    let expected = match kind {
        DefKind::Constructor => Expected::constructor(),
        DefKind::Function => Expected::function(),
    };
    let generated = decode(kind, bytes);
    let dynamic = CODEC.decode(&expected, bytes, &Options::default());
    match (generated, dynamic) {
        (Err(_), Err(_)) => None,
        (Ok(object), Ok(value)) => {
            let json = CODEC.to_json(&value);
            let read: serde_json::Value = serde_json::from_str(&json).expect("JSON");
            assert_eq!(object.to_json(), read);
            let encoded = object.to_bytes().expect("what has been read can be written");
            assert_eq!(CODEC.encode(&expected, &value).as_ref(), Ok(&encoded), "{json}");
            Some(object)
        }
        // Each counts the memory of its own values.
        (Err(error), Ok(_)) if error.problem() == Problem::TooMuchMemory => None,
        (Ok(_), Err(error)) if error.kind == DecodeErrorKind::Limit => None,
        (Err(_), Ok(value)) if is_built_in(&CODEC.to_json(&value)) => None,
        (Err(error), Ok(value)) => panic!("only the generated code refuses: {error}: {}", CODEC.to_json(&value)),
        (Ok(object), Err(error)) => panic!("only the dynamic codec refuses: {error}: {}", object.to_json()),
    }
}

/// Whether a value is one of a built-in type, standing by itself.
fn is_built_in(json: &str) -> bool {
    let name = json.strip_prefix("{\"_\":\"").and_then(|rest| rest.split('"').next());
    name.is_none_or(|name| BUILT_IN.contains(&name))
}

/// Bytes of any origin, as a constructor and as a function: decoding what was encoded gives the same value again.
pub fn any(bytes: &[u8]) {
    for kind in [DefKind::Constructor, DefKind::Function] {
        let Some(object) = agree(kind, bytes) else { continue };
        let encoded = object.to_bytes().expect("what has been read can be written");
        let again = decode(kind, &encoded).expect("what has been written can be read");
        // Values with a NaN differ from themselves.
        assert_eq!(again.to_bytes().as_ref(), Ok(&encoded));
        assert_eq!(again.to_json(), object.to_json());
    }
}
