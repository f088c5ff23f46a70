//! Error enums.

use quote::quote;

use super::{Emitter, Piece, docs, ident};
use crate::model::{ErrorEnum, ErrorVariant};
use crate::names::plain;

impl Emitter<'_> {
    pub(super) fn errors(&self, item: &ErrorEnum, pieces: &mut Vec<Piece>) {
        let (runtime, name, documentation) = (&self.runtime, ident(&item.ident), docs(&item.docs));
        let variants = item.variants.iter().map(|variant| {
            let (docs, name) = (docs(&variant.docs), ident(&variant.ident));
            let argument = variant.argument.as_ref().map(|argument| {
                let (argument, doc) = (ident(argument), " The number in the text.");
                quote!({ #[doc = #doc] #argument: u32 })
            });
            quote!(#docs #name #argument)
        });
        let common = item.common.as_ref().map(|module| {
            let module = self.module_path(module);
            quote!(#module::Common)
        });
        let variant = common.as_ref().map(|common| {
            let doc = " One of the errors that any function may give.";
            quote!(#[doc = #doc] Common(#common),)
        });
        let tag = ident(if item.variants.len() + usize::from(common.is_some()) + 1 > 256 { "u16" } else { "u8" });
        let doc = " One that the error tables do not know here.";
        pieces.push(Piece::Items(quote! {
            #documentation
            #[repr(C, #tag)]
            #[non_exhaustive]
            pub enum #name {
                #(#variants,)*
                #variant
                #[doc = #doc]
                Other(#runtime::RpcError),
            }
        }));
        let rows = item.variants.iter().map(row);
        let common = common.as_ref().map(|common| quote!(#common,));
        pieces.push(Piece::Call(quote!(#runtime::method_error!(#name, #common [#(#rows),*]);)));
    }
}

/// What the runtime knows of a variant.
fn row(variant: &ErrorVariant) -> String {
    let (name, text, code) = (plain(&variant.ident), &variant.text, variant.code);
    match &variant.argument {
        Some(argument) => format!("{name} {{ {argument} }}: {text} ({code})"),
        None => format!("{name}: {text} ({code})"),
    }
}
