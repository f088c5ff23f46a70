//! What changes from one schema to another, and what that means for bytes and for generated Rust.
//!
//! # Marks
//!
//! A change is **wire-breaking** when bytes written by the old schema are refused or read differently by the new one. What a
//! change means for the fields of a type with parameters follows from the applications of the type that the schema makes.
//!
//! A change may also be **source-breaking**: a program that uses code generated from the old schema may not compile with code
//! generated from the new one. Only the generator knows; it adds its marks to a [`Diff`], and changes of its own
//! ([`What::is_generated`]). Whatever breaks nothing is **compatible**.
//!
//! In semantic versioning a breaking change of either kind is major, a compatible addition minor, anything else a patch.
//!
//! ```
//! use tlforge_parser::{Options, SourceMap, diff, load};
//!
//! let read = |text| load(&SourceMap::single("my.tl", text), &Options::default()).schema;
//! let old = read("user#1 id:long = User; ---functions--- getUser id:long = User;");
//! let new = read("user#2 id:long name:string = User; ---functions--- getUser id:long = User;");
//! let changes = diff::compare(&old, &new);
//! assert_eq!(changes.changed[0].name, "user");
//! assert_eq!(changes.semver(), diff::Semver::Major);
//! ```

mod definitions;
mod errors;
mod fields;
mod pairing;
pub mod report;
mod spelling;
mod types;

use crate::error_table::ErrorTable;
use crate::schema::{DefId, DefKind, Schema, TypeId};

pub use definitions::shown_name;
pub use pairing::Pairing;

/// What changes from one schema to another.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Diff {
    /// The layers of both schemas.
    pub layers: (Option<u32>, Option<u32>),
    /// What only the new schema has: constructors, functions, types, each in order of declaration.
    pub added: Vec<Entry>,
    /// What only the old schema has, in the same order.
    pub removed: Vec<Entry>,
    /// What both have and what is not the same, in the order of the new schema.
    pub changed: Vec<Entry>,
    /// What changes about errors that is not the matter of one function: those that any function may give, and what the
    /// number in a name is called.
    pub errors: Vec<Change>,
}

/// A constructor, function or type that is added, removed or changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// What it is.
    pub kind: Kind,
    /// Its name, the new one if it has two.
    pub name: String,
    /// Its id, the new one if it has two; of a type, the XOR of the ids of its constructors. `None` for a function that only
    /// the error tables know.
    pub id: Option<u32>,
    /// How the old schema declares it; `None` for types.
    pub old: Option<String>,
    /// How the new schema declares it; `None` for types.
    pub new: Option<String>,
    /// What changes, at least one thing.
    pub changes: Vec<Change>,
}

/// What an [`Entry`] is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A constructor.
    Constructor,
    /// A function.
    Function,
    /// A type.
    Type,
}

/// One change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// What happens.
    pub what: What,
    /// What it happens to, if that is a part of the entry: a field, a variant, an error.
    pub subject: Option<String>,
    /// What it was: a name, an id, a field's type.
    pub old: Option<String>,
    /// What it is now.
    pub new: Option<String>,
    /// What it breaks.
    pub effect: Effect,
    /// Why it breaks that, or why it does not.
    pub reason: Option<String>,
}

/// What happens in a [`Change`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum What {
    /// The constructor, function or type is new.
    Added,
    /// The constructor, function or type is gone.
    Removed,
    /// It has another name.
    Renamed,
    /// The constructor or function has another id.
    IdChanged,
    /// The constructor is of another type, or the function returns one.
    ResultChanged,
    /// A field is new.
    FieldAdded,
    /// A field is gone.
    FieldRemoved,
    /// A field has another name in the same place.
    FieldRenamed,
    /// A field has another place among the fields that stay.
    FieldMoved,
    /// A field has another type.
    FieldRetyped,
    /// A field may be missing now.
    FieldMadeOptional,
    /// A field is always there now.
    FieldMadeRequired,
    /// An optional field is announced by another bit or another flags word.
    FlagBitChanged,
    /// A flag shares its bit now, so generated code has a method in the place of the field.
    BecameAccessor,
    /// A flag has its bit for itself now, so generated code has a field in the place of the method.
    BecameField,
    /// The payload of the variant is in a `Box` now.
    Boxed,
    /// The payload of the variant is in no `Box` any more.
    Unboxed,
    /// It has another name in Rust, since another spelling of the name came or went.
    RustNameChanged,
    /// A field has another name in Rust, for the same reason or because of its position.
    FieldRustNameChanged,
    /// An error has another name in Rust, for the same reason.
    ErrorRustNameChanged,
    /// Generated code no longer implements `Eq` and `Hash` for it.
    EqLost,
    /// Generated code implements `Eq` and `Hash` for it now.
    EqGained,
    /// A type has a constructor more.
    VariantAdded,
    /// A type has a constructor less.
    VariantRemoved,
    /// A type with one constructor, which is a struct, has several and is an enum.
    BecameEnum,
    /// A type with several constructors, which is an enum, has one and is a struct.
    BecameStruct,
    /// A type takes other arguments.
    ParametersChanged,
    /// A function, or any, may give an error more.
    ErrorAdded,
    /// A function, or any, gives an error no more.
    ErrorRemoved,
    /// An error has other codes.
    ErrorCodeChanged,
    /// The number in the name of an error is called differently.
    ErrorArgumentChanged,
    /// A function has errors of its own now, or no more, so its error type is another.
    ErrorTypeChanged,
    /// A function may be called by others.
    AvailabilityChanged,
    /// The documentation is another.
    DocumentationChanged,
}

