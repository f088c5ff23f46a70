//! The fields of a definition that both schemas have.

mod order;

use std::collections::BTreeMap;

use super::pairing::{PairSide, Pairing};
use super::spelling::{Speller, View};
use super::{Change, Effect, What};
use crate::analysis::Role;
use crate::analysis::applied::{Env, Value};
use crate::print;
use crate::schema::{Arg, ArgType, Basic, DefId, Definition, Schema, TypeExpr, Var};

/// One side of a comparison.
#[derive(Clone, Copy)]
pub(super) struct Side<'a> {
    pub(super) schema: &'a Schema,
    facts: &'a PairSide<'a>,
    pub(super) id: DefId,
}

impl<'a> Side<'a> {
    /// Both sides of a definition that has a partner.
    pub(super) fn both(pairs: &'a Pairing<'a>, old: DefId, new: DefId) -> (Self, Self) {
        let side = |side: &'a PairSide<'a>, id| Self { schema: side.schema, facts: side, id };
        (side(&pairs.old, old), side(&pairs.new, new))
    }

    pub(super) fn def(self) -> &'a Definition {
        self.schema.def(self.id)
    }

    fn speller<'v>(self, view: View, vars: &'v [String]) -> Speller<'v>
    where
        'a: 'v,
    {
        Speller { schema: self.schema, types: &self.facts.types, vars, view }
    }

    fn args(self) -> &'a [Arg] {
        &self.def().args
    }

    fn role(self, at: usize) -> Role {
        self.facts.reading.args(self.id).role(at)
    }

    /// What the parameters stand for in each application of it that the schema makes.
    fn applications(self) -> &'a [Env] {
        self.facts.applications.get(&self.id).map_or(&[], Vec::as_slice)
    }

    /// Whether an argument behind a bit of a parameter is there: in some application, if there is one.
    fn is_applied(self, at: usize) -> Option<bool> {
        let condition = self.args()[at].condition?;
        let is_parameter = self.args().iter().any(|arg| arg.implicit && arg.var == Some(condition.mask));
        let has_bit = |env: &Env| match env.get(condition.mask) {
            Some(Value::Nat(word)) => word >> condition.bit.min(63) & 1 == 1,
            _ => true,
        };
        is_parameter.then(|| self.applications().iter().any(has_bit))
    }

    /// The type of an argument with its condition, as it is written.
    fn written(self, at: usize) -> String {
        let arg = Arg { name: None, underscore: false, ..self.args()[at].clone() };
        let text = print::argument(self.schema, self.id, &arg);
        match (arg.nullable, self.schema.has_nullable_elements(&arg)) {
            (false, _) => text,
            (true, false) => text + " or null",
            (true, true) => {
                let element = text.trim_end_matches('>');
                format!("{element} or null{}", &text[element.len()..])
            }
        }
    }

    /// The type of an argument without its condition, as it is written.
    fn type_alone(self, at: usize) -> String {
        let arg = Arg { name: None, underscore: false, condition: None, ..self.args()[at].clone() };
        print::argument(self.schema, self.id, &arg)
    }

    fn name(self, at: usize) -> String {
        match &self.args()[at].name {
            Some(name) => name.to_string(),
            None => (at + 1).to_string(),
        }
    }

    /// Whether the argument takes bytes when it is there.
    fn has_bytes(self, at: usize) -> bool {
        !matches!(self.role(at), Role::Implicit | Role::Flag | Role::Companion(_))
    }
}

/// The changes of the fields, those that are gone first, then in the order of the new definition.
pub(super) fn compare(old: Side<'_>, new: Side<'_>) -> Vec<Change> {
    let fields = Fields::of(old, new);
    let mut changes = fields.removed();
    let moved = order::moved(&fields.partners(), |at| new.has_bytes(at));
    for (at, partner) in fields.to_old.iter().enumerate() {
        match partner {
            None => changes.push(fields.added(at)),
            Some(before) => {
                fields.changed(*before, at, &mut changes);
                if moved.contains(&at) {
                    changes.push(fields.moved(at));
                }
            }
        }
    }
    changes
}

/// The positions of the arguments that stay, the old one with the new one.
pub(super) fn partners(old: Side<'_>, new: Side<'_>) -> BTreeMap<usize, usize> {
    Fields::of(old, new).partners().into_iter().collect()
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
    /// What the variables are called.
    old_vars: Vec<String>,
    new_vars: Vec<String>,
}

impl<'a> Fields<'a> {
    fn of(old: Side<'a>, new: Side<'a>) -> Self {
        let known: BTreeMap<_, _> = keys(old.args()).into_iter().zip(0..).collect();
        let to_old: Vec<Option<usize>> = keys(new.args()).iter().map(|key| known.get(key).copied()).collect();
        let mut fields =
            Self { old, new, to_new: vec![None; old.args().len()], to_old, old_vars: Vec::new(), new_vars: Vec::new() };
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
        match self.old.role(at) {
            Role::Implicit => (Effect::NONE, "it has one parameter less"),
            Role::Count => (Effect::WIRE, "the fields behind it are read from another position"),
            Role::FlagsWord(_) => (Effect::WIRE, "the flags word is no longer there"),
            Role::Flag | Role::Companion(_) => (Effect::NONE, "readers drop the bit"),
            _ if self.old.is_applied(at) == Some(false) => (Effect::NONE, "no application sets its bit"),
            Role::Optional => (Effect::WIRE, "values that have it are read wrongly"),
            Role::Number | Role::Nullable | Role::Required => (Effect::WIRE, "its bytes are no longer there"),
        }
    }

