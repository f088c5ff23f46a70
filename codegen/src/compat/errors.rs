//! Enums of errors.

use std::collections::BTreeMap;

use tlforge_parser::diff::{Change, Diff, What};

use super::items::Items;
use super::{Comparison, Finding, reason_of_name};
use crate::model::{ErrorEnum, ErrorType, ErrorVariant, joined};
use crate::names::COMMON;

pub(super) fn compare(comparison: &Comparison<'_, '_>, diff: &mut Diff) {
    let mut functions = Vec::new();
    for ((def, ..), before) in &comparison.old.structs {
        let Some(new) = comparison.pairs.new_def(*def) else { continue };
        let after = comparison.new.structs.range((new, String::new(), Vec::new())..).next();
        let Some((_, after)) = after.filter(|((def, ..), _)| *def == new) else { continue };
        let (Some(old), Some(now)) = (&before.function, &after.function) else { continue };
        let now = of(&comparison.new, &now.error);
        let gone = of(&comparison.old, &old.error).into_keys().filter(|text| !now.contains_key(text));
        functions.extend(gone.map(|text| (new, removed(text, "its variant is gone"))));
    }
    for (def, finding) in functions {
        finding.tell(&mut diff.definition_mut(comparison.pairs, def).changes);
    }
    diff.changed.retain(|entry| !entry.changes.is_empty());
    let now = common(&comparison.new);
    for text in common(&comparison.old).into_keys().filter(|text| !now.contains_key(text)) {
        removed(text, "its variant is no longer among the common ones").tell(&mut diff.errors);
    }
    for finding in variants(&comparison.old, &comparison.new) {
        finding.tell(&mut diff.errors);
    }
}

/// The errors that a function has of its own.
fn of<'m>(items: &Items<'m>, error: &ErrorType) -> BTreeMap<String, &'m ErrorVariant> {
    match error {
        ErrorType::Own(module, name) => texts(items.errors.get(&joined(module, name)).copied()),
        ErrorType::Common(_) | ErrorType::Runtime => BTreeMap::new(),
    }
}

fn common<'m>(items: &Items<'m>) -> BTreeMap<String, &'m ErrorVariant> {
    texts(items.errors.values().copied().find(|errors| errors.ident == COMMON))
}

fn removed(text: String, reason: &str) -> Finding {
    let change = Change::new(What::ErrorRemoved).about(&text);
    Finding { otherwise: None, ..Finding::of(&[What::ErrorRemoved], vec![text], change, reason) }
}

/// The variants of an enum by the texts of the server.
fn texts(errors: Option<&ErrorEnum>) -> BTreeMap<String, &ErrorVariant> {
    let variants = errors.map_or(&[][..], |errors| &errors.variants);
    variants.iter().map(|variant| (variant.text.clone(), variant)).collect()
}

/// What becomes of variants, which are the same in every enum that has them.
fn variants(old: &Items<'_>, new: &Items<'_>) -> Vec<Finding> {
    let all = |items: &Items<'_>| -> BTreeMap<String, ErrorVariant> {
        let variants = items.errors.values().flat_map(|errors| &errors.variants);
        variants.map(|variant| (variant.text.clone(), variant.clone())).collect()
    };
    let (before, after) = (all(old), all(new));
    let holder = |variants: &BTreeMap<String, ErrorVariant>, ident: &str| {
        variants.values().find(|variant| variant.ident == ident).map(|variant| variant.text.clone())
    };
    let mut findings = Vec::new();
    for (text, was) in &before {
        let Some(is) = after.get(text) else { continue };
        if was.ident != is.ident {
            let reason = if was.argument == is.argument {
                reason_of_name(holder(&after, &was.ident).as_ref(), holder(&before, &is.ident).as_ref())
            } else {
                "a number of seconds or minutes or a data centre is no part of the name, any other is".to_owned()
            };
            let change = Change::new(What::ErrorRustNameChanged).about(text).between(&was.ident, &is.ident);
            findings.push(Finding::own(change, reason));
        }
        if was.argument != is.argument {
            let change = Change::new(What::ErrorArgumentChanged).about(text);
            let reason = "the field of its variant has another name";
            findings.push(Finding::of(&[What::ErrorArgumentChanged], vec![text.clone()], change, reason));
        }
    }
    findings
}
