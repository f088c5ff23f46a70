//! For a changelog.

use super::{KINDS, WITHOUT_NEW_LAYER, documented, mark, plural, sentence, title};
use crate::diff::{Change, Diff, Entry, FOLLOWS_CONTENT, Kind, Semver, What};

/// The changes as one item of a list in Markdown, below which each definition stands; `subject` is what changes.
///
/// What merely follows from something that is said, such as the id that follows from the fields, is left out, and so is
/// documentation. Empty when nothing else changes, not even the layer.
pub fn changelog(diff: &Diff, subject: &str) -> String {
    let mut lines = Vec::new();
    names(&mut lines, "removed", &diff.removed);
    for entry in documented(&diff.changed).1 {
        changed(&mut lines, entry);
    }
    if !diff.errors.is_empty() {
        lines.push(format!("errors in general: {}", sentences(&diff.errors)));
    }
    names(&mut lines, "added", &diff.added);
    let layers = title(diff).map_or_else(String::new, |title| format!(", {title}"));
    if lines.is_empty() {
        let same_layer = diff.layers.0 == diff.layers.1;
        return if same_layer { String::new() } else { format!("- {subject}{layers}: no definition changes\n") };
    }
    let warning = if diff.is_without_new_layer() { format!("; {WITHOUT_NEW_LAYER}") } else { String::new() };
    let version = match diff.semver() {
        Semver::Major => "breaking",
        Semver::Minor => "additions only",
        Semver::Patch => "nothing that a program notices",
    };
    format!("- {subject}{layers} ({version}{warning}):\n  - {}\n", lines.join("\n  - "))
}

/// What comes or goes, a line for each kind.
fn names(lines: &mut Vec<String>, verb: &str, entries: &[Entry]) {
    for kind in KINDS {
        let names: Vec<_> =
            entries.iter().filter(|entry| entry.kind == kind).map(|it| format!("`{}`", it.name)).collect();
        let noun = if names.len() == 1 { kind.as_str() } else { plural(kind) };
        if !names.is_empty() {
            lines.push(format!("{verb} {noun} {}", names.join(", ")));
        }
    }
}

fn changed(lines: &mut Vec<String>, entry: &Entry) {
    let what = sentences(&entry.changes);
    // That a type has a new constructor has been said of the constructor.
    let repeats = |change: &Change| matches!(change.what, What::VariantAdded | What::VariantRemoved);
    if what.is_empty() || entry.kind == Kind::Type && entry.changes.iter().all(repeats) {
        return;
    }
    let mark = if entry.effect().is_breaking() { format!(" ({})", mark(entry.effect())) } else { String::new() };
    lines.push(format!("{} `{}`: {what}{mark}", entry.kind.as_str(), entry.name));
}

fn sentences(changes: &[Change]) -> String {
    let follows = |change: &Change| change.reason.as_deref() == Some(FOLLOWS_CONTENT);
    let is_said = |change: &&Change| !follows(change) && change.what != What::DocumentationChanged;
    let said: Vec<_> = changes.iter().filter(is_said).cloned().collect();
    // Here it does not matter which of them breaks what.
    let groups = said.chunk_by(|a, b| a.what == b.what && is_list(a.what));
    groups.map(list).collect::<Vec<_>>().join("; ")
}

fn is_list(what: What) -> bool {
    use What::{ErrorAdded, ErrorRemoved, FieldAdded, FieldRemoved, VariantAdded, VariantRemoved};
    matches!(what, FieldAdded | FieldRemoved | VariantAdded | VariantRemoved | ErrorAdded | ErrorRemoved)
}

/// What happens in a group of changes.
fn list(changes: &[Change]) -> String {
    let verb = match changes {
        [Change { what: What::FieldAdded, .. }, _, ..] => "added",
        [Change { what: What::FieldRemoved, .. }, _, ..] => "removed",
        _ => return sentence(changes),
    };
    let field = |change: &Change| {
        let ty = change.new.as_ref().or(change.old.as_ref()).map_or("", String::as_str);
        format!("`{}:{ty}`", change.subject.as_deref().unwrap_or_default())
    };
    format!("fields {} {verb}", changes.iter().map(field).collect::<Vec<_>>().join(", "))
}
