//! The page of what changed since an older schema.

use askama::Template;
use tlforge_codegen::{Config, Input as Bindings, Module, compat};
use tlforge_parser::diff::{Effect, Entry, Kind, What};
use tlforge_parser::schema::Schema;

use super::{Shell, push};
use crate::book::Book;
use crate::text::Piece;
use crate::{File, Input};

pub(super) fn write(book: &Book<'_>, input: &Input<'_>, files: &mut Vec<File>) {
    let Some(previous) = input.previous.last() else { return };
    let diff = compat::compare(&bindings(previous.schema), &bindings(book.schema), &Config::default());
    let part = |title: &str, entries: &[Entry]| Part {
        title: title.to_owned(),
        anchor: title.to_lowercase(),
        rows: entries.iter().map(|entry| row(book, entry)).filter(|row| !row.changes.is_empty()).collect(),
    };
    let mut parts = vec![part("Added", &diff.added), part("Changed", &diff.changed), part("Removed", &diff.removed)];
    parts.retain(|part| !part.rows.is_empty());
    let page = &Page { since: previous.label.clone(), parts };
    let shell = &Shell::new(book, input, format!("Changes since {}", previous.label), "", Vec::new());
    let (html, markdown) = (Html { shell, page }, Markdown { shell, page });
    push(files, book.options.format, Some(book.top("changes")), &html, &markdown);
}

/// What the Rust of a schema is made from.
fn bindings(schema: &Schema) -> Bindings<'_> {
    Bindings { modules: vec![Module { path: "", schema, sha256: String::new() }], errors: None }
}

#[derive(Template)]
#[template(path = "html/changes.html")]
struct Html<'a> {
    shell: &'a Shell<'a>,
    page: &'a Page,
}

#[derive(Template)]
#[template(path = "md/changes.md")]
struct Markdown<'a> {
    shell: &'a Shell<'a>,
    page: &'a Page,
}

struct Page {
    since: String,
    parts: Vec<Part>,
}

struct Part {
    title: String,
    anchor: String,
    rows: Vec<Row>,
}

struct Row {
    kind: &'static str,
    name: Piece,
    effect: &'static str,
    /// What changes about it, one line each.
    changes: Vec<String>,
}

fn row(book: &Book<'_>, entry: &Entry) -> Row {
    // What is gone has no page, though something else of its name may have one.
    let page = match (entry.kind, &entry.new) {
        (Kind::Type, _) => book.type_named(&entry.name),
        (_, None) => None,
        (Kind::Constructor, Some(_)) => book.definition_named("constructor", &entry.name),
        (Kind::Function, Some(_)) => book.definition_named("method", &entry.name),
    };
    // Descriptions may have been given for one of the schemas only.
    let changes = entry.changes.iter().filter(|change| change.what != What::DocumentationChanged).map(|change| {
        let mut text = change.what.as_str().replace('_', " ");
        if let Some(subject) = &change.subject {
            text = format!("{text}: {subject}");
        }
        match (&change.old, &change.new) {
            (Some(old), Some(new)) => format!("{text}, {old} → {new}"),
            (Some(one), None) | (None, Some(one)) => format!("{text}, {one}"),
            (None, None) => text,
        }
    });
    Row {
        kind: if entry.kind == Kind::Function { "method" } else { entry.kind.as_str() },
        name: Piece::link(entry.name.clone(), page),
        effect: effect(entry.effect()),
        changes: changes.collect(),
    }
}

fn effect(effect: Effect) -> &'static str {
    match (effect.wire, effect.source) {
        (true, true) => "breaks bytes and source",
        (true, false) => "breaks bytes",
        (false, true) => "breaks source",
        (false, false) => "compatible",
    }
}
