//! TDLib: its answers to calls that generated code writes.

use std::fs;

use serde_json::{Value, json};
use tlforge_codegen::Config;
use tlforge_parser::{
    DialectChoice, Schema, SourceMap,
    schema::{DefKind, Definition},
};

use crate::{
    C_TEXT, LIBLOADING, REPORT,
    answers::{Definitions, Tally},
    driver::{Driver, feed},
    fetched, schema, scratch,
};

/// Calls whose answers say something, one a line.
const CALLS: &str = include_str!("tdlib.jsonl");

/// Functions that end their client.
const LAST: [&str; 3] = ["close", "destroy", "logOut"];

/// The version that the schema belongs to, and a newer one.
#[test]
fn calls_are_accepted_and_answers_read() {
    let path = "tdlib-schema/td_api.tl";
    let sources = SourceMap::single("td_api.tl", fs::read_to_string(fetched(path)).expect("text"));
    let schema = schema(&sources, DialectChoice::Tdlib);
    let definitions = Definitions::new(&schema);
    let driver = Driver {
        name: "library-tdlib",
        program: include_str!("programs/tdlib.rs"),
        modules: &[C_TEXT, REPORT],
        schemas: &[("api", &sources, Config::default(), DialectChoice::Tdlib)],
    };
    for (version, is_newer) in [("tdlib", false), ("tdlib-newer", true)] {
        let folder = scratch(&format!("library-{version}"));
        let calls = calls(&definitions, &schema);
        let mut command = driver.command(LIBLOADING);
        command.arg(fetched(&format!("{version}/libtdjson.so"))).current_dir(&folder);
        let rows: Vec<String> = calls.iter().map(Value::to_string).collect();
        let tally = Tally::of(&definitions, &calls, &feed(command, &rows));
        println!("{version}: {tally}");
        assert!(tally.unread.is_empty() && tally.differences.is_empty(), "{version}");
        if !is_newer {
            assert!(tally.unknown_members.is_empty(), "{:?}", tally.unknown_members);
            assert!(tally.unknown_constructors.is_empty(), "{:?}", tally.unknown_constructors);
        }
        // Every call is answered, and enough of them by more than an error.
        assert_eq!(tally.results.values().sum::<usize>() + tally.errors, calls.len());
        assert!(tally.results.len() > 55 && tally.constructors.len() > 130, "{:#?}", tally.results);
    }
}

/// The rows of the program.
fn calls(definitions: &Definitions<'_>, schema: &Schema) -> Vec<Value> {
    let functions: Vec<&Definition> =
        schema.definitions.iter().filter(|definition| definition.kind == DefKind::Function).collect();
    let mut random = Vec::new();
    for definition in &functions {
        for (seed, size) in [(1, 30), (2, 12), (3, 0)] {
            random.push((*definition, usable(definitions, definition, seed, size)));
        }
    }
    let made: Vec<(&Definition, Value)> = CALLS
        .lines()
        .map(|line| {
            let value = whole(definitions, line);
            let name = value["@type"].as_str().expect("a name");
            (*functions.iter().find(|definition| definition.name == name).expect("a function"), value)
        })
        .collect();
    let is = |definition: &Definition, docs: &str| definition.docs.as_deref().is_some_and(|it| it.contains(docs));

    let mut rows = vec![json!({ "value": { "@type": "setLogVerbosityLevel", "new_verbosity_level": 1 } })];
    let synchronous =
        made.iter().chain(&random).filter(|(definition, _)| is(definition, "Can be called synchronously"));
    rows.extend(synchronous.map(|(_, value)| json!({ "value": value })));
    rows.push(json!({ "value": { "@type": "setLogVerbosityLevel", "new_verbosity_level": 1 } }));
    rows.push(json!({ "value": { "@type": "setLogStream", "log_stream": { "@type": "logStreamDefault" } } }));

    // Before it has its parameters.
    let early = random.iter().filter(|(definition, _)| is(definition, "Can be called before initialization"));
    rows.extend(early.map(|(_, value)| json!({ "client": "early", "value": value })));

    rows.push(parameters(definitions, "main"));
    rows.push(json!({
        "client": "main", "value": { "@type": "setNetworkType", "type": { "@type": "networkTypeNone" } }, "wait": true,
    }));
    for (_, value) in &made {
        rows.push(json!({ "client": "main", "value": value, "wait": value["@type"] != "getCountries" }));
    }
    let others = random.iter().filter(|(definition, _)| !LAST.contains(&&*definition.name));
    rows.extend(others.map(|(_, value)| json!({ "client": "main", "value": value })));
    for name in LAST {
        rows.push(parameters(definitions, name));
        rows.push(json!({ "client": name, "value": { "@type": name } }));
    }
    rows
}

/// The first call of a client.
fn parameters(definitions: &Definitions<'_>, client: &str) -> Value {
    let call = json!({
        "@type": "setTdlibParameters", "use_test_dc": true, "database_directory": client, "use_message_database": true,
        "api_id": 1, "api_hash": "0123456789abcdef0123456789abcdef", "system_language_code": "en",
        "device_model": "none", "application_version": "0",
    });
    json!({ "client": client, "value": whole(definitions, &call.to_string()), "wait": true })
}

/// A call with all of its members.
fn whole(definitions: &Definitions<'_>, call: &str) -> Value {
    let codec = definitions.codec();
    let options = tlforge_dynamic::Options::default();
    let read = codec.from_json(&tlforge_dynamic::Expected::function(), call, &options);
    let value = read.unwrap_or_else(|error| panic!("{error}: {call}"));
    serde_json::from_str(&codec.to_json(&value)).expect("JSON")
}

/// A random call, but neither the message that ends TDLib, one of level 0, nor one that turns the network on.
fn usable(definitions: &Definitions<'_>, definition: &Definition, seed: u64, size: usize) -> Value {
    let mut values = (0..).map(|more| definitions.sample(definition, seed + 1000 * more, size));
    let is_usable = |value: &Value| match value["@type"].as_str() {
        Some("addLogMessage") => value["verbosity_level"].as_i64() > Some(0),
        Some("setNetworkType") => value["type"]["@type"] == "networkTypeNone",
        _ => true,
    };
    values.find(is_usable).expect("some are usable")
}
