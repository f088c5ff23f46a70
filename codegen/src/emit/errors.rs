//! Error enums.

use quote::quote;

use super::{Emitter, Piece, docs, ident};
use crate::model::{ErrorEnum, ErrorVariant};
use crate::names::{COMMON, NO_ERRORS, plain};

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
        let has_number = item.variants.iter().any(|variant| variant.argument.is_some());
        let tag = ident(if item.variants.len() > 256 { "u16" } else { "u8" });
        let repr = match (item.variants.is_empty(), has_number) {
            // An enum without variants has no representation.
            (true, _) => None,
            (false, true) => Some(quote!(#[repr(C, #tag)])),
            (false, false) => Some(quote!(#[repr(#tag)])),
        };
        // No error is added to what stands for none.
        let open = (item.ident != NO_ERRORS).then(|| quote!(#[non_exhaustive]));
        pieces.push(Piece::Items(quote! {
            #documentation
            #repr
            #open
            pub enum #name {
                #(#variants),*
            }
        }));
        let rows = item.variants.iter().map(row);
        let common = item.common.as_ref().map(|module| {
            let (module, common) = (self.module_path(module), ident(COMMON));
            quote!(#module::#common)
        });
        let common = common.unwrap_or_else(|| quote!(#runtime::NoErrors));
        pieces.push(Piece::Call(quote!(#runtime::error_enum!(#name, #common, [#(#rows),*]);)));
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
