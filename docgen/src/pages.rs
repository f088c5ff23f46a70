//! The pages of a site.

mod changes;
mod definition;
mod error;
mod lists;
mod namespace;
mod ty;

use askama::Template;

use crate::book::Book;
use crate::text::Piece;
use crate::{File, Format, Input, markdown, search};

/// The style sheet and the script, of our own, and small.
const STYLE: &str = include_str!("../assets/style.css");
const SCRIPT: &str = include_str!("../assets/script.js");

/// All files of the site.
pub(crate) fn all(book: &Book<'_>, input: &Input<'_>) -> Vec<File> {
    let mut files = Vec::new();
    if book.options.format == Format::Html {
        files.push(File { path: "style.css".to_owned(), text: STYLE.to_owned() });
        files.push(File { path: "script.js".to_owned(), text: SCRIPT.to_owned() });
        files.push(File { path: "search-index.js".to_owned(), text: search::index(book) });
    }
    lists::write(book, input, &mut files);
    changes::write(book, input, &mut files);
    namespace::write(book, input, &mut files);
    definition::write(book, input, &mut files);
    ty::write(book, input, &mut files);
    error::write(book, input, &mut files);
    files
}

/// What stands around the content of every page.
#[derive(Clone, Debug)]
pub(crate) struct Shell<'a> {
    /// The title of the page.
    title: String,
    /// The name of the site.
    site: &'a str,
    layer: Option<u32>,
    /// The way to the root of the site: empty or `../`.
    root: &'static str,
    /// Whether there are errors, and whether there is an older schema.
    errors: bool,
    changes: bool,
    /// Where the page is, from the start page down.
    trail: Vec<Piece>,
}

impl<'a> Shell<'a> {
    fn new(
        book: &Book<'a>,
        input: &Input<'_>,
        title: impl Into<String>,
        root: &'static str,
        trail: Vec<Piece>,
    ) -> Self {
        Self {
            title: title.into(),
            site: book.options.title(),
            layer: book.schema.layer,
            root,
            errors: book.db.is_some(),
            changes: !input.previous.is_empty(),
            trail,
        }
    }
}

/// A heading with links below it.
#[derive(Clone, Debug)]
pub(crate) struct Links {
    pub(crate) title: String,
    pub(crate) items: Vec<Link>,
}

/// A link with a remark.
#[derive(Clone, Debug)]
pub(crate) struct Link {
    pub(crate) piece: Piece,
    /// What is behind the link: a path of fields, a number.
    pub(crate) remark: String,
}

impl Links {
    fn new(title: impl Into<String>, items: Vec<Link>) -> Self {
        Self { title: title.into(), items }
    }
}

impl Link {
    fn new(piece: Piece, remark: impl Into<String>) -> Self {
        Self { piece, remark: remark.into() }
    }
}

/// Pieces as HTML, with links that are right `root` away from the root.
#[derive(Template)]
#[template(path = "html/pieces.html")]
struct HtmlPieces<'a> {
    pieces: &'a [Piece],
    root: &'static str,
}

/// Pieces as Markdown.
#[derive(Template)]
#[template(path = "md/pieces.md")]
struct MarkdownPieces<'a> {
    pieces: &'a [Piece],
    root: &'static str,
}

impl Shell<'_> {
    fn html<'p>(&self, pieces: &'p [Piece]) -> HtmlPieces<'p> {
        HtmlPieces { pieces, root: self.root }
    }

    fn md<'p>(&self, pieces: &'p [Piece]) -> MarkdownPieces<'p> {
        MarkdownPieces { pieces, root: self.root }
    }

    fn html_one<'p>(&self, piece: &'p Piece) -> HtmlPieces<'p> {
        self.html(std::slice::from_ref(piece))
    }

    fn md_one<'p>(&self, piece: &'p Piece) -> MarkdownPieces<'p> {
        self.md(std::slice::from_ref(piece))
    }
}

/// Renders a page in the form of the site.
fn push(files: &mut Vec<File>, format: Format, path: Option<String>, html: &impl Template, text: &impl Template) {
    let Some(path) = path else { return };
    let rendered = match format {
        Format::Html => html.render(),
        Format::Markdown => text.render().map(|text| markdown::tidy(&text)),
    };
    let text = rendered.expect("the templates call nothing that fails, and writing to a string does not");
    files.push(File { path, text });
}
