//! Partial application of types and combinators: `Vector int;`, `vector int;`.

use std::borrow::Cow;

use super::{NAT, Reported, Resolved, Resolver, TypeState, exprs::declared_kind, exprs::kind, unify::Unifier};
use crate::{
    ast::{self, Name},
    diagnostic::{Code, Diagnostic},
    print,
    schema::{
        Arg, ArgType, Condition, DefId, DefKind, Definition, Expr, NatExpr, ParamKind, Repeat, TypeExpr, Var, VarId,
    },
    span::Span,
};

impl<'a> Resolver<'a> {
    /// `Name a b;`: a type for some of the values of another, with a constructor for each that can make them.
    pub(super) fn partial_type(&mut self, span: Span, section: DefKind, name: Name<'a>, args: &[ast::Expr<'a>]) {
        self.docs.clear();
        self.scope.clear();
        if section == DefKind::Function {
            self.error(Code::PartialApplication, span, "a partial application of a type among the functions");
            return;
        }
        // What is wrong has been reported.
        let _ = self.try_partial_type(span, name, args);
    }

    fn try_partial_type(&mut self, span: Span, name: Name<'a>, args: &[ast::Expr<'a>]) -> Resolved<()> {
        let name_span = name.span(self.file);
        let Some(ty) = self.type_names.get(name.text).copied() else {
            let mut diagnostic =
                Diagnostic::error(Code::PartialApplication, name_span, format!("there is no type `{}`", name.text));
            diagnostic.help = self.suggestion(name.text);
            return Err(self.report(diagnostic));
        };
        let mut applied = TypeExpr::Type { ty, bare: false, by: None, args: Vec::new() };
        for arg in args {
            let value = self.complete_expr(arg)?;
            match self.apply(applied, value, (name.start, arg.range().1), arg.range())? {
                Expr::Type(next) => applied = next,
                Expr::Nat(_) => return Err(Reported),
            }
        }
        let TypeExpr::Type { args: values, .. } = applied else { return Err(Reported) };
        let mut suffix = String::new();
        for value in &values {
            suffix.push(' ');
            print::write_closed(&mut suffix, &self.schema, value);
        }
        let new_name = format!("{}{suffix}", name.text);
        if self.type_names.contains_key(new_name.as_str()) {
            return Err(self.error(Code::PartialApplication, span, format!("there is a type `{new_name}` already")));
        }
        let made = self.unifying(span, ty, &values)?;
        let params = self.ty(ty).params.get(values.len()..).unwrap_or_default().to_vec();
        let new_type = self.new_type(Cow::Owned(new_name), Some(span));
        self.schema.types[new_type.0 as usize].params = params;
        *self.state(new_type) = TypeState { fixed: true, ..TypeState::default() };
        for mut definition in made {
            definition.name = format!("{}{suffix}", print::shown_name(&definition));
            let TypeExpr::Type { ty, args, .. } = &mut definition.result else { continue };
            *ty = new_type;
            args.drain(..values.len());
            self.enter_partial(definition)?;
        }
        Ok(())
    }

    /// The constructors of `ty` whose results begin with `values`, with the variables substituted.
    fn unifying(&mut self, span: Span, ty: crate::schema::TypeId, values: &[Expr]) -> Resolved<Vec<Definition>> {
        let mut made = Vec::new();
        for def in self.ty(ty).constructors.clone() {
            if self.broken.contains(&def) {
                // It has been reported.
                continue;
            }
            let original = self.schema.def(def);
            let TypeExpr::Type { args, .. } = &original.result else { continue };
            let mut unifier = Unifier::new([original.vars.len(), 0], self.strict);
            let fits = unifier.args([0, 1], args, values);
            let problem = if is_conditional(&original.args) {
                Some("has a conditional field")
            } else if !fits {
                None
            } else if original.name == "_" {
                Some("has no name")
            } else if original.args.is_empty() {
                Some("has no arguments")
            } else {
                None
            };
            if let Some(problem) = problem {
                let message = format!("`{}` {problem}, so its type cannot be applied partially", original.name);
                let diagnostic = Diagnostic::error(Code::PartialApplication, span, message)
                    .label(original.name_span, "this constructor");
                return Err(self.report(diagnostic));
            }
            if !fits {
                continue;
            }
            let bindings: Vec<_> =
                (0..original.vars.len()).map(|var| unifier.binding(VarId(super::len(&original.vars[..var])))).collect();
            let substituted = Substitution::run(original, &bindings, true);
            made.push(self.checked(span, substituted, true)?);
        }
        for definition in &mut made {
            definition.span = span;
        }
        Ok(made)
    }

    /// `name a b;`: a combinator with its first variables given.
    pub(super) fn partial_combinator(&mut self, span: Span, kind: DefKind, name: Name<'a>, args: &[ast::Expr<'a>]) {
        self.docs.clear();
        self.scope.clear();
        // What is wrong has been reported.
        let _ = self.try_partial_combinator(span, kind, name, args);
    }

    fn try_partial_combinator(
        &mut self,
        span: Span,
        kind: DefKind,
        name: Name<'a>,
        args: &[ast::Expr<'a>],
    ) -> Resolved<()> {
        let name_span = name.span(self.file);
        let Some(original) = self.table(kind).get(name.text).copied() else {
            let message = format!("there is no {} `{}`", kind.name(), name.text);
            let mut diagnostic = Diagnostic::error(Code::PartialApplication, name_span, message)
                .note("a declaration without `=` applies an earlier one to arguments");
            diagnostic.help = self.suggestion(name.text);
            return Err(self.report(diagnostic));
        };
        if self.broken.contains(&original) {
            return Err(self.silently());
        }
        let mut definition = self.schema.def(original).clone();
        if is_conditional(&definition.args) {
            let message = format!("`{}` has a conditional field, so it cannot be applied partially", name.text);
            return Err(self.error(Code::PartialApplication, span, message));
        }
        let mut new_name = name.text.to_owned();
        for arg in args {
            let value = self.complete_expr(arg)?;
            let arg_span = self.span(arg.range().0, arg.range().1);
            let Some(var) = definition.vars.first() else {
                let message = format!("`{}` has fewer variables than arguments are given", name.text);
                return Err(self.error(Code::PartialApplication, arg_span, message));
            };
            if var.kind != kind_of(&value) {
                return Err(self.error(
                    Code::WrongKind,
                    arg_span,
                    "a number in the place of a type, or the other way round",
                ));
            }
            if matches!(definition.result, TypeExpr::Var { var: VarId(0), .. }) {
                let message = format!("the variable that `{}` returns cannot be given", name.text);
                return Err(self.error(Code::PartialApplication, arg_span, message));
            }
            new_name.push(' ');
            print::write_closed(&mut new_name, &self.schema, &value);
            let mut bindings = vec![None; definition.vars.len()];
            bindings[0] = Some(value);
            let next = Substitution::run(&definition, &bindings, false);
            definition = self.checked(span, next, false)?;
        }
        definition.name = new_name;
        definition.span = span;
        definition.name_span = name_span;
        if let (DefKind::Constructor, TypeExpr::Type { ty, .. }) = (kind, &definition.result)
            && !self.may_extend(*ty, span)
        {
            return Err(Reported);
        }
        self.enter_partial(definition)
    }

    /// Refuses what the reference compiler cannot make either. A constructor of a partial type may be left bare.
    fn checked(&mut self, span: Span, definition: Definition, may_be_bare: bool) -> Resolved<Definition> {
        let shown = print::shown_name(&definition);
        let message = if definition.args.is_empty() && !may_be_bare {
            format!("nothing is left of `{shown}`")
        } else if has_empty_body(&definition.args) {
            format!("nothing is left of a repetition of `{shown}`")
        } else {
            return Ok(definition);
        };
        Err(self.error(Code::PartialApplication, span, message))
    }

    fn enter_partial(&mut self, mut definition: Definition) -> Resolved<()> {
        let (kind, name) = (definition.kind, definition.name.clone());
        if let Some(first) = self.table(kind).get(name.as_str()).copied() {
            let first = self.schema.def(first).span;
            let diagnostic =
                Diagnostic::error(Code::DuplicateName, definition.span, format!("there is a `{name}` already"))
                    .label(first, "the first one");
            return Err(self.report(diagnostic));
        }
        definition.id_written = false;
        definition.builtin = false;
        let ty = match definition.result {
            TypeExpr::Type { ty, .. } => Some(ty),
            TypeExpr::Var { .. } => None,
        };
        let def: DefId = self.enter(definition);
        if let (Some(ty), DefKind::Constructor) = (ty, kind) {
            self.state(ty).expected += 1;
        }
        self.table(kind).insert(name.into(), def);
        Ok(())
    }
}

