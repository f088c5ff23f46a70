//! The schemas that a command names.

use std::ffi::OsStr;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use clap::error::ErrorKind;
use tlforge_codegen::Source;
use tlforge_parser::{Code, Diagnostic, DialectChoice, Options, Outcome, Severity, SourceMap, load};

use crate::Failure;
use crate::messages::Messages;

/// The arguments of the verbs that read one schema.
#[derive(clap::Args)]
pub(crate) struct SchemaArgs {
    /// The files that form the schema; `-` is standard input.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,

    #[command(flatten)]
    reading: ReadingArgs,

    /// Read exactly as the reference compiler does.
    #[arg(long)]
    strict: bool,
}

/// How a schema is read.
#[derive(Clone, Copy, clap::Args)]
pub(crate) struct ReadingArgs {
    /// The dialect of the schema [default: auto].
    #[arg(long, value_enum)]
    dialect: Option<Dialect>,

    /// Keep only the definitions in force in this layer, for a schema with sections by layer (`===17===`).
    #[arg(long, value_name = "N")]
    layer: Option<u32>,
}

impl ReadingArgs {
    /// Returns the options of the parser.
    pub(crate) fn options(self) -> Options {
        let (dialect, layer) = self.or((Dialect::default(), None));
        Options::default().dialect(dialect.into()).layer(layer)
    }

    /// Returns the dialect and the layer that the command line gives, or else those of the settings.
    pub(crate) fn or(self, settings: (Dialect, Option<u32>)) -> (Dialect, Option<u32>) {
        (self.dialect.unwrap_or(settings.0), self.layer.or(settings.1))
    }
}

/// A dialect as it is written on the command line and in `tlforge.toml`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Dialect {
    /// The schema tells.
    #[default]
    Auto,
    /// Telegram's API, MTProto, secret chats.
    Telegram,
    /// TON, and anything else.
    #[value(alias = "ton")]
    #[serde(alias = "ton")]
    Plain,
    /// `td_api` of TDLib.
    Tdlib,
}

impl SchemaArgs {
    /// Reads the schema for `verb` and shows what was found. `None`: there is no text to read.
    pub(crate) fn load(
        &self,
        verb: &'static str,
        messages: &mut Messages,
    ) -> Result<Option<(SourceMap, Outcome)>, Failure> {
        check_stdin(verb, &self.files)?;
        let mut options = self.reading.options();
        options.strict = self.strict;
        Ok(load_files(&self.files, &options, messages))
    }

    /// Whether `path` is one of the files.
    pub(crate) fn holds(&self, path: &Path) -> bool {
        path.canonicalize()
            .is_ok_and(|path| self.files.iter().any(|file| file.canonicalize().is_ok_and(|it| it == path)))
    }

    /// Whether the schema is read as the reference compiler does.
    pub(crate) fn is_strict(&self) -> bool {
        self.strict
    }
}

/// Reads `files` as one schema and shows what was found. `None`: there is no text to read.
pub(crate) fn load_files(
    files: &[PathBuf],
    options: &Options,
    messages: &mut Messages,
) -> Option<(SourceMap, Outcome)> {
    let mut sources = SourceMap::default();
    let mut sound = true;
    for path in files {
        let read = source(path).and_then(|source| source.read_schema(&mut sources));
        if let Err(error) = read {
            messages.report(&sources, &[error]);
            sound = false;
        }
    }
    if !sound {
        return None;
    }
    let outcome = load(&sources, options);
    messages.report(&sources, &outcome.diagnostics);
    Some((sources, outcome))
}

/// Fails if more than one of `paths`, all of which the verb `verb` reads, is standard input.
pub(crate) fn check_stdin(
    verb: &'static str,
    paths: impl IntoIterator<Item = impl AsRef<OsStr>>,
) -> Result<(), Failure> {
    if paths.into_iter().filter(|path| path.as_ref() == "-").count() <= 1 {
        return Ok(());
    }
    let message = "standard input can be read once only".to_owned();
    Err(Failure::Usage(verb, ErrorKind::ArgumentConflict, message))
}

/// The text that the argument `path` stands for.
pub(crate) fn source(path: &Path) -> Result<Source, Diagnostic> {
    if path.as_os_str() != "-" {
        return Ok(Source::Path(path.to_owned()));
    }
    let mut bytes = Vec::new();
    io::stdin().lock().read_to_end(&mut bytes).map_err(|error| {
        let message = format!("cannot read standard input: {error}");
        Diagnostic::without_place(Code::UnreadableFile, Severity::Error, message)
    })?;
    Ok(Source::Bytes { name: "<stdin>".to_owned(), bytes })
}

impl From<Dialect> for DialectChoice {
    fn from(dialect: Dialect) -> Self {
        match dialect {
            Dialect::Auto => Self::Auto,
            Dialect::Telegram => Self::Telegram,
            Dialect::Plain => Self::Plain,
            Dialect::Tdlib => Self::Tdlib,
        }
    }
}
