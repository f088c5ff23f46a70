//! Flags words whose other bits are data: the same rows through both codecs, and what Rust says.

use codecs::bytes;
use tlforge::{Decode, DecodeOptions, Encode, Unencodable};
use tlforge_dynamic::{Codec, Expected, Options};
use tlforge_parser::{DialectChoice, SourceMap, analysis::FlagsWords, load};

mod codecs;

#[rustfmt::skip]
#[path = "golden/words/mod.rs"]
mod words;

/// The same in the dialect whose JSON is TDLib's.
#[rustfmt::skip]
#[path = "golden/words_tdlib/mod.rs"]
mod words_tdlib;

/// Everything is opaque, so that it is skipped instead of read.
#[rustfmt::skip]
#[path = "golden/words_opaque/mod.rs"]
mod skipped;

use words::{enums, functions, types};

fn codec() -> Codec {
    codecs::codec(include_str!("golden/words/schema.tl"), DialectChoice::Plain)
}

#[test]
fn both_codecs_agree_on_every_row() {
    let rows = codecs::check(include_str!("golden/words/cases.txt"), &codec(), &codecs::generated!(words));
    assert!(rows > 25, "{rows} rows");
}

#[test]
fn words_are_members_of_the_json_of_tdlib() {
    let codec = codecs::codec(include_str!("golden/words/schema.tl"), DialectChoice::Tdlib);
    let rows = codecs::check(include_str!("golden/words_tdlib/cases.txt"), &codec, &codecs::generated!(words_tdlib));
    assert!(rows > 15, "{rows} rows");

    // Bits that no field owns are dropped, whether or not there is a value in between, unless they are kept.
    let (bytes, json) =
        (bytes("09000040 83000000 05000000"), |mode| format!(r#"{{"@type":"variant","mode":{mode},"x":5}}"#));
    let (any, options) = (Expected::any(), Options::default());
    let sources = SourceMap::single("schema.tl", include_str!("golden/words/schema.tl"));
    let read = load(&sources, &tlforge_parser::Options::default().dialect(DialectChoice::Tdlib));
    let keeping = Codec::with_flags_words(&read.schema, FlagsWords::Kept);
    for (codec, mode) in [(codec, 1), (keeping, 0x83)] {
        let mut text = String::new();
        codec.decode_to_json(&any, &bytes, &options, &mut text).unwrap();
        assert_eq!(text, json(mode));
        let value = codec.decode(&any, &bytes, &options).unwrap();
        assert_eq!(codec.to_json(&value), json(mode));
        assert_eq!(codec.from_json(&any, &json(mode), &options), Ok(value));
    }
    let variant = words_tdlib::decode_object(&bytes).unwrap();
    assert_eq!(variant.to_json().to_string(), json(1));
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
