//! Values with their bytes, through the dynamic codec: every row in both directions, and what has to be refused.

use std::{fs, path::Path};

use counting::peak;
use serde_json::Value as Json;
use tlforge_checks::{compressed, shared, sources};
use tlforge_dynamic::{Codec, Expected, Options, from_hex, push_hex};
use tlforge_parser::{DialectChoice, SourceMap, load, schema::DefKind};

#[path = "../../dynamic/tests/counting/mod.rs"]
mod counting;

/// What an error takes besides the limits: itself, and the path to the fault.
const ERROR: usize = 1024;

/// The codec of a schema that rows name.
fn codec(schema: &str) -> Codec {
    let paths: &[&str] = match schema {
        "layer190" => &["vectors/layer190.api.tl", "vectors/layer190.mtproto.tl"],
        "rare" => &["vectors/rare.tl"],
        other => panic!("no schema is called {other}"),
    };
    let outcome = load(&sources(paths), &tlforge_parser::Options::default());
    assert!(!outcome.has_errors(), "{schema}");
    Codec::new(&outcome.schema)
}

/// The rows of a compressed file.
fn rows(name: &str) -> Vec<Json> {
    compressed(Path::new("vectors").join(name)).lines().map(|line| serde_json::from_str(line).expect("a row")).collect()
}

fn text<'r>(row: &'r Json, key: &str) -> &'r str {
    row[key].as_str().unwrap_or_else(|| panic!("{row} has no {key}"))
}

fn kind(row: &Json) -> DefKind {
    match text(row, "kind") {
        "constructor" => DefKind::Constructor,
        "function" => DefKind::Function,
        other => panic!("no kind is called {other}"),
    }
}

/// Runs every row of a schema in both directions, in the default and the strict reading; how many there were.
fn round_trips(schema: &str) -> usize {
    let codec = codec(schema);
    let rows = rows(&format!("{schema}.jsonl.gz"));
    for row in &rows {
        let bytes = from_hex(text(row, "hex")).expect("hex");
        let definition = codec.definition(kind(row), text(row, "name")).expect("a definition");
        for (expected, options) in [
            (definition, Options::strict()),
            (Expected::kind(kind(row)), Options::default()),
            (Expected::any(), Options::default()),
        ] {
            let value = codec.decode(&expected, &bytes, &options).unwrap_or_else(|error| panic!("{error}: {row}"));
            let mut json = String::new();
            codec
                .decode_to_json(&expected, &bytes, &options, &mut json)
                .unwrap_or_else(|error| panic!("{error}: {row}"));
            assert_eq!(serde_json::from_str::<Json>(&json).expect("JSON"), row["value"], "{row}");
            assert_eq!(codec.to_json(&value), json, "{row}");
        }
        let expected = Expected::kind(kind(row));
        let value = codec.from_json(&expected, &row["value"].to_string(), &Options::default());
        let value = value.unwrap_or_else(|error| panic!("{error}: {row}"));
        let encoded = codec.encode(&expected, &value).unwrap_or_else(|error| panic!("{error}: {row}"));
        let mut hex = String::new();
        push_hex(&encoded, &mut hex);
        assert_eq!(hex, text(row, "hex"), "{row}");
    }
    rows.len()
}

#[test]
fn the_older_layer_in_both_directions() {
    assert_eq!(round_trips("layer190"), 6123);
}

#[test]
fn rare_layouts_in_both_directions() {
    assert_eq!(round_trips("rare"), 679);
}

#[test]
fn what_is_no_value_is_refused() {
    let codecs = ["layer190", "rare"].map(|schema| (schema, codec(schema)));
    let rows = rows("refuse.jsonl.gz");
    for row in &rows {
        let (_, codec) = codecs.iter().find(|(schema, _)| *schema == text(row, "schema")).expect("a schema");
        let bytes = from_hex(text(row, "hex")).expect("hex");
        let expected = match kind(row) {
            DefKind::Constructor => codec.type_of(text(row, "name")).expect("a type"),
            DefKind::Function => codec.definition(DefKind::Function, text(row, "name")).expect("a function"),
        };
        let (decoded, taken) = peak(|| codec.decode(&expected, &bytes, &Options::default()));
        let bound = 40 * bytes.len() + Options::FREE_MEMORY + ERROR;
        assert!(taken <= bound, "{taken} bytes of memory for {}: {row}", bytes.len());
        let error = decoded.expect_err(&row.to_string());
        assert!(error.offset <= bytes.len(), "{error}: {row}");
    }
    assert_eq!(rows.len(), 1313);
}

