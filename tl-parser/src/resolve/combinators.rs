//! Constructors and functions: their variables, arguments and results.

use super::{Reported, Resolved, Resolver, Slot, exprs::declared_kind, scope::FieldSet};
use crate::{
    ast::{self, Combinator},
    diagnostic::{Code, Diagnostic},
    parse::missing_result,
    schema::{Arg, ArgType, Condition, DefKind, Definition, Expr, NatExpr, ParamKind, Repeat, TypeExpr, VarId},
    span::Span,
    suggestions,
};

/// The reference compiler stops at this many arguments of a result.
const MAX_RESULT_ARGS: usize = 63;

impl<'a> Resolver<'a> {
    /// Resolves a constructor or function and enters it.
    pub(super) fn combinator(
        &mut self,
        span: Span,
        kind: DefKind,
        combinator: &Combinator<'a>,
        written: &[ast::Arg<'a>],
        slot: Slot,
    ) {
        let name_span = combinator.name.span(self.file);
        if matches!(slot, Slot::Skip) {
            self.docs.clear();
            return;
        }
        let errors = self.found.len();
        self.scope.clear();
        self.scope.open();
        let mut args = Vec::with_capacity(written.len());
        self.args(Some(combinator.name), written, &mut args);
        let result = self.result(kind, combinator, slot);
        if !self.has_errors_since(errors) {
            self.check_variables(combinator);
        }
        let result = match result {
            Ok(result) => result,
            Err(Reported) => match slot {
                // What the first pass noted.
                Slot::Reserved(def) => {
                    let ty = self.declared[def.0 as usize].result;
                    TypeExpr::Type { ty, bare: false, by: None, args: Vec::new() }
                }
                _ => return,
            },
        };
        let name = combinator.distinct.unwrap_or(combinator.name.text);
        if self.strict && !self.is_free(kind, name, combinator.id, name_span) {
            return;
        }
        let mut definition = Definition {
            kind,
            name: name.to_owned(),
            original: None,
            written: combinator.distinct.map(|_| combinator.name.text.to_owned()),
            layer: None,
            id: combinator.id.unwrap_or_default(),
            id_written: combinator.id.is_some(),
            builtin: false,
            args,
            result,
            vars: std::mem::take(&mut self.scope.vars),
            docs: None,
            span,
            name_span,
        };
        let is_broken = self.has_errors_since(errors);
        self.docs.attach(&mut definition, is_broken, &mut self.found);
        if let Slot::Again(first) = slot {
            self.again.push((first, definition));
            return;
        }
        if kind == DefKind::Constructor
            && let TypeExpr::Type { ty, .. } = definition.result
            && !self.may_extend(ty, name_span)
        {
            return;
        }
        let def = self.enter(definition);
        if self.has_errors_since(errors) {
            self.broken.insert(def);
        }
        if self.strict && (name != "_" || kind == DefKind::Function) {
            self.table(kind).insert(name.into(), def);
        }
    }

    /// Whether the definition that is being read has an error.
    pub(super) fn has_errors_since(&self, found: usize) -> bool {
        self.silent || self.found[found..].iter().any(Diagnostic::is_error)
    }

    /// Resolves `written` in the innermost scope: the arguments of the definition `of`, or the body of a repetition.
    fn args(&mut self, of: Option<ast::Name<'a>>, written: &[ast::Arg<'a>], args: &mut Vec<Arg>) {
        for (at, arg) in written.iter().enumerate() {
            if let (Some(of), Some(next)) = (of, self.next_declaration(arg)) {
                let end = written[..at].last().map_or_else(|| of.end(), |arg| arg.end);
                self.found.push(missing_result(self.file, of.text, (end, (arg.start, arg.end))));
                self.lost.insert(next);
                return;
            }
            if self.strict && at > 0 && !arg.more_names.is_empty() {
                let span = self.span(arg.start, arg.end);
                self.found.push(
                    Diagnostic::error(Code::LateGroup, span, "several names in one group after the first argument")
                        .note("the reference compiler takes such a group only as the first argument")
                        .help("write one argument for each name"),
                );
            }
            // What cannot be resolved has been reported, and the rest of the definition goes on.
            let _ = self.arg(written, arg, args);
        }
    }

