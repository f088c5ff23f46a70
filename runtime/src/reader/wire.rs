//! Bytes as the source of a new value: the wire format, within limits.

use alloc::{string::String, vec::Vec};
use core::mem::MaybeUninit;

use crate::{
    BOOL_FALSE, BOOL_TRUE, DecodeError, DecodeOptions, Problem, TRUE, VECTOR,
    error::Trail,
    memory::{Source, Stop},
    opaque::Stored,
    options::{Limits, Tolerances},
    skeleton::Skeleton,
    table::{Bit, Count, Entry, Enum, Kind, MAX_WORDS, Payload, Registry, Struct, Vector},
};

#[derive(Debug)]
pub(super) struct Wire<'a> {
    pub(super) rest: &'a [u8],
    pub(super) len: usize,
    pub(super) depth: u32,
    pub(super) elements: u32,
    /// How many bytes may still be allocated.
    pub(super) memory: usize,
    pub(super) tolerances: Tolerances,
    pub(super) fault: Option<(usize, Problem)>,
    pub(super) trail: Trail,
}

/// The flags words of the struct being read.
pub(crate) struct Words {
    words: [u32; MAX_WORDS],
    read: u8,
}

impl Words {
    #[inline(always)]
    fn has(&self, bit: Bit) -> bool {
        self.words[bit.word()] & bit.mask() != 0
    }
}

impl<'a> Wire<'a> {
    pub(super) fn new(bytes: &'a [u8], options: &DecodeOptions) -> Self {
        Self {
            rest: bytes,
            len: bytes.len(),
            depth: options.limits.depth,
            elements: options.limits.elements,
            memory: bytes
                .len()
                .saturating_mul(options.limits.bytes_per_byte as usize)
                .saturating_add(Limits::FREE_MEMORY),
            tolerances: options.tolerances,
            fault: None,
            trail: Trail::default(),
        }
    }

    pub(super) fn offset(&self) -> usize {
        self.len - self.rest.len()
    }

    #[cold]
    pub(super) fn stop(&mut self, problem: Problem) -> Stop {
        self.stop_before(0, problem)
    }

    /// Stops because of something `bytes` before the current place.
    #[cold]
    pub(super) fn stop_before(&mut self, bytes: usize, problem: Problem) -> Stop {
        self.fault = Some((self.offset() - bytes, problem));
        Stop
    }

    pub(super) fn explain<T>(&mut self, read: Result<T, Stop>) -> Result<T, DecodeError> {
        read.map_err(|Stop| {
            let trail = core::mem::take(&mut self.trail);
            let (offset, problem) = self.fault.take().unwrap_or((self.offset(), Problem::TooMuchMemory));
            DecodeError::new(offset, problem, trail.path())
        })
    }

    #[inline(always)]
    pub(super) fn array<const N: usize>(&mut self) -> Result<[u8; N], Stop> {
        match self.rest.split_first_chunk() {
            Some((array, rest)) => {
                self.rest = rest;
                Ok(*array)
            }
            None => Err(self.stop(Problem::Truncated { needed: N - self.rest.len() })),
        }
    }

