//! Diagnostics as text, in the manner of a compiler.

use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Renderer, Snippet, normalize_untrusted_str};
use tlforge_parser::{Diagnostic, FileId, Severity, SourceMap, Span};

/// The diagnostic with the lines of the schema that it speaks of, without a final line break.
pub fn render(sources: &SourceMap, diagnostic: &Diagnostic, styled: bool) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let title = level.primary_title(&diagnostic.message).id(diagnostic.code.as_str());
    let notes = diagnostic.notes.iter().map(|note| Level::NOTE.message(normalize_untrusted_str(note)));
    let help = diagnostic.help.iter().map(|help| Level::HELP.message(normalize_untrusted_str(help)));
    let group = Group::with_title(title).elements(snippets(sources, diagnostic)).elements(notes).elements(help);
    let renderer = if styled { Renderer::styled() } else { Renderer::plain() };
    renderer.render(&[group])
}

/// The diagnostic in one line: `file:line:column: error[TL0012]: …`.
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
fn snippets<'a>(sources: &'a SourceMap, diagnostic: &'a Diagnostic) -> Vec<Snippet<'a, Annotation<'a>>> {
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
        let text = &sources.file(file).text;
        if marks.iter().any(|mark| line(text, range(text, mark.span)).len() > LONG_LINE) {
            snippets.extend(marks.iter().map(|mark| cut_snippet(sources, mark)));
        } else {
            snippets.push(snippet(sources, file, &marks));
        }
    }
    snippets
}

/// A line of more bytes is not shown as a whole.
const LONG_LINE: usize = 1000;

/// How many bytes of a mark on a long line are marked.
const LONG_MARK: usize = 80;

/// The part of a long line around one mark. The renderer cuts a line around a single mark of moderate length only:
/// between two marks it shows everything.
fn cut_snippet<'a>(sources: &'a SourceMap, mark: &Mark<'a>) -> Snippet<'a, Annotation<'a>> {
    let source = sources.file(mark.span.file);
    let text = source.text.as_str();
    let start = range(text, mark.span).start;
    let line = line(text, start..start);
    let most = u32::try_from(line.end.min(start + LONG_MARK)).unwrap_or(u32::MAX);
    let marked = range(text, Span { end: mark.span.end.min(most), ..mark.span });
    let annotation = mark.kind.span(marked.start - line.start..marked.end.min(line.end) - line.start).label(mark.label);
    let number = line_number(text, line.start);
    Snippet::source(&text[line]).path(source.name.as_str()).line_start(number).annotation(annotation)
}

/// The lines that `range` touches, without the line break at their end.
fn line(text: &str, range: std::ops::Range<usize>) -> std::ops::Range<usize> {
    let start = text[..range.start].rfind('\n').map_or(0, |at| at + 1);
    let end = text[range.end..].find('\n').map_or(text.len(), |at| range.end + at);
    let has_return = text[range.end..end].ends_with('\r');
    start..end - usize::from(has_return)
}

fn line_number(text: &str, at: usize) -> usize {
    text[..at].bytes().filter(|byte| *byte == b'\n').count() + 1
}

/// The part of a file that the marks touch. The renderer gets whole lines of it and nothing more: it looks at each line
/// that it is given, and a schema may have many lines and many findings.
fn snippet<'a>(sources: &'a SourceMap, file: FileId, marks: &[Mark<'a>]) -> Snippet<'a, Annotation<'a>> {
    let source = sources.file(file);
    let text = source.text.as_str();
    let ranges = || marks.iter().map(|mark| range(text, mark.span));
    let first = ranges().map(|range| range.start).min().unwrap_or(0);
    let last = ranges().map(|range| range.end).max().unwrap_or(0);
    let std::ops::Range { start, end } = line(text, first..last);
    let line = line_number(text, start);
    let annotations = marks.iter().map(|mark| {
        let range = range(text, mark.span);
        mark.kind.span(range.start - start..range.end - start).label(mark.label)
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
    use tlforge_parser::Code;

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
        insta::assert_snapshot!(render(&sources(), &diagnostic, false), @r"
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
        assert_eq!(render(&sources(), &diagnostic, false), "warning[TL0011]: cannot read\n                 `x.tl`");
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
                    assert!(render(&sources, &diagnostic, true).contains("odd"));
                    assert!(render_short(&sources, &diagnostic).ends_with("odd"));
                }
            }
        }
    }

    #[test]
    fn a_schema_of_one_long_line_is_cut() {
        let sources = SourceMap::single("a.tl", "user id:long = User; ".repeat(50_000));
        let diagnostic = Diagnostic::error(Code::UnexpectedToken, Span::new(FileId(0), 500_000, 500_004), "odd");
        assert!(render(&sources, &diagnostic, false).len() < 1_000);
    }

    #[test]
    fn a_long_line_is_cut_around_each_mark() {
        let sources = SourceMap::single("a.tl", "x = X;\n".to_owned() + &"user id:long = User; ".repeat(50_000) + "\n");
        let diagnostic = Diagnostic::error(Code::UnexpectedToken, Span::new(FileId(0), 500_000, 900_000), "odd")
            .label(Span::new(FileId(0), 100, 104), "here")
            .label(Span::new(FileId(0), 3, 600_000), "there");
        let text = render(&sources, &diagnostic, false);
        assert!(text.len() < 2_000, "{text}");
        for part in ["--> a.tl:2:499994", "::: a.tl:2:94", "here", "::: a.tl:1:4", "there"] {
            assert!(text.contains(part), "{part}: {text}");
        }
    }
}
