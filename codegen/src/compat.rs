//! What a change of the schema breaks in programs that use the generated Rust.
//!
//! [`tlforge_parser::diff`] compares two schemas and says what happens to bytes. This module compares the two [`Model`]s, with
//! the options that the code is generated with, and adds what happens to programs: marks on changes that the schema shows,
//! and changes that only generated code shows, such as a payload that moves into a `Box`.
//!
//! A change is source-breaking when a program that uses the code as it is meant to be used may no longer compile: structs
//! with optional fields are meant to be written with `..new()`, enums of the schema are matched exhaustively, enums of errors
//! are not. Two spellings may give one Rust name, and the usual one keeps it: a definition, field or error that is added may
//! so rename another, which the schema does not change. That breaks programs too.
//!
//! ```
//! use tlforge_codegen::{Config, Input, Module, compat};
//! use tlforge_parser::{Options, SourceMap, diff::Semver, load};
//!
//! let read = |text| load(&SourceMap::single("my.tl", text), &Options::default()).schema;
//! let old = read("inner#1 a:int = Inner; holds#2 inner:Inner = Outer; other#3 = Outer;");
//! let new = read("inner#1 a:int flags:# = Inner; holds#2 inner:Inner = Outer; other#3 = Outer;");
//! let input = |schema| Input { modules: vec![Module { path: "", schema, sha256: String::new() }], errors: None };
//! let changes = compat::compare(&input(&old), &input(&new), &Config::default());
//! // The variant `Holds` of `Outer` is in a `Box` now.
//! let holds = changes.changed.iter().find(|entry| entry.name == "holds").expect("it changes in Rust");
//! assert!(holds.effect().source && !holds.effect().wire);
//! assert_eq!(changes.semver(), Semver::Major);
//! ```

mod definitions;
mod errors;
mod fields;
mod items;
mod types;

use std::collections::{BTreeMap, BTreeSet};

use tlforge_parser::diff::{self, Change, Diff, Effect, Kind, Pairing, What};
use tlforge_parser::schema::{DefId, Schema};

use crate::model::Model;
use crate::{Config, Input};
use items::Items;

/// What changes from the first schema of `old` to that of `new`, on the wire and in the code that `config` makes of them.
///
/// The error tables are compared if both inputs have some.
pub fn compare(old: &Input<'_>, new: &Input<'_>, config: &Config) -> Diff {
    let (Some(before), Some(after)) = (old.modules.first(), new.modules.first()) else { return Diff::default() };
    let pairs = Pairing::of(before.schema, after.schema);
    let mut diff = diff::compare_paired(&pairs, old.errors.zip(new.errors));
    let models = [(old, before), (new, after)].map(|(input, module)| {
        let input = Input { modules: vec![module.clone()], errors: input.errors };
        Model::new(&input, config).0
    });
    let comparison = Comparison {
        old: Items::of(before.schema, &models[0], |ty| pairs.new_type(ty), |def| pairs.new_def(def)),
        new: Items::of(after.schema, &models[1], Some, Some),
        pairs: &pairs,
    };
    let gone = definitions::compare(&comparison, &mut diff);
    types::compare(&comparison, &gone, &mut diff);
    errors::compare(&comparison, &mut diff);
    sort(after.schema, &mut diff);
    diff
}

/// Both models.
struct Comparison<'c, 'm> {
    old: Items<'m>,
    new: Items<'m>,
    pairs: &'c Pairing<'m>,
}

/// The definitions of the old schema whose items are gone or no longer fit.
type Gone = BTreeSet<DefId>;

/// Something that the models show.
struct Finding {
    /// The changes of the schema that it follows from: the first of these kinds that is about one of the `subjects`.
    follows: &'static [What],
    subjects: Vec<String>,
    /// The change that says it where the schema shows none.
    otherwise: Option<Change>,
    /// Whether programs break; else it is a remark.
    breaks: bool,
    reason: String,
}

impl Finding {
    /// Something that breaks programs and follows from nothing that the schema shows.
    fn own(change: Change, reason: impl Into<String>) -> Self {
        Self { follows: &[], subjects: Vec::new(), otherwise: Some(change), breaks: true, reason: reason.into() }
    }

    /// Something that breaks programs and follows from a change of the schema.
    fn of(follows: &'static [What], subjects: Vec<String>, otherwise: Change, reason: impl Into<String>) -> Self {
        Self { follows, subjects, otherwise: Some(otherwise), breaks: true, reason: reason.into() }
    }

    /// Says it among `changes`.
    fn tell(self, changes: &mut Vec<Change>) {
        let about = |change: &&mut Change| match &change.subject {
            Some(subject) => self.subjects.contains(subject),
            None => self.subjects.is_empty(),
        };
        let follows =
            self.follows.iter().find(|what| changes.iter_mut().any(|it| it.what == **what && about(&&mut *it)));
        if let Some(what) = follows
            && let Some(change) = changes.iter_mut().filter(|change| change.what == *what).find(about)
        {
            if self.breaks {
                change.breaks_source(&self.reason);
            } else if change.reason.is_none() {
                change.reason = Some(self.reason);
            }
        } else if let Some(change) = self.otherwise {
            let effect = if self.breaks { Effect::SOURCE } else { change.effect };
            let change = change.with(effect, self.reason);
            if !changes.contains(&change) {
                let documentation = changes.iter().position(|change| change.what == What::DocumentationChanged);
                changes.insert(documentation.unwrap_or(changes.len()), change);
            }
        }
    }
}

/// Why something is called otherwise in Rust: what has its old name now, what had its new name.
fn reason_of_name(now: Option<&String>, before: Option<&String>) -> String {
    match (now, before) {
        (Some(now), _) => format!("`{now}` is the usual spelling of that name and has it now"),
        (None, Some(before)) => format!("`{before}` no longer has that name"),
        (None, None) => "other spellings of the same name came or went".to_owned(),
    }
}

/// Puts the changed entries in the order of the new schema.
fn sort(new: &Schema, diff: &mut Diff) {
    let definitions = new.iter_definitions().map(|(id, def)| ((def.kind.into(), diff::shown_name(new, def)), id.0));
    let types = new.iter_types().map(|(id, ty)| ((Kind::Type, ty.name.clone()), id.0));
    let order: BTreeMap<(Kind, String), u32> = definitions.chain(types).collect();
    // Functions that only the error tables know stand last.
    diff.changed.sort_by_cached_key(|entry| {
        (entry.kind, order.get(&(entry.kind, entry.name.clone())).copied().unwrap_or(u32::MAX))
    });
}
