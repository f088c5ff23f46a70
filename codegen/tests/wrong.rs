//! Wrong uses of generated code, each with what the compiler says, beside the right use of all of it in one file.
//!
//! A comment `//~ TEXT | TEXT` stands in every line that is wrong: the compiler reports an error there that has these
//! texts in it, and no other error in the file. They are our own words where there are any, else the code and the name
//! that it is about: how the compiler words and lays out the rest is its business, and changes.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;
use tlforge_codegen::{Builder, Config, DialectChoice, Kind};

/// What is said of each file, by its name and by its lines.
type Lines<T> = BTreeMap<(String, u64), T>;

#[test]
fn the_compiler_says_what_is_wrong() {
    let (manifest, expected) = package();
    let mut found = errors(&manifest);
    for ((file, line), texts) in expected {
        let error = found.remove(&(file.clone(), line)).unwrap_or_default();
        for text in texts {
            assert!(error.contains(&text), "{file}.rs:{line} is to be refused with `{text}`:\n{error}");
        }
    }
    assert!(found.is_empty(), "{found:#?}");
}

/// Writes a package with a program for each file, outside of this workspace; gives its manifest and what is expected.
fn package() -> (String, Lines<Vec<String>>) {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("wrong");
    let runtime = here.join("../runtime");
    let mut manifest = format!(
        "[package]\nname = \"wrong\"\nedition = \"2024\"\n\n[workspace]\n\n[dependencies]\ntlforge = {{ path = '{}', \
         features = [\"json\", \"server\"] }}\n",
        runtime.display(),
    );
    let mut expected = Lines::new();
    for entry in fs::read_dir(here.join("tests/wrong")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap();
        write!(manifest, "\n[[bin]]\nname = \"{name}\"\npath = '{}'\n", path.display()).unwrap();
        for (line, text) in (1..).zip(fs::read_to_string(&path).unwrap().lines()) {
            if let Some((_, texts)) = text.split_once("//~ ") {
                expected.insert((name.to_owned(), line), texts.split(" | ").map(str::to_owned).collect());
            }
        }
    }
    assert!(expected.len() > 5, "the files are not where they should be");
    fs::create_dir_all(&folder).unwrap();
    write!(manifest, "\n[[bin]]\nname = \"single\"\npath = 'single.rs'\n").unwrap();
    fs::write(folder.join("single.rs"), single(&here.join("tests/golden"))).unwrap();
    fs::write(folder.join("Cargo.toml"), manifest).unwrap();
    // The dependencies are those of the workspace, which are there already.
    fs::copy(here.join("../Cargo.lock"), folder.join("Cargo.lock")).unwrap();
    (folder.join("Cargo.toml").to_str().unwrap().to_owned(), expected)
}

/// A program that includes the golden schema in one file, as build scripts write it. Nothing is wrong in it.
fn single(golden: &Path) -> String {
    let mut config = Config::default();
    config.kind = Kind::SingleFile { name: "everything".to_owned() };
    let builder = Builder::new().schema(golden.join("schema.tl")).errors(golden.join("errors.json"));
    let generated = builder.dialect(DialectChoice::Telegram).config(config).generate();
    let [file] = generated.files.as_slice() else { panic!("{:?}", generated.diagnostics) };
    let text = format!(
        "#![deny(warnings)]\n{}\nfn main() {{\n    assert_eq!(name_of(0x1000_0001), Some(\"point\"));\n}}\n",
        file.text
    );
    // What includes a file has it behind a module of its own; here the file is the root.
    format!("{text}#[allow(dead_code)]\nfn point() -> types::Point {{\n    types::Point {{ x: 1, y: 2 }}\n}}\n")
}

/// What the compiler refuses in the package: the rendered errors.
fn errors(manifest: &str) -> Lines<String> {
    let output = Command::new(std::env::var_os("CARGO").unwrap())
        .args(["check", "--offline", "--keep-going", "--message-format=json", "--manifest-path", manifest])
        .arg("--target-dir")
        .arg(Path::new(manifest).with_file_name("target"))
        .output()
        .unwrap();
    let mut errors = Lines::new();
    for line in String::from_utf8(output.stdout).unwrap().lines() {
        let Value::Object(mut entry) = serde_json::from_str(line).unwrap() else { continue };
        let Some(message) = entry.remove("message").filter(|message| message["level"] == "error") else { continue };
        // Without a place it only counts the others.
        let spans = message["spans"].as_array().unwrap();
        let Some(mut span) = spans.iter().find(|span| span["is_primary"] == true) else { continue };
        // Of a macro, where it is used.
        while let Some(outer) = span["expansion"].get("span") {
            span = outer;
        }
        let file = Path::new(span["file_name"].as_str().unwrap()).file_stem().unwrap().to_str().unwrap();
        let place = (file.to_owned(), span["line_start"].as_u64().unwrap());
        errors.entry(place).or_insert_with(String::new).push_str(message["rendered"].as_str().unwrap());
    }
    assert!(!errors.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    errors
}
