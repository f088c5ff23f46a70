//! Reads schemas in TL (Type Language): text, tokens, syntax tree, resolved schema.
//!
//! ```
//! use tlforge_parser::{Options, SourceMap, load, print};
//!
//! let sources = SourceMap::single("my.tl", "user#2e63ee5a id:long name:string = User;");
//! let outcome = load(&sources, &Options::default());
//! assert!(!outcome.has_errors());
//! let (user, _) = outcome.schema.iter_definitions().next().expect("one definition");
//! assert_eq!(print::canonical(&outcome.schema, user), "user id:long name:string = User");
//! ```

pub mod analysis;
pub mod ast;
pub mod diagnostic;
pub mod diff;
mod docs;
pub mod error_table;
pub mod id;
pub mod json;
mod layers;
mod lex;
pub mod lints;
mod nullable;
mod options;
pub mod overlay;
mod parse;
pub mod print;
#[cfg(feature = "render")]
pub mod render;
mod resolve;
pub mod schema;
pub mod span;
pub mod suggestions;
pub mod text;
pub mod tlo;

pub use diagnostic::{Code, Diagnostic, Severity};
pub use error_table::ErrorTable;
pub use options::{DialectChoice, Options};
pub use parse::parse;
pub use print::layout::{Layout, format};
pub use resolve::resolve;
pub use schema::Schema;
pub use span::{FileId, SourceMap, Span};

/// What became of a schema.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// What was understood; complete when there is no error.
    pub schema: Schema,
    /// What was found, in the order of the text.
    pub diagnostics: Vec<Diagnostic>,
}

impl Outcome {
    /// Whether one of the diagnostics is an error.
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(Diagnostic::is_error)
    }
}

/// Reads all files of `sources` as one schema.
pub fn load(sources: &SourceMap, options: &Options) -> Outcome {
    let files: Vec<_> = sources.iter().map(|(file, _)| file).collect();
    load_files(sources, &files, options)
}

/// Reads some files of `sources` as one schema: a program that reads several schemas can show their places from one map.
pub fn load_files(sources: &SourceMap, files: &[FileId], options: &Options) -> Outcome {
    let mut diagnostics = Vec::new();
    let mut asts = Vec::new();
    for file in files.iter().copied() {
        let (ast, mut found) = parse(file, &sources.file(file).text, options.strict);
        asts.push(ast);
        diagnostics.append(&mut found);
    }
    let sound = !diagnostics.iter().any(Diagnostic::is_error);
    let texts: Vec<&str> = files.iter().map(|file| sources.file(*file).text.as_str()).collect();
    let layers = layers::Plan::of(&asts, &texts, options.layer);
    let oldest = layers::oldest(&asts);
    let asts = layers.apply(asts);
    if sound && !options.strict && asts.iter().all(|ast| ast.declarations.is_empty()) {
        let span = files.first().map(|file| Span::new(*file, 0, 0));
        let error = |message: String| Diagnostic {
            span,
            ..Diagnostic::without_place(Code::EmptySchema, Severity::Error, message)
        };
        diagnostics.push(match (options.layer, oldest) {
            (Some(layer), Some(oldest)) => error(format!("the schema declares nothing in layer {layer}"))
                .help(format!("the oldest layer of the schema is {oldest}")),
            _ => error("the schema declares nothing".to_owned()),
        });
    }
    let (schema, mut found) = resolve(&asts, options);
    diagnostics.append(&mut found);
    diagnostics.sort_by_key(|diagnostic| diagnostic.span.map(|span| (span.file, span.start, span.end)));
    Outcome { schema, diagnostics }
}
