//! Where the benchmarks are, where they build, and the cargo they build with.

use std::{
    env,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use crate::Failure;

/// The folders of one run.
pub(crate) struct Place {
    /// The workspace of the benchmarks.
    pub(crate) workspace: PathBuf,
    /// Where to build.
    pub(crate) target: PathBuf,
}

impl Place {
    pub(crate) fn find() -> Result<Self, Failure> {
        let workspace = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
        let target = env::var_os("CARGO_TARGET_DIR").map_or_else(|| workspace.join("target"), PathBuf::from);
        Ok(Self { target: std::path::absolute(target)?, workspace })
    }

    /// Downloads the sources of both sides: from here on the network plays no part.
    pub(crate) fn fetch(&self) -> Result<(), Failure> {
        eprintln!("fetching the sources");
        run(Command::new(cargo()).arg("fetch").arg("--manifest-path").arg(self.workspace.join("Cargo.toml")))
    }

    /// A cargo that builds the same way each time.
    pub(crate) fn cargo(&self, verb: &str, target: &Path) -> Command {
        let mut command = Command::new(cargo());
        command.arg(verb).arg("--manifest-path").arg(self.workspace.join("Cargo.toml")).arg("--offline");
        command.env("CARGO_TARGET_DIR", target).env("CARGO_INCREMENTAL", "0");
        command.env_remove("RUSTFLAGS").env_remove("RUSTC_WRAPPER");
        command
    }

    /// The document that keeps the last table.
    pub(crate) fn document(&self) -> PathBuf {
        self.workspace.join("../BENCHMARKS.md")
    }
}

fn cargo() -> std::ffi::OsString {
    env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}

/// Runs `command` without showing what it says, unless it fails.
pub(crate) fn run(command: &mut Command) -> Result<(), Failure> {
    output(command).map(drop)
}

/// What `command` prints, and what it says besides.
pub(crate) fn output(command: &mut Command) -> Result<(String, String), Failure> {
    let output = command.stdin(Stdio::null()).output().map_err(|error| format!("{command:?}: {error}"))?;
    let text = |bytes| String::from_utf8_lossy(bytes).into_owned();
    let (printed, said) = (text(&output.stdout), text(&output.stderr));
    if output.status.success() { Ok((printed, said)) } else { Err(format!("{command:?} failed:\n{said}").into()) }
}
