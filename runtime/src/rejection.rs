//! The error of a function, found by its text.

use core::{error::Error, fmt};

use crate::{
    RpcError,
    memory::{ErrorEnum, Row, error_of, row_of},
    rpc::{MethodError, Parts},
};

/// Why a server refused a call: the error of a [`Function`](crate::Function), told apart by the error tables.
///
/// ```text
/// match rejection {
///     Rejection::Method(DiscardCallError::CallPeerInvalid) => …, // one that this function has of its own
///     Rejection::Common(Common::FloodWait { seconds }) => …,     // one that any function may give
///     Rejection::Other(error) => …,                              // one that no table knows
///     …
/// }
/// ```
pub enum Rejection<E: ErrorEnum> {
    /// An error that the function has of its own.
    Method(E),
    /// An error that any function may give.
    Common(E::Common),
    /// An error that the error tables do not list for this function.
    Other(RpcError),
}

impl<E: ErrorEnum> From<RpcError> for Rejection<E> {
    /// The text decides, whatever the code is: servers give one text with several codes.
    fn from(raw: RpcError) -> Self {
        find(&raw.message)
            .map(Self::Method)
            .or_else(|| find(&raw.message).map(Self::Common))
            .unwrap_or_else(|| Self::Other(raw))
    }
}

impl<E: ErrorEnum> From<E> for Rejection<E> {
    fn from(error: E) -> Self {
        Self::Method(error)
    }
}

impl<E: ErrorEnum> MethodError for Rejection<E> {
    fn parts(&self) -> Parts<'_> {
        match self {
            Self::Method(error) => known(error),
            Self::Common(error) => known(error),
            Self::Other(raw) => Parts::Other(raw),
        }
    }
}

fn known<E: ErrorEnum>(error: &E) -> Parts<'static> {
    let (_, row, number) = row_of(error);
    Parts::Known(row.text, row.code, row.argument.map(|argument| (argument, number)))
}

impl<E: ErrorEnum> Clone for Rejection<E> {
    fn clone(&self) -> Self {
        match self {
            Self::Method(error) => Self::Method(copy(error)),
            Self::Common(error) => Self::Common(copy(error)),
            Self::Other(raw) => Self::Other(raw.clone()),
        }
    }
}

fn copy<E: ErrorEnum>(error: &E) -> E {
    let (row, _, number) = row_of(error);
    error_of(row, number)
}

impl<E: ErrorEnum> PartialEq for Rejection<E> {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Method(a), Self::Method(b)) => is_same(a, b),
            (Self::Common(a), Self::Common(b)) => is_same(a, b),
            (Self::Other(a), Self::Other(b)) => a == b,
            _ => false,
        }
    }
}

impl<E: ErrorEnum> Eq for Rejection<E> {}

fn is_same<E: ErrorEnum>(a: &E, b: &E) -> bool {
    let ((a, _, number), (b, _, other)) = (row_of(a), row_of(b));
    a == b && number == other
}

impl<E: ErrorEnum> fmt::Debug for Rejection<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Method(error) => f.debug_tuple("Method").field(&Shown(error)).finish(),
            Self::Common(error) => f.debug_tuple("Common").field(&Shown(error)).finish(),
            Self::Other(raw) => f.debug_tuple("Other").field(raw).finish(),
        }
    }
}

/// Prints an error as a derived `Debug` would.
struct Shown<'a, E>(&'a E);

impl<E: ErrorEnum> fmt::Debug for Shown<'_, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (_, row, number) = row_of(self.0);
        match row.argument {
            Some(argument) => f.debug_struct(row.variant).field(argument, &number).finish(),
            None => f.write_str(row.variant),
        }
    }
}

impl<E: ErrorEnum> fmt::Display for Rejection<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.text(), self.code())
    }
}

impl<E: ErrorEnum> Error for Rejection<E> {}

/// The error of `E` with this text. A fixed text comes before patterns, and of patterns the one with the longest fixed
/// part. Numbers are decimal without sign or leading zeros, and fit 32 bits.
fn find<E: ErrorEnum>(text: &str) -> Option<E> {
    let (row, number) = find_row(E::ROWS, text)?;
    Some(error_of(row, number))
}

fn find_row(rows: &'static [&'static str], text: &str) -> Option<(usize, u32)> {
    let known = || rows.iter().map(|row| Row::read(row).text).enumerate();
    if let Some((at, _)) = known().find(|(_, known)| *known == text && !known.contains("%d")) {
        return Some((at, 0));
    }
    let patterns = known().filter_map(|(at, known)| {
        let (before, after) = known.split_once("%d")?;
        let digits = text.strip_prefix(before)?.strip_suffix(after)?;
        let plain = digits.bytes().all(|byte| byte.is_ascii_digit()) && (digits == "0" || !digits.starts_with('0'));
        let number = if plain {
            digits.parse().ok()?
        } else {
            return None;
        };
        Some((known.len(), before.len(), at, number))
    });
    patterns.max_by_key(|(len, before, ..)| (*len, *before)).map(|(_, _, at, number)| (at, number))
}
