//! The canonical layout of a text: one declaration a line, comments where they were.

use crate::{
    ast::Comment,
    diagnostic::Diagnostic,
    lex::{Lexer, Token, TokenKind},
    parse::parse,
    span::FileId,
};

/// How [`format()`] writes a text.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Layout {
    /// Keep all comments.
    pub comments: bool,
    /// Keep the comment that names the layer where the others are left out.
    pub layer: bool,
}

impl Default for Layout {
    fn default() -> Self {
        Self { comments: true, layer: true }
    }
}

impl Layout {
    /// The layout without comments, but for the one that names the layer.
    pub fn without_comments() -> Self {
        Self { comments: false, layer: true }
    }

    /// The layout without any comment.
    pub fn bare() -> Self {
        Self { comments: false, layer: false }
    }

    fn keeps(self, comment: &Comment<'_>) -> bool {
        let names_layer = || comment.text.trim_start_matches('/').trim_start().starts_with("LAYER ");
        self.comments || self.layer && names_layer()
    }
}

/// Writes `text` in canonical layout: tokens as they are, one declaration a line, one space between arguments, at most
/// one blank line in a row. A declaration of more than 120 characters or with comments inside keeps its line breaks. Doing so twice changes nothing, and no id ever changes.
///
/// # Errors
///
/// The errors of a text that cannot be parsed; it should stay as it is.
pub fn format(text: &str, layout: Layout) -> Result<String, Vec<Diagnostic>> {
    let (_, mut diagnostics) = parse(FileId(0), text, false);
    diagnostics.retain(Diagnostic::is_error);
    if !diagnostics.is_empty() {
        return Err(diagnostics);
    }
    let mut writer = Writer { text, layout, out: String::with_capacity(text.len()), end: 0, after_marker: false };
    let mut lexer = Lexer::new(FileId(0), text, false);
    let mut seen = 0;
    let mut statement: Vec<Piece<'_>> = Vec::new();
    loop {
        let token = lexer.token();
        let comments = &lexer.comments[seen..];
        seen = lexer.comments.len();
        if statement.is_empty() {
            writer.between(comments);
            if token.kind == TokenKind::End {
                return Ok(writer.out);
            }
            statement.push((token, Vec::new()));
        } else {
            statement.push((token, comments.to_vec()));
        }
        let marker = match statement[0].0.kind {
            TokenKind::Dashes => Some(3),
            TokenKind::Layer => Some(1),
            _ => None,
        };
        if let Some(tokens) = marker {
            if statement.len() == tokens {
                writer.marker(&statement);
                statement.clear();
            }
        } else if matches!(token.kind, TokenKind::Punct(b';') | TokenKind::End) {
            writer.declaration(&statement);
            statement.clear();
        }
    }
}

/// A token with the comments before it.
type Piece<'a> = (Token, Vec<Comment<'a>>);

struct Writer<'a> {
    text: &'a str,
    layout: Layout,
    out: String,
    /// How far the text has been read.
    end: u32,
    /// What comes stands below a section marker.
    after_marker: bool,
}

impl<'a> Writer<'a> {
    /// The comments between two declarations.
    fn between(&mut self, comments: &[Comment<'a>]) {
        for comment in comments {
            if !self.layout.keeps(comment) {
                continue;
            }
            if !comment.own_line && self.out.ends_with('\n') {
                self.out.pop();
                self.out.push(' ');
            } else {
                self.blank_line(comment.start);
            }
            self.line(comment.text.trim_end());
            self.end = comment.end();
        }
    }

    /// `---types---`, `---functions---` or `===17===`, between blank lines. Comments inside stand above: below they would belong to a
    /// declaration.
    fn marker(&mut self, pieces: &[Piece<'a>]) {
        for comment in pieces.iter().flat_map(|(_, comments)| comments) {
            if self.layout.keeps(comment) {
                if std::mem::take(&mut self.after_marker) {
                    self.out.push('\n');
                }
                self.line(comment.text.trim_end());
            }
        }
        if !self.out.is_empty() && !self.out.ends_with("\n\n") {
            self.out.push('\n');
        }
        for (token, _) in pieces {
            self.out.push_str(token.text(self.text));
            self.end = token.end;
        }
        self.out.push('\n');
        self.after_marker = true;
    }

    /// A declaration on one line, or on those that it was written on when it is long or holds comments.
    fn declaration(&mut self, pieces: &[Piece<'a>]) {
        self.blank_line(pieces[0].0.start);
        let layout = self.layout;
        let line = self.one_line(pieces);
        let commented = pieces.iter().flat_map(|(_, comments)| comments).any(|comment| layout.keeps(comment));
        let broken = pieces[1..].iter().any(|(token, _)| token.line_break);
        if commented || broken && line.len() > LONG_LINE {
            self.broken(pieces);
        } else {
            self.out.push_str(&line);
        }
        self.out.push('\n');
        self.end = pieces.last().map_or(self.end, |(token, _)| token.end);
    }

    fn one_line(&self, pieces: &[Piece<'a>]) -> String {
        let mut line = String::new();
        for (at, (token, _)) in pieces.iter().enumerate() {
            if at > 0 && spaced(pieces[at - 1].0.kind, token.kind, at) {
                line.push(' ');
            }
            line.push_str(token.written(self.text));
        }
        line
    }

    fn broken(&mut self, pieces: &[Piece<'a>]) {
        for (at, (token, comments)) in pieces.iter().enumerate() {
            let mut commented = false;
            for comment in comments {
                if self.layout.keeps(comment) {
                    self.out.push_str(if comment.own_line { INDENT } else { " " });
                    self.out.push_str(comment.text.trim_end());
                    commented = true;
                }
            }
            if commented || token.line_break && at > 0 && token.kind != TokenKind::Punct(b';') {
                self.out.push_str(INDENT);
            } else if at > 0 && spaced(pieces[at - 1].0.kind, token.kind, at) {
                self.out.push(' ');
            }
            self.out.push_str(token.written(self.text));
        }
    }

    /// One blank line where the text has one or more before `start`, and below a marker.
    fn blank_line(&mut self, start: u32) {
        let gap = &self.text[self.end as usize..start as usize];
        let blank = std::mem::take(&mut self.after_marker) || has_blank_line(gap);
        if blank && !self.out.is_empty() && !self.out.ends_with("\n\n") {
            self.out.push('\n');
        }
    }

    fn line(&mut self, text: &str) {
        self.out.push_str(text);
        self.out.push('\n');
    }
}

/// What starts a further line of a declaration.
const INDENT: &str = "\n    ";

/// A declaration longer than this keeps its lines.
const LONG_LINE: usize = 120;

/// Whether a whole line of `gap` is blank; the lines of dropped comments are not.
fn has_blank_line(gap: &str) -> bool {
    let mut lines = gap.split('\n');
    lines.next();
    lines.next_back();
    lines.any(|line| line.trim().is_empty())
}

/// Whether a space stands between two tokens of a declaration, the second of which is its token `at`.
fn spaced(before: TokenKind, token: TokenKind, at: usize) -> bool {
    use TokenKind::Punct;
    // `name ? = Type`
    if at <= 2 && (token == Punct(b'?') || before == Punct(b'?')) {
        return true;
    }
    let opened = matches!(before, Punct(b':' | b'.' | b'?' | b'!' | b'%' | b'<' | b',' | b'+' | b'*' | b'{' | b'('));
    let closes = matches!(token, Punct(b';' | b':' | b'.' | b'?' | b'<' | b'>' | b',' | b'+' | b'*' | b'}' | b')'));
    !opened && !closes
}
