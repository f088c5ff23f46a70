//! `tlforge man`: the manual pages.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use clap::{Command, CommandFactory as _};
use clap_mangen::Man;

use crate::messages::Messages;
use crate::{Cli, Failure, Verdict, file};

/// Writes the manual page, or all pages into a folder.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  tlforge man | man -l -\n  tlforge man -o ~/.local/share/man/man1")]
pub(crate) struct Args {
    /// The folder for the pages of the program and of its verbs; without it, the page of the program goes to standard
    /// output.
    #[arg(short, long, value_name = "DIR")]
    out: Option<PathBuf>,
}

pub(crate) fn run(args: &Args, messages: &mut Messages) -> Result<Verdict, Failure> {
    let mut command = Cli::command();
    command.build();
    match args.out.as_deref().filter(|dir| dir.as_os_str() != "-") {
        None => {
            io::stdout().lock().write_all(&page(command)?)?;
            Ok(Verdict::Done)
        }
        Some(dir) => match pages(&command, dir) {
            Ok(()) => Ok(Verdict::Done),
            Err(error) => {
                messages.report_one(file::unwritable(dir, &error));
                Ok(Verdict::Rejected)
            }
        },
    }
}

fn pages(command: &Command, dir: &Path) -> io::Result<()> {
    fs::create_dir_all(dir)?;
    fs::write(dir.join("tlforge.1"), page(command.clone())?)?;
    for verb in command.get_subcommands().filter(|verb| verb.get_name() != "help") {
        let name = format!("tlforge-{}", verb.get_name());
        fs::write(dir.join(format!("{name}.1")), page(verb.clone().display_name(name))?)?;
    }
    Ok(())
}

fn page(command: Command) -> io::Result<Vec<u8>> {
    let mut text = Vec::new();
    Man::new(command).render(&mut text)?;
    Ok(text)
}
