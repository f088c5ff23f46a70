//! Items to tokens. No decision is made here.

mod enums;
mod errors;
mod kinds;
mod root;
mod server;
mod structs;

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::quote;
use tlforge_parser::schema::Dialect;

use crate::config::Config;
use crate::items::{Item, ItemId, ItemName, Place, Tree, relative};

pub(crate) use root::{name_table, registry, root, skeleton};

/// A part of a file.
pub(crate) enum Piece {
    /// Items, to be formatted as Rust is.
    Items(TokenStream),
    /// A call of a macro of the runtime, whose arguments no formatter knows.
    Call(TokenStream),
}

/// The pieces of the module `path`.
pub(crate) fn module(tree: &Tree, path: &[String], config: &Config) -> Vec<Piece> {
    let emitter = Emitter { tree, module: path, runtime: tokens(&config.runtime_path), config };
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
    pieces
}

/// What is the same for all items of a module.
struct Emitter<'a> {
    tree: &'a Tree,
    module: &'a [String],
    runtime: TokenStream,
    config: &'a Config,
}

impl<'a> Emitter<'a> {
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
        let segments = relative(self.module, module).into_iter().map(ident);
        quote!(#(#segments)::*)
    }

    /// `Debug` of an item.
    fn debug(&self, name: &Ident, pieces: &mut Vec<Piece>) {
        let (runtime, condition) = (&self.runtime, condition(self.config, "debug"));
        pieces.push(Piece::Call(quote!(#condition #runtime::debug!(#name);)));
    }

    /// JSON of an item, where the options want it or the crate has a feature for it.
    fn json(&self, name: &Ident, pieces: &mut Vec<Piece>) {
        let (runtime, condition) = (&self.runtime, condition(self.config, "json"));
        if self.config.json || self.config.has_features() {
            pieces.push(Piece::Call(quote!(#condition #runtime::json!(#name);)));
        }
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
    (dialect == Dialect::Tdlib).then(|| quote!(, tdlib))
}

fn docs(lines: &[String]) -> TokenStream {
    let lines = lines.iter().map(|line| if line.is_empty() { String::new() } else { format!(" {line}") });
    quote!(#(#[doc = #lines])*)
}

fn id(id: u32) -> Literal {
    let text = format!("0x{id:08x}");
    text.parse().unwrap_or_else(|_| Literal::u32_unsuffixed(id))
}
