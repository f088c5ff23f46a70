//! Packages outside the workspace: generated crates and a program that reads rows.

use std::{
    fs,
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use tlforge_codegen::{Config, Input, Kind, Module, generate};
use tlforge_parser::{DialectChoice, Options, SourceMap, load};

/// A program with the crates that are generated for it.
pub(crate) struct Driver<'a> {
    /// Its name, that of its folder too. Packages of one name would overwrite each other.
    pub(crate) name: &'a str,
    /// Its `main.rs`.
    pub(crate) program: &'a str,
    /// Its modules.
    pub(crate) modules: &'a [(&'a str, &'a str)],
    /// The crates that it uses: their names, what they are generated from and how, and what the schemas are read as.
    pub(crate) schemas: &'a [(&'a str, &'a SourceMap, Config, DialectChoice)],
}

impl Driver<'_> {
    /// Compiles the program, gives it the rows, and returns what it prints.
    pub(crate) fn run(&self, rows: &[String]) -> String {
        feed(self.command(""), rows)
    }

    /// Returns the command that compiles the program and runs it; `dependencies` are lines of its manifest. Arguments of
    /// the program may be added.
    pub(crate) fn command(&self, dependencies: &str) -> Command {
        let mut command = Command::new(env!("CARGO"));
        command
            .args(["run", "--quiet", "--manifest-path"])
            .arg(self.write(dependencies).join("Cargo.toml"))
            .arg("--")
            .env("RUSTFLAGS", "-D warnings")
            .env("CARGO_TARGET_DIR", Path::new(env!("CARGO_TARGET_TMPDIR")).join("drivers"));
        command
    }

    fn write(&self, dependencies: &str) -> PathBuf {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(self.name);
        let runtime = Path::new(env!("CARGO_MANIFEST_DIR")).join("../runtime");
        let runtime = format!(
            "tlforge = {{ path = {:?}, features = [\"json\", \"rpc\", \"server\"] }}",
            runtime.display().to_string()
        );
        for (name, sources, config, dialect) in self.schemas {
            let outcome = load(sources, &Options::default().dialect(*dialect));
            assert!(!outcome.has_errors(), "{:#?}", outcome.diagnostics);
            let module = Module { path: "", schema: &outcome.schema, sha256: String::new() };
            let mut config = config.clone();
            config.kind = Kind::Crate;
            let output = generate(&Input { modules: vec![module], errors: None }, &config);
            assert!(!output.files.is_empty(), "{:#?}", output.diagnostics);
            for file in &output.files {
                write(&folder.join(name).join("src").join(&file.path), &file.text);
            }
            let manifest = format!(
                "[package]\nname = \"{}-{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n[features]\n\
                 default = [\"debug\", \"json\", \"dispatch\"]\ndebug = []\njson = []\ndispatch = []\n\
                 server = [\"tlforge/server\"]\n[dependencies]\n{runtime}\n",
                self.name
            );
            write(&folder.join(name).join("Cargo.toml"), &manifest);
        }
        let names: Vec<&str> = self.schemas.iter().map(|(name, ..)| *name).collect();
        let dependency = |name| format!("{name} = {{ path = \"{name}\", package = \"{}-{name}\" }}\n", self.name);
        let crates: Vec<String> = names.iter().map(dependency).collect();
        let manifest = format!(
            "[package]\nname = \"{}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n[dependencies]\n{}\
             serde_json = {{ version = \"1\", features = [\"float_roundtrip\"] }}\n{runtime}\n{dependencies}\n\
             [workspace]\nmembers = {names:?}\n",
            self.name,
            crates.concat()
        );
        write(&folder.join("Cargo.toml"), &manifest);
        // The versions that the workspace uses: nothing is looked up.
        let lock = Path::new(env!("CARGO_MANIFEST_DIR")).join("../Cargo.lock");
        fs::copy(lock, folder.join("Cargo.lock")).expect("a copy");
        write(&folder.join("src/main.rs"), self.program);
        for (name, text) in self.modules {
            write(&folder.join("src").join(name).with_extension("rs"), text);
        }
        folder
    }
}

/// Runs a command that reads rows, one a line, and returns what it prints.
pub(crate) fn feed(mut command: Command, rows: &[String]) -> String {
    let mut program = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("a program that runs");
    let mut input = program.stdin.take().expect("a pipe");
    let text = rows.join("\n");
    let writer = std::thread::spawn(move || input.write_all(text.as_bytes()));
    let output = program.wait_with_output().expect("it ends");
    let said = String::from_utf8(output.stdout).expect("text");
    if !output.status.success() {
        let last: Vec<&str> = said.lines().rev().take(3).collect();
        panic!("{}; it printed last, in reverse order: {last:#?}", output.status);
    }
    writer.join().expect("no panic").expect("it reads all");
    said
}

/// Leaves a file alone that has this text, so that cargo does not compile it again.
fn write(path: &Path, text: &str) {
    if fs::read_to_string(path).is_ok_and(|before| before == text) {
        return;
    }
    fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    fs::write(path, text).expect("a file");
}
