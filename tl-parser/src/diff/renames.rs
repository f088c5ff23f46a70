//! What generated Rust calls things, and what of that changes.
//!
//! Structs of applications (`Pair int`) and of what a repetition repeats are left out: which there are, and what they
//! are called, follows from what the fields have.

use std::collections::BTreeMap;

use super::fields::Side;
use super::surface::{Role, Surface};
use super::{Change, Effect, What};
use crate::errors_db::ErrorDb;
use crate::names::{self, Candidate, Case, Namespaces};
use crate::schema::{DefId, DefKind, Definition, TypeExpr, TypeId};

/// The Rust names of one schema.
#[derive(Default)]
pub(super) struct RustNames {
    /// Of what has a struct.
    structs: BTreeMap<DefId, String>,
    /// Of the constructors of enums.
    variants: BTreeMap<DefId, String>,
    enums: BTreeMap<TypeId, String>,
    /// What the items are called in the schema, by their Rust names.
    holders: BTreeMap<String, String>,
}

impl RustNames {
    pub(super) fn of(surface: &Surface<'_>) -> Self {
        let schema = surface.schema;
        let namespaces = Namespaces::of(schema);
        let mut scopes: BTreeMap<Vec<String>, Vec<(Item, String, Candidate)>> = BTreeMap::new();
        for (id, def) in schema.iter_definitions().filter(|(id, def)| has_struct(surface, *id, def)) {
            let module = if def.kind == DefKind::Function { "functions" } else { "types" };
            let name = names::full_name(def, schema);
            let candidate = Candidate::item(&name, names::words_of(def, schema));
            let path = namespaces.path(&[module.to_owned()], &name);
            scopes.entry(path).or_default().push((Item::Struct(id), name, candidate));
        }
        let enums = schema.iter_types().filter(|(id, ty)| ty.basic.is_none() && surface.is_enum(*id));
        let enums: Vec<_> = enums.filter(|(_, ty)| ty.params.is_empty()).collect();
        for (id, ty) in &enums {
            let candidate = Candidate::item(&ty.name, names::words(names::last(&ty.name)));
            let path = namespaces.path(&["enums".to_owned()], &ty.name);
            scopes.entry(path).or_default().push((Item::Enum(*id), ty.name.clone(), candidate));
        }
        let mut found = Self::default();
        for (path, scope) in scopes {
            let candidates: Vec<_> = scope.iter().map(|(_, _, candidate)| candidate.clone()).collect();
            for ((item, name, _), words) in scope.into_iter().zip(names::settle(Case::Camel, &[], &candidates)) {
                let rust = format!("{}::{}", path.join("::"), Case::Camel.ident(&words));
                found.holders.insert(rust.clone(), name);
                match item {
                    Item::Struct(id) => found.structs.insert(id, rust),
                    Item::Enum(id) => found.enums.insert(id, rust),
                };
            }
        }
        for (id, ty) in enums {
            let definitions: Vec<_> = ty.constructors.iter().map(|def| schema.def(*def)).collect();
            let idents = names::variants(schema, &ty.name, &definitions);
            for ((def, ident), definition) in ty.constructors.iter().zip(idents).zip(definitions) {
                let rust = format!("{}::{ident}", found.enums[&id]);
                found.holders.insert(rust.clone(), names::full_name(definition, schema));
                found.variants.insert(*def, rust);
            }
        }
        found
    }

    /// Whether two types have enums of one name.
    pub(super) fn are_one_type(old: (&Self, TypeId), new: (&Self, TypeId)) -> bool {
        old.0.enums.get(&old.1).is_some_and(|name| Some(name) == new.0.enums.get(&new.1))
    }

    /// What changes about the name of a type's enum.
    pub(super) fn of_type(old: (&Self, TypeId), new: (&Self, TypeId)) -> Option<Change> {
        renamed((old.0, old.0.enums.get(&old.1)), (new.0, new.0.enums.get(&new.1)))
    }
}

/// What changes about the Rust names of a definition whose name in the schema is the same.
pub(super) fn of_definition(old: Side<'_>, new: Side<'_>) -> Vec<Change> {
    let (before, after) = (&old.surface.names, &new.surface.names);
    let structs = renamed((before, before.structs.get(&old.id)), (after, after.structs.get(&new.id)));
    structs.into_iter().chain(of_variant(old, new)).collect()
}

/// Whether a definition is called in Rust as it was, whatever the schema calls it.
pub(super) fn are_one_definition(old: Side<'_>, new: Side<'_>) -> bool {
    let names = |side: Side<'_>| {
        let names = &side.surface.names;
        [names.structs.get(&side.id).cloned(), names.variants.get(&side.id).cloned()]
    };
    let old = names(old);
    old.iter().any(Option::is_some) && old == names(new)
}

