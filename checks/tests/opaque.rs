//! Values of types that are opaque, through generated crates: what decoding accepts is skipped, and nothing else.

use std::{collections::BTreeMap, fs, path::Path};

use driver::Driver;
use tlforge_checks::{compressed, shared, sources};
use tlforge_codegen::Config;
use tlforge_dynamic::{Codec, Options, push_hex};
use tlforge_parser::{
    DialectChoice, SourceMap, load,
    schema::{DefKind, TypeExpr},
};

mod driver;

/// Reads rows of a kind, an id and bytes, and says what is wrong with each that is: read as opaque values, cut off at
/// every byte, with a byte changed. `typed` has the Rust types.
const PROGRAM: &str = r#"
mod reading;

use std::io::BufRead;
use tlforge::{DecodeError, Object, Problem};

fn main() {
    let (mut rows, mut accepted) = (0, 0);
    for line in std::io::stdin().lock().lines() {
        let line = line.unwrap();
        let mut words = line.split(' ');
        let (kind, id, hex) = (words.next().unwrap(), words.next().unwrap(), words.next().unwrap());
        let bytes: Vec<u8> =
            (0..hex.len() / 2).map(|at| u8::from_str_radix(&hex[2 * at..2 * at + 2], 16).unwrap()).collect();
        rows += 1;
        match check(kind == "function", u32::from_str_radix(id, 16).unwrap(), &bytes) {
            Ok(fine) => accepted += u32::from(fine),
            Err(problem) => println!("{problem}: {line}"),
        }
    }
    println!("{rows} rows, {accepted} accepted");
}

fn read(is_function: bool, bytes: &[u8]) -> Result<Box<dyn Object>, DecodeError> {
    if is_function { api::decode_function(bytes) } else { api::decode_object(bytes) }
}

fn check(is_function: bool, id: u32, bytes: &[u8]) -> Result<bool, String> {
    let read_typed = reading::typed();
    let fault = |result: Result<Box<dyn Object>, DecodeError>| match result.map_err(|e| (e.offset(), e.problem())) {
        // Rust types take more memory than bytes do.
        Ok(_) | Err((_, Problem::TooMuchMemory)) => None,
        Err(fault) => Some(fault),
    };
    let same = |bytes: &[u8]| -> Result<bool, String> {
        let skipped = read(is_function, bytes);
        let accepted = skipped.is_ok();
        if let Some(typed) = read_typed {
            let (skipped, typed) = (fault(skipped), fault(typed(is_function, bytes)));
            if skipped != typed {
                return Err(format!("{skipped:?} is not {typed:?}: {bytes:02x?}"));
            }
        }
        Ok(accepted)
    };
    let accepted = match read(is_function, bytes) {
        Ok(object) if object.to_bytes().as_deref() != Ok(bytes) => return Err("other bytes after reading".into()),
        Ok(object) if object.id() != id => false,
        Ok(_) => true,
        Err(_) => false,
    };
    if same(bytes)? != read(is_function, bytes).is_ok() {
        return Err("not the same twice".into());
    }
    if accepted {
        for len in 0..bytes.len() {
            if same(&bytes[..len])? {
                return Err(format!("accepted when cut off at {len}"));
            }
        }
        let mut damaged = bytes.to_vec();
        for at in 4..bytes.len() {
            damaged[at] ^= 0x41;
            same(&damaged)?;
            damaged[at] ^= 0x41;
        }
    }
    Ok(accepted)
}
"#;

/// With the Rust types to compare with.
const TYPED: &str = "
type Read = fn(bool, &[u8]) -> Result<Box<dyn tlforge::Object>, tlforge::DecodeError>;

pub fn typed() -> Option<Read> {
    Some(|is_function, bytes| if is_function { typed::decode_function(bytes) } else { typed::decode_object(bytes) })
}
";

fn everything_opaque() -> Config {
    let mut config = Config::default();
    config.opaque = vec!["*".to_owned()];
    config
}

/// The rows of a file that belong to a schema, in the form that the program reads.
fn rows(file: &str, schema: &str, ids: &mut BTreeMap<(String, String), String>) -> Vec<String> {
    let mut rows = Vec::new();
    for line in compressed(file).lines() {
        let row: serde_json::Value = serde_json::from_str(line).expect("a row");
        if row["schema"] != schema {
            continue;
        }
        let text = |key: &str| row[key].as_str().expect("text").to_owned();
        let key = (text("kind"), text("name"));
        if row.get("value").is_some() {
            ids.insert(key.clone(), text("id"));
        }
        rows.push(format!("{} {} {}", text("kind"), ids[&key], text("hex")));
    }
    rows
}

