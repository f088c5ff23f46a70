//! Bytes from the network, read by tables.

mod skip;
mod wire;

use wire::Wire;

use crate::{
    Decode, DecodeError, DecodeOptions, Function, Problem,
    memory::{self, Any, Source as _},
    table::Registry,
};

/// Reads values one after another from bytes.
///
/// ```
/// let mut reader = tlforge::Reader::new(&[1, 0, 0, 0, 2, 0, 0, 0]);
/// assert_eq!(reader.read_int(), Ok(1));
/// assert_eq!(reader.remaining(), [2, 0, 0, 0]);
/// ```
#[derive(Debug)]
pub struct Reader<'a> {
    wire: Wire<'a>,
}

impl<'a> Reader<'a> {
    /// A reader of `bytes` with default options.
    pub fn new(bytes: &'a [u8]) -> Self {
        Self::with(bytes, &DecodeOptions::default())
    }

    /// A reader of `bytes` with these options. The limits hold for everything it reads, taken together.
    pub fn with(bytes: &'a [u8], options: &DecodeOptions) -> Self {
        Self { wire: Wire::new(bytes, options) }
    }

    /// The next value: the id, then the fields.
    ///
    /// # Errors
    ///
    /// When the next bytes are no such value. The reader is then somewhere inside it and of no further use.
    pub fn read<T: Decode>(&mut self) -> Result<T, DecodeError> {
        T::decode(self)
    }

    /// The next 4 bytes as an `int`, such as the id of the next value.
    ///
    /// # Errors
    ///
    /// When fewer are left.
    pub fn read_int(&mut self) -> Result<i32, DecodeError> {
        let read = self.wire.int(());
        self.wire.explain(read)
    }

    /// The next 8 bytes as a `long`.
    ///
    /// # Errors
    ///
    /// When fewer are left.
    pub fn read_long(&mut self) -> Result<i64, DecodeError> {
        let read = self.wire.long(());
        self.wire.explain(read)
    }

    /// The next `string` or `bytes`.
    ///
    /// # Errors
    ///
    /// When the next bytes are none.
    pub fn read_bytes(&mut self) -> Result<&'a [u8], DecodeError> {
        let read = self.wire.slice();
        self.wire.explain(read)
    }

    /// The next `n` bytes as they are.
    ///
    /// # Errors
    ///
    /// When fewer are left.
    pub fn read_raw(&mut self, n: usize) -> Result<&'a [u8], DecodeError> {
        let read = self.wire.take(n);
        self.wire.explain(read)
    }

    /// The next 4 bytes as the id they would be, without reading them; `None` when fewer are left.
    pub fn peek_id(&self) -> Option<u32> {
        self.wire.rest.first_chunk().copied().map(u32::from_le_bytes)
    }

    /// What has not been read yet.
    pub fn remaining(&self) -> &'a [u8] {
        self.wire.rest
    }

    /// How many bytes have been read.
    pub fn offset(&self) -> usize {
        self.wire.offset()
    }

    /// Checks that everything has been read.
    ///
    /// # Errors
    ///
    /// When bytes are left over.
    pub fn finish(mut self) -> Result<(), DecodeError> {
        let read = match self.wire.rest.len() {
            0 => Ok(()),
            bytes => Err(self.wire.stop(Problem::LeftOver { bytes })),
        };
        self.wire.explain(read)
    }

    pub(crate) fn build<T: memory::Described>(&mut self) -> Result<T, DecodeError> {
        let read = memory::build(&mut self.wire, ());
        self.wire.explain(read)
    }

    pub(crate) fn build_any(&mut self, registry: &'static Registry) -> Result<Any, DecodeError> {
        let read = self.wire.any((), registry).and_then(|(kind, ())| memory::build_any(&mut self.wire, kind, ()));
        self.wire.explain(read)
    }

    pub(crate) fn build_response<F: Function>(&mut self) -> Result<F::Response, DecodeError> {
        let read = memory::build_response::<F, _>(&mut self.wire, ());
        self.wire.explain(read)
    }
}

/// Checks that `bytes` are a value of the type, from their start to their end.
#[cfg(feature = "json")]
pub(crate) fn check(it: &'static crate::skeleton::Skeleton, bytes: &[u8]) -> Result<(), DecodeError> {
    let mut reader = Reader::new(bytes);
    let read = reader.wire.whole(it, false);
    reader.wire.explain(read)?;
    reader.finish()
}
