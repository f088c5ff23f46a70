//! Types and numbers: what an expression means, and whether its parts fit together.

use super::{NAT, Reported, Resolved, Resolver, TYPE, scope::Scope};
use crate::{
    ast::{Expr, Head, Term},
    diagnostic::{Code, Diagnostic},
    schema::{self, Basic, NatExpr, ParamKind, TypeExpr, TypeId, VarId},
};

/// What an expression means; a type may still lack arguments.
pub(super) type Value = schema::Expr;

/// A range of bytes of the file that is being read.
pub(super) type Place = (u32, u32);

/// How two operands are joined.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Joint {
    SideBySide,
    Plus,
    Angle,
}

impl<'a> Resolver<'a> {
    /// A complete type.
    pub(super) fn complete_type(&mut self, term: &Term<'a>) -> Resolved<TypeExpr> {
        let place = (term.start, term.end);
        let value = match &term.head {
            // Most types are a mere name.
            Head::Name(name) if term.percents == 0 => self.name(name, place, false)?,
            _ => self.term(term)?,
        };
        self.complete(&value, place)?;
        match value {
            Value::Type(ty) => Ok(ty),
            Value::Nat(_) => {
                let span = self.span(place.0, place.1);
                Err(self.report(
                    Diagnostic::error(Code::WrongKind, span, "a number where a type belongs")
                        .help("a field that holds a number has the type `#` or `int`"),
                ))
            }
        }
    }

    /// A number.
    pub(super) fn nat(&mut self, term: &Term<'a>) -> Resolved<NatExpr> {
        match self.term(term)? {
            Value::Nat(nat) => Ok(nat),
            Value::Type(_) => {
                let span = self.span(term.start, term.end);
                Err(self.error(Code::WrongKind, span, "a type where a number belongs"))
            }
        }
    }

    /// A complete argument of a type.
    pub(super) fn complete_expr(&mut self, expr: &Expr<'a>) -> Resolved<Value> {
        let value = self.expr(expr)?;
        self.complete(&value, expr.range())?;
        Ok(value)
    }

    fn expr(&mut self, expr: &Expr<'a>) -> Resolved<Value> {
        let (parts, joint) = match expr {
            Expr::Term(term) => return self.term(term),
            Expr::Apply(parts) => (parts, Joint::SideBySide),
            Expr::Sum(parts) => (parts, Joint::Plus),
        };
        let (first, rest) = parts.split_first().expect("the parser makes lists of two operands or more");
        let value = self.expr(first)?;
        self.fold(value, first.range().0, rest, joint)
    }

