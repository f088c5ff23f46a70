//! One declaration.

use crate::{
    ast::{Arg, ArgType, Attribute, Builtin, Combinator, Condition, DeclarationKind, Name, Repeat, Term},
    diagnostic::{Code, Diagnostic},
    lex::{Token, TokenKind},
    span::{FileId, Span},
};

/// Reads the tokens of one declaration, the last of which ends it.
pub(super) struct Parser<'t, 'a> {
    pub(super) file: FileId,
    pub(super) text: &'a str,
    pub(super) strict: bool,
    tokens: &'t [Token],
    /// The position of the token that comes next.
    pub(super) at: usize,
    /// The token that comes next.
    pub(super) here: &'t Token,
    depth: u32,
    pub(super) found: &'t mut Vec<Diagnostic>,
}

/// Where the tokens stop to make sense.
pub(super) struct Failure {
    pub(super) at: usize,
    pub(super) expected: &'static str,
    pub(super) code: Code,
}

pub(super) type Parsed<T> = Result<T, Failure>;

/// What a declaration ends with.
const RESULT: &str = "`=` and the type that it makes";

/// How deep brackets may be nested.
const MAX_DEPTH: u32 = 100;

impl<'t, 'a> Parser<'t, 'a> {
    pub(super) fn new(
        file: FileId,
        text: &'a str,
        strict: bool,
        tokens: &'t [Token],
        found: &'t mut Vec<Diagnostic>,
    ) -> Self {
        Self { file, text, strict, tokens, at: 0, here: &tokens[0], depth: 0, found }
    }

