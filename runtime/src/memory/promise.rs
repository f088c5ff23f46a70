//! What generated types promise.

use alloc::vec::Vec;

use super::Ref;
use crate::{
    Availability, DecodeError, DecodeOptions, EncodeError, MethodError, Opaque, OpaqueType, Reader, encode,
    table::{Answer, Kind},
};

/// A type that a table describes.
///
/// # Safety
///
/// `KIND` is [`Kind::Boxed`] with a [`Struct`](crate::table::Struct) or [`Kind::Union`] with an [`Enum`](crate::table::Enum) that describes `Self` as the
/// documentation of this module says.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a TL value",
    note = "types, enums and functions that tlforge generated are; vectors and basic types are values only inside them"
)]
pub unsafe trait Described: Sized + 'static {
    /// The boxed form.
    const KIND: Kind;
}

// SAFETY: `Opaque` is transparent in the `Vec<u8>` that the kind stands for.
unsafe impl<T: OpaqueType> Described for Opaque<T> {
    const KIND: Kind = Kind::Opaque(T::SKELETON);
}

/// A function of the schema: a request, and what it is answered with.
///
/// # Safety
///
/// The table has an answer, which describes `Response`. Generated code implements this trait; nothing else should.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a TL function",
    note = "the structs in the `functions` module of generated code are"
)]
pub unsafe trait Function: Described {
    /// What the server answers.
    type Response;
    /// What it may refuse the call with.
    type Error: MethodError;
    /// The id.
    const ID: u32 = Self::KIND.id();
    /// The name in the schema, such as `phone.discardCall`.
    const NAME: &'static str = Self::KIND.name();
    /// Who may call it.
    const AVAILABILITY: Availability = Self::ANSWER.available;
    /// What the table says of the response.
    #[doc(hidden)]
    const ANSWER: &'static Answer = match Self::KIND.answer() {
        [answer] => answer,
        _ => panic!("the table of a function has an answer"),
    };

    /// The response that `bytes` are, from their start to their end.
    ///
    /// # Errors
    ///
    /// When they are no such value, or more than that.
    fn decode_response(bytes: &[u8]) -> Result<Self::Response, DecodeError> {
        Self::decode_response_with(bytes, &DecodeOptions::default())
    }

    /// The response that `bytes` are, with other limits and tolerances.
    ///
    /// # Errors
    ///
    /// As [`decode_response`](Self::decode_response).
    fn decode_response_with(bytes: &[u8], options: &DecodeOptions) -> Result<Self::Response, DecodeError> {
        let mut reader = Reader::with(bytes, options);
        let value = reader.build_response::<Self>()?;
        reader.finish()?;
        Ok(value)
    }

    /// The bytes of a response.
    ///
    /// # Errors
    ///
    /// When it has none, see [`Encode::encode`](crate::Encode::encode).
    fn encode_response(response: &Self::Response) -> Result<Vec<u8>, EncodeError> {
        let mut out = Vec::new();
        encode::append(Ref::of_response::<Self>(response), &mut out)?;
        Ok(out)
    }
}

/// Stands for the call that a wrapper has inside, where the wrapper is read alone: `InvokeWithLayer<Inner>` ends where
/// that call begins.
#[cfg(feature = "server")]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Inner;

// SAFETY: neither `true` without its id nor a struct without fields has bytes, on the wire or in memory.
#[cfg(feature = "server")]
unsafe impl Described for Inner {
    const KIND: Kind = Kind::UnitTrue;
}
