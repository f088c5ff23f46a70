//! Constructors and functions: their structs and variants.

use std::collections::BTreeMap;

use tlforge_parser::diff::{self, Change, Diff, Effect, Entry, Kind, What};
use tlforge_parser::schema::{DefId, Definition};

use super::fields::{Fields, became_payload, became_unit};
use super::items::{OfType, StructKey};
use super::{Comparison, Finding, Gone, reason_of_name};
use crate::model::{BoxReason, Enum, ErrorType, Payload, Struct, Variant};

/// Tells what becomes of the items of all definitions; returns those whose items are gone.
pub(super) fn compare(comparison: &Comparison<'_, '_>, diff: &mut Diff) -> Gone {
    let mut gone = Gone::new();
    let mut before: BTreeMap<DefId, Vec<(&StructKey, &Struct)>> = BTreeMap::new();
    for (key, item) in &comparison.old.structs {
        before.entry(key.0).or_default().push((key, item));
    }
    for (id, def) in comparison.old.schema.iter_definitions() {
        let structs = before.get(&id).map_or(&[][..], Vec::as_slice);
        let Some(new) = comparison.pairs.new_def(id) else {
            if comparison.has_item(id, structs) {
                gone.insert(id);
                mark(&mut diff.removed, &diff::shown_name(comparison.old.schema, def), def, Effect::SOURCE, None);
            }
            continue;
        };
        let findings = comparison.definition(id, new, structs);
        if !findings.is_empty() {
            let changes = &mut diff.definition_mut(comparison.pairs, new).changes;
            for finding in findings {
                finding.tell(changes);
            }
        }
    }
    diff.changed.retain(|entry| !entry.changes.is_empty());
    for (id, def) in comparison.new.schema.iter_definitions() {
        if comparison.pairs.old_def(id).is_none()
            && let Some(reason) = comparison.joins(id)
        {
            let name = diff::shown_name(comparison.new.schema, def);
            mark(&mut diff.added, &name, def, Effect::SOURCE, Some(&reason));
        }
    }
    gone
}

/// Marks the entry of a definition that only one of the schemas has.
fn mark(entries: &mut [Entry], name: &str, def: &Definition, effect: Effect, reason: Option<&str>) {
    let is_it = |entry: &&mut Entry| entry.kind == Kind::from(def.kind) && entry.name == name;
    for change in entries.iter_mut().filter(is_it).flat_map(|entry| &mut entry.changes) {
        change.effect = change.effect.and(effect);
        if let Some(reason) = reason {
            change.effect.addition = false;
            change.reason = Some(reason.to_owned());
        }
    }
}