    /// The name that `arg` starts with, if it is the beginning of another declaration: an unknown name at the start of a
    /// line, without a colon behind it.
    fn next_declaration(&self, arg: &ast::Arg<'a>) -> Option<&'a str> {
        head(arg).filter(|name| arg.starts_line && !self.is_known_bare(name))
    }

    fn arg(&mut self, written: &[ast::Arg<'a>], arg: &ast::Arg<'a>, args: &mut Vec<Arg>) -> Resolved<()> {
        let span = self.span(arg.start, arg.end);
        let condition = match &arg.condition {
            Some(condition) => Some(self.condition(written, condition)?),
            None => None,
        };
        match &arg.ty {
            ast::ArgType::Repeat(written) => {
                if condition.is_some() {
                    let diagnostic =
                        Diagnostic::error(Code::ConditionalRepetition, span, "a repetition cannot be conditional")
                            .help("give the repetition a type of its own, or use a vector");
                    return Err(self.report(diagnostic));
                }
                let repeat = self.repeat(written, span)?;
                self.enter_field(arg.name, true, false)?;
                self.finish_arg(args, arg, arg.name, None, None, ArgType::Repeat(Box::new(repeat)));
            }
            ast::ArgType::Term(term) => {
                let ty = self.complete_type(term)?;
                let kind = declared_kind(&ty);
                if arg.braces && kind.is_none() {
                    let span = self.span(term.start, term.end);
                    let message = "a variable in braces is a number (`#`) or a type (`Type`)";
                    return Err(self.error(Code::BadVariable, span, message));
                }
                if arg.exclamation {
                    self.scope.mark_used(&ty);
                }
                let mut name = arg.name;
                for more in &arg.more_names {
                    let var = self.enter_arg(arg, name, kind)?;
                    self.finish_arg(args, arg, name, var, condition, ArgType::Plain(ty.clone()));
                    name = Some(*more);
                }
                let var = self.enter_arg(arg, name, kind)?;
                self.finish_arg(args, arg, name, var, condition, ArgType::Plain(ty));
            }
        }
        Ok(())
    }

    #[inline]
    fn finish_arg(
        &self,
        args: &mut Vec<Arg>,
        arg: &ast::Arg<'a>,
        name: Option<ast::Name<'a>>,
        var: Option<VarId>,
        condition: Option<Condition>,
        ty: ArgType,
    ) {
        let underscore = name.is_some_and(|name| name.text == "_");
        args.push(Arg {
            name: name.filter(|_| !underscore).map(|name| name.text.into()),
            underscore,
            implicit: arg.braces,
            var,
            condition,
            exclamation: arg.exclamation,
            ty,
            docs: None,
            nullable: false,
            span: self.span(arg.start, arg.end),
        });
    }

    /// Enters the name of an argument and the variable that it declares.
    #[inline]
    fn enter_arg(
        &mut self,
        arg: &ast::Arg<'a>,
        name: Option<ast::Name<'a>>,
        kind: Option<ParamKind>,
    ) -> Resolved<Option<VarId>> {
        if arg.braces {
            if let Some(name) = name
                && !self.scope.enter(FieldSet::Braces, name.text)
                && !self.strict
            {
                let span = name.span(self.file);
                let diagnostic =
                    Diagnostic::error(Code::DuplicateField, span, format!("two variables called `{}`", name.text))
                        .note("the reference compiler ignores the second one");
                return Err(self.report(diagnostic));
            }
        } else if let (Some(name), None) = (name, kind)
            && name.text != "_"
        {
            // Nearly every argument.
            return if self.scope.enter(FieldSet::Fields, name.text) { Ok(None) } else { Err(self.taken(name)) };
        } else {
            self.enter_field(name, false, kind.is_some())?;
        }
        let Some(kind) = kind else { return Ok(None) };
        let name_text = name.map(|name| name.text).filter(|name| *name != "_");
        let place = name.map_or((arg.start, arg.end), |name| (name.start, name.end()));
        Ok(Some(self.scope.declare(name_text, kind, arg.braces, place)))
    }

    /// Enters the name of an explicit argument, which must be free.
    fn enter_field(&mut self, name: Option<ast::Name<'a>>, repetition: bool, variable: bool) -> Resolved<()> {
        let Some(name) = name else { return Ok(()) };
        let free = match name.text {
            // The reference compiler counts these blanks; nobody else has a reason to.
            "_" if !self.strict => true,
            "_" if repetition => self.scope.enter(FieldSet::BlankRepetition, "_"),
            "_" if variable => self.scope.enter(FieldSet::BlankVariable, "_"),
            "_" => true,
            text => {
                let clashes = variable && self.scope.holds(FieldSet::Braces, text);
                self.scope.enter(FieldSet::Fields, text) && !clashes
            }
        };
        if free { Ok(()) } else { Err(self.taken(name)) }
    }

    /// What is wrong with a condition on `mask`, which is no number that is known here.
    #[cold]
    fn no_flags_word(&mut self, written: &[ast::Arg<'a>], mask: ast::Name<'a>) -> Diagnostic {
        let (span, name) = (mask.span(self.file), mask.text);
        let error = |message: String| Diagnostic::error(Code::BadCondition, span, message);
        let declaration = written.iter().find_map(|arg| {
            let mut names = arg.name.iter().chain(&arg.more_names);
            Some((arg, names.find(|other| other.text == name)?))
        });
        let Some((arg, declared)) = declaration else {
            let numbers = self.scope.names().filter(|other| self.scope.is_nat(other));
            let diagnostic = error(format!("there is no `{name}` before this field"));
            return match suggestions::nearest(name, numbers) {
                Some(nearest) => diagnostic.help(format!("there is `{nearest}`")),
                None => diagnostic.help(format!("declare it before: `{name}:#`")),
            };
        };
        let is_nat = matches!(&arg.ty, ast::ArgType::Term(ast::Term { head: ast::Head::Name("#"), .. }));
        let place = declared.span(self.file);
        if is_nat {
            return error(format!("`{name}` comes after this field"))
                .label(place, "it is declared here")
                .help(format!("declare `{name}:#` before the fields that depend on it"));
        }
        error(format!("`{name}` is no `#`, so it has no bits to depend on"))
            .label(place, "it is declared here")
            .help(format!("declare it as `{name}:#`"))
    }

    fn taken(&mut self, name: ast::Name<'a>) -> Reported {
        let span = name.span(self.file);
        self.error(Code::DuplicateField, span, format!("two arguments called `{}`", name.text))
    }

    fn condition(&mut self, written: &[ast::Arg<'a>], condition: &ast::Condition<'a>) -> Resolved<Condition> {
        let span = condition.mask.span(self.file);
        let name = condition.mask.text;
        let Some(mask) = self.scope.get(name) else {
            let diagnostic = self.no_flags_word(written, condition.mask);
            return Err(self.report(diagnostic));
        };
        if self.scope.kind(mask) == ParamKind::Type && !self.strict {
            let message = format!("`{name}` is a type, and a condition tests a bit of a number");
            return Err(self.error(Code::BadCondition, span, message));
        }
        let number = condition.bit;
        match u32::try_from(number) {
            Ok(bit @ 0..=31) => Ok(Condition { mask, bit, number }),
            // The reference compiler checks no bit, and keeps the low 32 bits of its number.
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "so does the reference")]
            _ if self.strict => Ok(Condition { mask, bit: number as u32, number }),
            _ => {
                let span = self.span(condition.mask.end() + 1, condition.end);
                let message = format!("there is no bit {} in a flags word", condition.bit);
                let diagnostic = Diagnostic::error(Code::BitOutOfRange, span, message)
                    .note("a flags word has the bits 0 to 31")
                    .help("add a second word, such as `flags2:#`");
                Err(self.report(diagnostic))
            }
        }
    }

    fn repeat(&mut self, written: &ast::Repeat<'a>, span: Span) -> Resolved<Repeat> {
        let ast::Repeat { count, body } = written;
        let implicit_count = count.is_none();
        let count = if let Some(term) = count {
            self.nat(term)?
        } else if let Some(var) = self.scope.last_nat() {
            NatExpr::Var { var, plus: 0 }
        } else {
            let message = "a repetition that does not say how often";
            let diagnostic = Diagnostic::error(Code::NoMultiplicity, span, message)
                .note("without `n*` it takes the natural number declared last in the same scope, and there is none")
                .help("write `n*[ … ]`, or declare a number before: `#`");
            return Err(self.report(diagnostic));
        };
        if body.is_empty() && (implicit_count || !self.strict) {
            return Err(self.error(Code::EmptyRepetition, span, "a repetition of nothing"));
        }
        let open = self.scope.open();
        let mut args = Vec::with_capacity(body.len());
        if open {
            self.args(None, body, &mut args);
        }
        self.scope.close();
        if !open {
            return Err(self.error(Code::NestingTooDeep, span, "more than 9 repetitions in one another"));
        }
        Ok(Repeat { count, implicit_count, body: args })
    }

    fn result(&mut self, kind: DefKind, combinator: &Combinator<'a>, slot: Slot) -> Resolved<TypeExpr> {
        let name = combinator.result;
        let span = name.span(self.file);
        if let Some(var) = self.scope.get(name.text) {
            let message = if !combinator.result_args.is_empty() {
                "a variable takes no arguments"
            } else if self.scope.kind(var) == ParamKind::Nat {
                "a number is no result"
            } else if kind == DefKind::Constructor {
                "only functions may return a variable"
            } else {
                let result = TypeExpr::Var { var, bare: false };
                self.scope.mark_used(&result);
                return Ok(result);
            };
            return Err(self.error(Code::BadResult, span, message));
        }
        if combinator.result_args.len() > MAX_RESULT_ARGS {
            let message = format!("a result with more than {MAX_RESULT_ARGS} arguments");
            return Err(self.error(Code::BadResult, span, message));
        }
        if name.text == "Type" && !self.strict {
            return Err(self.error(Code::BadResult, span, "`Type` is the type of types, nothing makes or returns one"));
        }
        let ty = match (slot, kind) {
            // The first pass has looked it up.
            (Slot::Reserved(def), DefKind::Constructor) => self.declared[def.0 as usize].result,
            _ => self.boxed(name.text, span),
        };
        let mut value = TypeExpr::Type { ty, bare: false, by: None, args: Vec::new() };
        let start = name.start;
        let mut end = name.end();
        for (at, arg) in combinator.result_args.iter().enumerate() {
            self.check_no_id(combinator, at)?;
            end = arg.range().1;
            let arg_value = self.complete_expr(arg)?;
            match self.apply(value, arg_value, (start, end), arg.range())? {
                Expr::Type(ty) => value = ty,
                Expr::Nat(_) => return Err(Reported),
            }
        }
        let value = Expr::Type(value);
        self.complete(&value, (start, end))?;
        let Expr::Type(value) = value else { return Err(Reported) };
        self.scope.mark_used(&value);
        Ok(value)
    }

    /// `= Foo#12345678` is, to the reference compiler, `Foo` applied to `#` and a number.
    fn check_no_id(&mut self, combinator: &Combinator<'a>, at: usize) -> Resolved<()> {
        let ast::Expr::Term(term) = &combinator.result_args[at] else { return Ok(()) };
        if self.strict || !matches!(term.head, ast::Head::Name("#")) || at != 0 {
            return Ok(());
        }
        let span =
            self.span(combinator.result.start, combinator.result_args[combinator.result_args.len() - 1].range().1);
        Err(self.report(
            Diagnostic::error(Code::BadId, span, "a type has no id")
                .note("the reference compiler reads `#` and what follows as arguments of the type")
                .help("write the id behind the name of the constructor"),
        ))
    }

    /// Every variable in braces is determined by the result or by a field marked `!`.
    fn check_variables(&mut self, combinator: &Combinator<'a>) {
        for at in 0..self.scope.vars.len() {
            let var = &self.scope.vars[at];
            if self.scope.used[at] || !var.implicit {
                continue;
            }
            let name = var.name.clone().unwrap_or_default();
            let (start, end) = self.scope.places[at];
            let span = self.span(start, end);
            self.found.push(
                Diagnostic::error(Code::UnusedVariable, span, format!("nothing determines the variable `{name}`"))
                    .label(combinator.result.span(self.file), "the result does not name it")
                    .note("a variable in braces is not sent: the result type has to name it, or a field marked `!`"),
            );
        }
    }
}

/// The name that an argument without a name of its own starts with.
fn head<'a>(arg: &ast::Arg<'a>) -> Option<&'a str> {
    match (&arg.ty, arg.name) {
        (ast::ArgType::Term(ast::Term { head: ast::Head::Name(name), .. }), None)
            if !arg.braces && arg.condition.is_none() =>
        {
            name.starts_with(|c: char| c.is_ascii_lowercase()).then_some(*name)
        }
        _ => None,
    }
}
