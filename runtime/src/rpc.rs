//! What a server refuses: the error as it came, and as the enum of the function that was called.

use alloc::{borrow::Cow, format, string::String};
use core::{error::Error, fmt, time::Duration};

use crate::memory::{Case, Row, look, make};

#[doc(hidden)]
pub use crate::memory::{Common, ErrorEnum, NoCommon};

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
            Parts::Known(_, code, _) => code,
            Parts::Other(raw) => raw.code,
        }
    }

    /// The text as the server sends it, such as `FLOOD_WAIT_42`.
    fn text(&self) -> Cow<'_, str> {
        match self.parts() {
            Parts::Known(text, _, None) => Cow::Borrowed(text),
            Parts::Known(text, _, Some((_, number))) => Cow::Owned(text.replacen("%d", &format!("{number}"), 1)),
            Parts::Other(raw) => Cow::Borrowed(&raw.message),
        }
    }

    /// Whether it is an error that the error tables know.
    fn is_known(&self) -> bool {
        !matches!(self.parts(), Parts::Other(_))
    }

    /// How long to wait before the call is made again, if the error says so (`FLOOD_WAIT_%d` and its like).
    fn retry_after(&self) -> Option<Duration> {
        match self.parts() {
            Parts::Known(_, _, Some(("seconds", number))) => Some(Duration::from_secs(number.into())),
            Parts::Known(_, _, Some(("minutes", number))) => Some(Duration::from_secs(u64::from(number) * 60)),
            _ => None,
        }
    }

    /// The data centre to make the call at instead, if the error says so (`FILE_MIGRATE_%d` and its like).
    fn migrate_to(&self) -> Option<u32> {
        match self.parts() {
            Parts::Known(text, _, Some((_, number))) if text.ends_with("MIGRATE_%d") => Some(number),
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

/// What an error is.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub enum Parts<'a> {
    /// One that a table knows: its text, in which `%d` stands for a number; its code; the name and value of the number.
    Known(&'static str, i32, Option<(&'static str, u32)>),
    /// Another.
    Other(&'a RpcError),
}

impl<E: ErrorEnum + From<RpcError> + Error> MethodError for E {
    fn parts(&self) -> Parts<'_> {
        // The common errors of a common error are none, so this ends.
        match look(self) {
            Case::Row(at, number) => {
                let row = Row::read(E::ROWS[at]);
                Parts::Known(row.text, row.code, row.argument.map(|argument| (argument, number)))
            }
            Case::Common(common) => common.parts(),
            Case::Other(raw) => Parts::Other(raw),
        }
    }
}

impl<E: ErrorEnum + MethodError + Clone + PartialEq> Common for E {
    fn find(raw: RpcError) -> Result<Self, RpcError> {
        match find(E::ROWS, &raw.message) {
            Some((at, number)) => Ok(make(Case::Row(at, number))),
            None => Err(raw),
        }
    }

    fn parts(&self) -> Parts<'_> {
        MethodError::parts(self)
    }
}

/// Which of `rows` a text is, with its number. A fixed text comes before patterns, and of patterns the one with the
/// longest fixed part. Numbers are decimal without sign or leading zeros, and fit 32 bits. The code plays no part: servers
/// give one text with several codes.
fn find(rows: &'static [&'static str], text: &str) -> Option<(usize, u32)> {
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

/// The error that `raw` is.
#[doc(hidden)]
pub fn from<E: ErrorEnum>(raw: RpcError) -> E {
    make(match find(E::ROWS, &raw.message) {
        Some((at, number)) => Case::Row(at, number),
        None => match E::Common::find(raw) {
            Ok(common) => Case::Common(common),
            Err(raw) => Case::Other(raw),
        },
    })
}

/// A copy of `error`.
#[doc(hidden)]
pub fn clone<E: ErrorEnum>(error: &E) -> E {
    make(match look(error) {
        Case::Row(at, number) => Case::Row(at, number),
        Case::Common(common) => Case::Common(common.clone()),
        Case::Other(raw) => Case::Other(raw.clone()),
    })
}

/// Whether `a` and `b` are the same error.
#[doc(hidden)]
pub fn eq<E: ErrorEnum>(a: &E, b: &E) -> bool {
    match (look(a), look(b)) {
        (Case::Row(a, number), Case::Row(b, other)) => a == b && number == other,
        (Case::Common(a), Case::Common(b)) => a == b,
        (Case::Other(a), Case::Other(b)) => a == b,
        _ => false,
    }
}

/// Prints `error` as a derived `Debug` would.
///
/// # Errors
///
/// When the formatter has one.
#[doc(hidden)]
pub fn debug<E: ErrorEnum>(error: &E, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match look(error) {
        Case::Row(at, number) => {
            let row = Row::read(E::ROWS[at]);
            match row.argument {
                Some(argument) => f.debug_struct(row.variant).field(argument, &number).finish(),
                None => f.write_str(row.variant),
            }
        }
        Case::Common(common) => f.debug_tuple("Common").field(common).finish(),
        Case::Other(raw) => f.debug_tuple("Other").field(raw).finish(),
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
