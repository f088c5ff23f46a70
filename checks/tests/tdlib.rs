//! Values of `td_api` in the JSON of TDLib: generated code and the codec that a schema drives say the same.

use driver::Driver;
use serde_json::{Value, json};
use tlforge_checks::sources;
use tlforge_codegen::{Config, Input, Module, generate};
use tlforge_dynamic::Codec;
use tlforge_parser::{
    DialectChoice, Options, Schema, load,
    schema::{DefKind, Definition, TypeExpr},
};

mod driver;

/// Reads rows, one a line, and says what is wrong with each that is.
const DRIVER: &str = r#"
use std::io::BufRead;
use api::{decode_function, decode_object, function_from_json, object_from_json};
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
    let (value, is_function) = (&row["value"], row["is_function"] == true);
    let object = if is_function { function_from_json(value) } else { object_from_json(value) };
    let object = object.map_err(|error| error.to_string())?;
    if object.to_json() != *value {
        return Err(format!("written as {}", object.to_json()));
    }
    let Some(hex) = row["hex"].as_str() else {
        // A field that is null has no bytes.
        return if object.to_bytes().is_err() { Ok(()) } else { Err("bytes of null".into()) };
    };
    let bytes: Vec<u8> =
        (0..hex.len() / 2).map(|at| u8::from_str_radix(&hex[2 * at..2 * at + 2], 16).unwrap()).collect();
    if object.to_bytes().map_err(|error| error.to_string())? != bytes {
        return Err("other bytes from JSON".into());
    }
    let decoded = if is_function { decode_function(&bytes) } else { decode_object(&bytes) };
    let decoded = decoded.map_err(|error| error.to_string())?;
    if decoded.to_json() == *value { Ok(()) } else { Err(format!("read as {}", decoded.to_json())) }
}
"#;

/// Random values of every definition, in JSON and bytes, and in JSON without the fields that may be null.
#[test]
fn values_are_the_same_for_generated_code_and_the_codec() {
    let sources = sources(&["schemas/td_api.tl"]);
    let outcome = load(&sources, &Options::default().dialect(DialectChoice::Tdlib));
    assert!(!outcome.has_errors(), "{:#?}", outcome.diagnostics);
    let module = Module { path: "", schema: &outcome.schema, sha256: String::new() };
    let output = generate(&Input { modules: vec![module], errors: None }, &Config::default());
    assert!(output.diagnostics.is_empty(), "{:#?}", output.diagnostics);
    let codec = Codec::new(&outcome.schema);
    let mut rows = Vec::new();
    for definition in outcome.schema.definitions.iter().filter(|definition| !is_basic(&outcome.schema, definition)) {
        for (seed, size) in [(1, 30), (2, 12), (3, 0)] {
            values(&codec, definition, seed, size, &mut rows);
        }
    }
    let with_null = rows.iter().filter(|row| row["hex"].is_null()).count();
    assert!(rows.len() > 9000 && with_null > 500, "{} rows, {with_null} of them with null", rows.len());
    let rows: Vec<String> = rows.iter().map(Value::to_string).collect();
    let schemas = [("api", &sources, Config::default(), DialectChoice::Tdlib)];
    let driver = Driver { name: "td_api", program: DRIVER, modules: &[], schemas: &schemas };
    let said = driver.run(&rows);
    let first: Vec<&str> = said.lines().take(20).collect();
    assert_eq!(first, [format!("{} rows", rows.len())]);
}

/// Whether a definition makes a type that generated code has no item for.
fn is_basic(schema: &Schema, definition: &Definition) -> bool {
    let TypeExpr::Type { ty, .. } = definition.result else { return false };
    definition.kind == DefKind::Constructor && schema.ty(ty).basic.is_some()
}

/// Appends a random value of `definition` with its bytes, and the same without what may be null, which has none.
fn values(codec: &Codec, definition: &Definition, seed: u64, size: usize, rows: &mut Vec<Value>) {
    let is_function = definition.kind == DefKind::Function;
    let expected = codec.definition(definition.kind, &definition.name).expect("it is listed");
    let value = codec.sample(&expected, seed, size).expect("every definition has values");
    let mut hex = String::new();
    tlforge_dynamic::push_hex(&codec.encode(&expected, &value).expect("bytes"), &mut hex);
    let mut value: Value = serde_json::from_str(&codec.to_json(&value)).expect("JSON");
    rows.push(json!({ "is_function": is_function, "value": value, "hex": hex }));

    let members = value.as_object_mut().expect("an object");
    let nullable = definition.args.iter().filter(|arg| arg.nullable);
    let nullable: Vec<&str> = nullable.filter_map(|arg| arg.name.as_deref()).collect();
    for name in &nullable {
        // A vector is never null; what is in it may be.
        match members[*name].as_array_mut() {
            Some(items) => items.push(Value::Null),
            None => drop(members.remove(*name)),
        }
    }
    if !nullable.is_empty() {
        let text = value.to_string();
        let read = codec.from_json(&expected, &text, &tlforge_dynamic::Options::default()).expect("a value");
        assert_eq!(serde_json::from_str::<Value>(&codec.to_json(&read)).expect("JSON"), value);
        assert!(codec.encode(&expected, &read).is_err(), "{text}");
        rows.push(json!({ "is_function": is_function, "value": value }));
    }
}
