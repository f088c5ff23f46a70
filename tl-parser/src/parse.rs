//! Tokens to syntax tree.
//!
//! The tokens of one declaration are gathered up to its `;` and read by recursive descent with the look-ahead that the
//! grammar needs. What cannot be read is reported once, and the next declaration starts afresh.

mod terms;

use crate::{
    ast::{
        Arg, ArgType, Ast, Attribute, Builtin, Combinator, Condition, Declaration, DeclarationKind, Name, Repeat,
        Section, Term,
    },
    diagnostic::{Code, Diagnostic},
    lex::{Lexer, Token, TokenKind, number},
    span::{FileId, Span},
};

/// Parses one text. The tree holds every declaration that could be read; the rest is in the diagnostics.
///
/// `strict` selects the reading of the reference compiler.
pub fn parse(file: FileId, text: &str, strict: bool) -> (Ast<'_>, Vec<Diagnostic>) {
    let mut ast = Ast { file, declarations: Vec::new(), comments: Vec::new(), lost: Vec::new() };
    if u32::try_from(text.len()).is_err() {
        let span = Span::new(file, 0, 0);
        return (ast, vec![Diagnostic::error(Code::UnreadableFile, span, "a schema of 4 GiB or more")]);
    }
    if strict && text.is_empty() {
        let span = Span::new(file, 0, 0);
        return (ast, vec![Diagnostic::error(Code::EmptySchema, span, "the text is empty")]);
    }
    let mut reader =
        Reader { file, strict, text_end: text.len(), lexer: Lexer::new(file, text, strict), found: Vec::new() };
    reader.declarations(&mut ast);
    ast.comments = reader.lexer.comments;
    let mut diagnostics = reader.lexer.diagnostics;
    diagnostics.append(&mut reader.found);
    diagnostics.sort_by_key(|diagnostic| diagnostic.span.map(|span| span.start));
    (ast, diagnostics)
}

/// Cuts a text into sections and declarations.
struct Reader<'a> {
    file: FileId,
    strict: bool,
    text_end: usize,
    lexer: Lexer<'a>,
    found: Vec<Diagnostic>,
}

