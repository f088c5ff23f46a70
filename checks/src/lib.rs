//! Where the reference data is.

use std::{
    fs,
    io::Read as _,
    path::{Path, PathBuf},
};

use tlforge_parser::SourceMap;

/// The directory of the reference data.
///
/// # Panics
///
/// When `TLFORGE_SHARED` does not name it.
pub fn shared() -> PathBuf {
    PathBuf::from(std::env::var_os("TLFORGE_SHARED").expect("TLFORGE_SHARED names the directory of the reference data"))
}

/// The text of a file of the reference data, by its path there.
///
/// # Panics
///
/// When it cannot be read.
pub fn text(path: impl AsRef<Path>) -> String {
    let path = shared().join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The text of a compressed file of the reference data.
///
/// # Panics
///
/// When it cannot be read.
pub fn compressed(path: impl AsRef<Path>) -> String {
    let mut text = String::new();
    let file = fs::File::open(shared().join(path)).expect("a file of the reference data");
    flate2::read::GzDecoder::new(file).read_to_string(&mut text).expect("compressed text");
    text
}

/// The JSON value in a file of the reference data.
///
/// # Panics
///
/// When it cannot be read.
pub fn json(path: impl AsRef<Path>) -> serde_json::Value {
    serde_json::from_str(&text(path)).expect("the file holds JSON")
}

/// Files of the reference data as the texts of one schema.
///
/// # Panics
///
/// When one cannot be read.
pub fn sources(paths: &[&str]) -> SourceMap {
    let mut sources = SourceMap::default();
    for path in paths {
        sources.add(*path, text(path));
    }
    sources
}

/// The code in README.md, as a test.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
pub struct Readme;

/// The code in docs/calls.md, as a test.
#[cfg(doctest)]
#[doc = include_str!("../../docs/calls.md")]
pub struct Calls;
