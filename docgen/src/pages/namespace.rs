//! The page of a namespace.

use tlforge_parser::schema::DefId;

use super::lists::{Entry, Html, Markdown, Section, entry, type_entry};
use super::{Shell, push};
use crate::book::Book;
use crate::text::Piece;
use crate::{File, Input};

pub(super) fn write(book: &Book<'_>, input: &Input<'_>, files: &mut Vec<File>) {
    for (name, namespace) in &book.namespaces {
        let entries = |defs: &[DefId]| -> Vec<Entry> { defs.iter().map(|def| entry(book, *def)).collect() };
        let mut sections = vec![
            Section::new("Methods", entries(&namespace.functions)),
            Section::new("Types", namespace.types.iter().map(|ty| type_entry(book, *ty)).collect()),
            Section::new("Constructors", entries(&namespace.constructors)),
        ];
        sections.retain(|section| !section.entries.is_empty());
        let title = if name.is_empty() { "Without a namespace".to_owned() } else { format!("{name}.*") };
        let trail = vec![Piece::link("Namespaces", Some(book.top("index")))];
        let shell = &Shell::new(book, input, title, "../", trail);
        let lead = "";
        let sections = &sections;
        push(
            files,
            book.options.format,
            book.namespace_page(name),
            &Html { shell, lead, sections },
            &Markdown { shell, lead, sections },
        );
    }
}