impl<'a> Reader<'a> {
    fn declarations(&mut self, ast: &mut Ast<'a>) {
        let mut section = Section::Types;
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
                _ => {
                    tokens.push(first);
                    let valid = self.gather(&mut tokens);
                    pending = tokens.last().copied().filter(|last| last.kind != TokenKind::Punct(b';'));
                    if valid {
                        self.declaration(&tokens, section, comments, ast);
                    } else {
                        lose(&tokens, ast);
                    }
                }
            }
            comments_before = self.lexer.comments.len();
        }
    }

    /// Gathers the tokens up to the `;`, or to what cannot be part of a declaration; whether all are valid.
    fn gather(&mut self, tokens: &mut Vec<Token<'a>>) -> bool {
        let mut valid = tokens[0].kind != TokenKind::Invalid;
        if tokens[0].kind == TokenKind::Punct(b';') {
            return valid;
        }
        loop {
            let token = self.lexer.token();
            tokens.push(token);
            match token.kind {
                TokenKind::Punct(b';') | TokenKind::End | TokenKind::Dashes => return valid,
                TokenKind::Invalid => valid = false,
                _ => {}
            }
        }
    }

    /// Reads the declarations of `tokens`, the last of which ends the first of them; a forgotten `;` makes more.
    fn declaration(&mut self, mut tokens: &[Token<'a>], section: Section, mut comments: (u32, u32), ast: &mut Ast<'a>) {
        loop {
            let mut parser = Parser {
                file: self.file,
                strict: self.strict,
                text_end: self.text_end,
                tokens,
                at: 0,
                depth: 0,
                found: &mut self.found,
            };
            let start = tokens[0].start;
            match parser.declaration() {
                Ok(kind) => {
                    if !parser.is(b';') {
                        let diagnostic = parser.report(&parser.failure("`;`"));
                        self.found.push(diagnostic);
                    }
                    let end = tokens[tokens.len() - 1].start;
                    ast.declarations.push(Declaration { start, end, section, comments, kind });
                    return;
                }
                Err(failure) => {
                    let forgotten = parser.forgotten_semicolon(failure.at);
                    let Some(at) = forgotten else {
                        lose(tokens, ast);
                        if failure.code == Code::StrayPlus {
                            return;
                        }
                        let diagnostic = parser.report(&failure);
                        self.found.push(diagnostic);
                        return;
                    };
                    let previous = tokens[at - 1];
                    let span = Span::new(self.file, previous.end, previous.end);
                    self.found.push(
                        Diagnostic::error(Code::UnexpectedToken, span, "a declaration without its `;`")
                            .label(Span::new(self.file, tokens[at].start, tokens[at].end), "the next one starts here")
                            .help("write `;` at the end of every declaration"),
                    );
                    // The part before is understood, but for its end.
                    let end = Token {
                        kind: TokenKind::Punct(b';'),
                        text: ";",
                        start: previous.end,
                        end: previous.end,
                        line_break: false,
                    };
                    let mut part = tokens[..at].to_vec();
                    part.push(end);
                    let mut parser = Parser {
                        file: self.file,
                        strict: self.strict,
                        text_end: self.text_end,
                        tokens: &part,
                        at: 0,
                        depth: 0,
                        found: &mut self.found,
                    };
                    if let Ok(kind) = parser.declaration() {
                        ast.declarations.push(Declaration { start, end: previous.end, section, comments, kind });
                    }
                    tokens = &tokens[at..];
                    comments = (comments.1, comments.1);
                }
            }
        }
    }

    /// `---types---` or `---functions---`; the first token of it is `dashes`. Gives back a token that is no part of it.
    fn marker(&mut self, dashes: Token<'a>, section: &mut Section) -> Option<Token<'a>> {
        let word = self.lexer.token();
        let is_word = matches!(word.kind, TokenKind::Lower { id: None, .. });
        let new = match word.text {
            "types" if is_word => Some(Section::Types),
            "functions" if is_word => Some(Section::Functions),
            text => {
                if word.kind != TokenKind::Invalid {
                    let span = Span::new(self.file, word.start, word.end);
                    self.found.push(
                        Diagnostic::error(Code::BadSection, span, format!("there is no section `{text}`"))
                            .help("the sections are `---types---` and `---functions---`"),
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
                self.found.push(
                    Diagnostic::error(Code::BadSection, span, "a section marker without its second `---`")
                        .help(format!("write `---{}---`", word.text)),
                );
            }
            if self.strict && new == *section {
                let span = Span::new(self.file, dashes.start, end.end);
                let message = format!("the section `{}` follows itself", word.text);
                self.found.push(
                    Diagnostic::error(Code::BadSection, span, message)
                        .note("a text starts with types, and the markers alternate"),
                );
            }
            *section = new;
        }
        (!is_complete && end.kind != TokenKind::Invalid).then_some(end)
    }
}

/// Where the tokens stop to make sense.
struct Failure {
    at: usize,
    expected: &'static str,
    code: Code,
}

type Parsed<T> = Result<T, Failure>;

/// Reads the tokens of one declaration, the last of which ends it.
struct Parser<'t, 'a> {
    file: FileId,
    strict: bool,
    text_end: usize,
    tokens: &'t [Token<'a>],
    at: usize,
    depth: u32,
    found: &'t mut Vec<Diagnostic>,
}

/// How deep brackets may be nested.
const MAX_DEPTH: u32 = 100;

impl<'a> Parser<'_, 'a> {
    fn declaration(&mut self) -> Parsed<DeclarationKind<'a>> {
        let first = self.here();
        let kind = match first.kind {
            TokenKind::Final => self.attribute(Attribute::Final)?,
            TokenKind::New => self.attribute(Attribute::New)?,
            TokenKind::Empty => self.attribute(Attribute::Empty)?,
            TokenKind::Upper { .. } => self.partial_type()?,
            TokenKind::Lower { .. } | TokenKind::Punct(b'_') if self.peek(1) == TokenKind::Punct(b'?') => {
                self.builtin()?
            }
            TokenKind::Lower { id: None, .. } if self.is_partial() => self.partial_combinator()?,
            TokenKind::Lower { .. } | TokenKind::Punct(b'_') => DeclarationKind::Combinator(self.combinator()?),
            _ => return Err(self.failure("a declaration")),
        };
        // A missing `;` at the end leaves no doubt about what stands before it.
        if self.is(b';') || self.at + 1 == self.tokens.len() { Ok(kind) } else { Err(self.failure("`;`")) }
    }

    fn combinator(&mut self) -> Parsed<Combinator<'a>> {
        let name = self.name();
        let id = match self.here().kind {
            TokenKind::Lower { id, .. } => id,
            _ => None,
        };
        self.at += 1;
        let fields = self.tokens.iter().filter(|token| matches!(token.kind, TokenKind::Punct(b':'))).count();
        let mut args = Vec::with_capacity(fields);
        while self.is(b'{') {
            args.push(self.braces()?);
        }
        loop {
            match self.here().kind {
                TokenKind::Punct(b'=') => break,
                TokenKind::Punct(b'{') => return Err(self.failure("an argument (those in braces come first)")),
                TokenKind::Punct(b';') | TokenKind::End | TokenKind::Dashes => {
                    return Err(self.failure("`=` and the type that it makes"));
                }
                _ => args.push(self.arg()?),
            }
        }
        self.at += 1;
        if !matches!(self.here().kind, TokenKind::Upper { .. }) {
            return Err(self.failure("the name of a type, which starts with an upper-case letter"));
        }
        let result = self.name();
        self.at += 1;
        let mut result_args = Vec::new();
        if self.is(b'<') {
            result_args = self.angle_args()?;
        } else {
            while self.starts_operand() {
                result_args.push(self.sum()?);
            }
        }
        args.shrink_to_fit();
        Ok(Combinator { name, id, args, result, result_args })
    }

    /// `{a b:T}`
    fn braces(&mut self) -> Parsed<Arg<'a>> {
        let start = self.here().start;
        self.at += 1;
        let mut names = Vec::new();
        while self.is_var() {
            names.push(self.name());
            self.at += 1;
        }
        if names.is_empty() {
            return Err(self.failure("the name of a variable"));
        }
        self.expect(b':', "`:` and `#` or `Type`")?;
        let ty = ArgType::Term(self.term()?);
        self.expect(b'}', "`}`")?;
        let end = self.tokens[self.at - 1].end;
        let more_names = names.split_off(1);
        let name = names.pop();
        Ok(Arg { start, end, braces: true, exclamation: false, name, more_names, condition: None, ty })
    }

    /// A group, a repetition, a field or an anonymous argument.
    fn arg(&mut self) -> Parsed<Arg<'a>> {
        let start = self.here().start;
        let mut name = None;
        let mut more_names = Vec::new();
        let group = self.is(b'(') && self.group_follows();
        if group {
            self.at += 1;
            name = Some(self.name());
            self.at += 1;
            while !self.is(b':') {
                more_names.push(self.name());
                self.at += 1;
            }
            self.at += 1;
        } else if (self.is_var() || self.is(b'_')) && self.peek(1) == TokenKind::Punct(b':') {
            name = Some(self.name());
            self.at += 2;
        }
        let condition = self.condition();
        let exclamation = self.is(b'!');
        self.at += usize::from(exclamation);
        let ty = if self.is(b'[') && !exclamation && !group {
            self.repetition(None)?
        } else {
            let term = self.term()?;
            if self.is(b'*') && !exclamation && !group {
                self.at += 1;
                if !self.is(b'[') {
                    return Err(self.failure("`[`"));
                }
                self.repetition(Some(term))?
            } else {
                ArgType::Term(term)
            }
        };
        if group {
            self.expect(b')', "`)`")?;
        }
        let end = self.tokens[self.at - 1].end;
        Ok(Arg { start, end, braces: false, exclamation, name, more_names, condition, ty })
    }

    /// Whether `(name … :` comes.
    fn group_follows(&self) -> bool {
        let names = self.tokens[self.at + 1..].iter().take_while(|token| is_var_opt(token.kind)).count();
        names > 0 && self.peek(names + 1) == TokenKind::Punct(b':')
    }

    /// `mask.bit?`, if it comes.
    fn condition(&mut self) -> Option<Condition<'a>> {
        if self.peek(1) != TokenKind::Punct(b'.') || !self.is_var() {
            return None;
        }
        let (TokenKind::Number, TokenKind::Punct(b'?')) = (self.peek(2), self.peek(3)) else { return None };
        let (bit, _) = number(self.tokens[self.at + 2].text);
        let mask = self.name();
        let end = self.tokens[self.at + 2].end;
        self.at += 4;
        Some(Condition { mask, bit, end })
    }

    /// `[ … ]`
    fn repetition(&mut self, count: Option<Term<'a>>) -> Parsed<ArgType<'a>> {
        self.deeper(|parser| {
            parser.at += 1;
            let mut body = Vec::new();
            while !parser.is(b']') {
                if parser.at + 1 == parser.tokens.len() {
                    return Err(parser.failure("`]`"));
                }
                body.push(parser.arg()?);
            }
            parser.at += 1;
            Ok(ArgType::Repeat(Box::new(Repeat { count, body })))
        })
    }

    fn builtin(&mut self) -> Parsed<DeclarationKind<'a>> {
        let name = self.name();
        let id = match self.here().kind {
            TokenKind::Lower { id, .. } => id,
            _ => None,
        };
        self.at += 2;
        self.expect(b'=', "`=`")?;
        let ty = self.type_name()?;
        Ok(DeclarationKind::Builtin(Builtin { name, id, ty }))
    }

    fn attribute(&mut self, attribute: Attribute) -> Parsed<DeclarationKind<'a>> {
        self.at += 1;
        Ok(DeclarationKind::Attribute(attribute, self.type_name()?))
    }

    fn type_name(&mut self) -> Parsed<Name<'a>> {
        if !matches!(self.here().kind, TokenKind::Upper { .. }) {
            return Err(self.failure("the name of a type, which starts with an upper-case letter"));
        }
        let name = self.name();
        self.at += 1;
        Ok(name)
    }

    fn partial_type(&mut self) -> Parsed<DeclarationKind<'a>> {
        if self.tokens.iter().any(|token| matches!(token.kind, TokenKind::Punct(b'=' | b':' | b'?'))) {
            return Err(self.failure("the name of a constructor or function, which starts with a lower-case letter"));
        }
        let name = self.name();
        self.at += 1;
        let args = if self.is(b'<') { self.angle_args()? } else { self.sums()? };
        Ok(DeclarationKind::PartialType(name, args))
    }

    /// Whether the declaration has the form `name a b`: it makes nothing and declares no field.
    fn is_partial(&self) -> bool {
        self.tokens.len() > 2
            && !self.tokens.iter().any(|token| matches!(token.kind, TokenKind::Punct(b'=' | b':' | b'{' | b'?' | b'[')))
    }

    fn partial_combinator(&mut self) -> Parsed<DeclarationKind<'a>> {
        let name = self.name();
        self.at += 1;
        Ok(DeclarationKind::PartialCombinator(name, self.sums()?))
    }

    /// The start of a line, before token `failed`, where a new declaration seems to begin after a complete one.
    fn forgotten_semicolon(&self, failed: usize) -> Option<usize> {
        if self.strict {
            return None;
        }
        let equals = self.tokens[..failed].iter().rposition(|token| token.kind == TokenKind::Punct(b'='))?;
        (equals + 2..=failed.min(self.tokens.len() - 1)).find(|at| {
            let token = self.tokens[*at];
            matches!(token.kind, TokenKind::Lower { .. }) && token.line_break
        })
    }

    fn report(&self, failure: &Failure) -> Diagnostic {
        let token = self.tokens[failure.at.min(self.tokens.len() - 1)];
        let span = Span::new(self.file, token.start, token.end);
        if failure.code == Code::NestingTooDeep {
            let message = format!("brackets are nested more than {MAX_DEPTH} deep");
            return Diagnostic::error(Code::NestingTooDeep, span, message);
        }
        let found = match token.kind {
            TokenKind::End => "the end of the text".to_owned(),
            TokenKind::Dashes => "`---`".to_owned(),
            TokenKind::Lower { id: Some(id), .. } => format!("`{}#{id:08x}`", token.text),
            _ => format!("`{}`", token.text),
        };
        let expected = failure.expected;
        let diagnostic = Diagnostic::error(Code::UnexpectedToken, span, format!("expected {expected}, found {found}"));
        match token.kind {
            TokenKind::End | TokenKind::Dashes if expected == "`;`" => {
                diagnostic.help("write `;` at the end of every declaration")
            }
            TokenKind::Lower { id: Some(_), .. } if failure.at > 0 => {
                diagnostic.help("only the name that is declared takes an id")
            }
            _ => diagnostic,
        }
    }

    fn here(&self) -> Token<'a> {
        // The last token ends the declaration, and nothing takes it.
        self.tokens[self.at]
    }

    fn peek(&self, ahead: usize) -> TokenKind {
        self.tokens.get(self.at + ahead).map_or(TokenKind::End, |token| token.kind)
    }

    fn is(&self, punct: u8) -> bool {
        matches!(self.here().kind, TokenKind::Punct(here) if here == punct)
    }

    fn is_var(&self) -> bool {
        is_var_opt(self.here().kind) && !self.is(b'_')
    }

    fn name(&self) -> Name<'a> {
        let token = self.here();
        Name { text: token.text, start: token.start }
    }

    fn expect(&mut self, punct: u8, expected: &'static str) -> Parsed<()> {
        if !self.is(punct) {
            return Err(self.failure(expected));
        }
        self.at += 1;
        Ok(())
    }

    fn failure(&self, expected: &'static str) -> Failure {
        Failure { at: self.at, expected, code: Code::UnexpectedToken }
    }

    /// Runs `parse` one level of brackets deeper.
    fn deeper<T>(&mut self, parse: impl FnOnce(&mut Self) -> Parsed<T>) -> Parsed<T> {
        if self.depth == MAX_DEPTH {
            return Err(Failure { at: self.at, expected: "", code: Code::NestingTooDeep });
        }
        self.depth += 1;
        let parsed = parse(self);
        self.depth -= 1;
        parsed
    }
}

/// Notes what `tokens`, which make no declaration, seem to declare.
fn lose<'a>(tokens: &[Token<'a>], ast: &mut Ast<'a>) {
    if let Some(Token { kind: TokenKind::Lower { .. }, text, .. }) = tokens.first() {
        ast.lost.push(text);
    }
    let after_equals = tokens.iter().skip_while(|token| token.kind != TokenKind::Punct(b'=')).nth(1);
    if let Some(Token { kind: TokenKind::Upper { .. }, text, .. }) = after_equals {
        ast.lost.push(text);
    }
}

/// A name without dot and id, or `_`.
fn is_var_opt(kind: TokenKind) -> bool {
    matches!(
        kind,
        TokenKind::Lower { dotted: false, id: None } | TokenKind::Upper { dotted: false } | TokenKind::Punct(b'_')
    )
}

fn count(n: usize) -> u32 {
    u32::try_from(n).expect("fewer comments than bytes of the text, which are fewer than 2^32")
}
