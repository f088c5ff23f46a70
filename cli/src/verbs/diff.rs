//! `tlforge diff`: what changes from one schema to another.

use std::io::{self, IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use tlforge_codegen::{Input, Module, compat};
use tlforge_parser::diff::report;
use tlforge_parser::{ErrorTable, Schema, SourceMap};

use crate::input::{self, ReadingArgs, check_stdin};
use crate::messages::Messages;
use crate::project::Project;
use crate::{Failure, Verdict};

/// Shows what changes from one schema to another, and what that breaks.
#[derive(clap::Args)]
#[command(after_help = "A change is wire-breaking when bytes written by OLD are refused or read differently by NEW, \
                        source-breaking when programs that use the Rust generated from OLD may not compile with \
                        that from NEW, and otherwise compatible. Inside a project the options of its tlforge.toml say \
                        what is generated.\n\n\
                        Examples:\n  tlforge diff old.tl new.tl\n  \
                        git show HEAD:api.tl | tlforge diff - api.tl --format markdown\n  \
                        tlforge diff old.tl new.tl --errors old.json new.json --format json")]
pub(crate) struct Args {
    /// The schema as it was; `-` is standard input.
    #[arg(value_name = "OLD")]
    old: PathBuf,

    /// The schema as it is now; `-` is standard input.
    #[arg(value_name = "NEW")]
    new: PathBuf,

    #[command(flatten)]
    reading: ReadingArgs,

    /// The error tables that belong to both.
    #[arg(long, num_args = 2, value_names = ["OLD", "NEW"])]
    errors: Vec<PathBuf>,

    /// How the changes are written.
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    format: Format,

    /// Exit with 1 when there are changes.
    #[arg(long)]
    exit_code: bool,
}

/// The form of the changes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people at a terminal.
    #[default]
    Text,
    /// For a pull request.
    Markdown,
    /// An item of a changelog.
    Changelog,
    /// For programs.
    Json,
}

pub(crate) fn run(args: &Args, messages: &mut Messages) -> Result<Verdict, Failure> {
    check_stdin("diff", [&args.old, &args.new].into_iter().chain(&args.errors))?;
    let project = Project::find(messages);
    let schemas = [&args.old, &args.new].map(|path| schema(path, args.reading, messages));
    let tables: Vec<_> = args.errors.iter().map(|path| errors(path, messages)).collect();
    let [Some(old), Some(new)] = schemas else { return Ok(Verdict::Rejected) };
    if messages.has_errors() {
        return Ok(Verdict::Rejected);
    }
    let input = |schema, errors| Input {
        modules: vec![Module { path: "", schema, sha256: String::new() }],
        errors: tables.get(errors).and_then(Option::as_ref),
    };
    let config = project.and_then(|project| project.generate).map(|task| task.config()).unwrap_or_default();
    let diff = compat::compare(&input(&old, 0), &input(&new, 1), &config);
    let text = match args.format {
        Format::Text => report::text(&diff, is_coloured()),
        Format::Markdown => report::markdown(&diff),
        Format::Changelog => report::changelog(&diff, &format!("`{}`", args.new.display())),
        Format::Json => format!("{:#}\n", report::json(&diff)),
    };
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()?;
    Ok(if args.exit_code && !diff.is_empty() { Verdict::Rejected } else { Verdict::Done })
}

fn schema(path: &Path, reading: ReadingArgs, messages: &mut Messages) -> Option<Schema> {
    input::load_files(&[path.to_owned()], &reading.options(), messages).map(|(_, outcome)| outcome.schema)
}

fn errors(path: &Path, messages: &mut Messages) -> Option<ErrorTable> {
    let mut sources = SourceMap::default();
    match input::source(path).and_then(|source| source.read(&mut sources)) {
        Ok(file) => {
            let (errors, diagnostics) = ErrorTable::from_json(file, &sources.file(file).text);
            messages.report(&sources, &diagnostics);
            Some(errors)
        }
        Err(error) => {
            messages.report(&sources, &[error]);
            None
        }
    }
}

pub(super) fn is_coloured() -> bool {
    let plain = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    !plain && io::stdout().is_terminal()
}
