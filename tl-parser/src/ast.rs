//! What was written: the declarations of one text, every node with its place.
//!
//! Names borrow from the text. Offsets are bytes of that text; [`Ast::span`] makes spans of them.

use std::ops::Range;

use crate::span::{FileId, Span};

/// One text.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ast<'a> {
    /// Which file of the source map it is.
    pub file: FileId,
    /// Its declarations, in order.
    pub declarations: Vec<Declaration<'a>>,
    /// The arguments of all its combinators, in one list: most have few, and each list of its own is an allocation.
    pub args: Vec<Arg<'a>>,
    /// Its comments, in order.
    pub comments: Vec<Comment<'a>>,
    /// The names that declarations which could not be read seem to declare. That they are missing is no further error.
    pub lost: Vec<&'a str>,
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

/// One declaration, up to its `;`.
#[derive(Clone, Debug, PartialEq)]
pub struct Declaration<'a> {
    /// Offset of the first byte.
    pub start: u32,
    /// Offset of the `;`.
    pub end: u32,
    /// The section it stands in.
    pub section: Section,
    /// The layer it belongs to, where the text has sections by layer (`===17===`).
    pub layer: Option<u32>,
    /// The comments between the previous declaration and this one: positions in [`Ast::comments`].
    pub comments: (u32, u32),
    /// What it declares.
    pub kind: DeclarationKind<'a>,
}

/// The parts of a schema.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Section {
    /// `---types---`, and the start of a text.
    #[default]
    Types,
    /// `---functions---`
    Functions,
}

/// The kinds of declarations.
#[derive(Clone, Debug, PartialEq)]
pub enum DeclarationKind<'a> {
    /// `name#id {X:Type} field:int = Result X`
    Combinator(Combinator<'a>),
    /// `name ? = Type`
    Builtin(Builtin<'a>),
    /// `Final T`, `New T`, `Empty T`
    Attribute(Attribute, Name<'a>),
    /// `Vector int`
    PartialType(Name<'a>, Vec<Expr<'a>>),
    /// `vector int`
    PartialCombinator(Name<'a>, Vec<Expr<'a>>),
}

/// A constructor or function.
#[derive(Clone, Debug, PartialEq)]
pub struct Combinator<'a> {
    /// Its name, or `_`.
    pub name: Name<'a>,
    /// The name that tells it from a newer definition of its name, where there is one.
    pub distinct: Option<&'a str>,
    /// Its id.
    pub id: Option<u32>,
    /// Its arguments, those in braces first: positions in [`Ast::args`].
    pub args: Range<usize>,
    /// The head of its result.
    pub result: Name<'a>,
    /// The arguments of its result.
    pub result_args: Vec<Expr<'a>>,
}

/// A built-in line.
#[derive(Clone, Debug, PartialEq)]
pub struct Builtin<'a> {
    /// The name before the question mark.
    pub name: Name<'a>,
    /// The id, which the strict reading does not accept.
    pub id: Option<u32>,
    /// The type.
    pub ty: Name<'a>,
}

/// What a line says about a type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attribute {
    /// No further constructors.
    Final,
    /// Not declared so far.
    New,
    /// No constructors at all.
    Empty,
}

/// A name with its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Name<'a> {
    /// As written, without an id.
    pub text: &'a str,
    /// Offset of the first byte.
    pub start: u32,
}

/// An argument, or a group of arguments that share one type.
#[derive(Clone, Debug, PartialEq)]
#[allow(clippy::struct_excessive_bools, reason = "each says something else about how it is written")]
pub struct Arg<'a> {
    /// Offset of the first byte.
    pub start: u32,
    /// Offset of the byte after the last.
    pub end: u32,
    /// A line break stands before it.
    pub starts_line: bool,
    /// In braces.
    pub braces: bool,
    /// Marked with `!`.
    pub exclamation: bool,
    /// The name, possibly `_`.
    pub name: Option<Name<'a>>,
    /// The further names of a group.
    pub more_names: Vec<Name<'a>>,
    /// `mask.bit?`
    pub condition: Option<Condition<'a>>,
    /// The type.
    pub ty: ArgType<'a>,
}

/// `mask.bit?`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Condition<'a> {
    /// The variable.
    pub mask: Name<'a>,
    /// The bit.
    pub bit: i64,
    /// Offset of the byte after the bit's number.
    pub end: u32,
}

/// The type of an argument.
#[derive(Clone, Debug, PartialEq)]
pub enum ArgType<'a> {
    /// A term.
    Term(Term<'a>),
    /// `count*[ body ]`
    Repeat(Box<Repeat<'a>>),
}

/// `count*[ body ]`
#[derive(Clone, Debug, PartialEq)]
pub struct Repeat<'a> {
    /// How often, if it is written.
    pub count: Option<Term<'a>>,
    /// What is repeated.
    pub body: Vec<Arg<'a>>,
}

/// Operands of a type or of a sum.
#[derive(Clone, Debug, PartialEq)]
pub enum Expr<'a> {
    /// A single operand.
    Term(Term<'a>),
    /// Operands side by side, two or more.
    Apply(Vec<Expr<'a>>),
    /// Operands joined by `+`, two or more.
    Sum(Vec<Expr<'a>>),
}

/// A single operand.
#[derive(Clone, Debug, PartialEq)]
pub struct Term<'a> {
    /// Offset of the first byte.
    pub start: u32,
    /// Offset of the byte after the last.
    pub end: u32,
    /// How many `%` stand before it.
    pub percents: u32,
    /// What it is.
    pub head: Head<'a>,
}

/// The head of a term.
#[derive(Clone, Debug, PartialEq)]
pub enum Head<'a> {
    /// A name, or `#`.
    Name(&'a str),
    /// A name and what follows it in angle brackets.
    Applied(&'a str, Vec<Expr<'a>>),
    /// A number.
    Number(i64),
    /// `(…)`
    Paren(Box<Expr<'a>>),
}

impl<'a> Ast<'a> {
    /// The arguments of `combinator`, those in braces first.
    pub fn args_of(&self, combinator: &Combinator<'a>) -> &[Arg<'a>] {
        &self.args[combinator.args.clone()]
    }

    /// The layer that a comment `// LAYER 230` names.
    pub fn layer(&self) -> Option<u32> {
        self.comments.iter().find_map(|comment| {
            let rest = comment.text.trim_start_matches('/').trim().strip_prefix("LAYER")?;
            rest.trim_start_matches([' ', ':', '=']).trim_end().parse().ok()
        })
    }

    /// The span of the bytes from `start` to `end`.
    pub fn span(&self, start: u32, end: u32) -> Span {
        Span::new(self.file, start, end)
    }
}

impl Comment<'_> {
    /// Offset of the byte after the last.
    pub fn end(&self) -> u32 {
        self.start + u32::try_from(self.text.len()).unwrap_or(u32::MAX - self.start)
    }
}

impl Name<'_> {
    /// Offset of the byte after the last.
    pub fn end(&self) -> u32 {
        self.start + u32::try_from(self.text.len()).unwrap_or(u32::MAX - self.start)
    }

    /// Its span in `file`.
    pub fn span(&self, file: FileId) -> Span {
        Span::new(file, self.start, self.end())
    }
}

impl Expr<'_> {
    /// Offsets of its first byte and of the byte after its last.
    pub fn range(&self) -> (u32, u32) {
        match self {
            Self::Term(term) => (term.start, term.end),
            Self::Apply(parts) | Self::Sum(parts) => match (parts.first(), parts.last()) {
                (Some(first), Some(last)) => (first.range().0, last.range().1),
                _ => (0, 0),
            },
        }
    }
}
