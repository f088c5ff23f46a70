//! Text to tokens.
//!
//! White space and comments separate tokens; comments are kept aside. The two readings differ in a few rules that are
//! accidents of the reference compiler: the strict reading follows them, the default one reports them.
//!
//! Parsers of nom read what is rare. The first byte tells what comes, and names, ids and blanks, which most of a schema
//! is, are read by loops: with nom they took 1.4 of the 25.6 million instructions of a schema more.

use nom::{
    IResult, Parser,
    bytes::complete::{tag, take_till},
    character::complete::digit1,
    combinator::recognize,
    sequence::delimited,
};

use crate::{
    ast::Comment,
    diagnostic::{Code, Diagnostic},
    span::{FileId, Span},
};

/// A token with its place. Half of them say all with their kind, so the text is cut out where it is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Token {
    /// What it is.
    pub(crate) kind: TokenKind,
    /// Offset of the first byte.
    pub(crate) start: u32,
    /// Offset of the byte after the last; of a name with an id, of the name alone.
    pub(crate) text_end: u32,
    /// Offset of the byte after the last.
    pub(crate) end: u32,
    /// It is the first of its line.
    pub(crate) line_break: bool,
    /// A number, or the id behind a name.
    value: i64,
}

impl Token {
    /// As it stands in `text`; of a name with an id, the name alone.
    pub(crate) fn text<'a>(&self, text: &'a str) -> &'a str {
        &text[self.start as usize..self.text_end as usize]
    }

    /// A `;` that is missing at offset `at`.
    pub(crate) fn semicolon(at: u32) -> Self {
        Self { kind: TokenKind::Punct(b';'), start: at, text_end: at, end: at, line_break: false, value: 0 }
    }

    /// The id behind a name.
    pub(crate) fn id(&self) -> Option<u32> {
        let id = u32::try_from(self.value).ok()?;
        matches!(self.kind, TokenKind::Lower { has_id: true, .. }).then_some(id)
    }

    /// The number, modulo 2^64.
    pub(crate) fn number(&self) -> i64 {
        self.value
    }

    /// As it stands in `text`, with its id.
    pub(crate) fn written<'a>(&self, text: &'a str) -> &'a str {
        &text[self.start as usize..self.end as usize]
    }
}

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
// A tag of its own is quicker to ask for than one that hides in the fields.
#[repr(u8)]
pub(crate) enum TokenKind {
    /// A name whose last component starts with a lower-case letter.
    Lower {
        /// It holds a dot.
        dotted: bool,
        /// An id follows it.
        has_id: bool,
    },
    /// A name whose last component starts with an upper-case letter.
    Upper {
        /// It holds a dot.
        dotted: bool,
    },
    /// `Final`
    Final,
    /// `New`
    New,
    /// `Empty`
    Empty,
    /// Decimal digits; [`Token::number`] is their value.
    Number,
    /// `---`
    Dashes,
    /// `===17===`; [`Token::number`] is the number.
    Layer,
    /// One of ``: ; ( ) [ ] { } = # ? % < > + , * _ ! .``
    Punct(u8),
    /// Something that is no token; it has been reported.
    Invalid,
    /// The end of the text.
    End,
}

impl TokenKind {
    /// Whether the declarations of a section end here.
    pub(crate) fn ends_text(self) -> bool {
        matches!(self, Self::End | Self::Dashes | Self::Layer)
    }
}

/// Reads one token after another.
#[derive(Debug)]
pub(crate) struct Lexer<'a> {
    text: &'a str,
    /// Where the text starts.
    first: usize,
    /// Offset of the byte that comes next.
    at: usize,
    file: FileId,
    strict: bool,
    /// The comments met so far.
    pub(crate) comments: Vec<Comment<'a>>,
    /// What was wrong so far.
    pub(crate) diagnostics: Vec<Diagnostic>,
}

impl<'a> Lexer<'a> {
    /// A lexer at the start of `text`, whose spans are of `file`.
    pub(crate) fn new(file: FileId, text: &'a str, strict: bool) -> Self {
        // Editors write a byte-order mark; it says nothing.
        let first = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        Self { text, first, at: first, file, strict, comments: Vec::new(), diagnostics: Vec::new() }
    }

