//! What can be made of bytes while they are read.

use crate::wire::{LayoutId, Wire};

/// What becomes of what is read. Each call says at which byte its part starts and where the next one would.
pub(crate) trait Sink {
    /// Whether a vector is read as far as it goes when its count is more than the data can hold. Otherwise nothing of it
    /// is read, and nothing is allocated for it.
    const PATIENT: bool = false;

    /// A definition starts; what follows belongs to it, up to its `close`. `boxed`: its id has been read.
    fn open(&mut self, layout: LayoutId, boxed: bool, at: Span);
    /// The field at this step of the definition follows.
    fn field(&mut self, layout: LayoutId, step: usize);
    /// A flags word; `unknown` holds the bits that no field depends on: the value of the word, if it is a field.
    fn word(&mut self, layout: LayoutId, step: usize, bits: u32, unknown: u32, at: Span);
    /// The definition ends.
    fn close(&mut self);
    /// A vector of `count` items starts.
    fn open_items(&mut self, wire: &Wire, count: usize, at: Span);
    /// The item at this position of the vector follows.
    fn item(&mut self, at: usize);
    /// The vector ends.
    fn close_items(&mut self);
    /// A value without parts.
    fn scalar(&mut self, scalar: Scalar<'_>, wire: &Wire, at: Span);
    /// An id where any constructor or function may stand, before the schema is asked: how many bytes from there on the
    /// sink has dealt with itself.
    fn foreign(&mut self, _id: u32, _at: usize) -> Option<usize> {
        None
    }
}

/// Where something starts, and where the next thing does.
pub(crate) type Span = (usize, usize);

/// A value without parts.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Scalar<'d> {
    True,
    Bool(bool),
    Nat(u32),
    Int(i32),
    Int53(i64),
    Long(i64),
    Double(f64),
    String(&'d str),
    Bytes(&'d [u8]),
    Int128(&'d [u8; 16]),
    Int256(&'d [u8; 32]),
    Int512(&'d [u8; 64]),
}
