//! What compiling the bindings costs.
//!
//! Only the measured crates are compiled again each time: what they depend on, build scripts included, is built before.
//! The sides take turns, and the least of several times counts, because other work on the machine only ever adds to it.

use std::{fs, path::PathBuf, time::Instant};

use crate::{
    Failure, Place, Table,
    limits::{self, Limit},
    place::run,
    table::Unit,
    wrapper::{Used, has_valgrind, watched},
};

/// One side: its name, its packages (the runtime counts, grammers' bindings contain theirs), their crates.
struct Side {
    name: &'static str,
    packages: &'static [&'static str],
    crates: &'static [&'static str],
}

const SIDES: [Side; 2] = [
    Side { name: "ours", packages: &["tlforge", "tlforge-telegram"], crates: &["tlforge", "tlforge_telegram"] },
    Side { name: "theirs", packages: &["grammers-tl-types"], crates: &["grammers_tl_types"] },
];

/// What a build of one side cost at least.
#[derive(Clone, Copy)]
struct Cost {
    /// User time of the bindings.
    bindings: f64,
    /// User time of the program that uses them.
    program: f64,
    memory: f64,
    instructions: f64,
}

impl Cost {
    fn of(used: &[Used], side: &Side, program: &str) -> Self {
        let bindings = || used.iter().filter(|it| side.crates.contains(&it.name.as_str()));
        Self {
            bindings: bindings().map(|it| it.user).sum(),
            program: used.iter().filter(|it| it.name == program).map(|it| it.user).sum(),
            memory: bindings().map(|it| it.memory).fold(0.0, f64::max),
            instructions: bindings().map(|it| it.instructions).sum(),
        }
    }

    fn least(self, other: Self) -> Self {
        Self {
            bindings: self.bindings.min(other.bindings),
            program: self.program.min(other.program),
            memory: self.memory.min(other.memory),
            instructions: self.instructions.min(other.instructions),
        }
    }
}

/// A way to build: the verb of cargo and its options, and what the table calls it.
#[derive(Clone, Copy)]
struct Mode {
    verb: &'static str,
    options: &'static [&'static str],
}

const CHECK: Mode = Mode { verb: "check", options: &[] };
const DEBUG: Mode = Mode { verb: "build", options: &[] };
const RELEASE: Mode = Mode { verb: "build", options: &["--release"] };

pub(crate) fn measure(place: &Place, repeat: usize, full: bool) -> Result<Table, Failure> {
    let mut table = Table::new("compile", "grammers");
    let [ours, theirs] = costs(place, CHECK, "calls", repeat, false)?;
    table.line("check, user time", Unit::Seconds, ours.bindings, theirs.bindings, limits::CHECK);
    table.line("check, peak memory", Unit::Megabytes, ours.memory, theirs.memory, limits::MEMORY);

    let [ours, theirs] = costs(place, DEBUG, "calls", repeat, false)?;
    table.line("debug build, user time", Unit::Seconds, ours.bindings, theirs.bindings, limits::DEBUG);
    table.line("debug build, peak memory", Unit::Megabytes, ours.memory, theirs.memory, Limit::Open);

    let [ours, theirs] = costs(place, RELEASE, "calls", repeat, false)?;
    table.line("release build, user time", Unit::Seconds, ours.bindings, theirs.bindings, limits::RELEASE);
    let with_program = [ours, theirs].map(|it| it.bindings + it.program);
    let what = "release build, and a program, user time";
    table.line(what, Unit::Seconds, with_program[0], with_program[1], limits::RELEASE_WITH_PROGRAM);
    table.line("release build, peak memory", Unit::Megabytes, ours.memory, theirs.memory, limits::MEMORY);
    let [ours, theirs] = [rlib(place, &SIDES[0])?, rlib(place, &SIDES[1])?];
    table.line("release build, rlib", Unit::Megabytes, ours, theirs, limits::RLIB);

    let [ours, theirs] = whole(place, repeat)?;
    table.line("whole build of a program, elapsed", Unit::Seconds, ours, theirs, limits::WHOLE_BUILD);

    if full {
        let [ours, theirs] = costs(place, CHECK, "full", 1, false)?;
        let what = "check with everything, user time";
        table.line(what, Unit::Seconds, ours.bindings, theirs.bindings, limits::CHECK_FULL);
        table.line("check with everything, peak memory", Unit::Megabytes, ours.memory, theirs.memory, Limit::Open);
        if has_valgrind() {
            let [ours, theirs] = costs(place, CHECK, "calls", 1, true)?;
            let what = "check, instructions of rustc";
            table.line(what, Unit::Instructions, ours.instructions, theirs.instructions, limits::CHECK);
        }
    }
    Ok(table)
}

/// What compiling the bindings and the program `subject` costs on each side.
fn costs(place: &Place, mode: Mode, subject: &str, repeat: usize, counted: bool) -> Result<[Cost; 2], Failure> {
    eprintln!("cargo {} {}: {subject}", mode.verb, mode.options.join(" "));
    let mut costs = [None::<Cost>; 2];
    for round in 0..=repeat {
        for (side, cost) in SIDES.iter().zip(&mut costs) {
            let package = format!("{subject}-{}", side.name);
            let mut clean = place.cargo("clean", &target(place, side));
            clean.args(mode.options).args(["-p", &package]);
            clean.args(side.packages.iter().flat_map(|it| ["-p", it]));
            run(&mut clean)?;
            let mut cargo = place.cargo(mode.verb, &target(place, side));
            cargo.args(mode.options).args(["-p", &package]);
            if round == 0 {
                // Builds what the measured crates depend on.
                run(&mut cargo)?;
                continue;
            }
            let counted = if counted { side.crates } else { &[] };
            let used = watched(&mut cargo, &place.target.join("rustc.log"), counted)?;
            let found = Cost::of(&used, side, &package.replace('-', "_"));
            *cost = Some(cost.map_or(found, |cost| cost.least(found)));
        }
    }
    let [Some(ours), Some(theirs)] = costs else { return Err("nothing was measured".into()) };
    Ok([ours, theirs])
}

fn target(place: &Place, side: &Side) -> PathBuf {
    place.target.join(side.name)
}

/// The size of the bindings' libraries in the last release build.
fn rlib(place: &Place, side: &Side) -> Result<f64, Failure> {
    let mut bytes = 0.0;
    for file in fs::read_dir(target(place, side).join("release/deps"))? {
        let file = file?;
        let name = file.file_name().into_string().unwrap_or_default();
        let Some(stem) = name.strip_prefix("lib").and_then(|it| it.strip_suffix(".rlib")) else { continue };
        if stem.rsplit_once('-').is_some_and(|(it, _)| side.crates.contains(&it)) {
            bytes += f64::from(u32::try_from(file.metadata()?.len())?);
        }
    }
    Ok(bytes)
}

/// Elapsed seconds of building a program that makes one call, everything it needs included.
fn whole(place: &Place, repeat: usize) -> Result<[f64; 2], Failure> {
    eprintln!("cargo build: everything for one call");
    let mut least = [f64::INFINITY; 2];
    for _ in 0..repeat {
        for (side, least) in SIDES.iter().zip(&mut least) {
            let target = place.target.join("whole");
            if target.exists() {
                fs::remove_dir_all(&target)?;
            }
            let start = Instant::now();
            run(place.cargo("build", &target).args(["-p", &format!("one-{}", side.name)]))?;
            *least = least.min(start.elapsed().as_secs_f64());
        }
    }
    Ok(least)
}
