//! `tlforge json`: the schema as JSON.

use std::io::{self, Write as _};

use tlforge_parser::json;

use crate::input::SchemaArgs;
use crate::messages::Messages;
use crate::{Failure, Verdict};

/// Writes a schema as JSON, in the form that Telegram publishes, with its documentation.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  tlforge json api.tl > api.json\n  tlforge json td_api.tl --dialect tdlib | jq .types"
)]
pub(crate) struct Args {
    #[command(flatten)]
    schema: SchemaArgs,
}

pub(crate) fn run(args: &Args, messages: &mut Messages) -> Result<Verdict, Failure> {
    let Some((_, outcome)) = args.schema.load("json", messages)?.filter(|_| !messages.has_errors()) else {
        return Ok(Verdict::Rejected);
    };
    io::stdout().lock().write_all(json::write(&outcome.schema).as_bytes())?;
    Ok(Verdict::Done)
}
