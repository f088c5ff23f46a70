//! Types: their enums, or the structs of their only constructors.

use tlforge_parser::diff::{self, Change, Diff, Kind, What};
use tlforge_parser::schema::{DefId, TypeId};

use super::definitions::{eq, has_more_variants};
use super::items::OfType;
use super::{Comparison, Finding, Gone};

pub(super) fn compare(comparison: &Comparison<'_, '_>, gone: &Gone, diff: &mut Diff) {
    for ((before, args), old) in &comparison.old.types {
        let Some(after) = comparison.pairs.new_type(*before) else {
            for entry in diff.removed.iter_mut().filter(|entry| entry.kind == Kind::Type) {
                if entry.name == comparison.old.schema.ty(*before).name {
                    entry.changes.iter_mut().for_each(|change| change.effect.source = true);
                }
            }
            continue;
        };
        let mut findings = Vec::new();
        if let Some(new) = comparison.new.types.get(&(after, args.clone())) {
            findings.extend(comparison.of_type((*before, old), (after, new)));
        }
        findings.extend(comparison.constructors((*before, *old), after, args, gone));
        if !findings.is_empty() {
            let changes = &mut diff.type_mut(comparison.pairs, after).changes;
            for finding in findings {
                finding.tell(changes);
            }
        }
    }
    diff.changed.retain(|entry| !entry.changes.is_empty());
}

impl Comparison<'_, '_> {
    fn of_type(&self, (before, old): (TypeId, &OfType<'_>), (after, new): (TypeId, &OfType<'_>)) -> Vec<Finding> {
        let mut findings = Vec::new();
        let is_renamed = self.old.schema.ty(before).name != self.new.schema.ty(after).name;
        let items = match (old, new) {
            (OfType::Struct(_), OfType::Enum(_)) => {
                let reason = "the struct of its only constructor becomes a variant of an enum";
                return vec![Finding::own(Change::new(What::BecameEnum), reason)];
            }
            (OfType::Enum(_), OfType::Struct(_)) => {
                let reason = "the enum is gone: its only constructor is its struct";
                return vec![Finding::own(Change::new(What::BecameStruct), reason)];
            }
            (OfType::Enum(old), OfType::Enum(new)) => {
                findings.extend(eq((old.eq, new.eq)));
                (old.item, new.item)
            }
            (OfType::Opaque(old), OfType::Opaque(new)) => (old.item, new.item),
            // What becomes of a struct is told where its constructor is.
            _ => return findings,
        };
        let paths = (self.old.model.path(items.0), self.new.model.path(items.1));
        findings.extend(self.renamed(paths, is_renamed));
        findings
    }

    /// What programs notice of constructors that come and go.
    fn constructors(
        &self,
        (before, old): (TypeId, OfType<'_>),
        after: TypeId,
        args: &str,
        gone: &Gone,
    ) -> Vec<Finding> {
        let old_name = |def: DefId| diff::shown_name(self.old.schema, self.old.schema.def(def));
        let new_name = |def: DefId| diff::shown_name(self.new.schema, self.new.schema.def(def));
        let finding = |what: &'static [What], name: String, reason: &str| Finding {
            otherwise: None,
            ..Finding::of(what, vec![name], Change::new(what[0]), reason)
        };
        let mut findings = Vec::new();
        for def in &self.old.schema.ty(before).constructors {
            let moved = self.pairs.new_def(*def).is_some_and(|new| self.new.schema.def(new).makes() != Some(after));
            if gone.contains(def) || moved {
                findings.push(finding(&[What::VariantRemoved], old_name(*def), "code that names it does not compile"));
            }
        }
        for def in &self.new.schema.ty(after).constructors {
            let is_new = self.pairs.old_def(*def).is_none_or(|old| self.old.schema.def(old).makes() != Some(before));
            let reason = match (old, self.new.types.get(&(after, args.to_owned()))) {
                _ if !is_new => continue,
                (OfType::Enum(old), Some(OfType::Enum(new))) if has_more_variants(old, new) => {
                    "the enum is matched exhaustively"
                }
                (OfType::Struct(_), Some(OfType::Enum(_))) => "the type was a struct",
                (OfType::Struct(old), Some(OfType::Struct(new)))
                    if self.old.model.path(old.item) != self.new.model.path(new.item) =>
                {
                    "it is the struct in the place of another"
                }
                _ => continue,
            };
            findings.push(finding(&[What::VariantAdded], new_name(*def), reason));
        }
        findings
    }
}
