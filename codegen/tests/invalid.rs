//! Schemas that are sound and have no generated form, and options that fit no schema, each with the messages beside it.
//!
//! Lines `// include: …` and the like at the beginning are options.

use std::fs;
use std::path::Path;

use tlforge_codegen::config::{Attribute, ExternPath};
use tlforge_codegen::{Config, Input, Module, generate};
use tlforge_parser::render::{Style, render};
use tlforge_parser::{Options, SourceMap, load};

#[test]
fn every_message_is_as_recorded() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/invalid");
    let cases = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path());
    let mut cases: Vec<_> = cases.filter(|path| path.extension().is_some_and(|extension| extension == "tl")).collect();
    cases.sort();
    assert!(!cases.is_empty());
    for path in cases {
        let name = path.file_stem().unwrap().to_str().unwrap();
        let text = fs::read_to_string(&path).unwrap();
        let sources = SourceMap::single("schema.tl", text.as_str());
        let outcome = load(&sources, &Options::default());
        let modules = vec![Module { path: "", schema: &outcome.schema, sha256: String::new() }];
        let output = generate(&Input { modules, errors: None }, &options(&text));
        let found: Vec<_> = outcome.diagnostics.iter().chain(&output.diagnostics).collect();
        let code = name.split('-').next().unwrap();
        assert!(found.iter().any(|found| found.code.as_str() == code), "{name} does not show its code: {found:?}");
        assert_eq!(output.files.is_empty(), output.diagnostics.iter().any(tlforge_parser::Diagnostic::is_error));
        let rendered: Vec<String> = found.iter().map(|found| render(&sources, found, Style::default())).collect();
        tlforge_testing::golden::snapshot(&folder, name, &rendered.join("\n\n"));
    }
}

fn options(text: &str) -> Config {
    let words = |option: &str| {
        let line = text.lines().find_map(|line| line.strip_prefix(option)).unwrap_or_default();
        line.split_whitespace().map(str::to_owned).collect::<Vec<_>>()
    };
    let mut config = Config::default();
    config.include = words("// include:");
    config.exclude = words("// exclude:");
    config.opaque = words("// opaque:");
    let attribute = |pattern| Attribute { pattern, attribute: "#[doc(hidden)]".to_owned() };
    config.type_attributes = words("// attribute:").into_iter().map(attribute).collect();
    config.field_attributes = words("// field:").into_iter().map(attribute).collect();
    config.bytes_fields = words("// bytes:");
    config.skip_debug = words("// attribute:");
    let path = |name| ExternPath { name, path: "::other::House".to_owned() };
    config.extern_paths = words("// extern:").into_iter().map(path).collect();
    config
}
