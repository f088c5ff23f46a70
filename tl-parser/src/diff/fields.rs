//! The fields of a definition that both schemas have.

mod order;

use std::collections::BTreeMap;

use super::renames;
use super::spelling::{Speller, View};
use super::surface::{Role, Surface};
use super::{Change, Effect, What};
use crate::print;
use crate::schema::{Arg, ArgType, DefId, Definition, Schema, TypeExpr, Var};

/// One side of a comparison.
#[derive(Clone, Copy)]
pub(super) struct Side<'a> {
    pub(super) surface: &'a Surface<'a>,
    /// What the types are called, under the names of the new schema.
    pub(super) types: &'a [&'a str],
    pub(super) id: DefId,
}

impl<'a> Side<'a> {
    pub(super) fn schema(self) -> &'a Schema {
        self.surface.schema
    }

    pub(super) fn def(self) -> &'a Definition {
        self.schema().def(self.id)
    }

    fn speller<'v>(self, view: View, vars: &'v [String]) -> Speller<'v>
    where
        'a: 'v,
    {
        Speller { schema: self.schema(), types: self.types, vars, view }
    }

    fn args(self) -> &'a [Arg] {
        &self.def().args
    }

    fn role(self, at: usize) -> Role {
        self.surface.roles(self.id)[at]
    }

    /// The type of an argument with its condition, as it is written.
    fn written(self, at: usize) -> String {
        let arg = Arg { name: None, underscore: false, ..self.args()[at].clone() };
        let text = print::argument(self.schema(), self.id, &arg);
        if arg.nullable { text + " or null" } else { text }
    }

    /// The type of an argument without its condition, as it is written.
    fn type_alone(self, at: usize) -> String {
        let arg = Arg { name: None, underscore: false, condition: None, ..self.args()[at].clone() };
        print::argument(self.schema(), self.id, &arg)
    }

    fn name(self, at: usize) -> String {
        match &self.args()[at].name {
            Some(name) => name.to_string(),
            None => (at + 1).to_string(),
        }
    }

    /// Whether the argument takes bytes when it is there.
    fn has_bytes(self, at: usize) -> bool {
        !self.args()[at].implicit && !matches!(self.role(at), Role::Flag | Role::Accessor)
    }
}

/// The changes of the fields, those that are gone first, then in the order of the new definition.
pub(super) fn compare(old: Side<'_>, new: Side<'_>) -> Vec<Change> {
    let fields = Fields::of(old, new);
    let mut changes = fields.removed();
    let moved = order::moved(&fields.partners(), |at| new.has_bytes(at));
    let reordered = fields.arguments_of_new_change_places();
    for (at, partner) in fields.to_old.iter().enumerate() {
        match partner {
            None => changes.push(fields.added(at)),
            Some(before) => {
                fields.changed(*before, at, &mut changes);
                if moved.contains(&at) {
                    changes.push(fields.moved(at, reordered));
                }
            }
        }
    }
    changes
}

/// Whether both definitions have the same result.
pub(super) fn same_result(old: Side<'_>, new: Side<'_>, view: View) -> bool {
    let fields = Fields::of(old, new);
    let (old_speller, new_speller) = fields.spellers(view);
    old_speller.ty(&old.def().result) == new_speller.ty(&new.def().result)
}

/// The fields of both sides and which is which.
struct Fields<'a> {
    old: Side<'a>,
    new: Side<'a>,
    /// For each argument of the new definition its position in the old one.
    to_old: Vec<Option<usize>>,
    to_new: Vec<Option<usize>>,
    /// What the arguments are called in Rust.
    rust: (Vec<Option<String>>, Vec<Option<String>>),
    /// What the variables are called.
    old_vars: Vec<String>,
    new_vars: Vec<String>,
}

