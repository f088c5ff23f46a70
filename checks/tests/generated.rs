//! Values with their bytes, through code generated from the schema that they belong to, compiled here.

use std::collections::{BTreeMap, BTreeSet};

use driver::Driver;
use tlforge_checks::{compressed, sources};
use tlforge_codegen::Config;
use tlforge_parser::DialectChoice;

mod driver;

/// Reads rows, one a line, and says what is wrong with each that is.
const DRIVER: &str = r#"
mod by_hand;
mod counting;
mod wire;

use std::io::BufRead;
use api::{decode_function, decode_object, function_from_json, object_from_json};
use serde_json::Value;
use tlforge::{InvokeBlocking, InvokeError, Limits};

/// What an error takes besides the limits: itself, and the path to the fault.
const ERROR: usize = 1024;

fn main() {
    let client = wire::Client::new();
    let mut rows = 0;
    for line in std::io::stdin().lock().lines() {
        let row: Value = serde_json::from_str(&line.unwrap()).unwrap();
        rows += 1;
        if let Err(problem) = check(&row, &client) {
            println!("{problem}: {row}");
        }
    }
    println!("{rows} rows");
}

fn check(row: &Value, client: &wire::Client) -> Result<(), String> {
    let bytes = unhex(row["hex"].as_str().unwrap());
    let is_function = row["kind"] == "function";
    let (decoded, taken) =
        counting::peak(|| if is_function { decode_function(&bytes) } else { decode_object(&bytes) });
    if taken > 40 * bytes.len() + Limits::FREE_MEMORY + ERROR {
        return Err(format!("{taken} bytes of memory for {}", bytes.len()));
    }
    let Some(value) = row.get("value") else {
        // Another type's value is refused where this one is expected.
        let id = u32::from_str_radix(row["id"].as_str().unwrap(), 16).unwrap();
        if decoded.is_ok_and(|object| object.any().kind().name_of(id).is_some()) {
            return Err("not refused".into());
        }
        // A server sends it where any object may stand.
        client.tell(&bytes);
        return match client.invoke(&api::functions::ask::Anything) {
            Ok(object) if object.kind().name_of(id).is_none() => Ok(()),
            Err(InvokeError::Decode(_)) => Ok(()),
            other => Err(format!("not refused as an answer: {other:?}")),
        };
    };
    let object = decoded.map_err(|error| error.to_string())?;
    if object.name() != row["name"] {
        return Err(format!("read as {}", object.name()));
    }
    if object.to_json() != *value {
        return Err(format!("read as {}", object.to_json()));
    }
    if object.to_bytes().map_err(|error| error.to_string())? != bytes {
        return Err("other bytes after reading".into());
    }
    let object = if is_function { function_from_json(value) } else { object_from_json(value) };
    let object = object.map_err(|error| error.to_string())?;
    if object.to_bytes().map_err(|error| error.to_string())? != bytes {
        return Err("other bytes from JSON".into());
    }
    match by_hand::by_hand(row) {
        Some(made) if made.as_ref() != Ok(&bytes) => Err("other bytes of the value written in Rust".into()),
        Some(_) => {
            println!("by hand: {}", object.name());
            Ok(())
        }
        None => Ok(()),
    }
}

pub fn unhex(text: &str) -> Vec<u8> {
    (0..text.len() / 2).map(|at| u8::from_str_radix(&text[2 * at..2 * at + 2], 16).unwrap()).collect()
}
"#;

/// Ten calls of layer 190 as one writes them in Rust, their parts taken from the row.
const BY_HAND: &str = r#"
use crate::unhex;
use api::{enums, functions::phone, types};
use serde_json::Value;
use tlforge::Encode;

