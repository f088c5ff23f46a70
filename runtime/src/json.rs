//! Values as JSON, by their tables.
//!
//! The canonical form: `_` names the constructor or function; fields have their names of the schema; `int` is a number,
//! `long` a decimal string, `double` a number or `"NaN"`, `"Infinity"`, `"-Infinity"`; `bytes` and `int128` to `int512`
//! are hexadecimal, and so is a value that is not looked into; a flag is `true` or no key; an optional field
//! that is not there is no key; a flags word appears only where it is a field, with the bits that no other field depends on,
//! unless these are 0.
//!
//! TDLib's form, where the table says so: `@type` names the constructor or function, bytes are Base64, and a double is finite.
//! Reading is as lenient as TDLib: a missing or null member stands for zero, an empty string or an empty vector; a number may
//! stand in a string, and an integer for a `Bool`; an object of a type with one constructor needs no `@type`; members such as
//! `@extra` are the caller's own, and others that are no fields are ignored, see [`JsonOptions`].
//! A flags word is a member as any other, with all of its bits, unless they are 0.
//!
//! An object with two members of one name is an error where JSON is read by `Deserialize`. A [`serde_json::Value`] has
//! kept the last of them alone, so what is made from one cannot tell.

mod base64;
mod hex;
mod read;
mod text;

use alloc::{format, string::String};
use core::fmt;

pub use serde;
use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::Error as _,
    ser::{SerializeMap, SerializeSeq},
};
pub use serde_json;
use serde_json::Value;

use read::{Node, Tree};
use text::Text;

use crate::{
    error::Trail,
    memory::{self, Any, Described, Fields, Ref, Source as _, Stop, View},
    opaque::Stored,
    table::{Dialect, Kind, Registry, Role},
};

/// `value` as JSON.
///
/// # Errors
///
/// When the serializer has one, and when a double is not finite and the JSON is TDLib's, which has no form for it.
pub fn serialize<T: Described, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
    let json = Json::whole(Ref::of(value));
    // Looked at first: a serializer may have written half of the value by the time it is told.
    if json.not_finite().is_some() {
        return Err(serde::ser::Error::custom(NOT_FINITE));
    }
    json.serialize(serializer)
}

/// The value that JSON is.
///
/// # Errors
///
/// Returns an error if `json` is not such a value, or if an object has two members of one name. The message says where.
pub fn deserialize<'de, T: Described, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    let Text(json) = Text::deserialize(deserializer)?;
    from_json(&json).map_err(D::Error::custom)
}

/// The value that `json` is.
///
/// # Errors
///
/// Returns an error if `json` is not such a value.
pub fn from_json<T: Described>(json: &Value) -> Result<T, JsonError> {
    from_json_with(json, &JsonOptions::new())
}

/// Reads `json` as a value, with `options`.
///
/// # Errors
///
/// Returns an error if `json` is not such a value.
pub fn from_json_with<T: Described>(json: &Value, options: &JsonOptions) -> Result<T, JsonError> {
    let mut tree = Tree::new(*options);
    memory::build(&mut tree, Node::Value(json)).map_err(|Stop| tree.explain())
}

/// The value of `registry` that `json` is.
///
/// # Errors
///
/// Returns an error if `json` is not such a value.
pub fn any_from_json(registry: &'static Registry, json: &Value, options: &JsonOptions) -> Result<Any, JsonError> {
    let mut tree = Tree::new(*options);
    let any = tree.any(Node::Value(json), registry);
    any.and_then(|(kind, node)| memory::build_any(&mut tree, kind, node)).map_err(|Stop| tree.explain())
}

/// `value` as JSON; a double that has no JSON is null.
pub fn any_to_json(value: &Any) -> Value {
    serde_json::to_value(Json::whole(value.value())).expect("keys are strings and numbers are finite")
}

/// `value` as JSON.
///
/// # Errors
///
/// Returns an error if a double is not finite and the JSON is TDLib's, which cannot express it.
pub fn any_try_to_json(value: &Any) -> Result<Value, JsonError> {
    match Json::whole(value.value()).not_finite() {
        None => Ok(any_to_json(value)),
        Some(trail) => Err(JsonError { path: trail.path(), message: NOT_FINITE.into() }),
    }
}

const NOT_FINITE: &str = "a double that is not finite has no JSON in TDLib's form";

/// How JSON is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct JsonOptions {
    /// How deep definitions may be nested, as [`Limits::depth`](crate::Limits::depth) says it for bytes.
    pub depth: u32,
    /// Whether members that are no fields are ignored where the JSON is TDLib's. On by default, as in TDLib: a newer
    /// TDLib sends fields that an older schema does not have. Canonical JSON never has such members.
    pub unknown_members: bool,
}

impl Default for JsonOptions {
    fn default() -> Self {
        Self { depth: crate::Limits::default().depth, unknown_members: true }
    }
}

impl JsonOptions {
    /// The defaults.
    pub fn new() -> Self {
        Self::default()
    }

    /// Returns options that refuse unknown members, so that nothing in the JSON is lost.
    pub fn strict() -> Self {
        Self { unknown_members: false, ..Self::default() }
    }

    /// With another depth.
    #[must_use]
    pub fn depth(mut self, depth: u32) -> Self {
        self.depth = depth;
        self
    }

    /// With unknown members ignored or refused.
    #[must_use]
    pub fn unknown_members(mut self, ignored: bool) -> Self {
        self.unknown_members = ignored;
        self
    }
}

/// Why JSON is not the value that was expected, or why a value has no JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JsonError {
    path: String,
    message: String,
}

impl JsonError {
    /// Why a value that is kept as bytes is not the one that was expected.
    pub(crate) fn of_bytes(error: &crate::DecodeError) -> Self {
        Self { path: String::from(error.path()), message: format!("{} at byte {}", error.problem(), error.offset()) }
    }