    #[inline(always)]
    pub(super) fn take(&mut self, n: usize) -> Result<&'a [u8], Stop> {
        match self.rest.split_at_checked(n) {
            Some((taken, rest)) => {
                self.rest = rest;
                Ok(taken)
            }
            None => Err(self.stop(Problem::Truncated { needed: n - self.rest.len() })),
        }
    }

    #[inline(always)]
    pub(super) fn id(&mut self) -> Result<u32, Stop> {
        self.array().map(u32::from_le_bytes)
    }

    #[inline(always)]
    pub(super) fn expect(&mut self, expected_id: u32, expected: &'static str) -> Result<(), Stop> {
        match self.id()? {
            found if found == expected_id => Ok(()),
            found => Err(self.stop_before(4, Problem::UnexpectedId { expected, expected_id, found })),
        }
    }

    /// The contents of a `string` or `bytes`: a length of one byte up to 253, or 254 and a length of three bytes;
    /// then the contents, then zeros up to a multiple of four.
    #[inline]
    pub(super) fn slice(&mut self) -> Result<&'a [u8], Stop> {
        let Some(&first) = self.rest.first() else {
            return Err(self.stop(Problem::Truncated { needed: 4 }));
        };
        let (head, len) = if first < 254 { (1, usize::from(first)) } else { self.long_length(first)? };
        let padded = (head + len).next_multiple_of(4);
        let all = self.take(padded)?;
        let (contents, padding) = all[head..].split_at(len);
        if padding.iter().any(|byte| *byte != 0) && !self.tolerances.padding {
            return Err(self.stop_before(padding.len(), Problem::Padding));
        }
        Ok(contents)
    }

    #[cold]
    pub(super) fn long_length(&mut self, first: u8) -> Result<(usize, usize), Stop> {
        if first == 255 {
            return self.huge_length();
        }
        let Some([_, a, b, c]) = self.rest.first_chunk() else {
            return Err(self.stop(Problem::Truncated { needed: 4 - self.rest.len() }));
        };
        let len = u32::from_le_bytes([*a, *b, *c, 0]) as usize;
        if len < 254 && !self.tolerances.long_form {
            return Err(self.stop(Problem::LongForm));
        }
        Ok((4, len))
    }

    /// A length of seven bytes after a first one of 255.
    #[cold]
    pub(super) fn huge_length(&mut self) -> Result<(usize, usize), Stop> {
        if !self.tolerances.huge_form {
            return Err(self.stop(Problem::InvalidLength));
        }
        let Some(head) = self.rest.first_chunk() else {
            return Err(self.stop(Problem::Truncated { needed: 8 - self.rest.len() }));
        };
        // Where it does not fit into memory, it is longer than what is left.
        let len = usize::try_from(u64::from_le_bytes(*head) >> 8).unwrap_or(usize::MAX);
        match len.checked_sub(self.rest.len()) {
            None | Some(0) => Ok((8, len)),
            Some(needed) => Err(self.stop(Problem::Truncated { needed })),
        }
    }

    /// The contents of a `string`.
    #[inline(always)]
    pub(super) fn text(&mut self) -> Result<&'a str, Stop> {
        let before = self.offset();
        let bytes = self.slice()?;
        match core::str::from_utf8(bytes) {
            Ok(text) => Ok(text),
            Err(_) => Err(self.stop_before(self.offset() - before, Problem::InvalidUtf8)),
        }
    }

    /// The number of elements of a vector, as the wire says it.
    #[inline(always)]
    pub(super) fn length(&mut self) -> Result<u32, Stop> {
        let count = self.array().map(i32::from_le_bytes)?;
        match u32::try_from(count) {
            Ok(count) => Ok(count),
            Err(_) => Err(self.stop_before(4, Problem::NegativeCount { count })),
        }
    }

    /// Checks that `count` elements of at least `min` bytes may be here.
    #[inline(always)]
    pub(super) fn room_for(&mut self, count: u32, min: u32) -> Result<(), Stop> {
        if u64::from(count) * u64::from(min) > self.rest.len() as u64 {
            return Err(self.stop(Problem::CountTooLarge { count }));
        }
        match self.elements.checked_sub(count) {
            Some(elements) => {
                self.elements = elements;
                Ok(())
            }
            None => Err(self.stop(Problem::TooManyElements)),
        }
    }

    /// So many bytes are about to be allocated.
    #[inline(always)]
    pub(super) fn take_memory(&mut self, bytes: usize) -> Result<(), Stop> {
        match self.memory.checked_sub(bytes) {
            Some(memory) => {
                self.memory = memory;
                Ok(())
            }
            None => Err(self.stop(Problem::TooMuchMemory)),
        }
    }

    #[inline(always)]
    pub(super) fn deeper(&mut self) -> Result<(), Stop> {
        match self.depth.checked_sub(1) {
            Some(depth) => {
                self.depth = depth;
                Ok(())
            }
            None => Err(self.stop(Problem::TooDeep)),
        }
    }
}

