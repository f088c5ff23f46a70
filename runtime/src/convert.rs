//! Values of one schema as values of another.

use alloc::{boxed::Box, string::String};
use core::fmt;

use crate::{Decode, DecodeError, DecodeOptions, Encode, EncodeError, Limits, Object, Problem, Tolerances};

/// `value` as a type of another schema, such as another layer of the same one.
///
/// Definitions with one id are one definition: what is unchanged from one schema to the other has the same bytes in
/// both, so `value` is written by the one and read by the other. That works for every value in which only unchanged
/// definitions occur, whatever else its type could hold, and from and to [`Opaque`](crate::Opaque) values too.
///
/// ```text
/// let peer: layer190::enums::Peer = tlforge::convert(&peer)?;
/// ```
///
/// # Errors
///
/// When something in `value` has another id in the other schema, or is not there. Nothing is lost silently: a flag that
/// the other schema does not know is an error too.
pub fn convert<U: Decode>(value: &impl Encode) -> Result<U, ConvertError> {
    let bytes = value.to_bytes().map_err(ConvertError::Encode)?;
    U::from_bytes_with(&bytes, &faithful()).map_err(ConvertError::Decode)
}

/// The value that `bytes` are in the first of the schemas that know all of it, and which schema that is.
///
/// Each reader is the `decode_object` or `decode_function` of a generated crate or module.
///
/// ```text
/// let (at, object) = tlforge::decode_by_any(&bytes, &[layer230::decode_object, layer190::decode_object])?;
/// ```
///
/// # Errors
///
/// When no schema knows it: the error of the one that could read furthest.
pub fn decode_by_any(bytes: &[u8], readers: &[DecodeObject]) -> Result<(usize, Box<dyn Object>), DecodeError> {
    let mut furthest: Option<DecodeError> = None;
    for (at, read) in readers.iter().enumerate() {
        match read(bytes) {
            Ok(object) => return Ok((at, object)),
            Err(error) => {
                if furthest.as_ref().is_none_or(|other| other.offset() < error.offset()) {
                    furthest = Some(error);
                }
            }
        }
    }
    let unknown = || Problem::UnknownId { expected: "object", found: crate::opaque::id(bytes) };
    Err(furthest.unwrap_or_else(|| DecodeError::new(0, unknown(), String::new())))
}

/// A function that reads a value of which only the id says what it is.
pub type DecodeObject = fn(&[u8]) -> Result<Box<dyn Object>, DecodeError>;

/// What was written here a moment ago is no threat, and what it says has to be understood.
fn faithful() -> DecodeOptions {
    // Opaque values keep the departures that were tolerated when they came.
    let tolerances = Tolerances { unknown_flags: false, ..Tolerances::all() };
    let limits = Limits::default().elements(u32::MAX).bytes_per_byte(u32::MAX);
    DecodeOptions::default().limits(limits).tolerances(tolerances)
}

/// Why a value is none of another type.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ConvertError {
    /// It has no bytes.
    Encode(EncodeError),
    /// The other type has no such value.
    Decode(DecodeError),
}

impl fmt::Display for ConvertError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Encode(error) => error.fmt(f),
            Self::Decode(error) => error.fmt(f),
        }
    }
}

impl core::error::Error for ConvertError {}
