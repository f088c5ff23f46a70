//! The example `build-rs` as cargo sees it: built, built again, with an edited schema, with a broken one.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::SystemTime,
};

/// A copy of the example outside of the workspace.
struct Package {
    folder: PathBuf,
}

impl Package {
    fn new() -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("build-rs");
        let _ = fs::remove_dir_all(&folder);
        for file in ["build.rs", "src/main.rs", "schema/tags.tl", "schema/notes.tl", "schema/errors.json"] {
            let to = folder.join(file);
            fs::create_dir_all(to.parent().expect("a folder")).expect("a folder");
            fs::copy(root.join("examples/build-rs").join(file), to).expect("a copy");
        }
        let path = |name: &str| root.join(name).display().to_string();
        let manifest = format!(
            "[package]\nname = \"build-rs-copy\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\
             [dependencies]\ntlforge = {{ path = {:?} }}\n\
             [build-dependencies]\ntlforge-codegen = {{ path = {:?} }}\n[workspace]\n",
            path("runtime"),
            path("codegen"),
        );
        fs::write(folder.join("Cargo.toml"), manifest).expect("a file");
        // The versions that the workspace uses: nothing is looked up.
        fs::copy(root.join("Cargo.lock"), folder.join("Cargo.lock")).expect("a copy");
        Self { folder }
    }

    /// Builds it as docs.rs would, without the network; whether that went well, and what cargo says.
    fn build(&self) -> (bool, String) {
        let mut cargo = Command::new(env!("CARGO"));
        cargo.args(["build", "--offline", "--verbose", "--color", "never"]).current_dir(&self.folder);
        cargo.env("DOCS_RS", "1").env("CARGO_TARGET_DIR", target()).env_remove("RUSTFLAGS");
        let output = cargo.output().expect("cargo runs");
        (output.status.success(), String::from_utf8(output.stderr).expect("text"))
    }

    fn edit(&self, name: &str, from: &str, to: &str) {
        let path = self.folder.join(name);
        let text = fs::read_to_string(&path).expect("a file");
        assert!(text.contains(from), "{from}");
        fs::write(path, text.replace(from, to)).expect("a file");
    }
}

/// The newest generated file of this name: when it was written, and its text.
fn generated(name: &str) -> (SystemTime, String) {
    let outputs = fs::read_dir(target().join("debug/build")).expect("a folder");
    let files = outputs.map(|entry| entry.expect("an entry").path().join("out").join(name));
    let written = files.filter_map(|file| Some((fs::metadata(&file).ok()?.modified().ok()?, file)));
    let (time, file) = written.max().expect("it was generated");
    (time, fs::read_to_string(file).expect("text"))
}

fn target() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("build-rs-target")
}

/// Whether the build script was run.
fn ran(said: &str) -> bool {
    said.lines().any(|line| line.contains("Running") && line.contains("build-script-build"))
}

#[test]
fn cargo_runs_it_when_it_has_to() {
    let package = Package::new();
    let (built, said) = package.build();
    assert!(built && ran(&said), "{said}");
    let (first, text) = generated("notes.rs");
    assert!(text.contains("pub struct Save") && !text.contains("Reset"), "it is selected");
    assert!(text.contains("crate::tags::enums::Tag"), "another module has it");
    let (_, tags) = generated("tags.rs");
    assert!(tags.contains("#[derive(PartialOrd, Ord)]"));

    let (built, said) = package.build();
    assert!(built && !ran(&said), "nothing was touched: {said}");

    // Other files of the package are no inputs.
    package.edit("src/main.rs", "//! Builds a call", "//! Builds one call");
    let (built, said) = package.build();
    assert!(built && !ran(&said), "{said}");

    // The same text again: the script looks, and writes nothing.
    package.edit("schema/notes.tl", "// LAYER 1", "// LAYER 1");
    let (built, said) = package.build();
    assert!(built && ran(&said), "{said}");
    assert_eq!(generated("notes.rs").0, first);

    package.edit("schema/notes.tl", "limit:int = notes.Notes", "limit:int newest:flags.1?true = notes.Notes");
    let (built, said) = package.build();
    assert!(built && ran(&said), "{said}");
    let (second, text) = generated("notes.rs");
    assert!(second > first && text.contains("pub newest: bool"));

    // A warning of the generator is one of cargo.
    package.edit("build.rs", "[\"notes.*\"]", "[\"notes.*\", \"nots.*\"]");
    let (built, said) = package.build();
    let line = "warning: build-rs-copy@0.1.0: warning[TL0111]: `nots.*` selects no function, constructor or type";
    assert!(built && said.contains(line), "{said}");

    package.edit("schema/notes.tl", "text:string", "text:strnig");
    let (built, said) = package.build();
    assert!(!built);
    for line in [
        "error: build-rs-copy@0.1.0: error[TL0020]: `strnig` is not declared",
        "error: build-rs-copy@0.1.0:   --> schema/notes.tl:10:45",
        "10 | note flags:# done:flags.0?true id:long text:strnig",
    ] {
        assert!(said.contains(line), "{line}\n{said}");
    }
    assert!(!said.contains("panicked"), "{said}");
    assert_eq!(generated("notes.rs").0, second, "nothing is written");
}
