//! The start page, and lists of everything.

use std::collections::BTreeMap;

use askama::Template;
use tlforge_parser::error_table::Availability;
use tlforge_parser::schema::{DefId, DefKind, TypeId};

use super::{Shell, push};
use crate::book::{Book, namespace_of};
use crate::text::Piece;
use crate::{File, Input, line, markdown};

pub(super) fn write(book: &Book<'_>, input: &Input<'_>, files: &mut Vec<File>) {
    start(book, input, files);
    let functions = || book.pages().filter(|(_, def)| def.kind == DefKind::Function).map(|(id, _)| id);
    let constructors = book.pages().filter(|(_, def)| def.kind == DefKind::Constructor).map(|(id, _)| id);
    let mut list = |name: &str, title: &str, lead: &str, sections: Vec<Section>| {
        let shell = &Shell::new(book, input, title, "", Vec::new());
        let sections = &sections;
        let (html, markdown) = (Html { shell, lead, sections }, Markdown { shell, lead, sections });
        push(files, book.options.format, Some(book.top(name)), &html, &markdown);
    };
    list("methods", "Methods", "", by_namespace(book, functions()));
    list("constructors", "Constructors", "", by_namespace(book, constructors));
    list("types", "Types", "", types(book));
    if book.db.is_some() {
        list("errors", "Errors", "By code. A number in a name stands for %d.", errors(book));
        let callable =
            |wanted: Availability| functions().filter(move |def| book.availability(book.schema.def(*def)) == wanted);
        let mut sections = vec![
            Section::new("For bots only", callable(Availability::Bots).map(|def| entry(book, def)).collect()),
            Section::new("For users and bots", callable(Availability::Both).map(|def| entry(book, def)).collect()),
            Section::new("Unknown", callable(Availability::Unknown).map(|def| entry(book, def)).collect()),
        ];
        sections.retain(|section| !section.entries.is_empty());
        list("bots", "What bots can call", "Methods that are in none of these lists are for users only.", sections);
    }
}

/// A part of a list.
pub(super) struct Section {
    pub(super) title: String,
    pub(super) anchor: String,
    pub(super) entries: Vec<Entry>,
}

/// A line of a list.
pub(super) struct Entry {
    pub(super) link: Piece,
    pub(super) remark: String,
    pub(super) description: Vec<Piece>,
}

impl Section {
    pub(super) fn new(title: impl Into<String>, entries: Vec<Entry>) -> Self {
        let title = title.into();
        let anchor = title.to_lowercase().replace(|c: char| !c.is_ascii_alphanumeric() && c != '.', "-");
        Self { title, anchor, entries }
    }
}

/// A definition in a list: its name and its result.
pub(super) fn entry(book: &Book<'_>, id: DefId) -> Entry {
    let def = book.schema.def(id);
    Entry {
        link: book.def_link(id),
        remark: line::plain(&line::result(book, id)),
        description: book.describe(def.docs.as_deref().map(first_sentence)),
    }
}

/// A type in a list: its name and how many constructors it has.
pub(super) fn type_entry(book: &Book<'_>, id: TypeId) -> Entry {
    let ty = book.schema.ty(id);
    let remark = match ty.constructors.len() {
        _ if ty.basic.is_some() => "basic".to_owned(),
        1 => "1 constructor".to_owned(),
        count => format!("{count} constructors"),
    };
    Entry {
        link: Piece::link(book.type_name(id), book.type_page(id)),
        remark,
        description: book.describe(ty.docs.as_deref().map(first_sentence)),
    }
}

/// Up to the first full stop that ends a sentence.
fn first_sentence(text: &str) -> &str {
    let end = text.match_indices(". ").map(|(at, _)| at + 1).find(|end| {
        let backticks = text[..*end].matches('`').count();
        let next = text[*end..].trim_start().chars().next();
        backticks.is_multiple_of(2) && next.is_some_and(char::is_uppercase)
    });
    &text[..end.unwrap_or(text.len())]
}

fn by_namespace(book: &Book<'_>, defs: impl Iterator<Item = DefId>) -> Vec<Section> {
    let mut sections: BTreeMap<&str, Vec<Entry>> = BTreeMap::new();
    for def in defs {
        sections.entry(namespace_of(&book.schema.def(def).name)).or_default().push(entry(book, def));
    }
    let named = |name: &str| if name.is_empty() { "Without a namespace".to_owned() } else { name.to_owned() };
    sections.into_iter().map(|(name, entries)| Section::new(named(name), entries)).collect()
}