/// What a change breaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Effect {
    /// Bytes written by the old schema are refused or read differently.
    pub wire: bool,
    /// Programs that use the generated Rust may not compile.
    pub source: bool,
    /// Something can be said that could not be said before.
    pub addition: bool,
}

/// The version that follows from changes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Semver {
    /// Nothing that a program notices.
    #[default]
    Patch,
    /// Additions only.
    Minor,
    /// Something breaks.
    Major,
}

/// Why an id changes when nothing is odd about it.
const FOLLOWS_CONTENT: &str = "it follows the content";

/// What changes from `old` to `new`.
pub fn compare(old: &Schema, new: &Schema) -> Diff {
    compare_paired(&Pairing::of(old, new), None)
}

/// As [`compare`], with the error tables that belong to the schemas.
pub fn compare_with_errors(old: (&Schema, &ErrorTable), new: (&Schema, &ErrorTable)) -> Diff {
    compare_paired(&Pairing::of(old.0, new.0), Some((old.1, new.1)))
}

/// As [`compare`], for schemas whose definitions are paired already.
pub fn compare_paired(pairs: &Pairing<'_>, errors: Option<(&ErrorTable, &ErrorTable)>) -> Diff {
    let (old, new) = (pairs.old.schema, pairs.new.schema);
    let mut diff = Diff { layers: (old.layer, new.layer), ..Diff::default() };
    definitions::compare(&mut diff, pairs, old, new);
    types::compare(&mut diff, pairs, old, new);
    if let Some((old_errors, new_errors)) = errors {
        errors::compare(&mut diff, pairs, (old, old_errors), (new, new_errors));
    }
    // The types come last; functions that errors have added to the changed ones stand behind the other functions.
    diff.changed.sort_by_key(|entry| entry.kind);
    diff
}

impl Diff {
    /// Whether nothing changes.
    pub fn is_empty(&self) -> bool {
        self.entries().next().is_none() && self.errors.is_empty()
    }

    /// All entries: the removed, the changed, the added.
    pub fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.removed.iter().chain(&self.changed).chain(&self.added)
    }

    /// What all changes together break.
    pub fn effect(&self) -> Effect {
        let entries = self.entries().map(Entry::effect);
        entries.chain(self.errors.iter().map(|change| change.effect)).fold(Effect::default(), Effect::and)
    }

    /// The version that follows from all changes.
    pub fn semver(&self) -> Semver {
        self.effect().semver()
    }

    /// The entry of a changed definition, which is added if nothing of it has changed so far.
    ///
    /// # Panics
    ///
    /// If the definition has no partner in the old schema.
    pub fn definition_mut(&mut self, pairs: &Pairing<'_>, new: DefId) -> &mut Entry {
        let old = pairs.old_def(new).expect("a changed definition has a partner");
        let sides = ((pairs.old.schema, old), (pairs.new.schema, new));
        self.changed_mut(definitions::entry(Some(sides.0), Some(sides.1), Vec::new()))
    }

    /// The entry of a changed type, which is added if nothing of it has changed so far.
    pub fn type_mut(&mut self, pairs: &Pairing<'_>, new: TypeId) -> &mut Entry {
        self.changed_mut(types::entry(pairs.new.schema.ty(new), Vec::new()))
    }

    fn changed_mut(&mut self, entry: Entry) -> &mut Entry {
        let known = self.changed.iter().position(|other| (other.kind, &other.name) == (entry.kind, &entry.name));
        let at = known.unwrap_or(self.changed.len());
        if known.is_none() {
            self.changed.push(entry);
        }
        &mut self.changed[at]
    }

    /// Whether definitions change although both schemas name the same layer, or the new one a lower one.
    pub fn is_without_new_layer(&self) -> bool {
        let (Some(old), Some(new)) = self.layers else { return false };
        let is_content = |change: &Change| change.what.is_content();
        new <= old && self.entries().any(|entry| entry.changes.iter().any(is_content))
    }
}

impl Entry {
    /// What its changes together break.
    pub fn effect(&self) -> Effect {
        self.changes.iter().fold(Effect::default(), |sum, change| sum.and(change.effect))
    }

    /// The name that it had, if that was another.
    pub fn old_name(&self) -> Option<&str> {
        let renamed = self.changes.iter().find(|change| change.what == What::Renamed);
        renamed.and_then(|change| change.old.as_deref())
    }
}

impl Kind {
    /// `constructor`, `function` or `type`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Constructor => "constructor",
            Self::Function => "function",
            Self::Type => "type",
        }
    }
}

impl From<DefKind> for Kind {
    fn from(kind: DefKind) -> Self {
        match kind {
            DefKind::Constructor => Self::Constructor,
            DefKind::Function => Self::Function,
        }
    }
}

