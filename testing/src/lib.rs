//! What the tests of several crates and the fuzz targets share.

#[cfg(feature = "generated")]
pub mod agreement;
mod corpus;
#[cfg(feature = "dynamic")]
pub mod dynamic_codec;
#[cfg(feature = "golden")]
pub mod golden;
#[cfg(feature = "schemas")]
pub mod schema_text;

pub use corpus::replay;
