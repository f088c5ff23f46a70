//! Reads schema files as one schema and counts what they declare.
//!
//! `valgrind --tool=callgrind` and `--tool=massif` on the release build of this example measure the parser.

use std::{env, fs, process::ExitCode};

use tlforge_parser::{Options, SourceMap, load, schema::DefKind};

fn main() -> ExitCode {
    let mut sources = SourceMap::default();
    for path in env::args().skip(1) {
        match fs::read_to_string(&path) {
            Ok(text) => sources.add(path, text),
            Err(error) => {
                eprintln!("{path}: {error}");
                return ExitCode::FAILURE;
            }
        };
    }
    let outcome = load(&sources, &Options::default());
    for diagnostic in &outcome.diagnostics {
        eprintln!("{}: {}", diagnostic.code, diagnostic.message);
    }
    let of = |kind| outcome.schema.definitions.iter().filter(|def| def.kind == kind).count();
    println!("{} constructors, {} functions", of(DefKind::Constructor), of(DefKind::Function));
    if outcome.has_errors() { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}
