//! Calls over a transport that somebody else has.

use alloc::vec::Vec;
use core::{error::Error, fmt, time::Duration};

use crate::{
    DecodeError, DecodeOptions, Encode as _, EncodeError, Function, MethodError, Rejected,
    mtproto::{self, RpcResult},
};

/// Something that sends a call and waits for its answer: a connection, a pool of them, a test.
///
/// A transport implements [`send`](Self::send), from bytes to bytes; who has one calls [`invoke`](Self::invoke), from a
/// function of the schema to its response.
///
/// ```
/// use tlforge::{Function, Invoke, Invoked, mtproto};
///
/// /// Answers every call with the same error.
/// struct Down;
///
/// impl Invoke for Down {
///     type Error = std::io::Error;
///
///     async fn send(&self, _call: Vec<u8>) -> Result<Vec<u8>, Self::Error> {
///         Ok(mtproto::rpc_error(&tlforge::RpcError::new(500, "INTERNAL")))
///     }
/// }
///
/// /// Works with any transport.
/// async fn ask<F: Function>(client: &impl Invoke<Error = std::io::Error>, call: &F) -> Invoked<F, std::io::Error> {
///     client.invoke(call).await
/// }
/// ```
///
/// No runtime is involved: the futures are those of the transport, and [`Send`], so that they can be spawned.
/// [`InvokeBlocking`] is the same without futures.
pub trait Invoke: Sync {
    /// Why there is no answer: the connection was cut, say.
    type Error;

    /// Sends the bytes of a call and waits for what `rpc_result` has as its `result`: the bytes of the response or of
    /// an `rpc_error`, `gzip_packed` or not.
    ///
    /// A transport that has read the error already gives its bytes back by [`mtproto::rpc_error`].
    fn send(&self, call: Vec<u8>) -> impl Future<Output = Result<Vec<u8>, Self::Error>> + Send;

    /// How answers are read.
    fn options(&self) -> DecodeOptions {
        DecodeOptions::default()
    }

    /// Makes a call and waits for its response.
    ///
    /// # Errors
    ///
    /// See [`InvokeError`].
    fn invoke<F: Function>(&self, call: &F) -> impl Future<Output = Invoked<F, Self::Error>> + Send {
        let call = call.to_bytes();
        async move {
            // Nothing of the error type may live across the wait: it need not be `Send`.
            let call = call.map_err(InvokeError::Encode)?;
            let answer = self.send(call).await;
            decode_answer::<F, _>(&answer.map_err(InvokeError::Transport)?, &self.options())
        }
    }
}

/// As [`Invoke`], for transports that block the thread until there is an answer.
pub trait InvokeBlocking {
    /// Why there is no answer: the connection was cut, say.
    type Error;

    /// As [`Invoke::send`].
    ///
    /// # Errors
    ///
    /// When there is no answer.
    fn send(&self, call: Vec<u8>) -> Result<Vec<u8>, Self::Error>;

    /// How answers are read.
    fn options(&self) -> DecodeOptions {
        DecodeOptions::default()
    }

    /// Makes a call and waits for its response.
    ///
    /// # Errors
    ///
    /// See [`InvokeError`].
    fn invoke<F: Function>(&self, call: &F) -> Invoked<F, Self::Error> {
        let call = call.to_bytes().map_err(InvokeError::Encode)?;
        let answer = self.send(call).map_err(InvokeError::Transport)?;
        decode_answer::<F, _>(&answer, &self.options())
    }
}

/// What a call of `F` over a transport with the error `T` gives.
pub type Invoked<F, T> = Result<<F as Function>::Response, InvokeError<<F as Function>::Error, T>>;

/// Why a call gave no response. `E` is the error of the function, `T` that of the transport.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum InvokeError<E, T> {
    /// The server refused it, and says why.
    Rejected(Rejected<E>),
    /// There is no answer. Whether the server did what was asked is not known.
    Transport(T),
    /// The answer is not what the schema says. The server did what was asked, if it is honest. Offsets are those of the
    /// unpacked answer.
    Decode(DecodeError),
    /// The call has no bytes, so nothing was sent.
    Encode(EncodeError),
}

impl<E, T> InvokeError<E, T> {
    /// What the server refused the call with, if it did.
    pub fn rejected(&self) -> Option<&E> {
        match self {
            Self::Rejected(rejected) => Some(&rejected.error),
            _ => None,
        }
    }
}

impl<E: MethodError, T> InvokeError<E, T> {
    /// How long the server asks to wait before the call is made again, if it does. [`Retry`](crate::Retry) says whether
    /// to do so.
    pub fn retry_after(&self) -> Option<Duration> {
        self.rejected()?.retry_after()
    }
}

impl<E: fmt::Display, T: fmt::Display> fmt::Display for InvokeError<E, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rejected(rejected) => rejected.fmt(f),
            Self::Transport(error) => write!(f, "the call has no answer: {error}"),
            Self::Decode(error) => write!(f, "the answer cannot be read: {error}"),
            Self::Encode(error) => write!(f, "the call cannot be written: {error}"),
        }
    }
}

impl<E: Error + 'static, T: Error + 'static> Error for InvokeError<E, T> {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Rejected(rejected) => rejected.source(),
            Self::Transport(error) => Some(error),
            Self::Decode(error) => Some(error),
            Self::Encode(error) => Some(error),
        }
    }
}

/// Reads the `result` of an `rpc_result`, as [`Invoke::invoke`] does.
///
/// # Errors
///
/// [`InvokeError::Rejected`] when it is an `rpc_error`, [`InvokeError::Decode`] when it is no response of `F` either.
pub fn decode_answer<F: Function, T>(result: &[u8], options: &DecodeOptions) -> Invoked<F, T> {
    let result = mtproto::unpack(result, &options.limits).map_err(InvokeError::Decode)?;
    let answer = RpcResult { req_msg_id: 0, result: &result };
    match answer.error().map_err(InvokeError::Decode)? {
        Some(raw) => Err(InvokeError::Rejected(raw.into())),
        None => F::decode_response_with(&result, options).map_err(InvokeError::Decode),
    }
}
