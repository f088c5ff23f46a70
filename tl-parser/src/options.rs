//! How a schema is read.

use crate::{
    ast::{Ast, DeclarationKind},
    schema::Dialect,
};

/// How a schema is read. The default is the reading that takes every published schema as it is.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Options {
    /// Which dialect it is written in.
    pub dialect: DialectChoice,
    /// Exactly as the reference compiler reads it, the program `tl-parser` that comes with TDLib: always with the plain rule.
    pub strict: bool,
    /// Of a text with sections by layer (`===17===`), only what was in force in this layer; by default all layers are kept.
    pub layer: Option<u32>,
}

/// A dialect, or the task to find out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DialectChoice {
    /// `plain` with a built-in line (`x ? = X;`), otherwise `telegram`.
    #[default]
    Auto,
    /// [`Dialect::Telegram`]
    Telegram,
    /// [`Dialect::Plain`]
    Plain,
    /// [`Dialect::Tdlib`]
    Tdlib,
}

impl Options {
    /// The strict reading.
    pub fn strict() -> Self {
        Self { strict: true, ..Self::default() }
    }

    /// Sets the dialect.
    #[must_use]
    pub fn dialect(mut self, dialect: DialectChoice) -> Self {
        self.dialect = dialect;
        self
    }

    /// Sets the layer that is kept.
    #[must_use]
    pub fn layer(mut self, layer: Option<u32>) -> Self {
        self.layer = layer;
        self
    }

    /// The dialect of the texts in `asts`.
    pub(crate) fn dialect_of(&self, asts: &[Ast<'_>]) -> Dialect {
        match self.dialect {
            DialectChoice::Telegram => Dialect::Telegram,
            DialectChoice::Plain => Dialect::Plain,
            DialectChoice::Tdlib => Dialect::Tdlib,
            DialectChoice::Auto => {
                let mut declarations = asts.iter().flat_map(|ast| &ast.declarations);
                let builtin = declarations.any(|declaration| matches!(declaration.kind, DeclarationKind::Builtin(_)));
                if builtin || self.strict { Dialect::Plain } else { Dialect::Telegram }
            }
        }
    }
}
