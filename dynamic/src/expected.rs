//! What the bytes or the JSON are taken to be.

use tlforge_parser::schema::{Basic, DefKind, ParamKind};

use crate::{
    Codec, DecodeError, DecodeErrorKind, NameError,
    wire::{Arg, LayoutId, Nat, TypeIndex, TypeInfo, Wire},
};

/// What bytes or JSON are taken to be: made by a [`Codec`] for itself, or one of those that fit any.
#[derive(Debug)]
pub struct Expected {
    pub(crate) form: Form,
}

#[derive(Debug)]
pub(crate) enum Form {
    /// Any constructor or function, boxed. An id or name that is both is the constructor.
    Any,
    /// This one, boxed.
    Definition(LayoutId),
    /// A value of this type, which has no variables.
    Type(Wire),
}

impl Expected {
    /// Any boxed constructor or function; an id or a name that is both is the constructor.
    pub const fn any() -> Self {
        Self { form: Form::Any }
    }

    /// Any boxed constructor.
    pub const fn constructor() -> Self {
        Self { form: Form::Type(Wire::Object) }
    }

    /// Any boxed function.
    pub const fn function() -> Self {
        Self { form: Form::Type(Wire::Function) }
    }

    /// Any boxed definition of this kind.
    pub const fn kind(kind: DefKind) -> Self {
        match kind {
            DefKind::Constructor => Self::constructor(),
            DefKind::Function => Self::function(),
        }
    }

    /// A type such as the bytes may be a value of, if `error` is that nothing says which; `root` is the outermost
    /// definition.
    #[cold]
    pub(crate) fn needed_type(&self, codec: &Codec, root: Option<LayoutId>, error: &DecodeError) -> Option<String> {
        const VECTOR: u32 = Basic::Vector.usual_id();
        if !matches!(self.form, Form::Any | Form::Definition(_) | Form::Type(Wire::Object)) {
            return None;
        }
        match (error.kind, root) {
            (DecodeErrorKind::WrongId(VECTOR), None) if error.offset == 0 => Some("Vector<int>".to_owned()),
            (DecodeErrorKind::Undecided, Some(root)) => {
                let layout = &codec.layouts[root];
                let ty = &codec.types[layout.ty.filter(|_| layout.kind == Some(DefKind::Constructor))?];
                let arg = |kind: &ParamKind| if *kind == ParamKind::Nat { "1" } else { "int" };
                let args: Vec<&str> = ty.params.iter().map(arg).collect();
                (!args.is_empty()).then(|| format!("{}<{}>", ty.name, args.join(",")))
            }
            _ => None,
        }
    }

    pub(crate) const fn definition(layout: LayoutId) -> Self {
        Self { form: Form::Definition(layout) }
    }

    pub(crate) const fn wire(wire: Wire) -> Self {
        Self { form: Form::Type(wire) }
    }
}

/// How deep the arguments of a type may be nested in its text.
const MAX_DEPTH: usize = 32;

/// Reads a type: a name, `%` before it, arguments in `<…>` or after spaces, parentheses.
pub(crate) fn parse(codec: &Codec, text: &str) -> Result<Expected, NameError> {
    let mut parser = Parser { codec, rest: text, depth: 0 };
    let arg = parser.application()?;
    match arg {
        Arg::Type(wire) if parser.token() == "" => Ok(Expected::wire(wire)),
        _ => Err(NameError::new(format!("`{text}` is no type"))),
    }
}

struct Parser<'t> {
    codec: &'t Codec,
    rest: &'t str,
    depth: usize,
}

