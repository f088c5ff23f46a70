//! What generated code is written with. Each macro states facts that only the generator knows, so nobody else calls
//! them. Methods are `#[inline]`, so that only a program that uses one compiles it.

/// Declares the table of a `#[repr(C)]` struct and what follows from it.
#[doc(hidden)]
#[macro_export]
macro_rules! object {
    ($rust:ident = $table:ident, $id:literal, $name:literal, min $min:literal, [$($entry:expr),* $(,)?] $(, $dialect:ident)? $(,)?) => {
        #[doc(hidden)]
        pub static $table: $crate::table::Struct = {
            #[allow(unused_imports)]
            use $crate::table::short::*;
            $crate::table::Struct {
                id: $id,
                name: $name,
                rust: ::core::stringify!($rust),
                entries: &$crate::table::fields::<$rust, _>([$($entry),*]),
                min: $min,
                dialect: $crate::dialect!($($dialect)?),
                size: ::core::mem::size_of::<$rust>(),
                align: ::core::mem::align_of::<$rust>(),
            }
        };
        // SAFETY: the generator wrote the table and the struct from one definition.
        unsafe impl $crate::Described for $rust {
            const KIND: $crate::table::Kind = $crate::table::Kind::Boxed(&$table);
        }
        $crate::value!($rust);
    };
}

/// Declares the table of an enum and what follows from it.
#[doc(hidden)]
#[macro_export]
macro_rules! union {
    ($rust:ident = $table:ident, $name:literal, min $min:literal, [$($variant:expr),* $(,)?] $(, $dialect:ident)? $(,)?) => {
        #[doc(hidden)]
        pub static $table: $crate::table::Enum = {
            #[allow(unused_imports)]
            use $crate::table::short::*;
            $crate::table::Enum {
                name: $name,
                variants: &[$($variant),*],
                ids: &$crate::table::ids(&[$($variant),*]),
                min: $min,
                dialect: $crate::dialect!($($dialect)?),
                size: ::core::mem::size_of::<$rust>(),
                align: ::core::mem::align_of::<$rust>(),
                payload: $crate::table::payload::<$rust>(&[$($variant),*]),
            }
        };
        // SAFETY: the generator wrote the table and the enum from one type.
        unsafe impl $crate::Described for $rust {
            const KIND: $crate::table::Kind = $crate::table::Kind::Union(&$table);
        }
        $crate::value!($rust);
    };
}

/// Declares what the values of a type that is not looked into are skipped by.
#[doc(hidden)]
#[macro_export]
macro_rules! opaque {
    ($rust:ident = $table:ident, $name:literal, min $min:literal, $bytes:path, $at:literal $(,)?) => {
        #[doc(hidden)]
        pub static $table: $crate::skeleton::Skeleton =
            $crate::skeleton::Skeleton { name: $name, bytes: $bytes, at: $at, min: $min };
        impl $crate::OpaqueType for $rust {
            const SKELETON: &'static $crate::skeleton::Skeleton = &$table;
        }
    };
}

/// How the values of a table look as JSON.
#[doc(hidden)]
#[macro_export]
macro_rules! dialect {
    () => {
        $crate::table::Dialect::Canonical
    };
    (tdlib) => {
        $crate::table::Dialect::Tdlib
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
            const KIND: $crate::table::Kind = $crate::table::Kind::Any(&$registry);
        }
        $crate::value!($rust);
        $crate::debug!($rust);
    };
}

/// What a function gives back, which errors, who may call it.
#[doc(hidden)]
#[macro_export]
macro_rules! function {
    ($rust:ident, $available:ident, $response:ty, $kind:expr, $error:ty $(,)?) => {
        // SAFETY: the generator wrote the type and the kind of the response from one definition.
        unsafe impl $crate::Function for $rust {
            type Response = $response;
            type Error = $error;
            const ANSWER: ($crate::table::Kind, $crate::Availability) = {
                #[allow(unused_imports)]
                use $crate::table::short::*;
                ($kind, $crate::Availability::$available)
            };
        }
    };
}

