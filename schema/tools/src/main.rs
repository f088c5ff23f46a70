//! Makes `schema/telegram/errors.json` from a table of facts.
//!
//! ```text
//! derive-errors FACTS OUT           write OUT and say what went into it
//! derive-errors FACTS OUT --check   exit with 1 when OUT is not what would be written
//! ```

use std::env;
use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    let args: Vec<String> = env::args().skip(1).collect();
    let (facts, out, check) = match args.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [facts, out] => (facts, out, false),
        [facts, out, "--check"] => (facts, out, true),
        _ => {
            eprintln!("usage: derive-errors FACTS OUT [--check]");
            return ExitCode::from(2);
        }
    };
    match tlforge_schema_tools::derive_errors(Path::new(facts), Path::new(out), check) {
        Ok(summary) => {
            print!("{summary}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}
