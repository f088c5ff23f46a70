//! Values that are kept as they came.

use alloc::vec::Vec;
use core::{
    fmt,
    hash::{Hash, Hasher},
    marker::PhantomData,
};

use crate::{Decode, DecodeError, skeleton::Skeleton};

/// A value of the type `T` of the schema, kept as the bytes that it came as.
///
/// Decoding checks the bytes against the wire format of the type, as it would check them to build the Rust types: what
/// it refuses there it refuses here. Encoding writes them back. There are no Rust types behind it, so that a program
/// which does not look into `Updates` does not compile the thousand types in it. What is inside can be read later, by
/// code that knows the type: [`decode_as`](Self::decode_as), or the codec that a schema drives at run time.
///
/// Two are equal if their bytes are. JSON, where generated code has it, is a string of hexadecimal digits.
#[repr(transparent)]
pub struct Opaque<T> {
    bytes: Vec<u8>,
    of: PhantomData<fn() -> T>,
}

/// A type of a schema that generated code does not look into. It has no values: they are [`Opaque`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an opaque TL type",
    note = "the types that the option `opaque` names are"
)]
pub trait OpaqueType: 'static {
    /// What its values are skipped by.
    #[doc(hidden)]
    const SKELETON: &'static Skeleton;
}

impl<T: OpaqueType> Opaque<T> {
    /// The name of the type in the schema.
    pub fn type_name(&self) -> &'static str {
        T::SKELETON.name
    }

    /// The name of the constructor in the schema.
    pub fn name(&self) -> &'static str {
        T::SKELETON.name_of(self.id()).unwrap_or_default()
    }
}

impl<T> Opaque<T> {
    /// The id of the constructor.
    pub fn id(&self) -> u32 {
        id(&self.bytes)
    }

    /// The bytes, the id first.
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The bytes, the id first.
    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    /// The value as another type: that of a crate in which it is not opaque.
    ///
    /// # Errors
    ///
    /// When the bytes are no such value, which may only be if the other schema has another definition of the type, or
    /// if the value takes more memory than it may.
    pub fn decode_as<U: Decode>(&self) -> Result<U, DecodeError> {
        U::from_bytes(&self.bytes)
    }
}

impl<T> Clone for Opaque<T> {
    fn clone(&self) -> Self {
        Self { bytes: self.bytes.clone(), of: PhantomData }
    }
}

impl<T> PartialEq for Opaque<T> {
    fn eq(&self, other: &Self) -> bool {
        self.bytes == other.bytes
    }
}

impl<T> Eq for Opaque<T> {}

impl<T> Hash for Opaque<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.bytes.hash(state);
    }
}

/// Prints the constructor and how many bytes there are. What they say is not printed: there may be secrets in it.
impl<T: OpaqueType> fmt::Debug for Opaque<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        print(T::SKELETON, &self.bytes, f)
    }
}

/// The id at the start of `bytes`.
pub(crate) fn id(bytes: &[u8]) -> u32 {
    bytes.first_chunk().copied().map(u32::from_le_bytes).unwrap_or_default()
}

/// `updateShort (#78d4dec1, 28 bytes)`
pub(crate) fn print(of: &Skeleton, bytes: &[u8], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let id = id(bytes);
    write!(f, "{} (#{id:08x}, {} bytes)", of.name_of(id).unwrap_or(of.name), bytes.len())
}
