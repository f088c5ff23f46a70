//! Constructor ids: CRC-32 over a canonical form (`tl-language`, section 6).

use crate::{
    print::{Form, write_canonical},
    schema::{DefId, Definition, Dialect, Schema},
};

/// Which text an id is hashed from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Rule {
    /// The canonical form, as the reference compiler computes ids.
    Plain,
    /// The canonical form with the three differences that the ids of Telegram's published schemas show.
    Published,
}

impl Rule {
    /// The rule that gives ids to definitions without one.
    pub const fn of(dialect: Dialect) -> Self {
        match dialect {
            Dialect::Telegram => Self::Published,
            Dialect::Plain | Dialect::Tdlib => Self::Plain,
        }
    }

    /// The other rule.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::Plain => Self::Published,
            Self::Published => Self::Plain,
        }
    }
}

/// The id that `rule` gives to definition `def`, whatever id is written.
pub fn compute(schema: &Schema, def: DefId, rule: Rule) -> u32 {
    hash(schema, schema.def(def), rule)
}

/// As [`compute`], for a definition that may not be in the schema.
pub(crate) fn hash(schema: &Schema, def: &Definition, rule: Rule) -> u32 {
    let mut text = String::new();
    let form = match rule {
        Rule::Plain => Form::Plain,
        Rule::Published => Form::Published,
    };
    write_canonical(&mut text, schema, def, form);
    crc32fast::hash(text.as_bytes())
}