fn check(schema: &str, texts: &[&str], (values, refused): (usize, usize)) {
    let sources = sources(texts);
    let name = format!("opaque-{schema}");
    let schemas = [
        ("api", &sources, everything_opaque(), DialectChoice::Auto),
        ("typed", &sources, Config::default(), DialectChoice::Auto),
    ];
    let driver = Driver { name: &name, program: PROGRAM, modules: &[("reading", TYPED)], schemas: &schemas };
    let mut ids = BTreeMap::new();
    let good = rows(&format!("vectors/{schema}.jsonl.gz"), schema, &mut ids);
    assert_eq!(good.len(), values);
    let said = driver.run(&good);
    assert_eq!(said, format!("{values} rows, {values} accepted\n"));
    let bad = rows("vectors/refuse.jsonl.gz", schema, &mut ids);
    assert_eq!(bad.len(), refused);
    assert_eq!(driver.run(&bad), format!("{refused} rows, 0 accepted\n"));
}

#[test]
fn rows_of_layer_190() {
    check("layer190", &["vectors/layer190.api.tl", "vectors/layer190.mtproto.tl"], (6123, 931));
}

#[test]
fn rows_of_the_rare_layouts() {
    check("rare", &["vectors/rare.tl"], (679, 382));
}

#[test]
fn random_values_of_layer_230() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../schema/telegram");
    let text = fs::read_to_string(folder.join("api.tl")).expect("the bundled schema is text");
    let sources = SourceMap::single("api.tl", text);
    let schema = load(&sources, &tlforge_parser::Options::default()).schema;
    let codec = Codec::new(&schema);
    let mut rows = Vec::new();
    for (_, def) in schema.iter_definitions() {
        // What is built in is no item.
        if matches!(&def.result, TypeExpr::Type { ty, .. } if schema.ty(*ty).basic.is_some())
            && def.kind == DefKind::Constructor
        {
            continue;
        }
        let kind = if def.kind == DefKind::Function { "function" } else { "constructor" };
        let Ok(expected) = codec.definition(def.kind, &def.name) else { continue };
        for (seed, size) in [(1, 40), (2, 0)] {
            let Some(value) = codec.sample(&expected, seed, size) else { continue };
            let bytes = codec.encode(&expected, &value).expect("a sample has bytes");
            codec.decode(&expected, &bytes, &Options::strict()).expect("a sample");
            let mut hex = String::new();
            push_hex(&bytes, &mut hex);
            rows.push(format!("{kind} {:08x} {hex}", def.id));
        }
    }
    assert_eq!(rows.len(), 5100);
    let schemas = [
        ("api", &sources, everything_opaque(), DialectChoice::Auto),
        ("typed", &sources, Config::default(), DialectChoice::Auto),
    ];
    let driver =
        Driver { name: "opaque-layer230", program: PROGRAM, modules: &[("reading", TYPED)], schemas: &schemas };
    let said = driver.run(&rows);
    assert_eq!(said, format!("{0} rows, {0} accepted\n", rows.len()));
}

/// Sends two calls and reads their answers without looking into them.
const CALLS: &str = r#"
use api::{enums, functions, types};
use tlforge::{Encode, Function, Opaque};

fn main() {
    let call = functions::phone::DiscardCall {
        video: false,
        peer: types::InputPhoneCall { id: 1, access_hash: 2 },
        duration: 3,
        reason: enums::PhoneCallDiscardReason::Hangup,
        connection_id: 4,
    };
    let message = functions::messages::SendMessage::new(enums::InputPeer::InputPeerSelf, "Hello".into(), 5);
    println!("{} {}", call.encoded_len().unwrap(), message.encoded_len().unwrap());
    for line in std::io::stdin().lines() {
        let line = line.unwrap();
        let answer: Vec<u8> =
            (0..line.len() / 2).map(|at| u8::from_str_radix(&line[2 * at..2 * at + 2], 16).unwrap()).collect();
        let updates: Opaque<enums::Updates> = functions::phone::DiscardCall::decode_response(&answer).unwrap();
        assert_eq!(updates, functions::messages::SendMessage::decode_response(&answer).unwrap());
        assert_eq!(updates.as_bytes(), answer);
        println!("{updates:?}");
    }
}
"#;

#[test]
fn two_calls_without_what_their_answers_hold() {
    let bundled = Path::new(env!("CARGO_MANIFEST_DIR")).join("../schema/telegram/api.tl");
    let sources = SourceMap::single("api.tl", fs::read_to_string(bundled).expect("the bundled schema is text"));
    let mut config = Config::default();
    config.include = vec!["phone.discardCall".to_owned(), "messages.sendMessage".to_owned()];
    config.opaque = vec!["Updates".to_owned()];
    let answers = ["update_short.bin", "updates_100.bin"].map(|name| {
        let mut hex = String::new();
        push_hex(&fs::read(shared().join("bench/fixtures").join(name)).expect("a fixture"), &mut hex);
        hex
    });
    let driver = Driver {
        name: "opaque-calls",
        program: CALLS,
        modules: &[],
        schemas: &[("api", &sources, config, DialectChoice::Auto)],
    };
    let said = driver.run(&answers);
    assert_eq!(said, "44 28\nupdateShort (#78d4dec1, 28 bytes)\nupdates (#74ae4240, 50832 bytes)\n");
}
