//! What can go wrong, with the place where it did.

use std::{error::Error, fmt};

/// Bytes that are not the value that was expected.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DecodeError {
    /// What kind of fault it is.
    pub kind: DecodeErrorKind,
    /// The byte at which it was met.
    pub offset: usize,
    /// The way from the outermost value, such as `updates.updates[3].message.media`; empty at the outermost value.
    pub path: String,
    /// What the schema wants there.
    pub expected: String,
    /// What stands there instead.
    pub found: String,
    /// A type such as the bytes may be a value of, where they can be read only by one that is said.
    pub needed_type: Option<String>,
}

/// The kinds of faults in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DecodeErrorKind {
    /// The bytes end too early.
    Truncated,
    /// There are bytes after the value.
    LeftOver,
    /// An id that the schema does not declare.
    UnknownId(u32),
    /// An id that the schema knows, but not here.
    WrongId(u32),
    /// A count that is negative or larger than the rest of the bytes allows, or a number other than the type says.
    Count,
    /// A `string` that is not UTF-8.
    Utf8,
    /// Bytes that mean something and would not be written so: see [`Tolerances`](crate::Tolerances).
    NonCanonical,
    /// Flag bits that the schema gives no meaning: see [`Tolerances`](crate::Tolerances).
    UnknownFlags(u32),
    /// More nesting, elements or memory than [`Options`](crate::Options) allow.
    Limit,
    /// The schema does not say what the bytes mean: a type variable without a value, several candidates.
    Undecided,
    /// A double that is not finite, where JSON of dialect `tdlib` was asked for, which has no form for it.
    NotFinite,
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.path.is_empty() {
            write!(f, "at byte {}: ", self.offset)?;
        } else {
            write!(f, "{} at byte {}: ", self.path, self.offset)?;
        }
        write!(f, "expected {}, found {}", self.expected, self.found)?;
        if let Some(ty) = &self.needed_type {
            write!(f, "; give the type of the value, such as `{ty}`")?;
        }
        Ok(())
    }
}

impl Error for DecodeError {}

/// A value that has no bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct EncodeError {
    /// The way from the outermost value to the field.
    pub path: String,
    /// What is wrong with it.
    pub message: String,
}

impl fmt::Display for EncodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        located(f, &self.path, &self.message)
    }
}

impl Error for EncodeError {}

/// JSON that is not a value of the expected type.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct JsonError {
    /// The way from the outermost value to the field; empty where the text is not JSON at all.
    pub path: String,
    /// What is wrong with it.
    pub message: String,
}

impl fmt::Display for JsonError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        located(f, &self.path, &self.message)
    }
}

impl Error for JsonError {}

/// A name or type that the schema does not have.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct NameError {
    /// What is wrong.
    pub message: String,
}

impl NameError {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self { message: message.into() }
    }
}

impl fmt::Display for NameError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl Error for NameError {}

fn located(f: &mut fmt::Formatter<'_>, path: &str, message: &str) -> fmt::Result {
    if path.is_empty() { f.write_str(message) } else { write!(f, "{path}: {message}") }
}

/// An error on its way out; each level adds its part of the path. Boxed, so that the way without errors moves a pointer
/// at most.
pub(crate) struct Fault<E>(Box<Parts<E>>);

struct Parts<E> {
    error: E,
    /// Innermost first.
    segments: Vec<String>,
}

pub(crate) type Outcome<T, E> = Result<T, Fault<E>>;

impl<E> Fault<E> {
    pub(crate) fn new(error: E) -> Self {
        Self(Box::new(Parts { error, segments: Vec::new() }))
    }

    /// Adds the field or definition `name`.
    pub(crate) fn named(mut self, name: &str) -> Self {
        self.0.segments.push(name.to_owned());
        self
    }

    /// Adds the position in a vector.
    pub(crate) fn item(mut self, at: usize) -> Self {
        self.0.segments.push(format!("[{at}]"));
        self
    }

    /// The error and its path.
    pub(crate) fn finish(self) -> (E, String) {
        let mut path = String::new();
        for segment in self.0.segments.iter().rev() {
            if !path.is_empty() && !segment.starts_with('[') {
                path.push('.');
            }
            path.push_str(segment);
        }
        (self.0.error, path)
    }
}
