//! What a schema may say but probably does not mean.
//!
//! Every lint has a name, and its findings have a code; either is accepted where a lint is named. [`Lints`] sets its level;
//! a comment above a declaration or behind it, `// tlforge: allow(unused-type)`, switches it off there, and
//! `// tlforge: allow-file(unused-type)` in the whole file.

mod allow;
mod definitions;
mod program;

use crate::{
    analysis::{FlagsWords, Reading},
    diagnostic::{Code, Diagnostic, Severity},
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
pub const ALL: [Lint; 7] = [
    Lint { name: "wrong-id", code: Code::WrongId },
    Lint { name: "shared-flag", code: Code::SharedFlag },
    Lint { name: "bool-behind-flag", code: Code::BoolBehindFlag },
    Lint { name: "unused-flags", code: Code::UnusedFlags },
    Lint { name: "unused-type", code: Code::UnusedType },
    Lint { name: "similar-names", code: Code::SimilarNames },
    Lint { name: "object-constructors", code: Code::ObjectConstructors },
];

/// What becomes of the findings of a lint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// They are not reported.
    Allow,
    /// They are warnings.
    Warn,
    /// They are errors.
    Deny,
}

/// The level of each lint. By default all of them warn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lints {
    levels: [Level; ALL.len()],
}

impl Default for Lints {
    fn default() -> Self {
        Self { levels: [Level::Warn; ALL.len()] }
    }
}

impl Lints {
    /// No lint.
    pub const NONE: Self = Self { levels: [Level::Allow; ALL.len()] };

    /// Sets the level of the lint `name`, which may be its name or the code of its findings.
    ///
    /// # Errors
    ///
    /// What is wrong with the name.
    pub fn set(&mut self, name: &str, level: Level) -> Result<(), String> {
        let at = position(name)?;
        self.levels[at] = level;
        Ok(())
    }

    fn level(self, code: Code) -> Level {
        let level = ALL.iter().zip(self.levels).find(|(lint, _)| lint.code == code);
        level.map_or(Level::Allow, |(_, level)| level)
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
    found.retain_mut(|diagnostic| {
        let level = lints.level(diagnostic.code);
        if level == Level::Deny {
            diagnostic.severity = Severity::Error;
        }
        level != Level::Allow
    });
    let mut unknown = allow::apply(sources, &mut found);
    found.append(&mut unknown);
    found.sort_by_key(|diagnostic| diagnostic.span.map(|span| (span.file, span.start, span.end)));
    found
}

/// The lint whose findings have this code.
pub fn of(code: Code) -> Option<Lint> {
    ALL.into_iter().find(|lint| lint.code == code)
}

/// The position of a lint in [`ALL`], or what is wrong with its name.
fn position(name: &str) -> Result<usize, String> {
    ALL.iter().position(|lint| lint.name == name || lint.code.as_str() == name).ok_or_else(|| {
        if Code::by_name(name).is_some() {
            return format!("`{name}` is not the code of a lint, so it cannot be allowed or denied");
        }
        let hint = suggestions::nearest(name, ALL.iter().map(|lint| lint.name));
        let hint = hint.map(|hint| format!("; there is `{hint}`")).unwrap_or_default();
        format!("there is no lint `{name}`{hint}")
    })
}
