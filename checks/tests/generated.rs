//! Values with their bytes, through code generated from the schema that they belong to, compiled here.

use std::{
    fs,
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use tlforge_checks::{compressed, sources};
use tlforge_codegen::{Config, Input, Kind, Module, generate};
use tlforge_parser::{DialectChoice, Options, load};

/// Reads rows, one a line, and says what is wrong with each that is.
const DRIVER: &str = r##"
use std::io::BufRead;
use api::{decode_function, decode_object, function_from_json, object_from_json};
use serde_json::Value;

fn main() {
    let mut rows = 0;
    for line in std::io::stdin().lock().lines() {
        let row: Value = serde_json::from_str(&line.unwrap()).unwrap();
        rows += 1;
        if let Err(problem) = check(&row) {
            println!("{problem}: {row}");
        }
    }
    println!("{rows} rows");
}

fn check(row: &Value) -> Result<(), String> {
    let bytes = unhex(row["hex"].as_str().unwrap());
    let is_function = row["kind"] == "function";
    let decoded = if is_function { decode_function(&bytes) } else { decode_object(&bytes) };
    let Some(value) = row.get("value") else {
        // Another type's value is refused where this one is expected.
        let id = u32::from_str_radix(row["id"].as_str().unwrap(), 16).unwrap();
        return match decoded {
            Ok(object) if object.any().kind().name_of(id).is_some() => Err("not refused".into()),
            _ => Ok(()),
        };
    };
    let object = decoded.map_err(|error| error.to_string())?;
    if object.name() != row["name"] {
        return Err(format!("read as {}", object.name()));
    }
    if object.to_json() != *value {
        return Err(format!("read as {}", object.to_json()));
    }
    if object.to_bytes().map_err(|error| error.to_string())? != bytes {
        return Err("other bytes after reading".into());
    }
    let object = if is_function { function_from_json(value) } else { object_from_json(value) };
    let object = object.map_err(|error| error.to_string())?;
    if object.to_bytes().map_err(|error| error.to_string())? != bytes {
        return Err("other bytes from JSON".into());
    }
    Ok(())
}

fn unhex(text: &str) -> Vec<u8> {
    (0..text.len() / 2).map(|at| u8::from_str_radix(&text[2 * at..2 * at + 2], 16).unwrap()).collect()
}
"##;

/// A package outside the workspace with the generated code of some texts and a program that reads rows.
fn driver(name: &str, texts: &[&str]) -> PathBuf {
    let sources = sources(texts);
    let outcome = load(&sources, &Options::default().dialect(DialectChoice::Auto));
    assert!(!outcome.has_errors(), "{:#?}", outcome.diagnostics);
    let module = Module { path: "", schema: &outcome.schema, sha256: String::new() };
    let mut config = Config::default();
    config.kind = Kind::Crate;
    let output = generate(&Input { modules: vec![module], errors: None }, &config);
    assert!(!output.files.is_empty(), "{:#?}", output.diagnostics);

    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    for file in &output.files {
        write(&folder.join("api/src").join(&file.path), &file.text);
    }
    let runtime = Path::new(env!("CARGO_MANIFEST_DIR")).join("../runtime");
    let runtime = format!("tlforge = {{ path = {:?}, features = [\"json\"] }}", runtime.display().to_string());
    write(
        &folder.join("api/Cargo.toml"),
        &format!(
            "[package]\nname = \"api\"\nversion = \"0.1.0\"\nedition = \"2024\"\n[features]\n\
             default = [\"debug\", \"json\", \"dispatch\"]\ndebug = []\njson = []\ndispatch = []\n[dependencies]\n{runtime}\n"
        ),
    );
    write(
        &folder.join("Cargo.toml"),
        "[package]\nname = \"driver\"\nversion = \"0.1.0\"\nedition = \"2024\"\n[dependencies]\napi = { path = \"api\" }\n\
         serde_json = { version = \"1\", features = [\"float_roundtrip\"] }\n[workspace]\nmembers = [\"api\"]\n",
    );
    // The versions that the workspace uses: nothing is looked up.
    fs::copy(Path::new(env!("CARGO_MANIFEST_DIR")).join("../Cargo.lock"), folder.join("Cargo.lock")).expect("a copy");
    write(&folder.join("src/main.rs"), DRIVER);
    folder
}

fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    fs::write(path, text).expect("a file");
}

/// Compiles the driver and gives it the rows; what it says besides their number.
fn run(folder: &Path, rows: &[String]) {
    let mut program = Command::new(env!("CARGO"))
        .args(["run", "--quiet"])
        .current_dir(folder)
        .env("RUSTFLAGS", "-D warnings")
        .env("CARGO_TARGET_DIR", Path::new(env!("CARGO_TARGET_TMPDIR")).join("drivers"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("cargo runs");
    let mut input = program.stdin.take().expect("a pipe");
    let text = rows.join("\n");
    let writer = std::thread::spawn(move || input.write_all(text.as_bytes()));
    let output = program.wait_with_output().expect("it ends");
    writer.join().expect("no panic").expect("it reads all");
    assert!(output.status.success());
    let said = String::from_utf8(output.stdout).expect("text");
    assert_eq!(said.trim(), format!("{} rows", rows.len()));
}

/// The rows of a file that belong to a schema.
fn rows(file: &str, schema: &str) -> Vec<String> {
    let of_schema = format!("\"schema\":\"{schema}\"");
    let rows: Vec<String> = compressed(file).lines().map(str::to_owned).collect();
    rows.into_iter().filter(|row| row.replace("\": \"", "\":\"").contains(&of_schema)).collect()
}

/// How many byte strings each schema has to refuse.
const REFUSED: (usize, usize) = (931, 382);

fn check(schema: &str, texts: &[&str], expected: usize, refused: usize) {
    let folder = driver(schema, texts);
    let values = rows(&format!("vectors/{schema}.jsonl.gz"), schema);
    assert_eq!(values.len(), expected);
    let mut all = values;
    let ids: std::collections::BTreeMap<(String, String), String> = all
        .iter()
        .map(|row| {
            let row: serde_json::Value = serde_json::from_str(row).expect("a row");
            let text = |key: &str| row[key].as_str().expect("text").to_owned();
            ((text("name"), text("kind")), text("id"))
        })
        .collect();
    let refuse = rows("vectors/refuse.jsonl.gz", schema);
    assert_eq!(refuse.len(), refused);
    all.extend(refuse.iter().map(|row| {
        let mut row: serde_json::Value = serde_json::from_str(row).expect("a row");
        let key = (row["name"].as_str().expect("text").to_owned(), row["kind"].as_str().expect("text").to_owned());
        row["id"] = ids[&key].clone().into();
        row.to_string()
    }));
    run(&folder, &all);
}

#[test]
fn every_row_of_layer_190_goes_through_its_generated_code() {
    check("layer190", &["vectors/layer190.api.tl", "vectors/layer190.mtproto.tl"], 6123, REFUSED.0);
}

#[test]
fn every_row_of_the_rare_layouts_goes_through_its_generated_code() {
    check("rare", &["vectors/rare.tl"], 679, REFUSED.1);
}
