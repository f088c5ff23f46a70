//! Constructor ids: the CRC-32 of a definition's canonical form.
//!
//! The canonical form is the resolved definition on one line, without its id and `;`: `name`, the arguments, `=`, the
//! result, each behind one space. Braces, angle brackets, commas, parentheses of types and `!` are left out, a group of
//! names is written out, numbers are decimal, a sum is `n+3`. A repetition is `n*[ name:type ]`, without `n*` where the
//! schema leaves that out. Bareness is kept as it is written: `%Type`, or the name of the constructor.
//!
//! The reference compiler, TDLib's `tl-parser`, hashes this form: the plain rule. The ids in the schemas that Telegram
//! publishes follow from it with three changes, the published rule: `!` is kept; a field of type `mask.N?true` is left
//! out; a field of type `bytes`, conditional or not, is hashed as `string`. It gives every id of the API. Elsewhere a few
//! definitions have been edited since they were given their ids, so an id that neither rule gives is a warning, no error.
//!
//! ```
//! use tlforge_parser::{Options, SourceMap, id, load, print};
//!
//! let text = "photo flags:# small:flags.0?true sizes:Vector<int> data:flags.1?bytes = Photo;";
//! let schema = load(&SourceMap::single("my.tl", text), &Options::default()).schema;
//! let (photo, _) = schema.iter_definitions().next().expect("one definition");
//! let plain = "photo flags:# small:flags.0?true sizes:Vector int data:flags.1?bytes = Photo";
//! assert_eq!(print::canonical(&schema, photo), plain);
//! let ids = [id::Rule::Plain, id::Rule::Published].map(|rule| id::compute(&schema, photo, rule));
//! let published = "photo flags:# sizes:Vector int data:flags.1?string = Photo";
//! assert_eq!(ids, [plain, published].map(|text| crc32fast::hash(text.as_bytes())));
//! ```

use crate::{
    print::{Form, write_canonical},
    schema::{DefId, Definition, Dialect, Schema},
};

/// Which text an id is hashed from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Rule {
    /// The canonical form as it is, as the reference compiler computes ids.
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
    crc32fast::hash(text(schema, def, rule).as_bytes())
}

/// What `rule` hashes.
pub(crate) fn text(schema: &Schema, def: &Definition, rule: Rule) -> String {
    let mut text = String::new();
    let form = match rule {
        Rule::Plain => Form::Plain,
        Rule::Published => Form::Published,
    };
    write_canonical(&mut text, schema, def, form);
    text
}
