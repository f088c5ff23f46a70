//! Types: what their constructors make of them.

use super::definitions::{eq, shown_name, still_there};
use super::pairing::Pairing;
use super::renames::RustNames;
use super::surface::Surface;
use super::{Change, Diff, Effect, Entry, Kind, What};
use crate::schema::{DefId, ParamKind, Schema, Type, TypeId};

pub(super) fn compare(diff: &mut Diff, pairs: &Pairing<'_>, old: &Surface<'_>, new: &Surface<'_>) {
    for (id, ty) in declared(old.schema) {
        if still_there(pairs.new_type(id), new).is_none() {
            let change = Change::new(What::Removed);
            diff.removed.push(entry(
                ty,
                vec![match ty.basic {
                    Some(_) => change.with(Effect::NONE, "a basic type is known without a declaration"),
                    None => change.with(Effect::BOTH, "no constructor makes it"),
                }],
            ));
        }
    }
    for (id, ty) in declared(new.schema) {
        let Some(before) = still_there(pairs.old_type(id), old) else {
            let effect = if ty.basic.is_some() { Effect::NONE } else { Effect::ADDITION };
            diff.added.push(entry(ty, vec![Change { effect, ..Change::new(What::Added) }]));
            continue;
        };
        let changes = changed(pairs, (old, before), (new, id));
        if !changes.is_empty() {
            diff.changed.push(entry(ty, changes));
        }
    }
}

/// The types that have constructors.
fn declared(schema: &Schema) -> impl Iterator<Item = (TypeId, &Type)> {
    schema.iter_types().filter(|(_, ty)| !ty.constructors.is_empty())
}

fn entry(ty: &Type, changes: Vec<Change>) -> Entry {
    Entry { kind: Kind::Type, name: ty.name.clone(), id: Some(ty.id), old: None, new: None, changes }
}

fn changed(pairs: &Pairing<'_>, old: (&Surface<'_>, TypeId), new: (&Surface<'_>, TypeId)) -> Vec<Change> {
    let (before, after) = (old.0.schema.ty(old.1), new.0.schema.ty(new.1));
    let (was_enum, is_enum) = (old.0.is_enum(old.1), new.0.is_enum(new.1));
    let mut changes = Vec::new();
    if before.name != after.name {
        let change = Change::new(What::Renamed).between(&before.name, &after.name);
        changes.push(if RustNames::are_one_type((&old.0.names, old.1), (&new.0.names, new.1)) {
            change.with(Effect::NONE, "its constructors are the same, and it has one name in Rust")
        } else if was_enum || is_enum {
            change.with(Effect::SOURCE, "its constructors are the same, so it is the same under another name")
        } else {
            change.with(Effect::NONE, "it is the struct of its constructor, which has another name")
        });
    }
    if before.name == after.name {
        changes.extend(RustNames::of_type((&old.0.names, old.1), (&new.0.names, new.1)));
    }
    if before.params != after.params {
        let change = Change::new(What::ParametersChanged);
        let params = |ty: &Type| {
            let kind = |kind: &ParamKind| if *kind == ParamKind::Nat { "#" } else { "Type" };
            ty.params.iter().map(kind).collect::<Vec<_>>().join(" ")
        };
        changes
            .push(change.between(params(before), params(after)).with(Effect::BOTH, "it is applied to other arguments"));
    }
    match (was_enum, is_enum) {
        (false, true) => {
            let change = Change::new(What::BecameEnum);
            changes
                .push(change.with(Effect::SOURCE, "the struct of its only constructor becomes a variant of an enum"));
        }
        (true, false) => {
            let change = Change::new(What::BecameStruct);
            changes.push(change.with(Effect::SOURCE, "the enum is gone: its only constructor is its struct"));
        }
        _ => {}
    }
    let gone = before.constructors.iter().filter(|def| !stays(pairs.new_def(**def), new));
    for name in gone.map(|def| shown_name(old.0.schema, old.0.schema.def(*def))) {
        let change = Change::new(What::VariantRemoved).about(name);
        changes
            .push(change.with(Effect::BOTH, "bytes that hold it are refused, and code that names it does not compile"));
    }
    let come = after.constructors.iter().filter(|def| !stays(pairs.old_def(**def), old));
    for name in come.map(|def| shown_name(new.0.schema, new.0.schema.def(*def))) {
        let change = Change::new(What::VariantAdded).about(name);
        changes.push(match (was_enum, is_enum) {
            (true, _) => change.with(Effect::SOURCE, "the enum is matched exhaustively"),
            (false, true) => change.with(Effect::SOURCE, "the type was a struct"),
            (false, false) => change.with(Effect::SOURCE, "it is the struct in the place of another"),
        });
    }
    if was_enum && is_enum {
        changes.extend(eq(old.0.type_has_eq(old.1), new.0.type_has_eq(new.1)));
    }
    if before.docs != after.docs {
        changes.push(Change::new(What::DocumentationChanged));
    }
    if before.basic.is_some() {
        for change in &mut changes {
            change.effect.source = false;
            change.reason = Some("a basic type has no form of its own in Rust".to_owned());
        }
    }
    changes
}

/// Whether the partner of a constructor is there and makes the same type.
fn stays(partner: Option<DefId>, other: (&Surface<'_>, TypeId)) -> bool {
    partner.is_some_and(|def| other.0.type_of(def) == Some(other.1))
}
