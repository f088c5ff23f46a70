//! The wire format of TL, driven by a schema at run time: bytes to values, JSON or readable dumps, and back.
//!
//! Nothing here is shared with the runtime of generated code: the two are tested against each other. [`Codec`] says how
//! it is used.

mod bytes;
mod codec;
mod compile;
mod env;
mod error;
mod expected;
mod json;
mod options;
mod pretty;
mod read;
mod sample;
mod sink;
mod text;
mod uses;
mod value;
mod wire;
mod write;

pub use codec::Codec;
pub use error::{DecodeError, DecodeErrorKind, EncodeError, JsonError, NameError};
pub use expected::Expected;
pub use options::{Options, Tolerances};
pub use pretty::Dump;
pub use text::{from_hex, push_hex};
pub use value::{Object, Value};
