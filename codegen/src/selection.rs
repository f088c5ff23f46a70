//! Which definitions the options keep: those that are named, and all that they need.

use std::collections::{BTreeMap, BTreeSet};

use tlforge_parser::analysis::{Item, Reached, reach, select};
use tlforge_parser::schema::{DefId, DefKind, Schema, TypeId};
use tlforge_parser::suggestions::nearest;
use tlforge_parser::{Code, Diagnostic, Severity};

use crate::config::{Config, selects};

/// What the options keep of one schema.
#[derive(Clone, Debug)]
pub struct Selection {
    reached: Reached,
    /// What is named, with the first pattern that names it; `None` where there are no patterns and all is selected.
    selected: BTreeMap<Item, Option<String>>,
    opaque: BTreeSet<TypeId>,
    /// The patterns that select something.
    used: BTreeSet<String>,
}

impl Selection {
    /// What `config` keeps of `schema`.
    pub fn new(schema: &Schema, config: &Config) -> Self {
        let mut used = BTreeSet::new();
        let mut named = |patterns: &[String]| {
            let mut items = BTreeMap::new();
            for pattern in patterns {
                let found = select(schema, pattern);
                if !found.is_empty() {
                    used.insert(pattern.clone());
                }
                for item in found {
                    items.entry(item).or_insert_with(|| Some(pattern.clone()));
                }
            }
            items
        };
        let mut selected = if config.include.is_empty() {
            schema.iter_definitions().map(|(def, _)| (Item::Definition(def), None)).collect()
        } else {
            named(&config.include)
        };
        let excluded = named(&config.exclude);
        // The constructors of a type that is left out are left out with it.
        let is_excluded = |item: &Item| {
            let ty = match item {
                Item::Definition(def) => schema.def(*def).makes(),
                Item::Type(_) => None,
            };
            excluded.contains_key(item) || ty.is_some_and(|ty| excluded.contains_key(&Item::Type(ty)))
        };
        selected.retain(|item, _| !is_excluded(item));
        let opaque = opaque_types(schema, config, &mut used);
        let constructors = opaque.iter().flat_map(|ty| schema.ty(*ty).constructors.iter().copied());
        let ends: Vec<Item> =
            constructors.map(Item::Definition).chain(opaque.iter().copied().map(Item::Type)).collect();
        let roots: Vec<Item> = selected.keys().copied().collect();
        // What is left out and needed is kept after all, so nothing bars the way.
        let reached = reach(schema, &roots, &[], &ends);
        Self { reached, selected, opaque, used }
    }

    /// Whether a definition is kept. A constructor is kept with its whole type.
    pub fn keeps(&self, def: DefId) -> bool {
        self.reached.contains(Item::Definition(def))
    }

    /// The types that are kept as their bytes.
    pub fn opaque(&self) -> &BTreeSet<TypeId> {
        &self.opaque
    }

    /// Whether neither a definition nor a type that is opaque is kept.
    fn is_empty(&self, schema: &Schema) -> bool {
        let opaque = self.opaque.iter().any(|ty| self.reached.contains(Item::Type(*ty)));
        !opaque && !schema.iter_definitions().any(|(def, _)| self.keeps(def))
    }

    /// How many definitions of a kind are kept.
    pub fn count(&self, schema: &Schema, kind: DefKind) -> usize {
        let is_opaque = |def| schema.def(def).makes().is_some_and(|ty| self.opaque.contains(&ty));
        let definitions = schema.iter_definitions().filter(|(at, def)| def.kind == kind && self.keeps(*at));
        definitions.filter(|(at, _)| !is_opaque(*at)).count()
    }

    /// Why `item` is kept: the shortest chain of items from a selected one to it, each needed by the one before; empty
    /// when it is left out.
    pub fn chain(&self, item: Item) -> Vec<Item> {
        self.reached.chain(item)
    }

    /// The pattern that selects `item` by its name; `None` where all is selected, or the item is not.
    pub fn pattern(&self, item: Item) -> Option<&str> {
        self.selected.get(&item)?.as_deref()
    }
}

/// A warning for each pattern that selects nothing in any of the schemas, whose selections come in the same order, and
/// an error if nothing at all is selected.
pub fn unused(config: &Config, schemas: &[&Schema], selections: &[Selection]) -> Vec<Diagnostic> {
    let is_used = |pattern: &String| selections.iter().any(|selection| selection.used.contains(pattern));
    let names = || {
        let definitions = schemas.iter().flat_map(|schema| &schema.definitions).map(|def| def.name.as_str());
        definitions.chain(schemas.iter().flat_map(|schema| &schema.types).map(|ty| ty.name.as_str()))
    };
    let patterns = config.include.iter().chain(&config.exclude).filter(|pattern| !is_used(pattern));
    let warnings = patterns.map(|pattern| {
        let message = format!("`{pattern}` selects no function, constructor or type");
        let warning = Diagnostic::without_place(Code::UnknownSelection, Severity::Warning, message);
        match nearest(pattern, names()) {
            Some(similar) => warning.help(format!("did you mean `{similar}`?")),
            None => warning,
        }
    });
    let opaque = config.opaque.iter().filter(|pattern| !is_used(pattern));
    let opaque = opaque.map(|pattern| {
        let message = format!("`{pattern}`, which is to be opaque, selects no type");
        Diagnostic::without_place(Code::UnknownSelection, Severity::Warning, message)
    });
    // An empty module tree in the place of one that is used is never what was meant.
    let is_empty = schemas.iter().zip(selections).all(|(schema, selection)| selection.is_empty(schema));
    let nothing = (is_empty && schemas.iter().any(|schema| !schema.definitions.is_empty())).then(|| {
        let message = "the filters leave nothing of the schema";
        Diagnostic::without_place(Code::UnknownSelection, Severity::Error, message)
    });
    warnings.chain(opaque).chain(nothing).collect()
}

/// The types that are kept as their bytes. Patterns that select one are put into `used`.
fn opaque_types(schema: &Schema, config: &Config, used: &mut BTreeSet<String>) -> BTreeSet<TypeId> {
    let mut types = BTreeSet::new();
    for (id, ty) in schema.iter_types().filter(|(_, ty)| ty.basic.is_none()) {
        for pattern in config.opaque.iter().filter(|pattern| selects(pattern, &ty.name)) {
            types.insert(id);
            used.insert(pattern.clone());
        }
    }
    types
}
