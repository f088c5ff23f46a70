//! Types: which constructors they have.

use super::definitions::{shown_name, still_there};
use super::pairing::Pairing;
use super::{Change, Diff, Effect, Entry, Kind, What};
use crate::schema::{DefId, ParamKind, Schema, Type, TypeId};

pub(super) fn compare(diff: &mut Diff, pairs: &Pairing<'_>, old: &Schema, new: &Schema) {
    for (id, ty) in declared(old) {
        if still_there(pairs.new_type(id), new).is_none() {
            let change = Change::new(What::Removed).with(Effect::WIRE, "no constructor makes it");
            diff.removed.push(entry(ty, vec![change]));
        }
    }
    for (id, ty) in declared(new) {
        let Some(before) = still_there(pairs.old_type(id), old) else {
            diff.added.push(entry(ty, vec![Change { effect: Effect::ADDITION, ..Change::new(What::Added) }]));
            continue;
        };
        let changes = changed(pairs, (old, before), (new, id));
        if !changes.is_empty() {
            diff.changed.push(entry(ty, changes));
        }
    }
}

/// The types that have constructors. Basic types are known whether they have or not.
fn declared(schema: &Schema) -> impl Iterator<Item = (TypeId, &Type)> {
    schema.iter_types().filter(|(_, ty)| !ty.constructors.is_empty() && ty.basic.is_none())
}

/// An entry about a type.
pub(super) fn entry(ty: &Type, changes: Vec<Change>) -> Entry {
    Entry { kind: Kind::Type, name: ty.name.clone(), id: Some(ty.id), old: None, new: None, changes }
}

fn changed(pairs: &Pairing<'_>, old: (&Schema, TypeId), new: (&Schema, TypeId)) -> Vec<Change> {
    let (before, after) = (old.0.ty(old.1), new.0.ty(new.1));
    let mut changes = Vec::new();
    if before.name != after.name {
        let change = Change::new(What::Renamed).between(&before.name, &after.name);
        changes.push(change.with(Effect::NONE, "its constructors are the same, so it is the same under another name"));
    }
    if before.params != after.params {
        let change = Change::new(What::ParametersChanged);
        let params = |ty: &Type| {
            let kind = |kind: &ParamKind| if *kind == ParamKind::Nat { "#" } else { "Type" };
            ty.params.iter().map(kind).collect::<Vec<_>>().join(" ")
        };
        changes
            .push(change.between(params(before), params(after)).with(Effect::WIRE, "it is applied to other arguments"));
    }
    let gone = before.constructors.iter().filter(|def| !stays(pairs.new_def(**def), new));
    for name in gone.map(|def| shown_name(old.0, old.0.def(*def))) {
        let change = Change::new(What::VariantRemoved).about(name);
        changes.push(change.with(Effect::WIRE, "bytes that hold it are refused"));
    }
    let come = after.constructors.iter().filter(|def| !stays(pairs.old_def(**def), old));
    for name in come.map(|def| shown_name(new.0, new.0.def(*def))) {
        changes.push(Change { effect: Effect::ADDITION, ..Change::new(What::VariantAdded).about(name) });
    }
    if before.docs != after.docs {
        changes.push(Change::new(What::DocumentationChanged));
    }
    changes
}

/// Whether the partner of a constructor is there and makes the same type.
fn stays(partner: Option<DefId>, other: (&Schema, TypeId)) -> bool {
    partner.is_some_and(|def| other.0.def(def).makes() == Some(other.1))
}
