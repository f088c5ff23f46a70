//! Reads schemas in TL (Type Language): text, tokens, syntax tree, resolved schema.

pub mod diagnostic;
pub mod schema;
pub mod span;

pub use diagnostic::{Code, Diagnostic, Severity};
pub use schema::Schema;
pub use span::{FileId, SourceMap, Span};
