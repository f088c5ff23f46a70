//! What reading takes from the bytes besides definitions: fixed forms, ids, memory; and the faults in them.

use tlforge_parser::schema::Basic;

use super::{Read, Reader};
use crate::{
    DecodeError, DecodeErrorKind,
    bytes::BadString,
    env::Mismatch,
    error::Fault,
    sink::{Scalar, Sink},
    wire::Wire,
};

impl<'d, S: Sink> Reader<'_, 'd, '_, S> {
    /// A fixed form; `start` is where its id stood if it has one.
    pub(super) fn basic(&mut self, basic: Basic, wire: &Wire, start: usize) -> Read {
        let name = basic.bare_name().unwrap_or(basic.name());
        let (a, b, c);
        let scalar = match basic {
            Basic::Nat => Scalar::Nat(u32::from_le_bytes(self.array(name)?)),
            Basic::Int | Basic::Int32 => Scalar::Int(i32::from_le_bytes(self.array(name)?)),
            Basic::Int53 => Scalar::Int53(i64::from_le_bytes(self.array(name)?)),
            Basic::Long | Basic::Int64 => Scalar::Long(i64::from_le_bytes(self.array(name)?)),
            Basic::Double => Scalar::Double(f64::from_le_bytes(self.array(name)?)),
            Basic::String | Basic::SecureString => {
                let bytes = self.string(name)?;
                match str::from_utf8(bytes) {
                    Ok(text) => Scalar::String(text),
                    Err(error) => {
                        let found = format!("a byte that is not, {} bytes into it", error.valid_up_to());
                        return Err(fault_at(start, DecodeErrorKind::Utf8, "a string in UTF-8", found));
                    }
                }
            }
            Basic::Bytes | Basic::SecureBytes => Scalar::Bytes(self.string(name)?),
            Basic::Int128 => {
                a = self.array(name)?;
                Scalar::Int128(&a)
            }
            Basic::Int256 => {
                self.allocate(32)?;
                b = self.array(name)?;
                Scalar::Int256(&b)
            }
            Basic::Int512 => {
                self.allocate(64)?;
                c = self.array(name)?;
                Scalar::Int512(&c)
            }
            Basic::True => Scalar::True,
            Basic::Bool => {
                let id = self.peek(name)?;
                let Some(value) =
                    [false, true].into_iter().find(|value| self.codec.bool_ids[usize::from(*value)] == id)
                else {
                    return Err(self.wrong_id(id, "boolTrue or boolFalse".to_owned()));
                };
                self.id()?;
                Scalar::Bool(value)
            }
            Basic::Type | Basic::Vector | Basic::Object | Basic::Function => {
                return Err(self.fault(DecodeErrorKind::Undecided, "a value that has bytes", name));
            }
        };
        self.sink.scalar(scalar, wire, (start, self.cursor.at()));
        Ok(())
    }

    pub(super) fn array<const N: usize>(&mut self, expected: &str) -> Read<[u8; N]> {
        match self.cursor.array() {
            Some(array) => Ok(array),
            None => Err(self.truncated(&format!("the {N} bytes of {expected}"))),
        }
    }

    pub(super) fn int(&mut self, expected: &str) -> Read<i32> {
        self.array(expected).map(i32::from_le_bytes)
    }

    pub(super) fn id(&mut self) -> Read<u32> {
        self.array("an id").map(u32::from_le_bytes)
    }

    /// The next id, left where it is.
    pub(super) fn peek(&self, expected: &str) -> Read<u32> {
        self.cursor.peek().ok_or_else(|| self.truncated(&format!("the id of {expected}")))
    }

    /// As [`peek`](Self::peek); a value without an id may be shorter than one.
    pub(super) fn peek_or_default(&self, default: bool, wire: &Wire) -> Read<Option<u32>> {
        match self.cursor.peek() {
            None if !default => Err(self.truncated(&format!("the id of {}", self.codec.type_text(wire)))),
            id => Ok(id),
        }
    }

    pub(super) fn expect(&mut self, id: u32, wire: &Wire) -> Read {
        match self.cursor.peek() {
            Some(found) if found == id => self.id().map(drop),
            Some(found) => Err(self.wrong_id(found, format!("the id of {} ({id:08x})", self.codec.type_text(wire)))),
            None => Err(self.truncated(&format!("the id of {}", self.codec.type_text(wire)))),
        }
    }

    fn string(&mut self, name: &str) -> Read<&'d [u8]> {
        match self.cursor.string(self.options.tolerances) {
            Ok(bytes) => self.allocate(bytes.len()).map(|()| bytes),
            Err(BadString::Truncated) => Err(self.truncated(&format!("the contents of {name}"))),
            Err(BadString::NonCanonical(found)) => {
                Err(self.fault(DecodeErrorKind::NonCanonical, format!("the canonical form of {name}"), found))
            }
        }
    }

    pub(super) fn allocate(&mut self, bytes: usize) -> Read {
        let Some(memory) = self.memory.checked_sub(bytes) else {
            let expected = format!("no value of more than {} times the data", self.options.bytes_per_byte);
            return Err(self.fault(DecodeErrorKind::Limit, expected, "one"));
        };
        self.memory = memory;
        Ok(())
    }

    #[cold]
    pub(super) fn fault(
        &self,
        kind: DecodeErrorKind,
        expected: impl Into<String>,
        found: impl Into<String>,
    ) -> Fault<DecodeError> {
        fault_at(self.cursor.at(), kind, expected, found)
    }

    #[cold]
    fn truncated(&self, expected: &str) -> Fault<DecodeError> {
        let found = match self.cursor.left() {
            0 => "the end of the data".to_owned(),
            left => format!("the end of the data after {}", bytes_text(left)),
        };
        self.fault(DecodeErrorKind::Truncated, expected, found)
    }

    #[cold]
    pub(super) fn undecided(&self, wire: &Wire, mismatch: Mismatch) -> Fault<DecodeError> {
        let expected = format!("a value of {}", self.codec.type_text(wire));
        match mismatch {
            Mismatch::Unknown => {
                self.fault(DecodeErrorKind::Undecided, expected, "a variable that nothing gives a meaning here")
            }
            Mismatch::Different => {
                self.fault(DecodeErrorKind::Undecided, expected, "a constructor for other arguments of the type")
            }
        }
    }

    /// The id at the current place is not the one expected.
    #[cold]
    pub(super) fn wrong_id(&self, id: u32, expected: String) -> Fault<DecodeError> {
        if let Some(found) = self.codec.describe_id(id) {
            return self.fault(DecodeErrorKind::WrongId(id), expected, found);
        }
        let found = format!("the id {id:08x}, which the schema does not know");
        self.fault(DecodeErrorKind::UnknownId(id), expected, found)
    }
}

/// A fault at byte `offset`.
#[cold]
pub(super) fn fault_at(
    offset: usize,
    kind: DecodeErrorKind,
    expected: impl Into<String>,
    found: impl Into<String>,
) -> Fault<DecodeError> {
    let (expected, found) = (expected.into(), found.into());
    Fault::new(DecodeError { kind, offset, path: String::new(), expected, found, needed_type: None })
}

/// So many bytes, in words.
pub(crate) fn bytes_text(count: usize) -> String {
    if count == 1 { "1 byte".to_owned() } else { format!("{count} bytes") }
}
