//! Tokens to syntax tree.
//!
//! The tokens of one declaration are gathered up to its `;` and read by parsers of nom. What cannot be read is reported
//! once, and the next declaration starts afresh.

mod declaration;
mod recovery;
mod terms;
mod tokens;

use std::cell::RefCell;

use nom::Err;

pub(crate) use self::recovery::missing_result;
use self::{
    declaration::declaration,
    tokens::{Expected, Source, Tokens},
};
use crate::{
    ast::{Ast, Declaration, Section},
    diagnostic::{Code, Diagnostic},
    lex::{Lexer, Token, TokenKind},
    span::{FileId, Span},
};

/// Parses one text. The tree holds every declaration that could be read; the rest is in the diagnostics.
///
/// `strict` selects the reading of the reference compiler.
pub fn parse(file: FileId, text: &str, strict: bool) -> (Ast<'_>, Vec<Diagnostic>) {
    let mut ast = Ast { file, ..Ast::default() };
    if u32::try_from(text.len()).is_err() {
        let span = Span::new(file, 0, 0);
        return (ast, vec![Diagnostic::error(Code::UnreadableFile, span, "a schema of 4 GiB or more")]);
    }
    if strict && text.is_empty() {
        let span = Span::new(file, 0, 0);
        return (ast, vec![Diagnostic::error(Code::EmptySchema, span, "the text is empty")]);
    }
    // What a published schema has; a longer list grows.
    ast.declarations.reserve(text.len() / 128);
    ast.args.reserve(text.len() / 32);
    let mut reader = Reader { file, text, strict, lexer: Lexer::new(file, text, strict), found: RefCell::default() };
    reader.declarations(&mut ast);
    ast.comments = reader.lexer.comments;
    let mut diagnostics = reader.lexer.diagnostics;
    diagnostics.append(reader.found.get_mut());
    diagnostics.sort_by_key(|diagnostic| diagnostic.span.map(|span| span.start));
    (ast, diagnostics)
}

/// Cuts a text into sections and declarations.
struct Reader<'a> {
    file: FileId,
    text: &'a str,
    strict: bool,
    lexer: Lexer<'a>,
    found: RefCell<Vec<Diagnostic>>,
}

impl<'a> Reader<'a> {
    fn declarations(&mut self, ast: &mut Ast<'a>) {
        let (mut section, mut layer) = (Section::Types, None);
        let mut tokens = Vec::new();
        let mut comments_before = 0;
        let mut pending = None;
        loop {
            tokens.clear();
            let first = pending.take().unwrap_or_else(|| self.lexer.token());
            // A comment on the line of a `;` belongs to the declaration that ends there.
            if self.lexer.comments.get(comments_before).is_some_and(|comment| !comment.own_line) {
                comments_before += 1;
            }
            let comments = (count(comments_before), count(self.lexer.comments.len()));
            match first.kind {
                TokenKind::End => return,
                TokenKind::Dashes => pending = self.marker(first, &mut section),
                TokenKind::Layer => (section, layer) = (Section::Types, u32::try_from(first.number()).ok()),
                _ => {
                    let valid = self.gather(first, &mut tokens);
                    pending = tokens.last().copied().filter(|last| last.kind != TokenKind::Punct(b';'));
                    if valid {
                        self.declaration(&tokens, (section, layer), comments, ast);
                    } else {
                        self.lose(&tokens, ast);
                    }
                }
            }
            comments_before = self.lexer.comments.len();
        }
    }

    /// Gathers the tokens up to the `;`, or to what cannot be part of a declaration; whether all are valid.
    fn gather(&mut self, first: Token, tokens: &mut Vec<Token>) -> bool {
        tokens.push(first);
        let mut valid = first.kind != TokenKind::Invalid;
        let mut last = first.kind;
        while last != TokenKind::Punct(b';') && !last.ends_text() {
            let token = self.lexer.token();
            last = token.kind;
            valid &= last != TokenKind::Invalid;
            tokens.push(token);
        }
        valid
    }

