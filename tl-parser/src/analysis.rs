//! Questions about a resolved schema, each answered by one pass over it.

pub mod finite;
pub mod flags;
pub mod reachability;
pub mod recursion;
pub mod size;
pub mod walk;

pub use finite::endless_types;
pub use flags::{FlagWord, flag_words};
pub use reachability::{Item, Reached, matches, reach, select};
pub use recursion::{Components, Containment, components};
pub use size::MinimumSizes;
