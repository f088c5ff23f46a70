//! What generated Rust looks like, as far as a schema tells: `DESIGN.md` says why it looks so.

use super::renames::RustNames;
use crate::analysis::recursion::{Components, components_of};
use crate::analysis::walk;
use crate::analysis::{self, ArgList, FlagsWords, Reading};
use crate::schema::{ArgType, Basic, DefId, DefKind, Definition, Schema, TypeExpr, TypeId};

/// The generated Rust of one schema.
pub(super) struct Surface<'s> {
    pub(super) schema: &'s Schema,
    defs: Vec<Facts>,
    /// Types of which a value may hold a `double`.
    inexact: Vec<bool>,
    /// Which enums contain themselves, payloads that are boxed for another reason left out.
    cycles: Components,
    /// What everything is called.
    pub(super) names: RustNames,
}

/// What is known about a definition.
struct Facts {
    /// Of each argument.
    roles: Vec<Role>,
    /// Holds a flags word by value, so that it may grow.
    grows: bool,
    /// Holds a `double`.
    inexact: bool,
}

/// What stands for an argument.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// Nothing: it is in braces, or the count of the vector behind it.
    Nothing,
    /// Nothing: the word is made from the fields when the value is written.
    Mask,
    /// A field of type `u32`, which holds the bits that no other field depends on; 0 in what `new` makes.
    Word,
    /// A field that `new` takes.
    Required,
    /// A field of type `Option`.
    Optional,
    /// A field of type `bool`.
    Flag,
    /// A method: another field with the same bit says the same.
    Accessor,
}

impl Role {
    /// Whether it stands for a flags word.
    pub(super) fn is_word(self) -> bool {
        matches!(self, Self::Mask | Self::Word)
    }
}

impl<'s> Surface<'s> {
    pub(super) fn of(schema: &'s Schema) -> Self {
        let reading = Reading::new(schema, FlagsWords::ByDialect);
        let roles: Vec<_> = schema.iter_definitions().map(|(id, _)| roles(reading.args(id))).collect();
        let grows = spread(
            schema,
            |ty| schema.ty(ty).constructors.len() == 1,
            by_value,
            |def| {
                let words = roles[def.0 as usize].iter().any(|role| role.is_word());
                words || schema.def(def).args.iter().any(|arg| arg.nullable)
            },
        );
        let inexact = spread(
            schema,
            |_| true,
            anywhere,
            |def| {
                let mut found = false;
                walk::types_of_args(&schema.def(def).args, &mut |ty, _| found |= is_inexact(schema, ty));
                found
            },
        );
        let defs = schema.iter_definitions().zip(roles).map(|((id, def), roles)| {
            let own = roles.iter().any(|role| role.is_word()) || def.args.iter().any(|arg| arg.nullable);
            let mut facts = Facts { roles, grows: own, inexact: false };
            by_value(schema, id, &mut |ty| facts.grows |= grows[ty.0 as usize]);
            anywhere(schema, id, &mut |ty| facts.inexact |= inexact[ty.0 as usize] || is_inexact(schema, ty));
            facts
        });
        let defs: Vec<Facts> = defs.collect();
        let edges = schema.types.iter().map(|ty| {
            let mut held = Vec::new();
            let open = |def: &DefId| ty.constructors.len() == 1 || !defs[def.0 as usize].grows;
            for def in ty.constructors.iter().copied().filter(open) {
                by_value(schema, def, &mut |ty| held.push(ty.0));
            }
            held
        });
        let cycles = components_of(edges.collect());
        let mut surface = Self { schema, defs, inexact, cycles, names: RustNames::default() };
        surface.names = RustNames::of(&surface);
        surface
    }

    /// What stands for the arguments of `def`.
    pub(super) fn roles(&self, def: DefId) -> &[Role] {
        &self.defs[def.0 as usize].roles
    }

    /// Whether there is a struct or a variant for it.
    pub(super) fn has_item(&self, def: DefId) -> bool {
        let definition = self.schema.def(def);
        definition.kind == DefKind::Function
            || definition.original.is_none() && self.type_of(def).is_some_and(|ty| self.schema.ty(ty).basic.is_none())
    }

    /// Whether the struct has `new`, so that it is written with `..new()`.
    pub(super) fn has_new(&self, def: DefId) -> bool {
        let optional = |role: &Role| matches!(role, Role::Optional | Role::Flag | Role::Word);
        self.roles(def).iter().any(optional)
    }

    /// Whether nothing is read for it: it is a unit struct or a unit variant.
    pub(super) fn is_unit(&self, def: DefId) -> bool {
        self.roles(def).iter().all(|role| *role == Role::Nothing)
    }

