//! Build scripts, good ones and others.

use std::fs;
use std::path::Path;

use super::*;

const SECOND: std::time::Duration = std::time::Duration::from_secs(1);

const SCHEMA: &str = "user id:long = User;\n---functions---\ngetUser id:long = User;\n";

/// A folder with a schema, and another one for the output.
struct Project {
    folder: tempfile::TempDir,
}

impl Project {
    fn new() -> Self {
        let project = Self { folder: tempfile::tempdir().unwrap() };
        fs::create_dir(project.path("out")).unwrap();
        project.file("my.tl", SCHEMA);
        project
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn file(&self, name: &str, text: &str) -> PathBuf {
        fs::write(self.path(name), text).unwrap();
        self.path(name)
    }

    fn builder(&self) -> Builder {
        Builder::new().out_dir(self.path("out"))
    }

    /// The names of the files that were written.
    fn written(&self) -> Vec<String> {
        let entries = fs::read_dir(self.path("out")).unwrap();
        let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    /// The message of a failure, which has written nothing, with the folder left out.
    fn failure(&self, builder: Builder) -> String {
        let error = builder.compile().unwrap_err();
        assert_eq!(self.written(), [""; 0]);
        assert_eq!(format!("{error:?}"), error.to_string());
        error.to_string().replace(&format!("{}/", self.folder.path().display()), "")
    }
}

#[test]
fn the_file_is_named_after_the_schema_or_as_told() {
    let project = Project::new();
    project.builder().schema(project.path("my.tl")).compile().unwrap();
    project.builder().schema(project.path("my.tl")).name("other").compile().unwrap();
    assert_eq!(project.written(), ["my.rs", "other.rs"]);
    let text = fs::read_to_string(project.path("out/my.rs")).unwrap();
    assert!(text.starts_with(&format!("// {}\n", output::MARKER)));
}

#[test]
fn files_form_one_schema_and_modules_others() {
    let project = Project::new();
    let types = project.file("types.tl", "user id:long = User;");
    let functions = project.file("functions.tl", "---functions---\ngetUser id:long = User;");
    let tables = project.file("errors.json", r#"{"errors": {"400": {"USER_ID_INVALID": ["getUser"]}}}"#);
    let builder = Builder::new().schema(types.clone()).schema(functions.clone());
    let builder = builder.module("more", project.path("my.tl")).errors(tables.clone());
    let inputs: Vec<_> = builder.inputs().collect();
    assert_eq!(inputs, [&types, &functions, &project.path("my.tl"), &tables]);
    let generated = builder.generate();
    assert_eq!(generated.diagnostics, []);
    let schemas = generated.schemas.iter().map(|(path, schema)| (path.as_str(), schema.definitions.len()));
    assert_eq!(schemas.collect::<Vec<_>>(), [("", 2), ("more", 2)]);
    assert!(!generated.files.is_empty());
}

#[test]
fn findings_name_the_file_that_they_are_in() {
    let project = Project::new();
    let odd = Source::Bytes { name: "odd.tl".to_owned(), bytes: b"a x:B = A;".to_vec() };
    let generated = Builder::new().schema(project.path("my.tl")).module("odd", odd).generate();
    let [finding] = generated.diagnostics.as_slice() else { panic!("{:?}", generated.diagnostics) };
    assert!(render_short(&generated.sources, finding).starts_with("odd.tl:1:5: error[TL0021]"));
    assert!(generated.files.is_empty());
}

#[test]
fn nothing_is_written_when_something_is_wrong() {
    let project = Project::new();
    let broken = project.file("broken.tl", "user id:long = ;\nuser id:(long = User;\n");
    let cases = [
        (project.builder(), "error[TL0007]: no schema was given"),
        (project.builder().schema(project.path("no.tl")), "error[TL0011]: there is no file `no.tl`"),
        (project.builder().schema(project.path("out")), "error[TL0011]: `out` is a folder, not a file"),
        (
            project.builder().schema(project.path("my.tl")).errors(project.path("no.json")),
            "error[TL0011]: there is no file `no.json`",
        ),
        (project.builder().schema(project.path("my.tl")).runtime_path("a b"), "error[TL0112]: `a b` is no Rust path"),
        (
            project.builder().schema(project.path("my.tl")).module("../x", project.path("my.tl")),
            "error[TL0112]: `../x` is no name of a module",
        ),
        (
            project.builder().schema(project.path("my.tl")).module("", project.path("my.tl")),
            "error[TL0112]: `` is no name of a module",
        ),
        (project.builder().schema(project.path("my.tl")).name("../my"), "error[TL0112]: `../my` is no name of a file"),
    ];
    for (builder, expected) in cases {
        assert_eq!(project.failure(builder), expected);
    }
    let failure = project.failure(project.builder().schema(broken));
    assert!(failure.starts_with("2 errors, the first: broken.tl:1:16: error[TL0004]: "), "{failure}");
}

#[test]
fn an_output_folder_that_cannot_be_written_is_an_error() {
    let project = Project::new();
    let builder = Builder::new().schema(project.path("my.tl")).out_dir(project.path("my.tl"));
    assert_eq!(project.failure(builder), "cannot write into `my.tl`: not a directory");
    project.file("out/my.rs", "fn mine() {}\n");
    let error = project.builder().schema(project.path("my.tl")).compile().unwrap_err();
    assert!(error.to_string().ends_with("out/my.rs` was not written by tlforge and is not overwritten"), "{error}");
}

#[test]
fn a_program_that_is_no_build_script_is_told_so() {
    assert_eq!(std::env::var_os("OUT_DIR"), None, "this crate has no build script");
    let error = Builder::new().schema(Path::new("my.tl")).compile().unwrap_err();
    assert!(matches!(error, CompileError::NoOutDir));
    assert!(error.to_string().starts_with("the environment variable OUT_DIR is not set"));
}

#[test]
fn cargo_watches_the_inputs_and_nothing_else() {
    let builder = Builder::new().schema("a.tl").schema("b.tl").module("more", "c.tl").errors("e.json");
    let lines = ["a.tl", "b.tl", "c.tl", "e.json"].map(|path| format!("cargo::rerun-if-changed={path}"));
    assert_eq!(builder.watched(), lines);
    let text = Source::Bytes { name: "text".to_owned(), bytes: SCHEMA.into() };
    assert_eq!(Builder::new().schema(text).watched(), ["cargo::rerun-if-changed=build.rs"]);
}

#[test]
fn cargo_is_told_with_the_snippet() {
    let text = Source::Bytes { name: "my.tl".to_owned(), bytes: b"user id:lnog = User;\n".to_vec() };
    let generated = Builder::new().schema(text).include(["usr"]).generate();
    let [error] = generated.diagnostics.as_slice() else { panic!("{:?}", generated.diagnostics) };
    assert_eq!(
        told(&generated.sources, error),
        [
            "cargo::error=error[TL0020]: `lnog` is not declared",
            "cargo::error= --> my.tl:1:9",
            "cargo::error=  |",
            "cargo::error=1 | user id:lnog = User;",
            "cargo::error=  |         ^^^^",
        ]
    );
    let text = Source::Bytes { name: "my.tl".to_owned(), bytes: SCHEMA.into() };
    let generated = Builder::new().schema(text).include(["user", "usr"]).generate();
    let [warning] = generated.diagnostics.as_slice() else { panic!("{:?}", generated.diagnostics) };
    assert_eq!(
        told(&generated.sources, warning),
        [
            "cargo::warning=warning[TL0111]: `usr` selects no function, constructor or type",
            "cargo::warning= |",
            "cargo::warning= = help: did you mean `user`?",
        ]
    );
}

#[test]
fn what_does_not_change_is_not_written() {
    let project = Project::new();
    let compile = || project.builder().schema(project.path("my.tl")).compile().unwrap();
    let time = || fs::metadata(project.path("out/my.rs")).unwrap().modified().unwrap();
    compile();
    let before = time();
    fs::File::options().write(true).open(project.path("out/my.rs")).unwrap().set_modified(before - SECOND).unwrap();
    project.file("my.tl", SCHEMA);
    compile();
    assert_eq!(time(), before - SECOND);
    project.file("my.tl", &SCHEMA.replace("user ", "guest "));
    compile();
    assert!(time() >= before);
}

#[test]
fn the_digest_is_that_of_the_texts_in_a_row() {
    let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    assert_eq!(sha256(["abc"]), abc);
    assert_eq!(sha256(["a", "", "bc"]), abc);
}
