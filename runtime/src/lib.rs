//! The runtime of the code that tlforge generates from TL schemas.
//!
//! [`Encode`] and [`Decode`] turn values into bytes and back, [`Function`] ties a call to its response and its errors.
//! The types themselves come from a generated crate such as `tlforge-telegram`, or from a build script.
//!
//! The wire format is that of [TL serialisation](https://core.telegram.org/mtproto/serialize). Decoding bytes that
//! strangers send is safe: see [`DecodeOptions`].
#![no_std]
#![allow(clippy::inline_always, reason = "the interpreter of tables is one loop; each was measured")]

extern crate alloc;
#[cfg(feature = "gzip")]
extern crate std;

mod convert;
mod encode;
mod error;
#[doc(hidden)]
pub mod generated;
#[cfg(feature = "rpc")]
mod invoke;
#[cfg(feature = "json")]
pub mod json;
mod memory;
pub mod mtproto;
mod object;
mod opaque;
mod options;
mod reader;
mod rejection;
#[cfg(feature = "rpc")]
mod retry;
mod rpc;
mod secret;
#[cfg(feature = "server")]
pub mod server;
#[doc(hidden)]
pub mod skeleton;
#[doc(hidden)]
pub mod table;
mod traits;

pub use convert::{ConvertError, DecodeObject, convert, decode_by_any};
pub use error::{DecodeError, EncodeError, Problem, Unencodable};
#[cfg(feature = "rpc")]
pub use invoke::{Invoke, InvokeBlocking, InvokeError, Invoked, decode_answer};
pub use memory::{Any, Described, ErrorEnum, Function, NoErrors};
pub use object::Object;
pub use opaque::{Opaque, OpaqueType};
pub use options::{DecodeOptions, Limits, Tolerances};
pub use reader::Reader;
pub use rejection::Rejection;
#[cfg(feature = "rpc")]
pub use retry::Retry;
pub use rpc::{Availability, MethodError, Rejected, RpcError};
pub use secret::{SecretBytes, SecretString};
#[doc(hidden)]
pub use table::tl;
pub use traits::{Decode, Encode};

/// The id of `boolTrue`.
pub const BOOL_TRUE: u32 = 0x9972_75b5;
/// The id of `boolFalse`.
pub const BOOL_FALSE: u32 = 0xbc79_9737;
/// The id of `true`.
pub const TRUE: u32 = 0x3fed_d339;
/// The id of `vector`.
pub const VECTOR: u32 = 0x1cb5_c415;

/// Includes the module tree that a build script made under this name.
///
/// ```text
/// mod schema {
///     tlforge::include_tl!("my");
/// }
/// ```
#[macro_export]
macro_rules! include_tl {
    ($name:literal) => {
        ::core::include!(::core::concat!(::core::env!("OUT_DIR"), "/", $name, ".rs"));
    };
}
