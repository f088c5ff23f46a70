//! Telethon: random values of what its layer and the bundled one have in common, by their bytes.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
    process::Command,
};

use serde_json::{Value as Json, json};
use tlforge_dynamic::{Codec, Object, Options, Value};
use tlforge_parser::{
    DialectChoice, SourceMap,
    schema::{DefKind, Definition, Schema, TypeExpr},
};

use crate::{driver::feed, fetched, schema};

/// Values of each definition.
const VALUES: usize = 8;
/// How many random values to look at for one that has nothing of another layer in it.
const TRIES: u64 = 400;

/// The definitions of Telethon: their ids, in decimal, and the names of their fields.
type Known = BTreeMap<String, BTreeSet<String>>;

#[test]
fn bytes_are_the_same() {
    let bundled = Path::new(env!("CARGO_MANIFEST_DIR")).join("../schema/telegram/api.tl");
    let sources = SourceMap::single("api.tl", fs::read_to_string(bundled).expect("the bundled schema is text"));
    let schema = schema(&sources, DialectChoice::Telegram);
    let api = Api::new(&schema);

    let listed: Json = serde_json::from_str(&feed(telethon(&["definitions"]), &[])).expect("JSON");
    let known: Known = serde_json::from_value(listed["definitions"].clone()).expect("names by ids");

    let (mut rows, mut shared, mut without) = (Vec::new(), 0, Vec::new());
    for definition in &schema.definitions {
        if is_basic(&schema, definition) || !known.contains_key(&definition.id.to_string()) {
            continue;
        }
        shared += 1;
        let made = api.values(definition, &known);
        if made.is_empty() {
            without.push(&*definition.name);
        }
        for value in made {
            rows.push(api.row(definition, &value).to_string());
        }
    }

    let said = feed(telethon(&[]), &rows);
    let mut lines: Vec<&str> = said.lines().collect();
    let counts: Json = serde_json::from_str(lines.pop().unwrap_or_default()).expect("counts");
    println!(
        "telethon, layer {}: {} definitions, {shared} of them in the bundled layer with the same id; {} values compared in \
         both directions, {} differences; without values of both layers: {without:?}",
        listed["layer"],
        known.len(),
        counts["compared"],
        counts["different"],
    );
    for line in lines.iter().take(40) {
        println!("  {}", line.chars().take(600).collect::<String>());
    }
    assert_eq!(counts, json!({ "compared": rows.len(), "different": 0 }));
    assert!(shared > 1500 && rows.len() > 7 * shared, "{shared} definitions, {} values", rows.len());
}

fn telethon(arguments: &[&str]) -> Command {
    let mut command = Command::new("python3");
    command
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/libraries/programs/compare_telethon.py"))
        .args(arguments)
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .env("PYTHONPATH", fetched("telethon"));
    command
}

/// Whether a definition makes a type that generated code has no item for.
fn is_basic(schema: &Schema, definition: &Definition) -> bool {
    let TypeExpr::Type { ty, .. } = definition.result else { return false };
    definition.kind == DefKind::Constructor && schema.ty(ty).basic.is_some()
}

/// The bundled schema.
struct Api<'s> {
    codec: Codec,
    ids: BTreeMap<(DefKind, &'s str), u32>,
}

impl<'s> Api<'s> {
    fn new(schema: &'s Schema) -> Self {
        let ids = schema.definitions.iter().map(|it| ((it.kind, &*it.name), it.id)).collect();
        Self { codec: Codec::new(schema), ids }
    }

    /// Random values with nothing in them that Telethon's layer has otherwise or not at all.
    fn values(&self, definition: &Definition, known: &Known) -> Vec<Value> {
        let expected = self.codec.definition(definition.kind, &definition.name).expect("it is listed");
        let sizes = [40, 12, 4, 0];
        (0..TRIES)
            .filter_map(|seed| self.codec.sample(&expected, seed, sizes[usize::try_from(seed).expect("small") % 4]))
            .filter(|value| self.all_known(value, known) && self.can_be_built(value))
            .take(VALUES)
            .collect()
    }

    fn all_known(&self, value: &Value, known: &Known) -> bool {
        match value {
            Value::Vector(items) => items.iter().all(|item| self.all_known(item, known)),
            Value::Object(object) => known.get(&self.id(object).to_string()).is_some_and(|names| {
                // A layer may add a flag without another id.
                self.codec.fields(object).all(|(name, it)| names.contains(name) && self.all_known(it, known))
            }),
            _ => true,
        }
    }

    /// Telethon reads and writes one `int` of the schema as an unsigned number.
    fn can_be_built(&self, value: &Value) -> bool {
        let Value::Object(object) = value else { return true };
        self.codec.name(object) != "channels.getMessageAuthor"
            || matches!(self.codec.field(object, "id"), Some(Value::Int(0..)))
    }

    fn id(&self, object: &Object) -> u32 {
        self.ids[&(self.codec.kind(object).expect("no repetition"), self.codec.name(object))]
    }

    /// A value with its bytes, on which both codecs agree.
    fn row(&self, definition: &Definition, value: &Value) -> Json {
        let expected = self.codec.definition(definition.kind, &definition.name).expect("it is listed");
        let bytes = self.codec.encode(&expected, value).expect("a sample has bytes");
        assert_eq!(self.codec.decode(&expected, &bytes, &Options::strict()).as_ref(), Ok(value));
        let decoded = match definition.kind {
            DefKind::Function => tlforge_telegram::decode_function(&bytes),
            DefKind::Constructor => tlforge_telegram::decode_object(&bytes),
        };
        assert_eq!(decoded.expect("a sample").to_bytes().as_ref(), Ok(&bytes), "{}", definition.name);
        json!({ "name": definition.name, "hex": hex(&bytes), "value": self.typed(value) })
    }

    /// A value as lists of a kind and what it holds, which says what the JSON of a value leaves to the schema.
    fn typed(&self, value: &Value) -> Json {
        match value {
            Value::True => json!(["flag", true]),
            Value::Bool(it) => json!(["Bool", it]),
            Value::Nat(it) => json!(["number", it]),
            Value::Int(it) => json!(["number", it]),
            Value::Int53(it) | Value::Long(it) => json!(["number", it]),
            Value::Double(it) => json!(["double", hex(&it.to_le_bytes())]),
            Value::String(it) => json!(["string", it]),
            Value::Bytes(it) => json!(["bytes", hex(it)]),
            Value::Null => unreachable!("only dialect tdlib has null"),
            Value::Int128(it) => json!(["fixed", hex(it)]),
            Value::Int256(it) => json!(["fixed", hex(&**it)]),
            Value::Int512(it) => json!(["fixed", hex(&**it)]),
            Value::Vector(items) => json!(["vector", items.iter().map(|item| self.typed(item)).collect::<Vec<_>>()]),
            Value::Object(object) => {
                let fields: serde_json::Map<String, Json> =
                    self.codec.fields(object).map(|(name, value)| (name.to_owned(), self.typed(value))).collect();
                json!(["object", self.id(object), fields])
            }
        }
    }
}

fn hex(bytes: &[u8]) -> String {
    let mut text = String::new();
    tlforge_dynamic::push_hex(bytes, &mut text);
    text
}
