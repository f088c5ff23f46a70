//! tonlib: its answers to calls that generated code writes, and its queries to a lite server of generated code.

use std::process::Command;

use serde_json::{Value, json};
use tlforge_checks::sources;
use tlforge_codegen::Config;
use tlforge_parser::{DialectChoice, schema::DefKind};

use crate::{
    C_TEXT, LIBLOADING, REPORT,
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
        modules: &[C_TEXT, REPORT],
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
    let said = feed(command, &rows);
    let tally = Tally::of(&definitions, &calls, &said);
    println!("tonlib: {tally}");
    assert!(tally.unread.is_empty() && tally.differences.is_empty());
    assert!(tally.unknown_members.is_empty() && tally.unknown_constructors.is_empty());
    assert_eq!(tally.results.values().sum::<usize>() + tally.errors, calls.len());
    for function in ["createNewKey", "importPemKey", "decrypt", "getAccountAddress", "blocks.getMasterchainInfo"] {
        assert!(tally.results.contains_key(function), "{function} was refused: {:#?}", tally.results);
    }
    let answers: Vec<Value> =
        said.lines().map(|line| serde_json::from_str::<Value>(line).expect("JSON")["answer"].take()).collect();
    for answer in what_the_server_said() {
        assert!(answers.contains(&answer), "{answer}");
    }
}

/// What tonlib makes of the lite server's answers to `liteServer.getInfo`, `sync` and `blocks.getTransactions`.
fn what_the_server_said() -> [Value; 3] {
    let block = json!({
        "@type": "ton.blockIdExt", "workchain": -1, "shard": "-9223372036854775808", "seqno": 0,
        "root_hash": "ERERERERERERERERERERERERERERERERERERERERERE=",
        "file_hash": "IiIiIiIiIiIiIiIiIiIiIiIiIiIiIiIiIiIiIiIiIiI=",
    });
    let transaction = json!({
        "@type": "blocks.shortTxId", "mode": 7, "account": "REREREREREREREREREREREREREREREREREREREREREQ=",
        "lt": "9223372036854775807", "hash": "VVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVU=",
    });
    [
        json!({ "@type": "liteServer.info", "now": 1_700_000_000, "version": 0x101, "capabilities": "7" }),
        block.clone(),
        json!({
            "@type": "blocks.transactions", "id": block, "req_count": 2, "incomplete": false,
            "transactions": [transaction.clone(), transaction],
        }),
    ]
}
