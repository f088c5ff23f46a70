//! Pictures of bytes: how a definition is laid out, and an example byte by byte.

pub(crate) mod dump;
pub(crate) mod layout;

pub(crate) use dump::Dump;
pub(crate) use layout::Picture;
