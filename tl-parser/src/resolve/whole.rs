//! What only the whole schema tells: types without constructors, default constructors, overlaps, ids given twice.

use std::collections::{BTreeMap, HashMap};

use super::{NAT, Resolver, TYPE, names::NameHash, unify::Unifier};
use crate::{
    analysis,
    diagnostic::{Code, Diagnostic},
    nullable, print,
    schema::{ArgType, Basic, DefId, DefKind, Dialect, Expr, Schema, Type, TypeExpr, TypeId},
};

/// Brings definitions into the order of declaration and constructors into that of their types.
pub(super) fn order(schema: &mut Schema) {
    let key = |at: u32| {
        let span = schema.definitions[at as usize].span;
        (span.file, span.start)
    };
    let mut order: Vec<u32> = (0..super::len(&schema.definitions)).collect();
    if !order.is_sorted_by_key(|at| key(*at)) {
        order.sort_by_key(|at| key(*at));
        let mut place = vec![DefId(0); order.len()];
        for (new, old) in (0..).zip(&order) {
            place[*old as usize] = DefId(new);
        }
        let mut old: Vec<_> = std::mem::take(&mut schema.definitions).into_iter().map(Some).collect();
        schema.definitions = order.iter().filter_map(|at| old[*at as usize].take()).collect();
        for definition in &mut schema.definitions {
            renumber_args(&mut definition.args, &place);
            renumber(&mut definition.result, &place);
        }
        for ty in &mut schema.types {
            for def in &mut ty.constructors {
                *def = place[def.0 as usize];
            }
            ty.constructors.sort_unstable();
        }
    }
    for ty in &mut schema.types {
        let is_default = |def: &DefId| schema.definitions[def.0 as usize].name == "_";
        if let Some(at) = ty.constructors.iter().position(is_default) {
            ty.marks.has_default = true;
            let last = ty.constructors.len() - 1;
            ty.constructors.swap(at, last);
        }
    }
}

fn renumber_args(args: &mut [crate::schema::Arg], place: &[DefId]) {
    for arg in args {
        match &mut arg.ty {
            ArgType::Plain(ty) => renumber(ty, place),
            ArgType::Repeat(repeat) => renumber_args(&mut repeat.body, place),
        }
    }
}

fn renumber(ty: &mut TypeExpr, place: &[DefId]) {
    let TypeExpr::Type { by, args, .. } = ty else { return };
    if let Some(by) = by {
        *by = place[by.0 as usize];
    }
    for arg in args {
        if let Expr::Type(ty) = arg {
            renumber(ty, place);
        }
    }
}

