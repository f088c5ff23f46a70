//! The examples in Rust are Rust: a crate that holds them all compiles against the bundled bindings.

use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;
use std::{env, fs};

use tlforge_docgen::{Format, Input, Options, render};
use tlforge_parser::{ErrorTable, FileId, Options as Reading, SourceMap, load};

#[test]
fn all_examples_compile() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the crate is in a folder of the workspace");
    let read = |path: &str| fs::read_to_string(root.join(path)).unwrap_or_else(|error| panic!("{path}: {error}"));
    let outcome = load(&SourceMap::single("api.tl", read("schema/telegram/api.tl")), &Reading::default());
    let (errors, _) = ErrorTable::from_json(FileId(0), &read("schema/telegram/errors.json"));
    let mut options = Options::default();
    options.format = Format::Markdown;
    let files = render(&Input { schema: &outcome.schema, errors: Some(&errors), previous: Vec::new() }, &options);

    let mut source = "#![allow(unused)]\n".to_owned();
    let mut count = [0, 0];
    for (at, file) in files.iter().enumerate() {
        let Some((_, rest)) = file.text.split_once("\n```rust\n") else { continue };
        let (code, _) = rest.split_once("\n```").expect("the example ends");
        let (name, _) = file.path.split_once('.').expect("a page has an ending");
        let is_method = name.starts_with("method/");
        count[usize::from(is_method)] += 1;
        let (open, close) = if is_method { ("mod", "") } else { ("fn", "()") };
        let _ = writeln!(source, "// {}\n{open} example_{at}{close} {{\n{code}\n}}", file.path);
    }
    assert!(count[1] >= 840 && count[0] >= 1600, "{count:?} examples of constructors and methods");

    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("examples");
    fs::create_dir_all(folder.join("src")).expect("the folder for tests can be written to");
    let manifest = format!(
        "[package]\nname = \"examples\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n[dependencies]\n\
         tlforge = {{ path = {:?} }}\ntlforge-telegram = {{ path = {:?} }}\n",
        root.join("runtime"),
        root.join("generated")
    );
    fs::write(folder.join("Cargo.toml"), manifest).expect("the manifest can be written");
    fs::write(folder.join("src/lib.rs"), source).expect("the source can be written");
    let cargo = env::var_os("CARGO").expect("cargo runs the tests");
    let mut command = Command::new(cargo);
    command.args(["check", "--offline", "--quiet", "--color", "never", "--target-dir"]);
    let output = command.arg(folder.join("target")).current_dir(&folder).output().expect("cargo starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}
