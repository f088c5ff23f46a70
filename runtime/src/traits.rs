//! What a generated type can do.

use alloc::vec::Vec;

use crate::{DecodeError, DecodeOptions, Described, EncodeError, Reader, encode, memory::Ref};

/// A value that has bytes: the boxed form, the constructor id first.
pub trait Encode {
    /// Appends the bytes to `out`.
    ///
    /// # Errors
    ///
    /// When the value has no bytes: a string of 2^24 bytes or more, a vector of 2^31 elements or more, fields that share
    /// a flag bit and are there in part. `out` is then as it was.
    fn encode(&self, out: &mut Vec<u8>) -> Result<(), EncodeError>;

    /// How many bytes there are. A value that has a length has bytes.
    ///
    /// # Errors
    ///
    /// As [`encode`](Self::encode).
    fn encoded_len(&self) -> Result<usize, EncodeError>;

    /// The bytes, in one allocation.
    ///
    /// # Errors
    ///
    /// As [`encode`](Self::encode).
    fn to_bytes(&self) -> Result<Vec<u8>, EncodeError> {
        let mut out = Vec::new();
        self.encode(&mut out)?;
        Ok(out)
    }
}

/// A value that can be read from its boxed form.
pub trait Decode: Sized {
    /// Reads the next value of `reader`.
    ///
    /// # Errors
    ///
    /// When the next bytes are no such value.
    fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError>;

    /// The value that `bytes` are, from their start to their end.
    ///
    /// # Errors
    ///
    /// When they are no such value, or more than that.
    fn from_bytes(bytes: &[u8]) -> Result<Self, DecodeError> {
        Self::from_bytes_with(bytes, &DecodeOptions::default())
    }

    /// The value that `bytes` are, with other limits and tolerances.
    ///
    /// # Errors
    ///
    /// As [`from_bytes`](Self::from_bytes).
    fn from_bytes_with(bytes: &[u8], options: &DecodeOptions) -> Result<Self, DecodeError> {
        let mut reader = Reader::with(bytes, options);
        let value = Self::decode(&mut reader)?;
        reader.finish()?;
        Ok(value)
    }
}

impl<T: Described> Encode for T {
    fn encode(&self, out: &mut Vec<u8>) -> Result<(), EncodeError> {
        encode::append(Ref::of(self), out)
    }

    fn encoded_len(&self) -> Result<usize, EncodeError> {
        encode::measure(Ref::of(self))
    }
}

impl<T: Described> Decode for T {
    fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        reader.build()
    }
}
