//! Traits of handlers.

use proc_macro2::TokenStream;
use quote::quote;

use super::{Emitter, Piece, docs, id, ident};
use crate::model::{Handler, Handlers};

impl Emitter<'_> {
    pub(super) fn handlers(&self, item: &Handlers, pieces: &mut Vec<Piece>) {
        let (runtime, documentation) = (&self.runtime, docs(&item.docs));
        let methods = item.handlers.iter().map(|handler| self.handler(handler));
        pieces.push(Piece::Items(quote! {
            #documentation
            pub trait Handlers: ::core::marker::Send + ::core::marker::Sync + 'static {
                #(#methods)*
            }
        }));
        let entries = item.handlers.iter().map(|handler| {
            let (number, name, ty) = (id(handler.id), ident(&handler.ident), self.call(handler));
            let kind = ident(if handler.wrapper.is_some() { "wrapper" } else { "call" });
            quote!(#kind(#number, #name, #ty))
        });
        pieces.push(Piece::Call(quote!(#runtime::serve!(Handlers, [#(#entries),*]);)));
    }

    /// What makes a router.
    pub(super) fn router(&self, pieces: &mut Vec<Piece>) {
        let (runtime, root) = (&self.runtime, self.module_path(&[]));
        let doc = " A router that knows the names of all functions, and answers none of them yet.";
        pieces.push(Piece::Items(quote! {
            #[doc = #doc]
            pub fn router() -> #runtime::server::Router {
                #runtime::server::Router::new(#root::name_of)
            }
        }));
    }

    fn handler(&self, handler: &Handler) -> TokenStream {
        let (runtime, ty) = (&self.runtime, self.call(handler));
        let (docs, name) = (docs(&handler.docs), ident(&handler.ident));
        match &handler.wrapper {
            None => quote! {
                #docs
                fn #name(&self, call: #ty)
                    -> impl ::core::future::Future<Output = #runtime::server::Answer<#ty>> + ::core::marker::Send;
            },
            Some(error) => {
                let error = self.error_type(error);
                quote! {
                    #docs
                    fn #name(&self, _wrapper: #ty)
                        -> impl ::core::future::Future<Output = ::core::result::Result<(), #error>> + ::core::marker::Send
                    {
                        async { ::core::result::Result::Ok(()) }
                    }
                }
            }
        }
    }

    /// The type that a handler takes.
    fn call(&self, handler: &Handler) -> TokenStream {
        let (runtime, ty) = (&self.runtime, self.ty(handler.function));
        let without_call = handler.wrapper.is_some().then(|| quote!(<#runtime::server::Inner>));
        quote!(#ty #without_call)
    }
}