impl<'a> Fields<'a> {
    fn of(old: Side<'a>, new: Side<'a>) -> Self {
        let known: BTreeMap<_, _> = keys(old.args()).into_iter().zip(0..).collect();
        let to_old: Vec<Option<usize>> = keys(new.args()).iter().map(|key| known.get(key).copied()).collect();
        let mut fields = Self {
            old,
            new,
            to_new: vec![None; old.args().len()],
            to_old,
            rust: (renames::of_fields(old.surface, old.id), renames::of_fields(new.surface, new.id)),
            old_vars: Vec::new(),
            new_vars: Vec::new(),
        };
        for (at, partner) in fields.to_old.iter().enumerate() {
            if let Some(partner) = partner {
                fields.to_new[*partner] = Some(at);
            }
        }
        fields.name_variables();
        fields.find_renamed();
        fields.name_variables();
        fields
    }

    /// A field that is gone and one that is new are one field when they have the same type and stand in the same place:
    /// as far behind the same field, or behind the beginning.
    fn find_renamed(&mut self) {
        let mut gone = BTreeMap::new();
        let mut anchor = (None, 0);
        for (at, partner) in self.to_new.iter().enumerate() {
            anchor = match partner {
                Some(partner) => (Some(*partner), 0),
                None => (anchor.0, anchor.1 + 1),
            };
            if partner.is_none() {
                gone.insert(anchor, at);
            }
        }
        let mut renamed = Vec::new();
        let (old, new) = self.spellers(View::Written);
        let mut anchor = (None, 0);
        for (at, partner) in self.to_old.iter().enumerate() {
            anchor = match partner {
                Some(_) => (Some(at), 0),
                None => (anchor.0, anchor.1 + 1),
            };
            if let (None, Some(before)) = (partner, gone.get(&anchor))
                && old.arg(&self.old.args()[*before]) == new.arg(&self.new.args()[at])
            {
                renamed.push((*before, at));
            }
        }
        for (before, at) in renamed {
            self.to_old[at] = Some(before);
            self.to_new[before] = Some(at);
        }
    }

    /// Names the variables: the same name for those that both sides declare by one field.
    fn name_variables(&mut self) {
        self.new_vars = (0..self.new.def().vars.len()).map(|at| format!("${at}")).collect();
        let named = |var: &Var| format!("${}", var.name.as_deref().unwrap_or_default());
        self.old_vars = self.old.def().vars.iter().map(named).collect();
        for (arg, partner) in self.old.args().iter().zip(&self.to_new) {
            let partner = partner.and_then(|at| self.new.args()[at].var);
            if let (Some(var), Some(partner)) = (arg.var, partner) {
                self.old_vars[var.0 as usize].clone_from(&self.new_vars[partner.0 as usize]);
            }
        }
    }

    /// Both sides' spellers.
    fn spellers(&self, view: View) -> (Speller<'_>, Speller<'_>) {
        (self.old.speller(view, &self.old_vars), self.new.speller(view, &self.new_vars))
    }

    /// The pairs of positions, ascending by the new one.
    fn partners(&self) -> Vec<(usize, usize)> {
        self.to_old.iter().enumerate().filter_map(|(at, old)| Some(((*old)?, at))).collect()
    }

    fn removed(&self) -> Vec<Change> {
        let gone = (0..self.to_new.len()).filter(|at| self.to_new[*at].is_none());
        let changes = gone.map(|at| {
            let change = Change::new(What::FieldRemoved).about(self.old.name(at));
            let (effect, reason) = self.effect_of_removal(at);
            Change { old: Some(self.old.written(at)), ..change.with(effect, reason) }
        });
        changes.collect()
    }

    fn effect_of_removal(&self, at: usize) -> (Effect, &'static str) {
        let unit = self.new.surface.is_unit(self.new.id) && !self.old.surface.is_unit(self.old.id);
        match self.old.role(at) {
            Role::Nothing if self.old.args()[at].implicit => (Effect::SOURCE, "the struct has one parameter less"),
            Role::Nothing => (Effect::WIRE, "the fields behind it are read from another place"),
            Role::Mask if unit => (Effect::BOTH, "without fields it is a unit struct or a unit variant"),
            Role::Mask => (Effect::WIRE, "the flags word is no longer there"),
            Role::Word => (Effect::BOTH, "the flags word is no longer there, and neither is its field"),
            Role::Flag => (Effect::SOURCE, "the field is gone; readers drop the bit"),
            Role::Accessor => (Effect::SOURCE, "the method is gone; readers drop the bit"),
            Role::Optional => (Effect::BOTH, "the field is gone, and values that have it are read wrongly"),
            Role::Required => (Effect::BOTH, "the field is gone, and its bytes are no longer there"),
        }
    }

