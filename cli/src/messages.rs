//! Diagnostics on standard error, in the form that the reader asked for.

use std::collections::BTreeMap;
use std::io::{self, IsTerminal as _, Write as _};

use clap::ValueEnum;
use serde::Serialize;
use tlforge_parser::render::{Style, render, render_short, severity};
use tlforge_parser::{Code, Diagnostic, Severity, SourceMap, lints};

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
    style: Style,
    errors: usize,
    warnings: usize,
    /// Every warning is an error.
    deny_warnings: bool,
    /// How many findings each lint has.
    lints: BTreeMap<Code, usize>,
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
    /// The lint that reports it, if one does.
    lint: Option<&'static str>,
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
        let terminal = io::stderr().is_terminal();
        let style = Style::default().colored(!plain && terminal).width(width(terminal));
        Self { format, style, errors: 0, warnings: 0, deny_warnings: false, lints: BTreeMap::new(), gone: false }
    }

    /// Shows what was found.
    pub(crate) fn report(&mut self, sources: &SourceMap, diagnostics: &[Diagnostic]) {
        let mut hidden = 0;
        for diagnostic in diagnostics {
            let denied;
            let diagnostic = if self.deny_warnings && !diagnostic.is_error() {
                let mut error = diagnostic.clone();
                error.severity = Severity::Error;
                denied = error;
                &denied
            } else {
                diagnostic
            };
            if lints::of(diagnostic.code).is_some() {
                *self.lints.entry(diagnostic.code).or_default() += 1;
            }
            let count = if diagnostic.is_error() { &mut self.errors } else { &mut self.warnings };
            *count += 1;
            let line = match self.format {
                _ if self.gone => continue,
                MessageFormat::Human if *count > SHOWN => {
                    hidden += 1;
                    continue;
                }
                MessageFormat::Human => format!("{}\n", render(sources, diagnostic, self.style)),
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

    /// Makes every warning that follows an error.
    pub(crate) fn deny_warnings(&mut self) {
        self.deny_warnings = true;
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
        // One or two are seen at once.
        if self.lints.values().sum::<usize>() > 2 {
            for (code, count) in &self.lints {
                let name = lints::of(*code).map_or("", |lint| lint.name);
                self.remark(&format!("{count:>6}  {name} ({code})"));
            }
        }
    }

    /// Shows an error that is no finding about an input.
    pub(crate) fn error(message: &str) {
        let _ = write(&format!("error: {message}"));
    }
}

/// The columns of the terminal; where there is none, as many as `COLUMNS` says, or as the default has.
fn width(is_terminal: bool) -> usize {
    let told = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    let measured = || terminal_size::terminal_size_of(io::stderr()).map(|(width, _)| usize::from(width.0));
    let width = told.or_else(|| measured().filter(|_| is_terminal)).filter(|width| *width > 0);
    width.map_or(Style::default().width, |width: usize| width.max(MIN_WIDTH))
}

/// Fewer columns leave no room for the text of a schema beside the numbers of its lines.
const MIN_WIDTH: usize = 40;

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
        lint: lints::of(diagnostic.code).map(|lint| lint.name),
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
