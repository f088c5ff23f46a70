//! What the compiler says of handlers that are not those of the namespace.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use tlforge_codegen::{Builder, Config, Source};

const SCHEMA: &str =
    "point#1 x:int = Point; ---functions--- map.getPoint#2 id:int = Point; map.setPoint#3 point:Point = Bool;";

const HEAD: &str = "
mod api;
use api::{functions::map, server, types};
use tlforge::server::Answer;

struct Map;

impl server::map::Handlers for Map {
    async fn get_point(&self, call: map::GetPoint) -> Answer<map::GetPoint> {
        Ok(types::Point { x: call.id })
    }
";

const SET: &str = "    async fn set_point(&self, _: map::SetPoint) -> Answer<map::SetPoint> {
        Ok(true)
    }
";

const TAIL: &str = "}

fn main() {
    println!(\"{:?}\", server::router().with(server::map::serve(std::sync::Arc::new(Map))));
}
";

/// A package with the bindings of [`SCHEMA`].
fn package() -> PathBuf {
    let mut config = Config::default();
    config.server = true;
    let generated = Builder::new()
        .config(config)
        .schema(Source::Bytes { name: "api.tl".to_owned(), bytes: SCHEMA.into() })
        .generate();
    assert!(generated.diagnostics.iter().all(|diagnostic| !diagnostic.is_error()), "{:#?}", generated.diagnostics);
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("handlers");
    let _ = fs::remove_dir_all(&folder);
    for file in &generated.files {
        write(&folder.join("src/api").join(&file.path), &file.text);
    }
    let runtime = Path::new(env!("CARGO_MANIFEST_DIR")).join("../runtime");
    write(
        &folder.join("Cargo.toml"),
        &format!(
            "[package]\nname = \"map\"\nversion = \"0.1.0\"\nedition = \"2024\"\n[dependencies]\n\
             tlforge = {{ path = {:?}, features = [\"server\"] }}\n[workspace]\n",
            runtime.display().to_string()
        ),
    );
    // The versions that the workspace uses: nothing is looked up.
    fs::copy(Path::new(env!("CARGO_MANIFEST_DIR")).join("../Cargo.lock"), folder.join("Cargo.lock")).expect("a copy");
    folder
}

fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    fs::write(path, text).expect("a file");
}

/// The errors of the compiler, each in a line; none if it takes the handlers.
fn errors(folder: &Path, handlers: &str) -> Vec<String> {
    write(&folder.join("src/main.rs"), &[HEAD, handlers, TAIL].concat());
    let output = Command::new(env!("CARGO"))
        .args(["check", "--quiet", "--message-format", "short"])
        .current_dir(folder)
        .env("RUSTFLAGS", "-D warnings")
        .env("CARGO_TARGET_DIR", Path::new(env!("CARGO_TARGET_TMPDIR")).join("drivers"))
        .output()
        .expect("cargo runs");
    let said = String::from_utf8(output.stderr).expect("text");
    let errors: Vec<String> = said.lines().filter(|line| line.contains("error[")).map(str::to_owned).collect();
    assert_eq!(output.status.success(), errors.is_empty(), "{said}");
    errors
}

#[test]
fn the_compiler_finds_missing_and_misspelt_handlers() {
    let folder = package();
    assert_eq!(errors(&folder, SET), [""; 0]);

    let missing = errors(&folder, "");
    assert!(
        matches!(&missing[..], [one] if one.contains("error[E0046]") && one.contains("`set_point`")),
        "{missing:#?}"
    );

    let misspelt = errors(&folder, &SET.replace("set_point", "set_pint"));
    let says = |code: &str, name: &str| misspelt.iter().any(|one| one.contains(code) && one.contains(name));
    assert!(says("error[E0407]", "`set_pint`"), "no such function: {misspelt:#?}");
    assert!(says("error[E0046]", "`set_point`"), "{misspelt:#?}");

    let another = errors(&folder, &SET.replace("map::SetPoint>", "map::GetPoint>"));
    assert!(!another.is_empty(), "the answer of another function");
}
