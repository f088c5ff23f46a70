//! Which names of a schema stand beside each other, so that they have to differ.

use std::collections::{BTreeMap, BTreeSet};

use super::{Candidate, Case, RESERVED_MODULES, Words, last, namespace, settle, words};
use tlforge_parser::error_table::{ErrorTable, KnownError};
use tlforge_parser::schema::{Definition, Schema, TypeExpr};

/// The namespaces of a schema and the modules they became.
#[derive(Clone, Debug)]
pub(crate) struct Namespaces {
    modules: BTreeMap<String, Vec<String>>,
}

impl Namespaces {
    /// Those of all types and definitions, whether they are kept or not: a filter does not rename.
    pub(crate) fn of(schema: &Schema) -> Self {
        let mut children: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        let types = schema.types.iter().map(|ty| ty.name.as_str());
        for name in schema.definitions.iter().map(|def| def.name.as_str()).chain(types) {
            let mut at = namespace(name);
            while !at.is_empty() {
                children.entry(namespace(at).to_owned()).or_default().insert(at.to_owned());
                at = namespace(at);
            }
        }
        let mut modules = BTreeMap::from([(String::new(), Vec::new())]);
        // A namespace comes before those in it: its name is the beginning of theirs.
        for (parent, spaces) in &children {
            let segments = spaces.iter().map(|space| last(space));
            let candidates: Vec<_> = segments.map(|name| Candidate::item(name, words(name))).collect();
            let above = modules.get(parent).cloned().unwrap_or_default();
            for (space, words) in spaces.iter().zip(settle(Case::Module, &RESERVED_MODULES, &candidates)) {
                let mut path: Vec<String> = above.clone();
                path.push(Case::Module.ident(&words));
                modules.insert(space.clone(), path);
            }
        }
        Self { modules }
    }

    /// The module path of what stands in the namespace of `name`, below `above`.
    pub(crate) fn path(&self, above: &[String], name: &str) -> Vec<String> {
        let below = self.modules.get(namespace(name)).map_or(&[][..], Vec::as_slice);
        above.iter().chain(below).cloned().collect()
    }

    /// The namespaces with their paths.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &[String])> {
        self.modules.iter().map(|(name, path)| (name.as_str(), path.as_slice()))
    }
}

/// The words of a definition's own name.
pub(crate) fn words_of(def: &Definition, schema: &Schema) -> Words {
    match (def.name.as_str(), &def.result) {
        ("_", TypeExpr::Type { ty, .. }) => {
            let mut words = words(last(&schema.ty(*ty).name));
            words.push("default".to_owned());
            words
        }
        (name, _) => words(last(name)),
    }
}

/// The full name of a definition; a default constructor has the namespace of its type.
pub(crate) fn full_name(def: &Definition, schema: &Schema) -> String {
    match (def.name.as_str(), &def.result) {
        ("_", TypeExpr::Type { ty, .. }) => {
            let ty = &schema.ty(*ty).name;
            let dot = if namespace(ty).is_empty() { "" } else { "." };
            format!("{}{dot}_", namespace(ty))
        }
        (name, _) => name.to_owned(),
    }
}

/// The identifiers of the variants of the enum of type `ty`, whose constructors are `definitions`.
pub(crate) fn variants(schema: &Schema, ty: &str, definitions: &[&Definition]) -> Vec<String> {
    let candidate = |def: &&Definition| Candidate::variant(&full_name(def, schema), &words_of(def, schema), ty);
    let candidates: Vec<_> = definitions.iter().map(candidate).collect();
    idents(Case::Camel, &["Self"], &candidates)
}

/// The identifiers of flags words, fields and accessors of one struct.
pub(crate) fn fields(fields: &[Candidate]) -> Vec<String> {
    idents(Case::Field, &[], fields)
}

/// The identifiers of the errors of a table, the same in every enum, in order of their ids.
pub(crate) fn errors(errors: &ErrorTable) -> Vec<String> {
    let candidate = |error: &KnownError| Candidate::error(&error.name, error.argument.as_deref());
    let candidates: Vec<_> = errors.errors().iter().map(candidate).collect();
    idents(Case::Camel, &[], &candidates)
}

fn idents(case: Case, taken: &[&str], candidates: &[Candidate]) -> Vec<String> {
    settle(case, taken, candidates).iter().map(|words| case.ident(words)).collect()
}