impl Resolver<'_> {
    pub(super) fn whole_program(&mut self) {
        for ty in (0..super::len(&self.schema.types)).skip(2).map(TypeId) {
            let basic = basic(&self.schema, self.ty(ty));
            self.schema.types[ty.0 as usize].basic = basic;
            self.check_constructors(ty);
            self.check_default(ty);
            self.mark_overlapping(ty);
            self.set_id(ty);
        }
        for (ty, basic) in [(NAT, Basic::Nat), (TYPE, Basic::Type)] {
            let ty = &mut self.schema.types[ty.0 as usize];
            ty.basic = Some(basic);
            ty.id = basic.usual_id();
        }
        for (name, text) in self.docs.take_classes() {
            if let Some(ty) = self.type_names.get(name.as_str()) {
                self.schema.types[ty.0 as usize].docs = Some(text);
            }
        }
        if self.dialect == Dialect::Tdlib {
            nullable::find(&mut self.schema);
        }
        if !self.strict {
            self.check_ids();
            if !self.found.iter().any(Diagnostic::is_error) {
                self.check_finite();
            }
        }
    }

    fn check_constructors(&mut self, id: TypeId) {
        let ty = self.ty(id);
        let poisoned = self.types[id.0 as usize].poisoned || self.types[id.0 as usize].expected > 0;
        let known = ty.basic.is_some() && !self.strict;
        let lost = self.lost.contains(ty.name.as_str());
        if !ty.constructors.is_empty() || ty.marks.empty || known || poisoned || lost {
            return;
        }
        let Some(span) = ty.span else { return };
        let name = ty.name.clone();
        self.file = span.file;
        self.scope.clear();
        let mut diagnostic =
            Diagnostic::error(Code::NoConstructors, span, format!("no constructor makes the type `{name}`"));
        diagnostic.help = self.declaration(Basic::by_name(&name)).or_else(|| self.suggestion(&name));
        self.found.push(diagnostic);
    }

    fn check_default(&mut self, id: TypeId) {
        let ty = self.ty(id);
        if !ty.marks.has_default {
            return;
        }
        let mut defaults: Vec<_> =
            ty.constructors.iter().map(|def| self.schema.def(*def)).filter(|def| def.name == "_").collect();
        defaults.sort_by_key(|def| def.name_span);
        let bare_use = self.types[id.0 as usize].bare_use;
        let diagnostic = if let [first, .., last] = defaults[..] {
            let message = format!("`{}` has {} default constructors", ty.name, defaults.len());
            Diagnostic::error(Code::DefaultConstructor, last.name_span, message).label(first.name_span, "the first one")
        } else if let ([first], true) = (&defaults[..], ty.marks.used_bare) {
            let message = format!("`{}` has a default constructor, and `%{}` is used", ty.name, ty.name);
            let diagnostic = Diagnostic::error(Code::DefaultConstructor, first.name_span, message);
            match bare_use {
                Some(span) => diagnostic.label(span, "it is used here"),
                None => diagnostic,
            }
        } else {
            return;
        };
        self.found.push(diagnostic);
    }

    fn mark_overlapping(&mut self, id: TypeId) {
        let ty = self.ty(id);
        let overlapping = ty.constructors.len() > 1 && (ty.params.is_empty() || overlap(&self.schema, ty, self.strict));
        if let (true, Some(span)) = (overlapping, self.types[id.0 as usize].bare_use) {
            let message = format!("the constructors of `{}` cannot be told apart without their ids", ty.name);
            let mut diagnostic = Diagnostic::warning(Code::OverlappingBareType, span, message);
            for def in ty.constructors.iter().take(2) {
                diagnostic = diagnostic.label(self.schema.def(*def).name_span, "one of them");
            }
            self.found.push(diagnostic.help(format!("write `{}` without `%`", ty.name)));
        }
        self.schema.types[id.0 as usize].marks.overlapping = overlapping;
    }

    fn set_id(&mut self, id: TypeId) {
        let ty = self.ty(id);
        let ids = ty.constructors.iter().fold(0, |id, def| id ^ self.schema.def(*def).id);
        let undeclared = ty.basic.filter(|_| ty.constructors.is_empty() && !ty.marks.empty);
        self.schema.types[id.0 as usize].id = undeclared.map_or(ids, Basic::usual_id);
    }

    /// Two definitions with one id cannot both be read.
    fn check_ids(&mut self) {
        let count = self.schema.definitions.len();
        let mut seen: HashMap<u32, DefId, NameHash> = HashMap::with_capacity_and_hasher(count, NameHash::default());
        let mut found = Vec::new();
        for (id, definition) in self.schema.iter_definitions() {
            if self.broken.contains(&id) {
                continue;
            }
            let Some(first_id) = seen.insert(definition.id, id) else { continue };
            let first = self.schema.def(first_id);
            let message = format!("`{}` and `{}` have the id {:08x}", first.name, definition.name, definition.id);
            let diagnostic = if self.is_cut_short(first_id, id) {
                Diagnostic::warning(Code::DuplicateId, definition.name_span, message)
                    .note("one of them is the beginning of the other; bytes with this id are read as the longer one")
            } else {
                let help = if definition.id_written {
                    "correct the id that is wrong"
                } else {
                    "write an id of its own for one of them"
                };
                Diagnostic::error(Code::DuplicateId, definition.name_span, message).help(help)
            };
            found.push(diagnostic.label(first.name_span, "the other one"));
        }
        self.found.append(&mut found);
    }

    /// Whether one of two functions is the other without its last arguments: schemas for servers declare the beginning
    /// of `invokeWith…` in this way, under the id of the whole.
    fn is_cut_short(&self, left: DefId, right: DefId) -> bool {
        let args = |def: DefId| {
            let args = self.schema.def(def).args.iter().filter(|arg| !arg.implicit);
            args.map(move |arg| print::argument(&self.schema, def, arg))
        };
        let is_function = |def: DefId| self.schema.def(def).kind == DefKind::Function;
        is_function(left)
            && is_function(right)
            && args(left).count() != args(right).count()
            && args(left).zip(args(right)).all(|(left, right)| left == right)
    }

    fn check_finite(&mut self) {
        let endless = analysis::endless_types(&self.schema);
        let mut found = BTreeMap::new();
        for ty in endless {
            let ty = self.ty(ty);
            let Some(span) = ty.span else { continue };
            let message = format!("every value of `{}` contains another one", ty.name);
            let diagnostic = Diagnostic::error(Code::NoFiniteValue, span, message)
                .help("put a field behind a flag or into a vector, or add a constructor without it");
            found.insert(&ty.name, diagnostic);
        }
        let found: Vec<_> = found.into_values().collect();
        self.found.extend(found);
    }
}

