//! The bundled schema: what it holds, and that its ids are those that the published rule gives.

use std::{fs, path::Path};

use tlforge_parser::{
    Options, SourceMap, id, load,
    schema::{DefKind, Schema},
};

fn read(names: &[&str]) -> Schema {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../schema/telegram");
    let mut sources = SourceMap::default();
    for name in names {
        sources.add(*name, fs::read_to_string(folder.join(name)).expect("the bundled schema is text"));
    }
    let outcome = load(&sources, &Options::default());
    assert!(outcome.diagnostics.is_empty(), "{:#?}", outcome.diagnostics);
    outcome.schema
}

#[test]
fn counts() {
    // 1703 and `vector`.
    let schema = read(&["api.tl"]);
    let of = |kind| schema.definitions.iter().filter(|def| def.kind == kind).count();
    assert_eq!((of(DefKind::Constructor), of(DefKind::Function)), (1704, 850));
}

#[test]
fn every_id_is_that_of_the_published_rule() {
    let schema = read(&["api.tl"]);
    for (at, definition) in schema.iter_definitions() {
        assert!(definition.id_written, "{}", definition.name);
        let computed = id::compute(&schema, at, id::Rule::Published);
        assert_eq!(format!("{computed:08x}"), format!("{:08x}", definition.id), "{}", definition.name);
    }
}

#[test]
fn both_files_are_one_schema() {
    let schema = read(&["api.tl", "mtproto.tl"]);
    assert!(schema.definitions.iter().any(|def| def.name == "resPQ"));
    assert!(schema.definitions.iter().any(|def| def.name == "inputPeerSelf"));
}
