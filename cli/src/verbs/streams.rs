//! What `encode` and `decode` have in common: a schema, and a line of output for each line of input.

use std::io::{self, BufRead as _, BufReader, BufWriter, StdoutLock, Write as _};
use std::path::PathBuf;

use clap::ValueEnum;
use clap::error::ErrorKind;
use tlforge_dynamic::Codec;
use tlforge_parser::analysis::FlagsWords;
use tlforge_parser::schema::{DefKind, Dialect};

use crate::input::{ReadingArgs, check_stdin, load_files};
use crate::messages::Messages;
use crate::{Failure, Verdict};

/// The arguments of both.
#[derive(clap::Args)]
pub(super) struct CodecArgs {
    /// The files that form the schema.
    #[arg(long, required = true, num_args = 1.., value_name = "FILE")]
    schema: Vec<PathBuf>,

    #[command(flatten)]
    reading: ReadingArgs,

    /// Keep the bits of flags words that no field depends on; dialect `plain` always does.
    #[arg(long)]
    keep_flags: bool,

    /// Let these fields be null although their documentation does not say so; for a vector, its elements.
    #[arg(long, value_name = "DEFINITION.FIELD", num_args = 1..)]
    nullable: Vec<String>,
}

/// What a name or id stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Kind {
    /// A constructor.
    Constructor,
    /// A function.
    Function,
}

impl From<Kind> for DefKind {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Constructor => Self::Constructor,
            Kind::Function => Self::Function,
        }
    }
}

impl CodecArgs {
    /// Makes the schema ready for `verb`. `None`: it cannot be used, and the reasons have been shown.
    pub(super) fn codec(&self, verb: &'static str, messages: &mut Messages) -> Result<Option<Codec>, Failure> {
        // The values come from there.
        let values = PathBuf::from("-");
        check_stdin(verb, self.schema.iter().chain([&values]))?;
        let options = self.reading.options();
        let read = load_files(&self.schema, &options, messages).filter(|_| !messages.has_errors());
        let words = if self.keep_flags { FlagsWords::Kept } else { FlagsWords::ByDialect };
        let Some((_, mut outcome)) = read else { return Ok(None) };
        for place in &self.nullable {
            outcome
                .schema
                .set_nullable(place)
                .map_err(|reason| Failure::Usage(verb, ErrorKind::InvalidValue, format!("--nullable: {reason}")))?;
        }
        let codec = Codec::with_flags_words(&outcome.schema, words);
        // MTProto does not carry values of TDLib's schema.
        Ok(Some(if outcome.schema.dialect == Dialect::Tdlib { codec } else { codec.with_mtproto() }))
    }
}

/// A line that cannot be converted; why.
pub(super) struct Unfit(String);

impl Unfit {
    /// Errors quote what they are about, which may hold anything; the line must stay one.
    pub(super) fn new(error: &impl ToString) -> Self {
        let mut line = String::new();
        for c in error.to_string().chars() {
            if c.is_control() {
                line.extend(c.escape_default());
            } else {
                line.push(c);
            }
        }
        Self(line)
    }
}

/// Converts standard input to standard output line by line; `convert` appends to the output what a line becomes.
pub(super) fn convert_lines(mut convert: impl FnMut(&str, &mut String) -> Result<(), Unfit>) -> io::Result<Verdict> {
    let mut input = BufReader::with_capacity(1 << 16, io::stdin().lock());
    let mut output = BufWriter::with_capacity(1 << 16, io::stdout().lock());
    let mut verdict = Verdict::Done;
    let (mut line, mut converted) = (Vec::new(), String::new());
    loop {
        // Whoever waits for an answer before the next line gets it.
        if input.buffer().is_empty() {
            output.flush()?;
        }
        line.clear();
        if input.read_until(b'\n', &mut line)? == 0 {
            break;
        }
        converted.clear();
        let read = str::from_utf8(&line).map_err(|error| {
            let at = error.valid_up_to();
            Unfit(format!("the line is not UTF-8: byte 0x{:02x} at offset {at}", line[at]))
        });
        if let Err(Unfit(reason)) = read.and_then(|text| convert(text.trim_ascii(), &mut converted)) {
            verdict = Verdict::Rejected;
            write_error(&mut output, &reason)?;
        } else {
            converted.push('\n');
            output.write_all(converted.as_bytes())?;
        }
    }
    output.flush()?;
    Ok(verdict)
}

fn write_error(output: &mut BufWriter<StdoutLock<'_>>, reason: &str) -> io::Result<()> {
    writeln!(output, "error: {reason}")
}
