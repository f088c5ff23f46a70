//! What generated code is written with. Each macro states facts that only the generator knows, so nobody else calls them.

/// Declares the table of a `#[repr(C)]` struct and what follows from it.
#[doc(hidden)]
#[macro_export]
macro_rules! object {
    ($rust:ident = $table:ident, $id:literal, $name:literal, min $min:literal, [$($entry:expr),* $(,)?] $(,)?) => {
        #[doc(hidden)]
        pub static $table: $crate::table::Struct = {
            // A static, so that the parts below are computed from it without writing it again.
            static ENTRIES: &[$crate::table::Entry] = {
                #[allow(unused_imports)]
                use $crate::table::short::*;
                &$crate::table::fields::<$rust, _>([$($entry),*])
            };
            $crate::table::Struct {
                id: $id,
                name: $name,
                rust: ::core::stringify!($rust),
                entries: ENTRIES,
                min: $min,
                shared: $crate::table::shared(ENTRIES),
                always: $crate::table::always(ENTRIES),
                by_bit: &$crate::table::by_bit::<{ $crate::table::bits(ENTRIES) }>(ENTRIES),
                absent: &$crate::table::absent::<{ $crate::table::room(ENTRIES, ::core::mem::size_of::<$rust>()) }>(ENTRIES),
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
    ($rust:ident = $table:ident, $name:literal, min $min:literal, [$($variant:expr),* $(,)?] $(,)?) => {
        #[doc(hidden)]
        pub static $table: $crate::table::Enum = {
            #[allow(unused_imports)]
            use $crate::table::short::*;
            $crate::table::Enum {
                name: $name,
                variants: &[$($variant),*],
                ids: &$crate::table::ids(&[$($variant),*]),
                min: $min,
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

/// `Clone` and `PartialEq` of a described type.
#[doc(hidden)]
#[macro_export]
macro_rules! value {
    ($rust:ident) => {
        impl ::core::clone::Clone for $rust {
            fn clone(&self) -> Self {
                $crate::generated::clone(self)
            }
        }
        impl ::core::cmp::PartialEq for $rust {
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
            fn from(value: $payload) -> Self {
                Self::$variant(value)
            }
        }
        impl ::core::convert::TryFrom<$union> for $payload {
            type Error = $union;
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
            fn from(value: $payload) -> Self {
                Self::$variant($crate::generated::Box::new(value))
            }
        }
        impl ::core::convert::TryFrom<$union> for $payload {
            type Error = $union;
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
            const AVAILABILITY: $crate::Availability = $crate::Availability::$available;
            const RESPONSE: $crate::table::Kind = {
                // In a static, and only there, the temporaries of the description live on.
                static KIND: $crate::table::Kind = {
                    #[allow(unused_imports)]
                    use $crate::table::short::*;
                    $kind
                };
                KIND
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
                            shared: $crate::table::shared(&[$($entry),*]),
                            // Its size is not known here; the entries are built one by one.
                            always: 0,
                            by_bit: &[],
                            absent: &[],
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
            const AVAILABILITY: $crate::Availability = $crate::Availability::$available;
            const RESPONSE: $crate::table::Kind = X::RESPONSE;
        }
    };
}

/// What the error enum of a function does besides being one.
#[doc(hidden)]
#[macro_export]
macro_rules! method_error {
    ($rust:ident, $common:ty, [$(($at:literal, $variant:ident $({ $argument:ident })?, $text:literal, $code:literal)),* $(,)?]) => {
        impl $rust {
            const KNOWN: &'static [$crate::rpc::Known] =
                &[$($crate::rpc::Known { text: $text, code: $code, argument: $crate::argument!($($argument)?) }),*];

            fn known(at: usize, _number: u32) -> ::core::option::Option<Self> {
                ::core::option::Option::Some(match at {
                    $($at => Self::$variant $({ $argument: _number })?,)*
                    _ => return ::core::option::Option::None,
                })
            }
        }
        impl $crate::MethodError for $rust {
            fn parts(&self) -> $crate::rpc::Parts<'_> {
                match self {
                    $(Self::$variant $({ $argument })? => {
                        $crate::rpc::Parts::Known(&Self::KNOWN[$at], $crate::number!($($argument)?))
                    })*
                    Self::Common(common) => $crate::MethodError::parts(common),
                    Self::Other(raw) => $crate::rpc::Parts::Other(raw),
                }
            }
        }
        impl ::core::convert::From<$crate::RpcError> for $rust {
            fn from(raw: $crate::RpcError) -> Self {
                $crate::rpc::from_raw(raw, Self::KNOWN, Self::known, &<$common>::TABLE, Self::Common, Self::Other)
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
        impl $rust {
            const KNOWN: &'static [$crate::rpc::Known] =
                &[$($crate::rpc::Known { text: $text, code: $code, argument: $crate::argument!($($argument)?) }),*];

            /// For the enums of the functions.
            #[doc(hidden)]
            pub const TABLE: $crate::rpc::Common<Self> = $crate::rpc::Common::new(Self::KNOWN, Self::known);

            fn known(at: usize, _number: u32) -> ::core::option::Option<Self> {
                ::core::option::Option::Some(match at {
                    $($at => Self::$variant $({ $argument: _number })?,)*
                    _ => return ::core::option::Option::None,
                })
            }
        }
        impl $crate::MethodError for $rust {
            fn parts(&self) -> $crate::rpc::Parts<'_> {
                match self {
                    $(Self::$variant $({ $argument })? => {
                        $crate::rpc::Parts::Known(&Self::KNOWN[$at], $crate::number!($($argument)?))
                    })*
                    Self::Other(raw) => $crate::rpc::Parts::Other(raw),
                }
            }
        }
        impl ::core::convert::From<$crate::RpcError> for $rust {
            fn from(raw: $crate::RpcError) -> Self {
                Self::TABLE.find(&raw).unwrap_or(Self::Other(raw))
            }
        }
        $crate::error_text!($rust);
    };
}

/// The name of an error's argument.
#[doc(hidden)]
#[macro_export]
macro_rules! argument {
    () => {
        ""
    };
    ($argument:ident) => {
        ::core::stringify!($argument)
    };
}

/// The value of an error's argument.
#[doc(hidden)]
#[macro_export]
macro_rules! number {
    () => {
        ::core::option::Option::None
    };
    ($argument:ident) => {
        ::core::option::Option::Some(*$argument)
    };
}

/// `Display` and `Error` of an error enum.
#[doc(hidden)]
#[macro_export]
macro_rules! error_text {
    ($rust:ident) => {
        impl ::core::fmt::Display for $rust {
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
