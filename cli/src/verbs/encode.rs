//! `tlforge encode`: JSON to bytes.

use tlforge_dynamic::{Expected, Options, push_hex};

use super::streams::{CodecArgs, Kind, Unfit, convert_lines};
use crate::messages::Messages;
use crate::{Failure, Verdict};

/// Turns JSON values into their bytes, in hexadecimal, line by line.
///
/// Each line of standard input gives one line of output; for a value that has no bytes, that is `error: …`, and the exit
/// code is 1.
#[derive(clap::Args)]
#[command(after_help = "Example:\n  echo '{\"_\":\"ping\",\"ping_id\":\"1\"}' | tlforge encode --schema mtproto.tl")]
pub(crate) struct Args {
    #[command(flatten)]
    codec: CodecArgs,

    /// What the outermost names stand for, where a constructor and a function share one.
    #[arg(long, value_enum)]
    kind: Option<Kind>,

    /// Refuse unknown members, which dialect `tdlib` otherwise ignores, as TDLib does.
    #[arg(long)]
    strict_json: bool,
}

pub(crate) fn run(args: &Args, messages: &mut Messages) -> Result<Verdict, Failure> {
    let Some(codec) = args.codec.codec("encode", messages)? else { return Ok(Verdict::Rejected) };
    let expected = args.kind.map_or(Expected::any(), |kind| Expected::kind(kind.into()));
    let mut options = Options::default();
    options.unknown_members = !args.strict_json;
    Ok(convert_lines(|line, hex| {
        let value = codec.from_json(&expected, line, &options).map_err(|error| Unfit::new(&error))?;
        let bytes = codec.encode(&expected, &value).map_err(|error| Unfit::new(&error))?;
        push_hex(&bytes, hex);
        Ok(())
    })?)
}
