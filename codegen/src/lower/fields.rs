//! Arguments of a definition to fields.

use tlforge_parser::analysis::{self, ArgList};
use tlforge_parser::diagnostic::Label;
use tlforge_parser::schema::{Arg, ArgType, Basic, DefId, Definition, NatExpr, Repeat, TypeExpr, VarId};

use super::shapes::{Field, Reported, Shapes};
use crate::model::{self, Bit, Count, Kind, Role};
use tlforge_parser::analysis::applied::{Env, Open, Value};

/// How many flags words the runtime reads in one definition.
const MAX_WORDS: usize = 8;

/// What is wrong with a repetition in another one that it is not counted in.
const ELSEWHERE: &str = "a number of times that stands outside of the repetition around it";

/// The fields of a definition, or of the body of one of its repetitions; what has no generated form is reported.
pub(super) fn read<'a>(
    shapes: &mut Shapes<'a>,
    def: DefId,
    env: &Env,
    args: &'a [Arg],
    body: &[usize],
) -> Vec<Field<'a>> {
    let definition = shapes.schema.def(def);
    let whole = shapes.reading.args(def);
    // A body that is read is the body of a repetition.
    let Some(reading) = body.iter().try_fold(whole, |list, at| list.body(*at)) else { return Vec::new() };
    let mut reader = Reader {
        shapes,
        def,
        definition,
        env,
        reading,
        body,
        masks: Vec::new(),
        broken: Vec::new(),
        fields: Vec::new(),
    };
    let mut position = 0;
    for (at, arg) in args.iter().enumerate() {
        if arg.implicit {
            continue;
        }
        if let Ok(Some(role)) = reader.role(at, arg) {
            reader.fields.push(Field { arg, position, role });
        }
        position += 1;
    }
    let mut fields = reader.fields;
    share_bits(&mut fields);
    fields
}

/// The kind of a function's result; `None` for a generic wrapper.
pub(super) fn response(shapes: &mut Shapes<'_>, def: &Definition, env: &Env, fields: &[Field<'_>]) -> Option<Kind> {
    let calls = fields.iter().filter(|field| field.role == Role::Required(Kind::Call)).count();
    if let TypeExpr::Var { var, .. } = &def.result
        && calls == 1
        && fields.iter().any(|f| matches!(&f.arg.ty, ArgType::Plain(TypeExpr::Var { var: inner, .. }) if inner == var))
    {
        return None;
    }
    if calls > 0 {
        let construct = format!("`{}`, which does not return what its only inner call returns,", def.name);
        shapes.unsupported(def.span, &construct);
        return None;
    }
    match env.close(&def.result) {
        Ok(closed) => {
            let kind = shapes.kind(&closed, def.span).ok();
            // A result is boxed, so the bare type that would do for a field is no way out.
            let name = shapes.schema.ty(closed.ty).basic.and_then(Basic::bare_name);
            if let (None, [.., last], Some(name)) = (&kind, &mut shapes.diagnostics[..], name)
                && closed.args.is_empty()
            {
                last.help =
                    Some(format!("return a type of your own, with a constructor that has a field `value:{name}`"));
            }
            kind
        }
        Err(open) => {
            report_open(shapes, def, open, def.span);
            None
        }
    }
}

struct Reader<'r, 'a> {
    shapes: &'r mut Shapes<'a>,
    def: DefId,
    definition: &'a Definition,
    env: &'r Env,
    reading: &'a ArgList,
    body: &'r [usize],
    /// The variables that are flags words, in order.
    masks: Vec<VarId>,
    /// Numbers that have been reported.
    broken: Vec<VarId>,
    fields: Vec<Field<'a>>,
}

