//! `tlforge docs`: the documentation site.

use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::error::ErrorKind;
use tlforge_docgen::descriptions::Descriptions;
use tlforge_docgen::output::{self, OutputError};
use tlforge_docgen::{Format, Input, Options, Previous, render};
use tlforge_parser::{Code, Diagnostic, ErrorTable, Options as Reading, Severity, SourceMap, Span};

use crate::input::{self, ReadingArgs, load_files};
use crate::messages::{Messages, plural};
use crate::project::{self, Docs, PageFormat, Paths, Project};
use crate::{Failure, Verdict, file};

/// Writes a documentation site for a schema.
#[derive(clap::Args)]
#[command(
    after_help = "Without --schema everything comes from the table [docs] of the nearest tlforge.toml; the options\n\
                  given here are added. The site needs no server: open index.html.\n\n\
                  Examples:\n  tlforge docs --schema api.tl --errors errors.json -o site\n  \
                  tlforge docs --schema api.tl --previous layer190.tl --previous layer220.tl -o site\n  \
                  tlforge docs --schema api.tl --format markdown -o docs/api"
)]
pub(crate) struct Args {
    /// The files that form the schema; `-` is standard input.
    #[arg(long, value_name = "FILE", num_args = 1.., requires = "out")]
    schema: Vec<PathBuf>,

    /// The error tables: which method gives which error, and who may call it.
    #[arg(long, value_name = "FILE")]
    errors: Option<PathBuf>,

    /// Descriptions, where the comments of the schema have none: a file of tlforge's form, or the api-schema.json of
    /// the npm package @mtcute/tl.
    #[arg(long, value_name = "FILE")]
    descriptions: Option<PathBuf>,

    /// An older schema, for the page of changes; several for the layers since when things are there, the oldest first.
    #[arg(long, value_name = "FILE")]
    previous: Vec<PathBuf>,

    /// The form of the pages [default: html].
    #[arg(long, value_enum)]
    format: Option<PageFormat>,

    /// The name of the site.
    #[arg(long, value_name = "TEXT")]
    title: Option<String>,

    /// The Rust path of the bindings in the examples [default: `tlforge_telegram` for Telegram's API, `crate::api` for
    /// others].
    #[arg(long, value_name = "PATH")]
    rust_path: Option<String>,

    #[command(flatten)]
    reading: ReadingArgs,

    /// The folder to write.
    #[arg(short, long, value_name = "DIR")]
    out: Option<PathBuf>,
}

pub(crate) fn run(args: Args, messages: &mut Messages) -> Result<Verdict, Failure> {
    let start = Instant::now();
    let Some(task) = args.task(messages)? else { return Ok(Verdict::Rejected) };
    let reading = Reading::default().dialect(task.dialect.into()).layer(task.layer);
    let Some((_, mut outcome)) = load_files(task.schema.as_slice(), &reading, messages) else {
        return Ok(Verdict::Rejected);
    };
    let errors = task.errors.as_deref().and_then(|path| error_tables(path, messages));
    let descriptions = task.descriptions.as_deref().and_then(|path| descriptions(path, messages));
    let older: Vec<_> = task.previous.as_slice().iter().map(|path| previous(path, &reading, messages)).collect();
    if messages.has_errors() {
        return Ok(Verdict::Rejected);
    }
    if let Some(descriptions) = descriptions {
        descriptions.apply(&mut outcome.schema);
    }
    let older = older.iter().flatten();
    let input = Input {
        schema: &outcome.schema,
        errors: errors.as_ref(),
        previous: older.map(|(label, schema)| Previous { label: label.clone(), schema }).collect(),
    };
    let mut options = Options::default();
    options.format = match task.format {
        PageFormat::Html => Format::Html,
        PageFormat::Markdown => Format::Markdown,
    };
    options.title = task.title;
    options.rust_path = task.rust_path;
    options.errors_name =
        task.errors.as_deref().and_then(Path::file_name).map(|name| name.to_string_lossy().into_owned());
    let files = render(&input, &options);
    match output::write(&task.out, &files) {
        Ok(report) => {
            messages.remark(&format!(
                "{}: {}, {} written, {} removed, {:.1} s",
                task.out.display(),
                plural(files.len(), "file"),
                report.written,
                report.removed,
                start.elapsed().as_secs_f32()
            ));
            Ok(Verdict::Done)
        }
        Err(error) => {
            messages.report_one(match &error {
                OutputError::Io(path, error) => file::unwritable(path, error),
                error => Diagnostic::without_place(Code::BadOutput, Severity::Error, error.to_string()),
            });
            Ok(Verdict::Rejected)
        }
    }
}

