//! Questions about a resolved schema, each answered by one pass over it.

pub mod applied;
mod finite;
mod reachability;
mod reading;
mod recursion;
mod size;
pub mod walk;

pub use finite::endless_types;
pub use reachability::{Item, Reached, matches, reach, select};
pub use reading::{ArgList, FlagsWord, FlagsWords, Number, Reading, Role};
pub use recursion::{Components, Containment, components, strong_components};
pub use size::MinimumSizes;
