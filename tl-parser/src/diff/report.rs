//! A [`Diff`] as text: for the terminal, for a pull request, for a changelog, for programs.

mod changelog;
mod json;
mod markdown;
mod text;

pub use changelog::changelog;
pub use json::json;
pub use markdown::markdown;
pub use text::text;

use super::{Change, Diff, Effect, Entry, Kind, What};

/// How many entries there are of each kind, in the order of [`KINDS`].
type Counts = [usize; 3];

const KINDS: [Kind; 3] = [Kind::Constructor, Kind::Function, Kind::Type];

fn counts<'a>(entries: impl IntoIterator<Item = &'a Entry>) -> Counts {
    let mut counts = Counts::default();
    for entry in entries {
        counts[entry.kind as usize] += 1;
    }
    counts
}

/// How many entries break the wire format, how many break programs, how many neither.
fn breaking(diff: &Diff) -> Counts {
    let mut counts = Counts::default();
    for effect in diff.entries().map(Entry::effect) {
        counts[0] += usize::from(effect.wire);
        counts[1] += usize::from(effect.source);
        counts[2] += usize::from(!effect.is_breaking());
    }
    counts
}

/// The plural of a kind.
const fn plural(kind: Kind) -> &'static str {
    match kind {
        Kind::Constructor => "constructors",
        Kind::Function => "functions",
        Kind::Type => "types",
    }
}

/// What is compared: `layer 190 to layer 230`.
fn title(diff: &Diff) -> Option<String> {
    let layer = |layer: Option<u32>| layer.map_or_else(|| "no layer".to_owned(), |layer| format!("layer {layer}"));
    match diff.layers {
        (None, None) => None,
        (old, new) => Some(format!("{} to {}", layer(old), layer(new))),
    }
}

const WITHOUT_NEW_LAYER: &str = "the content changes without a new layer";

const fn mark(effect: Effect) -> &'static str {
    match effect {
        Effect { wire: true, source: true, .. } => "wire-breaking, source-breaking",
        Effect { wire: true, .. } => "wire-breaking",
        Effect { source: true, .. } => "source-breaking",
        _ => "compatible",
    }
}

/// Changes of which one sentence tells: several variants or errors that come or go for one reason.
fn groups(changes: &[Change]) -> impl Iterator<Item = &[Change]> {
    changes.chunk_by(|a, b| {
        let is_list =
            matches!(a.what, What::VariantAdded | What::VariantRemoved | What::ErrorAdded | What::ErrorRemoved);
        is_list && a.what == b.what && a.effect == b.effect && a.reason == b.reason
    })
}

/// What happens in a group of changes.
fn sentence(changes: &[Change]) -> String {
    let Some(first) = changes.first() else { return String::new() };
    let subjects: Vec<String> = changes.iter().map(subject).collect();
    let subjects = subjects.join(", ");
    let s = if changes.len() > 1 { "s" } else { "" };
    let (old, new) = (first.old.as_deref().unwrap_or_default(), first.new.as_deref().unwrap_or_default());
    match first.what {
        What::Added => "added".to_owned(),
        What::Removed => "removed".to_owned(),
        What::Renamed => format!("was called `{old}`"),
        What::IdChanged => format!("id `{old}` is now `{new}`"),
        What::ResultChanged => format!("result `{old}` is now `{new}`"),
        What::FieldAdded => format!("field `{}:{new}` added", first.subject.as_deref().unwrap_or_default()),
        What::FieldRemoved => format!("field `{}:{old}` removed", first.subject.as_deref().unwrap_or_default()),
        What::FieldRenamed => format!("field `{old}` is now called `{new}`"),
        What::FieldMoved => format!("field {subjects} moved {new}"),
        What::FieldRetyped => format!("type of field {subjects} changed: `{old}` is now `{new}`"),
        What::FieldMadeOptional => format!("field {subjects} made optional: `{old}` is now `{new}`"),
        What::FieldMadeRequired => format!("field {subjects} made required: `{old}` is now `{new}`"),
        What::FlagBitChanged => format!("flag bit of field {subjects} changed: `{old}` is now `{new}`"),
        What::BecameAccessor => format!("field {subjects} is now a method"),
        What::BecameField => format!("method {subjects} is now a field"),
        What::Boxed => "payload boxed".to_owned(),
        What::Unboxed => "payload no longer boxed".to_owned(),
        What::RustNameChanged => format!("`{old}` is now `{new}` in Rust"),
        What::FieldRustNameChanged => format!("field {subjects}, `{old}` in Rust, is now `{new}` there"),
        What::ErrorRustNameChanged => format!("error {subjects}, `{old}` in Rust, is now `{new}` there"),
        What::EqLost => "`Eq` and `Hash` lost".to_owned(),
        What::EqGained => "`Eq` and `Hash` gained".to_owned(),
        What::VariantAdded => format!("variant{s} {subjects} added"),
        What::VariantRemoved => format!("variant{s} {subjects} removed"),
        What::BecameEnum => "the struct becomes an enum".to_owned(),
        What::BecameStruct => "the enum becomes a struct".to_owned(),
        What::ParametersChanged => format!("parameters changed: `{old}` is now `{new}`"),
        What::ErrorAdded => format!("error{s} {subjects} added"),
        What::ErrorRemoved => format!("error{s} {subjects} removed"),
        What::ErrorCodeChanged => format!("code of error {subjects} changed: {old} is now {new}"),
        What::ErrorArgumentChanged => format!("argument of error {subjects} changed: `{old}` is now `{new}`"),
        What::ErrorTypeChanged => "the error type changes".to_owned(),
        What::AvailabilityChanged => format!("who may call it changed: {old}, now {new}"),
        What::DocumentationChanged => "documentation changed".to_owned(),
    }
}

/// What a change is about, errors with their codes.
fn subject(change: &Change) -> String {
    let name = change.subject.as_deref().unwrap_or_default();
    match (change.what, change.new.as_deref().or(change.old.as_deref())) {
        (What::ErrorAdded | What::ErrorRemoved, Some(codes)) => format!("`{name}` ({codes})"),
        _ => format!("`{name}`"),
    }
}

/// Entries of which nothing but the documentation changes are told apart from the rest.
fn documented(entries: &[Entry]) -> (Vec<&Entry>, Vec<&Entry>) {
    let only = |entry: &&Entry| entry.changes.iter().all(|change| change.what == What::DocumentationChanged);
    entries.iter().partition(only)
}
