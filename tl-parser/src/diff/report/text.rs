//! For people at a terminal.

use super::{KINDS, WITHOUT_NEW_LAYER, breaking, counts, documented, groups, mark, plural, sentence, title};
use crate::diff::{Change, Diff, Effect, Entry};

/// The changes, the removed first, each with its mark and the reason for it; with colours where `coloured`.
pub fn text(diff: &Diff, coloured: bool) -> String {
    let mut page = Page { text: String::new(), coloured };
    page.head(diff);
    page.list("Removed", "-", Effect { wire: true, source: true, addition: false }, diff.removed.iter());
    let (documented, changed) = documented(&diff.changed);
    page.list("Changed", "~", Effect { source: true, ..Effect::default() }, changed.into_iter());
    if !diff.errors.is_empty() {
        page.heading("Errors in general");
        page.changes(&diff.errors, "  ");
    }
    page.list("Added", "+", Effect::default(), diff.added.iter());
    if !documented.is_empty() {
        page.heading("Only documentation changed");
        for entry in documented {
            page.line(&format!("  {} {}", entry.kind.as_str(), entry.name));
        }
    }
    page.text
}

struct Page {
    text: String,
    coloured: bool,
}

impl Page {
    fn head(&mut self, diff: &Diff) {
        if let Some(title) = title(diff) {
            self.line(&title);
        }
        if diff.is_without_new_layer() {
            let warning = self.paint("warning", "1;33");
            self.line(&format!("{warning}: {WITHOUT_NEW_LAYER}"));
        }
        if diff.is_empty() {
            self.line("no changes");
            return;
        }
        for (what, entries) in [("removed", &diff.removed), ("changed", &diff.changed), ("added", &diff.added)] {
            let counts = KINDS.into_iter().zip(counts(entries)).filter(|(_, count)| *count > 0);
            let counts: Vec<_> = counts.map(|(kind, count)| counted(count, plural(kind))).collect();
            if !counts.is_empty() {
                self.line(&format!("{what}: {}", counts.join(", ")));
            }
        }
        let [wire, source, compatible] = breaking(diff);
        self.line(&format!("{wire} wire-breaking, {source} source-breaking, {compatible} compatible"));
        let semver = diff.semver();
        let version = self.paint(semver.as_str(), colour(diff.effect()));
        self.line(&format!("semantic versioning: {version}"));
    }

    fn list<'a>(&mut self, heading: &str, sign: &str, sign_of: Effect, entries: impl Iterator<Item = &'a Entry>) {
        let mut entries = entries.peekable();
        if entries.peek().is_some() {
            self.heading(heading);
        }
        for entry in entries {
            let sign = self.paint(sign, colour(sign_of));
            // What is changed is told line by line; what comes or goes is told by its declaration.
            let what = match (&entry.old, &entry.new) {
                (Some(only), None) | (None, Some(only)) => only,
                _ => &entry.name,
            };
            self.line(&format!("{sign} {} {what}", entry.kind.as_str()));
            self.changes(&entry.changes, "    ");
        }
    }

    fn changes(&mut self, changes: &[Change], indent: &str) {
        for group in groups(changes) {
            let first = &group[0];
            let mark = self.paint(mark(first.effect), colour(first.effect));
            let reason = first.reason.as_ref().map_or_else(String::new, |reason| format!(" ({reason})"));
            // That it is added or removed has been said.
            let sentence = match first.what {
                crate::diff::What::Added | crate::diff::What::Removed => String::new(),
                _ => sentence(group) + ": ",
            };
            self.line(&format!("{indent}{sentence}{mark}{reason}"));
        }
    }

    fn heading(&mut self, text: &str) {
        let text = self.paint(text, "1");
        self.line("");
        self.line(&text);
    }

    fn line(&mut self, text: &str) {
        self.text.push_str(text);
        self.text.push('\n');
    }

    fn paint(&self, text: &str, colour: &str) -> String {
        if self.coloured { format!("\x1b[{colour}m{text}\x1b[0m") } else { text.to_owned() }
    }
}

/// Red for the wire, yellow for programs, green for neither.
const fn colour(effect: Effect) -> &'static str {
    match effect {
        Effect { wire: true, .. } => "31",
        Effect { source: true, .. } => "33",
        _ => "32",
    }
}

/// `1 type`, `2 types`.
fn counted(count: usize, plural: &str) -> String {
    format!("{count} {}", if count == 1 { plural.trim_end_matches('s') } else { plural })
}
