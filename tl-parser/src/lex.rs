//! Text to tokens.
//!
//! White space and comments separate tokens; comments are kept aside. The two readings differ in a few rules that are
//! accidents of the reference compiler: the strict reading follows them, the default one reports them.

use nom::{
    IResult, Parser,
    bytes::complete::{tag, take_till, take_while},
    character::complete::digit1,
    combinator::recognize,
};

use crate::{
    diagnostic::{Code, Diagnostic},
    span::{FileId, Span},
};

/// A token with its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token<'a> {
    /// What it is.
    pub kind: TokenKind,
    /// As it is written; of a name with an id, the name alone.
    pub text: &'a str,
    /// Offset of the first byte.
    pub start: u32,
    /// Offset of the byte after the last.
    pub end: u32,
    /// It is the first of its line.
    pub line_break: bool,
}

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenKind {
    /// A name whose last component starts with a lower-case letter.
    Lower {
        /// It holds a dot.
        dotted: bool,
        /// The id that follows it.
        id: Option<u32>,
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
    /// Decimal digits; the value, modulo 2^64.
    Number(i64),
    /// `---`
    Dashes,
    /// One of ``: ; ( ) [ ] { } = # ? % < > + , * _ ! .``
    Punct(u8),
    /// Something that is no token; it has been reported.
    Invalid,
    /// The end of the text.
    End,
}

/// A comment, from `//` to the end of its line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Comment<'a> {
    /// As it is written, without the end of the line.
    pub text: &'a str,
    /// Offset of the first `/`.
    pub start: u32,
    /// Nothing but white space stands before it on its line.
    pub own_line: bool,
    /// A blank line follows it.
    pub detached: bool,
}

impl Comment<'_> {
    /// Offset of the byte after the last.
    pub fn end(&self) -> u32 {
        self.start + offset(self.text.len())
    }
}

/// Reads one token after another.
#[derive(Debug)]
pub struct Lexer<'a> {
    text: &'a str,
    rest: &'a str,
    file: FileId,
    strict: bool,
    /// The comments met so far.
    pub comments: Vec<Comment<'a>>,
    /// What was wrong so far.
    pub diagnostics: Vec<Diagnostic>,
}

impl<'a> Lexer<'a> {
    /// A lexer at the start of `text`, whose spans are of `file`.
    pub fn new(file: FileId, text: &'a str, strict: bool) -> Self {
        // Editors write a byte-order mark; it says nothing.
        let rest = text.strip_prefix('\u{feff}').unwrap_or(text);
        Self { text, rest, file, strict, comments: Vec::new(), diagnostics: Vec::new() }
    }