fn kind_of(value: &Expr) -> ParamKind {
    kind(value)
}

fn is_conditional(args: &[Arg]) -> bool {
    args.iter().any(|arg| {
        arg.condition.is_some() || matches!(&arg.ty, ArgType::Repeat(repeat) if is_conditional(&repeat.body))
    })
}

fn has_empty_body(args: &[Arg]) -> bool {
    args.iter()
        .any(|arg| matches!(&arg.ty, ArgType::Repeat(repeat) if repeat.body.is_empty() || has_empty_body(&repeat.body)))
}

/// Gives values to some variables of a definition and drops the arguments that declare them.
struct Substitution<'s> {
    bindings: &'s [Option<Expr>],
    /// The new number of each variable that stays.
    renamed: Vec<Option<VarId>>,
    vars: Vec<Var>,
    old: &'s [Var],
    /// An implicit multiplicity stays implicit.
    keep_implicit: bool,
}

impl<'s> Substitution<'s> {
    fn run(definition: &'s Definition, bindings: &'s [Option<Expr>], keep_implicit: bool) -> Definition {
        let old = &definition.vars;
        let mut substitution = Self { bindings, renamed: vec![None; old.len()], vars: Vec::new(), old, keep_implicit };
        let args = substitution.args(&definition.args);
        let result = substitution.ty(&definition.result);
        let original = Some(print::shown_name(definition).to_owned());
        Definition {
            args,
            result,
            original,
            written: None,
            vars: substitution.vars,
            docs: definition.docs.clone(),
            name: definition.name.clone(),
            ..*definition
        }
    }