    /// Reads the declaration; its arguments are added to `args`.
    pub(super) fn declaration(&mut self, args: &mut Vec<Arg<'a>>) -> Parsed<DeclarationKind<'a>> {
        let first = self.here;
        let kind = match first.kind {
            TokenKind::Final => self.attribute(Attribute::Final)?,
            TokenKind::New => self.attribute(Attribute::New)?,
            TokenKind::Empty => self.attribute(Attribute::Empty)?,
            TokenKind::Upper { .. } => self.partial_type()?,
            TokenKind::Lower { .. } | TokenKind::Punct(b'_') if self.peek(1) == TokenKind::Punct(b'?') => {
                self.builtin()?
            }
            TokenKind::Lower { has_id: false, .. } if self.is_partial() => self.partial_combinator()?,
            TokenKind::Lower { .. } | TokenKind::Punct(b'_') => DeclarationKind::Combinator(self.combinator(args)?),
            _ => return Err(self.failure("a declaration")),
        };
        // A missing `;` at the end leaves no doubt about what stands before it.
        if self.is(b';') || self.at + 1 == self.tokens.len() { Ok(kind) } else { Err(self.failure("`;`")) }
    }

    fn combinator(&mut self, args: &mut Vec<Arg<'a>>) -> Parsed<Combinator<'a>> {
        let name = self.name();
        let id = self.here.id();
        self.skip(1);
        let first_arg = args.len();
        while self.is(b'{') {
            args.push(self.braces()?);
        }
        loop {
            match self.here.kind {
                TokenKind::Punct(b'=') => break,
                TokenKind::Punct(b'{') => return Err(self.failure("an argument (those in braces come first)")),
                TokenKind::Punct(b';') | TokenKind::End | TokenKind::Dashes | TokenKind::Layer => {
                    return Err(self.failure(RESULT));
                }
                _ => self.arg(args)?,
            }
        }
        self.skip(1);
        if !matches!(self.here.kind, TokenKind::Upper { .. }) {
            return Err(self.failure("the name of a type, which starts with an upper-case letter"));
        }
        let result = self.name();
        self.skip(1);
        let mut result_args = Vec::new();
        if self.is(b'<') {
            result_args = self.angle_args()?;
        } else {
            while self.starts_operand() {
                result_args.push(self.sum()?);
            }
        }
        Ok(Combinator { name, distinct: None, id, args: first_arg..args.len(), result, result_args })
    }

    /// `{a b:T}`
    fn braces(&mut self) -> Parsed<Arg<'a>> {
        let start = self.here.start;
        self.skip(1);
        let mut names = Vec::new();
        while self.is_var() {
            names.push(self.name());
            self.skip(1);
        }
        if names.is_empty() {
            return Err(self.failure("the name of a variable"));
        }
        self.expect(b':', "`:` and `#` or `Type`")?;
        let ty = ArgType::Term(self.term()?);
        self.expect(b'}', "`}`")?;
        let end = self.last_end();
        let more_names = names.split_off(1);
        let name = names.pop();
        Ok(Arg {
            start,
            end,
            starts_line: false,
            braces: true,
            exclamation: false,
            name,
            more_names,
            condition: None,
            ty,
        })
    }

    /// Reads a group, a repetition, a field or an anonymous argument into `args`.
    fn arg(&mut self, args: &mut Vec<Arg<'a>>) -> Parsed<()> {
        let first = self.here;
        let mut name = None;
        let mut more_names = Vec::new();
        let mut group = false;
        if is_var_opt(first.kind) {
            if self.peek(1) == TokenKind::Punct(b':') {
                name = Some(self.name());
                self.skip(2);
            }
        } else if self.is(b'(') && self.group_follows() {
            group = true;
            self.skip(1);
            name = Some(self.name());
            self.skip(1);
            while !self.is(b':') {
                more_names.push(self.name());
                self.skip(1);
            }
            self.skip(1);
        }
        let condition = self.condition();
        let exclamation = self.is(b'!');
        self.skip(usize::from(exclamation));
        let may_repeat = !exclamation && !group;
        let ty = if may_repeat && self.is(b'[') {
            self.repetition(None)?
        } else {
            let term = self.term()?;
            if may_repeat && self.is(b'*') {
                self.skip(1);
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
        let end = self.last_end();
        args.push(Arg {
            start: first.start,
            end,
            starts_line: first.line_break,
            braces: false,
            exclamation,
            name,
            more_names,
            condition,
            ty,
        });
        Ok(())
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
        let mask = self.name();
        let Token { end, .. } = self.tokens[self.at + 2];
        let bit = self.tokens[self.at + 2].number();
        self.skip(4);
        Some(Condition { mask, bit, end })
    }

    /// `[ … ]`
    fn repetition(&mut self, count: Option<Term<'a>>) -> Parsed<ArgType<'a>> {
        self.deeper(|parser| {
            parser.skip(1);
            let mut body = Vec::new();
            while !parser.is(b']') {
                if parser.at + 1 == parser.tokens.len() {
                    return Err(parser.failure("`]`"));
                }
                parser.arg(&mut body)?;
            }
            parser.skip(1);
            Ok(ArgType::Repeat(Box::new(Repeat { count, body })))
        })
    }

    fn builtin(&mut self) -> Parsed<DeclarationKind<'a>> {
        let name = self.name();
        let id = self.here.id();
        self.skip(2);
        self.expect(b'=', "`=`")?;
        let ty = self.type_name()?;
        Ok(DeclarationKind::Builtin(Builtin { name, id, ty }))
    }

    fn attribute(&mut self, attribute: Attribute) -> Parsed<DeclarationKind<'a>> {
        self.skip(1);
        Ok(DeclarationKind::Attribute(attribute, self.type_name()?))
    }

    fn type_name(&mut self) -> Parsed<Name<'a>> {
        if !matches!(self.here.kind, TokenKind::Upper { .. }) {
            return Err(self.failure("the name of a type, which starts with an upper-case letter"));
        }
        let name = self.name();
        self.skip(1);
        Ok(name)
    }

    fn partial_type(&mut self) -> Parsed<DeclarationKind<'a>> {
        if self.tokens.iter().any(|token| matches!(token.kind, TokenKind::Punct(b'=' | b':' | b'?'))) {
            return Err(self.failure("the name of a constructor or function, which starts with a lower-case letter"));
        }
        let name = self.name();
        self.skip(1);
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
        self.skip(1);
        Ok(DeclarationKind::PartialCombinator(name, self.sums()?))
    }

    /// The start of a line, before token `failed`, where a new declaration seems to begin after a complete one.
    pub(super) fn forgotten_semicolon(&self, failed: usize) -> Option<usize> {
        if self.strict {
            return None;
        }
        let equals = self.tokens[..failed].iter().rposition(|token| token.kind == TokenKind::Punct(b'='))?;
        (equals + 2..=failed.min(self.tokens.len() - 1)).find(|at| {
            let token = self.tokens[*at];
            matches!(token.kind, TokenKind::Lower { .. }) && token.line_break
        })
    }

