//! The `Cargo.toml` of a generated crate.

use std::io;
use std::path::{Component, Path, PathBuf, absolute};

use tlforge_codegen::config::check_crate_name;
use tlforge_codegen::output::MARKER;

/// Writes the manifest of the crate `name` in the folder `out`, whose runtime is that of crates.io or the one in the
/// folder `runtime`.
pub(crate) fn write(name: &str, out: &Path, runtime: Option<&Path>) -> io::Result<String> {
    let mut version = env!("CARGO_PKG_VERSION").rsplitn(2, '.');
    let version = version.nth(1).unwrap_or(env!("CARGO_PKG_VERSION"));
    let path = match runtime {
        None => String::new(),
        Some(path) if path.is_absolute() => format!(", path = {}", quoted(&path.display().to_string())),
        Some(path) => format!(", path = {}", quoted(&relative(out, path)?.display().to_string())),
    };
    let dependency = format!("{{ version = {}, default-features = false{path} }}", quoted(version));
    Ok(format!(
        "# {MARKER}\n\n\
         [package]\n\
         name = {}\n\
         version = \"0.1.0\"\n\
         edition = \"2024\"\n\
         rust-version = {}\n\n\
         [features]\n\
         default = [\"debug\"]\n\
         # `Debug` for the generated items.\n\
         debug = []\n\
         # Values of which only the id is known.\n\
         dispatch = []\n\
         # JSON through serde.\n\
         json = [\"tlforge/json\"]\n\
         # Handlers, for those who answer calls.\n\
         server = [\"tlforge/server\"]\n\n\
         [dependencies]\n\
         tlforge = {dependency}\n",
        quoted(name),
        quoted(env!("CARGO_PKG_RUST_VERSION")),
    ))
}

/// The runtime and the crates that it depends on, as Rust calls them.
const TAKEN: [&str; 5] = ["tlforge", "base64", "flate2", "serde", "serde_json"];

/// Whether cargo takes `name` for a package that depends on the runtime.
pub(crate) fn package_name(name: &str) -> Result<String, String> {
    if TAKEN.contains(&name.replace('-', "_").to_ascii_lowercase().as_str()) {
        return Err("the generated crate depends on the one of this name".to_owned());
    }
    check_crate_name(name).map(|()| name.to_owned())
}

/// A string of TOML.
fn quoted(text: &str) -> String {
    toml::Value::from(text).to_string()
}

/// The way from the folder `from` to `to`, both relative to the working directory.
pub(crate) fn relative(from: &Path, to: &Path) -> io::Result<PathBuf> {
    let (from, to) = (normal(&absolute(from)?), normal(&absolute(to)?));
    let common = from.iter().zip(&to).take_while(|(from, to)| from == to).count();
    let up = from.iter().skip(common).map(|_| Component::ParentDir.as_os_str().to_owned());
    Ok(up.chain(to.into_iter().skip(common)).collect())
}

/// The components of an absolute path, without `..`.
fn normal(path: &Path) -> Vec<std::ffi::OsString> {
    let mut components = Vec::new();
    for component in path.components() {
        if component == Component::ParentDir {
            components.pop();
        } else {
            components.push(component.as_os_str().to_owned());
        }
    }
    components
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_runtime_is_found_from_the_crate() {
        let way = |from: &str, to: &str| relative(Path::new(from), Path::new(to)).unwrap();
        assert_eq!(way("out", "runtime"), Path::new("../runtime"));
        assert_eq!(way("a/b", "a/../../x"), Path::new("../../../x"));
        assert_eq!(way("a", "a/b"), Path::new("b"));
    }

    #[test]
    fn the_manifest_is_toml() {
        let text = write("my-api", Path::new("out"), Some(Path::new("some \"odd\" folder"))).unwrap();
        let manifest: toml::Table = text.parse().unwrap();
        assert_eq!(manifest["package"]["name"].as_str(), Some("my-api"));
        assert_eq!(manifest["dependencies"]["tlforge"]["path"].as_str(), Some("../some \"odd\" folder"));
        let text = write("my-api", Path::new("out"), None).unwrap();
        let manifest: toml::Table = text.parse().unwrap();
        assert!(manifest["dependencies"]["tlforge"].get("path").is_none());
    }

    #[test]
    fn names_of_dependencies_are_refused() {
        let runtime: toml::Table = include_str!("../../runtime/Cargo.toml").parse().unwrap();
        let dependencies = runtime["dependencies"].as_table().unwrap().keys().map(String::as_str);
        for name in dependencies.chain([runtime["package"]["name"].as_str().unwrap(), "serde-json", "TLforge"]) {
            assert!(package_name(name).is_err(), "{name}");
        }
    }

    #[test]
    fn only_names_of_packages_are_taken() {
        assert_eq!(package_name("my-api_2"), Ok("my-api_2".to_owned()));
        assert!(package_name("fn").is_err());
    }
}
