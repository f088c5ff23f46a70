//! The root of the module tree.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::{Piece, id, tokens};
use crate::config::Config;
use crate::items::Tree;

/// The form of generated code that the runtime has to know.
const VERSION: u32 = 1;

/// What stands in the root besides modules.
pub(crate) fn root(tree: &Tree, config: &Config) -> Vec<Piece> {
    let runtime = tokens(&config.runtime_path);
    let version = Literal::u32_unsuffixed(VERSION);
    let (root, docs) = (&tree.root, [" The layer of the schema.", " The SHA-256 digest of the schema's text."]);
    let [layer_doc, digest_doc] = docs;
    let layer = root.layer.and_then(|layer| i32::try_from(layer).ok()).map(|layer| {
        let layer = Literal::i32_unsuffixed(layer);
        quote!(#[doc = #layer_doc] #[allow(dead_code)] pub const LAYER: i32 = #layer;)
    });
    let digest = &root.sha256;
    let doc = " The name of the constructor or function with this id.";
    vec![
        Piece::Call(quote!(#runtime::check_version!(#version);)),
        Piece::Items(quote! {
            #layer
            #[doc = #digest_doc]
            #[allow(dead_code)]
            pub const SCHEMA_SHA256: &str = #digest;
            #[doc = #doc]
            #[allow(dead_code)]
            pub fn name_of(id: u32) -> ::core::option::Option<&'static str> {
                let at = names::NAMES.binary_search_by_key(&id, |known| known.0).ok()?;
                ::core::option::Option::Some(names::NAMES[at].1)
            }
        }),
    ]
}

/// The table behind `name_of`.
pub(crate) fn name_table(tree: &Tree) -> TokenStream {
    let names = &tree.root.ids;
    let count = Literal::usize_unsuffixed(names.len());
    let entries = names.iter().map(|(number, name)| {
        let number = id(*number);
        quote!((#number, #name))
    });
    quote!(pub(super) static NAMES: [(u32, &str); #count] = [#(#entries),*];)
}
