//! Dumps.
use crate::{Codec, DecodeError, Expected, Options};
/// A dump.
#[derive(Clone, Debug)]
pub struct Dump {
    /// text
    pub text: String,
    /// error
    pub error: Option<DecodeError>,
}
pub(crate) fn dump(_: &Codec, _: &Expected, _: &[u8], _: &Options) -> Dump {
    Dump { text: String::new(), error: None }
}
