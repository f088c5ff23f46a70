//! Sections by layer, `===17===`, in which the schema of secret chats is published: every definition belongs to a layer.
//!
//! A client of layer 46 meets bytes of all layers before, so by default all definitions stay. The newest one of a name has
//! it; older ones get the number of their layer appended, `decryptedMessage8`. What one layer repeats from an older one in
//! the same words is one definition. [`Options::layer`](crate::Options) cuts instead: of each name the definition that was
//! in force in that layer stays.

use std::collections::{BTreeMap, BTreeSet};

use crate::ast::{Ast, Declaration, DeclarationKind, Section};

/// What becomes of the declarations of the texts.
#[derive(Debug, Default)]
pub(crate) struct Plan {
    /// Those that go: text and position.
    dropped: BTreeSet<(usize, usize)>,
    /// The names of older ones.
    renamed: BTreeMap<(usize, usize), String>,
}

/// A declaration: its layer, its text and its position there.
type Place = (u32, usize, usize);

impl Plan {
    /// Decides for `asts`, whose texts are `texts`; `None` keeps all layers.
    pub(crate) fn of(asts: &[Ast<'_>], texts: &[&str], layer: Option<u32>) -> Self {
        let mut plan = Self::default();
        let in_layers = |ast: &Ast<'_>| ast.declarations.iter().any(|declaration| declaration.layer.is_some());
        if !asts.iter().any(in_layers) {
            return plan;
        }
        let mut names: BTreeMap<(bool, &str), Vec<Place>> = BTreeMap::new();
        for (file, ast) in asts.iter().enumerate() {
            for (at, declaration) in ast.declarations.iter().enumerate() {
                // What stands before all sections belongs to every layer.
                let own = declaration.layer.unwrap_or_default();
                if layer.is_some_and(|layer| own > layer) {
                    plan.dropped.insert((file, at));
                } else if let DeclarationKind::Combinator(combinator) = &declaration.kind
                    && combinator.name.text != "_"
                {
                    let key = (declaration.section == Section::Functions, combinator.name.text);
                    names.entry(key).or_default().push((own, file, at));
                }
            }
        }
        let taken: BTreeSet<(bool, &str)> = names.keys().copied().collect();
        for ((section, name), mut places) in names.iter().map(|(key, places)| (*key, places.clone())) {
            places.sort_unstable();
            let newest = places.last().map_or(0, |(layer, ..)| *layer);
            let mut seen: Vec<String> = Vec::new();
            for (own, file, at) in places.into_iter().rev() {
                let words = words(texts[file], &asts[file].declarations[at]);
                if own == newest {
                    seen.push(words);
                } else if layer.is_some() || seen.contains(&words) {
                    plan.dropped.insert((file, at));
                } else {
                    seen.push(words);
                    let short = format!("{name}{own}");
                    let is_free = !taken.contains(&(section, short.as_str()));
                    plan.renamed.insert((file, at), if is_free { short } else { format!("{name}Layer{own}") });
                }
            }
        }
        plan
    }

    /// Carries it out.
    pub(crate) fn apply<'a>(&'a self, mut asts: Vec<Ast<'a>>) -> Vec<Ast<'a>> {
        for (file, ast) in asts.iter_mut().enumerate() {
            for (at, declaration) in ast.declarations.iter_mut().enumerate() {
                if let DeclarationKind::Combinator(combinator) = &mut declaration.kind {
                    combinator.distinct = self.renamed.get(&(file, at)).map(String::as_str);
                }
            }
            let mut at = 0;
            ast.declarations.retain(|_| {
                at += 1;
                !self.dropped.contains(&(file, at - 1))
            });
        }
        asts
    }
}

/// The oldest layer that the sections of `asts` name.
pub(crate) fn oldest(asts: &[Ast<'_>]) -> Option<u32> {
    asts.iter().flat_map(|ast| &ast.declarations).filter_map(|declaration| declaration.layer).min()
}

/// The newest layer that the sections of `asts` name.
pub(crate) fn newest(asts: &[Ast<'_>]) -> Option<u32> {
    asts.iter().flat_map(|ast| &ast.declarations).filter_map(|declaration| declaration.layer).max()
}

/// The text of a declaration with one space where white space is.
fn words(text: &str, declaration: &Declaration<'_>) -> String {
    let text = &text[declaration.start as usize..declaration.end as usize];
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
