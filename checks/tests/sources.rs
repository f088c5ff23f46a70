//! The digests in `schema/SOURCES.toml` are those of the files.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use sha2::{Digest, Sha256};

#[test]
fn digests_of_the_schemas() {
    let schema = Path::new(env!("CARGO_MANIFEST_DIR")).join("../schema");
    let sources = fs::read_to_string(schema.join("SOURCES.toml")).expect("SOURCES.toml is committed");
    let sources: toml::Table = sources.parse().expect("SOURCES.toml is TOML");
    for table in ["api", "mtproto"] {
        let entry = &sources[table];
        let file = entry["file"].as_str().expect("the name of a file");
        let text = fs::read(schema.join(file)).expect("the schema is committed");
        let mut digest = String::new();
        for byte in Sha256::digest(&text) {
            let _ = write!(digest, "{byte:02x}");
        }
        assert_eq!(entry["sha256"].as_str(), Some(digest.as_str()), "{file}");
        if let Some(layer) = entry.get("layer") {
            assert!(text.starts_with(format!("// LAYER {layer}\n").as_bytes()), "{file} is of another layer");
        }
    }
}
