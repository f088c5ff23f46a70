//! What declarations do to the tables: free names, final types, built-in lines, `Final`, `New` and `Empty`.

use super::{Declared, NAT, Resolver, Slot, TYPE, TypeState, names::NameMap};
use crate::{
    ast::{self, Ast, Attribute, Builtin, Combinator, Declaration, Head, Name, Section},
    diagnostic::{Code, Diagnostic},
    print,
    schema::{DefId, DefKind, Definition, ParamKind, TypeExpr, TypeId},
    span::{FileId, Span},
};

/// What `name ? = Type` may declare.
const BUILTINS: [(&str, &str); 6] = [
    ("int", "Int"),
    ("long", "Long"),
    ("double", "Double"),
    ("string", "String"),
    ("object", "Object"),
    ("function", "Function"),
];

impl<'a> Resolver<'a> {
    /// The first pass over a constructor or function.
    pub(super) fn declare_combinator(
        &mut self,
        ast: &Ast<'a>,
        declaration: &Declaration<'a>,
        combinator: &Combinator<'a>,
    ) -> Slot {
        let kind = super::kind_of(declaration.section);
        let name = combinator.name;
        if name.text == "_" && kind == DefKind::Function {
            let span = name.span(self.file);
            self.found.push(
                Diagnostic::error(Code::DefaultConstructor, span, "a function called `_`")
                    .note("only constructors can do without a name"),
            );
            return Slot::Skip;
        }
        let args = ast.args_of(combinator);
        let is_variable = args.iter().any(|arg| arg.name.is_some_and(|arg| arg.text == combinator.result.text));
        let result = if kind == DefKind::Constructor && !is_variable {
            let ty = self.boxed(combinator.result.text, combinator.result.span(self.file));
            if !self.types[ty.0 as usize].fixed || self.is_first_of_basic(ty) {
                let params = combinator.result_args.iter().map(|arg| kind_of(arg, args)).collect();
                self.schema.types[ty.0 as usize].params = params;
                self.state(ty).fixed = true;
            }
            ty
        } else {
            TYPE
        };
        self.reserve(kind, name, combinator.distinct, result)
    }

    /// Whether `ty` has a basic type's name and no constructor so far, so that its parameters are still open.
    fn is_first_of_basic(&mut self, ty: TypeId) -> bool {
        ty != NAT && ty != TYPE && self.state(ty).expected == 0
    }

    /// The first pass over a built-in line.
    pub(super) fn declare_builtin(&mut self, declaration: &Declaration<'a>, builtin: &Builtin<'a>) -> Slot {
        let known = BUILTINS.contains(&(builtin.name.text, builtin.ty.text));
        if declaration.section == Section::Functions || !known || self.strict && builtin.id.is_some() {
            // The second pass says what is wrong.
            return Slot::Skip;
        }
        let ty = self.boxed(builtin.ty.text, builtin.ty.span(self.file));
        self.reserve(DefKind::Constructor, builtin.name, None, ty)
    }

    /// Takes a place for a definition, or finds the one of an earlier definition of that name.
    fn reserve(&mut self, kind: DefKind, name: Name<'a>, distinct: Option<&'a str>, result: TypeId) -> Slot {
        let def = DefId(super::len(&self.declared));
        let entered = distinct.unwrap_or(name.text);
        if entered != "_"
            && let Some(first) = self.table(kind).insert(entered.into(), def)
        {
            self.table(kind).insert(entered.into(), first);
            let (first_span, _) = self.made_by(first);
            if first_span.file != self.file {
                return Slot::Again(first);
            }
            let message = format!("a second {} `{entered}`", kind.name());
            let span = name.span(self.file);
            self.found.push(Diagnostic::error(Code::DuplicateName, span, message).label(first_span, "the first one"));
            return Slot::Skip;
        }
        if kind == DefKind::Constructor {
            self.state(result).expected += 1;
        }
        self.declared.push(Declared { name, file: self.file, result });
        Slot::Reserved(def)
    }

    /// Where the name of a definition stands, and what it makes. In the default reading it may still have to come.
    pub(super) fn made_by(&self, def: DefId) -> (Span, Option<TypeId>) {
        if let Some(Declared { name, file, result }) = self.declared.get(def.0 as usize) {
            return (name.span(*file), Some(*result));
        }
        let definition = self.schema.def(def);
        match definition.result {
            TypeExpr::Type { ty, .. } => (definition.name_span, Some(ty)),
            TypeExpr::Var { .. } => (definition.name_span, None),
        }
    }

