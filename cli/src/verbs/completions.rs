//! `tlforge completions`: what a shell has to know.

use std::io::{self, Write as _};

use clap::CommandFactory as _;
use clap_complete::Shell;

use crate::{Cli, Failure, Verdict};

/// Writes the completions for a shell.
#[derive(clap::Args)]
#[command(after_help = "Example:\n  tlforge completions bash > ~/.local/share/bash-completion/completions/tlforge")]
pub(crate) struct Args {
    /// The shell.
    shell: Shell,
}

pub(crate) fn run(args: &Args) -> Result<Verdict, Failure> {
    // Written to memory first: the library panics when it cannot write.
    let mut text = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "tlforge", &mut text);
    io::stdout().lock().write_all(&text)?;
    Ok(Verdict::Done)
}
