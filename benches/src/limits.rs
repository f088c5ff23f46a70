//! What each figure is to be at most.

/// A limit of a line of the table.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Limit {
    /// Ours divided by theirs.
    Ratio(f64),
    /// Ours alone.
    Count(f64),
    /// None: the line is there to be read.
    Open,
}

pub(crate) const CHECK: Limit = Limit::Ratio(0.40);
pub(crate) const DEBUG: Limit = Limit::Ratio(0.35);
pub(crate) const RELEASE: Limit = Limit::Ratio(0.30);
pub(crate) const RELEASE_WITH_PROGRAM: Limit = Limit::Ratio(0.40);
pub(crate) const MEMORY: Limit = Limit::Ratio(0.50);
pub(crate) const RLIB: Limit = Limit::Ratio(0.40);
pub(crate) const CHECK_FULL: Limit = Limit::Ratio(0.12);
pub(crate) const WHOLE_BUILD: Limit = Limit::Ratio(0.60);
pub(crate) const PARSE: Limit = Limit::Ratio(0.50);
pub(crate) const DECODE_SHORT: Limit = Limit::Ratio(0.15);
pub(crate) const DECODE: Limit = Limit::Ratio(0.45);
pub(crate) const DECODE_ALLOCATIONS: Limit = Limit::Ratio(0.70);
pub(crate) const DECODE_LONGS: Limit = Limit::Ratio(1.20);
pub(crate) const ENCODE: Limit = Limit::Ratio(0.60);
pub(crate) const ENCODE_ALLOCATIONS: Limit = Limit::Count(1.0);
pub(crate) const ENCODE_CALL: Limit = Limit::Ratio(0.60);