    /// The next token; at the end, [`TokenKind::End`] as often as asked.
    #[inline]
    pub(crate) fn token(&mut self) -> Token {
        let bytes = self.text.as_bytes();
        let line_break = self.at == self.first;
        // Nearly every token follows the one before directly or after one space.
        if bytes.get(self.at) == Some(&b' ') {
            self.at += 1;
        }
        let start = self.at;
        match bytes.get(start).map_or(Class::Other, |byte| CLASSES[*byte as usize]) {
            Class::Punct => {
                if bytes[start] == b'=' && bytes.get(start + 1) == Some(&b'=') && !self.strict {
                    return self.layer(line_break);
                }
                self.at += 1;
                self.token_from(start, TokenKind::Punct(bytes[start]), self.at, line_break)
            }
            Class::Letter => self.word(start, line_break),
            Class::Digit => self.number(line_break),
            Class::Other => self.other_token(line_break),
        }
    }

    /// The token that comes next, after any white space and comments.
    fn other_token(&mut self, mut line_break: bool) -> Token {
        line_break = self.skip_blank(line_break);
        let start = self.at;
        let kind = match self.rest().first().map_or(Class::Other, |byte| CLASSES[*byte as usize]) {
            Class::Letter => return self.word(start, line_break),
            Class::Digit => return self.number(line_break),
            Class::Punct if !self.strict && self.rest().starts_with(b"==") => return self.layer(line_break),
            Class::Punct => {
                self.at += 1;
                TokenKind::Punct(self.text.as_bytes()[start])
            }
            Class::Other => return self.rare_token(line_break),
        };
        self.token_from(start, kind, self.at, line_break)
    }

    /// The token that starts where the lexer is, which is at nothing that starts most tokens.
    fn rare_token(&mut self, line_break: bool) -> Token {
        if self.strict && self.drops_slash() {
            self.at += 1;
            return Token { line_break, ..self.token() };
        }
        let start = self.at;
        let rest = self.rest();
        let kind = match rest.first() {
            None => TokenKind::End,
            Some(b'-') if !self.take(dashes).is_empty() => TokenKind::Dashes,
            Some(b'-') => {
                let dashes = rest.iter().take_while(|byte| **byte == b'-').count();
                self.invalid(dashes, "a hyphen outside `---`", None)
            }
            Some(0) if self.strict => {
                self.at = self.text.len();
                return self.token_from(self.at, TokenKind::End, self.at, line_break);
            }
            Some(b'/') => self.invalid(1, "a single `/`", Some("a comment starts with `//`")),
            Some(_) => self.unexpected(),
        };
        self.token_from(start, kind, self.at, line_break)
    }

    /// A name, or a word with a meaning of its own.
    fn word(&mut self, start: usize, line_break: bool) -> Token {
        self.take_name();
        let bytes = self.text.as_bytes();
        if bytes[start].is_ascii_uppercase() {
            let kind = match &bytes[start..self.at] {
                b"Final" => TokenKind::Final,
                b"New" => TokenKind::New,
                b"Empty" => TokenKind::Empty,
                _ => TokenKind::Upper { dotted: false },
            };
            return self.token_from(start, kind, self.at, line_break);
        }
        let kind = match bytes.get(self.at) {
            Some(b'.') => self.components(start),
            _ => TokenKind::Lower { dotted: false, has_id: false },
        };
        let name_end = self.at;
        let TokenKind::Lower { dotted, .. } = kind else { return self.token_from(start, kind, name_end, line_break) };
        if bytes.get(name_end) != Some(&b'#') {
            return self.token_from(start, kind, name_end, line_break);
        }
        let id = self.id();
        let kind = id.map_or(TokenKind::Invalid, |_| TokenKind::Lower { dotted, has_id: true });
        Token { value: id.map_or(0, i64::from), ..self.token_from(start, kind, name_end, line_break) }
    }

    /// The token from `start` to where the lexer is; its text ends at `text_end`.
    #[inline]
    fn token_from(&self, start: usize, kind: TokenKind, text_end: usize, line_break: bool) -> Token {
        Token { kind, start: offset(start), text_end: offset(text_end), end: offset(self.at), line_break, value: 0 }
    }

