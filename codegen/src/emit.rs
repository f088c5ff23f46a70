//! Items to tokens. No decision is made here.

mod enums;
mod errors;
mod kinds;
mod root;
mod server;
mod structs;

use std::cell::RefCell;
use std::collections::BTreeSet;

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::quote;
use tlforge_parser::schema::Dialect;
use tlforge_parser::text::visible;

use crate::config::Config;
use crate::model::{Item, ItemId, ItemName, Model, Place, relative};
use crate::names;

pub(crate) use root::{name_table, registry, root, skeleton};

/// A part of a file.
pub(crate) enum Piece {
    /// Items, to be formatted as Rust is.
    Items(TokenStream),
    /// A call of a macro of the runtime, whose arguments no formatter knows.
    Call(TokenStream),
}

/// The pieces of the module `path`.
pub(crate) fn module(tree: &Model, path: &[String], config: &Config) -> Vec<Piece> {
    let emitter = Emitter::new(tree, path, config);
    let items = tree.modules.get(path).map_or(&[][..], |module| &module.items);
    let mut pieces = Vec::new();
    for item in items {
        match item {
            Item::Struct(item) => emitter.structure(item, &mut pieces),
            Item::Enum(item) => emitter.enumeration(item, &mut pieces),
            Item::Opaque(item) => emitter.opaque(item, &mut pieces),
            Item::Errors(item) => emitter.errors(item, &mut pieces),
            Item::Handlers(item) => emitter.handlers(item, &mut pieces),
            Item::Router => emitter.router(&mut pieces),
        }
    }
    emitter.with_imports(pieces)
}

/// What is the same for all items of a module.
struct Emitter<'a> {
    tree: &'a Model,
    module: &'a [String],
    runtime: TokenStream,
    config: &'a Config,
    /// What the paths of this module start with, as the paths to import.
    imports: RefCell<BTreeSet<String>>,
}

impl<'a> Emitter<'a> {
    fn new(tree: &'a Model, module: &'a [String], config: &'a Config) -> Self {
        let runtime = tokens(&config.runtime_path);
        Self { tree, module, runtime, config, imports: RefCell::default() }
    }

    /// The pieces of this module after the imports that they need.
    fn with_imports(&self, mut pieces: Vec<Piece>) -> Vec<Piece> {
        let imports = self.imports.borrow();
        if !imports.is_empty() {
            let imports = imports.iter().map(|path| tokens(path));
            pieces.insert(0, Piece::Items(quote!(#(use #imports;)*)));
        }
        pieces
    }

    /// The words of tables are in scope.
    fn import_words(&self) {
        self.imports.borrow_mut().insert(format!("{}::{}", self.config.runtime_path, names::WORDS));
    }

    fn name(&self, item: ItemId) -> &'a ItemName {
        &self.tree.names[item.0]
    }

    /// The path of a type.
    fn ty(&self, item: ItemId) -> TokenStream {
        self.path(&self.name(item).place, &self.name(item).ty)
    }

    /// The path of a table.
    fn table(&self, item: ItemId) -> TokenStream {
        self.path(&self.name(item).place, &self.name(item).table)
    }

    fn path(&self, place: &Place, name: &str) -> TokenStream {
        let name = ident(name);
        match place {
            Place::Module(module) => {
                let module = self.module_path(module);
                quote!(#module::#name)
            }
            Place::Extern(path) if path.is_empty() => quote!(#name),
            Place::Extern(path) => {
                let path = tokens(path);
                quote!(#path::#name)
            }
        }
    }

    fn module_path(&self, module: &[String]) -> TokenStream {
        let mut segments = relative(self.module, module);
        // The modules that hold items have names that no namespace has, so those beside this one can be imported. A path
        // of few segments is read more easily, by people and by the compiler.
        let is_section = |name: &&str| names::SECTIONS.contains(name);
        let up = self.module.iter().rev().position(|name| is_section(&name.as_str())).map(|below| below + 1);
        let beside = |at: &usize| Some(*at) == up && segments[..*at].iter().all(|segment| *segment == "super");
        if let Some(at) = segments.iter().position(is_section).filter(beside) {
            self.imports.borrow_mut().insert(segments[..=at].join("::"));
            segments.drain(..at);
        }
        let segments = segments.into_iter().map(ident);
        quote!(#(#segments)::*)
    }

    /// The macros of the runtime that say what an item can do besides what every one can.
    fn also(&self, eq: bool, debug: bool) -> TokenStream {
        let eq = eq.then_some("eq");
        let more = match (self.config.has_features(), debug) {
            (true, true) => [Some("features"), None],
            (true, false) => [Some("json_feature"), None],
            (false, _) => [debug.then_some("debug"), self.config.json.then_some("json")],
        };
        let names = eq.into_iter().chain(more.into_iter().flatten()).map(ident);
        quote!(#(#names)*)
    }
}

/// What says that a crate has something only with a feature.
fn condition(config: &Config, feature: &str) -> Option<TokenStream> {
    config.has_features().then(|| quote!(#[cfg(feature = #feature)]))
}

/// An identifier, raw where it starts with `r#`.
fn ident(name: &str) -> Ident {
    match name.strip_prefix("r#") {
        Some(raw) => Ident::new_raw(raw, Span::call_site()),
        None => Ident::new(name, Span::call_site()),
    }
}

/// Rust that the options hold as text; they have been checked.
fn tokens(text: &str) -> TokenStream {
    text.parse().unwrap_or_default()
}

/// What the table says of its JSON, if that is not the canonical form.
fn json_dialect(dialect: Dialect) -> Option<TokenStream> {
    (dialect == Dialect::Tdlib).then(|| quote!(as Tdlib))
}

fn docs(lines: &[String]) -> TokenStream {
    // Texts come from schemas and tables, and the compiler refuses characters in them that turn what stands beside them.
    let lines = lines.iter().map(|line| if line.is_empty() { String::new() } else { format!(" {}", visible(line)) });
    quote!(#(#[doc = #lines])*)
}

fn id(id: u32) -> Literal {
    let text = format!("0x{id:08x}");
    text.parse().unwrap_or_else(|_| Literal::u32_unsuffixed(id))
}
