//! The root of the module tree.

use proc_macro2::{Literal, TokenStream};
use quote::quote;
use tlforge_parser::schema::Dialect;

use super::kinds::Table;
use super::{Emitter, Piece, id, tokens};
use crate::config::Config;
use crate::lower::REGISTRY;
use crate::model::{Kind, Model, Registry};

/// The form of generated code that the runtime has to know.
const VERSION: u32 = 3;

/// What stands in the root besides modules.
pub(crate) fn root(tree: &Model, config: &Config) -> Vec<Piece> {
    let runtime = tokens(&config.runtime_path);
    let version = Literal::u32_unsuffixed(VERSION);
    let (root, docs) = (&tree.root, [" The layer of the schema.", " The SHA-256 digest of the schema's text."]);
    let [layer_doc, digest_doc] = docs;
    let layer = root.layer.and_then(|layer| i32::try_from(layer).ok()).map(|layer| {
        let layer = Literal::i32_unsuffixed(layer);
        quote!(#[doc = #layer_doc] #[allow(dead_code, unreachable_pub)] pub const LAYER: i32 = #layer;)
    });
    let dispatch = (config.dispatch || config.has_features()).then(|| dispatch(&runtime, config));
    let digest = &root.sha256;
    let doc = " The name of the constructor or function with this id.";
    vec![
        Piece::Call(quote!(#runtime::check_version!(#version);)),
        Piece::Items(quote! {
            #layer
            #[doc = #digest_doc]
            #[allow(dead_code, unreachable_pub)]
            pub const SCHEMA_SHA256: &str = #digest;
            #[doc = #doc]
            #[allow(dead_code, unreachable_pub)]
            pub fn name_of(id: u32) -> ::core::option::Option<&'static str> {
                let at = names::NAMES.binary_search_by_key(&id, |known| known.0).ok()?;
                ::core::option::Option::Some(names::NAMES[at].1)
            }
            #dispatch
        }),
    ]
}

/// The way from bytes or JSON to a value of which only the name is known.
fn dispatch(runtime: &TokenStream, config: &Config) -> TokenStream {
    let has_features = config.has_features();
    let condition = super::condition(config, "dispatch");
    let allow = (!has_features).then(|| quote!(#[allow(dead_code, unreachable_pub, clippy::pedantic)]));
    let json_condition = has_features.then(|| quote!(#[cfg(all(feature = "dispatch", feature = "json"))]));
    let read = |name: &str, from_json: &str, table: &str, doc: &str, json_doc: &str| {
        let from_json_with = super::ident(&format!("{from_json}_with"));
        let json_with_doc = format!("{}, read with `options`.", json_doc.trim_end_matches('.'));
        let (name, from_json, table) = (super::ident(name), super::ident(from_json), super::ident(table));
        let from_json = (config.json || has_features).then(|| {
            quote! {
                #[doc = #json_doc]
                ///
                /// # Errors
                ///
                /// Returns an error if `json` is not exactly one such value.
                #json_condition
                #allow
                #[rustfmt::skip]
                pub fn #from_json(
                    json: &#runtime::json::serde_json::Value,
                ) -> ::core::result::Result<::std::boxed::Box<dyn #runtime::Object>, #runtime::json::JsonError> {
                    #from_json_with(json, &#runtime::json::JsonOptions::new())
                }
                #[doc = #json_with_doc]
                ///
                /// # Errors
                ///
                /// Returns an error if `json` is not exactly one such value.
                #json_condition
                #allow
                #[rustfmt::skip]
                pub fn #from_json_with(
                    json: &#runtime::json::serde_json::Value,
                    options: &#runtime::json::JsonOptions,
                ) -> ::core::result::Result<::std::boxed::Box<dyn #runtime::Object>, #runtime::json::JsonError> {
                    #runtime::generated::object_from_json(&registry::#table, json, options)
                }
            }
        });
        quote! {
            #[doc = #doc]
            ///
            /// # Errors
            ///
            /// Returns an error if `bytes` are not exactly one such value.
            #condition
            #allow
            #[rustfmt::skip]
            pub fn #name(
                bytes: &[u8],
            ) -> ::core::result::Result<::std::boxed::Box<dyn #runtime::Object>, #runtime::DecodeError> {
                #runtime::generated::decode_object(&registry::#table, bytes, &#runtime::DecodeOptions::new())
            }
            #from_json
        }
    };
    let objects = read(
        "decode_object",
        "object_from_json",
        "OBJECTS",
        " Decodes all of `bytes` as a value of any type.",
        " Reads `json` as a value of any type.",
    );
    let functions = read(
        "decode_function",
        "function_from_json",
        "FUNCTIONS",
        " Decodes all of `bytes` as a function.",
        " Reads `json` as a function.",
    );
    quote!(#objects #functions)
}

/// What can stand where any object or function can.
pub(crate) fn registry(tree: &Model, registry: &Registry, config: &Config) -> Vec<Piece> {
    let module = [REGISTRY.to_owned()];
    let emitter = Emitter::new(tree, &module, config);
    emitter.import_words();
    let dialect = (registry.dialect == Dialect::Tdlib).then(|| quote!(tl::Tdlib));
    let table = |ident: &str, name: &str, known: &[(u32, Kind)]| {
        let ident = super::ident(ident);
        let entries = known.iter().map(|(number, kind)| {
            let (number, kind) = (id(*number), emitter.kind(kind, Table::Static));
            quote!((#number, #kind))
        });
        quote! {
            pub static #ident: tl::Registry = tl::Registry { name: #name, kinds: &[#(#entries),*], dialect: &[#dialect] };
        }
    };
    let mut pieces = vec![
        Piece::Items(table("OBJECTS", "object", &registry.objects)),
        Piece::Items(table("FUNCTIONS", "function", &registry.functions)),
    ];
    for item in &registry.own {
        emitter.structure(item, &mut pieces);
    }
    emitter.with_imports(pieces)
}

/// The wire format of what opaque types reach, in lines that continue.
pub(crate) fn skeleton(tree: &Model) -> TokenStream {
    let mut text = String::from("b\"");
    let mut width = 0;
    for byte in &tree.root.skeleton {
        let escaped = match byte {
            0 => "\\0".to_owned(),
            b'"' | b'\\' => format!("\\{}", char::from(*byte)),
            // A space at the beginning of a line would belong to the line break.
            b'!'..=b'~' => char::from(*byte).to_string(),
            _ => format!("\\x{byte:02x}"),
        };
        if width + escaped.len() > 110 {
            text.push_str("\\\n");
            width = 0;
        }
        width += escaped.len();
        text.push_str(&escaped);
    }
    text.push('"');
    let bytes: Literal = text.parse().unwrap_or_else(|_| Literal::byte_string(&tree.root.skeleton));
    quote!(pub(super) static BYTES: &[u8] = #bytes;)
}

/// The table behind `name_of`.
pub(crate) fn name_table(tree: &Model) -> TokenStream {
    let names = &tree.root.ids;
    let count = Literal::usize_unsuffixed(names.len());
    let entries = names.iter().map(|(number, name)| {
        let number = id(*number);
        quote!((#number, #name))
    });
    quote!(pub(super) static NAMES: [(u32, &str); #count] = [#(#entries),*];)
}