impl Source for Wire<'_> {
    type Node = ();
    type Frame = Words;

    #[inline(always)]
    fn int(&mut self, (): ()) -> Result<i32, Stop> {
        self.array().map(i32::from_le_bytes)
    }

    #[inline(always)]
    fn long(&mut self, (): ()) -> Result<i64, Stop> {
        self.array().map(i64::from_le_bytes)
    }

    #[inline(always)]
    fn nat(&mut self, (): ()) -> Result<u32, Stop> {
        self.array().map(u32::from_le_bytes)
    }

    #[inline(always)]
    fn double(&mut self, (): ()) -> Result<f64, Stop> {
        self.array().map(f64::from_le_bytes)
    }

    #[inline(always)]
    fn bool(&mut self, (): ()) -> Result<bool, Stop> {
        match self.id()? {
            BOOL_TRUE => Ok(true),
            BOOL_FALSE => Ok(false),
            found => Err(self.stop_before(4, Problem::UnknownId { expected: "Bool", found })),
        }
    }

    #[inline(always)]
    fn string(&mut self, (): ()) -> Result<String, Stop> {
        let text = self.text()?;
        self.allocate(text.len())?;
        Ok(text.into())
    }

    #[inline(always)]
    fn bytes(&mut self, (): ()) -> Result<Vec<u8>, Stop> {
        let bytes = self.slice()?;
        self.allocate(bytes.len())?;
        Ok(bytes.into())
    }

    fn opaque(&mut self, (): (), it: &'static Skeleton, bare: bool) -> Result<Stored, Stop> {
        self.whole(it, bare).map(Stored::Bytes)
    }

    #[inline(always)]
    fn fixed(&mut self, (): (), into: &mut [u8]) -> Result<(), Stop> {
        into.copy_from_slice(self.take(into.len())?);
        Ok(())
    }

    fn unit(&mut self, (): (), boxed: bool) -> Result<(), Stop> {
        if boxed { self.expect(TRUE, "true") } else { Ok(()) }
    }

    #[inline(always)]
    fn enter(&mut self, (): (), it: &'static Struct, boxed: bool) -> Result<Words, Stop> {
        if boxed {
            self.expect(it.id, it.name)?;
        }
        self.deeper()?;
        Ok(Words { words: [0; MAX_WORDS], read: 0 })
    }

    #[inline(always)]
    fn leave(&mut self) {
        self.depth += 1;
    }

    #[inline(always)]
    fn mask(&mut self, frame: &mut Words, it: &'static Struct, _: usize) -> Result<(), Stop> {
        let word = self.id()?;
        frame.words[usize::from(frame.read)] = word;
        if !self.tolerances.unknown_flags {
            let bits = word & !it.known_bits(frame.read.into());
            if bits != 0 {
                return Err(self.stop_before(4, Problem::UnknownFlags { bits }));
            }
        }
        frame.read += 1;
        Ok(())
    }

    fn word(&mut self, frame: &mut Words, it: &'static Struct, _: usize) -> Result<u32, Stop> {
        let word = self.id()?;
        frame.words[usize::from(frame.read)] = word;
        let data = word & !it.known_bits(frame.read.into());
        frame.read += 1;
        Ok(data)
    }

    #[inline(always)]
    fn flag(&mut self, frame: &mut Words, entry: &'static Entry, _: usize) -> Result<bool, Stop> {
        Ok(frame.has(entry.bit))
    }

    #[inline(always)]
    fn required(&mut self, _: &mut Words, _: &'static Entry, _: usize) -> Result<(), Stop> {
        Ok(())
    }

    #[inline(always)]
    fn optional(&mut self, frame: &mut Words, entry: &'static Entry, _: usize) -> Result<Option<()>, Stop> {
        Ok(frame.has(entry.bit).then_some(()))
    }

    /// Null has no bytes; it is not on the wire.
    #[inline(always)]
    fn nullable(&mut self, _: &mut Words, _: &'static Entry, _: usize) -> Result<Option<()>, Stop> {
        Ok(Some(()))
    }

    #[inline(always)]
    fn or_null(&mut self, (): ()) -> Result<Option<()>, Stop> {
        Ok(Some(()))
    }

    #[inline(always)]
    fn variant(&mut self, (): (), it: &'static Enum) -> Result<(usize, ()), Stop> {
        let found = self.id()?;
        match it.ids.binary_search_by_key(&found, |(id, _)| *id) {
            Ok(at) => {
                let at = usize::from(it.ids[at].1);
                // A variant without fields is no struct to enter, but it is a value as deep as one.
                if matches!(it.variants[at].payload, Payload::Unit(_)) && self.depth == 0 {
                    return Err(self.stop(Problem::TooDeep));
                }
                Ok((at, ()))
            }
            Err(_) => Err(self.stop_before(4, Problem::UnknownId { expected: it.name, found })),
        }
    }

    fn any(&mut self, (): (), it: &'static Registry) -> Result<(&'static Kind, ()), Stop> {
        let Some(found) = self.rest.first_chunk().copied().map(u32::from_le_bytes) else {
            return Err(self.stop(Problem::Truncated { needed: 4 - self.rest.len() }));
        };
        match it.by_id(found) {
            Some(kind) => Ok((kind, ())),
            None => Err(self.stop(Problem::UnknownId { expected: it.name, found })),
        }
    }

    #[inline(always)]
    fn count(&mut self, (): (), it: &'static Vector, counted: u32) -> Result<usize, Stop> {
        if it.count == Count::Boxed {
            self.expect(VECTOR, "vector")?;
        }
        let count = match it.count {
            Count::Boxed | Count::Bare => self.length()?,
            Count::Fixed(count) => count,
            Count::Entry(_) => counted,
        };
        self.room_for(count, it.item.min())?;
        Ok(count as usize)
    }

    #[inline(always)]
    fn item(&mut self, (): (), _: &'static Vector, _: usize) -> Result<(), Stop> {
        Ok(())
    }

    fn bulk(&mut self, (): (), _: &'static Vector, into: &mut [MaybeUninit<u8>]) -> Result<bool, Stop> {
        // The compiler makes one copy of it.
        let bytes = self.take(into.len())?;
        for (to, byte) in into.iter_mut().zip(bytes) {
            to.write(*byte);
        }
        Ok(true)
    }

    #[inline(always)]
    fn allocate(&mut self, bytes: usize) -> Result<(), Stop> {
        self.take_memory(bytes)
    }

    #[cold]
    fn stopped_in(&mut self, it: &'static Struct, at: usize) {
        self.trail.field(it.name, it.name_at(at));
    }

    #[cold]
    fn stopped_at(&mut self, index: usize) {
        self.trail.element(index);
    }
}
