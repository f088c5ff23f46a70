//! Constructors and functions.

use std::collections::BTreeMap;

use super::fields::{self, Side};
use super::pairing::{self, Pairing};
use super::renames;
use super::spelling::View;
use super::surface::Surface;
use super::{Change, Diff, Effect, Entry, FOLLOWS_CONTENT, What};
use crate::id::{Rule, compute};
use crate::print;
use crate::schema::{DefId, DefKind, Definition, Schema, TypeExpr, TypeId};

pub(super) fn compare(diff: &mut Diff, pairs: &Pairing<'_>, old: &Surface<'_>, new: &Surface<'_>) {
    let (old_types, new_types) = pairs.type_names();
    for (id, _) in old.schema.iter_definitions().filter(|(id, _)| pairs.new_def(*id).is_none()) {
        let change = removed(pairs, old, new, id);
        diff.removed.push(entry(Some((old.schema, id)), None, vec![change]));
    }
    for (id, _) in new.schema.iter_definitions() {
        let Some(before) = pairs.old_def(id) else {
            let change = added(pairs, old, new, id);
            diff.added.push(entry(None, Some((new.schema, id)), vec![change]));
            continue;
        };
        let sides =
            (Side { surface: old, types: &old_types, id: before }, Side { surface: new, types: &new_types, id });
        let changes = changed(sides.0, sides.1);
        if !changes.is_empty() {
            diff.changed.push(entry(Some((old.schema, before)), Some((new.schema, id)), changes));
        }
    }
    // Constructors before functions, whatever the order of the sections.
    for entries in [&mut diff.removed, &mut diff.changed, &mut diff.added] {
        entries.sort_by_key(|entry| entry.kind);
    }
}

