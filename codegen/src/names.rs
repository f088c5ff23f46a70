//! Names of what only the generator writes: tables and modules. All other names are those of the parser, where `diff`
//! asks for them too.

use std::collections::BTreeSet;

use heck::ToShoutySnakeCase;

pub(crate) use tlforge_parser::names::{
    Candidate, Case, Namespaces, RESERVED_MODULES, WORDS, Words, errors, field_words, fields, full_name, is_keyword,
    last, namespace, plain, settle, variants, words, words_of,
};

/// The name of the static that belongs to an item; `types` are the names of all items of the module. A struct without
/// fields is a value too, and `struct A;` leaves no room for a static `A`.
pub(crate) fn static_name(words: &[String], types: &BTreeSet<String>) -> String {
    let mut name = words.join("_").to_shouty_snake_case();
    while types.contains(&name) {
        name.push('_');
    }
    name
}

/// The modules that hold items.
pub(crate) const SECTIONS: [&str; 6] = ["types", "enums", "functions", "errors", "server", "registry"];

/// Names in the root of the module tree that a module of its own does not get: private modules, and the file `lib.rs`.
const RESERVED_FILES: [&str; 3] = ["names", "skeleton", "lib"];

/// Whether a schema can have the module `path`: segments between dots, each written as Rust writes modules, so that
/// it is a folder inside the output and hides no other module.
pub(crate) fn is_module(path: &str) -> bool {
    path.split('.').all(|name| {
        let starts = name.starts_with(|c: char| c.is_ascii_lowercase());
        let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        let is_reserved = RESERVED_MODULES.contains(&name) || RESERVED_FILES.contains(&name);
        starts && name.chars().all(fits) && !is_reserved && !is_keyword(name)
    })
}

#[cfg(test)]
mod tests;