    /// The fields that lead to the place, such as `updates.updates[3].message`; empty at the outermost value.
    pub fn path(&self) -> &str {
        &self.path
    }
}

impl fmt::Display for JsonError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        if self.path.is_empty() { Ok(()) } else { write!(f, ", in {}", self.path) }
    }
}

impl core::error::Error for JsonError {}

/// A value on its way to JSON.
struct Json<'a> {
    value: Ref<'a>,
    dialect: Dialect,
}

impl<'a> Json<'a> {
    fn whole(value: Ref<'a>) -> Self {
        Self { value, dialect: value.kind().dialect() }
    }

    /// Where a double is that has no JSON.
    fn not_finite(&self) -> Option<Trail> {
        // Bindings are of one dialect throughout.
        if self.dialect == Dialect::Canonical {
            return None;
        }
        let in_fields = |fields: Fields<'a>| {
            let mut named = fields.of.named();
            named.find_map(|(entry, name)| {
                let mut trail = Self { value: fields.get(entry)?, ..*self }.not_finite()?;
                trail.field(fields.of.name, name.tl);
                Some(trail)
            })
        };
        match self.value.view() {
            View::Double(it) => (!it.is_finite()).then(Trail::default),
            View::Struct { fields, .. } | View::Union { fields: Some(fields), .. } => in_fields(fields),
            View::Heap(value) | View::Nullable(Some(value)) => Self { value, ..*self }.not_finite(),
            View::Any(any) => Self { value: any.value(), ..*self }.not_finite(),
            View::Vector(items) => items.iter().enumerate().find_map(|(at, value)| {
                let mut trail = Self { value, ..*self }.not_finite()?;
                trail.element(at);
                Some(trail)
            }),
            _ => None,
        }
    }
}

impl Serialize for Json<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let dialect = self.dialect;
        match self.value.view() {
            View::Int(it) => serializer.serialize_i32(it),
            View::Nat(it) => serializer.serialize_u32(it),
            View::Long(it) if matches!(self.value.kind(), Kind::Int53) => serializer.serialize_i64(it),
            View::Long(it) => serializer.collect_str(&it),
            View::Double(it) if it.is_finite() => serializer.serialize_f64(it),
            View::Double(_) if dialect == Dialect::Tdlib => serializer.serialize_none(),
            View::Double(it) => serializer.serialize_str(not_finite(it)),
            View::Bool(it) => serializer.serialize_bool(it),
            View::String(it) | View::SecretString(it) => serializer.serialize_str(it),
            View::Bytes(it) | View::SecretBytes(it) => serializer.serialize_str(&text_of(it, dialect)),
            View::Fixed(it) => serializer.serialize_str(&text_of(it, dialect)),
            View::Opaque { stored: Stored::Bytes(bytes), .. } => serializer.serialize_str(&text_of(bytes, dialect)),
            View::Opaque { stored: Stored::Json(_, json), .. } => json.serialize(serializer),
            View::Unit { .. } => serializer.serialize_bool(true),
            View::Struct { fields, .. } | View::Union { fields: Some(fields), .. } => {
                serialize_fields(fields, serializer)
            }
            View::Union { of, variant, fields: None } => {
                let mut map = serializer.serialize_map(Some(1))?;
                map.serialize_entry(name_key(of.dialect()), of.variants[variant].name())?;
                map.end()
            }
            View::Heap(value) | View::Nullable(Some(value)) => Self { value, dialect }.serialize(serializer),
            View::Any(any) => Self::whole(any.value()).serialize(serializer),
            View::Nullable(None) => serializer.serialize_none(),
            View::Vector(items) => {
                let mut seq = serializer.serialize_seq(Some(items.len))?;
                for value in items.iter() {
                    seq.serialize_element(&Self { value, dialect })?;
                }
                seq.end()
            }
        }
    }
}

/// The key that names a constructor or function.
fn name_key(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Canonical => "_",
        Dialect::Tdlib => "@type",
    }
}

fn serialize_fields<S: Serializer>(fields: Fields<'_>, serializer: S) -> Result<S::Ok, S::Error> {
    let dialect = fields.of.dialect();
    let mut map = serializer.serialize_map(None)?;
    if !fields.of.name.is_empty() {
        map.serialize_entry(name_key(dialect), fields.of.name)?;
    }
    let mut word = 0;
    for (entry, name) in fields.of.named() {
        match entry.role {
            Role::Mask | Role::Word => {
                let bits = fields.bits(word);
                let data = match fields.get(entry).map(Ref::view) {
                    Some(View::Nat(data)) => data & !bits,
                    _ => 0,
                };
                let said = match dialect {
                    Dialect::Tdlib => bits | data,
                    Dialect::Canonical => data,
                };
                if said != 0 {
                    map.serialize_entry(name.tl, &said)?;
                }
                word += 1;
            }
            Role::Flag(_) | Role::Shadow(_) => {
                if fields.is_on(entry) {
                    map.serialize_entry(name.tl, &true)?;
                }
            }
            Role::Required | Role::Optional(..) | Role::Nullable(_) => {
                if let Some(value) = fields.get(entry) {
                    map.serialize_entry(name.tl, &Json { value, dialect })?;
                }
            }
        }
    }
    map.end()
}

fn not_finite(number: f64) -> &'static str {
    if number.is_nan() {
        "NaN"
    } else if number > 0.0 {
        "Infinity"
    } else {
        "-Infinity"
    }
}

/// Bytes as a string.
fn text_of(bytes: &[u8], dialect: Dialect) -> String {
    match dialect {
        Dialect::Canonical => hex::encode(bytes),
        Dialect::Tdlib => base64::encode(bytes),
    }
}
