//! Every definition of both schemas is there: a value of it, made from the schema alone, is read by its id and written
//! again, as bytes and as JSON.

use std::collections::BTreeMap;

use tlforge::table::Kind;
use tlforge_parser::{
    DialectChoice, Options, SourceMap,
    schema::{ArgType, Basic, DefKind, Definition, Schema, TypeExpr, TypeId},
};
use tlforge_telegram::{decode_function, decode_object, function_from_json, name_of, object_from_json};

const API: &str = include_str!("../../schema/telegram/api.tl");
const MTPROTO: &str = include_str!("../../schema/telegram/mtproto.tl");

fn load(name: &str, text: &str) -> Schema {
    let outcome =
        tlforge_parser::load(&SourceMap::single(name, text), &Options::default().dialect(DialectChoice::Telegram));
    assert!(!outcome.has_errors(), "{:#?}", outcome.diagnostics);
    outcome.schema
}

/// Whether a definition has an item: basic types and parts of them have none.
fn has_item(schema: &Schema, def: &Definition) -> bool {
    let is_basic = match &def.result {
        TypeExpr::Type { ty, .. } => schema.ty(*ty).basic.is_some(),
        TypeExpr::Var { .. } => false,
    };
    def.kind == DefKind::Function || !is_basic
}

/// The shortest values of a schema's types, as bytes: found by starting with what needs nothing else.
struct Shortest<'a> {
    schema: &'a Schema,
    boxed: BTreeMap<TypeId, Vec<u8>>,
}

impl<'a> Shortest<'a> {
    fn new(schema: &'a Schema) -> Self {
        let mut this = Self { schema, boxed: BTreeMap::new() };
        loop {
            let before = this.boxed.len();
            for (id, ty) in schema.iter_types() {
                let values = ty.constructors.iter().filter_map(|def| this.of_def(schema.def(*def)));
                if let Some(shortest) = values.min_by_key(Vec::len) {
                    this.boxed.insert(id, shortest);
                }
            }
            if this.boxed.len() == before {
                return this;
            }
        }
    }

    /// A value with everything left out that can be.
    fn of_def(&self, def: &Definition) -> Option<Vec<u8>> {
        let mut bytes = def.id.to_le_bytes().to_vec();
        for arg in def.args.iter().filter(|arg| !arg.implicit && arg.condition.is_none()) {
            // Repetitions are in `vector` and the like, which have no items.
            let ArgType::Plain(ty) = &arg.ty else { return None };
            bytes.extend(self.of_type(ty)?);
        }
        Some(bytes)
    }

    fn of_type(&self, ty: &TypeExpr) -> Option<Vec<u8>> {
        let TypeExpr::Type { ty, bare, .. } = ty else {
            // The inner call of a wrapper: `help.getConfig`.
            return Some(0xc4f9_186b_u32.to_le_bytes().to_vec());
        };
        Some(match self.schema.ty(*ty).basic {
            Some(Basic::Int | Basic::Nat | Basic::Int32 | Basic::String | Basic::Bytes) => vec![0; 4],
            Some(Basic::Long | Basic::Double | Basic::Int53 | Basic::Int64) => vec![0; 8],
            Some(Basic::Int128) => vec![0; 16],
            Some(Basic::Int256) => vec![0; 32],
            Some(Basic::Int512) => vec![0; 64],
            Some(Basic::Bool) => tlforge::BOOL_FALSE.to_le_bytes().to_vec(),
            Some(Basic::True) if *bare => Vec::new(),
            Some(Basic::True) => tlforge::TRUE.to_le_bytes().to_vec(),
            Some(Basic::Vector) if *bare => vec![0; 4],
            Some(Basic::Vector) => [tlforge::VECTOR.to_le_bytes(), [0; 4]].concat(),
            Some(other) => panic!("no {other:?} in these schemas"),
            None => {
                let boxed = self.boxed.get(ty)?;
                if *bare { boxed[4..].to_vec() } else { boxed.clone() }
            }
        })
    }
}

#[test]
fn every_definition_is_read_by_its_id() {
    let mut counts = [(0, 0), (0, 0)];
    for (counts, (name, text)) in counts.iter_mut().zip([("api.tl", API), ("mtproto.tl", MTPROTO)]) {
        let schema = load(name, text);
        let shortest = Shortest::new(&schema);
        for (_, def) in schema.iter_definitions().filter(|(_, def)| has_item(&schema, def)) {
            let bytes = shortest.of_def(def).unwrap_or_else(|| panic!("{} has a finite value", def.name));
            let object = match def.kind {
                DefKind::Constructor => decode_object(&bytes),
                DefKind::Function => decode_function(&bytes),
            };
            let object = object.unwrap_or_else(|error| panic!("{}: {error}", def.name));
            assert_eq!((object.name(), object.id()), (def.name.as_str(), def.id));
            if let kind @ Kind::Union(_) = object.any().kind() {
                assert!(kind.layout().0 <= 128, "the enum of {} has {} bytes", def.name, kind.layout().0);
            }
            assert_eq!(object.to_bytes().as_ref(), Ok(&bytes), "{}", def.name);
            assert_eq!(name_of(def.id), Some(def.name.as_str()));

            let json = object.to_json();
            let again = match def.kind {
                DefKind::Constructor => object_from_json(&json),
                DefKind::Function => function_from_json(&json),
            };
            assert_eq!(again.unwrap_or_else(|error| panic!("{}: {error}", def.name)).to_bytes(), Ok(bytes), "{json}");
            match def.kind {
                DefKind::Constructor => counts.0 += 1,
                DefKind::Function => counts.1 += 1,
            }
        }
    }
    // What the texts declare, less `true`, `boolTrue`, `boolFalse`, `vector` and the built-in types.
    assert_eq!(counts, [declared(API), declared(MTPROTO)]);
    assert_eq!(counts[0], (1703 - 3, 850));
}

/// How many constructors and functions a text declares that have items, counted by its lines alone.
fn declared(text: &str) -> (usize, usize) {
    const WITHOUT: [&str; 11] =
        ["true", "boolTrue", "boolFalse", "vector", "int", "long", "double", "string", "bytes", "int128", "int256"];
    let (mut counts, mut in_functions) = ((0, 0), false);
    for line in text.lines() {
        let name = line.split([' ', '#']).next().unwrap_or_default();
        match line {
            "---functions---" => in_functions = true,
            "---types---" => in_functions = false,
            _ if !line.ends_with(';') || line.starts_with("//") || WITHOUT.contains(&name) => {}
            _ if in_functions => counts.1 += 1,
            _ => counts.0 += 1,
        }
    }
    counts
}
