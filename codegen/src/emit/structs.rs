//! Structs: constructors with fields, functions, repeated parts.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use super::kinds::Table;
use super::{Emitter, Piece, docs, id, ident, json_dialect, tokens};
use crate::model::{Bit, Entry, ErrorType, Function, NewFunction, Role, Struct};
use crate::names::{NO_ERRORS, plain};

impl Emitter<'_> {
    pub(super) fn structure(&self, item: &Struct, pieces: &mut Vec<Piece>) {
        let name = ident(&self.name(item.item).ty);
        let wrapper = item.function.as_ref().is_some_and(|function| function.response.is_none());
        pieces.push(Piece::Items(self.definition(item, &name, wrapper)));
        let kind_of_table = if wrapper { Table::Constant } else { Table::Static };
        let entries = item.entries.iter().map(|entry| self.entry(item, entry, kind_of_table));
        let entries = quote!([#(#entries),*]);
        if !item.entries.is_empty() || item.function.is_some() {
            self.import_words();
        }
        let (runtime, tl, id, min) = (&self.runtime, &item.tl, id(item.id), Literal::u32_unsuffixed(item.min));
        let names = names(&item.entries);
        let what = quote!(#id, #tl, #min, #names, #entries);
        if wrapper {
            let available = ident(item.function.as_ref().map_or("Unknown", |function| function.availability));
            pieces.push(Piece::Call(quote!(#runtime::wrapper!(#name, #what, #available);)));
            return;
        }
        let (table, also) = (ident(&self.name(item.item).table), self.also(item.eq, item.debug));
        let (dialect, function) = (json_dialect(item.dialect), item.function.as_ref().map(|it| self.function(it)));
        pieces.push(Piece::Call(quote!(#runtime::object!(#name = #table, #what #dialect, #also #function);)));
    }

    /// The struct and what it has besides its table.
    fn definition(&self, item: &Struct, name: &Ident, wrapper: bool) -> TokenStream {
        let docs = docs(&item.docs);
        let attributes = item.attributes.iter().map(|attribute| tokens(attribute));
        let generics = wrapper.then(|| quote!(<X>));
        let fields: Vec<_> = item.entries.iter().filter_map(|entry| self.field(entry)).collect();
        let body = if fields.is_empty() { quote!(;) } else { quote!({ #(#fields),* }) };
        let derives = wrapper.then(|| self.derives(item));
        let methods = self.methods(item);
        let methods = (!methods.is_empty()).then(|| quote!(impl #generics #name #generics { #methods }));
        let default = (item.constructor == NewFunction::NewAndDefault).then(|| {
            quote! {
                impl ::core::default::Default for #name {
                    fn default() -> Self {
                        Self::new()
                    }
                }
            }
        });
        quote! {
            #docs
            #(#attributes)*
            #derives
            #[repr(C)]
            pub struct #name #generics #body
            #methods
            #default
        }
    }

    /// A generic wrapper can do what the inner call can.
    fn derives(&self, item: &Struct) -> TokenStream {
        let eq = item.eq.then(|| quote!(, Eq, Hash));
        let debug = match (item.debug, self.config.has_features()) {
            (true, true) => quote!(#[cfg_attr(feature = "debug", derive(Debug))]),
            (true, false) => quote!(#[derive(Debug)]),
            (false, _) => TokenStream::new(),
        };
        quote!(#[derive(Clone, PartialEq #eq)] #debug)
    }

    fn field(&self, entry: &Entry) -> Option<TokenStream> {
        let ty = match &entry.role {
            Role::Mask | Role::Shadow(..) => return None,
            Role::Flag(_) => quote!(bool),
            Role::Word => quote!(u32),
            Role::Required(kind) => self.rust_type(kind),
            Role::Optional(_, kind) | Role::Nullable(kind) => {
                let ty = self.rust_type(kind);
                quote!(::core::option::Option<#ty>)
            }
        };
        let (docs, name) = (docs(&entry.docs), ident(&entry.ident));
        let attributes = entry.attributes.iter().map(|attribute| tokens(attribute));
        Some(quote!(#docs #(#attributes)* pub #name: #ty))
    }

    /// `new` and the accessors.
    fn methods(&self, item: &Struct) -> TokenStream {
        let accessors = item.entries.iter().filter_map(|entry| {
            let Role::Shadow(_, of) = entry.role else { return None };
            let (docs, name) = (docs(&entry.docs), ident(&entry.ident));
            let of = &item.entries[of];
            let field = ident(&of.ident);
            let is_some = (!matches!(of.role, Role::Flag(_))).then(|| quote!(.is_some()));
            Some(quote!(#docs pub fn #name(&self) -> bool { self.#field #is_some }))
        });
        let new = (item.constructor != NewFunction::None).then(|| self.new_function(&item.entries));
        quote!(#new #(#accessors)*)
    }

    fn new_function(&self, entries: &[Entry]) -> TokenStream {
        let params = entries.iter().filter_map(|entry| match &entry.role {
            Role::Required(kind) => {
                let (name, ty) = (ident(&entry.ident), self.rust_type(kind));
                Some(quote!(#name: #ty))
            }
            _ => None,
        });
        let fields = entries.iter().filter_map(|entry| {
            let name = ident(&entry.ident);
            match entry.role {
                Role::Mask | Role::Shadow(..) => None,
                Role::Flag(_) => Some(quote!(#name: false)),
                Role::Word => Some(quote!(#name: 0)),
                Role::Required(_) => Some(quote!(#name)),
                Role::Optional(..) | Role::Nullable(_) => Some(quote!(#name: ::core::option::Option::None)),
            }
        });
        let doc = if entries.iter().any(|entry| matches!(entry.role, Role::Required(_))) {
            " A value with the required fields, and nothing optional."
        } else {
            " A value with nothing optional."
        };
        quote!(#[doc = #doc] pub fn new(#(#params),*) -> Self { Self { #(#fields),* } })
    }

    fn entry(&self, item: &Struct, entry: &Entry, table: Table) -> TokenStream {
        match &entry.role {
            Role::Mask => quote!(tl::MASK),
            Role::Word => quote!(tl::WORD),
            Role::Flag(bit) => {
                let bit = number(*bit);
                quote!(tl::flag(#bit))
            }
            Role::Shadow(bit, _) => {
                let bit = number(*bit);
                quote!(tl::shadow(#bit))
            }
            Role::Required(kind) => {
                let kind = self.kind(kind, table);
                quote!(tl::req(#kind))
            }
            Role::Optional(bit, kind) => {
                let (number, of, ty) = (number(*bit), self.kind(kind, table), self.rust_type(kind));
                let how = ident(if item.is_shared(*bit) { "shared" } else { "opt" });
                quote!(tl::#how::<#ty>(#number, #of))
            }
            Role::Nullable(kind) => {
                let (of, ty) = (self.kind(kind, table), self.rust_type(kind));
                quote!(tl::nullable::<#ty>(#of))
            }
        }
    }

    /// The path of a function's error.
    pub(super) fn error_type(&self, error: &ErrorType) -> TokenStream {
        match error {
            ErrorType::Runtime => {
                let runtime = &self.runtime;
                quote!(#runtime::RpcError)
            }
            ErrorType::Own(module, name) => self.rejection(module, name),
            ErrorType::Common(module) => self.rejection(module, NO_ERRORS),
        }
    }

    fn rejection(&self, module: &[String], name: &str) -> TokenStream {
        let (runtime, module, name) = (&self.runtime, self.module_path(module), ident(name));
        quote!(#runtime::Rejection<#module::#name>)
    }

    /// What follows in the table of a function.
    fn function(&self, function: &Function) -> Option<TokenStream> {
        let (response, available) = (function.response.as_ref()?, ident(function.availability));
        let (response, kind) = (self.rust_type(response), self.kind(response, Table::Static));
        let error = self.error_type(&function.error);
        Some(quote!(; #available, #response, #kind, #error))
    }
}

/// The names of entries, one space between two: `rust=tl` where the name in Rust is another.
fn names(entries: &[Entry]) -> String {
    let names = entries.iter().map(|entry| {
        let (rust, tl) = (plain(&entry.ident), entry.tl.as_str());
        if rust == tl || entry.role == Role::Mask { tl.to_owned() } else { format!("{rust}={tl}") }
    });
    names.collect::<Vec<_>>().join(" ")
}

/// The number of a bit among those of all flags words of a definition.
fn number(bit: Bit) -> TokenStream {
    let low = Literal::u32_unsuffixed(bit.bit);
    match bit.word {
        0 => quote!(#low),
        word => {
            let base = Literal::u32_unsuffixed(32 * word);
            quote!(#base + #low)
        }
    }
}
