//! Writes Rust for schemas in TL (Type Language).
//!
//! [`generate`] is a pure function from schemas to files: it makes the [`Model`] of what is to be generated, where every
//! decision is taken, and prints it. [`output`] puts the files on disk, [`Builder`] does all of it in a build script.

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

use tlforge_parser::{Diagnostic, ErrorTable, Schema};

use model::Model;

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
    pub errors: Option<&'a ErrorTable>,
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
    Model::new(input, config).1
}

/// Generates Rust for `input`. Equal input and options give equal output.
pub fn generate(input: &Input<'_>, config: &Config) -> Output {
    let (model, diagnostics) = Model::new(input, config);
    if diagnostics.iter().any(Diagnostic::is_error) {
        return Output { files: Vec::new(), diagnostics };
    }
    Output { files: files::write(&model, config), diagnostics }
}
