//! The tokens of one declaration as an input of nom, and the parsers of single tokens.

use std::{borrow::Cow, cell::RefCell, iter, slice};

use nom::{
    Err, IResult, Input, Needed, Parser,
    error::{ErrorKind, ParseError},
    multi::fold,
};

use crate::{
    ast::Name,
    diagnostic::Diagnostic,
    lex::{Token, TokenKind},
    span::FileId,
};

/// One declaration: what its tokens are cut from, and what is found in it.
pub(super) struct Source<'t, 'a> {
    pub(super) file: FileId,
    pub(super) text: &'a str,
    pub(super) strict: bool,
    /// The last one ends the declaration. No parser takes it, so a next token always exists.
    pub(super) tokens: &'t [Token],
    pub(super) found: &'t RefCell<Vec<Diagnostic>>,
}

/// The tokens from one position on.
#[derive(Clone, Copy)]
pub(super) struct Tokens<'t, 'a> {
    pub(super) source: &'t Source<'t, 'a>,
    rest: &'t [Token],
    /// How many brackets are open.
    depth: u32,
}

/// Where the tokens no longer make sense. It is small since most failures are those of alternatives, which nobody sees.
#[derive(Clone, Copy)]
pub(super) struct Failure {
    /// How many tokens are left.
    pub(super) left: usize,
    pub(super) expected: Expected,
}

/// What should stand where something else does.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Expected {
    /// One of several things: the caller knows which.
    Alternative,
    ArgumentAfterBraces,
    Combinator,
    Declaration,
    Number,
    Punct(u8),
    Result,
    Type,
    TypeName,
    Variable,
    VariableType,
    /// Fewer brackets around it.
    LessNesting,
    /// It has been reported.
    Reported,
}

impl Expected {
    /// As it is named in a message.
    pub(super) fn text(self) -> Cow<'static, str> {
        Cow::Borrowed(match self {
            Self::Punct(punct) => return Cow::Owned(format!("`{}`", char::from(punct))),
            Self::ArgumentAfterBraces => "an argument (those in braces come first)",
            Self::Combinator => "the name of a constructor or function, which starts with a lower-case letter",
            Self::Declaration => "a declaration",
            Self::Number => "a number",
            Self::Result => "`=` and the type that it makes",
            Self::Type => "a type",
            Self::TypeName => "the name of a type, which starts with an upper-case letter",
            Self::Variable => "the name of a variable",
            Self::VariableType => "`:` and `#` or `Type`",
            Self::LessNesting | Self::Alternative | Self::Reported => "something else",
        })
    }
}

/// What a parser gives: an [`Err::Error`] if something else may stand here, an [`Err::Failure`] if the declaration is wrong.
pub(super) type Parsed<'t, 'a, T> = IResult<Tokens<'t, 'a>, T, Failure>;

/// How deep brackets may be nested.
pub(super) const MAX_DEPTH: u32 = 100;

impl<'t, 'a> Tokens<'t, 'a> {
    pub(super) fn new(source: &'t Source<'t, 'a>) -> Self {
        Self { source, rest: source.tokens, depth: 0 }
    }

    /// The token that comes next.
    #[inline]
    pub(super) fn first(&self) -> &'t Token {
        &self.rest[0]
    }

    /// The token before.
    #[inline]
    pub(super) fn last(&self) -> &'t Token {
        &self.source.tokens[self.source.tokens.len() - self.rest.len() - 1]
    }

    #[inline]
    pub(super) fn is(&self, punct: u8) -> bool {
        matches!(self.first().kind, TokenKind::Punct(here) if here == punct)
    }

    /// The tokens after the next one.
    #[inline]
    fn next(self) -> Self {
        Self { rest: &self.rest[1..], ..self }
    }

    /// Whether only the token that ends the declaration is left.
    #[inline]
    pub(super) fn is_over(&self) -> bool {
        self.rest.len() == 1
    }

    /// Whether a token of this kind is left.
    #[inline]
    pub(super) fn any(&self, wanted: impl Fn(TokenKind) -> bool) -> bool {
        self.rest.iter().any(|token| wanted(token.kind))
    }

    /// What `token` names.
    #[inline]
    pub(super) fn name(&self, token: &Token) -> Name<'a> {
        Name { text: token.text(self.source.text), start: token.start }
    }

    /// Something else is expected here.
    #[inline]
    pub(super) fn failure(&self, expected: Expected) -> Failure {
        Failure { left: self.rest.len(), expected }
    }
}

