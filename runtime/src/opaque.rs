//! Values that are kept as they came.

use alloc::{string::String, vec::Vec};
use core::{
    fmt,
    hash::{Hash, Hasher},
    marker::PhantomData,
};

use crate::{Decode, DecodeError, Problem, skeleton::Skeleton};

/// A value of the type `T` of the schema, kept as it came: as bytes, or as JSON where it was read from TDLib's.
///
/// Decoding checks the bytes against the wire format of the type, as it would check them to build the Rust types: what
/// it refuses there it refuses here. Encoding writes them back. There are no Rust types behind it, so that a program
/// which does not look into `Updates` does not compile the thousand types in it. What is inside can be read later, by
/// code that knows the type: [`decode_as`](Self::decode_as), or the codec that a schema drives at run time.
///
/// Two are equal if their bytes are. JSON, where generated code has it, is a string of hexadecimal digits.
///
/// In dialect `tdlib`, JSON of a value that came as bytes is a string of Base64. A value that is read from an object of TDLib's
/// JSON keeps all of that object, also members that the schema does not have, and is written as it. Only the name of its
/// constructor is checked. It has no bytes, since they would need the types that are not there, and encoding it is an error;
/// `json_as` of the feature `json` reads it as a type that is not opaque, which has.
#[repr(transparent)]
pub struct Opaque<T> {
    stored: Stored,
    of: PhantomData<fn() -> T>,
}

/// What is kept of a value.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) enum Stored {
    /// The boxed form.
    Bytes(Vec<u8>),
    /// An object of TDLib's JSON, and the id of the constructor that it names.
    #[cfg(feature = "json")]
    Json(u32, alloc::boxed::Box<serde_json::Value>),
}

impl Stored {
    /// The boxed form, if that is kept.
    pub(crate) fn bytes(&self) -> Option<&[u8]> {
        match self {
            Self::Bytes(bytes) => Some(bytes),
            #[cfg(feature = "json")]
            Self::Json(..) => None,
        }
    }

    /// The id of the constructor.
    pub(crate) fn id(&self) -> u32 {
        match self {
            Self::Bytes(bytes) => id(bytes),
            #[cfg(feature = "json")]
            Self::Json(id, _) => *id,
        }
    }

    /// `updateShort (#78d4dec1, 28 bytes)`
    pub(crate) fn print(&self, of: &Skeleton, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let id = self.id();
        let name = of.name_of(id).unwrap_or(of.name);
        match self.bytes() {
            Some(bytes) => write!(f, "{name} (#{id:08x}, {} bytes)", bytes.len()),
            None => write!(f, "{name} (#{id:08x}, JSON)"),
        }
    }
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
        self.stored.id()
    }

    /// The bytes, the id first; none if the value is kept as JSON.
    pub fn as_bytes(&self) -> &[u8] {
        self.stored.bytes().unwrap_or_default()
    }

    /// The bytes, the id first; none if the value is kept as JSON.
    pub fn into_bytes(self) -> Vec<u8> {
        match self.stored {
            Stored::Bytes(bytes) => bytes,
            #[cfg(feature = "json")]
            Stored::Json(..) => Vec::new(),
        }
    }

    /// The JSON, if the value is kept as that.
    #[cfg(feature = "json")]
    pub fn as_json(&self) -> Option<&serde_json::Value> {
        match &self.stored {
            Stored::Bytes(_) => None,
            Stored::Json(_, json) => Some(json),
        }
    }

    /// The value as another type, as [`decode_as`](Self::decode_as), whether it is kept as bytes or as JSON.
    ///
    /// # Errors
    ///
    /// Returns an error if the bytes or the JSON are not such a value.
    #[cfg(feature = "json")]
    pub fn json_as<U: crate::Described>(&self) -> Result<U, crate::json::JsonError> {
        match &self.stored {
            Stored::Bytes(bytes) => U::from_bytes(bytes).map_err(|error| crate::json::JsonError::of_bytes(&error)),
            Stored::Json(_, json) => crate::json::from_json(json),
        }
    }

    /// The value as another type: that of a crate in which it is not opaque.
    ///
    /// # Errors
    ///
    /// When the bytes are no such value, which may only be if the other schema has another definition of the type, or
    /// if the value takes more memory than it may; and when the value is kept as JSON ([`Problem::OnlyJson`]).
    pub fn decode_as<U: Decode>(&self) -> Result<U, DecodeError> {
        match self.stored.bytes() {
            Some(bytes) => U::from_bytes(bytes),
            None => Err(DecodeError::new(0, Problem::OnlyJson, String::new())),
        }
    }
}

impl<T> Clone for Opaque<T> {
    fn clone(&self) -> Self {
        Self { stored: self.stored.clone(), of: PhantomData }
    }
}

impl<T> PartialEq for Opaque<T> {
    fn eq(&self, other: &Self) -> bool {
        self.stored == other.stored
    }
}

impl<T> Eq for Opaque<T> {}

impl<T> Hash for Opaque<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.stored.hash(state);
    }
}

/// Prints the constructor and how many bytes there are. What they say is not printed: there may be secrets in it.
impl<T: OpaqueType> fmt::Debug for Opaque<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.stored.print(T::SKELETON, f)
    }
}

/// The id at the start of `bytes`.
pub(crate) fn id(bytes: &[u8]) -> u32 {
    bytes.first_chunk().copied().map(u32::from_le_bytes).unwrap_or_default()
}
