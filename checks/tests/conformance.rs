//! The strict reading gives the verdicts, ids and compiled bytes of the reference compiler.

use std::fmt::Write as _;

use serde_json::Value;
use tlforge_checks::{json, text};
use tlforge_parser::{Options, Outcome, SourceMap, load, print, tlo};

fn strict(file: &str) -> Outcome {
    let sources = SourceMap::single(file, text(format!("conformance/{file}")));
    load(&sources, &Options::strict())
}

fn string<'v>(case: &'v Value, key: &str) -> &'v str {
    case[key].as_str().unwrap_or_default()
}

/// How the reading differs from the case, if it does.
fn difference(case: &Value, outcome: &Outcome) -> Option<String> {
    let accepts = !outcome.has_errors();
    if accepts != (string(case, "verdict") == "accept") {
        let found: Vec<String> =
            outcome.diagnostics.iter().map(|found| format!("{}: {}", found.code, found.message)).collect();
        return Some(format!("expected {}, found {found:?}", case["verdict"]));
    }
    let schema = &outcome.schema;
    let expected = case["ids"].as_array().filter(|_| accepts)?;
    let found: Vec<[String; 3]> = schema
        .iter_definitions()
        .map(|(at, def)| {
            let shown = def.original.clone().unwrap_or_else(|| def.name.clone());
            [shown, format!("{:08x}", def.id), print::canonical(schema, at)]
        })
        .collect();
    let expected: Vec<[String; 3]> =
        expected.iter().map(|id| ["name", "id", "canonical"].map(|key| string(id, key).to_owned())).collect();
    (found != expected).then(|| format!("expected {expected:?}, found {found:?}"))
}

#[test]
fn verdicts_and_ids() {
    let manifest = json("conformance/manifest.json");
    let cases = manifest["cases"].as_array().expect("a list");
    let mut wrong = Vec::new();
    for case in cases {
        let file = string(case, "file");
        let Some(difference) = difference(case, &strict(file)) else { continue };
        if case["binding"] == Value::Bool(false) {
            println!("differs, and may: {file}: {difference} ({})", string(case, "reason"));
        } else {
            wrong.push(format!("{file}: {difference}"));
        }
    }
    assert!(wrong.is_empty(), "{} of {} differ: {wrong:#?}", wrong.len(), cases.len());
}

/// The compiled form in hex, or that there is none.
fn compiled(outcome: &Outcome) -> Option<String> {
    let bytes = tlo::write(&outcome.schema).ok()?;
    let mut hex = String::new();
    for byte in bytes {
        write!(hex, "{byte:02x}").expect("a string takes everything");
    }
    Some(hex)
}

#[test]
fn compiled_bytes() {
    let manifest = json("conformance/manifest.json");
    let mut compared = 0;
    let mut wrong = Vec::new();
    for case in manifest["cases"].as_array().expect("a list") {
        if string(case, "verdict") != "accept" || case.get("tlo_sha256").is_none() {
            continue;
        }
        let file = string(case, "file");
        let outcome = strict(file);
        let free = case["binding"] == Value::Bool(false) || case["tlo_binding"] == Value::Bool(false);
        if free && outcome.has_errors() {
            continue;
        }
        compared += 1;
        let expected = case["tlo_hex"].as_str().map(str::to_owned);
        let found = compiled(&outcome);
        if found == expected {
            continue;
        }
        if free {
            println!("differs, and may: {file} ({})", string(case, "reason"));
        } else {
            wrong.push(format!("{file}:\n  expected {expected:?}\n  found    {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{} of {compared} differ:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn compiled_schemas() {
    for case in json("conformance/tlo/manifest.json")["cases"].as_array().expect("a list") {
        let outcome = strict(&format!("tlo/{}", string(case, "file")));
        let expected = std::fs::read(tlforge_checks::shared().join("conformance/tlo").join(string(case, "tlo")));
        let found = tlo::write(&outcome.schema).expect("the schema has a compiled form");
        assert!(found == expected.expect("the file is there"), "{}", string(case, "file"));
    }
}
