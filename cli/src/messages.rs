//! Diagnostics on standard error, in the form that the reader asked for.

use std::io::{self, IsTerminal as _, Write as _};

use clap::ValueEnum;
use serde::Serialize;
use tlforge_codegen::render::{render, render_short, severity};
use tlforge_parser::{Diagnostic, SourceMap};

/// The form of diagnostics.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum MessageFormat {
    /// With the lines of the schema, as a compiler shows them.
    #[default]
    Human,
    /// One line each: `file:line:column: error[TL0012]: …`.
    Short,
    /// One JSON object a line.
    Json,
}

/// What writes them, and counts.
pub(crate) struct Messages {
    format: MessageFormat,
    styled: bool,
    errors: usize,
    warnings: usize,
    /// Nobody reads standard error any more.
    gone: bool,
}

/// How many errors, and how many warnings, people are shown with the lines of the schema.
const SHOWN: usize = 100;

/// A diagnostic for other programs. Lines and columns count from 1, columns in characters; the end is exclusive.
#[derive(Serialize)]
struct Json<'a> {
    code: &'static str,
    severity: &'static str,
    message: &'a str,
    file: Option<&'a str>,
    line: Option<u32>,
    column: Option<u32>,
    end_line: Option<u32>,
    end_column: Option<u32>,
    notes: Vec<String>,
    help: Option<&'a str>,
}

impl Messages {
    pub(crate) fn new(format: MessageFormat) -> Self {
        let plain = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        let styled = !plain && io::stderr().is_terminal();
        Self { format, styled, errors: 0, warnings: 0, gone: false }
    }

    /// Shows what was found.
    pub(crate) fn report(&mut self, sources: &SourceMap, diagnostics: &[Diagnostic]) {
        let mut hidden = 0;
        for diagnostic in diagnostics {
            let count = if diagnostic.is_error() { &mut self.errors } else { &mut self.warnings };
            *count += 1;
            let line = match self.format {
                _ if self.gone => continue,
                MessageFormat::Human if *count > SHOWN => {
                    hidden += 1;
                    continue;
                }
                MessageFormat::Human => format!("{}\n", render(sources, diagnostic, self.styled)),
                MessageFormat::Short => render_short(sources, diagnostic),
                MessageFormat::Json => json(sources, diagnostic),
            };
            self.gone = write(&line).is_err();
        }
        if hidden > 0 {
            self.remark(&format!("… and {hidden} more; `--message-format short` shows all of them\n"));
        }
    }

    /// Shows a finding that has no place.
    pub(crate) fn report_one(&mut self, diagnostic: Diagnostic) {
        self.report(&SourceMap::default(), &[diagnostic]);
    }

    /// Whether one of the findings is an error.
    pub(crate) fn has_errors(&self) -> bool {
        self.errors > 0
    }

    /// Says something to people; programs do not need it.
    pub(crate) fn remark(&self, text: &str) {
        if self.format == MessageFormat::Human {
            let _ = write(text);
        }
    }

    /// Says how many findings there were, if any.
    pub(crate) fn conclude(&self) {
        let counts = [(self.errors, "error"), (self.warnings, "warning")];
        let counts = counts.iter().filter(|(count, _)| *count > 0).map(|(count, noun)| plural(*count, noun));
        let counts: Vec<_> = counts.collect();
        if !counts.is_empty() {
            self.remark(&counts.join(", "));
        }
    }

    /// Shows an error that is no finding about an input.
    pub(crate) fn error(message: &str) {
        let _ = write(&format!("error: {message}"));
    }
}

/// `1 error`, `2 errors`.
pub(crate) fn plural(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

/// Writes a line to standard error. When that fails, there is nobody left to be told.
fn write(line: &str) -> io::Result<()> {
    writeln!(io::stderr().lock(), "{line}")
}

fn json(sources: &SourceMap, diagnostic: &Diagnostic) -> String {
    let start = diagnostic.span.map(|span| sources.line_column(span.file, span.start));
    let end = diagnostic.span.map(|span| sources.line_column(span.file, span.end));
    let places = diagnostic.labels.iter().map(|label| {
        let at = sources.line_column(label.span.file, label.span.start);
        format!("{}:{}:{}: {}", sources.file(label.span.file).name, at.line, at.column, label.message)
    });
    let object = Json {
        code: diagnostic.code.as_str(),
        severity: severity(diagnostic.severity),
        message: &diagnostic.message,
        file: diagnostic.span.map(|span| sources.file(span.file).name.as_str()),
        line: start.map(|at| at.line),
        column: start.map(|at| at.column),
        end_line: end.map(|at| at.line),
        end_column: end.map(|at| at.column),
        notes: places.chain(diagnostic.notes.iter().cloned()).collect(),
        help: diagnostic.help.as_deref(),
    };
    serde_json::to_string(&object).expect("strings and numbers always have a JSON form")
}
