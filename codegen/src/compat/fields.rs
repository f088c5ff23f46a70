//! The fields of a struct that both models have.

use std::collections::BTreeMap;

use tlforge_parser::diff::{Change, What};

use super::items::{Items, subject};
use super::{Finding, reason_of_name};
use crate::model::{Basic, Entry, Kind, NewFunction, Role, Struct};

const ADDED: &[What] = &[What::FieldAdded, What::FieldRetyped];
const REMOVED: &[What] = &[What::FieldRemoved, What::FieldRetyped];
const PRESENCE: &[What] = &[What::FieldMadeOptional, What::FieldMadeRequired, What::FieldRetyped];
const TYPE: &[What] = &[What::FieldRetyped, What::FlagBitChanged, What::FieldMadeOptional, What::FieldMadeRequired];
const BIT: &[What] = &[What::FlagBitChanged, What::FieldMadeOptional, What::FieldMadeRequired, What::FieldRetyped];

/// A struct of both models.
pub(super) struct Fields<'f, 'm> {
    pub(super) old: (&'f Items<'m>, &'m Struct),
    pub(super) new: (&'f Items<'m>, &'m Struct),
    /// Which argument is which: the old position with the new one.
    pub(super) arguments: &'f BTreeMap<usize, usize>,
}

impl<'m> Fields<'_, 'm> {
    /// What programs notice.
    pub(super) fn compare(&self) -> Vec<Finding> {
        let mut findings = Vec::new();
        let (old, new) = (self.old.1, self.new.1);
        if old.entries.is_empty() != new.entries.is_empty() {
            return if old.entries.is_empty() { became_payload(new) } else { became_unit(old) };
        }
        let mut matched = Vec::new();
        for before in shown(old) {
            match self.partner(before) {
                Some(after) => {
                    matched.push(after.ident.as_str());
                    self.name(before, after, &mut findings);
                    self.value(before, after, &mut findings);
                }
                None => findings.push(self.gone(before)),
            }
        }
        for after in shown(new).filter(|after| !matched.contains(&after.ident.as_str())) {
            findings.extend(self.added(after));
        }
        self.order(&mut findings);
        findings
    }

    /// What a field has become: the same argument of the definition, else an added one that has its name in Rust.
    fn partner(&self, before: &Entry) -> Option<&'m Entry> {
        match self.arguments.get(&before.argument) {
            Some(at) => shown(self.new.1).find(|after| after.argument == *at),
            None => shown(self.new.1)
                .find(|after| after.ident == before.ident && self.arguments.values().all(|at| *at != after.argument)),
        }
    }

    fn gone(&self, before: &Entry) -> Finding {
        let now = self.arguments.get(&before.argument).map(|at| self.new.0.argument(self.new.1, *at));
        let reason = match before.role {
            _ if now.is_some() => "it is no longer a field in Rust",
            Role::Shadow(..) => "the method is gone",
            _ => "the field is gone",
        };
        let change = Change {
            old: Some(self.old.0.model.type_of_field(before).unwrap_or_default()),
            ..Change::new(What::FieldRemoved).about(tl(before))
        };
        Finding::of(REMOVED, [tl(before)].into_iter().chain(now).collect(), change, reason)
    }

    fn added(&self, after: &Entry) -> Option<Finding> {
        let change = Change {
            new: Some(self.new.0.model.type_of_field(after).unwrap_or_default()),
            ..Change::new(What::FieldAdded).about(tl(after))
        };
        let breaks = |reason: &str| Finding::of(ADDED, vec![tl(after)], change.clone(), reason);
        let remark = |reason: &str| Finding { otherwise: None, breaks: false, ..breaks(reason) };
        Some(match after.role {
            Role::Mask => return None,
            Role::Shadow(..) => remark("it shares its bit, so it is a method"),
            Role::Required(_) => breaks("every value has to set it"),
            _ if !has_new(self.old.1) => {
                breaks("the struct had no optional field, so its values are written without `..new()`")
            }
            _ => remark("`..new()` fills it in"),
        })
    }

    fn name(&self, before: &Entry, after: &Entry, findings: &mut Vec<Finding>) {
        if before.ident == after.ident {
            return;
        }
        let names = (tl(before), tl(after));
        if is_named(after) && names.0 != names.1 {
            let change = Change::new(What::FieldRenamed).about(&names.1).between(names.0, &names.1);
            findings.push(Finding::of(&[What::FieldRenamed], vec![names.1], change, "it has another name in Rust"));
            return;
        }
        let holder = |of: &Struct, ident: &str| shown(of).find(|entry| entry.ident == ident).map(tl);
        let reason = match (holder(self.new.1, &before.ident), holder(self.old.1, &after.ident)) {
            _ if !is_named(after) => "it is called after its position".to_owned(),
            (None, None) if is_accessor(before) != is_accessor(after) => {
                "as a method it must not hide another one of that name".to_owned()
            }
            (now, before) => reason_of_name(now.as_ref(), before.as_ref()),
        };
        let change = Change::new(What::FieldRustNameChanged).about(names.1).between(&before.ident, &after.ident);
        findings.push(Finding::own(change, reason));
    }

