//! This program in the place of rustc: it runs the compiler and notes what that used.
//!
//! Cargo calls `RUSTC_WRAPPER` with the path of rustc and its arguments. One line for each crate goes to the file that
//! [`LOG`] names.

use std::{
    env,
    ffi::{OsStr, OsString},
    fs::{self, OpenOptions},
    io::Write as _,
    path::Path,
    process::{Command, ExitCode, ExitStatus},
};

use nix::sys::resource::{UsageWho, getrusage};

use crate::Failure;

/// The environment variable that names the file for the notes. While it is set, this program is a wrapper.
const LOG: &str = "TLFORGE_BENCH_LOG";
/// The environment variable that names the crates whose compilation is counted instruction by instruction.
const COUNTED: &str = "TLFORGE_BENCH_COUNTED";

/// Crates of this repository that are compiled as dependencies.
const OURS: [&str; 2] = ["tlforge", "tlforge_telegram"];

/// What compiling one crate took.
#[derive(Clone, Debug)]
pub(crate) struct Used {
    /// The name of the crate as rustc knows it.
    pub(crate) name: String,
    /// User time in seconds, of rustc and what it starts.
    pub(crate) user: f64,
    /// The most memory that one process had, in bytes.
    pub(crate) memory: f64,
    /// Instructions, where they were counted.
    pub(crate) instructions: f64,
}

/// Runs `cargo` with this program in the place of rustc and gives what each crate took.
pub(crate) fn watched(cargo: &mut Command, log: &Path, counted: &[&str]) -> Result<Vec<Used>, Failure> {
    drop(fs::remove_file(log));
    cargo.env("RUSTC_WRAPPER", env::current_exe()?).env(LOG, log).env(COUNTED, counted.join(" "));
    crate::place::run(cargo)?;
    let text = fs::read_to_string(log).unwrap_or_default();
    Ok(text.lines().filter_map(read).collect())
}

/// Does a wrapper's work, if this process is one.
pub(crate) fn stand_in() -> Option<ExitCode> {
    let log = env::var_os(LOG)?;
    let mut arguments = env::args_os().skip(1);
    let rustc = arguments.next()?;
    let mut arguments: Vec<_> = arguments.collect();
    let name = crate_name(&arguments);
    if name.as_deref().is_some_and(|name| OURS.contains(&name)) {
        // Cargo does so for what comes from a registry, as the peers do here, and as these do for their users.
        arguments.push("--cap-lints=allow".into());
    }
    let counted = env::var(COUNTED).unwrap_or_default();
    let compiled = match &name {
        Some(name) if counted.split(' ').any(|it| it == name) => counting(&arguments, Path::new(&log)),
        _ => Command::new(rustc).args(&arguments).status().map(|status| (status, 0.0)).map_err(Failure::from),
    };
    let (status, instructions) = match compiled {
        Ok(compiled) => compiled,
        Err(failure) => {
            eprintln!("error: {failure}");
            return Some(ExitCode::FAILURE);
        }
    };
    if let Some(name) = name {
        note(Path::new(&log), &name, instructions)?;
    }
    Some(exit_code(status))
}

fn crate_name(arguments: &[OsString]) -> Option<String> {
    let at = arguments.iter().position(|it| it == "--crate-name")?;
    let name = arguments.get(at + 1)?.to_str()?;
    // Cargo asks for the properties of the target with this one.
    (name != "___").then(|| name.to_owned())
}

/// Runs rustc itself, not the proxy that chooses one: valgrind would count that too.
fn counting(arguments: &[OsString], log: &Path) -> Result<(ExitStatus, f64), Failure> {
    let sysroot = Command::new("rustc").args(["--print", "sysroot"]).output()?.stdout;
    let sysroot = String::from_utf8_lossy(&sysroot).trim().to_owned();
    let counts = log.with_extension("valgrind");
    let mut file = OsString::from("--log-file=");
    file.push(&counts);
    let status = Command::new("valgrind")
        .args(["--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null"])
        .arg(file)
        .arg(Path::new(&sysroot).join("bin/rustc"))
        .args(arguments)
        .status()?;
    let said = fs::read_to_string(counts)?;
    let instructions = counted_in(&said, "I refs:").ok_or_else(|| format!("valgrind counted nothing:\n{said}"))?;
    Ok((status, instructions))
}

/// The number after `label` in what valgrind reports. Its versions differ in the spaces of labels.
pub(crate) fn counted_in(report: &str, label: &str) -> Option<f64> {
    let packed = |text: &str| text.split_whitespace().collect::<String>();
    let label = packed(label);
    let number =
        report.lines().find_map(|line| packed(line).split_once(&label).map(|(_, number)| number.to_owned()))?;
    number.replace(',', "").parse().ok()
}

fn note(log: &Path, name: &str, instructions: f64) -> Option<()> {
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN).ok()?;
    let user = usage.user_time();
    let mut log = OpenOptions::new().append(true).create(true).open(log).ok()?;
    // One write, so that two processes at a time do not mix their lines.
    let line = format!(
        "{name} {}.{:06} {} {instructions}\n",
        user.tv_sec(),
        user.tv_usec(),
        usage.max_rss().checked_mul(1024)?
    );
    log.write_all(line.as_bytes()).ok()
}

fn read(line: &str) -> Option<Used> {
    let mut words = line.split(' ');
    let name = words.next()?.to_owned();
    let mut number = || words.next()?.parse().ok();
    Some(Used { name, user: number()?, memory: number()?, instructions: number()? })
}

fn exit_code(status: ExitStatus) -> ExitCode {
    status.code().and_then(|code| u8::try_from(code).ok()).map_or(ExitCode::FAILURE, ExitCode::from)
}

/// Whether valgrind can be run.
pub(crate) fn has_valgrind() -> bool {
    Command::new(OsStr::new("valgrind")).arg("--version").output().is_ok_and(|it| it.status.success())
}

#[cfg(test)]
mod tests {
    use super::counted_in;

    #[test]
    fn counts_are_found_however_they_are_spaced() {
        for line in ["==7== I   refs:      1,234,567", "==7== I refs:        1,234,567"] {
            assert_eq!(counted_in(&format!("==7== \n{line}\n"), "I refs:"), Some(1_234_567.0));
        }
        assert_eq!(counted_in("==7== Collected : 89", "Collected :"), Some(89.0));
        assert_eq!(counted_in("==7== killed", "I refs:"), None);
    }
}