impl<'t> Input for Tokens<'t, '_> {
    type Item = &'t Token;
    type Iter = slice::Iter<'t, Token>;
    type IterIndices = iter::Enumerate<slice::Iter<'t, Token>>;

    #[inline]
    fn input_len(&self) -> usize {
        self.rest.len()
    }

    fn take(&self, index: usize) -> Self {
        Self { rest: &self.rest[..index], ..*self }
    }

    fn take_from(&self, index: usize) -> Self {
        Self { rest: &self.rest[index..], ..*self }
    }

    fn take_split(&self, index: usize) -> (Self, Self) {
        (self.take_from(index), self.take(index))
    }

    fn position<P: Fn(Self::Item) -> bool>(&self, predicate: P) -> Option<usize> {
        self.iter_elements().position(predicate)
    }

    fn iter_elements(&self) -> Self::Iter {
        self.rest.iter()
    }

    fn iter_indices(&self) -> Self::IterIndices {
        self.iter_elements().enumerate()
    }

    fn slice_index(&self, count: usize) -> Result<usize, Needed> {
        if count <= self.input_len() { Ok(count) } else { Err(Needed::new(count - self.input_len())) }
    }
}

impl<'t, 'a> ParseError<Tokens<'t, 'a>> for Failure {
    #[inline]
    fn from_error_kind(input: Tokens<'t, 'a>, _: ErrorKind) -> Self {
        input.failure(Expected::Alternative)
    }

    #[inline]
    fn append(_: Tokens<'t, 'a>, _: ErrorKind, other: Self) -> Self {
        other
    }
}

/// The next token, if `wanted` says so of its kind.
#[inline]
pub(super) fn token<'t, 'a: 't>(
    wanted: impl Fn(TokenKind) -> bool,
) -> impl Fn(Tokens<'t, 'a>) -> Parsed<'t, 'a, &'t Token> {
    move |input| {
        let first = input.first();
        if wanted(first.kind) {
            Ok((input.next(), first))
        } else {
            Err(Err::Error(input.failure(Expected::Alternative)))
        }
    }
}

#[inline]
pub(super) fn punct<'t, 'a: 't>(punct: u8) -> impl Fn(Tokens<'t, 'a>) -> Parsed<'t, 'a, &'t Token> {
    token(move |kind| matches!(kind, TokenKind::Punct(here) if here == punct))
}

/// A name without dot and id.
#[inline]
pub(super) fn var<'t, 'a: 't>(input: Tokens<'t, 'a>) -> Parsed<'t, 'a, &'t Token> {
    token(|kind| matches!(kind, TokenKind::Lower { dotted: false, has_id: false } | TokenKind::Upper { dotted: false }))(
        input,
    )
}

/// A name without dot and id, or `_`.
#[inline]
pub(super) fn var_opt<'t, 'a: 't>(input: Tokens<'t, 'a>) -> Parsed<'t, 'a, &'t Token> {
    let is_name = |kind| {
        matches!(
            kind,
            TokenKind::Lower { dotted: false, has_id: false }
                | TokenKind::Upper { dotted: false }
                | TokenKind::Punct(b'_')
        )
    };
    token(is_name)(input)
}

/// What `parser` reads; nothing else may stand here.
#[inline]
pub(super) fn expect<'t, 'a: 't, T>(
    expected: Expected,
    mut parser: impl Parser<Tokens<'t, 'a>, Output = T, Error = Failure>,
) -> impl FnMut(Tokens<'t, 'a>) -> Parsed<'t, 'a, T> {
    move |input| match parser.parse(input) {
        Err(Err::Error(_)) => Err(Err::Failure(input.failure(expected))),
        parsed => parsed,
    }
}

/// What `parser` reads, as often as it can. Most lists are empty or short: nothing is allocated before the first item, as
/// `many0` of nom would.
#[inline]
pub(super) fn list<'t, 'a: 't, T>(
    parser: impl Parser<Tokens<'t, 'a>, Output = T, Error = Failure>,
) -> impl Parser<Tokens<'t, 'a>, Output = Vec<T>, Error = Failure> {
    fold(0.., parser, Vec::new, |mut list, item| {
        list.push(item);
        list
    })
}

/// What `parser` reads between the brackets `open` and `close`.
#[inline]
pub(super) fn brackets<'t, 'a: 't, T>(
    (open, close): (u8, u8),
    mut parser: impl Parser<Tokens<'t, 'a>, Output = T, Error = Failure>,
) -> impl FnMut(Tokens<'t, 'a>) -> Parsed<'t, 'a, T> {
    move |input| {
        let (inner, _) = punct(open)(input)?;
        if input.depth == MAX_DEPTH {
            return Err(Err::Failure(input.failure(Expected::LessNesting)));
        }
        let (inner, parsed) = parser.parse(Tokens { depth: input.depth + 1, ..inner })?;
        let (rest, _) = expect(Expected::Punct(close), punct(close))(inner)?;
        Ok((Tokens { depth: input.depth, ..rest }, parsed))
    }
}
