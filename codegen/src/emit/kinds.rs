//! Kinds: the Rust type of a value, and how a table says what it looks like on the wire.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::{Emitter, ident};
use crate::lower::REGISTRY;
use crate::model::{Basic, Count, Kind};

impl Emitter<'_> {
    /// The Rust type.
    pub(super) fn rust_type(&self, kind: &Kind) -> TokenStream {
        match kind {
            Kind::Basic(basic) => self.basic_type(*basic),
            Kind::Bare(item) | Kind::Boxed(item) | Kind::Union(item) => self.ty(*item),
            Kind::Heap(inner) => {
                let inner = self.rust_type(inner);
                quote!(::std::boxed::Box<#inner>)
            }
            Kind::Vec(_, item) => {
                let item = self.rust_type(item);
                quote!(::std::vec::Vec<#item>)
            }
            Kind::Nullable(item) => {
                let item = self.rust_type(item);
                quote!(::core::option::Option<#item>)
            }
            Kind::Call => quote!(X),
            Kind::Opaque { item, .. } => {
                let (runtime, ty) = (&self.runtime, self.ty(*item));
                quote!(#runtime::Opaque<#ty>)
            }
        }
    }

    fn basic_type(&self, basic: Basic) -> TokenStream {
        let runtime = &self.runtime;
        match basic {
            Basic::Int => quote!(i32),
            Basic::Nat => quote!(u32),
            Basic::Long | Basic::Int53 => quote!(i64),
            Basic::Double => quote!(f64),
            Basic::Bool => quote!(bool),
            Basic::String => quote!(::std::string::String),
            Basic::Bytes => quote!(::std::vec::Vec<u8>),
            Basic::SecretString => quote!(#runtime::SecretString),
            Basic::SecretBytes => quote!(#runtime::SecretBytes),
            Basic::Int128 => quote!([u8; 16]),
            Basic::Int256 => quote!([u8; 32]),
            Basic::Int512 => quote!([u8; 64]),
            Basic::UnitTrue | Basic::BoxedTrue => quote!(()),
            Basic::Object | Basic::Function => quote!(#runtime::Any),
        }
    }

    /// The expression that a table holds.
    pub(super) fn kind(&self, kind: &Kind, table: Table) -> TokenStream {
        match kind {
            Kind::Basic(basic) => self.basic_kind(*basic),
            Kind::Bare(item) => {
                let item = self.table(*item);
                quote!(tl::bare(&#item))
            }
            Kind::Boxed(item) => {
                let item = self.table(*item);
                quote!(tl::boxed(&#item))
            }
            Kind::Union(item) => {
                let item = self.table(*item);
                quote!(tl::union(&#item))
            }
            Kind::Heap(inner) => {
                let inner = table.lasting(self.kind(inner, table));
                quote!(tl::heap(&#inner))
            }
            Kind::Vec(count, item) => {
                let ty = self.rust_type(item);
                let item = self.kind(item, table);
                let vector = match count {
                    Count::Boxed => quote!(tl::vector::<#ty>(#item)),
                    Count::Bare => quote!(tl::bare_vector::<#ty>(#item)),
                    Count::Fixed(count) => {
                        let count = Literal::u32_unsuffixed(*count);
                        quote!(tl::tuple::<#ty>(#count, #item))
                    }
                    Count::Entry(entry) => {
                        let entry = Literal::usize_unsuffixed(*entry);
                        quote!(tl::counted::<#ty>(#entry, #item))
                    }
                };
                let vector = table.lasting(vector);
                quote!(tl::vec(&#vector))
            }
            Kind::Nullable(item) => {
                let (ty, item) = (self.rust_type(item), self.kind(item, table));
                let maybe = table.lasting(quote!(tl::maybe::<#ty>(#item)));
                quote!(tl::or_null(&#maybe))
            }
            Kind::Call => quote!(tl::call::<X>()),
            Kind::Opaque { item, bare } => {
                let (how, item) = (ident(if *bare { "bare_opaque" } else { "opaque" }), self.table(*item));
                quote!(tl::#how(&#item))
            }
        }
    }

    fn any(&self, table: &str) -> TokenStream {
        let (registry, table) = (self.module_path(&[REGISTRY.to_owned()]), ident(table));
        quote!(tl::any(&#registry::#table))
    }

    fn basic_kind(&self, basic: Basic) -> TokenStream {
        match basic {
            Basic::Int => quote!(tl::INT),
            Basic::Nat => quote!(tl::NAT),
            Basic::Long => quote!(tl::LONG),
            Basic::Int53 => quote!(tl::INT53),
            Basic::Double => quote!(tl::DOUBLE),
            Basic::Bool => quote!(tl::BOOL),
            Basic::String => quote!(tl::STRING),
            Basic::Bytes => quote!(tl::BYTES),
            Basic::SecretString => quote!(tl::SECRET_STRING),
            Basic::SecretBytes => quote!(tl::SECRET_BYTES),
            Basic::Int128 => quote!(tl::INT128),
            Basic::Int256 => quote!(tl::INT256),
            Basic::Int512 => quote!(tl::INT512),
            Basic::UnitTrue => quote!(tl::UNIT_TRUE),
            Basic::BoxedTrue => quote!(tl::BOXED_TRUE),
            Basic::Object => self.any("OBJECTS"),
            Basic::Function => self.any("FUNCTIONS"),
        }
    }
}

/// What a table is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Table {
    /// A `static`, in which temporaries live on.
    Static,
    /// An associated constant, in which they do not.
    Constant,
}

impl Table {
    fn lasting(self, value: TokenStream) -> TokenStream {
        match self {
            Self::Static => value,
            Self::Constant => quote!(const { #value }),
        }
    }
}
