//! Values of which only the name is known.

use alloc::{boxed::Box, vec::Vec};

use crate::{
    DecodeError, DecodeOptions, EncodeError, Reader, encode,
    memory::{Any, Described, View},
    table::Registry,
};

/// A constructor or function as a value, whatever its type: what `decode_object` and `decode_function` of a generated
/// crate give.
///
/// ```text
/// let object: Box<dyn Object> = tlforge_telegram::decode_object(&bytes)?;
/// println!("{} #{:08x}", object.name(), object.id());
/// if let Some(updates) = object.downcast_ref::<enums::Updates>() { … }
/// ```
pub trait Object: Send + Sync + sealed::Sealed {
    #[doc(hidden)]
    fn any(&self) -> &Any;
    #[doc(hidden)]
    fn into_any(self: Box<Self>) -> Any;
}

mod sealed {
    pub trait Sealed {}
    impl Sealed for crate::Any {}
}

impl Object for Any {
    fn any(&self) -> &Any {
        self
    }

    fn into_any(self: Box<Self>) -> Any {
        *self
    }
}

impl dyn Object {
    /// The name of the constructor or function in the schema.
    pub fn name(&self) -> &'static str {
        self.any().name()
    }

    /// The id of the constructor or function.
    pub fn id(&self) -> u32 {
        self.any().id()
    }

    /// The bytes, the id first.
    ///
    /// # Errors
    ///
    /// When the value has none, see [`Encode::encode`](crate::Encode::encode).
    pub fn to_bytes(&self) -> Result<Vec<u8>, EncodeError> {
        self.any().to_bytes()
    }

    /// Returns the value as JSON. In TDLib's form, a double that is not finite becomes null; see
    /// `try_to_json`.
    #[cfg(feature = "json")]
    pub fn to_json(&self) -> serde_json::Value {
        self.any().to_json()
    }

    /// The value as JSON.
    ///
    /// # Errors
    ///
    /// Returns an error if a double is not finite and the JSON is TDLib's, which cannot express it.
    #[cfg(feature = "json")]
    pub fn try_to_json(&self) -> Result<serde_json::Value, crate::json::JsonError> {
        self.any().try_to_json()
    }

    /// The value, if it is a `T`: the enum of the type, or the struct of a type with one constructor or of a function.
    pub fn downcast_ref<T: Described>(&self) -> Option<&T> {
        self.any().downcast_ref()
    }

    /// The value, if it is a `T`.
    ///
    /// # Errors
    ///
    /// The same object when it is not.
    pub fn downcast<T: Described>(self: Box<Self>) -> Result<T, Box<Self>> {
        self.into_any().downcast().map_err(|any| -> Box<Self> { Box::new(any) })
    }
}

impl core::fmt::Debug for dyn Object {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        core::fmt::Debug::fmt(self.any(), f)
    }
}

impl Any {
    /// The name of the constructor or function in the schema.
    pub fn name(&self) -> &'static str {
        match self.value().view() {
            View::Struct { fields, .. } => fields.of.name,
            View::Union { of, variant, .. } => of.variants[variant].name(),
            View::Opaque { of, stored, .. } => of.name_of(stored.id()).unwrap_or_default(),
            _ => self.kind().name(),
        }
    }

    /// The id of the constructor or function.
    pub fn id(&self) -> u32 {
        match self.value().view() {
            View::Union { of, variant, .. } => of.variants[variant].id,
            View::Opaque { stored, .. } => stored.id(),
            _ => self.kind().id(),
        }
    }

    /// The bytes, the id first.
    ///
    /// # Errors
    ///
    /// When the value has none, see [`Encode::encode`](crate::Encode::encode).
    pub fn to_bytes(&self) -> Result<Vec<u8>, EncodeError> {
        let mut out = Vec::new();
        encode::append(self.value(), &mut out)?;
        Ok(out)
    }

    /// Returns the value as JSON. In TDLib's form, a double that is not finite becomes null; see
    /// [`try_to_json`](Self::try_to_json).
    #[cfg(feature = "json")]
    pub fn to_json(&self) -> serde_json::Value {
        crate::json::any_to_json(self)
    }

    /// The value as JSON.
    ///
    /// # Errors
    ///
    /// Returns an error if a double is not finite and the JSON is TDLib's, which cannot express it.
    #[cfg(feature = "json")]
    pub fn try_to_json(&self) -> Result<serde_json::Value, crate::json::JsonError> {
        crate::json::any_try_to_json(self)
    }
}

/// The value of `registry` that `bytes` are, from their start to their end.
///
/// # Errors
///
/// When they are none, or more than one.
#[doc(hidden)]
pub fn decode(
    registry: &'static Registry,
    bytes: &[u8],
    options: &DecodeOptions,
) -> Result<Box<dyn Object>, DecodeError> {
    let mut reader = Reader::with(bytes, options);
    let any = reader.build_any(registry)?;
    reader.finish()?;
    Ok(Box::new(any))
}

/// The value of `registry` that `json` is.
///
/// # Errors
///
/// Returns an error if `json` is not such a value.
#[cfg(feature = "json")]
#[doc(hidden)]
pub fn from_json(
    registry: &'static Registry,
    json: &serde_json::Value,
    options: &crate::json::JsonOptions,
) -> Result<Box<dyn Object>, crate::json::JsonError> {
    crate::json::any_from_json(registry, json, options).map(|any| -> Box<dyn Object> { Box::new(any) })
}
