//! The bundled error tables are what `derive-errors` makes of the facts.

use std::path::{Path, PathBuf};
use std::{env, fs};

use serde_json::Value;
use tlforge_schema_tools::derive_errors;

const TABLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../schema/telegram/errors.json");

fn facts() -> PathBuf {
    let shared = env::var_os("TLFORGE_SHARED").expect("TLFORGE_SHARED names the directory of the facts");
    PathBuf::from(shared).join("errors/errors.json")
}

#[test]
fn committed_table_is_up_to_date() {
    let summary = derive_errors(&facts(), Path::new(TABLE), true).expect("the table is up to date");
    assert_eq!(
        summary,
        "787 names, 577 methods with errors, 2414 pairs\n\
         368 for users, 16 for bots, 73 for both\n\
         50 common names, 25 unlisted\n\
         38 methods left out: they are in no schema\n"
    );
}

#[test]
fn check_notices_a_changed_table() {
    let changed = env::temp_dir().join(format!("tlforge-errors-{}.json", std::process::id()));
    let text = fs::read_to_string(TABLE).expect("the table is committed");
    fs::write(&changed, text.replacen("CALL_PEER_INVALID", "CALL_PEER_VALID", 1)).expect("a temporary file");
    let error = derive_errors(&facts(), &changed, true).expect_err("the table differs");
    fs::remove_file(&changed).expect("the file was just written");
    assert!(error.to_string().contains("is not what the facts and the rules give"), "{error}");
}

/// `code`, `name` and method of every fact that has a code of its own must be in the table as they are.
#[test]
fn codes_of_pairs_are_kept() {
    let facts: Value = serde_json::from_str(&fs::read_to_string(facts()).expect("facts")).expect("facts are JSON");
    let table: Value = serde_json::from_str(&fs::read_to_string(TABLE).expect("table")).expect("the table is JSON");
    let text = include_str!("../../schema/SOURCES.toml");
    let sources: toml::Table = text.parse().expect("SOURCES.toml is TOML");
    let left_out = sources["errors"]["left_out"]["methods"].as_array().expect("a list of methods");
    let mut pairs = 0;
    for (method, entry) in facts["methods"].as_object().expect("methods") {
        if left_out.iter().any(|name| name.as_str() == Some(method)) {
            continue;
        }
        for pair in entry["errors"].as_array().expect("errors") {
            let name = pair["name"].as_str().expect("a name");
            for code in pair["codes"].as_array().into_iter().flatten() {
                let listed = table["errors"][code.to_string()][name].as_array().expect("the pair's code and name");
                assert!(listed.iter().any(|listed| listed == method), "{code} {name} {method}");
                pairs += 1;
            }
        }
    }
    assert_eq!(pairs, 2316);
}

#[test]
fn contract_of_discard_call() {
    let table: Value = serde_json::from_str(&fs::read_to_string(TABLE).expect("table")).expect("the table is JSON");
    let mut found = Vec::new();
    for (code, names) in table["errors"].as_object().expect("errors") {
        for (name, methods) in names.as_object().expect("names") {
            if methods.as_array().expect("methods").iter().any(|method| method == "phone.discardCall") {
                found.push((name.as_str(), code.as_str()));
            }
        }
    }
    found.sort_unstable();
    let expected = [("CALL_ALREADY_ACCEPTED", "400"), ("CALL_OCCUPY_FAILED", "500"), ("CALL_PEER_INVALID", "400")];
    assert_eq!(found, expected);
    let lists = |key: &str| table[key].as_array().expect("a list").iter().any(|method| method == "phone.discardCall");
    assert_eq!([lists("user_only"), lists("bot_only"), lists("both")], [true, false, false]);
}