impl Args {
    /// What is to be written, from the command line and from `tlforge.toml`. `None`: that file is wrong.
    fn task(self, messages: &mut Messages) -> Result<Option<Docs>, Failure> {
        let mut task = if self.schema.is_empty() {
            let project = Project::find(messages);
            if messages.has_errors() {
                return Ok(None);
            }
            project.and_then(|project| project.docs).ok_or_else(|| {
                let message = format!("say --schema and --out, or write a {} with a table [docs]", project::NAME);
                Failure::Usage("docs", ErrorKind::MissingRequiredArgument, message)
            })?
        } else {
            Docs { schema: Paths::Several(self.schema), ..Docs::default() }
        };
        task.out = self.out.unwrap_or(task.out);
        task.errors = self.errors.or(task.errors);
        task.descriptions = self.descriptions.or(task.descriptions);
        task.title = self.title.or(task.title);
        task.rust_path = self.rust_path.or(task.rust_path);
        task.format = self.format.unwrap_or(task.format);
        (task.dialect, task.layer) = self.reading.or((task.dialect, task.layer));
        if !self.previous.is_empty() {
            task.previous = Paths::Several(self.previous);
        }
        if task.out.as_os_str() == "-" {
            let message = "the output is a folder and cannot go to standard output".to_owned();
            return Err(Failure::Usage("docs", ErrorKind::InvalidValue, message));
        }
        let inputs = task.schema.as_slice().iter().chain(task.previous.as_slice());
        input::check_stdin("docs", inputs.chain(&task.errors).chain(&task.descriptions))?;
        Ok(Some(task))
    }
}

/// Reads the error tables and shows what is wrong with them.
fn error_tables(path: &Path, messages: &mut Messages) -> Option<ErrorTable> {
    let mut sources = SourceMap::default();
    match input::source(path).and_then(|source| source.read(&mut sources)) {
        Ok(file) => {
            let (db, found) = ErrorTable::from_json(file, &sources.file(file).text);
            messages.report(&sources, &found);
            Some(db)
        }
        Err(error) => {
            messages.report(&sources, &[error]);
            None
        }
    }
}

/// Reads descriptions and shows what is wrong with them.
fn descriptions(path: &Path, messages: &mut Messages) -> Option<Descriptions> {
    let mut sources = SourceMap::default();
    let read = input::source(path).and_then(|source| source.read(&mut sources));
    let read = read.and_then(|file| {
        Descriptions::from_json(&sources.file(file).text).map_err(|error| {
            let at = offset(&sources.file(file).text, error.line(), error.column());
            Diagnostic::error(Code::BadOption, Span::new(file, at, at), format!("no descriptions: {error}"))
        })
    });
    match read {
        Ok(descriptions) => Some(descriptions),
        Err(error) => {
            messages.report(&sources, &[error]);
            None
        }
    }
}

/// The byte at a line and a column, both from 1.
fn offset(text: &str, line: usize, column: usize) -> u32 {
    let start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let mut at = (start + column.saturating_sub(1)).min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// Reads an older schema; it is called after its layer, or after its file.
fn previous(path: &Path, reading: &Reading, messages: &mut Messages) -> Option<(String, tlforge_parser::Schema)> {
    let (_, outcome) = load_files(&[path.to_owned()], reading, messages)?;
    let label = match outcome.schema.layer {
        Some(layer) => format!("layer {layer}"),
        None => path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default(),
    };
    Some((label, outcome.schema))
}