pub fn by_hand(row: &Value) -> Option<Result<Vec<u8>, tlforge::EncodeError>> {
    let value = &row["value"];
    if row["case"] != "full" && row["name"] != "phone.acceptCall" {
        return None;
    }
    let set = |key: &str| value[key] == true;
    let flag = |key: &str| value[key].as_bool();
    let int = |value: &Value| i32::try_from(value.as_i64().unwrap()).unwrap();
    let long = |value: &Value| value.as_str().unwrap().parse::<i64>().unwrap();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let peer = || types::InputPhoneCall { id: long(&value["peer"]["id"]), access_hash: long(&value["peer"]["access_hash"]) };
    let call = || types::InputGroupCall { id: long(&value["call"]["id"]), access_hash: long(&value["call"]["access_hash"]) };
    let protocol = || {
        let protocol = &value["protocol"];
        types::PhoneCallProtocol {
            udp_p2p: protocol["udp_p2p"] == true,
            udp_reflector: protocol["udp_reflector"] == true,
            min_layer: int(&protocol["min_layer"]),
            max_layer: int(&protocol["max_layer"]),
            library_versions: protocol["library_versions"].as_array().unwrap().iter().map(text).collect(),
        }
    };
    fn input_peer(value: &Value) -> enums::InputPeer {
        serde_json::from_value(value.clone()).unwrap()
    }
    Some(match row["name"].as_str().unwrap() {
        "phone.requestCall" => phone::RequestCall {
            video: set("video"),
            user_id: serde_json::from_value(value["user_id"].clone()).unwrap(),
            random_id: int(&value["random_id"]),
            g_a_hash: unhex(value["g_a_hash"].as_str().unwrap()),
            protocol: protocol(),
        }
        .to_bytes(),
        "phone.acceptCall" => {
            phone::AcceptCall { peer: peer(), g_b: unhex(value["g_b"].as_str().unwrap()), protocol: protocol() }.to_bytes()
        }
        "phone.discardCall" => phone::DiscardCall {
            video: set("video"),
            peer: peer(),
            duration: int(&value["duration"]),
            reason: match value["reason"]["_"].as_str().unwrap() {
                "phoneCallDiscardReasonBusy" => enums::PhoneCallDiscardReason::Busy,
                "phoneCallDiscardReasonMissed" => enums::PhoneCallDiscardReason::Missed,
                "phoneCallDiscardReasonHangup" => enums::PhoneCallDiscardReason::Hangup,
                _ => enums::PhoneCallDiscardReason::Disconnect,
            },
            connection_id: long(&value["connection_id"]),
        }
        .to_bytes(),
        "phone.setCallRating" => phone::SetCallRating {
            user_initiative: set("user_initiative"),
            peer: peer(),
            rating: int(&value["rating"]),
            comment: text(&value["comment"]),
        }
        .to_bytes(),
        "phone.createGroupCall" => phone::CreateGroupCall {
            rtmp_stream: set("rtmp_stream"),
            peer: input_peer(&value["peer"]),
            random_id: int(&value["random_id"]),
            title: Some(text(&value["title"])),
            schedule_date: Some(int(&value["schedule_date"])),
        }
        .to_bytes(),
        "phone.joinGroupCall" => phone::JoinGroupCall {
            muted: set("muted"),
            video_stopped: set("video_stopped"),
            call: call(),
            join_as: input_peer(&value["join_as"]),
            invite_hash: Some(text(&value["invite_hash"])),
            params: types::DataJson { data: text(&value["params"]["data"]) },
        }
        .to_bytes(),
        "phone.toggleGroupCallSettings" => phone::ToggleGroupCallSettings {
            reset_invite_hash: set("reset_invite_hash"),
            call: call(),
            join_muted: flag("join_muted"),
        }
        .to_bytes(),
        "phone.toggleGroupCallRecord" => phone::ToggleGroupCallRecord {
            // `video` is on the bit of `video_portrait` and no field of its own.
            start: set("start"),
            call: call(),
            title: Some(text(&value["title"])),
            video_portrait: flag("video_portrait"),
        }
        .to_bytes(),
        "phone.editGroupCallParticipant" => phone::EditGroupCallParticipant {
            call: call(),
            participant: input_peer(&value["participant"]),
            muted: flag("muted"),
            volume: Some(int(&value["volume"])),
            raise_hand: flag("raise_hand"),
            video_stopped: flag("video_stopped"),
            video_paused: flag("video_paused"),
            presentation_paused: flag("presentation_paused"),
        }
        .to_bytes(),
        "phone.exportGroupCallInvite" => {
            phone::ExportGroupCallInvite { can_self_unmute: set("can_self_unmute"), call: call() }.to_bytes()
        }
        _ => return None,
    })
}
"#;

/// A function that may be answered with anything.
const ASK: &str = "---functions---\nask.anything#7a11a5c0 = Object;\n";

/// For a schema without such values.
const NONE_BY_HAND: &str = "
pub fn by_hand(_: &serde_json::Value) -> Option<Result<Vec<u8>, tlforge::EncodeError>> {
    None
}
";

/// The rows of a file that belong to a schema.
fn rows(file: &str, schema: &str) -> Vec<String> {
    let of_schema = format!("\"schema\":\"{schema}\"");
    let rows: Vec<String> = compressed(file).lines().map(str::to_owned).collect();
    rows.into_iter().filter(|row| row.replace("\": \"", "\":\"").contains(&of_schema)).collect()
}

fn check(schema: &str, texts: &[&str], by_hand: &str, (expected, refused): (usize, usize)) -> usize {
    let mut sources = sources(texts);
    sources.add("ask.tl", ASK);
    let driver = Driver {
        name: schema,
        program: DRIVER,
        modules: &[
            ("by_hand", by_hand),
            ("counting", include_str!("../../dynamic/tests/counting/mod.rs")),
            ("wire", include_str!("generated/wire.rs")),
        ],
        schemas: &[("api", &sources, Config::default(), DialectChoice::Auto)],
    };
    let values = rows(&format!("vectors/{schema}.jsonl.gz"), schema);
    assert_eq!(values.len(), expected);
    let mut all = values;
    let ids: BTreeMap<(String, String), String> = all
        .iter()
        .map(|row| {
            let row: serde_json::Value = serde_json::from_str(row).expect("a row");
            let text = |key: &str| row[key].as_str().expect("text").to_owned();
            ((text("name"), text("kind")), text("id"))
        })
        .collect();
    let refuse = rows("vectors/refuse.jsonl.gz", schema);
    assert_eq!(refuse.len(), refused);
    all.extend(refuse.iter().map(|row| {
        let mut row: serde_json::Value = serde_json::from_str(row).expect("a row");
        let key = (row["name"].as_str().expect("text").to_owned(), row["kind"].as_str().expect("text").to_owned());
        row["id"] = ids[&key].clone().into();
        row.to_string()
    }));
    let said = driver.run(&all);
    let (by_hand, rest): (Vec<&str>, Vec<&str>) = said.lines().partition(|line| line.starts_with("by hand: "));
    assert_eq!(rest, [format!("{} rows", all.len())]);
    by_hand.into_iter().collect::<BTreeSet<_>>().len()
}

#[test]
fn every_row_of_layer_190_goes_through_its_generated_code() {
    let texts = ["vectors/layer190.api.tl", "vectors/layer190.mtproto.tl"];
    assert_eq!(check("layer190", &texts, BY_HAND, (6123, 931)), 10);
}

#[test]
fn every_row_of_the_rare_layouts_goes_through_its_generated_code() {
    assert_eq!(check("rare", &["vectors/rare.tl"], NONE_BY_HAND, (679, 382)), 0);
}
