//! Generated code and the dynamic codec against the libraries that servers and clients are made of: what these write is
//! read, and what is written to them is accepted.
//!
//! `TLFORGE_LIBRARIES` names the folder that `fetch`, beside this file, fills.

use std::{fs, path::PathBuf};

use tlforge_parser::{DialectChoice, Options, Schema, SourceMap, load};

#[path = "../driver/mod.rs"]
#[allow(dead_code, reason = "the programs are run with arguments of their own")]
mod driver;

mod answers;
mod tdlib;
mod telethon;
#[cfg(feature = "shared")]
mod tonlib;

/// What a program that loads a shared library needs.
const LIBLOADING: &str = "libloading = \"0.8\"\n";

/// How the programs read what a library returns.
const C_TEXT: (&str, &str) = ("c_text", include_str!("programs/c_text.rs"));

/// How the programs say what they make of an answer.
const REPORT: (&str, &str) = ("report", include_str!("programs/report.rs"));

/// The path of a file of the fetched libraries.
fn fetched(path: &str) -> PathBuf {
    let folder = std::env::var_os("TLFORGE_LIBRARIES").expect("TLFORGE_LIBRARIES names the folder of the libraries");
    let path = PathBuf::from(folder).join(path);
    fs::canonicalize(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// An empty folder for what a library writes.
fn scratch(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("a folder");
    folder
}

fn schema(sources: &SourceMap, dialect: DialectChoice) -> Schema {
    let outcome = load(sources, &Options::default().dialect(dialect));
    assert!(!outcome.has_errors(), "{:#?}", outcome.diagnostics);
    outcome.schema
}