impl<'t> Parser<'t> {
    /// The next token, left where it is: a name, a number or one character; empty at the end.
    fn token(&mut self) -> &'t str {
        self.rest = self.rest.trim_start();
        let is_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '#');
        let word = self.rest.find(|c| !is_word(c)).unwrap_or(self.rest.len());
        let len = if word > 0 { word } else { self.rest.chars().next().map_or(0, char::len_utf8) };
        &self.rest[..len]
    }

    fn take(&mut self, token: &str) -> bool {
        let found = self.token() == token;
        if found {
            self.rest = &self.rest[token.len()..];
        }
        found
    }

    fn close(&mut self, token: &str) -> Result<(), NameError> {
        if self.take(token) { Ok(()) } else { Err(NameError::new(format!("`{token}` is missing"))) }
    }

    /// `head arg arg`
    fn application(&mut self) -> Result<Arg, NameError> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(NameError::new("the type is nested too deep"));
        }
        let arg = self.term(true)?;
        self.depth -= 1;
        Ok(arg)
    }

    /// A number, or a type with its arguments; those after spaces only where they cannot belong to another type.
    fn term(&mut self, spaced: bool) -> Result<Arg, NameError> {
        let bare = self.take("%");
        if self.take("(") {
            let inner = self.application()?;
            self.close(")")?;
            return match inner {
                Arg::Type(Wire::Boxed(ty, args)) if bare => {
                    Ok(Arg::Type(self.codec.types[ty].wire(ty, true, None, args)))
                }
                Arg::Type(Wire::Vector { item, .. }) if bare => Ok(Arg::Type(Wire::Vector { id: None, item })),
                Arg::Type(Wire::BoxedBasic(basic, _)) if bare => Ok(Arg::Type(Wire::Basic(basic))),
                inner => Ok(inner),
            };
        }
        let name = self.token();
        self.rest = &self.rest[name.len()..];
        if let Ok(number) = name.parse::<u32>() {
            return Ok(Arg::Nat(Nat::Const(number.into())));
        }
        let head = self.head(name, bare)?;
        let mut args = Vec::new();
        if self.take("<") {
            loop {
                args.push(self.application()?);
                if !self.take(",") {
                    break;
                }
            }
            self.close(">")?;
        } else if spaced {
            while args.len() < head.params().len() && !matches!(self.token(), "" | ")" | ">" | ",") {
                args.push(self.term(false)?);
            }
        }
        head.apply(name, args)
    }

    fn head(&self, name: &str, bare: bool) -> Result<Head<'t>, NameError> {
        let codec = self.codec;
        let known = |ty: TypeIndex, bare, by| Head { ty: Some((ty, &codec.types[ty])), basic: None, bare, by };
        if let Some(ty) = codec.type_index(name) {
            // A basic type whose boxed name is that of another type.
            let bare = bare || Basic::by_bare_name(name).is_some();
            return Ok(known(ty, bare, None));
        }
        if let Some(def) = codec.constructors.by_name(name)
            && let Some(ty) = codec.layouts[def].ty
        {
            return match &*codec.types[ty].constructors {
                [_] => Ok(known(ty, true, Some(def))),
                several => Err(NameError::new(format!(
                    "`{name}` is one of {} constructors of `{}`, so it does not stand for a type",
                    several.len(),
                    codec.types[ty].name,
                ))),
            };
        }
        let basic = Basic::by_name(name).map(|basic| (basic, bare));
        match basic.or_else(|| Some((Basic::by_bare_name(name)?, true))) {
            Some((basic, bare)) => Ok(match codec.basic_index(basic) {
                Some(ty) => known(ty, bare, None),
                None => Head { ty: None, basic: Some(basic), bare, by: None },
            }),
            None if name.is_empty() => Err(NameError::new("a type is missing")),
            None => Err(NameError::new(format!("no type is called `{name}`"))),
        }
    }
}

/// A type without its arguments.
struct Head<'c> {
    ty: Option<(TypeIndex, &'c TypeInfo)>,
    /// A type known without declaration that the schema does not mention.
    basic: Option<Basic>,
    bare: bool,
    by: Option<LayoutId>,
}

impl Head<'_> {
    fn params(&self) -> &[ParamKind] {
        match self.ty {
            Some((_, ty)) => &ty.params,
            None => self.basic.map_or(&[], Basic::params),
        }
    }

    fn apply(self, name: &str, args: Vec<Arg>) -> Result<Arg, NameError> {
        let fits = |(arg, param): (&Arg, &ParamKind)| matches!(arg, Arg::Nat(_)) == (*param == ParamKind::Nat);
        let params = self.params();
        if params.len() != args.len() || !args.iter().zip(params).all(fits) {
            let wanted: Vec<&str> =
                params.iter().map(|param| if *param == ParamKind::Nat { "#" } else { "Type" }).collect();
            let wanted = if wanted.is_empty() { "no arguments".to_owned() } else { format!("<{}>", wanted.join(",")) };
            return Err(NameError::new(format!("`{name}` takes {wanted}")));
        }
        let wire = match (self.ty, self.basic) {
            (Some((at, ty)), _) => ty.wire(at, self.bare, self.by, args.into()),
            (None, Some(basic)) => TypeInfo::undeclared(basic).wire(0, self.bare, None, args.into()),
            (None, None) => return Err(NameError::new(format!("no type is called `{name}`"))),
        };
        match wire {
            Wire::Unsaid(reason) => Err(NameError::new(format!("`{name}`: {reason}"))),
            wire => Ok(Arg::Type(wire)),
        }
    }
}