    /// The next token; at the end, [`TokenKind::End`] as often as asked.
    pub fn token(&mut self) -> Token<'a> {
        let from = self.rest;
        self.skip_blank();
        let blank = &from[..from.len() - self.rest.len()];
        let line_break = blank.contains('\n') || blank.len() == self.text.len() - self.rest.len();
        if self.strict && self.drops_slash() {
            self.rest = &self.rest[1..];
        }
        let start = self.at();
        let before = self.rest;
        let kind = self.kind();
        let end = self.at();
        let mut text = &before[..(end - start) as usize];
        if let TokenKind::Lower { id: Some(_), .. } = kind {
            text = text.split('#').next().unwrap_or(text);
        }
        Token { kind, text, start, end, line_break }
    }

    fn at(&self) -> u32 {
        offset(self.text.len() - self.rest.len())
    }

    /// Skips white space and comments.
    fn skip_blank(&mut self) {
        let mut after_comment = false;
        loop {
            let strict = self.strict;
            let is_blank = move |c: char| matches!(c, '\u{1}'..=' ') || strict && !c.is_ascii();
            let from = self.rest;
            self.rest = self.rest.trim_start_matches(is_blank);
            if let (true, Some(comment)) = (after_comment, self.comments.last_mut()) {
                let blank = &from[..from.len() - self.rest.len()];
                comment.detached = blank.bytes().filter(|b| *b == b'\n').count() > 1;
            }
            after_comment = true;
            let Ok((rest, text)) = comment(self.rest) else { return };
            let start = self.at();
            let before = &self.text[..start as usize];
            let line = &before[before.rfind('\n').map_or(0, |at| at + 1)..];
            let own_line = line.chars().all(|c| c.is_whitespace() || c == '\u{feff}');
            self.comments.push(Comment { text: text.trim_end_matches('\r'), start, own_line, detached: false });
            self.rest = rest;
        }
    }

    fn kind(&mut self) -> TokenKind {
        let Some(&first) = self.rest.as_bytes().first() else { return TokenKind::End };
        match first {
            b'a'..=b'z' => self.lower(),
            b'A'..=b'Z' => match self.take(identifier) {
                "Final" => TokenKind::Final,
                "New" => TokenKind::New,
                "Empty" => TokenKind::Empty,
                _ => TokenKind::Upper { dotted: false },
            },
            b'0'..=b'9' => self.number(),
            b':' | b';' | b'(' | b')' | b'[' | b']' | b'{' | b'}' | b'=' | b'#' | b'?' | b'%' | b'<' | b'>' | b'+'
            | b',' | b'*' | b'_' | b'!' | b'.' => {
                self.rest = &self.rest[1..];
                TokenKind::Punct(first)
            }
            b'-' => {
                if let Ok((rest, _)) = dashes(self.rest) {
                    self.rest = rest;
                    return TokenKind::Dashes;
                }
                let dashes = self.rest.bytes().take_while(|b| *b == b'-').count();
                self.invalid(dashes, "a hyphen outside `---`", None)
            }
            0 if self.strict => {
                self.rest = "";
                TokenKind::End
            }
            b'/' => self.invalid(1, "a single `/`", Some("a comment starts with `//`")),
            _ => self.unexpected(),
        }
    }

    /// Takes what `parser` matches, which is at least one character.
    fn take(&mut self, parser: impl Fn(&'a str) -> IResult<&'a str, &'a str>) -> &'a str {
        match parser(self.rest) {
            Ok((rest, taken)) => {
                self.rest = rest;
                taken
            }
            Err(_) => "",
        }
    }

    /// A name that starts with a lower-case letter: further components, then an id.
    fn lower(&mut self) -> TokenKind {
        let start = self.at();
        self.take(identifier);
        let mut dotted = false;
        while let [b'.', next, ..] = *self.rest.as_bytes() {
            if next.is_ascii_alphabetic() {
                dotted = true;
                self.rest = &self.rest[1..];
                self.take(identifier);
                if next.is_ascii_uppercase() {
                    return TokenKind::Upper { dotted };
                }
            } else if dotted {
                self.rest = &self.rest[1..];
                let span = Span::new(self.file, start, self.at());
                let name = &self.text[start as usize..self.at() as usize];
                self.diagnostics.push(
                    Diagnostic::error(Code::BadName, span, format!("`{name}` ends with a dot"))
                        .help("only a mask is followed by a dot and a number, and a mask has no namespace"),
                );
                return TokenKind::Invalid;
            } else {
                break;
            }
        }
        if dotted && self.rest == "." {
            return self.invalid(1, "a name ends with a dot", None);
        }
        if self.rest.starts_with('#') { self.id(dotted) } else { TokenKind::Lower { dotted, id: None } }
    }

    /// `#` and the digits of an id, directly behind a name.
    fn id(&mut self, dotted: bool) -> TokenKind {
        let start = self.at();
        let digits = &self.rest[1..];
        let upper = !self.strict;
        let is_digit = |b: &u8| matches!(b, b'0'..=b'9' | b'a'..=b'f') || upper && matches!(b, b'A'..=b'F');
        let count = digits.bytes().take_while(|b| is_digit(b)).count().min(8);
        let next = digits.as_bytes().get(count);
        let fits = if self.strict {
            count == 8 || count >= 5 && next == Some(&b' ')
        } else {
            count >= 1 && !next.is_some_and(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.'))
        };
        let value = u32::from_str_radix(&digits[..count], 16);
        if let (true, Ok(value)) = (fits, value) {
            self.rest = &digits[count..];
            let span = Span::new(self.file, start, self.at());
            if digits[..count].bytes().any(|b| b.is_ascii_uppercase()) {
                self.diagnostics.push(
                    Diagnostic::warning(Code::UpperCaseId, span, "an id with upper-case digits")
                        .help(format!("write `#{value:08x}`")),
                );
            }
            if value == 0 || value == u32::MAX {
                self.diagnostics.push(
                    Diagnostic::error(Code::ReservedId, span, format!("no definition can have the id {value:08x}"))
                        .help("leave the id out: it is computed then"),
                );
            }
            return TokenKind::Lower { dotted, id: Some(value) };
        }
        let length = digits.bytes().take_while(|b| b.is_ascii_alphanumeric() || *b == b'_').count();
        self.rest = &digits[length..];
        let span = Span::new(self.file, start, self.at());
        let written = &self.text[start as usize..self.at() as usize];
        let help = if self.strict {
            "an id has 8 digits 0-9 and a-f, or 5 to 7 of them followed by a space"
        } else {
            "an id has 1 to 8 digits 0-9 and a-f; a field of type `#` is written `name:#`"
        };
        self.diagnostics
            .push(Diagnostic::error(Code::BadId, span, format!("`{written}` is no constructor id")).help(help));
        TokenKind::Invalid
    }

    fn number(&mut self) -> TokenKind {
        let start = self.at();
        let digits = self.take(digit1);
        let mut value = 0_i64;
        let mut fits = true;
        for digit in digits.bytes().map(|b| i64::from(b - b'0')) {
            fits &= value.checked_mul(10).and_then(|value| value.checked_add(digit)).is_some();
            value = value.wrapping_mul(10).wrapping_add(digit);
        }
        if !fits && !self.strict {
            let span = Span::new(self.file, start, self.at());
            self.diagnostics.push(
                Diagnostic::error(Code::NumberTooLarge, span, "a number that does not fit into 63 bits")
                    .note(format!("the reference compiler reads it as {value}")),
            );
        }
        TokenKind::Number(value)
    }

    /// Whether a single `/` comes, which the reference compiler drops when a token or the end follows at once.
    fn drops_slash(&self) -> bool {
        let starts_token = |next: &u8| {
            next.is_ascii_alphanumeric() || matches!(next, 0 | b'-') || b":;()[]{}=#?%<>+,*_!.".contains(next)
        };
        let rest = self.rest.as_bytes();
        rest.first() == Some(&b'/') && rest.get(1).is_none_or(starts_token)
    }

    fn unexpected(&mut self) -> TokenKind {
        let c = self.rest.chars().next().unwrap_or_default();
        let message = if c.is_ascii_graphic() {
            format!("`{c}` begins nothing in TL")
        } else {
            format!("the character U+{:04X} begins nothing in TL", u32::from(c))
        };
        let help = (!c.is_ascii()).then_some("only comments may hold characters beyond ASCII");
        self.invalid(c.len_utf8(), &message, help)
    }

    fn invalid(&mut self, length: usize, message: &str, help: Option<&str>) -> TokenKind {
        let start = self.at();
        self.rest = &self.rest[length..];
        let span = Span::new(self.file, start, self.at());
        let mut diagnostic = Diagnostic::error(Code::UnexpectedCharacter, span, message);
        diagnostic.help = help.map(str::to_owned);
        self.diagnostics.push(diagnostic);
        TokenKind::Invalid
    }
}

fn identifier(text: &str) -> IResult<&str, &str> {
    take_while(|c: char| c.is_ascii_alphanumeric() || c == '_')(text)
}

fn comment(text: &str) -> IResult<&str, &str> {
    recognize((tag("//"), take_till(|c| c == '\n'))).parse(text)
}

fn dashes(text: &str) -> IResult<&str, &str> {
    tag("---")(text)
}

/// An offset into a text; longer ones than 4 GiB do not get here.
fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}
