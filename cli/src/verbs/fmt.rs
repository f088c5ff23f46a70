//! `tlforge fmt`: the canonical layout.

use std::io::{self, Write as _};
use std::path::PathBuf;

use similar::TextDiff;
use tlforge_parser::{Code, Diagnostic, Layout, SourceMap, Span, format, json};

use crate::messages::{Messages, plural};
use crate::{Failure, Verdict, file, input};

/// Brings schemas into canonical layout, each file by itself and in place.
#[derive(clap::Args)]
#[command(after_help = "Comments and ids stay as they are. A file with errors is not touched.\n\n\
                        Examples:\n  tlforge fmt schema/*.tl\n  tlforge fmt --check schema/*.tl\n  \
                        tlforge fmt - < in.tl > out.tl")]
pub(crate) struct Args {
    /// The files; `-` reads standard input and writes standard output.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,

    /// Change nothing, show what would change.
    #[arg(long)]
    check: bool,

    /// Leave out the comments, all but the one that names the layer.
    #[arg(long)]
    strip_comments: bool,
}

pub(crate) fn run(args: &Args, messages: &mut Messages) -> Result<Verdict, Failure> {
    input::check_stdin("fmt", &args.files)?;
    let layout = if args.strip_comments { Layout::without_comments() } else { Layout::default() };
    let mut out = io::stdout().lock();
    let mut differing = 0;
    for path in &args.files {
        let mut sources = SourceMap::default();
        let source = match input::source(path).and_then(|source| source.read(&mut sources)) {
            Ok(file) => sources.file(file),
            Err(error) => {
                messages.report(&sources, &[error]);
                continue;
            }
        };
        if json::is_json(&source.text) {
            let error = Diagnostic::error(Code::BadJson, Span::default(), "a schema in JSON has no layout to write");
            messages.report(&sources, &[error.help("`tlforge json` writes the form that Telegram publishes")]);
            continue;
        }
        let formatted = match format(&source.text, layout) {
            Ok(formatted) => formatted,
            Err(errors) => {
                messages.report(&sources, &errors);
                continue;
            }
        };
        if args.check {
            if formatted != source.text {
                differing += 1;
                let diff = TextDiff::from_lines(&source.text, &formatted);
                let (old, new) = (format!("{} (on disk)", source.name), format!("{} (formatted)", source.name));
                write!(out, "{}", diff.unified_diff().header(&old, &new))?;
            }
        } else if path.as_os_str() == "-" {
            out.write_all(formatted.as_bytes())?;
        } else if formatted != source.text
            && let Err(error) = file::write(path, formatted.as_bytes())
        {
            messages.report_one(error);
        }
    }
    out.flush()?;
    if differing > 0 {
        messages.remark(&format!("{} not in canonical layout", plural(differing, "file")));
    }
    Ok(if messages.has_errors() || differing > 0 { Verdict::Rejected } else { Verdict::Done })
}
