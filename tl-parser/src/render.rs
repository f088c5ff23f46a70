//! Diagnostics as text, in the manner of a compiler.

use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Renderer, Snippet, normalize_untrusted_str};

use crate::{Diagnostic, FileId, Severity, SourceMap, Span, lints};

/// How diagnostics look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Style {
    /// With the colors of a terminal.
    pub colored: bool,
    /// How many columns a line may have; lines of the schema are cut to fit.
    pub width: usize,
}

impl Default for Style {
    /// No colors, and 140 columns, as compilers have where there is no terminal.
    fn default() -> Self {
        Self { colored: false, width: 140 }
    }
}

impl Style {
    /// With or without the colors of a terminal.
    #[must_use]
    pub const fn colored(mut self, colored: bool) -> Self {
        self.colored = colored;
        self
    }

    /// With so many columns.
    #[must_use]
    pub const fn width(mut self, width: usize) -> Self {
        self.width = width;
        self
    }
}

/// Renders the diagnostic with the lines of the schema that it refers to, without a final line break.
pub fn render(sources: &SourceMap, diagnostic: &Diagnostic, style: Style) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let title = level.primary_title(&diagnostic.message).id(diagnostic.code.as_str());
    let lint = lints::of(diagnostic.code).map(|lint| format!("reported by the lint `{}`", lint.name));
    let notes = diagnostic.notes.iter().chain(&lint).map(|note| Level::NOTE.message(normalize_untrusted_str(note)));
    let help = diagnostic.help.iter().map(|help| Level::HELP.message(normalize_untrusted_str(help)));
    let group =
        Group::with_title(title).elements(snippets(sources, diagnostic, style.width)).elements(notes).elements(help);
    let renderer = if style.colored { Renderer::styled() } else { Renderer::plain() };
    renderer.term_width(style.width).render(&[group])
}

/// Renders the diagnostic in one line: `file:line:column: error[TL0012]: …`.
pub fn render_short(sources: &SourceMap, diagnostic: &Diagnostic) -> String {
    let severity = severity(diagnostic.severity);
    let message = normalize_untrusted_str(&diagnostic.message).replace('\n', " ");
    let finding = format!("{severity}[{}]: {message}", diagnostic.code);
    match diagnostic.span {
        None => finding,
        Some(span) => {
            let at = sources.line_column(span.file, span.start);
            format!("{}:{}:{}: {finding}", sources.file(span.file).name, at.line, at.column)
        }
    }
}

/// The word for a severity in messages.
pub const fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}

/// A marked place of a diagnostic.
struct Mark<'a> {
    kind: AnnotationKind,
    span: Span,
    label: Option<&'a str>,
}

/// One snippet per file: that of the diagnostic's own place first, then the others in the order of the labels.
fn snippets<'a>(sources: &'a SourceMap, diagnostic: &'a Diagnostic, width: usize) -> Vec<Snippet<'a, Annotation<'a>>> {
    let primary = diagnostic.span.map(|span| Mark { kind: AnnotationKind::Primary, span, label: None });
    let labels = diagnostic.labels.iter().map(|label| Mark {
        kind: AnnotationKind::Context,
        span: label.span,
        label: Some(&label.message),
    });
    let mut files: Vec<(FileId, Vec<Mark<'_>>)> = Vec::new();
    for mark in primary.into_iter().chain(labels) {
        match files.iter_mut().find(|(file, _)| *file == mark.span.file) {
            Some((_, marks)) => marks.push(mark),
            None => files.push((mark.span.file, vec![mark])),
        }
    }
    let mut snippets = Vec::new();
    for (file, marks) in files {
        let source = sources.file(file);
        let is_long = |mark: &Mark<'_>| {
            let bytes = source.line(mark.span.start).len();
            bytes > LONG_LINE || marks.len() > 1 && bytes + GUTTER > width
        };
        if marks.iter().any(is_long) {
            snippets.extend(marks.iter().map(|mark| cut_snippet(sources, mark)));
        } else {
            snippets.push(snippet(sources, file, &marks));
        }
    }
    snippets
}

/// A line of more bytes is not shown as a whole, and one that does not fit is not where it has several marks: the renderer
/// cuts a line around a single mark only.
const LONG_LINE: usize = 1000;

/// The columns that line numbers take.
const GUTTER: usize = 8;

/// How many bytes of a mark on a long line are marked.
const LONG_MARK: usize = 80;

/// The part of a long line around one mark. The renderer cuts a line around a single mark of moderate length only:
/// between two marks it shows everything.
fn cut_snippet<'a>(sources: &'a SourceMap, mark: &Mark<'a>) -> Snippet<'a, Annotation<'a>> {
    let source = sources.file(mark.span.file);
    let text = source.text.as_str();
    let start = range(text, mark.span).start;
    let line = source.line(mark.span.start);
    let start = start.max(line.start);
    let most = u32::try_from(line.end.min(start + LONG_MARK)).unwrap_or(u32::MAX);
    let marked = range(text, Span { end: mark.span.end.min(most), ..mark.span });
    let annotation = mark.kind.span(marked.start - line.start..marked.end.min(line.end) - line.start).label(mark.label);
    let number = sources.line_column(mark.span.file, mark.span.start).line as usize;
    Snippet::source(&text[line]).path(source.name.as_str()).line_start(number).annotation(annotation)
}

