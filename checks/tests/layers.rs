//! Two layers of Telegram's API in one program: each reads what is unchanged in the other.

use std::{collections::BTreeMap, fs, path::Path};

use driver::Driver;
use serde_json::Value as Json;
use tlforge_checks::{compressed, sources};
use tlforge_codegen::Config;
use tlforge_parser::{
    DialectChoice, Options, Schema, SourceMap, load,
    schema::{DefId, DefKind},
};

mod driver;

/// Reads rows of the older layer, and says what is wrong with each that is.
const PROGRAM: &str = r#"
use std::io::BufRead;
use serde_json::Value;
use tlforge::{ConvertError, Decode, convert, decode_by_any};

fn main() {
    assert_eq!((layer190::LAYER, layer230::LAYER), (190, 230));
    typed();
    let (mut rows, mut shared) = (0, 0);
    for line in std::io::stdin().lock().lines() {
        let row: Value = serde_json::from_str(&line.unwrap()).unwrap();
        rows += 1;
        match check(&row) {
            Ok(both) => shared += u32::from(both),
            Err(problem) => println!("{problem}: {row}"),
        }
    }
    println!("{rows} rows, {shared} in both");
}

fn check(row: &Value) -> Result<bool, String> {
    let hex = row["hex"].as_str().unwrap();
    let bytes: Vec<u8> =
        (0..hex.len() / 2).map(|at| u8::from_str_radix(&hex[2 * at..2 * at + 2], 16).unwrap()).collect();
    let (old, new): (tlforge::DecodeObject, tlforge::DecodeObject) = if row["kind"] == "function" {
        (layer190::decode_function, layer230::decode_function)
    } else {
        (layer190::decode_object, layer230::decode_object)
    };
    let before = old(&bytes).map_err(|error| error.to_string())?;
    let (at, after) = decode_by_any(&bytes, &[new, old]).map_err(|error| error.to_string())?;
    if (at == 0) != (row["unchanged"] == true) {
        return Err(format!("read by layer {}", [230, 190][at]));
    }
    if after.to_json() != before.to_json() || after.to_bytes().as_deref() != Ok(&bytes) {
        return Err(format!("read as {}", after.to_json()));
    }
    Ok(at == 0)
}

/// Types that the one crate has into those that the other one has.
fn typed() {
    let peer = layer190::enums::Peer::User(layer190::types::PeerUser { user_id: 5 });
    let converted: layer230::enums::Peer = convert(&peer).unwrap();
    assert_eq!(converted, layer230::enums::Peer::User(layer230::types::PeerUser { user_id: 5 }));
    assert_eq!(convert(&converted), Ok(peer));
    let reason = layer190::enums::PhoneCallDiscardReason::Missed;
    let call = layer190::functions::phone::DiscardCall {
        video: true,
        peer: layer190::types::InputPhoneCall { id: 1, access_hash: 2 },
        duration: 3,
        reason,
        connection_id: 4,
    };
    let converted: layer230::functions::phone::DiscardCall = convert(&call).unwrap();
    assert_eq!(converted.reason, layer230::enums::PhoneCallDiscardReason::Missed);
    assert_eq!(convert(&converted), Ok(call));
    // What only the newer one has.
    let data = layer230::enums::Peer::from_bytes(&[0; 4]);
    assert!(data.is_err());
    let new = layer230::types::DataJson { data: "{}".into() };
    assert_eq!(convert::<layer190::types::DataJson>(&new).unwrap().data, "{}");
    let message = layer190::enums::Message::Empty(layer190::types::MessageEmpty { id: 7, peer_id: None }.into());
    let other: Result<layer230::types::Message, ConvertError> = convert(&message);
    assert!(matches!(other, Err(ConvertError::Decode(_))));
}
"#;

/// The definitions of a schema by kind and name.
type Definitions<'s> = BTreeMap<(bool, &'s str), DefId>;

fn definitions(schema: &Schema) -> Definitions<'_> {
    let definitions = schema.iter_definitions();
    definitions.map(|(at, def)| ((def.kind == DefKind::Function, def.name.as_str()), at)).collect()
}

/// Whether every definition in a value has the same id in both schemas; the first is a function or not.
fn is_unchanged(
    value: &Json,
    is_function: bool,
    old: (&Schema, &Definitions<'_>),
    new: (&Schema, &Definitions<'_>),
) -> bool {
    let id = |(schema, definitions): (&Schema, &Definitions<'_>), name| {
        Some(schema.def(*definitions.get(&(is_function, name))?).id)
    };
    // The call in a wrapper is a function.
    let inside = |value: &Json| [false, true].into_iter().any(|is_function| is_unchanged(value, is_function, old, new));
    match value {
        Json::Array(items) => items.iter().all(inside),
        Json::Object(fields) => {
            let own = fields.get("_").and_then(Json::as_str);
            own.is_none_or(|name| id(old, name).is_some() && id(old, name) == id(new, name))
                && fields.values().all(inside)
        }
        _ => true,
    }
}

#[test]
fn two_layers_read_each_other() {
    let older = sources(&["vectors/layer190.api.tl"]);
    let bundled = Path::new(env!("CARGO_MANIFEST_DIR")).join("../schema/telegram/api.tl");
    let newer = SourceMap::single("api.tl", fs::read_to_string(bundled).expect("the bundled schema is text"));
    let [old, new] = [&older, &newer].map(|sources| load(sources, &Options::default()).schema);
    let [old, new] = [&old, &new].map(|schema| (schema, definitions(schema)));
    let mut rows = Vec::new();
    let mut unchanged = 0;
    for line in compressed("vectors/layer190.jsonl.gz").lines() {
        let mut row: Json = serde_json::from_str(line).expect("a row");
        let is_function = row["kind"] == "function";
        let (old, new) = ((old.0, &old.1), (new.0, &new.1));
        // MTProto's definitions belong to no layer.
        if !is_unchanged(&row["value"], is_function, old, old) {
            continue;
        }
        let is_same = is_unchanged(&row["value"], is_function, old, new);
        unchanged += u32::from(is_same);
        row["unchanged"] = is_same.into();
        rows.push(row.to_string());
    }
    let schemas = [
        ("layer190", &older, Config::default(), DialectChoice::Auto),
        ("layer230", &newer, Config::default(), DialectChoice::Auto),
    ];
    let driver = Driver { name: "layers", program: PROGRAM, modules: &[], schemas: &schemas };
    assert_eq!(driver.run(&rows), format!("{} rows, {unchanged} in both\n", rows.len()));
    assert_eq!(rows.len(), 5908);
    assert!(unchanged > 4000, "{unchanged}");
}
