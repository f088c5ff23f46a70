//! What the code does once it is built: instructions, times, allocations, sizes.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use crate::{
    Failure, Place, Table,
    limits::{self, Limit},
    place::{output, run},
    table::Unit,
    wrapper::{counted_in, has_valgrind},
};

const US: &str = "tlforge";
const THEM: &str = "grammers";
/// How often a case is timed.
const ROUNDS: u32 = 1001;

/// The programs that run the cases.
pub(crate) struct Cases {
    run: PathBuf,
    allocations: PathBuf,
    /// Instructions where they can be counted, else nanoseconds.
    unit: Unit,
}

impl Cases {
    pub(crate) fn build(place: &Place) -> Result<Self, Failure> {
        eprintln!("building the cases");
        let target = place.target.join("cases");
        run(place.cargo("build", &target).args(["--release", "-p", "tlforge-bench-cases"]))?;
        let unit = if has_valgrind() { Unit::Instructions } else { Unit::Nanoseconds };
        let folder = target.join("release");
        Ok(Self { run: folder.join("cases"), allocations: folder.join("allocations"), unit })
    }

    /// Makes sure that the sides do the same, and gives where the inputs come from.
    pub(crate) fn agree(&self) -> Result<String, Failure> {
        eprintln!("comparing what the sides do");
        Ok(output(Command::new(&self.run).arg("agree"))?.0.trim().to_owned())
    }

    /// What one run of the case costs: the difference between a few runs and more of them, or a median.
    fn cost(&self, side: &str, case: &str) -> Result<f64, Failure> {
        if !matches!(self.unit, Unit::Instructions) {
            return Ok(self.times(case, &[side], ROUNDS)?[0]);
        }
        // Once is enough for what takes long: its noise is small beside it.
        let (few, many) = if case.starts_with("generate") { (1, 2) } else { (2, 6) };
        let difference = instructions(&self.run, side, case, many)? - instructions(&self.run, side, case, few)?;
        Ok(difference / f64::from(many - few))
    }

    /// Median nanoseconds of each side.
    fn times(&self, case: &str, sides: &[&str], rounds: u32) -> Result<Vec<f64>, Failure> {
        let (printed, _) = output(Command::new(&self.run).args(["time", case, &rounds.to_string()]).args(sides))?;
        let times: Result<Vec<_>, _> = printed.lines().map(str::parse).collect();
        Ok(times?)
    }

    fn allocations(&self, side: &str, case: &str) -> Result<f64, Failure> {
        Ok(output(Command::new(&self.allocations).args([side, case]))?.0.trim().parse()?)
    }
}

fn instructions(program: &Path, side: &str, case: &str, times: u32) -> Result<f64, Failure> {
    let mut valgrind = Command::new("valgrind");
    valgrind.args(["--tool=callgrind", "--callgrind-out-file=/dev/null"]).arg(program);
    let (_, said) = output(valgrind.args(["run", side, case, &times.to_string()]))?;
    counted_in(&said, "Collected :").ok_or_else(|| format!("valgrind counted nothing:\n{said}").into())
}

/// Reading and writing of schemas and values.
pub(crate) fn runs(cases: &Cases) -> Result<Table, Failure> {
    let title = match cases.unit {
        Unit::Instructions => "run (instructions where nothing else is said)",
        _ => "run",
    };
    let mut table = Table::new(title, THEM);
    let costs = [
        ("parse + resolve", "parse_1", limits::PARSE),
        ("generate", "generate_1", Limit::Open),
        ("decode update_short", "decode_update_short", limits::DECODE_SHORT),
        ("decode messages_100", "decode_messages_100", limits::DECODE),
        ("decode updates_100", "decode_updates_100", limits::DECODE),
        ("encode update_short", "encode_update_short", Limit::Open),
        ("encode messages_100", "encode_messages_100", limits::ENCODE),
        ("encode updates_100", "encode_updates_100", Limit::Open),
        ("encode discard_call", "encode_discard_call", limits::ENCODE_CALL),
    ];
    for (what, case, limit) in costs {
        table.line(what, cases.unit, cases.cost(US, case)?, cases.cost(THEM, case)?, limit);
    }
    let case = "encode_discard_call";
    let line = "encode discard_call, to tl-proto";
    table.line(line, cases.unit, cases.cost(US, case)?, cases.cost("tl-proto", case)?, Limit::Open);

    let allocations = [
        ("parse + resolve", "parse_1", Limit::Open),
        ("decode update_short", "decode_update_short", Limit::Open),
        ("decode messages_100", "decode_messages_100", limits::DECODE_ALLOCATIONS),
        ("decode updates_100", "decode_updates_100", limits::DECODE_ALLOCATIONS),
        ("encode messages_100, fresh buffer", "to_bytes_messages_100", limits::ENCODE_ALLOCATIONS),
    ];
    for (what, case, limit) in allocations {
        let (ours, theirs) = (cases.allocations(US, case)?, cases.allocations(THEM, case)?);
        table.line(&format!("{what}, allocations"), Unit::Times, ours, theirs, limit);
    }

    let case = "decode_longs";
    let times = cases.times(case, &[US, THEM, "tl-proto", "memcpy"], ROUNDS)?;
    let what = "decode 100,000 longs, time";
    for (other, theirs, limit) in [
        ("memcpy into a fresh allocation", times[3], limits::DECODE_LONGS),
        ("grammers", times[1], Limit::Open),
        ("tl-proto", times[2], Limit::Open),
    ] {
        table.line(&format!("{what}, to {other}"), Unit::Nanoseconds, times[0], theirs, limit);
    }
    for (what, case) in
        [("decode messages_100, time", "decode_messages_100"), ("encode messages_100, time", "encode_messages_100")]
    {
        let times = cases.times(case, &[US, THEM], ROUNDS)?;
        table.line(what, Unit::Nanoseconds, times[0], times[1], Limit::Open);
    }
    Ok(table)
}

/// How the cost of a schema grows with its size: ours at 4 and 16 times the schema, to as many times the cost of one.
pub(crate) fn growth(cases: &Cases) -> Result<Table, Failure> {
    let mut table = Table::new("growth with the schema", "linear");
    for (verb, times) in [("parse", 4), ("parse", 16), ("generate", 4), ("generate", 16)] {
        // Under valgrind the last one would take a quarter of an hour.
        let counted = matches!(cases.unit, Unit::Instructions) && (verb, times) != ("generate", 16);
        let cost = |times: u32| {
            let case = format!("{verb}_{times}");
            if counted { cases.cost(US, &case) } else { Ok(cases.times(&case, &[US], 5)?[0]) }
        };
        let (unit, kind) = if counted { (Unit::Instructions, "instructions") } else { (Unit::Nanoseconds, "time") };
        let what = format!("{verb}, {times} times the schema, {kind}");
        table.line(&what, unit, cost(times)?, cost(1)? * f64::from(times), Limit::Open);
    }
    Ok(table)
}

pub(crate) fn sizes(cases: &Cases) -> Result<Table, Failure> {
    let mut table = Table::new("size_of", THEM);
    for line in output(Command::new(&cases.run).arg("sizes"))?.0.lines() {
        if let [name, ours, theirs] = line.split(' ').collect::<Vec<_>>()[..] {
            table.line(&format!("`{name}`"), Unit::Bytes, ours.parse()?, theirs.parse()?, Limit::Open);
        }
    }
    Ok(table)
}
