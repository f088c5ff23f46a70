//! What the fuzz targets for the dynamic codec do with their input. The ordinary tests replay the corpus through the same
//! code.

use std::sync::LazyLock;

use tlforge_dynamic::{Codec, Expected, Options, Value};
use tlforge_parser::{SourceMap, load};

/// The schema of Telegram with that of MTProto, and the layouts that they do not have.
static CODECS: LazyLock<[Codec; 2]> = LazyLock::new(|| {
    let telegram = [include_str!("../../schema/telegram/api.tl"), include_str!("../../schema/telegram/mtproto.tl")];
    [&telegram[..], &[include_str!("layouts.tl")]].map(|texts| {
        let mut sources = SourceMap::default();
        for text in texts {
            sources.add("schema.tl", *text);
        }
        let outcome = load(&sources, &tlforge_parser::Options::default());
        assert!(!outcome.has_errors(), "{:?}", outcome.diagnostics);
        Codec::new(&outcome.schema)
    })
});

/// The first byte chooses the schema, and whether the others are dumped or read; they are a value or none.
pub fn bytes(input: &[u8]) {
    let Some((choice, data)) = input.split_first() else { return };
    let codec = &CODECS[usize::from(choice & 1)];
    let expected = Expected::any();
    if choice & 2 != 0 {
        let dump = codec.pretty(&expected, data, &Options::default());
        assert_eq!(dump.error.is_some(), dump.text.contains("\n! ") || dump.text.starts_with("! "));
        return;
    }
    for options in [Options::default(), Options::strict()] {
        let decoded = codec.decode(&expected, data, &options);
        let mut json = String::new();
        let direct = codec.decode_to_json(&expected, data, &options, &mut json);
        assert_eq!(decoded.as_ref().err(), direct.as_ref().err());
        let Ok(value) = decoded else { continue };
        assert_eq!(codec.to_json(&value), json);
        let encoded = codec.encode(&expected, &value).expect("what has been read can be written");
        if options == Options::strict() {
            assert_eq!(encoded, data);
        }
        // Values with a NaN differ from themselves, and their JSON does not say which NaN it is.
        let again = codec.decode(&expected, &encoded, &Options::strict()).expect("what has been written can be read");
        assert_eq!(codec.to_json(&again), json);
        if !json.contains("\"NaN\"") && !is_both(codec, &value) {
            let read = codec.from_json(&expected, &json, &options).expect("the JSON of a value is one");
            assert_eq!(read, value);
        }
    }
}

/// The first byte chooses the schema, the others are a value in JSON or none.
pub fn json(input: &[u8]) {
    let Some((choice, text)) = input.split_first() else { return };
    let Ok(text) = std::str::from_utf8(text) else { return };
    let codec = &CODECS[usize::from(choice & 1)];
    let expected = Expected::any();
    let Ok(value) = codec.from_json(&expected, text, &Options::default()) else { return };
    let json = codec.to_json(&value);
    let again = codec.from_json(&expected, &json, &Options::default()).expect("the JSON of a value is one");
    assert_eq!(codec.to_json(&again), json);
    let Ok(encoded) = codec.encode(&expected, &value) else { return };
    // A value without bytes may take more memory than its bytes allow.
    let mut options = Options::strict();
    options.bytes_per_byte = usize::MAX;
    let decoded = codec.decode(&expected, &encoded, &options).expect("what has been written can be read");
    assert_eq!(codec.to_json(&decoded), json);
}

/// Whether the outermost name is that of a constructor and of a function.
fn is_both(codec: &Codec, value: &Value) -> bool {
    use tlforge_parser::schema::DefKind::{Constructor, Function};
    let Value::Object(object) = value else { return false };
    [Constructor, Function].iter().all(|kind| codec.definition(*kind, codec.name(object)).is_ok())
}
