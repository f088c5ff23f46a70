//! What generated code is written with. Each macro states facts that only the generator knows, so nobody else calls
//! them. Methods are `#[inline]`, so that only a program that uses one compiles it.

/// Declares the table of a `#[repr(C)]` struct and what follows from it; for a function also what it is answered with.
///
/// `$also` names the macros below that apply to it. What comes in brackets is one token tree, which is parsed once.
#[doc(hidden)]
#[macro_export]
macro_rules! object {
    (
        $rust:ident = $table:ident, $id:literal, $name:literal, $min:literal, $names:literal, $entries:tt $(as $dialect:ident)?,
        $($also:ident)*
        $(; $available:ident, $response:ty, $kind:expr, $error:ty)?
    ) => {
        #[doc(hidden)]
        pub static $table: $crate::tl::StructTable = $crate::tl::StructTable {
            id: $id,
            name: $name,
            rust: ::core::stringify!($rust),
            min: $min,
            names: $names,
            entries: &$crate::table::layout::placed::<$rust, _>($entries),
            answer: &[$($crate::tl::Answer { kind: $kind, available: $crate::Availability::$available })?],
            dialect: &[$($crate::tl::$dialect)?],
            layout: $crate::table::layout::of::<$rust>(),
        };
        // SAFETY: the generator wrote the table and the struct from one definition.
        unsafe impl $crate::Described for $rust {
            const KIND: $crate::table::Kind = $crate::tl::boxed(&$table);
        }
        $crate::value!($rust);
        $($crate::$also!($rust);)*
        $(
            // SAFETY: the generator wrote the type and the kind of the response from one definition.
            unsafe impl $crate::Function for $rust {
                type Response = $response;
                type Error = $error;
            }
        )?
    };
}

/// Declares the table of an enum and what follows from it.
#[doc(hidden)]
#[macro_export]
macro_rules! union {
    ($rust:ident = $table:ident, $name:literal, $min:literal, $variants:tt $(as $dialect:ident)?, $($also:ident)*) => {
        #[doc(hidden)]
        pub static $table: $crate::tl::EnumTable = $crate::tl::EnumTable {
            name: $name,
            variants: &$variants,
            ids: &$crate::table::layout::ids(&$variants),
            min: $min,
            dialect: &[$($crate::tl::$dialect)?],
            layout: $crate::table::layout::of::<$rust>(),
            payload: $crate::table::layout::payload::<$rust>(&$variants),
        };
        // SAFETY: the generator wrote the table and the enum from one type.
        unsafe impl $crate::Described for $rust {
            const KIND: $crate::table::Kind = $crate::tl::union(&$table);
        }
        $crate::value!($rust);
        $($crate::$also!($rust);)*
    };
}

/// Declares what the values of a type that is not looked into are skipped by.
#[doc(hidden)]
#[macro_export]
macro_rules! opaque {
    ($rust:ident = $table:ident, $name:literal, $min:literal, $bytes:path, $at:literal $(as $dialect:ident)?) => {
        #[doc(hidden)]
        pub static $table: $crate::skeleton::Skeleton =
            $crate::skeleton::Skeleton {
                name: $name,
                bytes: $bytes,
                at: $at,
                min: $min,
                dialect: &[$($crate::tl::$dialect)?],
            };
        impl $crate::OpaqueType for $rust {
            const SKELETON: &'static $crate::skeleton::Skeleton = &$table;
        }
    };
}

/// `Clone` and `PartialEq` of a described type.
#[doc(hidden)]
#[macro_export]
macro_rules! value {
    ($rust:ident) => {
        impl ::core::clone::Clone for $rust {
            #[inline]
            fn clone(&self) -> Self {
                $crate::generated::clone(self)
            }
        }
        impl ::core::cmp::PartialEq for $rust {
            #[inline]
            fn eq(&self, other: &Self) -> bool {
                $crate::generated::eq(self, other)
            }
        }
    };
}

/// `Eq` and `Hash` of a described type without doubles.
#[doc(hidden)]
#[macro_export]
macro_rules! eq {
    ($rust:ident) => {
        impl ::core::cmp::Eq for $rust {}
        impl ::core::hash::Hash for $rust {
            #[inline]
            fn hash<H: ::core::hash::Hasher>(&self, state: &mut H) {
                $crate::generated::hash(self, state)
            }
        }
    };
}

/// `Debug` of a described type.
#[doc(hidden)]
#[macro_export]
macro_rules! debug {
    ($rust:ident) => {
        impl ::core::fmt::Debug for $rust {
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                $crate::generated::fmt(self, f)
            }
        }
    };
}

