//! One module for each verb.

pub(crate) mod check;
pub(crate) mod completions;
pub(crate) mod fmt;
pub(crate) mod generate;
pub(crate) mod ids;
pub(crate) mod man;
pub(crate) mod tlo;