/// The part of a file that the marks touch. The renderer gets whole lines of it and nothing more: it looks at each line
/// that it is given, and a schema may have many lines and many findings.
fn snippet<'a>(sources: &'a SourceMap, file: FileId, marks: &[Mark<'a>]) -> Snippet<'a, Annotation<'a>> {
    let source = sources.file(file);
    let text = source.text.as_str();
    let ranges = || marks.iter().map(|mark| range(text, mark.span));
    let first = ranges().map(|range| range.start).min().unwrap_or(0);
    let last = ranges().map(|range| range.end).max().unwrap_or(0);
    let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    let (start, end) = (source.line(offset(first)).start, source.line(offset(last)).end);
    let line = sources.line_column(file, offset(first)).line as usize;
    let annotations = marks.iter().map(|mark| {
        let range = range(text, mark.span);
        mark.kind.span(range.start.max(start) - start..range.end.max(start) - start).label(mark.label)
    });
    Snippet::source(&text[start..end]).path(source.name.as_str()).line_start(line).annotations(annotations)
}

/// The bytes of a span, inside the text and at boundaries of characters whatever the span says.
fn range(text: &str, span: Span) -> std::ops::Range<usize> {
    let boundary = |offset: &usize| text.is_char_boundary(*offset);
    let start = (0..=text.len().min(span.start as usize)).rev().find(boundary).unwrap_or(0);
    let end = (span.end as usize..text.len()).find(boundary).unwrap_or(text.len());
    start..end.max(start)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Code;

    fn sources() -> SourceMap {
        let mut sources = SourceMap::single("a.tl", "user id:long = User;\n\ngetUser id:long = Usr;\n");
        sources.add("b.tl", "user name:string = User;\n");
        sources
    }

    #[test]
    fn the_place_the_labels_and_the_help_are_shown() {
        let usr = Span::new(FileId(0), 40, 43);
        let diagnostic = Diagnostic::error(Code::UnknownName, usr, "`Usr` is declared nowhere")
            .label(Span::new(FileId(0), 15, 19), "a similar type")
            .label(Span::new(FileId(1), 19, 23), "here too")
            .note("types are declared by their constructors")
            .help("did you mean `User`?");
        insta::assert_snapshot!(render(&sources(), &diagnostic, Style::default()), @r"
        error[TL0020]: `Usr` is declared nowhere
         --> a.tl:3:19
          |
        1 | user id:long = User;
          |                ---- a similar type
        2 |
        3 | getUser id:long = Usr;
          |                   ^^^
          |
         ::: b.tl:1:20
          |
        1 | user name:string = User;
          |                    ---- here too
          |
          = note: types are declared by their constructors
          = help: did you mean `User`?
        ");
        assert_eq!(render_short(&sources(), &diagnostic), "a.tl:3:19: error[TL0020]: `Usr` is declared nowhere");
    }

    #[test]
    fn a_finding_without_a_place_is_its_title() {
        let diagnostic = Diagnostic::without_place(Code::UnreadableFile, Severity::Warning, "cannot read\n`x.tl`");
        assert_eq!(render_short(&sources(), &diagnostic), "warning[TL0011]: cannot read `x.tl`");
        assert_eq!(
            render(&sources(), &diagnostic, Style::default()),
            "warning[TL0011]: cannot read\n                 `x.tl`"
        );
    }

    #[test]
    fn any_span_can_be_shown() {
        let texts = ["", "\n", "x", "é\n", "\tx\r\n\u{0}\u{202e}", "a\n\nb"];
        for text in texts {
            let sources = SourceMap::single("a.tl", text);
            for start in 0..10 {
                for end in 0..10 {
                    let span = Span::new(FileId(0), start, end);
                    let diagnostic = Diagnostic::error(Code::UnexpectedToken, span, "odd").label(span, "here");
                    assert!(render(&sources, &diagnostic, Style::default().colored(true)).contains("odd"));
                    assert!(render_short(&sources, &diagnostic).ends_with("odd"));
                }
            }
        }
    }

    #[test]
    fn a_schema_of_one_long_line_is_cut() {
        let sources = SourceMap::single("a.tl", "user id:long = User; ".repeat(50_000));
        let diagnostic = Diagnostic::error(Code::UnexpectedToken, Span::new(FileId(0), 500_000, 500_004), "odd");
        assert!(render(&sources, &diagnostic, Style::default()).len() < 1_000);
    }

    #[test]
    fn a_long_line_is_cut_around_each_mark() {
        let sources = SourceMap::single("a.tl", "x = X;\n".to_owned() + &"user id:long = User; ".repeat(50_000) + "\n");
        let diagnostic = Diagnostic::error(Code::UnexpectedToken, Span::new(FileId(0), 500_000, 900_000), "odd")
            .label(Span::new(FileId(0), 100, 104), "here")
            .label(Span::new(FileId(0), 3, 600_000), "there");
        let text = render(&sources, &diagnostic, Style::default());
        assert!(text.len() < 2_000, "{text}");
        for part in ["--> a.tl:2:499994", "::: a.tl:2:94", "here", "::: a.tl:1:4", "there"] {
            assert!(text.contains(part), "{part}: {text}");
        }
    }
}