/// The dump of a real answer names all of its bytes; that of a damaged copy goes on to the fault.
#[test]
fn dumps_go_as_far_as_the_data_make_sense() {
    let mut api = SourceMap::default();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../schema/telegram");
    api.add("api.tl", fs::read_to_string(folder.join("api.tl")).expect("the bundled schema is text"));
    let outcome = load(&api, &tlforge_parser::Options::default());
    let codec = Codec::new(&outcome.schema);
    let data = fs::read(shared().join("bench/fixtures/messages_100.bin")).expect("the fixture");
    let dump = |data: &[u8]| codec.pretty(&Expected::any(), data, &Options::default());

    let whole = dump(&data);
    assert_eq!(whole.error, None);
    assert!(
        whole.text.starts_with("000000  eae7731d                    messages.messages#1d73e7ea: messages.Messages\n")
    );
    let place = |line: &str| usize::from_str_radix(&line[..6], 16);
    let places: Vec<usize> = whole.text.lines().filter_map(|line| place(line).ok()).collect();
    assert!(places.is_sorted());
    assert!(data.len() - places.last().expect("lines") <= 16);
    for name in
        ["message: string = ", "entities: Vector<MessageEntity>", "fwd_from: MessageFwdHeader", "users: Vector<User>"]
    {
        assert!(whole.text.contains(name), "{name}");
    }

    // Up to the fault, the dump of a damaged copy is that of the whole.
    for (damaged, at) in [(data[..30_000].to_vec(), 29_984), (with_id(&data, 0xac, 0xdead_beef), 0xac)] {
        let dump = dump(&damaged);
        let error = dump.error.expect("a fault");
        assert_eq!(error.offset, at, "{error}");
        let (before, after) = dump.text.split_once("! ").expect("the fault is marked");
        assert!(whole.text.starts_with(before));
        assert!(after.starts_with(&error.to_string()));
        assert!(before.lines().count() > 15);
    }
}

/// `data` with another id at byte `at`.
fn with_id(data: &[u8], at: usize, id: u32) -> Vec<u8> {
    let mut data = data.to_vec();
    data[at..at + 4].copy_from_slice(&id.to_le_bytes());
    data
}

/// Random values of every definition of every published schema, in both directions and cut off at every byte.
#[test]
fn random_values_of_every_schema() {
    for (paths, dialect) in [
        (&["schemas/td_api.tl"][..], DialectChoice::Tdlib),
        (&["schemas/tonlib_api.tl"], DialectChoice::Tdlib),
        (&["schemas/ton_api.tl", "schemas/lite_api.tl"], DialectChoice::Auto),
        (&["vectors/layer190.api.tl", "vectors/layer190.mtproto.tl"], DialectChoice::Auto),
        (&["vectors/rare.tl"], DialectChoice::Auto),
    ] {
        let outcome = load(&sources(paths), &tlforge_parser::Options::default().dialect(dialect));
        assert!(!outcome.has_errors(), "{paths:?}");
        let codec = Codec::new(&outcome.schema);
        let mut without = Vec::new();
        for (kind, name) in codec.definitions() {
            let expected = codec.definition(kind, name).expect("it is listed");
            for (seed, size) in [(1, 12), (2, 0)] {
                let Some(value) = codec.sample(&expected, seed, size) else {
                    without.push(name);
                    continue;
                };
                let bytes = codec.encode(&expected, &value).unwrap_or_else(|error| panic!("{error}"));
                let decoded =
                    codec.decode(&expected, &bytes, &Options::strict()).unwrap_or_else(|error| panic!("{error}"));
                assert!(decoded == value, "{}", codec.to_json(&value));
                let json = codec.to_json(&value);
                let read =
                    codec.from_json(&expected, &json, &Options::default()).unwrap_or_else(|error| panic!("{error}"));
                assert!(read == value, "{json}");
                for len in 0..bytes.len() {
                    assert!(
                        codec.decode(&expected, &bytes[..len], &Options::default()).is_err(),
                        "{json} cut off at {len}"
                    );
                }
            }
        }
        without.dedup();
        // Nothing says what the items of a vector on its own are.
        assert!(without.is_empty() || without == ["vector"], "{without:?}");
    }
}
