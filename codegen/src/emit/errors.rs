//! Error enums.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::{Emitter, Piece, docs, ident};
use crate::items::{ErrorEnum, ErrorVariant};

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
        let doc = " One that the error tables do not know here.";
        pieces.push(Piece::Items(quote! {
            #documentation
            #[derive(Clone, Debug, PartialEq)]
            #[non_exhaustive]
            pub enum #name {
                #(#variants,)*
                #variant
                #[doc = #doc]
                Other(#runtime::RpcError),
            }
        }));
        let known = item.variants.iter().enumerate().map(|(at, variant)| entry(at, variant));
        pieces.push(Piece::Call(if let Some(common) = common {
            quote!(#runtime::method_error!(#name, #common, [#(#known),*]);)
        } else {
            quote!(#runtime::common_error!(#name, [#(#known),*]);)
        }));
    }
}

fn entry(at: usize, variant: &ErrorVariant) -> TokenStream {
    let (at, name, text) = (Literal::usize_unsuffixed(at), ident(&variant.ident), &variant.text);
    let code = Literal::i32_unsuffixed(variant.code);
    let argument = variant.argument.as_ref().map(|argument| {
        let argument = ident(argument);
        quote!({ #argument })
    });
    quote!((#at, #name #argument, #text, #code))
}