impl Change {
    /// A change that breaks nothing.
    pub fn new(what: What) -> Self {
        Self { what, subject: None, old: None, new: None, effect: Effect::default(), reason: None }
    }

    /// The same change of a part of the entry.
    #[must_use]
    pub fn about(self, subject: impl Into<String>) -> Self {
        Self { subject: Some(subject.into()), ..self }
    }

    /// The same change with what it was and what it is now.
    #[must_use]
    pub fn between(self, old: impl Into<String>, new: impl Into<String>) -> Self {
        Self { old: Some(old.into()), new: Some(new.into()), ..self }
    }

    /// The same change with what it breaks, and why.
    #[must_use]
    pub fn with(self, effect: Effect, reason: impl Into<String>) -> Self {
        Self { effect, reason: Some(reason.into()), ..self }
    }

    /// Marks it as breaking programs, for a reason beside the one that it has.
    pub fn breaks_source(&mut self, reason: &str) {
        self.effect.source = true;
        match &mut self.reason {
            Some(known) if known.split("; ").any(|part| part == reason) => {}
            Some(known) => *known = format!("{known}; {reason}"),
            known => *known = Some(reason.to_owned()),
        }
    }
}

impl What {
    /// The name that the JSON form has for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Renamed => "renamed",
            Self::IdChanged => "id_changed",
            Self::ResultChanged => "result_changed",
            Self::FieldAdded => "field_added",
            Self::FieldRemoved => "field_removed",
            Self::FieldRenamed => "field_renamed",
            Self::FieldMoved => "field_moved",
            Self::FieldRetyped => "field_retyped",
            Self::FieldMadeOptional => "field_made_optional",
            Self::FieldMadeRequired => "field_made_required",
            Self::FlagBitChanged => "flag_bit_changed",
            Self::BecameAccessor => "became_accessor",
            Self::BecameField => "became_field",
            Self::Boxed => "boxed",
            Self::Unboxed => "unboxed",
            Self::RustNameChanged => "rust_name_changed",
            Self::FieldRustNameChanged => "field_rust_name_changed",
            Self::ErrorRustNameChanged => "error_rust_name_changed",
            Self::EqLost => "eq_lost",
            Self::EqGained => "eq_gained",
            Self::VariantAdded => "variant_added",
            Self::VariantRemoved => "variant_removed",
            Self::BecameEnum => "became_enum",
            Self::BecameStruct => "became_struct",
            Self::ParametersChanged => "parameters_changed",
            Self::ErrorAdded => "error_added",
            Self::ErrorRemoved => "error_removed",
            Self::ErrorCodeChanged => "error_code_changed",
            Self::ErrorArgumentChanged => "error_argument_changed",
            Self::ErrorTypeChanged => "error_type_changed",
            Self::AvailabilityChanged => "availability_changed",
            Self::DocumentationChanged => "documentation_changed",
        }
    }

    /// Whether it is a change of what the schema itself declares: neither of documentation nor of error tables, nor a
    /// consequence for generated code alone.
    pub const fn is_content(self) -> bool {
        !self.is_generated()
            && !matches!(
                self,
                Self::ErrorAdded
                    | Self::ErrorRemoved
                    | Self::ErrorCodeChanged
                    | Self::ErrorArgumentChanged
                    | Self::AvailabilityChanged
                    | Self::DocumentationChanged
            )
    }

    /// Whether only generated code changes: the schema does not say so, the generator does.
    pub const fn is_generated(self) -> bool {
        matches!(
            self,
            Self::BecameAccessor
                | Self::BecameField
                | Self::BecameEnum
                | Self::BecameStruct
                | Self::Boxed
                | Self::Unboxed
                | Self::RustNameChanged
                | Self::FieldRustNameChanged
                | Self::ErrorRustNameChanged
                | Self::EqLost
                | Self::EqGained
                | Self::ErrorTypeChanged
        )
    }
}

impl Effect {
    /// Nothing.
    pub const NONE: Self = Self { wire: false, source: false, addition: false };
    /// Bytes.
    pub const WIRE: Self = Self { wire: true, ..Self::NONE };
    /// Programs.
    pub const SOURCE: Self = Self { source: true, ..Self::NONE };
    /// Nothing, and there is something new.
    pub const ADDITION: Self = Self { addition: true, ..Self::NONE };

    /// What two changes together break.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self {
            wire: self.wire || other.wire,
            source: self.source || other.source,
            addition: self.addition || other.addition,
        }
    }

    /// Whether it breaks anything.
    pub const fn is_breaking(self) -> bool {
        self.wire || self.source
    }

    /// The version that follows from it.
    pub const fn semver(self) -> Semver {
        match self {
            Self { wire: true, .. } | Self { source: true, .. } => Semver::Major,
            Self { addition: true, .. } => Semver::Minor,
            _ => Semver::Patch,
        }
    }
}

impl Semver {
    /// `major`, `minor` or `patch`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Patch => "patch",
            Self::Minor => "minor",
            Self::Major => "major",
        }
    }
}
