//! Error tables: what functions may fail with.

use std::collections::{BTreeMap, BTreeSet};

use super::pairing::Pairing;
use super::{Change, Diff, Effect, Entry, Kind, What};
use crate::error_table::{Availability, ErrorTable};
use crate::print;
use crate::schema::{DefId, DefKind, Schema};

/// Error names with their codes.
type Codes<'a> = BTreeMap<&'a str, Vec<i32>>;

pub(super) fn compare(
    diff: &mut Diff,
    pairs: &Pairing<'_>,
    (old, old_errors): (&Schema, &ErrorTable),
    (new, new_errors): (&Schema, &ErrorTable),
) {
    let functions = |schema: &Schema| -> BTreeMap<String, DefId> {
        let functions = schema.iter_definitions().filter(|(_, def)| def.kind == DefKind::Function);
        functions.map(|(id, def)| (def.name.clone(), id)).collect()
    };
    let (old_functions, new_functions) = (functions(old), functions(new));
    let mut names: BTreeSet<&str> = new_errors.methods().collect();
    names.extend(old_errors.methods().filter(|name| !old_functions.contains_key(*name)));
    // Functions that the old tables know by an old name.
    let partners = old_functions.values().filter_map(|id| pairs.new_def(*id));
    names.extend(partners.map(|id| new.def(id).name.as_str()));
    for name in names {
        let id = new_functions.get(name).copied();
        let old_name = match id {
            Some(id) => match pairs.old_def(id) {
                Some(before) => old.def(before).name.as_str(),
                // It comes with its errors.
                None => continue,
            },
            None if old_functions.contains_key(name) => continue,
            None => name,
        };
        let changes = of_function((old_errors, old_name), (new_errors, name));
        if !changes.is_empty() {
            put(diff, pairs, (old, new), name, id, changes);
        }
    }
    diff.errors = of_any(old_errors, new_errors);
}

/// Adds changes to the entry of the function, which may have to be made.
fn put(
    diff: &mut Diff,
    pairs: &Pairing<'_>,
    (old, new): (&Schema, &Schema),
    name: &str,
    id: Option<DefId>,
    changes: Vec<Change>,
) {
    let is_it = |entry: &&mut Entry| entry.kind == Kind::Function && entry.name == name;
    if let Some(entry) = diff.changed.iter_mut().find(is_it) {
        entry.changes.extend(changes);
        return;
    }
    diff.changed.push(Entry {
        kind: Kind::Function,
        name: name.to_owned(),
        id: id.map(|id| new.def(id).id),
        old: id.and_then(|id| pairs.old_def(id)).map(|id| print::declaration(old, id)),
        new: id.map(|id| print::declaration(new, id)),
        changes,
    });
}

fn of_function((old, old_name): (&ErrorTable, &str), (new, new_name): (&ErrorTable, &str)) -> Vec<Change> {
    let mut changes = between(&own(old, old_name), &own(new, new_name));
    for change in changes.iter_mut().filter(|change| change.what == What::ErrorRemoved) {
        let is_common = |name: &String| new.by_name(name).is_some_and(|id| new.error(id).common.is_some());
        if change.subject.as_ref().is_some_and(is_common) {
            change.reason = Some("it is one that any function may give now".to_owned());
        }
    }
    let availability = (old.availability(old_name), new.availability(new_name));
    if availability.0 != availability.1 {
        let change = Change::new(What::AvailabilityChanged);
        changes.push(change.between(callers(availability.0), callers(availability.1)));
    }
    changes
}

/// What changes about errors that is not the matter of one function.
fn of_any(old: &ErrorTable, new: &ErrorTable) -> Vec<Change> {
    let mut changes = between(&common(old), &common(new));
    for error in new.errors() {
        let before = old.by_name(&error.name).map(|id| &old.error(id).argument);
        if let (Some(Some(before)), Some(after)) = (before, &error.argument)
            && before != after
        {
            changes.push(Change::new(What::ErrorArgumentChanged).about(&error.name).between(before, after));
        }
    }
    changes
}

fn between(old: &Codes<'_>, new: &Codes<'_>) -> Vec<Change> {
    let mut changes = Vec::new();
    for (name, codes) in old {
        let Some(now) = new.get(name) else {
            changes.push(Change { old: Some(shown(codes)), ..Change::new(What::ErrorRemoved).about(*name) });
            continue;
        };
        if codes != now {
            let change = Change::new(What::ErrorCodeChanged).about(*name).between(shown(codes), shown(now));
            changes.push(change.with(Effect::NONE, "the text decides which error it is"));
        }
    }
    for (name, codes) in new.iter().filter(|(name, _)| !old.contains_key(**name)) {
        let change = Change { new: Some(shown(codes)), ..Change::new(What::ErrorAdded).about(*name) };
        changes.push(Change { effect: Effect::ADDITION, ..change });
    }
    changes
}

fn own<'a>(errors: &'a ErrorTable, method: &str) -> Codes<'a> {
    let mut codes = Codes::new();
    for listed in errors.own(method) {
        codes.entry(&errors.error(listed.error).name).or_default().push(listed.code);
    }
    codes
}

fn common(errors: &ErrorTable) -> Codes<'_> {
    errors.common().map(|(id, _)| (errors.error(id).name.as_str(), errors.error(id).codes.clone())).collect()
}

fn shown(codes: &[i32]) -> String {
    codes.iter().map(i32::to_string).collect::<Vec<_>>().join(", ")
}

const fn callers(availability: Availability) -> &'static str {
    match availability {
        Availability::Users => "users only",
        Availability::Bots => "bots only",
        Availability::Both => "users and bots",
        Availability::Unknown => "unknown",
    }
}