fn entry(old: Option<(&Schema, DefId)>, new: Option<(&Schema, DefId)>, changes: Vec<Change>) -> Entry {
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

/// The name of a definition; `Type._` for a default constructor.
pub(super) fn shown_name(schema: &Schema, def: &Definition) -> String {
    match pairing::name(schema, def) {
        (ty, "_") => format!("{ty}._"),
        (name, _) => name.to_owned(),
    }
}

fn removed(pairs: &Pairing<'_>, old: &Surface<'_>, new: &Surface<'_>, id: DefId) -> Change {
    let change = Change::new(What::Removed);
    let Some(ty) = old.type_of(id) else {
        return change.with(Effect::BOTH, "it can be called no more");
    };
    if !old.has_item(id) {
        return change.with(Effect::NONE, "a basic type is known without a declaration");
    }
    let name = &old.schema.ty(ty).name;
    match still_there(pairs.new_type(ty), new) {
        Some(_) => change.with(Effect::BOTH, format!("its values of `{name}` are known no more")),
        None => change.with(Effect::BOTH, format!("`{name}` is gone with it")),
    }
}

fn added(pairs: &Pairing<'_>, old: &Surface<'_>, new: &Surface<'_>, id: DefId) -> Change {
    let change = Change::new(What::Added);
    let Some(ty) = new.type_of(id) else {
        return Change { effect: Effect::ADDITION, ..change };
    };
    if !new.has_item(id) {
        return change.with(Effect::NONE, "a basic type is known without a declaration");
    }
    let name = &new.schema.ty(ty).name;
    match still_there(pairs.old_type(ty), old) {
        None => Change { effect: Effect::ADDITION, ..change },
        Some(before) if old.is_enum(before) => {
            change.with(Effect::SOURCE, format!("the enum `{name}` gets a variant, and is matched exhaustively"))
        }
        Some(_) if new.is_enum(ty) => {
            change.with(Effect::SOURCE, format!("`{name}` was the struct of its only constructor and becomes an enum"))
        }
        Some(_) => change.with(Effect::SOURCE, format!("it is the struct of `{name}` in the place of another")),
    }
}

/// The type on the other side, if it has constructors there.
pub(super) fn still_there(ty: Option<TypeId>, surface: &Surface<'_>) -> Option<TypeId> {
    ty.filter(|ty| !surface.schema.ty(*ty).constructors.is_empty())
}

fn changed(old: Side<'_>, new: Side<'_>) -> Vec<Change> {
    let mut changes = Vec::new();
    let same_text = print::declaration(old.schema(), old.id) == print::declaration(new.schema(), new.id);
    // In TDLib's dialect the documentation says it.
    let nullable = |def: &Definition| def.args.iter().map(|arg| arg.nullable).collect::<Vec<_>>();
    let same_text = same_text && nullable(old.def()) == nullable(new.def());
    if !same_text {
        name(old, new, &mut changes);
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
    changes.extend(consequences(old, new));
    if !same_documentation(old.def(), new.def()) {
        changes.push(Change::new(What::DocumentationChanged));
    }
    if !old.surface.has_item(old.id) && !new.surface.has_item(new.id) {
        for change in changes.iter_mut().filter(|change| change.effect.source) {
            change.effect.source = false;
            change.reason = Some("it has no form of its own in Rust".to_owned());
        }
    }
    changes
}

fn name(old: Side<'_>, new: Side<'_>, changes: &mut Vec<Change>) {
    let names = (shown_name(old.schema(), old.def()), shown_name(new.schema(), new.def()));
    if names.0 != names.1 {
        let reason = if old.def().id == new.def().id {
            "the id is the same, so it is the same under another name"
        } else {
            "the fields and the result are the same, so it is the same under another name"
        };
        let change = Change::new(What::Renamed).between(names.0, names.1);
        changes.push(if renames::are_one_definition(old, new) {
            change.with(Effect::NONE, format!("{reason}, and has one name in Rust"))
        } else {
            change.with(Effect::SOURCE, reason)
        });
    }
}

fn id(old: Side<'_>, new: Side<'_>) -> Option<Change> {
    let ids = (old.def().id, new.def().id);
    let change = Change::new(What::IdChanged).between(format!("{:08x}", ids.0), format!("{:08x}", ids.1));
    let same_content = print::canonical(old.schema(), old.id) == print::canonical(new.schema(), new.id);
    (ids.0 != ids.1).then(|| {
        let rule = Rule::of(new.schema().dialect);
        let follows = || [rule, rule.other()].iter().any(|rule| compute(new.schema(), new.id, *rule) == ids.1);
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
    let shown = (print::type_expr(old.schema(), old.id, before), print::type_expr(new.schema(), new.id, after));
    if shown.0 == shown.1 || is_variable(before) && is_variable(after) && is_same(View::Written) {
        return None;
    }
    let change = Change::new(What::ResultChanged).between(shown.0, shown.1);
    Some(match new.def().kind {
        _ if is_same(View::Written) => change.with(Effect::NONE, "the type is the same under another name"),
        DefKind::Constructor => change.with(Effect::BOTH, "it makes values of another type"),
        DefKind::Function => {
            let effect = Effect { wire: !is_same(View::Wire), source: !is_same(View::Rust), addition: false };
            let reason = match (effect.wire, effect.source) {
                (true, _) => "what it returns is read differently",
                (false, true) => "the same bytes, but another Rust type",
                (false, false) => "the same bytes and the same Rust type",
            };
            change.with(effect, reason)
        }
    })
}

fn is_variable(ty: &TypeExpr) -> bool {
    matches!(ty, TypeExpr::Var { .. })
}

/// What generated code does differently, whether the definition itself is another or something that it holds.
fn consequences(old: Side<'_>, new: Side<'_>) -> Vec<Change> {
    let mut changes = Vec::new();
    let payload = |side: Side<'_>| side.surface.is_payload(side.id);
    let boxed = |side: Side<'_>| side.surface.is_boxed(side.id);
    if payload(old) && payload(new) {
        match (boxed(old), boxed(new)) {
            (false, true) if new.surface.grows(new.id) => changes.push(Change::new(What::Boxed).with(
                Effect::SOURCE,
                "it holds a flags word now, so the payload of its variant is in a `Box`, unless its size had put it there",
            )),
            (false, true) => changes.push(Change::new(What::Boxed).with(
                Effect::SOURCE,
                "its type contains itself now, so the payload of its variant is in a `Box`, unless its size had put it there",
            )),
            (true, false) => changes.push(Change::new(What::Unboxed).with(
                Effect::SOURCE,
                "no flags word and no cycle is left, so the payload of its variant is in no `Box`, unless its size puts it there",
            )),
            _ => {}
        }
    }
    changes.extend(eq(old.surface.has_eq(old.id), new.surface.has_eq(new.id)));
    // A name that is another in the schema has been told.
    if pairing::name(old.schema(), old.def()) == pairing::name(new.schema(), new.def()) {
        changes.extend(renames::of_definition(old, new));
    }
    changes
}

/// What becomes of `Eq` and `Hash`.
pub(super) fn eq(old: bool, new: bool) -> Option<Change> {
    match (old, new) {
        (true, false) => {
            let reason = "it may hold a `double` now, so it is neither `Eq` nor `Hash`";
            Some(Change::new(What::EqLost).with(Effect::SOURCE, reason))
        }
        (false, true) => Some(Change::new(What::EqGained).with(Effect::ADDITION, "no `double` is left in it")),
        _ => None,
    }
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
