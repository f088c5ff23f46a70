//! One module for each verb.

pub(crate) mod bump;
pub(crate) mod check;
pub(crate) mod completions;
pub(crate) mod decode;
pub(crate) mod diff;
pub(crate) mod docs;
pub(crate) mod encode;
pub(crate) mod explain;
pub(crate) mod fmt;
pub(crate) mod generate;
pub(crate) mod ids;
pub(crate) mod json;
pub(crate) mod man;
mod streams;
pub(crate) mod tlo;
pub(crate) mod why;