/// What the features of a generated crate add.
#[doc(hidden)]
#[macro_export]
macro_rules! features {
    ($rust:ident) => {
        #[cfg(feature = "debug")]
        $crate::debug!($rust);
        #[cfg(feature = "json")]
        $crate::json!($rust);
    };
}

/// The same without `Debug`.
#[doc(hidden)]
#[macro_export]
macro_rules! json_feature {
    ($rust:ident) => {
        #[cfg(feature = "json")]
        $crate::json!($rust);
    };
}

/// The way from a struct to the enum that has it as a variant, and back.
#[doc(hidden)]
#[macro_export]
macro_rules! variant {
    ($union:ident, $variant:ident, $payload:ty, inline) => {
        impl ::core::convert::From<$payload> for $union {
            #[inline]
            fn from(value: $payload) -> Self {
                Self::$variant(value)
            }
        }
        impl ::core::convert::TryFrom<$union> for $payload {
            type Error = $union;
            #[inline]
            fn try_from(value: $union) -> ::core::result::Result<Self, $union> {
                match value {
                    $union::$variant(value) => ::core::result::Result::Ok(value),
                    other => ::core::result::Result::Err(other),
                }
            }
        }
    };
    ($union:ident, $variant:ident, $payload:ty, heaped) => {
        impl ::core::convert::From<$payload> for $union {
            #[inline]
            fn from(value: $payload) -> Self {
                Self::$variant($crate::generated::Box::new(value))
            }
        }
        impl ::core::convert::TryFrom<$union> for $payload {
            type Error = $union;
            #[inline]
            fn try_from(value: $union) -> ::core::result::Result<Self, $union> {
                match value {
                    $union::$variant(value) => ::core::result::Result::Ok(*value),
                    other => ::core::result::Result::Err(other),
                }
            }
        }
    };
}

/// `Serialize` and `Deserialize` of a described type.
#[doc(hidden)]
#[macro_export]
macro_rules! json {
    ($rust:ident) => {
        impl $crate::json::serde::Serialize for $rust {
            fn serialize<S: $crate::json::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                $crate::json::serialize(self, serializer)
            }
        }
        impl<'de> $crate::json::serde::Deserialize<'de> for $rust {
            fn deserialize<D: $crate::json::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                $crate::json::deserialize(deserializer)
            }
        }
    };
}

/// A function of which only the name is known, as the inner call of a wrapper.
#[doc(hidden)]
#[macro_export]
macro_rules! any_function {
    ($rust:ident, $registry:path) => {
        // SAFETY: `Any` is transparent in it, and is described as what the registry holds.
        unsafe impl $crate::Described for $rust {
            const KIND: $crate::table::Kind = $crate::tl::any(&$registry);
        }
        $crate::value!($rust);
        $crate::debug!($rust);
    };
}

/// A function that takes another function and gives back what that one does.
#[doc(hidden)]
#[macro_export]
macro_rules! wrapper {
    ($rust:ident, $id:literal, $name:literal, $min:literal, $names:literal, $entries:tt, $available:ident) => {
        // SAFETY: the generator wrote the table and the struct from one definition.
        unsafe impl<X: $crate::Described> $crate::Described for $rust<X> {
            const KIND: $crate::table::Kind = $crate::tl::boxed(
                &const {
                    $crate::tl::StructTable {
                        id: $id,
                        name: $name,
                        rust: ::core::stringify!($rust),
                        min: $min,
                        names: $names,
                        entries: &const { $crate::table::layout::placed::<$rust<X>, _>($entries) },
                        answer: X::KIND.answer(),
                        dialect: &[],
                        layout: $crate::table::layout::of::<$rust<X>>(),
                    }
                },
            );
        }
        // SAFETY: the response is that of the inner function.
        unsafe impl<X: $crate::Function> $crate::Function for $rust<X> {
            type Response = X::Response;
            type Error = X::Error;
            const AVAILABILITY: $crate::Availability = $crate::Availability::$available;
        }
    };
}

/// Ties an error enum to its rows: that of a function, or that of the errors any function may give.
#[doc(hidden)]
#[macro_export]
macro_rules! error_enum {
    ($rust:ident, $common:ty, $rows:tt) => {
        // SAFETY: the generator wrote the rows and the enum from one list.
        unsafe impl $crate::ErrorEnum for $rust {
            type Common = $common;
            const ROWS: &'static [&'static str] = &$rows;
        }
    };
}

/// Refuses, with words, code that another version of the generator made.
#[doc(hidden)]
#[macro_export]
macro_rules! check_version {
    (3) => {};
    ($version:literal) => {
        ::core::compile_error!(
            "this code was generated for another version of the `tlforge` runtime: \
             use `tlforge` and `tlforge-codegen` (or the `tlforge` program) of the same version and generate it again"
        );
    };
}
