//! Writes a static documentation site for a schema in TL (Type Language): one page for each method, constructor, type,
//! error and namespace, with search, examples in several languages and pictures of the bytes.
//!
//! [`render`] is a pure function from a schema to files; [`output`] puts them on disk.

mod book;
mod calls;
pub mod descriptions;
mod example;
mod history;
mod line;
mod markdown;
pub mod output;
mod pages;
mod search;
mod sizes;
mod slugs;
mod text;
mod wire;

use std::borrow::Cow;

use tlforge_parser::ErrorTable;
use tlforge_parser::schema::Schema;
use tlforge_parser::text::visible;

/// What a site is made from.
#[derive(Clone, Debug)]
pub struct Input<'a> {
    /// The schema.
    pub schema: &'a Schema,
    /// Which method gives which error, and who may call it.
    pub errors: Option<&'a ErrorTable>,
    /// Older schemas, the oldest first. The page of changes compares with the last of them.
    pub previous: Vec<Previous<'a>>,
}

/// An older schema.
#[derive(Clone, Debug)]
pub struct Previous<'a> {
    /// What it is called: `layer 190`.
    pub label: String,
    /// The schema.
    pub schema: &'a Schema,
}

/// How a site looks.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Options {
    /// The form of the pages.
    pub format: Format,
    /// The name of the site; without one it is called after what it is.
    pub title: Option<String>,
    /// What the error tables are called, where a page says who may call a method.
    pub errors_name: Option<String>,
    /// The Rust path of the bindings in the examples. Without one it is `tlforge_telegram` for the API of Telegram, and
    /// `crate::api` for other schemas.
    pub rust_path: Option<String>,
}

/// The form of the pages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// A site for browsers. It needs no server.
    #[default]
    Html,
    /// Files for a repository or for another generator of sites.
    Markdown,
}

/// A file of a site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// The path below the folder of the site, with `/`.
    pub path: String,
    /// The content.
    pub text: String,
}

/// The files of a site. Equal input and options give equal files.
pub fn render(input: &Input<'_>, options: &Options) -> Vec<File> {
    let book = book::Book::new(input, options);
    let mut files = pages::all(&book, input);
    // Descriptions come from anywhere, and may hold characters that turn the text around them.
    for file in &mut files {
        if let Cow::Owned(text) = visible(&file.text) {
            file.text = text;
        }
    }
    files
}

impl Options {
    /// The Rust path of the bindings.
    pub(crate) fn rust_root(&self, is_telegram: bool) -> &str {
        match &self.rust_path {
            Some(path) => path,
            None if is_telegram => "tlforge_telegram",
            None => "crate::api",
        }
    }

    /// The name of the site.
    pub(crate) fn title(&self) -> &str {
        self.title.as_deref().unwrap_or("TL reference")
    }
}
