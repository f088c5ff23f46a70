//! Flags words whose other bits are data: the same rows through generated code and the dynamic codec.

use tlforge::{Decode, DecodeOptions, Encode, Object, Unencodable};
use tlforge_dynamic::{Codec, Expected, Options};
use tlforge_parser::{DialectChoice, SourceMap, load};

#[rustfmt::skip]
#[path = "golden/words/mod.rs"]
mod words;

/// Everything is opaque, so that it is skipped instead of read.
#[rustfmt::skip]
#[path = "golden/words_opaque/mod.rs"]
mod skipped;

use words::{enums, functions, types};

fn bytes(hex: &str) -> Vec<u8> {
    tlforge_dynamic::from_hex(&hex.replace(' ', "")).expect("hexadecimal digits")
}

fn codec() -> Codec {
    let text = include_str!("golden/words/schema.tl");
    let options = tlforge_parser::Options::default().dialect(DialectChoice::Plain);
    let outcome = load(&SourceMap::single("schema.tl", text), &options);
    assert!(!outcome.has_errors());
    Codec::new(&outcome.schema)
}

/// A value through generated code: what it is as bytes and as JSON, and that a copy is equal.
fn whole(object: &(dyn Object + 'static)) -> (Vec<u8>, serde_json::Value) {
    (object.to_bytes().expect("it has bytes"), object.to_json())
}

fn generated_from_bytes(bytes: &[u8]) -> Result<(Vec<u8>, serde_json::Value), String> {
    let object = words::decode_object(bytes).or_else(|_| words::decode_function(bytes));
    object.map(|object| whole(&*object)).map_err(|error| error.to_string())
}

fn generated_from_json(text: &str) -> Result<(Vec<u8>, serde_json::Value), String> {
    let json = serde_json::from_str(text).expect("it is JSON");
    let object = words::object_from_json(&json).or_else(|error| {
        words::function_from_json(&json)
            .map_err(|other| if other.to_string().contains("no function") { error } else { other })
    });
    object.map(|object| whole(&*object)).map_err(|error| error.to_string())
}

#[test]
fn both_codecs_agree_on_every_row() {
    let codec = codec();
    let any = Expected::any();
    let mut rows = 0;
    for line in include_str!("golden/words/cases.txt").lines().filter(|line| !line.is_empty() && !line.starts_with('#'))
    {
        rows += 1;
        if let Some(rest) = line.strip_prefix("json! ") {
            let (json, message) = rest.rsplit_once("  ").expect("JSON and a message");
            let message = message.trim();
            let error = generated_from_json(json.trim()).expect_err(line);
            assert!(error.contains(message), "{line}: {error}");
            let error = codec.from_json(&any, json.trim(), &Options::default()).expect_err(line).to_string();
            assert!(error.contains(message), "{line}: {error}");
            continue;
        }
        if let Some(rest) = line.strip_prefix("bytes! ") {
            let (hex, message) = rest.rsplit_once("  ").expect("bytes and a message");
            let error = codec.decode(&any, &bytes(hex), &Options::default()).expect_err(line).to_string();
            assert!(error.contains(message.trim()), "{line}: {error}");
            words::decode_object(&bytes(hex)).expect_err(line);
            continue;
        }
        let (line, is_written) = line.strip_prefix("json ").map_or((line, true), |rest| (rest, false));
        let (hex, json) = line.split_at(line.find('{').expect("bytes and JSON"));
        let bytes = bytes(hex);
        let parsed: serde_json::Value = serde_json::from_str(json).expect(line);
        let value = codec.from_json(&any, json, &Options::default()).expect(line);
        assert_eq!(codec.encode(&any, &value).expect(line), bytes, "{line}");
        assert_eq!(generated_from_json(json).expect(line).0, bytes, "{line}");
        let strict = codec.decode(&any, &bytes, &Options::strict()).expect(line);
        assert_eq!(codec.encode(&any, &strict).expect(line), bytes, "{line}");
        let (again, written) = generated_from_bytes(&bytes).expect(line);
        assert_eq!(again, bytes, "{line}");
        let mut text = String::new();
        codec.decode_to_json(&any, &bytes, &Options::default(), &mut text).expect(line);
        assert_eq!(serde_json::from_str::<serde_json::Value>(&text).expect(line), written, "{line}");
        assert_eq!(codec.to_json(&strict), text, "{line}");
        if is_written {
            assert_eq!(written, parsed, "{line}");
            assert_eq!(value, strict, "{line}");
        }
    }
    assert!(rows > 25, "{rows} rows");
}

#[test]
fn a_word_is_a_field() {
    let id = types::Block { seqno: 7 };
    let lookup = types::Lookup { mode: 1, ..types::Lookup::new(id) };
    assert_eq!(lookup.to_bytes(), Ok(bytes("02000040 01000000 07000000")));
    assert_eq!(format!("{lookup:?}"), "Lookup { mode: 1, id: Block { seqno: 7 }, lt: None, utime: None }");
    // What the fields say is added.
    let with_time = types::Lookup { mode: 1, utime: Some(9), ..types::Lookup::new(types::Block { seqno: 7 }) };
    assert_eq!(with_time.to_bytes(), Ok(bytes("02000040 05000000 07000000 09000000")));
    assert_eq!(types::Lookup::from_bytes(&with_time.to_bytes().unwrap()), Ok(with_time.clone()));
    let full = types::Lookup { mode: 5, ..with_time.clone() };
    assert_eq!(full.to_bytes(), with_time.to_bytes());
    assert_ne!(full, with_time);
    // A bit that says that a field is present is set by the field alone.
    let error = types::Lookup { mode: 2, ..types::Lookup::new(types::Block { seqno: 7 }) }.to_bytes().unwrap_err();
    assert_eq!(error.problem(), Unencodable::BitOfAbsentField { word: "mode", bit: 1 });
    assert_eq!(error.path(), "lookup.mode");
    assert_eq!(
        error.to_string(),
        "bit 1 of `mode` is set, but the field that depends on it is absent: set the field instead, in lookup.mode"
    );
    let several = types::Several { more: 0x8000_0001, ..types::Several::new() };
    assert_eq!(several.to_bytes().unwrap_err().problem(), Unencodable::BitOfAbsentField { word: "more", bit: 0 });
    assert_eq!(types::Several::default(), types::Several::new());
    assert_eq!(functions::List::new(3), functions::List { mode: 0, count: 3, after: None, reverse_order: false });
    // A number that nothing refers to is required.
    assert_eq!(types::Pieces { flags: 7, total: 1 }.to_bytes(), Ok(bytes("03000040 07000000 01000000")));
    let wrapped = functions::Wrap { mode: 1, x: None, query: functions::List::new(0) };
    assert_eq!(wrapped.to_bytes(), Ok(bytes("0d000040 01000000 0c000040 00000000 00000000")));
}

#[test]
fn strict_mode_keeps_data() {
    let options = DecodeOptions::strict();
    let bytes = bytes("02000040 f9ffffff 07000000");
    let lookup = types::Lookup::from_bytes_with(&bytes, &options).unwrap();
    assert_eq!((lookup.mode, lookup.to_bytes()), (0xffff_fff9, Ok(bytes)));
}

#[test]
fn what_is_skipped_keeps_data() {
    for hex in ["09000040 80000000", "09000040 ffffffff 05000000"] {
        let bytes = bytes(&format!("0b000040 {hex} 07000000"));
        let holder = skipped::types::Holder::from_bytes(&bytes).unwrap();
        assert_eq!(holder.to_bytes(), Ok(bytes.clone()));
        let options = DecodeOptions::strict();
        assert!(skipped::types::Holder::from_bytes_with(&bytes, &options).is_ok());
        let variant: enums::Variant = holder.v.decode_as().unwrap();
        assert!(matches!(variant, enums::Variant::Variant(_)));
    }
}

#[test]
fn a_dump_shows_data() {
    let dump =
        codec().pretty(&Expected::any(), &bytes("02000040 13000000 07000000 0500000000000000"), &Options::default());
    assert!(dump.text.contains("mode: # = 0x13 0:data 1:lt 4:data"), "{}", dump.text);
}
