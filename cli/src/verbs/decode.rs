//! `tlforge decode`: bytes to JSON, or to a dump.

use std::io::{self, BufRead as _, Write as _};

use clap::error::ErrorKind;
use tlforge_dynamic::{Codec, Expected, NameError, Options, from_hex};
use tlforge_parser::schema::DefKind;

use super::streams::{CodecArgs, Kind, Unfit, convert_lines};
use crate::messages::Messages;
use crate::{Failure, Verdict};

/// Turns bytes, in hexadecimal, into JSON values, line by line.
///
/// Each line of standard input gives one line of output; for bytes that are no value, that is `error: …`, and the exit
/// code is 1.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  \
                        echo ec77be7a0100000000000000 | tlforge decode --schema mtproto.tl\n  \
                        xxd -p -c0 packet.bin | tlforge decode --schema api.tl mtproto.tl --pretty")]
pub(crate) struct Args {
    #[command(flatten)]
    codec: CodecArgs,

    /// The type that the bytes are a value of, such as `Updates`, `Vector<int>` or `%Point`, or a function.
    #[arg(long = "type", value_name = "TYPE")]
    ty: Option<String>,

    /// Whether they, or the name after --type, are a constructor or a function; by default they may be both.
    #[arg(long, value_enum)]
    kind: Option<Kind>,

    /// Describe the bytes field by field, also inside MTProto's envelopes, packed data, unencrypted messages, and values
    /// inside `bytes`.
    #[arg(long)]
    pretty: bool,
}

pub(crate) fn run(args: &Args, messages: &mut Messages) -> Result<Verdict, Failure> {
    let Some(codec) = args.codec.codec("decode", messages)? else { return Ok(Verdict::Rejected) };
    let expected = match &args.ty {
        Some(name) => named(&codec, name, args.kind)
            .map_err(|error| Failure::Usage("decode", ErrorKind::InvalidValue, format!("--type: {error}")))?,
        None => args.kind.map_or(Expected::any(), |kind| Expected::kind(kind.into())),
    };
    if args.pretty {
        return Ok(dump_lines(&codec, &expected)?);
    }
    let options = Options::default();
    Ok(convert_lines(|line, json| {
        let bytes = from_hex(line).ok_or_else(|| Unfit::new(&no_hex(line)))?;
        codec.decode_to_json(&expected, &bytes, &options, json).map_err(|error| match &error.needed_type {
            Some(ty) => Unfit::new(&format!("{error} (`--type '{ty}'`)")),
            None => Unfit::new(&error),
        })
    })?)
}

/// The type or function that `name` stands for.
fn named(codec: &Codec, name: &str, kind: Option<Kind>) -> Result<Expected, NameError> {
    let function = || codec.definition(DefKind::Function, name);
    match kind {
        Some(Kind::Function) => function(),
        Some(Kind::Constructor) => codec.type_named(name),
        None => codec.type_named(name).or_else(|error| function().map_err(|_| error)),
    }
}

/// Why a line is not hexadecimal.
fn no_hex(line: &str) -> String {
    let wrong = line.chars().enumerate().find(|(_, c)| !c.is_ascii_hexdigit());
    let reason = match wrong {
        Some((at, c)) => format!("column {} has {c:?}", at + 1),
        None => format!("{} is an odd number of digits", line.len()),
    };
    format!("the line is not hexadecimal, two digits for each byte: {reason}")
}

/// Describes each line of standard input; an empty line stands between the descriptions.
fn dump_lines(codec: &Codec, expected: &Expected) -> io::Result<Verdict> {
    let mut output = io::BufWriter::new(io::stdout().lock());
    let mut verdict = Verdict::Done;
    for (number, line) in io::stdin().lock().split(b'\n').enumerate() {
        if number > 0 {
            writeln!(output)?;
        }
        let line = line?;
        let line = String::from_utf8_lossy(line.trim_ascii());
        let Some(bytes) = from_hex(&line) else {
            verdict = Verdict::Rejected;
            writeln!(output, "error: {}", no_hex(&line))?;
            continue;
        };
        let dump = codec.pretty(expected, &bytes, &Options::default());
        output.write_all(dump.text.as_bytes())?;
        output.flush()?;
        if dump.error.is_some() {
            verdict = Verdict::Rejected;
        }
    }
    output.flush()?;
    Ok(verdict)
}