    fn fold(&mut self, mut left: Value, start: u32, rest: &[Expr<'a>], joint: Joint) -> Resolved<Value> {
        for operand in rest {
            let right = self.expr(operand)?;
            left = self.combine(left, right, (start, operand.range().1), operand.range(), joint)?;
        }
        Ok(left)
    }

    fn term(&mut self, term: &Term<'a>) -> Resolved<Value> {
        let place = (term.start, term.end);
        let bare = term.percents > 0;
        let value = match &term.head {
            Head::Number(value) => Value::Nat(NatExpr::Const(*value)),
            Head::Name(name) | Head::Applied(name, _) => self.name(name, place, bare)?,
            Head::Paren(inner) => self.expr(inner)?,
        };
        let value = if bare { self.bare(value, place)? } else { value };
        match &term.head {
            Head::Applied(_, args) => self.fold(value, term.start, args, Joint::Angle),
            _ => Ok(value),
        }
    }

    /// `%` before `value`.
    fn bare(&mut self, mut value: Value, place: Place) -> Resolved<Value> {
        match &mut value {
            Value::Nat(_) => {
                let span = self.span(place.0, place.1);
                return Err(self.error(Code::BareNumber, span, "`%` before a number"));
            }
            Value::Type(TypeExpr::Var { bare, .. }) => *bare = true,
            Value::Type(TypeExpr::Type { ty, bare, by, .. }) => {
                if !*bare && by.is_none() {
                    let span = self.span(place.0, place.1);
                    self.schema.types[ty.0 as usize].marks.used_bare = true;
                    self.state(*ty).bare_use.get_or_insert(span);
                }
                *bare = true;
            }
        }
        Ok(value)
    }

    /// A variable, a constructor, a type: in this order.
    fn name(&mut self, name: &'a str, place: Place, percent: bool) -> Resolved<Value> {
        if let Some(var) = self.scope.get(name) {
            return Ok(match self.scope.kind(var) {
                ParamKind::Nat => Value::Nat(NatExpr::Var { var, plus: 0 }),
                ParamKind::Type => Value::Type(TypeExpr::Var { var, bare: false }),
            });
        }
        let span = self.span(place.0, place.1);
        if name.as_bytes().first().is_some_and(u8::is_ascii_uppercase) {
            return Ok(plain(self.boxed(name, span)));
        }
        // Names in this table are in no other one.
        if let Some(ty) = self.known_names.get(name) {
            return Ok(Value::Type(TypeExpr::Type { ty: *ty, bare: true, by: None, args: Vec::new() }));
        }
        if name == "#" {
            return Ok(plain(NAT));
        }
        if has_upper_case(name) {
            return Ok(plain(self.boxed(name, span)));
        }
        if let Some(def) = self.constructors.get(name).copied() {
            return self.constructor(def, name, place);
        }
        if let Some(ty) = self.known_bare(name, span) {
            return Ok(Value::Type(TypeExpr::Type { ty, bare: true, by: None, args: Vec::new() }));
        }
        if self.lost.contains(name) {
            // Its declaration has been reported.
            return Err(self.silently());
        }
        let mut diagnostic = Diagnostic::error(Code::UnknownName, span, format!("`{name}` is not declared"));
        diagnostic.help = self.declaration(Basic::by_bare_name(name)).or_else(|| self.suggestion(name));
        if self.functions.contains_key(name) {
            diagnostic = diagnostic.note(format!("`{name}` is a function, and functions are no types"));
        } else if self.strict && !percent {
            diagnostic = diagnostic.note("the reference compiler wants it declared before");
        }
        Err(self.report(diagnostic))
    }

    /// A bare type by the name of its only constructor.
    fn constructor(&mut self, def: schema::DefId, name: &str, place: Place) -> Resolved<Value> {
        let (name_span, ty) = self.made_by(def);
        let Some(ty) = ty else { return Err(Reported) };
        let known = self.ty(ty).constructors.len();
        let count = if self.strict { known } else { self.state(ty).expected as usize };
        if count != 1 {
            let span = self.span(place.0, place.1);
            let type_name = &self.ty(ty).name;
            let message =
                format!("`{name}` is one of {count} constructors of `{type_name}`, so it does not stand for a type");
            let diagnostic = Diagnostic::error(Code::AmbiguousBareType, span, message)
                .label(name_span, "the constructor")
                .help(format!("write `{type_name}`"));
            return Err(self.report(diagnostic));
        }
        self.schema.types[ty.0 as usize].marks.is_final = true;
        Ok(Value::Type(TypeExpr::Type { ty, bare: true, by: Some(def), args: Vec::new() }))
    }

    /// `left right`, `left+right` or `left<right>`: a sum or an application.
    fn combine(&mut self, left: Value, right: Value, place: Place, at: Place, joint: Joint) -> Resolved<Value> {
        let span = self.span(place.0, place.1);
        match (left, right) {
            (Value::Nat(left), Value::Nat(right)) => {
                let variables = matches!((left, right), (NatExpr::Var { .. }, NatExpr::Var { .. }));
                if joint != Joint::Plus && !self.strict && !variables {
                    return Err(self.report(
                        Diagnostic::error(Code::AddedNumbers, span, "two numbers side by side")
                            .note("the reference compiler adds them")
                            .help("write `+` between them"),
                    ));
                }
                let sum = match (left, right) {
                    (NatExpr::Const(a), NatExpr::Const(b)) => NatExpr::Const(self.add(a, b, place)?),
                    (NatExpr::Const(a), NatExpr::Var { var, plus: b })
                    | (NatExpr::Var { var, plus: b }, NatExpr::Const(a)) => {
                        NatExpr::Var { var, plus: self.add(b, a, place)? }
                    }
                    (NatExpr::Var { .. }, NatExpr::Var { .. }) => {
                        return Err(self.error(Code::SumOfVariables, span, "a sum of two variables"));
                    }
                };
                Ok(Value::Nat(sum))
            }
            (Value::Nat(_), Value::Type(_)) => {
                let span = self.span(at.0, at.1);
                Err(self.error(Code::WrongKind, span, "a type where a number belongs"))
            }
            (Value::Type(_), _) if joint == Joint::Plus && !self.strict => Err(self.report(
                Diagnostic::error(Code::StrayPlus, span, "a `+` between a type and something else")
                    .note("the reference compiler reads it as a space"),
            )),
            (Value::Type(left), right) => self.apply(left, right, place, at),
        }
    }

    fn add(&mut self, a: i64, b: i64, place: Place) -> Resolved<i64> {
        match a.checked_add(b) {
            Some(sum) => Ok(sum),
            None if self.strict => Ok(a.wrapping_add(b)),
            None => {
                let span = self.span(place.0, place.1);
                Err(self.error(Code::NumberTooLarge, span, "a sum that does not fit into 63 bits"))
            }
        }
    }

    /// One more argument of a type.
    pub(super) fn apply(&mut self, left: TypeExpr, right: Value, place: Place, at: Place) -> Resolved<Value> {
        let span = self.span(at.0, at.1);
        let TypeExpr::Type { ty, bare, by, mut args } = left else {
            return Err(self.error(Code::TooManyArguments, span, "a type variable takes no arguments"));
        };
        self.complete(&right, at)?;
        let kind = kind(&right);
        if self.state(ty).fixed {
            let params = &self.schema.types[ty.0 as usize].params;
            if args.is_empty() {
                args.reserve_exact(params.len());
            }
            let (wanted, name) = (params.get(args.len()).copied(), &self.ty(ty).name);
            match wanted {
                None => {
                    let message = match params.len() {
                        0 => format!("`{name}` takes no arguments"),
                        1 => format!("`{name}` takes one argument"),
                        count => format!("`{name}` takes {count} arguments"),
                    };
                    let mut diagnostic = Diagnostic::error(Code::TooManyArguments, span, message);
                    if let Some(first) = self.ty(ty).span {
                        diagnostic = diagnostic.label(first, "as it is first written here");
                    }
                    return Err(self.report(diagnostic));
                }
                Some(wanted) if wanted != kind => {
                    let message = format!("argument {} of `{name}` is {}", args.len() + 1, describe(wanted));
                    return Err(self.error(Code::WrongKind, span, message));
                }
                Some(_) => {}
            }
        }
        let _ = place;
        args.push(right);
        Ok(Value::Type(TypeExpr::Type { ty, bare, by, args }))
    }

    /// Makes sure that nothing is missing; the first complete use of a type fixes its parameters.
    pub(super) fn complete(&mut self, value: &Value, place: Place) -> Resolved<()> {
        let Value::Type(TypeExpr::Type { ty, args, .. }) = value else { return Ok(()) };
        let ty = *ty;
        if !self.types[ty.0 as usize].fixed {
            let params = args.iter().map(kind).collect();
            self.schema.types[ty.0 as usize].params = params;
            self.state(ty).fixed = true;
            return Ok(());
        }
        let (wanted, given) = (&self.ty(ty).params, args.len());
        if wanted.is_empty() && given == 0 {
            return Ok(());
        }
        let fits = wanted.len() == given && args.iter().zip(wanted).all(|(arg, wanted)| kind(arg) == *wanted);
        if fits {
            return Ok(());
        }
        let span = self.span(place.0, place.1);
        let name = &self.ty(ty).name;
        let count = wanted.len();
        let code = if given < count { Code::TooFewArguments } else { Code::WrongKind };
        let plural = if count == 1 { "" } else { "s" };
        let verb = if given == 1 { "is" } else { "are" };
        let message = format!("`{name}` takes {count} argument{plural}, and {given} {verb} given");
        let mut diagnostic = Diagnostic::error(code, span, message);
        if let Some(first) = self.ty(ty).span
            && first != span
        {
            diagnostic = diagnostic.label(first, "as it is first written here");
        }
        if given == 0 && count == 1 {
            diagnostic = diagnostic.help(format!("write `{name}<…>`; a space would start another argument"));
        }
        Err(self.report(diagnostic))
    }
}

impl Scope<'_> {
    /// Marks the variables in `ty` as used.
    pub(super) fn mark_used(&mut self, ty: &TypeExpr) {
        match ty {
            TypeExpr::Var { var, .. } => self.mark(*var),
            TypeExpr::Type { args, .. } => {
                for arg in args {
                    match arg {
                        Value::Type(ty) => self.mark_used(ty),
                        Value::Nat(NatExpr::Var { var, .. }) => self.mark(*var),
                        Value::Nat(NatExpr::Const(_)) => {}
                    }
                }
            }
        }
    }

