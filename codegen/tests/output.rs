//! The golden output byte for byte. The tests `golden`, `opaque`, `layers`, `words`, `tdjson` and `attributes` compile and use it.
//!
//! `BLESS=1 cargo test -p tlforge-codegen --test output` writes it anew.

use std::path::Path;

use tlforge_codegen::config::{Attribute, ExternPath};
use tlforge_codegen::output::{self, Stale};
use tlforge_codegen::{Builder, Config, DialectChoice};

#[test]
fn output_is_the_golden() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    // Its built-in lines would make it a schema of dialect `plain`, where flags words are fields; `words` is one.
    let builder = Builder::new().schema(folder.join("schema.tl")).errors(folder.join("errors.json"));
    let builder = builder.dialect(DialectChoice::Telegram);
    let options = builder.clone().config(options());
    let opaque = builder.clone().opaque("Point").opaque("Tree").opaque("P*r").opaque("Anything");
    let bare = Builder::new().schema(folder.join("bare/schema.tl")).debug(false).eq(false);
    let layer = |name: &str| Builder::new().schema(folder.join("layers").join(name)).dispatch(true);
    let words = Builder::new().schema(folder.join("words/schema.tl")).dialect(DialectChoice::Plain);
    let service = Builder::new().schema(folder.join("service/schema.tl")).dialect(DialectChoice::Telegram);
    let tdjson = Builder::new().schema(folder.join("tdjson/schema.tl")).dialect(DialectChoice::Tdlib);
    let tdjson = tdjson.nullable("forgetful.items[]").nullable("forgetful.item");
    let attributes =
        tdjson.clone().type_attribute("*", "#[deprecated] #[must_use]").field_attribute("*", "#[deprecated]");
    for (name, builder) in [
        ("everything", builder),
        ("options", options),
        ("opaque", opaque),
        ("bare/plain", bare.clone()),
        ("bare/tdlib", bare.dialect(DialectChoice::Tdlib)),
        ("layers/old", layer("old.tl").json(true)),
        ("layers/new", layer("new.tl")),
        ("service", service.json(true).dispatch(true)),
        ("words", words.clone().json(true).dispatch(true)),
        ("attributes", attributes.json(true).dispatch(true)),
        ("tdjson_opaque", tdjson.clone().opaque("Body").opaque("Basics").json(true).dispatch(true)),
        ("tdjson", tdjson.json(true).dispatch(true)),
        ("words_tdlib", words.clone().dialect(DialectChoice::Tdlib).json(true).dispatch(true)),
        ("words_opaque", words.opaque("Variant").include(["holder"])),
    ] {
        let generated = builder.generate();
        assert_eq!(generated.diagnostics, [], "the schema of the golden is sound");
        let (folder, files) = (folder.join(name), generated.files);
        let mut links = files.iter().flat_map(|file| file.text.lines()).filter(|line| line.contains("]("));
        assert_eq!(links.find(|line| line.contains("r#")), None, "rustdoc would look for an anchor");
        if tlforge_testing::golden::bless() {
            std::fs::create_dir_all(&folder).unwrap();
            output::write(&folder, &files, Stale::Remove).unwrap();
        }
        let differences = output::check(&folder, &files, Stale::Remove).unwrap();
        assert!(differences.is_empty(), "bless it if that is right: {differences:#?}");
    }
}

/// Options that change what is generated.
fn options() -> Config {
    let attribute =
        |pattern: &str, attribute: &str| Attribute { pattern: pattern.to_owned(), attribute: attribute.to_owned() };
    let mut config = Config::default();
    config.runtime_path = "crate::runtime".into();
    config.debug = false;
    config.server = true;
    config.include = vec!["space.*".to_owned(), "places".to_owned(), "wrap".to_owned(), "Colour".to_owned()];
    config.exclude = vec!["space.ask".to_owned()];
    config.type_attributes = vec![attribute("Colour", "#[derive(PartialOrd, Ord)]")];
    config.field_attributes = vec![attribute("pair.*", "#[doc(alias = \"half\")]")];
    config.extern_paths = vec![
        ExternPath { name: "Point".to_owned(), path: "crate::everything::types::Point".to_owned() },
        ExternPath { name: "Tree".to_owned(), path: "crate::everything::enums::Tree".to_owned() },
    ];
    config.bytes_fields = vec!["pair.second".to_owned(), "places.*".to_owned()];
    config
}