    fn rest(&self) -> &'a [u8] {
        &self.text.as_bytes()[self.at..]
    }

    /// Skips white space and comments; whether a new line starts, given whether one starts here.
    fn skip_blank(&mut self, mut line_break: bool) -> bool {
        let mut after_comment = false;
        loop {
            let is_blank = |byte: &&u8| matches!(byte, 1..=b' ') || self.strict && !byte.is_ascii();
            let blank = self.rest().iter().take_while(is_blank).count();
            // Two line breaks make a blank line; more of them make no difference.
            let lines = self.rest()[..blank].iter().filter(|byte| **byte == b'\n').take(2).count();
            self.at += blank;
            line_break |= lines > 0;
            if let (true, Some(comment)) = (after_comment, self.comments.last_mut()) {
                comment.detached = lines > 1;
            }
            let Ok((_, text)) = comment(self.rest()) else { return line_break };
            let end = self.at + text.len();
            let text = self.text[self.at..end].trim_end_matches('\r');
            self.comments.push(Comment { text, start: offset(self.at), own_line: line_break, detached: false });
            self.at = end;
            after_comment = true;
        }
    }

    /// Takes the bytes of a name. Most of a schema goes through here: eight bytes at a time take a quarter of the
    /// instructions of `take_while`.
    #[inline]
    fn take_name(&mut self) {
        let (words, tail) = self.rest().as_chunks::<8>();
        for word in words {
            if let Some(length) = word.iter().position(|byte| !IDENTIFIER[*byte as usize]) {
                self.at += length;
                return;
            }
            self.at += 8;
        }
        self.at += tail.iter().take_while(|byte| IDENTIFIER[**byte as usize]).count();
    }

    /// Takes what `parser` matches; nothing if it does not match.
    fn take(&mut self, parser: impl Fn(&'a [u8]) -> IResult<&'a [u8], &'a [u8]>) -> &'a [u8] {
        let taken = parser(self.rest()).map_or(&[][..], |(_, taken)| taken);
        self.at += taken.len();
        taken
    }

    /// The further components of a name that starts with a lower-case letter, at its first dot.
    fn components(&mut self, start: usize) -> TokenKind {
        let mut dotted = false;
        while let [b'.', after @ ..] = self.rest() {
            match after.first() {
                Some(next) if next.is_ascii_alphabetic() => {
                    dotted = true;
                    self.at += 1;
                    self.take_name();
                    if next.is_ascii_uppercase() {
                        return TokenKind::Upper { dotted };
                    }
                }
                _ if !dotted => break,
                _ => {
                    self.at += 1;
                    let name = &self.text[start..self.at];
                    self.diagnostics.push(
                        Diagnostic::error(Code::BadName, self.span(start), format!("`{name}` ends with a dot"))
                            .help("only a mask is followed by a dot and a number, and a mask has no namespace"),
                    );
                    return TokenKind::Invalid;
                }
            }
        }
        TokenKind::Lower { dotted, has_id: false }
    }

    /// `#` and the digits of an id, directly behind a name.
    fn id(&mut self) -> Option<u32> {
        let start = self.at;
        let digits = &self.rest()[1..];
        let mut value = 0;
        let mut count = 0;
        let mut upper = false;
        for byte in digits.iter().take(8) {
            let digit = match byte {
                b'0'..=b'9' => byte - b'0',
                b'a'..=b'f' => byte - b'a' + 10,
                b'A'..=b'F' if !self.strict => {
                    upper = true;
                    byte - b'A' + 10
                }
                _ => break,
            };
            value = value << 4 | u32::from(digit);
            count += 1;
        }
        let next = digits.get(count);
        let fits = if self.strict {
            count == 8 || count >= 5 && next == Some(&b' ')
        } else {
            count >= 1 && !next.is_some_and(|byte| IDENTIFIER[*byte as usize] || *byte == b'.')
        };
        if !fits {
            self.bad_id();
            return None;
        }
        self.at += 1 + count;
        if upper {
            self.diagnostics.push(
                Diagnostic::warning(Code::UpperCaseId, self.span(start), "an id with upper-case digits")
                    .help(format!("write `#{value:08x}`")),
            );
        }
        if value == 0 || value == u32::MAX {
            let message = format!("no definition can have the id {value:08x}");
            self.diagnostics.push(
                Diagnostic::error(Code::ReservedId, self.span(start), message)
                    .help("leave the id out: it is computed then"),
            );
        }
        Some(value)
    }

    fn bad_id(&mut self) {
        let start = self.at;
        self.at += 1;
        self.take_name();
        let written = &self.text[start..self.at];
        let help = if self.strict {
            "an id has 8 digits 0-9 and a-f, or 5 to 7 of them followed by a space"
        } else {
            "an id has 1 to 8 digits 0-9 and a-f; a field of type `#` is written `name:#`"
        };
        let message = format!("`{written}` is no constructor id");
        self.diagnostics.push(Diagnostic::error(Code::BadId, self.span(start), message).help(help));
    }

    /// Decimal digits: their value modulo 2^64, as the reference compiler computes it.
    fn number(&mut self, line_break: bool) -> Token {
        let start = self.at;
        let mut value = 0_i64;
        let mut fits = true;
        for digit in self.take(digit1) {
            let digit = i64::from(digit - b'0');
            fits &=
                value < i64::MAX / 10 || value.checked_mul(10).is_some_and(|value| value.checked_add(digit).is_some());
            value = value.wrapping_mul(10).wrapping_add(digit);
        }
        if !fits && !self.strict {
            self.diagnostics.push(
                Diagnostic::error(Code::NumberTooLarge, self.span(start), "a number that does not fit into 63 bits")
                    .note(format!("the reference compiler reads it as {value}")),
            );
        }
        Token { value, ..self.token_from(start, TokenKind::Number, self.at, line_break) }
    }

    /// `===17===`, or a single `=` if that is not what comes.
    #[cold]
    fn layer(&mut self, line_break: bool) -> Token {
        let start = self.at;
        let marker =
            layer(&self.text[start..]).ok().and_then(|(rest, number)| Some((rest, number.parse::<u32>().ok()?)));
        if let Some((rest, layer)) = marker {
            self.at = self.text.len() - rest.len();
            return Token { value: layer.into(), ..self.token_from(start, TokenKind::Layer, self.at, line_break) };
        }
        self.at += 1;
        self.token_from(start, TokenKind::Punct(b'='), self.at, line_break)
    }

    /// Whether a single `/` comes, which the reference compiler drops when a token or the end follows at once.
    fn drops_slash(&self) -> bool {
        let starts_token = |next: &u8| {
            next.is_ascii_alphanumeric() || matches!(next, 0 | b'-') || b":;()[]{}=#?%<>+,*_!.".contains(next)
        };
        let rest = self.rest();
        rest.first() == Some(&b'/') && rest.get(1).is_none_or(starts_token)
    }

    fn unexpected(&mut self) -> TokenKind {
        let c = self.text[self.at..].chars().next().unwrap_or_default();
        let message = if c.is_ascii_graphic() {
            format!("unexpected character `{c}`")
        } else {
            format!("unexpected character U+{:04X}", u32::from(c))
        };
        let help = match c {
            // A file full of them needs to be told once.
            '"' if self.diagnostics.is_empty() && self.text.trim_start().starts_with(['{', '[']) => {
                Some("this looks like JSON; schemas are read in TL only")
            }
            _ => (!c.is_ascii()).then_some("only comments may hold characters beyond ASCII"),
        };
        self.invalid(c.len_utf8(), &message, help)
    }

    fn invalid(&mut self, length: usize, message: &str, help: Option<&str>) -> TokenKind {
        let start = self.at;
        self.at += length;
        let mut diagnostic = Diagnostic::error(Code::UnexpectedCharacter, self.span(start), message);
        diagnostic.help = help.map(str::to_owned);
        self.diagnostics.push(diagnostic);
        TokenKind::Invalid
    }

    /// From `start` to where the lexer is.
    fn span(&self, start: usize) -> Span {
        Span::new(self.file, offset(start), offset(self.at))
    }
}

/// What a byte can start.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    /// A name.
    Letter,
    /// A number.
    Digit,
    /// A token of its own.
    Punct,
    /// Anything else.
    Other,
}

