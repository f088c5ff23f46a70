//! The bytes under the types: a place in the input, and strings.

use crate::options::Tolerances;

/// A place in the input.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cursor<'d> {
    input: &'d [u8],
    at: usize,
}

/// Why a string cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BadString {
    Truncated,
    /// In a form that would not be written; which.
    NonCanonical(&'static str),
}

impl<'d> Cursor<'d> {
    pub(crate) const fn new(input: &'d [u8]) -> Self {
        Self { input, at: 0 }
    }

    pub(crate) const fn at(&self) -> usize {
        self.at
    }

    pub(crate) const fn left(&self) -> usize {
        self.input.len() - self.at
    }

    pub(crate) fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        let array = self.input[self.at..].first_chunk()?;
        self.at += N;
        Some(*array)
    }

    /// Goes on by `bytes`, or to the end.
    pub(crate) fn skip(&mut self, bytes: usize) {
        self.at += bytes.min(self.left());
    }

    /// The next four bytes, left where they are.
    pub(crate) fn peek(&self) -> Option<u32> {
        self.input[self.at..].first_chunk().copied().map(u32::from_le_bytes)
    }

    /// A `string` or `bytes`: one length byte below 254, or 254 and three of them, least significant first; the
    /// contents; zeros up to a multiple of four.
    pub(crate) fn string(&mut self, tolerances: Tolerances) -> Result<&'d [u8], BadString> {
        let rest = &self.input[self.at..];
        let length = |bytes: &[u8]| bytes.iter().rev().fold(0_usize, |sum, byte| sum << 8 | usize::from(*byte));
        let (head, len) = match *rest {
            [254, a, b, c, ..] => (4, length(&[a, b, c])),
            [255, ..] if !tolerances.huge_form => return Err(BadString::NonCanonical("a first length byte of 255")),
            // The most significant of the seven bytes are zero in any input that fits into memory.
            [255, a, b, c, d, 0, 0, 0, ..] => (8, length(&[a, b, c, d])),
            [] | [254 | 255, ..] => return Err(BadString::Truncated),
            [len, ..] => (1, usize::from(len)),
        };
        if head == 4 && len < 254 && !tolerances.long_form {
            return Err(BadString::NonCanonical("three length bytes for a short string"));
        }
        let padded = (head + len).next_multiple_of(4);
        let all = rest.get(..padded).ok_or(BadString::Truncated)?;
        let (contents, padding) = all[head..].split_at(len);
        if padding.iter().any(|byte| *byte != 0) && !tolerances.padding {
            return Err(BadString::NonCanonical("padding that is not zero"));
        }
        self.at += padded;
        Ok(contents)
    }
}

/// The longest string that has bytes.
pub(crate) const MAX_STRING: usize = (1 << 24) - 1;

/// Writes a `string` or `bytes` of at most [`MAX_STRING`] bytes.
pub(crate) fn write_string(contents: &[u8], out: &mut Vec<u8>) {
    let before = out.len();
    let [a, b, c, ..] = contents.len().to_le_bytes();
    if contents.len() < 254 {
        out.push(a);
    } else {
        out.extend_from_slice(&[254, a, b, c]);
    }
    out.extend_from_slice(contents);
    let written = out.len() - before;
    out.resize(before + written.next_multiple_of(4), 0);
}
