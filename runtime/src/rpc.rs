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

/// The error of a function: a [`Rejection`](crate::Rejection), or an [`RpcError`] where no error table says more.
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
    /// The error as the function's own type.
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
