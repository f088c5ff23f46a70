//! Constructors and functions.

use std::collections::BTreeMap;

use super::fields::{self, Side};
use super::pairing::{self, Pairing};
use super::spelling::View;
use super::{Change, Diff, Effect, Entry, FOLLOWS_CONTENT, What};
use crate::id::{Rule, compute};
use crate::print;
use crate::schema::{DefId, DefKind, Definition, Schema, TypeExpr, TypeId};

pub(super) fn compare(diff: &mut Diff, pairs: &Pairing<'_>, old: &Schema, new: &Schema) {
    let gone = old.iter_definitions().filter(|(id, _)| pairs.new_def(*id).is_none());
    for (id, _) in gone.filter(|(_, def)| !declares_basic(old, def)) {
        let change = removed(pairs, old, new, id);
        diff.removed.push(entry(Some((old, id)), None, vec![change]));
    }
    for (id, def) in new.iter_definitions() {
        let Some(before) = pairs.old_def(id) else {
            if !declares_basic(new, def) {
                let change = Change { effect: Effect::ADDITION, ..Change::new(What::Added) };
                diff.added.push(entry(None, Some((new, id)), vec![change]));
            }
            continue;
        };
        let changes = changed(pairs, before, id);
        if !changes.is_empty() {
            diff.changed.push(entry(Some((old, before)), Some((new, id)), changes));
        }
    }
    // Constructors before functions, whatever the order of the sections.
    for entries in [&mut diff.removed, &mut diff.changed, &mut diff.added] {
        entries.sort_by_key(|entry| entry.kind);
    }
}

/// An entry about a definition.
pub(super) fn entry(old: Option<(&Schema, DefId)>, new: Option<(&Schema, DefId)>, changes: Vec<Change>) -> Entry {
    let declaration = |(schema, id): (&Schema, DefId)| print::declaration(schema, id);
    let (schema, id) = new.or(old).expect("an entry has one side at least");
    let def = schema.def(id);
    Entry {
        kind: def.kind.into(),
        name: shown_name(schema, def),
        id: Some(def.id),
        old: old.map(declaration),
        new: new.map(declaration),
        changes,
    }
}

/// The name of a definition as entries show it; `Type._` for a default constructor.
pub fn shown_name(schema: &Schema, def: &Definition) -> String {
    match pairing::name(schema, def) {
        (ty, "_") => format!("{ty}._"),
        (name, _) => name.to_owned(),
    }
}

fn removed(pairs: &Pairing<'_>, old: &Schema, new: &Schema, id: DefId) -> Change {
    let change = Change::new(What::Removed);
    let Some(ty) = old.def(id).makes() else {
        return change.with(Effect::WIRE, "it can no longer be called");
    };
    let name = &old.ty(ty).name;
    match still_there(pairs.new_type(ty), new) {
        Some(_) => change.with(Effect::WIRE, format!("its values of `{name}` are no longer known")),
        None => change.with(Effect::WIRE, format!("`{name}` is gone with it")),
    }
}

/// Whether it only declares a basic type, which is known without that.
pub(super) fn declares_basic(schema: &Schema, def: &Definition) -> bool {
    def.original.is_none() && !schema.makes_values(def)
}

/// The type on the other side, if it has constructors there.
pub(super) fn still_there(ty: Option<TypeId>, schema: &Schema) -> Option<TypeId> {
    ty.filter(|ty| !schema.ty(*ty).constructors.is_empty())
}

fn changed(pairs: &Pairing<'_>, before: DefId, after: DefId) -> Vec<Change> {
    let (old, new) = Side::both(pairs, before, after);
    let mut changes = Vec::new();
    let same_text = print::declaration(old.schema, before) == print::declaration(new.schema, after);
    // In TDLib's dialect the documentation says it.
    let nullable = |def: &Definition| def.args.iter().map(|arg| arg.nullable).collect::<Vec<_>>();
    let same_text = same_text && nullable(old.def()) == nullable(new.def());
    if !same_text {
        changes.extend(name(old, new));
        changes.extend(id(old, new));
        changes.extend(result(old, new));
        let mut fields = fields::compare(old, new);
        if old.def().id == new.def().id
            && let Some(reason) =
                fields.iter_mut().find_map(|change| change.reason.as_mut().filter(|_| change.effect.wire))
        {
            reason.push_str("; the id is the same, so readers do not notice");
        }
        changes.append(&mut fields);
    }
    if !same_documentation(old.def(), new.def()) {
        changes.push(Change::new(What::DocumentationChanged));
    }
    changes
}

fn name(old: Side<'_>, new: Side<'_>) -> Option<Change> {
    let names = (shown_name(old.schema, old.def()), shown_name(new.schema, new.def()));
    let reason = if old.def().id == new.def().id {
        "the id is the same, so it is the same under another name"
    } else {
        "the fields and the result are the same, so it is the same under another name"
    };
    let change = Change::new(What::Renamed).between(&names.0, &names.1).with(Effect::NONE, reason);
    (names.0 != names.1).then_some(change)
}

fn id(old: Side<'_>, new: Side<'_>) -> Option<Change> {
    let ids = (old.def().id, new.def().id);
    let change = Change::new(What::IdChanged).between(format!("{:08x}", ids.0), format!("{:08x}", ids.1));
    let same_content = print::canonical(old.schema, old.id) == print::canonical(new.schema, new.id);
    (ids.0 != ids.1).then(|| {
        let rule = Rule::of(new.schema.dialect);
        let follows = || [rule, rule.other()].iter().any(|rule| compute(new.schema, new.id, *rule) == ids.1);
        let reason = match same_content {
            true => "the content is the same",
            false if follows() => FOLLOWS_CONTENT,
            false => "the content changes too, but no rule gives it this id",
        };
        change.with(Effect::WIRE, reason)
    })
}

fn result(old: Side<'_>, new: Side<'_>) -> Option<Change> {
    let is_same = |view| fields::same_result(old, new, view);
    let (before, after) = (&old.def().result, &new.def().result);
    let shown = (print::type_expr(old.schema, old.id, before), print::type_expr(new.schema, new.id, after));
    if shown.0 == shown.1 || is_variable(before) && is_variable(after) && is_same(View::Written) {
        return None;
    }
    let change = Change::new(What::ResultChanged).between(shown.0, shown.1);
    Some(match new.def().kind {
        _ if is_same(View::Written) => change.with(Effect::NONE, "the type is the same under another name"),
        DefKind::Constructor => change.with(Effect::WIRE, "it makes values of another type"),
        DefKind::Function if is_same(View::Wire) => change.with(Effect::NONE, "its bytes are the same"),
        DefKind::Function => change.with(Effect::WIRE, "what it returns is read differently"),
    })
}

fn is_variable(ty: &TypeExpr) -> bool {
    matches!(ty, TypeExpr::Var { .. })
}

/// The words about a definition and about its fields by their names: a field that comes or goes changes no words.
fn same_documentation(old: &Definition, new: &Definition) -> bool {
    let documented = |def: &Definition| def.args.iter().any(|arg| arg.docs.is_some());
    if old.docs != new.docs || !documented(old) && !documented(new) {
        return old.docs == new.docs;
    }
    let before: BTreeMap<_, _> = old.args.iter().map(|arg| (arg.name.as_deref(), &arg.docs)).collect();
    new.args.iter().all(|arg| before.get(&arg.name.as_deref()).is_none_or(|docs| **docs == arg.docs))
}
