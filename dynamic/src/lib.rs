//! The wire format of TL, driven by a schema at run time: bytes to values, JSON or readable dumps, and back.
//!
//! Nothing here is shared with the runtime of generated code: the two are tested against each other. [`Codec`] says how
//! it is used.
//!
//! The JSON of a value is canonical, or TDLib's for a schema of dialect `tdlib`. In the canonical form, `_` names the
//! constructor or function, and fields have their names of the schema; `int` is a number, `long` a decimal string, `double`
//! a number or `"NaN"`, `"Infinity"`, `"-Infinity"`; `bytes` and `int128` to `int512` are hexadecimal; a flag is `true` or
//! no key, an optional field that is not there is no key, flags words never appear.
//!
//! TDLib's form has `@type` for `_`, Base64 for bytes, numbers for `int53`, and doubles that are finite. Reading is as lenient
//! as TDLib: a missing or null member is zero or empty; an integer may stand in a string, and for a `Bool`; an object of a
//! type with one constructor needs no `@type`; members that are no fields are ignored unless [`Options::unknown_members`]
//! is off.

mod bytes;
mod codec;
mod compile;
mod env;
mod envelope;
mod error;
mod expected;
mod json;
mod options;
mod pretty;
mod read;
mod sample;
mod sink;
mod text;
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
