//! Why bytes are no value, and why a value has no bytes.

use alloc::{boxed::Box, string::String};
use core::fmt;

/// Why bytes are not the value that was expected.
#[derive(Clone, PartialEq, Eq)]
pub struct DecodeError(Box<DecodeFault>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct DecodeFault {
    offset: usize,
    path: String,
    problem: Problem,
}

/// What is wrong with the bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Problem {
    /// They end before the value does.
    Truncated {
        /// How many more bytes were needed at this place.
        needed: usize,
    },
    /// The value ends before they do.
    LeftOver {
        /// How many bytes are left.
        bytes: usize,
    },
    /// The id of another constructor than the only one expected.
    UnexpectedId {
        /// The definition that was expected.
        expected: &'static str,
        /// Its id.
        expected_id: u32,
        /// The id that was found.
        found: u32,
    },
    /// The id of no constructor of the type. The schema may be older than the server.
    UnknownId {
        /// The type that was expected.
        expected: &'static str,
        /// The id that was found.
        found: u32,
    },
    /// A vector's count below zero.
    NegativeCount {
        /// The count.
        count: i32,
    },
    /// A vector's count that the rest of the bytes cannot hold.
    CountTooLarge {
        /// The count.
        count: u32,
    },
    /// Text that is not UTF-8.
    InvalidUtf8,
    /// A string or bytes whose length starts with 255.
    InvalidLength,
    /// A string or bytes of up to 253 bytes in the form for longer ones.
    LongForm,
    /// Padding that is not zero.
    Padding,
    /// Bits of a flags word that the schema gives no meaning.
    UnknownFlags {
        /// These bits.
        bits: u32,
    },
    /// Nested deeper than [`Limits::depth`](crate::Limits::depth).
    TooDeep,
    /// More elements than [`Limits::elements`](crate::Limits::elements).
    TooManyElements,
    /// More memory than [`Limits::bytes_per_byte`](crate::Limits::bytes_per_byte) allows.
    TooMuchMemory,
    /// An opaque value that is kept as JSON, from which no bytes can be made.
    OnlyJson,
    /// A compressed answer, which only the feature `gzip` unpacks.
    Compressed,
    /// A compressed answer whose contents are no gzip, or damaged.
    InvalidGzip,
    /// A compressed answer that unpacks to more than [`Limits::unpacked`](crate::Limits::unpacked).
    UnpackedTooLarge,
}

impl DecodeError {
    pub(crate) fn new(offset: usize, problem: Problem, path: String) -> Self {
        Self(Box::new(DecodeFault { offset, path, problem }))
    }

    /// How many bytes into the input.
    pub fn offset(&self) -> usize {
        self.0.offset
    }

    /// What is wrong.
    pub fn problem(&self) -> Problem {
        self.0.problem
    }

    /// The fields that lead to the place, such as `updates.updates[3].message.media`: the outermost definition, then
    /// the names of the schema. Empty where no definition had been started.
    pub fn path(&self) -> &str {
        &self.0.path
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at byte {}", self.0.problem, self.0.offset)?;
        if !self.0.path.is_empty() {
            write!(f, ", in {}", self.0.path)?;
        }
        Ok(())
    }
}

impl fmt::Debug for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DecodeError")
            .field("offset", &self.0.offset)
            .field("path", &self.0.path)
            .field("problem", &self.0.problem)
            .finish()
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Truncated { needed } => write!(f, "the input ends {needed} bytes too early"),
            Self::LeftOver { bytes } => write!(f, "{bytes} bytes are left over"),
            Self::UnexpectedId { expected, expected_id, found } => {
                write!(f, "expected `{expected}` (#{expected_id:08x}), found #{found:08x}")
            }
            Self::UnknownId { expected, found } => write!(
                f,
                "expected a constructor of `{expected}`, found #{found:08x}, which the schema does not know there; \
                 the schema may be older than the server"
            ),
            Self::NegativeCount { count } => write!(f, "a vector of {count} elements"),
            Self::CountTooLarge { count } => {
                write!(f, "a vector of {count} elements is longer than the input")
            }
            Self::InvalidUtf8 => f.write_str("a string is not UTF-8"),
            Self::InvalidLength => f.write_str("a length that starts with 255"),
            Self::LongForm => f.write_str("a short string in the form for long ones"),
            Self::Padding => f.write_str("padding that is not zero"),
            Self::UnknownFlags { bits } => {
                write!(f, "flags that the schema does not know: {bits:#x}")
            }
            Self::TooDeep => f.write_str("nested too deep"),
            Self::TooManyElements => f.write_str("too many elements"),
            Self::TooMuchMemory => f.write_str("the value takes far more memory than its bytes"),
            Self::OnlyJson => f.write_str("the value was read from JSON and has no bytes: read it by `json_as`"),
            Self::Compressed => f.write_str("the answer is compressed, which the feature `gzip` of `tlforge` reads"),
            Self::InvalidGzip => f.write_str("compressed data that cannot be unpacked"),
            Self::UnpackedTooLarge => f.write_str("compressed data that unpacks to too many bytes"),
        }
    }
}