    /// Whether the next declaration starts at the token where reading failed, before this one says what it makes.
    pub(super) fn is_missing_result(&self, failed: usize) -> bool {
        let starts = self
            .tokens
            .get(failed)
            .is_some_and(|token| matches!(token.kind, TokenKind::Lower { has_id: true, .. }) && token.line_break);
        starts && failed > 0 && !self.tokens[..failed].iter().any(|token| token.kind == TokenKind::Punct(b'='))
    }

    pub(super) fn report(&self, failure: &Failure) -> Diagnostic {
        let token = self.tokens[failure.at.min(self.tokens.len() - 1)];
        let span = Span::new(self.file, token.start, token.end);
        if failure.code == Code::NestingTooDeep {
            let message = format!("brackets are nested more than {MAX_DEPTH} deep");
            return Diagnostic::error(Code::NestingTooDeep, span, message);
        }
        let is_over = matches!(token.kind, TokenKind::End | TokenKind::Dashes | TokenKind::Layer);
        let before = failure.at.checked_sub(1).and_then(|before| self.tokens.get(before)).filter(|_| is_over);
        if let Some(before) = before.filter(|_| failure.expected == RESULT) {
            return super::unfinished(self.file, self.tokens[0].text(self.text), before.end);
        }
        // What is missing at the end belongs behind what is there.
        let span = match before.filter(|_| failure.expected == "`;`") {
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
        let expected = failure.expected;
        let diagnostic = Diagnostic::error(Code::UnexpectedToken, span, format!("expected {expected}, found {found}"));
        match token.kind {
            TokenKind::End | TokenKind::Dashes | TokenKind::Layer if expected == "`;`" => {
                diagnostic.help("write `;` at the end of every declaration")
            }
            TokenKind::Lower { has_id: true, .. } if failure.at > 0 => {
                diagnostic.help("only the name that is declared takes an id")
            }
            TokenKind::Lower { .. } | TokenKind::Upper { .. } if expected.ends_with("-case letter") => {
                diagnostic.help(format!("write `{}`", other_case(token.text(self.text))))
            }
            _ => diagnostic,
        }
    }

    /// Takes tokens; the last one ends the declaration, and nothing takes it.
    #[inline]
    pub(super) fn skip(&mut self, count: usize) {
        self.at += count;
        self.here = &self.tokens[self.at];
    }

    /// Where the token before ends.
    pub(super) fn last_end(&self) -> u32 {
        self.tokens[self.at - 1].end
    }

    fn peek(&self, ahead: usize) -> TokenKind {
        self.tokens.get(self.at + ahead).map_or(TokenKind::End, |token| token.kind)
    }

    pub(super) fn is(&self, punct: u8) -> bool {
        matches!(self.here.kind, TokenKind::Punct(here) if here == punct)
    }

    fn is_var(&self) -> bool {
        is_var_opt(self.here.kind) && !self.is(b'_')
    }

    fn name(&self) -> Name<'a> {
        let token = self.here;
        Name { text: token.text(self.text), start: token.start }
    }

    pub(super) fn expect(&mut self, punct: u8, expected: &'static str) -> Parsed<()> {
        if !self.is(punct) {
            return Err(self.failure(expected));
        }
        self.skip(1);
        Ok(())
    }

    pub(super) fn failure(&self, expected: &'static str) -> Failure {
        Failure { at: self.at, expected, code: Code::UnexpectedToken }
    }

    /// Runs `parse` one level of brackets deeper.
    pub(super) fn deeper<T>(&mut self, parse: impl FnOnce(&mut Self) -> Parsed<T>) -> Parsed<T> {
        if self.depth == MAX_DEPTH {
            return Err(Failure { at: self.at, expected: "", code: Code::NestingTooDeep });
        }
        self.depth += 1;
        let parsed = parse(self);
        self.depth -= 1;
        parsed
    }
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

/// A name without dot and id, or `_`.
fn is_var_opt(kind: TokenKind) -> bool {
    matches!(
        kind,
        TokenKind::Lower { dotted: false, has_id: false } | TokenKind::Upper { dotted: false } | TokenKind::Punct(b'_')
    )
}