/// A function that takes another function and gives back what that one does.
#[doc(hidden)]
#[macro_export]
macro_rules! wrapper {
    ($rust:ident, $id:literal, $name:literal, min $min:literal, [$($entry:expr),* $(,)?], $available:ident $(,)?) => {
        // SAFETY: the generator wrote the table and the struct from one definition.
        unsafe impl<X: $crate::Described> $crate::Described for $rust<X> {
            const KIND: $crate::table::Kind = {
                #[allow(unused_imports)]
                use $crate::table::short::*;
                $crate::table::Kind::Boxed(
                    &const {
                        $crate::table::Struct {
                            id: $id,
                            name: $name,
                            rust: ::core::stringify!($rust),
                            entries: &const { $crate::table::fields::<$rust<X>, _>([$($entry),*]) },
                            min: $min,
                            dialect: $crate::table::Dialect::Canonical,
                            size: ::core::mem::size_of::<$rust<X>>(),
                            align: ::core::mem::align_of::<$rust<X>>(),
                        }
                    },
                )
            };
        }
        // SAFETY: the response is that of the inner function.
        unsafe impl<X: $crate::Function> $crate::Function for $rust<X> {
            type Response = X::Response;
            type Error = X::Error;
            const ANSWER: ($crate::table::Kind, $crate::Availability) = (X::ANSWER.0, $crate::Availability::$available);
        }
    };
}

/// What the error enum of a function does besides being one.
#[doc(hidden)]
#[macro_export]
macro_rules! method_error {
    ($rust:ident, $common:ty, [$(($at:literal, $variant:ident $({ $argument:ident })?, $text:literal, $code:literal)),* $(,)?]) => {
        impl $crate::MethodError for $rust {
            #[inline]
            fn parts(&self) -> $crate::rpc::Parts<'_> {
                match self {
                    $(Self::$variant $({ $argument })? => $crate::rpc::Parts::Known(
                        $text,
                        $code,
                        $crate::number!($($argument)?),
                    ),)*
                    Self::Common(common) => $crate::MethodError::parts(common),
                    Self::Other(raw) => $crate::rpc::Parts::Other(raw),
                }
            }
        }
        impl ::core::convert::From<$crate::RpcError> for $rust {
            #[inline]
            fn from(raw: $crate::RpcError) -> Self {
                match $crate::rpc::find(&[$($text),*], &raw.message) {
                    $(($at, _number) => Self::$variant $({ $argument: _number })?,)*
                    _ => $crate::rpc::common::<$common, Self>(raw, Self::Common, Self::Other),
                }
            }
        }
        $crate::error_text!($rust);
    };
}

/// What the enum of the errors that any function may give does besides being one.
#[doc(hidden)]
#[macro_export]
macro_rules! common_error {
    ($rust:ident, [$(($at:literal, $variant:ident $({ $argument:ident })?, $text:literal, $code:literal)),* $(,)?]) => {
        impl $crate::MethodError for $rust {
            #[inline]
            fn parts(&self) -> $crate::rpc::Parts<'_> {
                match self {
                    $(Self::$variant $({ $argument })? => $crate::rpc::Parts::Known(
                        $text,
                        $code,
                        $crate::number!($($argument)?),
                    ),)*
                    Self::Other(raw) => $crate::rpc::Parts::Other(raw),
                }
            }
        }
        impl ::core::convert::From<$crate::RpcError> for $rust {
            #[inline]
            fn from(raw: $crate::RpcError) -> Self {
                match $crate::rpc::find(&[$($text),*], &raw.message) {
                    $(($at, _number) => Self::$variant $({ $argument: _number })?,)*
                    _ => Self::Other(raw),
                }
            }
        }
        impl $crate::rpc::CommonError for $rust {
            #[inline]
            fn known(self) -> ::core::result::Result<Self, $crate::RpcError> {
                match self {
                    Self::Other(raw) => ::core::result::Result::Err(raw),
                    known => ::core::result::Result::Ok(known),
                }
            }
        }
        $crate::error_text!($rust);
    };
}

/// The name and the value of an error's argument.
#[doc(hidden)]
#[macro_export]
macro_rules! number {
    () => {
        ::core::option::Option::None
    };
    ($argument:ident) => {
        ::core::option::Option::Some((::core::stringify!($argument), *$argument))
    };
}

/// `Display` and `Error` of an error enum.
#[doc(hidden)]
#[macro_export]
macro_rules! error_text {
    ($rust:ident) => {
        impl ::core::fmt::Display for $rust {
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                $crate::rpc::display(self, f)
            }
        }
        impl ::core::error::Error for $rust {}
    };
}

/// Refuses, with words, code that another version of the generator made.
#[doc(hidden)]
#[macro_export]
macro_rules! check_version {
    (1) => {};
    ($version:literal) => {
        ::core::compile_error!(
            "this code was generated for another version of the `tlforge` runtime: \
             use `tlforge` and `tlforge-codegen` (or the `tlforge` program) of the same version and generate it again"
        );
    };
}
