//! Builds tlforge and its peers side by side, runs both and prints a table.
//!
//! The pipeline is [`measure`]. The same program stands in for rustc while the subjects are built, see [`wrapper`].

mod builds;
mod cases;
mod limits;
mod place;
mod report;
mod table;
mod wrapper;

use std::{env, error::Error, process::ExitCode};

use place::Place;
use table::Table;

const HELP: &str = "\
Builds tlforge and its peers side by side, runs both and prints a table.

Usage: cargo run --release --manifest-path benches/Cargo.toml -- [OPTIONS]

      --full               Also build both sides with everything they offer, and count the instructions of rustc
      --only builds|runs   Leave out the other half
      --repeat N           How often each build is measured (3); the least time counts
      --write              Keep the table in BENCHMARKS.md
  -h, --help               Print this

CARGO_TARGET_DIR says where to build. TLFORGE_SHARED may name a folder with byte strings in bench/fixtures; without it
the inputs are made from a seed.";

/// Anything that keeps a measurement from being made.
type Failure = Box<dyn Error>;

/// Compiling, or what is compiled.
#[derive(Clone, Copy, PartialEq)]
enum Half {
    Builds,
    Runs,
}

/// What to measure.
#[derive(Default)]
struct Plan {
    full: bool,
    leave_out: Option<Half>,
    repeat: usize,
    write: bool,
}

fn main() -> ExitCode {
    if let Some(status) = wrapper::stand_in() {
        return status;
    }
    let plan = match Plan::from_arguments(env::args().skip(1)) {
        Ok(Some(plan)) => plan,
        Ok(None) => {
            println!("{HELP}");
            return ExitCode::SUCCESS;
        }
        Err(wrong) => {
            eprintln!("{wrong}\n\n{HELP}");
            return ExitCode::from(2);
        }
    };
    match measure(&plan) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("error: {failure}");
            ExitCode::FAILURE
        }
    }
}

fn measure(plan: &Plan) -> Result<(), Failure> {
    let place = Place::find()?;
    place.fetch()?;
    let mut tables = Vec::new();
    let mut origin = None;
    if plan.leave_out != Some(Half::Runs) {
        let cases = cases::Cases::build(&place)?;
        origin = Some(cases.agree()?);
        tables.push(cases::runs(&cases)?);
        tables.push(cases::growth(&cases)?);
        tables.push(cases::sizes(&cases)?);
    }
    if plan.leave_out != Some(Half::Builds) {
        tables.insert(0, builds::measure(&place, plan.repeat, plan.full)?);
    }
    let report = report::text(&place, &tables, origin.as_deref())?;
    println!("{report}");
    if plan.write {
        report::keep(&place, &report)?;
    }
    Ok(())
}

impl Plan {
    fn from_arguments(mut arguments: impl Iterator<Item = String>) -> Result<Option<Self>, String> {
        let mut plan = Self { repeat: 3, ..Self::default() };
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                "--full" => plan.full = true,
                "--write" => plan.write = true,
                "--only" => match arguments.next().as_deref() {
                    Some("builds") => plan.leave_out = Some(Half::Runs),
                    Some("runs") => plan.leave_out = Some(Half::Builds),
                    _ => return Err("--only takes `builds` or `runs`".to_owned()),
                },
                "--repeat" => match arguments.next().map(|n| n.parse()) {
                    Some(Ok(n @ 1..)) => plan.repeat = n,
                    _ => return Err("--repeat takes a number above 0".to_owned()),
                },
                "-h" | "--help" => return Ok(None),
                other => return Err(format!("unknown argument `{other}`")),
            }
        }
        Ok(Some(plan))
    }
}
