//! The crate that `tlforge gen --crate` writes for each published schema compiles without a warning.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use tlforge_checks::shared;

/// The folders that hold schemas.
const FOLDERS: [&str; 3] = ["schemas", "vectors", "conformance/tlo"];

#[test]
fn crates_of_all_schemas_compile_without_a_warning() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("crates");
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("a folder");
    let mut members = Vec::new();
    for schema in schemas() {
        let name = schema.file_name().and_then(|name| name.to_str()).expect("a name").replace('.', "-");
        let dialect = if name.starts_with("td_api") { "tdlib" } else { "auto" };
        generate(&[&schema], &name, dialect, &folder);
        members.push(name);
    }
    // The two schemas of TON mention each other's types.
    let ton = ["schemas/ton_api.tl", "schemas/lite_api.tl"].map(|file| shared().join(file));
    generate(&[&ton[0], &ton[1]], "ton", "auto", &folder);
    members.push("ton".to_owned());
    assert!(members.len() >= 10, "{members:?}");

    fs::write(folder.join("Cargo.toml"), format!("[workspace]\nresolver = \"3\"\nmembers = {members:?}\n"))
        .expect("a file");
    // The versions that the workspace uses: nothing is looked up.
    fs::copy(root().join("Cargo.lock"), folder.join("Cargo.lock")).expect("a copy");
    for features in [&[][..], &["--all-features"]] {
        let status = Command::new(env!("CARGO"))
            .args(["check", "--quiet", "--workspace"])
            .args(features)
            .current_dir(&folder)
            .env("RUSTFLAGS", "-D warnings")
            .env("CARGO_TARGET_DIR", Path::new(env!("CARGO_TARGET_TMPDIR")).join("drivers"))
            .status()
            .expect("cargo runs");
        assert!(status.success(), "with {features:?}");
    }
}

/// All schemas of the reference data.
fn schemas() -> Vec<PathBuf> {
    let mut schemas: Vec<PathBuf> = FOLDERS
        .iter()
        .flat_map(|folder| fs::read_dir(shared().join(folder)).expect("a folder of the reference data"))
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "tl"))
        .collect();
    schemas.sort();
    schemas
}

/// Runs the program as a user does.
fn generate(schemas: &[&PathBuf], name: &str, dialect: &str, folder: &Path) {
    let output = Command::new(env!("CARGO"))
        .args(["run", "--quiet", "--locked", "--package", "tlforge-cli", "--", "gen", "--schema"])
        .args(schemas)
        .args(["--dialect", dialect, "--crate", name, "--out"])
        .arg(folder.join(name))
        .arg("--runtime-path")
        .arg(root().join("runtime"))
        .current_dir(root())
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "{name}: {}", String::from_utf8_lossy(&output.stderr));
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}
