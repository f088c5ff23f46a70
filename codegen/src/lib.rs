//! Writes Rust for schemas in TL (Type Language).
//!
//! [`generate`] is a pure function from schemas to files; [`output`] puts them on disk, [`Builder`] does both in a build
//! script.

mod builder;
pub mod catalog;
pub mod compat;
pub mod config;
mod emit;
mod files;
mod lower;
pub mod model;
mod names;
pub mod output;
pub mod selection;
mod source;

use tlforge_parser::{Code, Diagnostic, ErrorDb, Schema, Severity};

pub use builder::{Builder, CompileError, Generated, sha256};
pub use config::{Config, Kind};
pub use selection::Selection;
pub use source::Source;
pub use tlforge_parser::DialectChoice;

/// What to generate from.
#[derive(Clone, Debug, Default)]
pub struct Input<'a> {
    /// The schemas. The first is usually that of the root.
    pub modules: Vec<Module<'a>>,
    /// Which function gives which errors. Without it a function's error is the runtime's `RpcError`.
    pub errors: Option<&'a ErrorDb>,
}

/// A schema and its place in the module tree.
#[derive(Clone, Debug)]
pub struct Module<'a> {
    /// The module that holds the schema's own modules: empty for the root, or a name such as `mtproto`.
    pub path: &'a str,
    /// The schema.
    pub schema: &'a Schema,
    /// The digest of its text, in hexadecimal; the root says it.
    pub sha256: String,
}

/// What was generated.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Output {
    /// The files; none when there are errors among the diagnostics.
    pub files: Vec<File>,
    /// What was found.
    pub diagnostics: Vec<Diagnostic>,
}

/// A generated file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// The path below the output folder, with `/`, such as `types/phone.rs`.
    pub path: String,
    /// The content.
    pub text: String,
}

/// Reports what [`generate`] would report, and generates nothing.
pub fn check(input: &Input<'_>, config: &Config) -> Vec<Diagnostic> {
    lowered(input, config).1
}

/// Generates Rust for `input`. Equal input and options give equal output.
pub fn generate(input: &Input<'_>, config: &Config) -> Output {
    let (tree, diagnostics) = lowered(input, config);
    if diagnostics.iter().any(Diagnostic::is_error) {
        return Output { files: Vec::new(), diagnostics };
    }
    Output { files: files::write(&tree, config), diagnostics }
}

fn lowered(input: &Input<'_>, config: &Config) -> (model::Model, Vec<Diagnostic>) {
    let mut diagnostics = config.check();
    diagnostics.extend(modules(input));
    let (model, mut found) = if config.nullable.is_empty() {
        lower::lower(input, config)
    } else {
        let schemas = with_null(input, config, &mut diagnostics);
        let modules = input.modules.iter().zip(&schemas);
        let modules =
            modules.map(|(module, schema)| Module { schema, path: module.path, sha256: module.sha256.clone() });
        lower::lower(&Input { modules: modules.collect(), errors: input.errors }, config)
    };
    diagnostics.append(&mut found);
    (model, diagnostics)
}

/// The schemas with the fields that the option `nullable` names.
fn with_null(input: &Input<'_>, config: &Config, found: &mut Vec<Diagnostic>) -> Vec<Schema> {
    let mut schemas: Vec<Schema> = input.modules.iter().map(|module| module.schema.clone()).collect();
    for place in &config.nullable {
        let set: Vec<_> = schemas.iter_mut().map(|schema| schema.set_nullable(place)).collect();
        if let (false, Some(Err(reason))) = (set.iter().any(Result::is_ok), set.first()) {
            let message = format!("the option `nullable`: {reason}");
            found.push(Diagnostic::without_place(Code::UnknownSelection, Severity::Warning, message));
        }
    }
    schemas
}

/// An error for each module that has no place of its own in the module tree.
fn modules(input: &Input<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (at, module) in input.modules.iter().enumerate() {
        let path = module.path;
        if at == 0 && path.is_empty() {
            continue;
        }
        if let Err(rule) = config::check_module_name(path) {
            found.push(config::bad(format!("`{path}` is no name of a module")).note(rule));
        } else if input.modules[..at].iter().any(|before| before.path == path) {
            found.push(config::bad(format!("two schemas are to be in the module `{path}`")));
        }
    }
    found
}
