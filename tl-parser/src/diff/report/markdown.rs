//! For a pull request.

use std::collections::BTreeMap;

use super::{KINDS, WITHOUT_NEW_LAYER, breaking, counts, documented, groups, mark, plural, sentence, title};
use crate::diff::{Change, Diff, Entry};

/// The changes as Markdown. What is added or removed is told by its name; what breaks by that is said of the types.
pub fn markdown(diff: &Diff) -> String {
    let mut lines = vec![match title(diff) {
        Some(title) => format!("## Schema changes: {title}"),
        None => "## Schema changes".to_owned(),
    }];
    if diff.is_without_new_layer() {
        lines.extend([String::new(), format!("> **Warning:** {WITHOUT_NEW_LAYER}.")]);
    }
    if diff.is_empty() {
        lines.extend([String::new(), "No changes.".to_owned()]);
    } else {
        head(&mut lines, diff);
        names(&mut lines, "Removed", &diff.removed);
        let (documented, changed) = documented(&diff.changed);
        details(&mut lines, &changed);
        if !diff.errors.is_empty() {
            heading(&mut lines, "Errors in general");
            changes(&mut lines, "", &diff.errors);
        }
        names(&mut lines, "Added", &diff.added);
        if !documented.is_empty() {
            heading(&mut lines, "Only documentation changed");
            lines.push(quoted(&documented));
        }
    }
    lines.join("\n") + "\n"
}

fn head(lines: &mut Vec<String>, diff: &Diff) {
    let [wire, source, compatible] = breaking(diff);
    let version = diff.semver().as_str();
    lines.extend([
        String::new(),
        format!("Semantic versioning: **{version}**"),
        String::new(),
        format!("Entries: {wire} wire-breaking, {source} source-breaking, {compatible} compatible"),
        String::new(),
        "| | constructors | functions | types |".to_owned(),
        "| --- | ---: | ---: | ---: |".to_owned(),
    ]);
    for (what, entries) in [("removed", &diff.removed), ("changed", &diff.changed), ("added", &diff.added)] {
        let [constructors, functions, types] = counts(entries);
        lines.push(format!("| {what} | {constructors} | {functions} | {types} |"));
    }
}

/// Names by kind and mark, which together take one line each.
fn names(lines: &mut Vec<String>, title: &str, entries: &[Entry]) {
    if !entries.is_empty() {
        heading(lines, title);
    }
    for kind in KINDS {
        let mut marks: BTreeMap<_, Vec<&Entry>> = BTreeMap::new();
        for entry in entries.iter().filter(|entry| entry.kind == kind) {
            marks.entry(mark(entry.effect())).or_default().push(entry);
        }
        for (mark, entries) in marks.iter().rev() {
            let noun = if entries.len() == 1 { kind.as_str() } else { plural(kind) };
            lines.push(format!("- {noun}, {mark}: {}", quoted(entries)));
        }
    }
}

fn details(lines: &mut Vec<String>, entries: &[&Entry]) {
    if !entries.is_empty() {
        heading(lines, "Changed");
    }
    for entry in entries {
        lines.push(format!("- {} `{}`", entry.kind.as_str(), entry.name));
        changes(lines, "  ", &entry.changes);
    }
}

fn changes(lines: &mut Vec<String>, indent: &str, changes: &[Change]) {
    for group in groups(changes) {
        let first = &group[0];
        let bold = if first.effect.is_breaking() { "**" } else { "" };
        let mark = mark(first.effect);
        let reason = first.reason.as_ref().map_or_else(String::new, |reason| format!(" ({reason})"));
        lines.push(format!("{indent}- {}: {bold}{mark}{bold}{reason}", sentence(group)));
    }
}

fn heading(lines: &mut Vec<String>, title: &str) {
    lines.extend([String::new(), format!("### {title}"), String::new()]);
}

fn quoted(entries: &[&Entry]) -> String {
    entries.iter().map(|entry| format!("`{}`", entry.name)).collect::<Vec<_>>().join(", ")
}