const CLASSES: [Class; 256] = {
    let mut classes = [Class::Other; 256];
    let mut byte = 0_u8;
    while byte < 128 {
        classes[byte as usize] = match byte {
            b'a'..=b'z' | b'A'..=b'Z' => Class::Letter,
            b'0'..=b'9' => Class::Digit,
            b':' | b';' | b'(' | b')' | b'[' | b']' | b'{' | b'}' | b'=' | b'#' | b'?' | b'%' | b'<' | b'>' | b'+'
            | b',' | b'*' | b'_' | b'!' | b'.' => Class::Punct,
            _ => Class::Other,
        };
        byte += 1;
    }
    classes
};

/// The bytes that names go on with.
const IDENTIFIER: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0_u8;
    while byte < 128 {
        table[byte as usize] = matches!(CLASSES[byte as usize], Class::Letter | Class::Digit) || byte == b'_';
        byte += 1;
    }
    table
};

fn comment(text: &[u8]) -> IResult<&[u8], &[u8]> {
    recognize((tag("//"), take_till(|byte| byte == b'\n'))).parse(text)
}

/// `===17===`
fn layer(text: &str) -> IResult<&str, &str> {
    delimited(tag("==="), digit1, tag("===")).parse(text)
}

fn dashes(text: &[u8]) -> IResult<&[u8], &[u8]> {
    tag("---")(text)
}

/// An offset into a text. [`parse`](crate::parse()) refuses texts of 4 GiB or more before they get here.
#[allow(clippy::cast_possible_truncation)]
const fn offset(at: usize) -> u32 {
    at as u32
}
