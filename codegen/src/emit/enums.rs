//! Enums: types with several constructors.

use proc_macro2::Literal;
use quote::quote;

use super::{Emitter, Piece, docs, id, ident, json_dialect, tokens};
use crate::lower::SKELETON;
use crate::model::{Enum, Opaque, Payload};

impl Emitter<'_> {
    pub(super) fn opaque(&self, item: &Opaque, pieces: &mut Vec<Piece>) {
        let name = ident(&self.name(item.item).ty);
        let documentation = docs(&item.docs);
        pieces.push(Piece::Items(quote!(#documentation pub enum #name {})));
        let (runtime, tl, min) = (&self.runtime, &item.tl, Literal::u32_unsuffixed(item.min));
        let (table, at) = (ident(&self.name(item.item).table), Literal::usize_unsuffixed(item.at));
        let (skeleton, dialect) = (self.module_path(&[SKELETON.to_owned()]), json_dialect(item.dialect));
        pieces.push(Piece::Call(quote!(#runtime::opaque!(#name = #table, #tl, #min, #skeleton::BYTES, #at #dialect);)));
    }

    pub(super) fn enumeration(&self, item: &Enum, pieces: &mut Vec<Piece>) {
        let name = ident(&self.name(item.item).ty);
        let documentation = docs(&item.docs);
        let attributes = item.attributes.iter().map(|attribute| tokens(attribute));
        let tag = ident(if item.variants.len() > 256 { "u16" } else { "u8" });
        let has_payload = item.variants.iter().any(|variant| variant.payload != Payload::Unit);
        let repr = if has_payload { quote!(C, #tag) } else { quote!(#tag) };
        let variants = item.variants.iter().map(|variant| {
            let (docs, name) = (docs(&variant.docs), ident(&variant.ident));
            let payload = variant.payload.item().map(|item| self.ty(item));
            match variant.payload {
                Payload::Unit => quote!(#docs #name),
                Payload::Inline(_) => quote!(#docs #name(#payload)),
                Payload::Heaped(_) => quote!(#docs #name(::std::boxed::Box<#payload>)),
            }
        });
        pieces.push(Piece::Items(quote! {
            #documentation
            #(#attributes)*
            #[repr(#repr)]
            pub enum #name { #(#variants),* }
        }));
        let (runtime, tl, min) = (&self.runtime, &item.tl, Literal::u32_unsuffixed(item.min));
        let table = ident(&self.name(item.item).table);
        let variants = item.variants.iter().map(|variant| {
            let (id, rust, tl) = (id(variant.id), &variant.ident, &variant.tl);
            let payload = variant.payload.item().map(|item| self.table(item));
            match variant.payload {
                Payload::Unit => quote!(tl::unit(#id, #tl, #rust)),
                Payload::Inline(_) => quote!(tl::inline(#id, #rust, &#payload)),
                Payload::Heaped(_) => quote!(tl::heaped(#id, #rust, &#payload)),
            }
        });
        let (also, dialect) = (self.also(item.eq, item.debug), json_dialect(item.dialect));
        self.import_words();
        pieces
            .push(Piece::Call(quote!(#runtime::union!(#name = #table, #tl, #min, [#(#variants),*] #dialect, #also);)));
        for variant in &item.variants {
            let Some(payload) = variant.payload.item().map(|item| self.ty(item)) else { continue };
            let variant_name = ident(&variant.ident);
            let how = ident(if matches!(variant.payload, Payload::Heaped(_)) { "heaped" } else { "inline" });
            pieces.push(Piece::Call(quote!(#runtime::variant!(#name, #variant_name, #payload, #how);)));
        }
    }
}