impl<'a> Reader<'_, 'a> {
    /// What the argument is; `None` for one that takes no bytes of its own.
    fn role(&mut self, at: usize, arg: &'a Arg) -> Result<Option<Role>, Reported> {
        if let (Some(var), Some(_)) = (arg.var, self.reading.number(at)) {
            return self.number(at, arg, var);
        }
        if arg.exclamation {
            return self.call(arg).map(Some);
        }
        let bit = match arg.condition {
            None => None,
            Some(condition) => match self.env.get(condition.mask) {
                // The flags word is a parameter of the type, so the bit is known.
                Some(Value::Nat(word)) if !self.masks.contains(&condition.mask) => {
                    if word >> condition.bit.min(63) & 1 == 0 {
                        return Ok(None);
                    }
                    None
                }
                _ => Some(self.bit(arg, condition.mask, condition.bit)?),
            },
        };
        let kind = match &arg.ty {
            ArgType::Plain(ty) => self.kind(ty, arg)?,
            ArgType::Repeat(repeat) => self.repeat(at, arg, repeat)?,
        };
        Ok(Some(match (bit, kind) {
            (Some(bit), Kind::Basic(model::Basic::UnitTrue)) => Role::Flag(bit),
            (Some(bit), kind) => Role::Optional(bit, kind),
            // Of a vector it is the elements that may be null.
            (None, kind @ Kind::Vec(..)) if arg.nullable => Role::Required(with_null(kind)),
            (None, kind) if arg.nullable => Role::Nullable(kind),
            (None, kind) => Role::Required(kind),
        }))
    }

    /// A `#`: a flags word, a number, or the count of a vector that follows.
    fn number(&mut self, at: usize, arg: &Arg, var: VarId) -> Result<Option<Role>, Reported> {
        let name = arg.name.as_deref().unwrap_or("#");
        let asked = self.reading.number(at).is_some_and(|number| !number.bits.is_empty() || number.is_asked_elsewhere);
        let problem = match self.reading.role(at) {
            analysis::Role::Count => return Ok(None),
            analysis::Role::FlagsWord(_) if self.masks.len() == MAX_WORDS => "the ninth flags word of a definition",
            analysis::Role::FlagsWord(word) => {
                self.masks.push(var);
                return Ok(Some(if word.is_field { Role::Word } else { Role::Mask }));
            }
            _ if asked && self.reading.number(at).is_some_and(analysis::Number::is_number) => {
                "which is a flags word and a number at once"
            }
            _ if asked && arg.condition.is_some() => "a flags word that is not always there",
            _ => {
                return Ok(Some(match arg.condition {
                    None => Role::Required(Kind::Basic(model::Basic::Nat)),
                    Some(condition) => {
                        let bit = self.bit(arg, condition.mask, condition.bit)?;
                        Role::Optional(bit, Kind::Basic(model::Basic::Nat))
                    }
                }));
            }
        };
        self.broken.push(var);
        Err(self.shapes.unsupported(arg.span, &format!("`{name}`, {problem},")))
    }

    fn bit(&mut self, arg: &Arg, mask: VarId, bit: u32) -> Result<Bit, Reported> {
        match self.masks.iter().position(|known| *known == mask) {
            Some(word) if bit < 32 => Ok(Bit { word: u32::try_from(word).unwrap_or(u32::MAX), bit }),
            Some(_) => Err(self.shapes.unsupported(arg.span, &format!("bit {bit} of a word of 32 bits"))),
            None if self.broken.contains(&mask) => Err(Reported),
            None => Err(self.shapes.unsupported(arg.span, "a condition on a flags word outside of the repetition")),
        }
    }

    fn call(&mut self, arg: &Arg) -> Result<Role, Reported> {
        match &arg.ty {
            ArgType::Plain(TypeExpr::Var { .. }) if arg.condition.is_none() && self.body.is_empty() => {
                Ok(Role::Required(Kind::Call))
            }
            ArgType::Plain(TypeExpr::Var { .. }) => {
                Err(self.shapes.unsupported(arg.span, "an inner call that is not always there"))
            }
            _ => Err(self.shapes.unsupported(arg.span, "an inner call whose result is no type variable")),
        }
    }

    fn kind(&mut self, ty: &TypeExpr, arg: &Arg) -> Result<Kind, Reported> {
        let closed = match self.env.close(ty) {
            Ok(closed) => closed,
            Err(open) => return Err(report_open(self.shapes, self.definition, open, arg.span)),
        };
        let kind = self.shapes.kind(&closed, arg.span)?;
        let name = format!("{}.{}", self.definition.name, arg.name.as_deref().unwrap_or_default());
        Ok(if (self.shapes.is_bytes)(&name) { with_bytes(kind) } else { kind })
    }

    fn repeat(&mut self, at: usize, arg: &Arg, repeat: &'a Repeat) -> Result<Kind, Reported> {
        let count = match (self.env.nat(repeat.count), repeat.count) {
            _ if at.checked_sub(1).is_some_and(|before| self.reading.role(before) == analysis::Role::Count) => {
                Ok(Count::Bare)
            }
            (Ok(count), _) => {
                u32::try_from(count).map(Count::Fixed).map_err(|_| format!("a vector of {count} elements"))
            }
            (Err(_), NatExpr::Var { var, .. }) if self.broken.contains(&var) => return Err(Reported),
            (Err(_), NatExpr::Var { var, plus: 0 }) => {
                match self.fields.iter().position(|field| field.arg.var == Some(var)) {
                    Some(at) if is_number(&self.fields[at].role) => Ok(Count::Entry(at)),
                    Some(at) => return Err(self.conditional_count(arg, at)),
                    None => Err(ELSEWHERE.to_owned()),
                }
            }
            (Err(_), _) => Err("a number of times that is a sum of what the wire says".to_owned()),
        };
        match count {
            Ok(count) => Ok(Kind::Vec(count, Box::new(self.item(at, repeat)?))),
            Err(construct) => Err(self.shapes.unsupported(arg.span, &construct)),
        }
    }

    /// Reports that `arg` is counted by a number that is not always there.
    fn conditional_count(&mut self, arg: &Arg, number: usize) -> Reported {
        let number = self.fields[number].arg;
        let name = number.name.as_deref().unwrap_or("#");
        let reported =
            self.shapes.unsupported(arg.span, &format!("a repetition counted by `{name}`, which is optional,"));
        if let Some(last) = self.shapes.diagnostics.last_mut() {
            last.labels.push(Label { span: number.span, message: "the number of times".to_owned() });
            let help = "count by a number that is always there, or put a `vector` behind the flag: it has the same bytes where \
                        the number stands right before what it counts";
            last.help = Some(help.to_owned());
        }
        reported
    }

    /// What is repeated: the type of its only field, or a struct.
    fn item(&mut self, at: usize, repeat: &'a Repeat) -> Result<Kind, Reported> {
        if let [arg] = repeat.body.as_slice()
            && arg.condition.is_none()
            && arg.var.is_none()
            && !arg.exclamation
        {
            return match &arg.ty {
                ArgType::Plain(ty) => self.kind(ty, arg),
                ArgType::Repeat(inner) if self.env.nat(inner.count).is_ok() => {
                    let Some(reading) = self.reading.body(at) else { return Err(Reported) };
                    let mut body = self.body.to_vec();
                    body.push(at);
                    let mut reader = Reader {
                        shapes: &mut *self.shapes,
                        def: self.def,
                        definition: self.definition,
                        env: self.env,
                        reading,
                        body: &body,
                        masks: Vec::new(),
                        broken: Vec::new(),
                        fields: Vec::new(),
                    };
                    reader.repeat(0, arg, inner)
                }
                ArgType::Repeat(_) => Err(self.shapes.unsupported(arg.span, ELSEWHERE)),
            };
        }
        let mut body = self.body.to_vec();
        body.push(at);
        Ok(Kind::Bare(self.shapes.part(self.def, self.env.clone(), body, &repeat.body)))
    }
}

