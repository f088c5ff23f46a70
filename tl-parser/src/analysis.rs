//! Questions about a resolved schema, each answered by one pass over it.

mod finite;
pub(crate) mod flags;
mod reachability;
pub(crate) mod recursion;
mod size;
pub mod walk;

pub use finite::endless_types;
pub use flags::{FlagWord, flag_words, is_flags_name};
pub use reachability::{Item, Reached, matches, reach, select};
pub use recursion::{Components, Containment, components};
pub use size::MinimumSizes;