/// Whether two constructors of `ty` make values of one instance of it.
fn overlap(schema: &Schema, ty: &Type, strict: bool) -> bool {
    let constructors = &ty.constructors;
    constructors.iter().enumerate().any(|(at, left)| {
        constructors[at + 1..].iter().any(|right| {
            let (left, right) = (schema.def(*left), schema.def(*right));
            let (TypeExpr::Type { args: a, .. }, TypeExpr::Type { args: b, .. }) = (&left.result, &right.result) else {
                return false;
            };
            Unifier::new([left.vars.len(), right.vars.len()], strict).args([0, 1], a, b)
        })
    })
}

/// The basic type that `ty` is: by its name, unless its constructors make it something else.
fn basic(schema: &Schema, ty: &Type) -> Option<Basic> {
    let basic = Basic::by_name(&ty.name).or_else(|| Basic::by_bare_name(&ty.name));
    let basic = basic.filter(|basic| basic.params() == ty.params)?;
    if ty.marks.empty {
        return None;
    }
    let mut constructors = ty.constructors.iter().map(|def| schema.def(*def));
    let is_basic = match basic {
        Basic::Bool => {
            constructors.all(|def| matches!(def.name.as_str(), "boolTrue" | "boolFalse") && def.args.is_empty())
        }
        // Any boxed value is a value of `Object`, so its constructors make it nothing else.
        Basic::Object => true,
        Basic::Function => ty.constructors.is_empty() || constructors.any(|def| def.builtin),
        _ => constructors.all(|def| Some(def.name.as_str()) == basic.bare_name() && has_shape(basic, def)),
    };
    is_basic.then_some(basic)
}

/// Whether a definition is one of the usual ways to declare `basic`.
fn has_shape(basic: Basic, def: &crate::schema::Definition) -> bool {
    debug_assert_eq!(def.kind, DefKind::Constructor);
    match (basic, def.args.as_slice()) {
        (Basic::Vector, [_, _, items]) => matches!(items.ty, ArgType::Repeat(_)),
        (Basic::Vector, _) => false,
        (_, []) => true,
        (Basic::Int128 | Basic::Int256 | Basic::Int512, [words]) => matches!(words.ty, ArgType::Repeat(_)),
        (Basic::Bytes | Basic::SecureBytes | Basic::SecureString, [data]) => matches!(data.ty, ArgType::Plain(_)),
        _ => false,
    }
}