    fn added(&self, at: usize) -> Change {
        let change = Change::new(What::FieldAdded).about(self.new.name(at));
        let change = Change { new: Some(self.new.written(at)), ..change };
        let (effect, reason) = match self.new.role(at) {
            Role::Implicit => (Effect::NONE, "it has one parameter more"),
            Role::Count => (Effect::WIRE, "the count of the vector behind it takes bytes"),
            Role::FlagsWord(_) => (Effect::WIRE, "the flags word takes bytes"),
            Role::Number | Role::Nullable | Role::Required => (Effect::WIRE, "old bytes lack it"),
            Role::Optional => match self.new.is_applied(at) {
                Some(true) => (Effect::WIRE, "its bit is set where the type is applied, so its bytes are there"),
                _ if self.bit_was_used(at) => (Effect::WIRE.and(Effect::ADDITION), "its bit had a meaning already"),
                _ => return Change { effect: Effect::ADDITION, ..change },
            },
            Role::Flag | Role::Companion(_) => return Change { effect: Effect::ADDITION, ..change },
        };
        change.with(effect, reason)
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
        let (old_name, new_name) = (self.old.name(before), self.new.name(at));
        let (old_role, new_role) = (self.old.role(before), self.new.role(at));
        if self.old.args()[before].name != self.new.args()[at].name {
            let change = Change::new(What::FieldRenamed).about(&new_name).between(old_name, &new_name);
            changes.push(change.with(Effect::NONE, "its bytes are the same"));
        }
        let presence = self.presence(before, at, changes);
        let is_natural = |role| matches!(role, Role::FlagsWord(_) | Role::Number | Role::Count);
        if !presence && is_natural(old_role) && is_natural(new_role) {
            let reason = match (old_role, new_role) {
                (Role::Number, Role::Number)
                | (Role::Count, Role::Count)
                | (Role::FlagsWord(_), Role::FlagsWord(_)) => None,
                (_, Role::FlagsWord(_)) => Some("it is a flags word now"),
                (_, Role::Count) => Some("it only counts the vector behind it now"),
                _ => Some("it is a number now"),
            };
            if let Some(reason) = reason {
                let change = Change::new(What::FieldRetyped).about(&new_name);
                let change = change.between(self.old.written(before), self.new.written(at));
                changes.push(change.with(Effect::NONE, reason));
            }
        }
        if !(presence && self.stays_bool(before, at)) {
            self.retyped(before, at, changes);
        }
    }

    /// What changes about whether the field is there; whether that is anything.
    fn presence(&self, before: usize, at: usize, changes: &mut Vec<Change>) -> bool {
        let (old, new) = (&self.old.args()[before], &self.new.args()[at]);
        let is_optional = |arg: &Arg| arg.condition.is_some() || arg.nullable;
        let (what, mut effect, mut reason) = match (is_optional(old), is_optional(new)) {
            (false, true) => (What::FieldMadeOptional, Effect::WIRE, "its bytes may be missing"),
            (true, false) => (What::FieldMadeRequired, Effect::WIRE, "its bytes are always there"),
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
                (What::FlagBitChanged, Effect::WIRE, "another bit announces it")
            }
        };
        // A field that may be null by its documentation has no bytes that say so.
        if old.condition.is_none() && new.condition.is_none() {
            effect.wire = false;
            reason = "the documentation says now whether it may be null";
        }
        let change = Change::new(what).about(self.new.name(at));
        changes.push(change.between(self.old.written(before), self.new.written(at)).with(effect, reason));
        true
    }

    fn retyped(&self, before: usize, at: usize, changes: &mut Vec<Change>) {
        let (old, new) = (&self.old.args()[before], &self.new.args()[at]);
        let change = Change::new(What::FieldRetyped).about(self.new.name(at));
        if self.is_same(View::Written, before, at) {
            let shown = (self.old.type_alone(before), self.new.type_alone(at));
            let variable = |arg: &Arg| matches!(arg.ty, ArgType::Plain(TypeExpr::Var { .. }));
            if shown.0 != shown.1 && !variable(old) && !variable(new) {
                let change = change.between(shown.0, shown.1);
                changes.push(change.with(Effect::NONE, "the type is the same under another name"));
            }
            return;
        }
        let change = change.between(self.old.written(before), self.new.written(at));
        changes.push(if self.is_same(View::Wire, before, at) {
            change.with(Effect::NONE, "its bytes are the same")
        } else {
            change.with(Effect::WIRE, "its bytes are different")
        });
    }

    /// Whether the type of a field is the same, its condition aside.
    fn is_same(&self, view: View, before: usize, at: usize) -> bool {
        let (old, new) = self.spellers(view);
        old.arg_type(&self.old.args()[before]) == new.arg_type(&self.new.args()[at])
    }

    /// Whether the field says yes or no on both sides, once by `Bool` and once by a flag.
    fn stays_bool(&self, before: usize, at: usize) -> bool {
        let is_flag = |side: Side<'_>, at: usize| matches!(side.role(at), Role::Flag | Role::Companion(_));
        let is_bool = |side: Side<'_>, at: usize| {
            side.role(at) == Role::Required
                && matches!(&side.args()[at].ty, ArgType::Plain(TypeExpr::Type { ty, .. })
                    if side.schema.ty(*ty).basic == Some(Basic::Bool))
        };
        is_flag(self.old, before) && is_bool(self.new, at) || is_bool(self.old, before) && is_flag(self.new, at)
    }

    fn moved(&self, at: usize) -> Change {
        let place = match self.new.args()[..at].last() {
            Some(_) => format!("behind `{}`", self.new.name(at - 1)),
            None => "to the beginning".to_owned(),
        };
        let change = Change { new: Some(place), ..Change::new(What::FieldMoved).about(self.new.name(at)) };
        if self.new.has_bytes(at) {
            change.with(Effect::WIRE, "its bytes are in another position")
        } else {
            change.with(Effect::NONE, "it takes no bytes")
        }
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