impl<'m> Comparison<'_, 'm> {
    /// What programs notice of a definition that both schemas have.
    fn definition(&self, id: DefId, new: DefId, structs: &[(&StructKey, &'m Struct)]) -> Vec<Finding> {
        let arguments = self.pairs.arguments(id, new);
        let is_renamed = diff::shown_name(self.old.schema, self.old.schema.def(id))
            != diff::shown_name(self.new.schema, self.new.schema.def(new));
        let mut findings = Vec::new();
        for ((_, args, part), before) in structs {
            let Some(after) = self.new.structs.get(&(new, args.clone(), part.clone())) else { continue };
            let of_part;
            let arguments = if part.is_empty() {
                &arguments
            } else {
                of_part = by_name(before, after);
                &of_part
            };
            let fields = Fields { old: (&self.old, before), new: (&self.new, after), arguments };
            let found = fields.compare();
            match part.first() {
                // What is repeated is the type of the field that repeats it.
                Some(root) if !found.is_empty() => {
                    let change = Change::new(What::FieldRetyped).about(root);
                    if found.iter().any(|finding| finding.breaks) {
                        let reason = "what it repeats is another struct in Rust";
                        findings.push(Finding::of(&[What::FieldRetyped], vec![root.clone()], change, reason));
                    }
                }
                Some(_) => {}
                None => findings.extend(found),
            }
            findings.extend(self.name(before, after, is_renamed));
            findings.extend(eq((before.eq, after.eq)));
            findings.extend(self.function(before, after));
        }
        let variants = self.old.variants.range((id, String::new())..).take_while(|((def, _), _)| *def == id);
        for ((_, args), before) in variants {
            let other_type = || Change::new(What::ResultChanged);
            match self.new.variants.get(&(new, args.clone())) {
                Some(after) if self.type_stays(*before, new) => {
                    findings.extend(self.variant(args, *before, *after, is_renamed));
                }
                None if self.type_stays(*before, new) => {}
                _ => {
                    let reason = "its variant is in another enum";
                    findings.push(Finding {
                        otherwise: None,
                        ..Finding::of(&[What::ResultChanged], Vec::new(), other_type(), reason)
                    });
                }
            }
        }
        findings
    }

    /// Whether the code of the old schema has an item for a definition.
    fn has_item(&self, id: DefId, structs: &[(&StructKey, &Struct)]) -> bool {
        let variant = self.old.variants.range((id, String::new())..).next();
        !structs.is_empty() || variant.is_some_and(|((def, _), _)| *def == id)
    }

    /// Whether a constructor makes the same type as before.
    fn type_stays(&self, (owner, _): (&Enum, &Variant), new: DefId) -> bool {
        let before = self.old.model.names[owner.item.0].origin.ty.and_then(|ty| self.pairs.new_type(ty));
        before.is_some_and(|ty| self.new.schema.ty(ty).constructors.contains(&new))
    }

    fn name(&self, before: &Struct, after: &Struct, is_renamed: bool) -> Option<Finding> {
        let paths = (self.old.model.path(before.item), self.new.model.path(after.item));
        self.renamed(paths, is_renamed)
    }

    /// What is said of another path.
    pub(super) fn renamed(&self, (old, new): (String, String), is_renamed: bool) -> Option<Finding> {
        if old == new {
            return None;
        }
        let reason = reason_of_name(self.new.holders.get(&old), self.old.holders.get(&new));
        let change = Change::new(What::RustNameChanged).between(old, new);
        Some(if is_renamed {
            Finding::of(&[What::Renamed], Vec::new(), change, "it has another name in Rust")
        } else {
            Finding::own(change, reason)
        })
    }

    fn function(&self, before: &Struct, after: &Struct) -> Option<Finding> {
        let (before, after) = (before.function.as_ref()?, after.function.as_ref()?);
        let is_same = match (&before.response, &after.response) {
            (Some(old), Some(new)) => self.old.is_same(old, (&self.new, new)),
            (old, new) => old.is_none() == new.is_none(),
        };
        if !is_same {
            let change = Change::new(What::ResultChanged);
            return Some(Finding::of(&[What::ResultChanged], Vec::new(), change, "its response is another Rust type"));
        }
        let own = |error: &ErrorType| matches!(error, ErrorType::Own(..));
        let reason = match (own(&before.error), own(&after.error)) {
            (false, true) => "it has errors of its own now, so its error type is no longer the common one",
            (true, false) => "it no longer has errors of its own, so its error type is the common one",
            _ => return None,
        };
        Some(Finding::own(Change::new(What::ErrorTypeChanged), reason))
    }

    fn variant(
        &self,
        args: &str,
        (old_enum, old): (&Enum, &Variant),
        (new_enum, new): (&Enum, &Variant),
        is_renamed: bool,
    ) -> Vec<Finding> {
        let mut findings = Vec::new();
        if old.ident != new.ident {
            let paths = (self.old.path_of_variant(old_enum, old), self.new.path_of_variant(new_enum, new));
            let reason = "a variant loses the words of its type, which is called otherwise now";
            let found = self.renamed(paths, is_renamed);
            findings.extend(found.map(|found| match found.follows {
                [] if old_enum.tl != new_enum.tl => Finding { reason: reason.to_owned(), ..found },
                _ => found,
            }));
        }
        match (old.payload, new.payload) {
            (Payload::Unit, Payload::Inline(_) | Payload::Heaped(_)) => {
                findings.extend(self.new.payload(new, args).into_iter().flat_map(became_payload));
            }
            (Payload::Inline(_) | Payload::Heaped(_), Payload::Unit) => {
                findings.extend(self.old.payload(old, args).into_iter().flat_map(became_unit));
            }
            (Payload::Inline(_), Payload::Heaped(_)) => {
                let reason = match new.boxed {
                    Some(BoxReason::Grows) => "it holds a flags word or a field that may be null now",
                    Some(BoxReason::Cycle) => "its type contains itself now",
                    _ => "it is too large for its enum now",
                };
                let reason = format!("{reason}, so the payload of its variant is in a `Box`");
                findings.push(Finding::own(Change::new(What::Boxed), reason));
            }
            (Payload::Heaped(_), Payload::Inline(_)) => {
                let reason =
                    "it is small, cannot grow and is in no cycle, so the payload of its variant is in no `Box`";
                findings.push(Finding::own(Change::new(What::Unboxed), reason));
            }
            _ => {}
        }
        findings
    }

    /// Why an added definition breaks programs: it makes a type that was there.
    fn joins(&self, id: DefId) -> Option<String> {
        let ty = self.new.schema.def(id).makes()?;
        let before = self.pairs.old_type(ty)?;
        let name = &self.new.schema.ty(ty).name;
        let mut of_old = self.old.types.iter().filter(|((ty, _), _)| *ty == before);
        of_old.find_map(|((_, args), item)| match (item, self.new.types.get(&(ty, args.clone()))?) {
            (OfType::Enum(old), OfType::Enum(new)) => has_more_variants(old, new)
                .then(|| format!("the enum `{name}` gets a variant, and is matched exhaustively")),
            (OfType::Struct(_), OfType::Enum(_)) => {
                Some(format!("`{name}` was the struct of its only constructor and becomes an enum"))
            }
            (OfType::Struct(old), OfType::Struct(new))
                if self.old.model.path(old.item) != self.new.model.path(new.item) =>
            {
                Some(format!("it is the struct of `{name}` in the place of another"))
            }
            _ => None,
        })
    }
}

/// Whether an enum has a variant that is not matched so far.
pub(super) fn has_more_variants(old: &Enum, new: &Enum) -> bool {
    new.variants.iter().any(|variant| old.variants.iter().all(|known| known.ident != variant.ident))
}

/// Which field of a repeated part is which, by their names.
fn by_name(old: &Struct, new: &Struct) -> BTreeMap<usize, usize> {
    let named = |of: &Struct, tl: &str| of.entries.iter().find(|entry| entry.tl == tl).map(|entry| entry.argument);
    old.entries.iter().filter_map(|entry| Some((entry.argument, named(new, &entry.tl)?))).collect()
}

/// What becomes of `Eq` and `Hash`.
pub(super) fn eq((old, new): (bool, bool)) -> Option<Finding> {
    match (old, new) {
        (true, false) => {
            let reason = "it may hold a `double` now, so it is neither `Eq` nor `Hash`";
            Some(Finding::own(Change::new(What::EqLost), reason))
        }
        (false, true) => {
            let change = Change { effect: Effect::ADDITION, ..Change::new(What::EqGained) };
            Some(Finding { breaks: false, ..Finding::own(change, "no `double` is left in it") })
        }
        _ => None,
    }
}
