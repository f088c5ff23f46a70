//! Tables, modules, and methods that no accessor may hide.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use super::*;

mod rules;

/// The identifier of an accessor.
fn accessor(name: &str) -> String {
    let candidates = [Candidate::accessor(name)];
    Case::Field.ident(&settle(Case::Field, &[], &candidates)[0])
}

#[test]
fn accessors_hide_none_of_the_methods_that_generated_types_have() {
    let mut sources = Vec::new();
    read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../runtime/src"), &mut sources);
    let is_implemented = |name: &str| {
        let implementations = [format!(" $crate::{name} for $rust"), format!("<T: Described> {name} for T")];
        sources.iter().any(|source| implementations.iter().any(|form| source.contains(form)))
    };
    let mut traits = Vec::new();
    for source in &sources {
        for item in syn::parse_file(source).unwrap().items {
            let syn::Item::Trait(item) = item else { continue };
            if !is_implemented(&item.ident.to_string()) {
                continue;
            }
            for part in &item.items {
                let syn::TraitItem::Fn(method) = part else { continue };
                let name = method.sig.ident.to_string();
                assert_eq!(accessor(&name), format!("{name}_"), "of {}", item.ident);
            }
            traits.push(item.ident.to_string());
        }
    }
    for name in ["Encode", "Decode", "Described", "Function"] {
        assert!(traits.iter().any(|found| found == name), "{name} is not found");
    }
}

#[test]
fn accessors_hide_none_of_the_methods_that_others_define() {
    let methods = BTreeMap::from([
        ("Clone", &["clone", "clone_from"][..]),
        ("PartialEq", &["eq", "ne"]),
        ("Eq", &[]),
        ("Hash", &["hash", "hash_slice"]),
        ("Debug", &["fmt"]),
        ("Display", &["fmt"]),
        ("From", &["from", "into"]),
        ("TryFrom", &["try_from", "try_into"]),
        ("Serialize", &["serialize"]),
        ("Deserialize", &["deserialize", "deserialize_in_place"]),
        // An error enum has no accessors.
        ("Error", &[]),
    ]);
    for name in methods.values().copied().flatten() {
        assert_eq!(accessor(name), format!("{name}_"));
    }
    let macros = Path::new(env!("CARGO_MANIFEST_DIR")).join("../runtime/src/memory/macros.rs");
    let mut count = 0;
    for line in fs::read_to_string(macros).unwrap().lines().map(str::trim) {
        let Some((implemented, _)) = line.strip_prefix("impl").and_then(|rest| rest.split_once(" for ")) else {
            continue;
        };
        let path = implemented.split_whitespace().last().and_then(|path| path.split('<').next()).unwrap_or_default();
        if path.starts_with("::core::") || path.contains("::serde::") {
            let name = path.rsplit("::").next().unwrap_or_default();
            assert!(methods.contains_key(name), "{name}");
            count += 1;
        }
    }
    assert!(count >= 10, "{count} implementations are found");
}

/// The text of all files below `folder`.
fn read(folder: &Path, sources: &mut Vec<String>) {
    let paths: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    for path in paths {
        if path.is_dir() {
            read(&path, sources);
        } else {
            sources.push(fs::read_to_string(&path).unwrap());
        }
    }
}

#[test]
fn tables_are_not_called_like_structs() {
    let types = BTreeSet::from(["A".to_owned(), "InputPeer".to_owned()]);
    assert_eq!(static_name(&words("inputPeer"), &types), "INPUT_PEER");
    assert_eq!(static_name(&words("a"), &types), "A_");
}

#[test]
fn modules_of_schemas_are_modules_of_rust_that_are_free() {
    for name in ["mtproto", "e2e", "a_b", "a.b", "layer_73.old"] {
        assert!(is_module(name), "{name}");
    }
    for name in [
        "",
        ".",
        "a.",
        "..",
        "../x",
        "/abs",
        "a/b",
        "a\\b",
        "a b",
        "A",
        "Types",
        "é",
        "_",
        "_a",
        "2d",
        "r#fn",
        "fn",
        "self",
        "mod",
        "gen",
        "types",
        "enums",
        "functions",
        "errors",
        "server",
        "registry",
        "tl",
        "names",
        "skeleton",
        "lib",
        "a.types",
    ] {
        assert!(!is_module(name), "{name:?}");
    }
}
