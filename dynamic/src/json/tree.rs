//! JSON text to a tree that borrows from it.

use std::{borrow::Cow, fmt};

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use crate::JsonError;

/// A JSON value. Objects keep the order of their members, and members of one name.
pub(super) enum Json<'t> {
    Null,
    Bool(bool),
    Int(i64),
    /// Beyond the largest `Int`.
    Large(u64),
    Float(f64),
    String(Cow<'t, str>),
    Array(Vec<Json<'t>>),
    Object(Members<'t>),
}

pub(super) type Members<'t> = Vec<(Cow<'t, str>, Json<'t>)>;

impl<'t> Json<'t> {
    /// Reads all of `text`, whose objects are nested `depth` levels at most.
    pub(super) fn parse(text: &'t str, depth: usize) -> Result<Self, JsonError> {
        let mut deserializer = serde_json::Deserializer::from_str(text);
        // `Levels` has a limit of its own.
        deserializer.disable_recursion_limit();
        let levels = Levels { left: depth.saturating_mul(LEVELS) };
        let parsed = levels.deserialize(&mut deserializer);
        let parsed = parsed.and_then(|json| deserializer.end().map(|()| json));
        parsed.map_err(|error| JsonError { path: String::new(), message: error.to_string() })
    }

    /// What it is, in words.
    pub(super) fn describe(&self) -> String {
        match self {
            Self::Null => "null".to_owned(),
            Self::Bool(value) => value.to_string(),
            Self::Int(number) => number.to_string(),
            Self::Large(number) => number.to_string(),
            Self::Float(number) => format!("{number:?}"),
            Self::String(text) if text.len() <= 40 => format!("the string \"{text}\""),
            Self::String(text) => format!("a string of {} bytes", text.len()),
            Self::Array(_) | Self::Object(_) => self.kind().to_owned(),
        }
    }

    /// What kind of JSON it is, for what may be a secret.
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "a boolean",
            Self::Int(_) | Self::Large(_) | Self::Float(_) => "a number",
            Self::String(_) => "a string",
            Self::Array(_) => "an array",
            Self::Object(_) => "an object",
        }
    }
}

/// The levels of JSON for each of a value: an object, and vectors in vectors around the next one. Which of them are
/// objects is counted when they are read as a value.
const LEVELS: usize = 4;

/// Reads a value of at most so many levels.
#[derive(Clone, Copy)]
struct Levels {
    left: usize,
}

impl Levels {
    fn deeper<E: Error>(self) -> Result<Self, E> {
        match self.left.checked_sub(1) {
            Some(left) => Ok(Self { left }),
            None => Err(E::custom("the value is nested too deep")),
        }
    }
}

impl<'de> DeserializeSeed<'de> for Levels {
    type Value = Json<'de>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Levels {
    type Value = Json<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Self::Value, E> {
        Ok(Json::Bool(value))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Self::Value, E> {
        Ok(Json::Int(number))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Self::Value, E> {
        Ok(i64::try_from(number).map_or(Json::Large(number), Json::Int))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Self::Value, E> {
        Ok(Json::Float(number))
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Json::String(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Json::String(Cow::Owned(text.to_owned())))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        let inner = self.deeper()?;
        let mut items = Vec::new();
        while let Some(item) = seq.next_element_seed(inner)? {
            items.push(item);
        }
        Ok(Json::Array(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let inner = self.deeper()?;
        let mut members = Vec::new();
        while let Some(name) = map.next_key_seed(Name)? {
            members.push((name, map.next_value_seed(inner)?));
        }
        Ok(Json::Object(members))
    }
}

/// Reads the name of a member.
struct Name;

impl<'de> DeserializeSeed<'de> for Name {
    type Value = Cow<'de, str>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for Name {
    type Value = Cow<'de, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name")
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed(text))
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Cow::Owned(text.to_owned()))
    }
}
