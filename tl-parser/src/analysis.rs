//! Questions about a resolved schema.

mod finite;
pub mod walk;

pub use finite::endless_types;
