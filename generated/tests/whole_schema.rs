//! Every definition of both schemas is there: a value of it, made from the schema alone, is read by its id and written
//! again, as bytes and as JSON.

mod shortest;

use shortest::{API, MTPROTO, Shortest, load};
use tlforge::table::Kind;
use tlforge_parser::schema::{DefKind, Definition, Schema, TypeExpr};
use tlforge_telegram::{decode_function, decode_object, function_from_json, name_of, object_from_json};

/// Whether a definition has an item: basic types and parts of them have none.
fn has_item(schema: &Schema, def: &Definition) -> bool {
    let is_basic = match &def.result {
        TypeExpr::Type { ty, .. } => schema.ty(*ty).basic.is_some(),
        TypeExpr::Var { .. } => false,
    };
    def.kind == DefKind::Function || !is_basic
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
                assert!(kind.layout().size <= 128, "the enum of {} has {} bytes", def.name, kind.layout().size);
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