    fn added(&self, at: usize) -> Change {
        let change = Change::new(What::FieldAdded).about(self.new.name(at));
        let (effect, reason) = self.effect_of_addition(at);
        Change { new: Some(self.new.written(at)), ..change.with(effect, reason) }
    }

    fn effect_of_addition(&self, at: usize) -> (Effect, &'static str) {
        let was_unit = self.old.surface.is_unit(self.old.id);
        let had_new = self.old.surface.has_new(self.old.id);
        let role = self.new.role(at);
        let wire = match role {
            Role::Required | Role::Mask | Role::Word => Effect::WIRE,
            Role::Nothing if !self.new.args()[at].implicit => Effect::WIRE,
            Role::Optional if self.bit_was_used(at) => Effect::WIRE,
            _ => Effect::NONE,
        };
        let (source, reason) = match role {
            Role::Nothing if self.new.args()[at].implicit => (Effect::SOURCE, "the struct has one parameter more"),
            Role::Nothing => (Effect::NONE, "the count of the vector behind it takes bytes"),
            Role::Accessor => (Effect::ADDITION, "it shares its bit, so it is a method"),
            _ if was_unit => (Effect::SOURCE, "it had no fields, so it was a unit struct or a unit variant"),
            Role::Mask => (Effect::NONE, "the flags word takes bytes; it is no field in Rust"),
            Role::Required => (Effect::SOURCE, "every value has to say it"),
            Role::Optional | Role::Flag | Role::Word if !had_new => {
                (Effect::SOURCE, "the struct had no optional field, so its values are written without `..new()`")
            }
            Role::Optional if wire.wire => (Effect::ADDITION, "its bit had a meaning already"),
            Role::Optional | Role::Flag | Role::Word => (Effect::ADDITION, "`..new()` fills it in"),
        };
        (wire.and(source), reason)
    }

    /// Whether the bit that announces an added field is asked by a field of the old definition.
    fn bit_was_used(&self, at: usize) -> bool {
        let Some(condition) = self.new.args()[at].condition else { return false };
        let word = self.new.args().iter().position(|arg| arg.var == Some(condition.mask));
        let Some(word) = word.and_then(|at| self.to_old[at]).and_then(|at| self.old.args()[at].var) else {
            return false;
        };
        let asked = |arg: &Arg| arg.condition.is_some_and(|other| other.mask == word && other.bit == condition.bit);
        self.old.args().iter().any(asked)
    }

    fn changed(&self, before: usize, at: usize, changes: &mut Vec<Change>) {
        let (old, new) = (&self.old.args()[before], &self.new.args()[at]);
        let (old_name, new_name) = (self.old.name(before), self.new.name(at));
        let (old_role, new_role) = (self.old.role(before), self.new.role(at));
        if old.name != new.name {
            let change = Change::new(What::FieldRenamed).about(&new_name).between(old_name, &new_name);
            changes.push(match new_role {
                Role::Nothing | Role::Mask => change.with(Effect::NONE, "it is no field in Rust"),
                _ if self.rust.0[before] == self.rust.1[at] => {
                    change.with(Effect::NONE, "it has the same name in Rust, and its bytes are the same")
                }
                _ => change.with(Effect::SOURCE, "it has another name in Rust; its bytes are the same"),
            });
        }
        changes.extend(self.renamed(before, at));
        let presence = self.presence(before, at, changes);
        if self.stays_bool(before, at) {
            // What there is to say of the type has been said.
            return;
        }
        if !presence && old_role != new_role && self.is_same(View::Written, before, at) {
            let (what, reason) = match new_role {
                Role::Accessor => (What::BecameAccessor, "another field has the same bit now"),
                Role::Flag => (What::BecameField, "no other field has the same bit any more"),
                Role::Mask => (What::FieldRetyped, "it is a flags word now, which is no field in Rust"),
                Role::Word => (What::FieldRetyped, "it is a flags word now, which `new` leaves 0"),
                Role::Nothing => {
                    (What::FieldRetyped, "it only counts the vector behind it now, so it is no field in Rust")
                }
                _ => (What::FieldRetyped, "it is a number now, which is a field in Rust"),
            };
            let change = Change::new(what).about(&new_name).between(self.old.written(before), self.new.written(at));
            changes.push(change.with(Effect::SOURCE, reason));
        }
        self.retyped(before, at, changes);
    }

