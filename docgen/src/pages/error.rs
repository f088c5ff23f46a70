//! The page of an error.

use askama::Template;
use tlforge_parser::error_table::{ErrorId, ErrorTable};

use super::{Link, Links, Shell, push};
use crate::book::Book;
use crate::text::Piece;
use crate::{File, Input, markdown};

pub(super) fn write(book: &Book<'_>, input: &Input<'_>, files: &mut Vec<File>) {
    let Some(db) = book.db else { return };
    for (id, _) in db.iter() {
        let page = &page(book, db, id);
        let trail = vec![Piece::link("Errors", Some(book.top("errors")))];
        let shell = &Shell::new(book, input, page.name.as_str(), "../", trail);
        push(files, book.options.format, book.error_page(id), &Html { shell, page }, &Markdown { shell, page });
    }
}

#[derive(Template)]
#[template(path = "html/error.html")]
struct Html<'a> {
    shell: &'a Shell<'a>,
    page: &'a Page,
}

#[derive(Template)]
#[template(path = "md/error.md")]
struct Markdown<'a> {
    shell: &'a Shell<'a>,
    page: &'a Page,
}

struct Page {
    name: String,
    codes: String,
    /// What the number in the name is.
    argument: Option<String>,
    description: Vec<Piece>,
    /// Why any method may give it.
    common: Option<String>,
    /// How the variant is called in Rust, with its path where that is the same for all methods.
    rust: String,
    methods: Links,
}

fn page(book: &Book<'_>, db: &ErrorTable, id: ErrorId) -> Page {
    let error = db.error(id);
    let codes: Vec<_> = error.codes.iter().map(i32::to_string).collect();
    let givers = book.givers(id).iter().map(|(def, code)| Link::new(book.def_link(*def), code.to_string()));
    let functions =
        book.givers(id).iter().filter_map(|(def, _)| book.structure(book.schema.def(*def))?.function.as_ref());
    let paths = functions.filter_map(|function| function.error.path());
    let variant = paths.chain(["errors::Common".to_owned()]).find_map(|path| {
        let errors = book.catalog.errors(&path)?;
        let variant = errors.variants.iter().find(|variant| variant.text == error.name)?;
        let fields = variant.argument.as_ref().map(|argument| format!(" {{ {argument} }}")).unwrap_or_default();
        let owner = if error.common.is_some() { "errors::Common::" } else { "" };
        Some(format!("{owner}{}{fields}", variant.ident))
    });
    Page {
        name: error.name.clone(),
        codes: codes.join(", "),
        argument: error.argument.clone(),
        description: book.describe(error.description.as_deref()),
        common: error.common.clone(),
        rust: variant.unwrap_or_default(),
        methods: Links::new("Methods that give it", givers.collect()),
    }
}
