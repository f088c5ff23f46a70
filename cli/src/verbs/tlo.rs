//! `tlforge tlo`: the compiled schema.

use std::io::{self, Write as _};
use std::path::PathBuf;

use clap::error::ErrorKind;
use tlforge_parser::tlo;

use crate::input::SchemaArgs;
use crate::messages::Messages;
use crate::{Failure, Verdict, file};

/// Compiles a schema into the TLO form of the reference compiler.
#[derive(clap::Args)]
#[command(after_help = "Example:\n  tlforge tlo scheme.tl -o scheme.tlo")]
pub(crate) struct Args {
    #[command(flatten)]
    schema: SchemaArgs,

    /// The file to write; `-` is standard output.
    #[arg(short, long, value_name = "FILE")]
    out: PathBuf,
}

pub(crate) fn run(args: &Args, messages: &mut Messages) -> Result<Verdict, Failure> {
    if args.schema.holds(&args.out) {
        let message = format!("`{}` is the schema, and would be lost", args.out.display());
        return Err(Failure::Usage("tlo", ErrorKind::ArgumentConflict, message));
    }
    let Some((sources, outcome)) = args.schema.load("tlo", messages)?.filter(|_| !messages.has_errors()) else {
        return Ok(Verdict::Rejected);
    };
    let bytes = match tlo::write(&outcome.schema) {
        Ok(bytes) => bytes,
        Err(errors) => {
            messages.report(&sources, &errors);
            return Ok(Verdict::Rejected);
        }
    };
    if args.out.as_os_str() == "-" {
        io::stdout().lock().write_all(&bytes)?;
    } else if let Err(error) = file::write(&args.out, &bytes) {
        messages.report_one(error);
        return Ok(Verdict::Rejected);
    }
    Ok(Verdict::Done)
}
