//! For programs.

use serde_json::{Map, Value, json as object};

use super::{breaking, counts};
use crate::diff::{Change, Diff, Effect, Entry, What};

/// The changes as JSON: `{"added": […], "removed": […], "changed": […], "summary": {…}}`.
///
/// An entry has `kind`, `name`, `id` (eight hexadecimal digits, or null for a function that only the error tables know),
/// `breaking` (none, one or both of `"wire"` and `"source"`), and `old` and `new`, the declarations. An added or removed
/// one may have a `reason`, a changed one has `changes`, each with `change` (see [`What::as_str`]), the `field`,
/// `constructor` or `error` that it is about, `old`, `new`, `breaking` and `reason`, and `old_name` and `old_id` where
/// these are others.
pub fn json(diff: &Diff) -> Value {
    object!({
        "added": diff.added.iter().map(whole).collect::<Vec<_>>(),
        "removed": diff.removed.iter().map(whole).collect::<Vec<_>>(),
        "changed": diff.changed.iter().map(changed).collect::<Vec<_>>(),
        "summary": summary(diff),
    })
}

fn summary(diff: &Diff) -> Value {
    let counted = |entries: &[Entry]| {
        let [constructors, functions, types] = counts(entries);
        object!({"constructors": constructors, "functions": functions, "types": types})
    };
    let renamed = diff.changed.iter().filter(|entry| entry.old_name().is_some());
    let [wire, source, compatible] = breaking(diff);
    object!({
        "old_layer": diff.layers.0,
        "new_layer": diff.layers.1,
        "without_new_layer": diff.is_without_new_layer(),
        "semver": diff.semver().as_str(),
        "added": counted(&diff.added),
        "removed": counted(&diff.removed),
        "changed": counted(&diff.changed),
        "renamed": renamed.count(),
        "wire_breaking": wire,
        "source_breaking": source,
        "compatible": compatible,
        "errors": diff.errors.iter().map(change).collect::<Vec<_>>(),
    })
}

/// An entry that is added or removed.
fn whole(entry: &Entry) -> Value {
    let mut members = head(entry);
    put(&mut members, "reason", entry.changes.first().and_then(|change| change.reason.as_deref()));
    Value::Object(members)
}

fn changed(entry: &Entry) -> Value {
    let mut members = head(entry);
    put(&mut members, "old_name", entry.old_name());
    let id = entry.changes.iter().find(|change| change.what == What::IdChanged);
    put(&mut members, "old_id", id.and_then(|change| change.old.as_deref()));
    members.insert("changes".to_owned(), entry.changes.iter().map(change).collect());
    Value::Object(members)
}

fn head(entry: &Entry) -> Map<String, Value> {
    let mut members = Map::new();
    put(&mut members, "kind", Some(entry.kind.as_str()));
    put(&mut members, "name", Some(&entry.name));
    members.insert("id".to_owned(), entry.id.map(|id| format!("{id:08x}")).into());
    put(&mut members, "old", entry.old.as_deref());
    put(&mut members, "new", entry.new.as_deref());
    members.insert("breaking".to_owned(), breaks(entry.effect()));
    members
}

fn change(change: &Change) -> Value {
    let mut members = Map::new();
    put(&mut members, "change", Some(change.what.as_str()));
    let about = match change.what {
        What::VariantAdded | What::VariantRemoved => "constructor",
        What::ErrorAdded
        | What::ErrorRemoved
        | What::ErrorCodeChanged
        | What::ErrorArgumentChanged
        | What::ErrorRustNameChanged => "error",
        _ => "field",
    };
    put(&mut members, about, change.subject.as_deref());
    put(&mut members, "old", change.old.as_deref());
    put(&mut members, "new", change.new.as_deref());
    members.insert("breaking".to_owned(), breaks(change.effect));
    put(&mut members, "reason", change.reason.as_deref());
    Value::Object(members)
}

fn breaks(effect: Effect) -> Value {
    let breaks = [(effect.wire, "wire"), (effect.source, "source")];
    breaks.into_iter().filter(|(breaks, _)| *breaks).map(|(_, what)| Value::from(what)).collect()
}

fn put(members: &mut Map<String, Value>, key: &str, value: Option<&str>) {
    if let Some(value) = value {
        members.insert(key.to_owned(), value.into());
    }
}
