//! Runs the cases, one process for each measurement.

use std::{env, process::ExitCode, time::Instant};

use tlforge_bench_cases::{Inputs, Run, Side, agree, sizes};

const USAGE: &str = "usage: cases agree | sizes | run SIDE CASE N | time CASE N SIDE...";

fn main() -> ExitCode {
    let args: Vec<_> = env::args().skip(1).collect();
    let words: Vec<_> = args.iter().map(String::as_str).collect();
    let done = match words[..] {
        ["agree"] => {
            let inputs = Inputs::load();
            agree(&inputs);
            println!("{}", inputs.origin);
            Some(())
        }
        ["sizes"] => {
            for (name, ours, theirs) in sizes() {
                println!("{name} {ours} {theirs}");
            }
            Some(())
        }
        ["run", side, case, n] => run(side, case, n),
        ["time", case, n, ref sides @ ..] => time(case, n, sides),
        _ => None,
    };
    if done.is_none() {
        eprintln!("{USAGE}");
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}

/// Does the work so many times; valgrind counts the instructions.
fn run(side: &str, case: &str, n: &str) -> Option<()> {
    let mut run = Side::named(side)?.case(case, &Inputs::load())?;
    (0..n.parse().ok()?).for_each(|_: u32| run());
    Some(())
}

/// Prints the median time of each side in nanoseconds. The sides take turns, so that all see the same machine.
fn time(case: &str, n: &str, sides: &[&str]) -> Option<()> {
    let inputs = Inputs::load();
    let sides: Option<Vec<Run>> = sides.iter().map(|side| Side::named(side)?.case(case, &inputs)).collect();
    let mut sides: Vec<_> = sides?.into_iter().map(|run| (run, Vec::new())).collect();
    for _ in 0..n.parse().ok()? {
        for (run, times) in &mut sides {
            let start = Instant::now();
            run();
            times.push(start.elapsed().as_nanos());
        }
    }
    for (_, mut times) in sides {
        times.sort_unstable();
        println!("{}", times.get(times.len() / 2)?);
    }
    Some(())
}
