//! tonlib: its answers to calls that generated code writes, and its queries to a lite server of generated code.

use std::process::Command;

use serde_json::{Value, json};
use tlforge_checks::sources;
use tlforge_codegen::Config;
use tlforge_parser::{DialectChoice, schema::DefKind};

use crate::{
    LIBLOADING, REPORT,
    answers::{Definitions, Tally},
    driver::{Driver, feed},
    fetched, schema, scratch,
};

/// Calls, one a line: `execute` is without a client; `name` is that of the answer, where later calls refer to it.
const CALLS: &str = include_str!("tonlib.jsonl");

/// Functions that are given no random values: they end the client, take hours, read the disk, or fill the terminal.
const NOT_AT_RANDOM: [&str; 6] =
    ["close", "kdf", "runTests", "setLogStream", "setLogTagVerbosityLevel", "setLogVerbosityLevel"];

#[test]
fn calls_are_accepted_and_queries_answered() {
    let tonlib_api = sources(&["schemas/tonlib_api.tl"]);
    let lite_api = sources(&["schemas/lite_api.tl"]);
    let schema = schema(&tonlib_api, DialectChoice::Tdlib);
    let definitions = Definitions::new(&schema);
    let driver = Driver {
        name: "library-tonlib",
        program: include_str!("programs/tonlib.rs"),
        modules: &[REPORT],
        schemas: &[
            ("api", &tonlib_api, Config::default(), DialectChoice::Tdlib),
            ("lite", &lite_api, Config::default(), DialectChoice::Plain),
        ],
    };
    let mut calls: Vec<Value> = CALLS.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    for definition in &schema.definitions {
        if definition.kind == DefKind::Function && !NOT_AT_RANDOM.contains(&&*definition.name) {
            let values = [(1, 20), (2, 6), (3, 0)];
            calls.extend(values.map(|(seed, size)| json!({ "value": definitions.sample(definition, seed, size) })));
        }
    }
    let mut command: Command = driver.command(LIBLOADING);
    command.arg(fetched("tonlib/libtonlibjson.so")).current_dir(scratch("library-tonlib-files"));
    let rows: Vec<String> = calls.iter().map(Value::to_string).collect();
    let tally = Tally::of(&definitions, &calls, &feed(command, &rows));
    println!("tonlib: {tally}");
    assert!(tally.unread.is_empty() && tally.differences.is_empty());
    assert!(tally.unknown_members.is_empty() && tally.unknown_constructors.is_empty());
    assert_eq!(tally.results.values().sum::<usize>() + tally.errors, calls.len());
    for function in
        ["sync", "liteServer.getInfo", "blocks.getMasterchainInfo", "createNewKey", "blocks.getTransactions"]
    {
        assert!(tally.results.contains_key(function), "{function} was refused: {:#?}", tally.results);
    }
}