    /// What changes about the Rust name of a field whose name is the same.
    fn renamed(&self, before: usize, at: usize) -> Option<Change> {
        let is_named = |role: Role| !matches!(role, Role::Nothing | Role::Mask);
        let (Some(old), Some(new)) = (&self.rust.0[before], &self.rust.1[at]) else { return None };
        let same_name = self.old.args()[before].name == self.new.args()[at].name;
        if old == new || !same_name || !is_named(self.old.role(before)) || !is_named(self.new.role(at)) {
            return None;
        }
        let holder = |side: Side<'_>, names: &[Option<String>], name: &str| {
            names.iter().position(|other| other.as_deref() == Some(name)).map(|at| side.name(at))
        };
        let is_accessor = |side: Side<'_>, at: usize| side.role(at) == Role::Accessor;
        let reason = match (holder(self.new, &self.rust.1, old), holder(self.old, &self.rust.0, new)) {
            _ if self.new.args()[at].name.is_none() => "it is called after its position".to_owned(),
            (None, None) if is_accessor(self.old, before) != is_accessor(self.new, at) => {
                "as a method it must not hide another one of that name".to_owned()
            }
            (now, before) => renames::reason(now, before),
        };
        let change = Change::new(What::FieldRustNameChanged).about(self.new.name(at));
        Some(change.between(old, new).with(Effect::SOURCE, reason))
    }

    /// What changes about whether the field is there; whether that is anything.
    fn presence(&self, before: usize, at: usize, changes: &mut Vec<Change>) -> bool {
        let (old, new) = (&self.old.args()[before], &self.new.args()[at]);
        let (old_role, new_role) = (self.old.role(before), self.new.role(at));
        let is_optional = |arg: &Arg| arg.condition.is_some() || arg.nullable;
        let (what, mut effect) = match (is_optional(old), is_optional(new)) {
            (false, true) => (What::FieldMadeOptional, Effect::BOTH),
            (true, false) => (What::FieldMadeRequired, Effect::BOTH),
            _ => {
                let (old_speller, new_speller) = self.spellers(View::Wire);
                let condition = |speller: &Speller<'_>, arg: &Arg| {
                    let bit = arg
                        .condition
                        .map(|condition| (speller.vars.get(condition.mask.0 as usize).cloned(), condition.bit));
                    (bit, arg.nullable)
                };
                if condition(&old_speller, old) == condition(&new_speller, new) {
                    return false;
                }
                let source = if old_role == new_role { Effect::NONE } else { Effect::SOURCE };
                (What::FlagBitChanged, Effect::WIRE.and(source))
            }
        };
        let mut reason = match what {
            What::FieldMadeOptional => "it is an `Option` now, and its bytes may be missing",
            What::FieldMadeRequired => "it is no `Option` any more, and its bytes are always there",
            _ if new_role == Role::Accessor => {
                "another bit announces it, which it shares, so the field is a method now"
            }
            _ if old_role == Role::Accessor => {
                "another bit announces it, which it has for itself, so the method is a field now"
            }
            _ => "another bit announces it",
        };
        // A field that may be null by its documentation has no bytes that say so.
        if old.condition.is_none() && new.condition.is_none() {
            effect.wire = false;
            reason = "the documentation says now whether it may be null";
        }
        if self.stays_bool(before, at) {
            effect.source = self.old.surface.has_new(self.old.id);
            reason = if effect.source {
                "it is a `bool` before and after, but its bytes and the arguments of `new` are others"
            } else {
                "it is a `bool` before and after, but its bytes are others"
            };
        }
        let change = Change::new(what).about(self.new.name(at));
        changes.push(change.between(self.old.written(before), self.new.written(at)).with(effect, reason));
        true
    }

    fn retyped(&self, before: usize, at: usize, changes: &mut Vec<Change>) {
        let (old, new) = (&self.old.args()[before], &self.new.args()[at]);
        if self.is_same(View::Written, before, at) {
            let shown = (self.old.type_alone(before), self.new.type_alone(at));
            let variable = |arg: &Arg| matches!(arg.ty, ArgType::Plain(TypeExpr::Var { .. }));
            if shown.0 != shown.1 && !variable(old) && !variable(new) {
                let change = Change::new(What::FieldRetyped).about(self.new.name(at)).between(shown.0, shown.1);
                changes.push(change.with(Effect::NONE, "the type is the same under another name"));
            }
            return;
        }
        let same_rust = self.is_same(View::Rust, before, at) && self.old.role(before) == self.new.role(at);
        let source = !same_rust && !self.stays_bool(before, at);
        let wire = !self.is_same(View::Wire, before, at);
        let reason = match (wire, source) {
            (true, true) => "another type, other bytes",
            (true, false) => "the same Rust type, but other bytes",
            (false, true) => "the same bytes, but another Rust type",
            (false, false) => "the same bytes and the same Rust type",
        };
        let change = Change::new(What::FieldRetyped).about(self.new.name(at));
        let change = change.between(self.old.written(before), self.new.written(at));
        changes.push(change.with(Effect { wire, source, addition: false }, reason));
    }

    /// Whether the type of a field is the same, its condition aside.
    fn is_same(&self, view: View, before: usize, at: usize) -> bool {
        let (old, new) = self.spellers(view);
        old.arg_type(&self.old.args()[before]) == new.arg_type(&self.new.args()[at])
    }

    /// Whether the field is `bool` on both sides, once by `Bool` and once by a flag.
    fn stays_bool(&self, before: usize, at: usize) -> bool {
        let is_bool = |side: Side<'_>, at: usize| match side.role(at) {
            Role::Flag => true,
            Role::Required => side.speller(View::Rust, &[]).arg_type(&side.args()[at]) == "Bool",
            _ => false,
        };
        is_bool(self.old, before) && is_bool(self.new, at) && self.old.role(before) != self.new.role(at)
    }

    fn moved(&self, at: usize, reordered: bool) -> Change {
        let place = match self.new.args()[..at].last() {
            Some(_) => format!("behind `{}`", self.new.name(at - 1)),
            None => "to the beginning".to_owned(),
        };
        let change = Change { new: Some(place), ..Change::new(What::FieldMoved).about(self.new.name(at)) };
        match self.new.role(at) {
            _ if !self.new.has_bytes(at) => change.with(Effect::NONE, "it takes no bytes"),
            Role::Required if reordered => change.with(Effect::BOTH, "the arguments of `new` change places too"),
            _ => change.with(Effect::WIRE, "its bytes are in another place"),
        }
    }

    /// Whether `new` takes what it took in another order.
    fn arguments_of_new_change_places(&self) -> bool {
        if !self.old.surface.has_new(self.old.id) || !self.new.surface.has_new(self.new.id) {
            return false;
        }
        let both = |(old, new): &(usize, usize)| {
            self.old.role(*old) == Role::Required && self.new.role(*new) == Role::Required
        };
        let partners = self.partners();
        let old: Vec<usize> = partners.iter().filter(|pair| both(pair)).map(|(old, _)| *old).collect();
        !old.is_sorted()
    }
}

/// What tells fields apart: the name, and how often it came before.
fn keys(args: &[Arg]) -> Vec<(&str, usize)> {
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    let keys = args.iter().map(|arg| {
        let name = arg.name.as_deref().unwrap_or_default();
        let count = seen.entry(name).or_default();
        *count += 1;
        (name, *count)
    });
    keys.collect()
}
