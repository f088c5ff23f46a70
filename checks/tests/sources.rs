//! The bundled data is what `schema/SOURCES.toml` and `schema/README.md` say.

use std::{
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

use sha2::{Digest, Sha256};
use tlforge_parser::{ErrorTable, FileId, Layout, Options, SourceMap, format, load};

const SCHEMAS: [&str; 2] = ["telegram/api.tl", "telegram/mtproto.tl"];

fn schema(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../schema").join(file)
}

fn text(file: &str) -> String {
    fs::read_to_string(schema(file)).expect("the bundled data is text")
}

#[test]
fn digests_of_the_schemas() {
    let sources: toml::Table = text("SOURCES.toml").parse().expect("SOURCES.toml is TOML");
    for table in ["api", "mtproto"] {
        let entry = &sources[table];
        let file = entry["file"].as_str().expect("the name of a file");
        let text = text(file);
        let mut digest = String::new();
        for byte in Sha256::digest(&text) {
            let _ = write!(digest, "{byte:02x}");
        }
        assert_eq!(entry["sha256"].as_str(), Some(digest.as_str()), "{file}");
        if let Some(layer) = entry.get("layer") {
            assert!(text.starts_with(&format!("// LAYER {layer}\n")), "{file} is of another layer");
        }
    }
}

#[test]
fn schemas_are_in_canonical_layout() {
    for file in SCHEMAS {
        let text = text(file);
        let laid_out = format(&text, Layout::without_comments()).expect("the bundled schemas have no errors");
        assert!(laid_out == text, "{file} is not in canonical layout");
    }
}

#[test]
fn error_table_speaks_of_functions_that_exist() {
    let mut sources = SourceMap::default();
    for file in SCHEMAS {
        sources.add(file, text(file));
    }
    let (errors, found) = ErrorTable::from_json(FileId(2), &text("telegram/errors.json"));
    assert!(found.is_empty(), "{found:?}");
    assert_eq!(errors.methods().count(), 689);
    assert!(errors.check_against(&load(&sources, &Options::default()).schema).is_empty());
    let mtproto = load(&SourceMap::single("mtproto.tl", text("telegram/mtproto.tl")), &Options::default());
    let unknown = errors.check_against(&mtproto.schema);
    assert_eq!(unknown.len(), errors.methods().count() - 7, "all but those of the service schema");
}