    fn args(&mut self, args: &[Arg]) -> Vec<Arg> {
        let mut kept = Vec::with_capacity(args.len());
        for arg in args {
            if arg.var.is_some_and(|var| self.bindings[var.0 as usize].is_some()) {
                continue;
            }
            let ty = match &arg.ty {
                ArgType::Plain(ty) => ArgType::Plain(self.ty(ty)),
                ArgType::Repeat(repeat) => {
                    let count = self.nat(repeat.count);
                    let given = !matches!(
                        (repeat.count, count),
                        (NatExpr::Var { .. }, NatExpr::Var { .. }) | (NatExpr::Const(_), _)
                    );
                    let implicit_count = repeat.implicit_count && (self.keep_implicit || !given);
                    ArgType::Repeat(Box::new(Repeat { count, implicit_count, body: self.args(&repeat.body) }))
                }
            };
            let declared = match &ty {
                ArgType::Plain(ty) => declared_kind(ty),
                ArgType::Repeat(_) => None,
            };
            let var = declared.map(|kind| self.declare(arg, kind));
            let condition = arg.condition.map(|condition| Condition { mask: self.var(condition.mask), ..condition });
            kept.push(Arg { var, condition, ty, name: arg.name.clone(), docs: arg.docs.clone(), ..*arg });
        }
        kept
    }

    fn declare(&mut self, arg: &Arg, kind: ParamKind) -> VarId {
        let new = VarId(super::len(&self.vars));
        let var = match arg.var {
            Some(var) => {
                self.renamed[var.0 as usize] = Some(new);
                self.old[var.0 as usize].clone()
            }
            None => Var { name: arg.name.clone(), kind, implicit: arg.implicit },
        };
        self.vars.push(var);
        new
    }

    fn var(&self, var: VarId) -> VarId {
        self.renamed[var.0 as usize].unwrap_or(var)
    }

    fn ty(&self, ty: &TypeExpr) -> TypeExpr {
        match ty {
            TypeExpr::Var { var, bare } => match &self.bindings[var.0 as usize] {
                Some(Expr::Type(value)) => {
                    let mut value = value.clone();
                    if let (true, TypeExpr::Type { bare, .. }) = (*bare, &mut value) {
                        *bare = true;
                    }
                    value
                }
                // A number in the place of a type has been refused by its kind.
                Some(Expr::Nat(_)) => TypeExpr::Type { ty: NAT, bare: false, by: None, args: Vec::new() },
                None => TypeExpr::Var { var: self.var(*var), bare: *bare },
            },
            TypeExpr::Type { ty, bare, by, args } => {
                let args = args.iter().map(|arg| match arg {
                    Expr::Type(ty) => Expr::Type(self.ty(ty)),
                    Expr::Nat(nat) => Expr::Nat(self.nat(*nat)),
                });
                TypeExpr::Type { ty: *ty, bare: *bare, by: *by, args: args.collect() }
            }
        }
    }

    fn nat(&self, nat: NatExpr) -> NatExpr {
        let NatExpr::Var { var, plus } = nat else { return nat };
        match &self.bindings[var.0 as usize] {
            Some(Expr::Nat(NatExpr::Const(value))) => NatExpr::Const(value.wrapping_add(plus)),
            _ => NatExpr::Var { var: self.var(var), plus },
        }
    }
}
