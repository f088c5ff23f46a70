//! Which definitions the options keep: those that are named, and all that they need.

use std::collections::BTreeSet;

use tlforge_parser::analysis::{Item, Reached, reach, select};
use tlforge_parser::schema::{DefId, DefKind, Schema, TypeExpr, TypeId};
use tlforge_parser::{Code, Diagnostic, Severity};

use crate::config::Config;

/// What is kept of one schema.
pub(super) struct Selection(Reached);

impl Selection {
    /// What `config` keeps of `schema`. Patterns that select something are put into `used`.
    pub(super) fn of<'c>(schema: &Schema, config: &'c Config, used: &mut BTreeSet<&'c str>) -> Self {
        let mut named = |patterns: &'c [String]| {
            let mut items = BTreeSet::new();
            for pattern in patterns {
                let found = select(schema, pattern);
                if !found.is_empty() {
                    used.insert(pattern);
                }
                items.extend(found);
            }
            items
        };
        let included = if config.include.is_empty() {
            schema.iter_definitions().map(|(def, _)| Item::Definition(def)).collect()
        } else {
            named(&config.include)
        };
        let excluded = named(&config.exclude);
        // The constructors of a type that is left out are left out with it.
        let is_excluded = |item: &Item| {
            let ty = match item {
                Item::Definition(def) => constructed(schema, *def),
                Item::Type(_) => None,
            };
            excluded.contains(item) || ty.is_some_and(|ty| excluded.contains(&Item::Type(ty)))
        };
        let selected: Vec<_> = included.into_iter().filter(|item| !is_excluded(item)).collect();
        // What is left out and needed is kept after all, so nothing bars the way.
        Self(reach(schema, &selected, &[]))
    }

    /// Whether a definition is kept. A constructor is kept with its whole type.
    pub(super) fn keeps(&self, def: DefId) -> bool {
        self.0.contains(Item::Definition(def))
    }
}

/// A warning for each pattern that selects nothing.
pub(super) fn unused(config: &Config, used: &BTreeSet<&str>) -> Vec<Diagnostic> {
    let patterns = config.include.iter().chain(&config.exclude).filter(|pattern| !used.contains(pattern.as_str()));
    let warnings = patterns.map(|pattern| {
        let message = format!("`{pattern}` selects no function, constructor or type");
        Diagnostic::without_place(Code::UnknownSelection, Severity::Warning, message)
    });
    warnings.collect()
}

/// The type that a constructor makes.
fn constructed(schema: &Schema, def: DefId) -> Option<TypeId> {
    match (schema.def(def).kind, &schema.def(def).result) {
        (DefKind::Constructor, TypeExpr::Type { ty, .. }) => Some(*ty),
        _ => None,
    }
}
