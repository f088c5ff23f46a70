//! Whether a call that was refused is made again, and when.

use core::time::Duration;

use crate::{InvokeError, MethodError};

/// How often and how long a caller is ready to wait when the server says `FLOOD_WAIT_%d` or the like.
///
/// It is a value and sleeps by no clock: it says how long, the caller waits as its runtime does, and calls again.
///
/// ```
/// use tlforge::{Function, InvokeBlocking, Invoked, Retry};
///
/// fn patient<F: Function, C: InvokeBlocking>(client: &C, call: &F) -> Invoked<F, C::Error> {
///     let mut retry = Retry::new();
///     loop {
///         match client.invoke(call) {
///             Err(error) => match retry.wait_for(&error) {
///                 Some(wait) => std::thread::sleep(wait),
///                 None => return Err(error),
///             },
///             done => return done,
///         }
///     }
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Retry {
    /// How many more times.
    times: u32,
    /// How long in all.
    left: Duration,
}

impl Default for Retry {
    fn default() -> Self {
        Self { times: 3, left: Duration::from_secs(60) }
    }
}

impl Retry {
    /// Three more calls at most, and a minute of waiting in all.
    pub fn new() -> Self {
        Self::default()
    }

    /// With so many more calls at most.
    #[must_use]
    pub fn times(mut self, times: u32) -> Self {
        self.times = times;
        self
    }

    /// With so much waiting in all.
    #[must_use]
    pub fn up_to(mut self, left: Duration) -> Self {
        self.left = left;
        self
    }

    /// How long to wait before the call is made again, which counts as one of the times. `None` when it should not be made
    /// again: the error asks for no wait, or for a longer one than is left, or there are no more times.
    pub fn wait_for<E: MethodError, T>(&mut self, error: &InvokeError<E, T>) -> Option<Duration> {
        let wait = error.retry_after()?;
        let (times, left) = (self.times.checked_sub(1)?, self.left.checked_sub(wait)?);
        *self = Self { times, left };
        Some(wait)
    }
}