fn types(book: &Book<'_>) -> Vec<Section> {
    let (basic, others): (Vec<_>, Vec<_>) = book.type_pages().partition(|ty| book.schema.ty(*ty).basic.is_some());
    let mut sections: BTreeMap<&str, Vec<Entry>> = BTreeMap::new();
    for ty in others {
        sections.entry(namespace_of(book.type_name(ty))).or_default().push(type_entry(book, ty));
    }
    let named = |name: &str| if name.is_empty() { "Without a namespace".to_owned() } else { name.to_owned() };
    let basic = Section::new("Basic types", basic.into_iter().map(|ty| type_entry(book, ty)).collect());
    let mut all: Vec<_> = sections.into_iter().map(|(name, entries)| Section::new(named(name), entries)).collect();
    if !basic.entries.is_empty() {
        all.push(basic);
    }
    for section in &mut all {
        section.entries.sort_by(|a, b| a.link.text.cmp(&b.link.text));
    }
    all
}

fn errors(book: &Book<'_>) -> Vec<Section> {
    let mut sections: BTreeMap<i32, Vec<Entry>> = BTreeMap::new();
    for (id, error) in book.db.iter().flat_map(|db| db.iter()) {
        for code in &error.codes {
            let remark = match (&error.common, book.givers(id).len()) {
                (Some(_), _) => "any method".to_owned(),
                (None, 1) => "1 method".to_owned(),
                (None, count) => format!("{count} methods"),
            };
            sections.entry(*code).or_default().push(Entry {
                link: Piece::link(error.name.clone(), book.error_page(id)),
                remark,
                description: book.describe(error.description.as_deref()),
            });
        }
    }
    sections.into_iter().map(|(code, entries)| Section::new(code.to_string(), entries)).collect()
}

#[derive(Template)]
#[template(path = "html/start.html")]
struct StartHtml<'a> {
    shell: &'a Shell<'a>,
    page: &'a Start,
}

#[derive(Template)]
#[template(path = "md/start.md")]
struct StartMarkdown<'a> {
    shell: &'a Shell<'a>,
    page: &'a Start,
}

struct Start {
    /// What there is, with its number and its list.
    counts: Vec<(usize, Piece)>,
    namespaces: Vec<(Piece, String)>,
}

fn start(book: &Book<'_>, input: &Input<'_>, files: &mut Vec<File>) {
    let count = |kind| book.pages().filter(|(_, def)| def.kind == kind).count();
    let mut counts = vec![
        (count(DefKind::Function), Piece::link("methods", Some(book.top("methods")))),
        (count(DefKind::Constructor), Piece::link("constructors", Some(book.top("constructors")))),
        (book.type_pages().count(), Piece::link("types", Some(book.top("types")))),
    ];
    if let Some(db) = book.db {
        counts.push((db.errors().len(), Piece::link("errors", Some(book.top("errors")))));
    }
    let namespaces = book.namespaces.iter().map(|(name, namespace)| {
        let title = if name.is_empty() { "without a namespace" } else { name };
        let (methods, types) = (namespace.functions.len(), namespace.types.len());
        (
            Piece::link(title, book.namespace_page(name)),
            format!("{}, {}", plural(methods, "method"), plural(types, "type")),
        )
    });
    let page = &Start { counts, namespaces: namespaces.collect() };
    let shell = &Shell::new(book, input, book.options.title(), "", Vec::new());
    let (html, markdown) = (StartHtml { shell, page }, StartMarkdown { shell, page });
    push(files, book.options.format, Some(book.top("index")), &html, &markdown);
}

pub(super) fn plural(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::first_sentence;

    #[test]
    fn sentences_end_before_upper_case() {
        assert_eq!(first_sentence("One, e.g. this. Two."), "One, e.g. this.");
        assert_eq!(first_sentence("One"), "One");
    }
}

#[derive(Template)]
#[template(path = "html/list.html")]
pub(super) struct Html<'a> {
    pub(super) shell: &'a Shell<'a>,
    pub(super) lead: &'a str,
    pub(super) sections: &'a [Section],
}

#[derive(Template)]
#[template(path = "md/list.md")]
pub(super) struct Markdown<'a> {
    pub(super) shell: &'a Shell<'a>,
    pub(super) lead: &'a str,
    pub(super) sections: &'a [Section],
}