    fn mark(&mut self, var: VarId) {
        self.used[var.0 as usize] = true;
    }
}

/// Whether the last component of a name starts with an upper-case letter.
fn has_upper_case(name: &str) -> bool {
    let last = name.bytes().rposition(|byte| byte == b'.').map_or(0, |dot| dot + 1);
    name.as_bytes().get(last).is_some_and(u8::is_ascii_uppercase)
}

/// The kind of variable that an argument of type `ty` declares.
pub(super) fn declared_kind(ty: &TypeExpr) -> Option<ParamKind> {
    match ty {
        TypeExpr::Type { ty: NAT, .. } => Some(ParamKind::Nat),
        TypeExpr::Type { ty: TYPE, .. } => Some(ParamKind::Type),
        _ => None,
    }
}

pub(super) fn kind(value: &Value) -> ParamKind {
    match value {
        Value::Nat(_) => ParamKind::Nat,
        Value::Type(_) => ParamKind::Type,
    }
}

fn plain(ty: TypeId) -> Value {
    Value::Type(TypeExpr::Type { ty, bare: false, by: None, args: Vec::new() })
}

fn describe(kind: ParamKind) -> &'static str {
    match kind {
        ParamKind::Nat => "a number",
        ParamKind::Type => "a type",
    }
}