impl core::error::Error for DecodeError {}

/// Why a value has no bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EncodeError(Box<EncodeFault>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct EncodeFault {
    path: String,
    problem: Unencodable,
}

/// What is wrong with a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Unencodable {
    /// A string or bytes of 2^24 bytes or more.
    TooLong {
        /// How many bytes.
        bytes: usize,
    },
    /// A vector with more elements than a count can say, 2^31 - 1.
    TooMany {
        /// How many elements.
        elements: usize,
    },
    /// Fields that share a flag bit, some there and some not.
    HalfSet {
        /// The flags word.
        word: &'static str,
        /// The bit.
        bit: u8,
    },
    /// A bit of a flags word that is a field, set there although the field that depends on it is absent.
    BitOfAbsentField {
        /// The flags word.
        word: &'static str,
        /// The bit.
        bit: u8,
    },
    /// A vector without a count of its own that does not have as many elements as the schema or another field says.
    WrongCount {
        /// How many it has.
        elements: usize,
        /// How many it should have.
        expected: u32,
    },
    /// A field or element that is null, which the wire cannot say.
    Null,
    /// An opaque value that was read from JSON.
    OnlyJson,
    /// The whole value has more bytes than memory can hold.
    TooLarge,
}

impl EncodeError {
    pub(crate) fn new(path: String, problem: Unencodable) -> Self {
        Self(Box::new(EncodeFault { path, problem }))
    }

    /// The fields that lead to the place, such as `messages.sendMessage.message`. Empty where it is the whole value.
    pub fn path(&self) -> &str {
        &self.0.path
    }

    /// What is wrong.
    pub fn problem(&self) -> Unencodable {
        self.0.problem
    }
}

impl fmt::Display for EncodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.problem)?;
        if !self.0.path.is_empty() {
            write!(f, ", in {}", self.0.path)?;
        }
        Ok(())
    }
}

impl fmt::Display for Unencodable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::TooLong { bytes } => write!(f, "{bytes} bytes are too long for a string: 16777215 at most"),
            Self::TooMany { elements } => {
                write!(f, "{elements} elements are too many for a vector")
            }
            Self::HalfSet { word, bit } => {
                write!(f, "fields that share bit {bit} of `{word}` are there in part: set all of them or none")
            }
            Self::BitOfAbsentField { word, bit } => {
                write!(
                    f,
                    "bit {bit} of `{word}` is set, but the field that depends on it is absent: set the field instead"
                )
            }
            Self::WrongCount { elements, expected } => {
                write!(f, "a vector of {elements} elements, where {expected} are said to be")
            }
            Self::Null => f.write_str("null has no bytes"),
            Self::OnlyJson => f.write_str("an opaque value that was read from JSON has no bytes"),
            Self::TooLarge => f.write_str("the value is larger than memory"),
        }
    }
}

impl core::error::Error for EncodeError {}

/// A path of fields, collected from the inside out while an error travels up.
#[derive(Debug, Default)]
pub(crate) struct Trail(alloc::vec::Vec<Step>);

#[derive(Debug)]
enum Step {
    /// A field, and the definition it is a field of.
    Field {
        of: &'static str,
        name: &'static str,
    },
    Element(usize),
}

impl Trail {
    pub(crate) fn field(&mut self, of: &'static str, name: &'static str) {
        self.0.push(Step::Field { of, name });
    }

    pub(crate) fn element(&mut self, index: usize) {
        self.0.push(Step::Element(index));
    }

    pub(crate) fn path(&self) -> String {
        use core::fmt::Write;
        let mut path = String::new();
        for step in self.0.iter().rev() {
            match *step {
                Step::Field { of, name } => {
                    if path.is_empty() {
                        path.push_str(of);
                    }
                    path.push('.');
                    path.push_str(name);
                }
                Step::Element(index) => write!(path, "[{index}]").expect("a `String` takes any text"),
            }
        }
        path
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString as _;

    #[test]
    fn an_error_of_the_whole_value_has_no_path() {
        let error = |path: &str| EncodeError::new(path.into(), Unencodable::TooLarge).to_string();
        assert_eq!(error(""), "the value is larger than memory");
        assert_eq!(error("a.b"), "the value is larger than memory, in a.b");
    }
}