    /// Reads the declarations of `tokens`, the last of which ends the first of them; a forgotten `;` makes more.
    fn declaration(
        &mut self,
        mut tokens: &[Token],
        (section, layer): (Section, Option<u32>),
        mut comments: (u32, u32),
        ast: &mut Ast<'a>,
    ) {
        loop {
            let start = tokens[0].start;
            let source = self.source(tokens);
            let known_args = ast.args.len();
            let parsed = declaration(Tokens::new(&source), &mut ast.args);
            let failure = match parsed {
                Ok((rest, kind)) => {
                    if !rest.is(b';') {
                        self.found.borrow_mut().push(source.report(&rest.failure(Expected::Punct(b';'))));
                    }
                    let end = tokens[tokens.len() - 1].start;
                    ast.declarations.push(Declaration { start, end, section, layer, comments, kind });
                    return;
                }
                Err(Err::Error(failure) | Err::Failure(failure)) => failure,
                Err(Err::Incomplete(_)) => unreachable!("no parser of tokens asks for more of them"),
            };
            ast.args.truncate(known_args);
            let failed = tokens.len() - failure.left;
            if source.is_missing_result(failed) {
                let (lost, rest) = tokens.split_at(failed);
                let place = (lost[lost.len() - 1].end, (rest[0].start, rest[0].end));
                self.found.borrow_mut().push(missing_result(self.file, tokens[0].text(self.text), place));
                self.lose(lost, ast);
                tokens = rest;
            } else if let Some(at) = source.forgotten_semicolon(failed) {
                let end = tokens[at - 1].end;
                let span = Span::new(self.file, end, end);
                self.found.borrow_mut().push(
                    Diagnostic::error(Code::UnexpectedToken, span, "a declaration without its `;`")
                        .label(Span::new(self.file, tokens[at].start, tokens[at].end), "the next one starts here")
                        .help("write `;` at the end of every declaration"),
                );
                // The part before is understood, but for its end.
                let mut part = tokens[..at].to_vec();
                part.push(Token::semicolon(end));
                let source = self.source(&part);
                match declaration(Tokens::new(&source), &mut ast.args) {
                    Ok((_, kind)) => ast.declarations.push(Declaration { start, end, section, layer, comments, kind }),
                    Err(_) => ast.args.truncate(known_args),
                }
                tokens = &tokens[at..];
            } else {
                if failure.expected != Expected::Reported {
                    self.found.borrow_mut().push(source.report(&failure));
                }
                self.lose(tokens, ast);
                return;
            }
            comments = (comments.1, comments.1);
        }
    }

    fn source<'t>(&'t self, tokens: &'t [Token]) -> Source<'t, 'a> {
        let Self { file, text, strict, ref found, .. } = *self;
        Source { file, text, strict, tokens, found }
    }

    /// `---types---` or `---functions---`; the first token of it is `dashes`. Gives back a token that is no part of it.
    fn marker(&mut self, dashes: Token, section: &mut Section) -> Option<Token> {
        let word = self.lexer.token();
        let is_word = matches!(word.kind, TokenKind::Lower { has_id: false, .. });
        let text = word.text(self.text);
        let new = match text {
            "types" if is_word => Some(Section::Types),
            "functions" if is_word => Some(Section::Functions),
            _ => {
                if word.kind != TokenKind::Invalid {
                    let span = Span::new(self.file, word.start, word.end);
                    self.found.borrow_mut().push(
                        Diagnostic::error(Code::BadSection, span, format!("there is no section `{text}`"))
                            .help("the sections are `---types---`, `---functions---` and, for layer 17, `===17===`"),
                    );
                }
                if !is_word {
                    return Some(word);
                }
                None
            }
        };
        let end = self.lexer.token();
        let is_complete = end.kind == TokenKind::Dashes;
        if let Some(new) = new {
            if !is_complete && end.kind != TokenKind::Invalid {
                let span = Span::new(self.file, dashes.start, word.end);
                self.found.borrow_mut().push(
                    Diagnostic::error(Code::BadSection, span, "a section marker without its second `---`")
                        .help(format!("write `---{text}---`")),
                );
            }
            if self.strict && new == *section {
                let span = Span::new(self.file, dashes.start, end.end);
                let message = format!("the section `{text}` follows itself");
                self.found.borrow_mut().push(
                    Diagnostic::error(Code::BadSection, span, message)
                        .note("a text starts with types, and the markers alternate"),
                );
            }
            *section = new;
        }
        (!is_complete && end.kind != TokenKind::Invalid).then_some(end)
    }

    /// Notes what `tokens`, which make no declaration, seem to declare.
    fn lose(&self, tokens: &[Token], ast: &mut Ast<'a>) {
        if let Some(name @ Token { kind: TokenKind::Lower { .. }, .. }) = tokens.first() {
            ast.lost.push(name.text(self.text));
        }
        let after_equals = tokens.iter().skip_while(|token| token.kind != TokenKind::Punct(b'=')).nth(1);
        if let Some(name @ Token { kind: TokenKind::Upper { .. }, .. }) = after_equals {
            ast.lost.push(name.text(self.text));
        }
    }
}

fn count(n: usize) -> u32 {
    u32::try_from(n).expect("a text has fewer comments and tokens than bytes, which are fewer than 2^32")
}