    /// Whether it is a variant with a payload.
    pub(super) fn is_payload(&self, def: DefId) -> bool {
        self.has_item(def) && !self.is_unit(def) && self.type_of(def).is_some_and(|ty| self.is_enum(ty))
    }

    /// Whether a payload is in a `Box`, for a reason other than its size, which a schema does not tell.
    pub(super) fn is_boxed(&self, def: DefId) -> bool {
        let Some(ty) = self.type_of(def) else { return false };
        let mut boxed = self.grows(def);
        by_value(self.schema, def, &mut |held| boxed |= self.cycles.in_one_cycle(ty, held));
        boxed
    }

    /// Whether it holds a flags word by value, in itself or in a struct in it.
    pub(super) fn grows(&self, def: DefId) -> bool {
        self.defs[def.0 as usize].grows
    }

    /// Whether `Eq` and `Hash` are implemented for the struct or payload.
    pub(super) fn has_eq(&self, def: DefId) -> bool {
        !self.defs[def.0 as usize].inexact
    }

    /// Whether `Eq` and `Hash` are implemented for what stands for the type.
    pub(super) fn type_has_eq(&self, ty: TypeId) -> bool {
        !self.inexact[ty.0 as usize]
    }

    /// Whether the type is an enum; else it is the struct of its only constructor.
    pub(super) fn is_enum(&self, ty: TypeId) -> bool {
        self.schema.ty(ty).constructors.len() > 1
    }

    /// The type that a constructor makes.
    pub(super) fn type_of(&self, def: DefId) -> Option<TypeId> {
        type_of(self.schema.def(def))
    }
}

/// The type that a constructor makes.
pub(super) fn type_of(def: &Definition) -> Option<TypeId> {
    match &def.result {
        TypeExpr::Type { ty, .. } if def.kind == DefKind::Constructor => Some(*ty),
        _ => None,
    }
}

fn roles(reading: &ArgList) -> Vec<Role> {
    let role = |role: &analysis::Role| match role {
        analysis::Role::Implicit | analysis::Role::Count => Role::Nothing,
        analysis::Role::FlagsWord(word) if word.is_field => Role::Word,
        analysis::Role::FlagsWord(_) => Role::Mask,
        analysis::Role::Flag => Role::Flag,
        analysis::Role::Companion(_) => Role::Accessor,
        analysis::Role::Optional | analysis::Role::Nullable => Role::Optional,
        analysis::Role::Number | analysis::Role::Required => Role::Required,
    };
    reading.roles().iter().map(role).collect()
}

/// Whether a value of this type cannot be compared with itself for sure.
fn is_inexact(schema: &Schema, ty: TypeId) -> bool {
    matches!(schema.ty(ty).basic, Some(Basic::Double | Basic::Object | Basic::Function))
}

/// Calls `see` with the types of which a value of `def` holds a value without a pointer between them.
fn by_value(schema: &Schema, def: DefId, see: &mut dyn FnMut(TypeId)) {
    for arg in &schema.def(def).args {
        if let ArgType::Plain(TypeExpr::Type { ty, .. }) = &arg.ty
            && schema.ty(*ty).basic.is_none()
        {
            see(*ty);
        }
    }
}

/// Calls `see` with all types of which a value of `def` may hold a value.
fn anywhere(schema: &Schema, def: DefId, see: &mut dyn FnMut(TypeId)) {
    walk::types_of_args(&schema.def(def).args, &mut |ty, _| see(ty));
}

/// The types that have a constructor for which `seed` holds, and those that hold one of these in turn; only types for
/// which `spreads` holds.
fn spread(
    schema: &Schema,
    spreads: impl Fn(TypeId) -> bool,
    held: fn(&Schema, DefId, &mut dyn FnMut(TypeId)),
    seed: impl Fn(DefId) -> bool,
) -> Vec<bool> {
    let mut found = vec![false; schema.types.len()];
    let mut holders = vec![Vec::new(); schema.types.len()];
    let mut queue = Vec::new();
    let concerned = schema.iter_types().filter(|(id, ty)| ty.basic.is_none() && spreads(*id));
    for (id, ty) in concerned {
        for def in ty.constructors.iter().copied() {
            held(schema, def, &mut |inner| holders[inner.0 as usize].push(id));
            if seed(def) && !std::mem::replace(&mut found[id.0 as usize], true) {
                queue.push(id);
            }
        }
    }
    while let Some(id) = queue.pop() {
        for holder in &holders[id.0 as usize] {
            if !std::mem::replace(&mut found[holder.0 as usize], true) {
                queue.push(*holder);
            }
        }
    }
    found
}