    /// What becomes of what a field holds.
    fn value(&self, before: &Entry, after: &Entry, findings: &mut Vec<Finding>) {
        let subjects = || vec![tl(after)];
        let change = |what| Change::new(what).about(tl(after));
        let retyped = || {
            change(What::FieldRetyped).between(
                self.old.0.model.type_of_field(before).unwrap_or_default(),
                self.new.0.model.type_of_field(after).unwrap_or_default(),
            )
        };
        match (is_accessor(before), is_accessor(after)) {
            (true, true) => return,
            (false, true) => {
                let reason = "another field has the same bit now, so it is a method";
                findings.push(Finding::of(BIT, subjects(), change(What::BecameAccessor), reason));
                return;
            }
            (true, false) => {
                let reason = "no other field has the same bit any more, so it is no longer a method";
                findings.push(Finding::of(BIT, subjects(), change(What::BecameField), reason));
                return;
            }
            (false, false) => {}
        }
        let (Some((was_optional, old)), Some((is_optional, new))) = (value(&before.role), value(&after.role)) else {
            return;
        };
        if was_optional != is_optional {
            let reason = if is_optional { "it is an `Option` now" } else { "it is no longer an `Option`" };
            findings.push(Finding::of(PRESENCE, subjects(), retyped(), reason));
        }
        if !self.old.0.is_same(&old, (self.new.0, &new)) {
            findings.push(Finding::of(TYPE, subjects(), retyped(), "it has another Rust type"));
        } else if was_optional == is_optional && has_new(self.old.1) && is_argument(before) != is_argument(after) {
            findings.push(Finding::of(PRESENCE, subjects(), retyped(), "`new` has other arguments"));
        }
    }

    /// Reports arguments of `new` that change places.
    fn order(&self, findings: &mut Vec<Finding>) {
        if !has_new(self.old.1) || !has_new(self.new.1) {
            return;
        }
        let arguments = |of: &'m Struct| shown(of).filter(|entry| is_argument(entry));
        let places: BTreeMap<&str, usize> =
            arguments(self.new.1).enumerate().map(|(at, entry)| (entry.ident.as_str(), at)).collect();
        let partners = arguments(self.old.1).filter_map(|before| self.partner(before));
        let order: Vec<usize> = partners.filter_map(|after| places.get(after.ident.as_str()).copied()).collect();
        if !order.is_sorted() {
            let moved: Vec<String> = arguments(self.new.1).map(tl).collect();
            let change = Change::new(What::FieldMoved).about(moved.first().cloned().unwrap_or_default());
            findings.push(Finding::of(&[What::FieldMoved], moved, change, "the arguments of `new` change places too"));
        }
    }
}

impl Items<'_> {
    /// Returns the name that changes give to an argument of the definition behind a struct, even one that is no field.
    fn argument(&self, of: &Struct, at: usize) -> String {
        let def = self.model.names[of.item.0].origin.def.map(|def| self.schema.def(def));
        subject(def.and_then(|def| def.args.get(at)?.name.as_deref()), at)
    }
}

/// Returns a finding for each field of a struct that had none.
pub(super) fn became_payload(new: &Struct) -> Vec<Finding> {
    let reason = "it had no fields, so it was a unit struct or a unit variant";
    unit(ADDED, What::FieldAdded, new, reason)
}

/// Returns a finding for each field of a struct that no longer has any.
pub(super) fn became_unit(old: &Struct) -> Vec<Finding> {
    unit(REMOVED, What::FieldRemoved, old, "without fields it is a unit struct or a unit variant")
}

fn unit(follows: &'static [What], what: What, of: &Struct, reason: &str) -> Vec<Finding> {
    let finding = |entry: &Entry| Finding::of(follows, vec![tl(entry)], Change::new(what).about(tl(entry)), reason);
    of.entries.iter().map(finding).collect()
}

/// Returns the name that changes give to a field.
fn tl(entry: &Entry) -> String {
    subject(Some(entry.tl.as_str()).filter(|_| is_named(entry)), entry.argument)
}

/// Whether the field has a name in the schema, where none starts with an underscore and a digit.
fn is_named(entry: &Entry) -> bool {
    !entry.tl.strip_prefix('_').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
}

/// The fields and methods.
fn shown(of: &Struct) -> impl Iterator<Item = &Entry> {
    of.entries.iter().filter(|entry| entry.role != Role::Mask)
}

fn has_new(of: &Struct) -> bool {
    of.constructor != NewFunction::None
}

fn is_accessor(entry: &Entry) -> bool {
    matches!(entry.role, Role::Shadow(..))
}

/// Whether the field is an argument of `new`.
fn is_argument(entry: &Entry) -> bool {
    matches!(entry.role, Role::Required(_))
}

/// Whether the field is an `Option`, and of what.
fn value(role: &Role) -> Option<(bool, Kind)> {
    match role {
        Role::Mask | Role::Shadow(..) => None,
        Role::Word => Some((false, Kind::Basic(Basic::Nat))),
        Role::Flag(_) => Some((false, Kind::Basic(Basic::Bool))),
        Role::Required(kind) => Some((false, kind.clone())),
        Role::Optional(_, kind) | Role::Nullable(kind) => Some((true, kind.clone())),
    }
}
