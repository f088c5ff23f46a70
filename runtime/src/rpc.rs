//! What a server refuses: the error as it came, and as the enum of the function that was called.

use alloc::{borrow::Cow, format, string::String};
use core::{error::Error, fmt, time::Duration};

/// An error as the server sent it: `rpc_error#2144ca19 error_code:int error_message:string = RpcError`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct RpcError {
    /// The code, like a status of HTTP; `-503` and `-500` occur too.
    pub code: i32,
    /// The text, such as `CALL_PEER_INVALID` or `FLOOD_WAIT_42`.
    pub message: String,
}

impl RpcError {
    /// An error with this code and text.
    pub fn new(code: i32, message: impl Into<String>) -> Self {
        Self { code, message: message.into() }
    }
}

impl fmt::Display for RpcError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.message, self.code)
    }
}

impl Error for RpcError {}

/// The error of a function: an enum of what it may give, with a variant for what nobody knows.
pub trait MethodError: From<RpcError> + Error {
    /// What this value is. For generated code.
    #[doc(hidden)]
    fn parts(&self) -> Parts<'_>;

    /// The code: of an error that is known the one the error table gives, of another the one that came.
    fn code(&self) -> i32 {
        match self.parts() {
            Parts::Known(known, _) => known.code,
            Parts::Other(raw) => raw.code,
        }
    }

    /// The text as the server sends it, such as `FLOOD_WAIT_42`.
    fn text(&self) -> Cow<'_, str> {
        match self.parts() {
            Parts::Known(known, None) => Cow::Borrowed(known.text),
            Parts::Known(known, Some(number)) => Cow::Owned(known.text.replacen("%d", &format!("{number}"), 1)),
            Parts::Other(raw) => Cow::Borrowed(&raw.message),
        }
    }

    /// How long to wait before the call is made again, if the error says so (`FLOOD_WAIT_%d` and its like).
    fn retry_after(&self) -> Option<Duration> {
        match self.parts() {
            Parts::Known(known, Some(number)) => match known.argument {
                "seconds" => Some(Duration::from_secs(number.into())),
                "minutes" => Some(Duration::from_secs(u64::from(number) * 60)),
                _ => None,
            },
            _ => None,
        }
    }

    /// The data centre to make the call at instead, if the error says so (`FILE_MIGRATE_%d` and its like).
    fn migrate_to(&self) -> Option<u32> {
        match self.parts() {
            Parts::Known(known, number) if known.text.ends_with("MIGRATE_%d") => number,
            _ => None,
        }
    }
}

impl MethodError for RpcError {
    fn parts(&self) -> Parts<'_> {
        Parts::Other(self)
    }
}

/// An error of a function together with what the server sent, so that nothing is lost.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Rejected<E> {
    /// The error as the enum of the function.
    pub error: E,
    /// The error as it came.
    pub raw: RpcError,
}

impl<E: MethodError> From<RpcError> for Rejected<E> {
    fn from(raw: RpcError) -> Self {
        Self { error: raw.clone().into(), raw }
    }
}

impl<E: fmt::Display> fmt::Display for Rejected<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the server refused the call: {}", self.raw)
    }
}

impl<E: Error + 'static> Error for Rejected<E> {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&self.error)
    }
}

/// Who may call a function.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Availability {
    /// Users only.
    Users,
    /// Bots only.
    Bots,
    /// Users and bots.
    Both,
    /// The error tables do not say.
    Unknown,
}

impl Availability {
    /// Whether a user may call it; `None` where nobody says.
    pub const fn to_users(self) -> Option<bool> {
        match self {
            Self::Users | Self::Both => Some(true),
            Self::Bots => Some(false),
            Self::Unknown => None,
        }
    }

    /// Whether a bot may call it; `None` where nobody says.
    pub const fn to_bots(self) -> Option<bool> {
        match self {
            Self::Bots | Self::Both => Some(true),
            Self::Users => Some(false),
            Self::Unknown => None,
        }
    }
}

/// An error that a table knows.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct Known {
    /// The text; `%d` stands for a number.
    pub text: &'static str,
    /// The code.
    pub code: i32,
    /// What the number is; empty without one.
    pub argument: &'static str,
}

/// What an error is.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub enum Parts<'a> {
    /// One that the table knows, with its number.
    Known(&'static Known, Option<u32>),
    /// Another.
    Other(&'a RpcError),
}

/// Which of `table` a text is, with its number: a fixed text before patterns, and of patterns the one with the longest
/// fixed part. Numbers are decimal without sign or leading zeros, and fit 32 bits. The code plays no part: servers give
/// one text with several codes.
pub(crate) fn find(table: &[Known], text: &str) -> Option<(usize, u32)> {
    if let Some(at) = table.iter().position(|known| known.argument.is_empty() && known.text == text) {
        return Some((at, 0));
    }
    table
        .iter()
        .enumerate()
        .filter(|(_, known)| !known.argument.is_empty())
        .filter_map(|(at, known)| {
            let (before, after) = known.text.split_once("%d")?;
            let digits = text.strip_prefix(before)?.strip_suffix(after)?;
            let plain = digits.bytes().all(|byte| byte.is_ascii_digit()) && (digits == "0" || !digits.starts_with('0'));
            let number = if plain { digits.parse().ok()? } else { return None };
            Some((known.text.len(), before.len(), at, number))
        })
        .max_by_key(|(len, before, ..)| (*len, *before))
        .map(|(_, _, at, number)| (at, number))
}

/// The errors that any function may give.
#[doc(hidden)]
#[derive(Debug)]
pub struct Common<C> {
    table: &'static [Known],
    make: fn(usize, u32) -> Option<C>,
}

impl<C> Common<C> {
    /// A table, and how one of its errors is made.
    pub const fn new(table: &'static [Known], make: fn(usize, u32) -> Option<C>) -> Self {
        Self { table, make }
    }

    /// The common error that `raw` is.
    pub fn find(&self, raw: &RpcError) -> Option<C> {
        let (at, number) = find(self.table, &raw.message)?;
        (self.make)(at, number)
    }
}

/// What `From<RpcError>` of generated enums does: the function's own errors, then the common ones, then `Other`.
#[doc(hidden)]
pub fn from_raw<E, C>(
    raw: RpcError,
    own: &'static [Known],
    make: fn(usize, u32) -> Option<E>,
    common: &Common<C>,
    wrap: fn(C) -> E,
    other: fn(RpcError) -> E,
) -> E {
    if let Some(error) = Common::new(own, make).find(&raw) {
        return error;
    }
    match common.find(&raw) {
        Some(error) => wrap(error),
        None => other(raw),
    }
}

/// What `Display` of generated enums does.
///
/// # Errors
///
/// When the formatter has one.
#[doc(hidden)]
pub fn display(error: &impl MethodError, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    write!(f, "{} ({})", error.text(), error.code())
}