fn of_variant(old: Side<'_>, new: Side<'_>) -> Option<Change> {
    let types = (old.surface.type_of(old.id)?, new.surface.type_of(new.id)?);
    let (before, after) = (&old.surface.names, &new.surface.names);
    let names = (before.variants.get(&old.id)?, after.variants.get(&new.id)?);
    // What its enum is called, and that it is of another one, is said elsewhere.
    let same_type = old.types.get(types.0.0 as usize) == new.types.get(types.1.0 as usize);
    if !same_type || names.0.rsplit("::").next() == names.1.rsplit("::").next() {
        return None;
    }
    let change = renamed((before, Some(names.0)), (after, Some(names.1)))?;
    let same_name = old.schema().ty(types.0).name == new.schema().ty(types.1).name;
    Some(if same_name {
        change
    } else {
        change.with(Effect::SOURCE, "a variant loses the words of its type, which is called otherwise now")
    })
}

/// Something with a name in a module.
enum Item {
    Struct(DefId),
    Enum(TypeId),
}

/// Whether generated code has a struct of this name: a constructor of an enum without fields is a variant and no more.
fn has_struct(surface: &Surface<'_>, id: DefId, def: &Definition) -> bool {
    let Some(ty) = surface.type_of(id) else { return true };
    let applied = matches!(&def.result, TypeExpr::Type { args, .. } if !args.is_empty());
    surface.has_item(id) && !applied && !(surface.is_enum(ty) && surface.is_unit(id))
}

fn renamed(old: (&RustNames, Option<&String>), new: (&RustNames, Option<&String>)) -> Option<Change> {
    let ((old, Some(before)), (new, Some(after))) = (old, new) else { return None };
    let holder = |names: &RustNames, name: &str| names.holders.get(name).cloned();
    (before != after).then(|| {
        let reason = reason(holder(new, before), holder(old, after));
        Change::new(What::RustNameChanged).between(before, after).with(Effect::SOURCE, reason)
    })
}

/// Why something is called otherwise in Rust: what has its old name now, what had its new name.
pub(super) fn reason(now: Option<String>, before: Option<String>) -> String {
    match (now, before) {
        (Some(now), _) => format!("`{now}` is the usual spelling of that name and has it now"),
        (None, Some(before)) => format!("`{before}` has that name no more"),
        (None, None) => "other spellings of the same name came or went".to_owned(),
    }
}

/// The Rust names of all arguments of a definition; those of what is no field are never shown.
pub(super) fn of_fields(surface: &Surface<'_>, id: DefId) -> Vec<Option<String>> {
    let (args, roles) = (&surface.schema.def(id).args, surface.roles(id));
    let mut candidates = Vec::new();
    let mut position = 0;
    for (arg, role) in args.iter().zip(roles) {
        match (role, arg.name.as_deref()) {
            (Role::Nothing, _) => {}
            (Role::Accessor, Some(name)) => candidates.push(Candidate::accessor(name)),
            (_, name) => candidates.push(Candidate::field(name, position)),
        }
        position += usize::from(!arg.implicit);
    }
    let mut idents = names::fields(&candidates).into_iter();
    roles.iter().map(|role| if *role == Role::Nothing { None } else { idents.next() }).collect()
}

/// What changes about the Rust names of errors, which are the same in every enum.
pub(super) fn of_errors(old: &ErrorDb, new: &ErrorDb) -> Vec<Change> {
    let idents = |errors: &ErrorDb| -> BTreeMap<String, String> {
        let names = errors.errors().iter().map(|error| error.name.clone());
        names.zip(names::errors(errors)).collect()
    };
    let (before, after) = (idents(old), idents(new));
    let holder = |names: &BTreeMap<String, String>, ident: &str| {
        names.iter().find(|(_, other)| *other == ident).map(|(name, _)| name.clone())
    };
    let argument = |errors: &ErrorDb, name: &str| errors.by_name(name).map(|id| errors.error(id).argument.clone());
    let both = before.iter().filter_map(|(name, ident)| Some((name, ident, after.get(name)?)));
    let renamed = both.filter(|(_, before, after)| before != after).map(|(name, was, is)| {
        let reason = if argument(old, name) == argument(new, name) {
            reason(holder(&after, was), holder(&before, is))
        } else {
            "a number of seconds or minutes or a data centre is no part of the name, any other is".to_owned()
        };
        Change::new(What::ErrorRustNameChanged).about(name).between(was, is).with(Effect::SOURCE, reason)
    });
    renamed.collect()
}
