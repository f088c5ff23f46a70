//! What a schema may say but probably does not mean.
//!
//! Every lint has a name. It is switched off by that name in [`Lints`], for one declaration by a comment above it or
//! behind it, `// tlforge: allow(unused-type)`, and for a file by `// tlforge: allow-file(unused-type)`.

mod allow;
mod definitions;
mod program;

use crate::{
    analysis::{FlagsWords, Reading},
    diagnostic::{Code, Diagnostic},
    schema::Schema,
    span::SourceMap,
    suggestions,
};

/// A lint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Lint {
    /// The name under which it is switched off.
    pub name: &'static str,
    /// The code of its findings.
    pub code: Code,
}

/// All lints, in the order of their codes.
pub const ALL: [Lint; 6] = [
    Lint { name: "wrong-id", code: Code::WrongId },
    Lint { name: "shared-flag", code: Code::SharedFlag },
    Lint { name: "bool-behind-flag", code: Code::BoolBehindFlag },
    Lint { name: "unused-flags", code: Code::UnusedFlags },
    Lint { name: "unused-type", code: Code::UnusedType },
    Lint { name: "similar-names", code: Code::SimilarNames },
];

/// Which lints are on. By default all of them are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lints {
    on: [bool; ALL.len()],
}

impl Default for Lints {
    fn default() -> Self {
        Self { on: [true; ALL.len()] }
    }
}

impl Lints {
    /// No lint.
    pub const NONE: Self = Self { on: [false; ALL.len()] };

    /// Switches the lint `name` on or off.
    ///
    /// # Errors
    ///
    /// What is wrong with the name.
    pub fn set(&mut self, name: &str, on: bool) -> Result<(), String> {
        let at = position(name)?;
        self.on[at] = on;
        Ok(())
    }

    fn is_on(self, code: Code) -> bool {
        ALL.iter().zip(self.on).any(|(lint, on)| lint.code == code && on)
    }
}

/// Runs the lints over a schema that was read from `sources` without errors.
pub fn check(sources: &SourceMap, schema: &Schema, lints: Lints) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let reading = Reading::new(schema, FlagsWords::ByDialect);
    for (id, def) in schema.iter_definitions() {
        definitions::check(schema, id, def, reading.args(id), &mut found);
    }
    program::check(schema, &mut found);
    found.retain(|diagnostic| lints.is_on(diagnostic.code));
    let mut unknown = allow::apply(sources, &mut found);
    found.append(&mut unknown);
    found.sort_by_key(|diagnostic| diagnostic.span.map(|span| (span.file, span.start, span.end)));
    found
}

/// The position of a lint in [`ALL`], or what is wrong with its name.
fn position(name: &str) -> Result<usize, String> {
    ALL.iter().position(|lint| lint.name == name).ok_or_else(|| {
        let hint = suggestions::nearest(name, ALL.iter().map(|lint| lint.name));
        let hint = hint.map(|hint| format!("; there is `{hint}`")).unwrap_or_default();
        format!("there is no lint `{name}`{hint}")
    })
}
