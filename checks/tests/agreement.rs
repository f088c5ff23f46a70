//! Random values of every definition of other schemas, through code generated from them and through the dynamic codec:
//! the same value to both, in parts no value to either, and damaged the same value or none.

use std::collections::BTreeSet;

use driver::Driver;
use tlforge_checks::sources;
use tlforge_codegen::Config;
use tlforge_dynamic::{Codec, DecodeErrorKind, Expected, Options, push_hex};
use tlforge_parser::{
    load,
    schema::{DefKind, Schema, TypeExpr},
};

mod driver;

/// Reads rows, one a line: the kind, the bytes, and what they are to the dynamic codec, or `null`.
const DRIVER: &str = r#"
use std::io::BufRead;
use api::{decode_function, decode_object};
use serde_json::Value;

fn main() {
    let mut rows = 0;
    for line in std::io::stdin().lock().lines() {
        let row: Value = serde_json::from_str(&line.unwrap()).unwrap();
        rows += 1;
        if let Err(problem) = check(&row) {
            println!("{problem}: {row}");
        }
    }
    println!("{rows} rows");
}

fn check(row: &Value) -> Result<(), String> {
    let bytes = unhex(row[1].as_str().unwrap());
    let decoded = if row[0] == "function" { decode_function(&bytes) } else { decode_object(&bytes) };
    match (decoded, row[2].is_null()) {
        (Err(_), true) => Ok(()),
        (Err(error), false) if error.problem() == tlforge::Problem::TooMuchMemory => Ok(()),
        (Err(error), false) => Err(format!("refused, {error}")),
        (Ok(object), true) => Err(format!("read as {}", object.to_json())),
        (Ok(object), false) if object.to_json() != row[2] => Err(format!("read as {}", object.to_json())),
        (Ok(object), false) if object.to_bytes() != Ok(unhex(row[3].as_str().unwrap())) => Err("other bytes".into()),
        (Ok(_), false) => Ok(()),
    }
}

fn unhex(text: &str) -> Vec<u8> {
    (0..text.len() / 2).map(|at| u8::from_str_radix(&text[2 * at..2 * at + 2], 16).unwrap()).collect()
}
"#;

/// What `bytes` are to the dynamic codec, as a row; none where the code generated from the schema may differ.
fn row(codec: &Codec, built_in: &BTreeSet<&str>, kind: DefKind, bytes: &[u8]) -> Option<String> {
    let (name, expected) = match kind {
        DefKind::Constructor => ("constructor", Expected::constructor()),
        DefKind::Function => ("function", Expected::function()),
    };
    let mut hex = String::new();
    push_hex(bytes, &mut hex);
    match codec.decode(&expected, bytes, &Options::default()) {
        Ok(value) => {
            let json = codec.to_json(&value);
            let named = json.strip_prefix("{\"_\":\"").and_then(|rest| rest.split('"').next());
            if named.is_none_or(|name| built_in.contains(name)) {
                return None;
            }
            let mut encoded = String::new();
            push_hex(&codec.encode(&expected, &value).expect("what has been read can be written"), &mut encoded);
            Some(format!("[\"{name}\",\"{hex}\",{json},\"{encoded}\"]"))
        }
        // Each counts the memory and the levels of its own values.
        Err(error) if error.kind == DecodeErrorKind::Limit => None,
        Err(_) => Some(format!("[\"{name}\",\"{hex}\",null]")),
    }
}

/// The constructors of basic types, declared or not: Rust has types of its own for them.
fn built_in(schema: &Schema) -> BTreeSet<&str> {
    let is_basic = |ty: &TypeExpr| matches!(ty, TypeExpr::Type { ty, .. } if schema.ty(*ty).basic.is_some());
    let definitions = schema.definitions.iter().filter(|def| def.kind == DefKind::Constructor && is_basic(&def.result));
    definitions.map(|def| def.name.as_str()).chain(["true", "boolTrue", "boolFalse", "vector"]).collect()
}

#[track_caller]
fn check(name: &str, texts: &[&str], definitions: usize) {
    let sources = sources(texts);
    let outcome = load(&sources, &tlforge_parser::Options::default());
    let built_in = built_in(&outcome.schema);
    let codec = Codec::new(&outcome.schema);
    let (mut rows, mut sampled) = (Vec::new(), 0);
    for (kind, name) in codec.definitions() {
        if kind == DefKind::Constructor && built_in.contains(name) {
            continue;
        }
        let expected = codec.definition(kind, name).expect("it is listed");
        for seed in 0..3 {
            // What has arguments needs them to be a value.
            let Some(value) = codec.sample(&expected, seed, 30) else { continue };
            let mut bytes = codec.encode(&expected, &value).expect("a random value has bytes");
            sampled += usize::from(seed == 0);
            rows.extend(row(&codec, &built_in, kind, &bytes));
            if seed == 0 && bytes.len() < 400 {
                rows.extend((0..bytes.len()).filter_map(|len| row(&codec, &built_in, kind, &bytes[..len])));
            }
            for step in 0..8 {
                let bit = (rows.len() * 97 + step * 7919) % (bytes.len() * 8);
                bytes[bit / 8] ^= 1 << (bit % 8);
                rows.extend(row(&codec, &built_in, kind, &bytes));
                bytes[bit / 8] ^= 1 << (bit % 8);
            }
        }
    }
    assert_eq!(sampled, definitions, "definitions of {name} that have values");
    let name = format!("agreement-{name}");
    let schemas = [("api", &sources, Config::default())];
    let driver = Driver { name: &name, program: DRIVER, modules: &[], schemas: &schemas };
    let said = driver.run(&rows);
    let head: Vec<&str> = said.lines().take(10).collect();
    assert_eq!(head, [format!("{} rows", rows.len())]);
}

#[test]
fn values_of_tdlib() {
    check("td-api", &["schemas/td_api.tl"], 3169);
}

#[test]
fn values_of_ton() {
    check("ton", &["schemas/ton_api.tl", "schemas/lite_api.tl"], 739);
}

#[test]
fn values_of_tonlib() {
    check("tonlib", &["schemas/tonlib_api.tl"], 220);
}

#[test]
fn values_of_layer_190() {
    check("layer190", &["vectors/layer190.api.tl", "vectors/layer190.mtproto.tl"], 2080);
}

#[test]
fn values_of_rare_layouts() {
    check("rare", &["vectors/rare.tl"], 64);
}