fn report_open(shapes: &mut Shapes<'_>, def: &Definition, open: Open, span: tlforge_parser::Span) -> Reported {
    let name = |var: VarId| def.vars.get(var.0 as usize).and_then(|var| var.name.as_deref()).unwrap_or("#");
    let construct = match open {
        Open::Number(var) => format!("a type that depends on `{}`, a number that only the wire knows,", name(var)),
        Open::Type(var) => format!("a value of the type variable `{}` alone", name(var)),
        Open::TooLarge => return shapes.report_excess(None, span),
    };
    shapes.unsupported(span, &construct)
}

/// The vector with elements that may be null.
fn with_null(kind: Kind) -> Kind {
    match kind {
        Kind::Vec(count, item) => Kind::Vec(count, Box::new(with_null(*item))),
        kind => Kind::Nullable(Box::new(kind)),
    }
}

/// The kind with bytes in the place of text.
fn with_bytes(kind: Kind) -> Kind {
    match kind {
        Kind::Basic(model::Basic::String) => Kind::Basic(model::Basic::Bytes),
        Kind::Vec(count, item) => Kind::Vec(count, Box::new(with_bytes(*item))),
        kind => kind,
    }
}

/// A `true` beside another field on its bit says nothing that the other does not say.
fn share_bits(fields: &mut [Field<'_>]) {
    for at in 0..fields.len() {
        let Role::Flag(bit) = fields[at].role else { continue };
        let valued = |field: &Field<'_>| matches!(field.role, Role::Optional(other, _) if other == bit);
        let earlier = |field: &Field<'_>| field.role == Role::Flag(bit);
        let of = fields.iter().position(valued).or_else(|| fields[..at].iter().position(earlier));
        if let Some(of) = of {
            fields[at].role = Role::Shadow(bit, of);
        }
    }
}

fn is_number(role: &Role) -> bool {
    *role == Role::Required(Kind::Basic(model::Basic::Nat))
}
