//! What is said of a declaration that cannot be read, and where the next one starts.

use super::tokens::{Expected, Failure, MAX_DEPTH, Source};
use crate::{
    diagnostic::{Code, Diagnostic},
    lex::TokenKind,
    span::{FileId, Span},
};

impl Source<'_, '_> {
    /// The start of a line, before token `failed`, where a new declaration seems to begin after a complete one.
    pub(super) fn forgotten_semicolon(&self, failed: usize) -> Option<usize> {
        if self.strict {
            return None;
        }
        let equals = self.tokens[..failed].iter().rposition(|token| token.kind == TokenKind::Punct(b'='))?;
        (equals + 2..=failed).find(|at| {
            let token = self.tokens[*at];
            matches!(token.kind, TokenKind::Lower { .. }) && token.line_break
        })
    }

    /// Whether the next declaration starts at the token where reading failed, before this one says what it makes.
    pub(super) fn is_missing_result(&self, failed: usize) -> bool {
        let token = self.tokens[failed];
        let starts = matches!(token.kind, TokenKind::Lower { has_id: true, .. }) && token.line_break;
        starts && failed > 0 && !self.tokens[..failed].iter().any(|token| token.kind == TokenKind::Punct(b'='))
    }

    /// Says what stands where something else is expected.
    pub(super) fn report(&self, failure: &Failure) -> Diagnostic {
        let at = self.tokens.len() - failure.left;
        let token = self.tokens[at];
        let span = Span::new(self.file, token.start, token.end);
        if failure.expected == Expected::LessNesting {
            let message = format!("brackets are nested more than {MAX_DEPTH} deep");
            return Diagnostic::error(Code::NestingTooDeep, span, message);
        }
        let is_over = token.kind.ends_text();
        let before = at.checked_sub(1).map(|before| self.tokens[before]).filter(|_| is_over);
        if let Some(before) = before.filter(|_| failure.expected == Expected::Result) {
            return unfinished(self.file, self.tokens[0].text(self.text), before.end);
        }
        // What is missing at the end belongs behind what is there.
        let span = match before.filter(|_| failure.expected == Expected::Punct(b';')) {
            Some(before) => Span::new(self.file, before.end, before.end),
            None => span,
        };
        let found = match token.kind {
            TokenKind::End => "the end of the text".to_owned(),
            TokenKind::Dashes => "`---`".to_owned(),
            _ => match token.id() {
                Some(id) => format!("`{}#{id:08x}`", token.text(self.text)),
                None => format!("`{}`", token.text(self.text)),
            },
        };
        let message = format!("expected {}, found {found}", failure.expected.text());
        let diagnostic = Diagnostic::error(Code::UnexpectedToken, span, message);
        match token.kind {
            _ if is_over && failure.expected == Expected::Punct(b';') => {
                diagnostic.help("write `;` at the end of every declaration")
            }
            TokenKind::Lower { has_id: true, .. } if at > 0 => {
                diagnostic.help("only the name that is declared takes an id")
            }
            TokenKind::Lower { .. } | TokenKind::Upper { .. }
                if matches!(failure.expected, Expected::Combinator | Expected::TypeName) =>
            {
                diagnostic.help(format!("write `{}`", other_case(token.text(self.text))))
            }
            _ => diagnostic,
        }
    }
}

/// A declaration ends, at an offset, without saying what it makes; the place of the next one follows.
pub(crate) fn missing_result(file: FileId, name: &str, (end, next): (u32, (u32, u32))) -> Diagnostic {
    unfinished(file, name, end).label(Span::new(file, next.0, next.1), "the next one seems to start here")
}

/// A declaration ends, at an offset, without saying what it makes.
fn unfinished(file: FileId, name: &str, end: u32) -> Diagnostic {
    let message = format!("the declaration of `{name}` ends without `= Type;`");
    Diagnostic::error(Code::UnexpectedToken, Span::new(file, end, end), message)
        .help("write `= Type;`, with the type that it belongs to or returns, at the end of every declaration")
}

/// `name` with the first letter of its last component in the other case.
fn other_case(name: &str) -> String {
    let (spaces, last) = name.split_at(name.rfind('.').map_or(0, |dot| dot + 1));
    let (first, rest) = last.split_at(last.len().min(1));
    let first = if first.starts_with(|c: char| c.is_ascii_uppercase()) {
        first.to_ascii_lowercase()
    } else {
        first.to_ascii_uppercase()
    };
    format!("{spaces}{first}{rest}")
}