    /// The table of constructors or that of functions.
    pub(super) fn table(&mut self, kind: DefKind) -> &mut NameMap<'a, DefId> {
        match kind {
            DefKind::Constructor => &mut self.constructors,
            DefKind::Function => &mut self.functions,
        }
    }

    /// Whether a definition may take `name` (strict reading); reports it if not.
    pub(super) fn is_free(&mut self, kind: DefKind, name: &str, id: Option<u32>, span: Span) -> bool {
        if name == "_" && kind == DefKind::Constructor {
            // A function called `_` takes the name of all default constructors.
            let Some(first) = self.functions.get("_").copied() else { return true };
            let first = self.schema.def(first).name_span;
            self.found.push(
                Diagnostic::error(Code::DuplicateName, span, "a default constructor beside a function called `_`")
                    .label(first, "the function"),
            );
            return false;
        }
        let mut first = self.table(kind).get(name).copied();
        if id.is_none() {
            first =
                first.or_else(|| self.constructors.get(name).copied()).or_else(|| self.functions.get(name).copied());
        }
        let Some(first) = first else { return true };
        let first = self.schema.def(first);
        let mut diagnostic = Diagnostic::error(Code::DuplicateName, span, format!("a second definition `{name}`"))
            .label(first.name_span, "the first one");
        if first.kind != kind {
            diagnostic = diagnostic.note("only with an id a function may have the name of a constructor");
        }
        self.found.push(diagnostic);
        false
    }

    /// Whether a constructor may be added to `ty`; reports it if not.
    pub(super) fn may_extend(&mut self, ty: TypeId, span: Span) -> bool {
        let TypeState { closed, .. } = *self.state(ty);
        let is_final = if self.strict { self.ty(ty).marks.is_final } else { closed.is_some() };
        if !is_final {
            return true;
        }
        let name = &self.ty(ty).name;
        let mut diagnostic =
            Diagnostic::error(Code::FinalType, span, format!("`{name}` takes no further constructors"));
        diagnostic = match closed {
            Some(closed) => diagnostic.label(closed, "it is closed here"),
            None => diagnostic.note("a constructor of it has stood for the type, which makes the type final"),
        };
        self.found.push(diagnostic);
        self.state(ty).poisoned = true;
        false
    }

    pub(super) fn builtin(&mut self, span: Span, kind: DefKind, builtin: &Builtin<'a>, slot: Slot) {
        self.docs.clear();
        let name_span = builtin.name.span(self.file);
        let (name, type_name) = (builtin.name.text, builtin.ty.text);
        if kind == DefKind::Function {
            let diagnostic = if self.strict {
                Diagnostic::warning(Code::BadBuiltin, span, "a built-in line among the functions is ignored")
            } else {
                Diagnostic::error(Code::BadBuiltin, span, "a built-in line among the functions")
                    .note("the reference compiler ignores it")
                    .help("write it among the types")
            };
            self.found.push(diagnostic);
            return;
        }
        if self.strict && builtin.id.is_some() {
            let message = "a built-in line with an id";
            self.found.push(
                Diagnostic::error(Code::BadBuiltin, span, message).note("the reference compiler does not accept one"),
            );
            return;
        }
        if !BUILTINS.contains(&(name, type_name)) {
            let known = BUILTINS.map(|(name, ty)| format!("`{name} ? = {ty};`")).join(", ");
            self.found.push(
                Diagnostic::error(Code::BadBuiltin, span, format!("`{name} ? = {type_name}` is no built-in line"))
                    .note(format!("the language has {known}")),
            );
            return;
        }
        if matches!(slot, Slot::Skip) {
            return;
        }
        let ty = self.boxed(type_name, builtin.ty.span(self.file));
        if !self.types[ty.0 as usize].fixed {
            self.state(ty).fixed = true;
        }
        if !self.ty(ty).params.is_empty() {
            let message = format!("`{type_name}` takes arguments elsewhere, so it is not built in");
            self.error(Code::BadBuiltin, span, message);
            return;
        }
        if self.strict
            && let Some(first) = self.constructors.get(name).copied()
        {
            let first = self.schema.def(first).name_span;
            self.found.push(
                Diagnostic::error(Code::DuplicateName, name_span, format!("a second constructor `{name}`"))
                    .label(first, "the first one"),
            );
            return;
        }
        let definition = Definition {
            kind,
            name: name.to_owned(),
            original: None,
            written: None,
            layer: None,
            id: builtin.id.unwrap_or_default(),
            id_written: builtin.id.is_some(),
            builtin: true,
            args: Vec::new(),
            result: TypeExpr::Type { ty, bare: false, by: None, args: Vec::new() },
            vars: Vec::new(),
            docs: None,
            span,
            name_span,
        };
        if let Slot::Again(first) = slot {
            self.again.push((first, definition));
            return;
        }
        if self.may_extend(ty, name_span) {
            let def = self.enter(definition);
            self.constructors.insert(name.into(), def);
        }
    }

    /// A declaration that another file has too: the two have to be equal.
    pub(super) fn compare(&mut self, first: DefId, mut again: Definition) {
        again.id = self.id_of(&again);
        let earlier = self.schema.def(first);
        let differs = print::definition(&self.schema, earlier) != print::definition(&self.schema, &again);
        let (name, earlier_span) = (earlier.name.clone(), earlier.span);
        if differs {
            let message = format!("`{name}` is declared differently in another file");
            self.found.push(
                Diagnostic::error(Code::ConflictingDeclaration, again.span, message)
                    .label(earlier_span, "the other declaration")
                    .help("declare it once, or twice in the same words"),
            );
            return;
        }
        let earlier = &mut self.schema.definitions[first.0 as usize];
        if earlier.docs.is_none() {
            earlier.docs = again.docs;
            for (arg, again) in earlier.args.iter_mut().zip(again.args) {
                arg.docs = again.docs;
            }
        }
    }

    pub(super) fn attribute(&mut self, span: Span, kind: DefKind, attribute: Attribute, name: Name<'a>) {
        self.docs.clear();
        let known = self.type_names.get(name.text).copied();
        let text = name.text;
        // In the default reading types exist before their declaration is reached, and only those that follow count.
        let exists = known.is_some_and(|ty| self.strict || !self.ty(ty).constructors.is_empty());
        let word = match attribute {
            Attribute::Final => "Final",
            Attribute::New => "New",
            Attribute::Empty => "Empty",
        };
        let wrong = if kind == DefKind::Function {
            Some(format!("`{word}` stands among the types"))
        } else if attribute == Attribute::Final {
            known.is_none().then(|| format!("there is no type `{text}`"))
        } else {
            exists.then(|| format!("there is a type `{text}` already"))
        };
        if let Some(message) = wrong {
            let mut diagnostic = Diagnostic::error(Code::BadAttribute, span, message);
            if let Some(first) = known.and_then(|ty| self.ty(ty).span)
                && first != name.span(FileId(first.file.0))
            {
                diagnostic = diagnostic.label(first, "it is first written here");
            }
            self.found.push(diagnostic);
            return;
        }
        if attribute == Attribute::New {
            return;
        }
        let ty = self.boxed(text, name.span(self.file));
        self.state(ty).closed = Some(span);
        let marks = &mut self.schema.types[ty.0 as usize].marks;
        marks.is_final = true;
        if attribute == Attribute::Empty {
            marks.empty = true;
            self.state(ty).fixed = true;
        }
    }
}

/// The kind of an argument of a result, as far as the text alone tells.
fn kind_of(arg: &ast::Expr<'_>, args: &[ast::Arg<'_>]) -> ParamKind {
    let term = match arg {
        ast::Expr::Apply(parts) | ast::Expr::Sum(parts) => {
            return parts.first().map_or(ParamKind::Type, |first| kind_of(first, args));
        }
        ast::Expr::Term(term) => term,
    };
    let name = match &term.head {
        Head::Number(_) => return ParamKind::Nat,
        Head::Paren(inner) => return kind_of(inner, args),
        Head::Name(name) | Head::Applied(name, _) => *name,
    };
    let is_nat = args.iter().any(|arg| {
        let named = arg.name.iter().chain(&arg.more_names).any(|arg| arg.text == name);
        named && matches!(&arg.ty, ast::ArgType::Term(ast::Term { head: Head::Name("#"), .. }))
    });
    if is_nat { ParamKind::Nat } else { ParamKind::Type }
}
