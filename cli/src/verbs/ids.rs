//! `tlforge ids`: every combinator with its id.

use std::io::{self, Write as _};

use tlforge_parser::print;

use crate::input::SchemaArgs;
use crate::messages::Messages;
use crate::{Failure, Verdict};

/// Lists every constructor and function in canonical form with its id.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  tlforge ids api.tl\n  echo 'user id:long = User;' | tlforge ids -")]
pub(crate) struct Args {
    #[command(flatten)]
    schema: SchemaArgs,
}

pub(crate) fn run(args: &Args, messages: &mut Messages) -> Result<Verdict, Failure> {
    let Some((_, outcome)) = args.schema.load("ids", messages)?.filter(|_| !messages.has_errors()) else {
        return Ok(Verdict::Rejected);
    };
    let mut out = io::BufWriter::new(io::stdout().lock());
    for (id, _) in outcome.schema.iter_definitions() {
        writeln!(out, "{}", print::listing(&outcome.schema, id))?;
    }
    out.flush()?;
    Ok(Verdict::Done)
}
