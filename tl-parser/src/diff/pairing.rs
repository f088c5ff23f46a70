//! Which definition and which type of the old schema is which of the new one.

use std::collections::BTreeMap;

use super::fields::{self, Side};
use super::spelling::{Speller, View};
use crate::analysis::applied::{self, Env};
use crate::analysis::{FlagsWords, Reading};
use crate::schema::{DefId, DefKind, Definition, Schema, TypeExpr, TypeId};

/// Which definitions and types are the same in two schemas.
pub struct Pairing<'a> {
    pub(super) old: PairSide<'a>,
    pub(super) new: PairSide<'a>,
    defs: Pairs,
    types: Pairs,
}

/// What is known about one of the schemas.
pub(super) struct PairSide<'a> {
    pub(super) schema: &'a Schema,
    pub(super) reading: Reading,
    /// The applications of each definition with parameters.
    pub(super) applications: BTreeMap<DefId, Vec<Env>>,
    /// What the types are called in the new schema, or here where that has none.
    pub(super) types: Vec<&'a str>,
}

impl<'a> PairSide<'a> {
    fn of(schema: &'a Schema) -> Self {
        Self {
            schema,
            reading: Reading::new(schema, FlagsWords::ByDialect),
            applications: applied::applications(schema),
            types: Vec::new(),
        }
    }
}

/// For each position on one side the position on the other.
struct Pairs {
    to_new: Vec<Option<u32>>,
    to_old: Vec<Option<u32>>,
}

impl<'a> Pairing<'a> {
    /// The same is what has the same name; of the rest, what has the same id, or the same fields and result as no other. A
    /// type is renamed when all its constructors are of one other type now, and make up all of it.
    pub fn of(old: &'a Schema, new: &'a Schema) -> Self {
        let defs = Pairs::new(old.definitions.len(), new.definitions.len());
        let types = Pairs::new(old.types.len(), new.types.len());
        let mut pairing = Self { old: PairSide::of(old), new: PairSide::of(new), defs, types };
        pairing.types.join(old.types.iter().map(|ty| Some(&ty.name)), new.types.iter().map(|ty| Some(&ty.name)));
        let name = |schema: &'a Schema, def: &'a Definition| Some((def.kind, name(schema, def)));
        pairing.join_defs(|_, schema, def| name(schema, def));
        pairing.join_defs(|_, _, def| Some((def.kind, def.id)));
        pairing.join_types();
        pairing.join_defs(Self::signature);
        pairing.join_types();
        (pairing.old.types, pairing.new.types) = pairing.type_names();
        pairing
    }

    /// What `old` has become.
    pub fn new_def(&self, old: DefId) -> Option<DefId> {
        self.defs.to_new[old.0 as usize].map(DefId)
    }

    /// What `new` was.
    pub fn old_def(&self, new: DefId) -> Option<DefId> {
        self.defs.to_old[new.0 as usize].map(DefId)
    }

    /// Which argument of `old` is which of `new`, by their positions.
    pub fn arguments(&self, old: DefId, new: DefId) -> BTreeMap<usize, usize> {
        let (old, new) = Side::both(self, old, new);
        fields::partners(old, new)
    }

    /// What `old` has become.
    pub fn new_type(&self, old: TypeId) -> Option<TypeId> {
        self.types.to_new[old.0 as usize].map(TypeId)
    }

    /// What `new` was.
    pub fn old_type(&self, new: TypeId) -> Option<TypeId> {
        self.types.to_old[new.0 as usize].map(TypeId)
    }

    /// The names of the types of both schemas, those of the old one as the new one calls them.
    fn type_names(&self) -> (Vec<&'a str>, Vec<&'a str>) {
        let new: Vec<&str> = self.new.schema.types.iter().map(|ty| ty.name.as_str()).collect();
        let old = self.old.schema.types.iter().zip(&self.types.to_new);
        let old = old.map(|(ty, to)| to.map_or(ty.name.as_str(), |to| new[to as usize]));
        (old.collect(), new)
    }

    /// Pairs definitions that have the same key, and share it with no other that is still without a partner.
    fn join_defs<K: Ord>(&mut self, key: impl Fn(&[&'a str], &'a Schema, &'a Definition) -> Option<K>) {
        let (old_names, new_names) = self.type_names();
        let keys = |schema: &'a Schema, names: &[&'a str], partners: &[Option<u32>]| -> Vec<Option<K>> {
            let defs = schema.definitions.iter().zip(partners);
            defs.map(|(def, partner)| if partner.is_none() { key(names, schema, def) } else { None }).collect()
        };
        let old = keys(self.old.schema, &old_names, &self.defs.to_new);
        let new = keys(self.new.schema, &new_names, &self.defs.to_old);
        self.defs.join(old.into_iter(), new.into_iter());
    }

    /// The fields and the result. Without fields, a result that many functions have does not tell one from another.
    fn signature(types: &[&str], schema: &Schema, def: &Definition) -> Option<(DefKind, String)> {
        if def.args.is_empty() && !says_something(schema, &def.result) {
            return None;
        }
        let vars: Vec<String> = (0..def.vars.len()).map(|at| at.to_string()).collect();
        Some((def.kind, Speller { schema, types, vars: &vars, view: View::Written }.signature(def)))
    }

    fn join_types(&mut self) {
        for (id, ty) in self.old.schema.iter_types() {
            if ty.constructors.is_empty() || self.new_type(id).is_some() {
                continue;
            }
            let successor = |def: &DefId| self.new_def(*def).and_then(|def| self.new.schema.def(def).makes());
            let Some(first) = successor(&ty.constructors[0]) else { continue };
            let all = ty.constructors.iter().all(|def| successor(def) == Some(first));
            let whole = self.new.schema.ty(first).constructors.len() == ty.constructors.len();
            if all && whole && self.old_type(first).is_none() {
                self.types.put(id.0, first.0);
            }
        }
    }
}

impl Pairs {
    fn new(old: usize, new: usize) -> Self {
        Self { to_new: vec![None; old], to_old: vec![None; new] }
    }

    fn put(&mut self, old: u32, new: u32) {
        self.to_new[old as usize] = Some(new);
        self.to_old[new as usize] = Some(old);
    }

    /// Pairs what has the same key, if nothing else without a partner has it.
    fn join<K: Ord>(&mut self, old: impl Iterator<Item = Option<K>>, new: impl Iterator<Item = Option<K>>) {
        // The only candidates of either side.
        let mut keys: BTreeMap<K, [Candidates; 2]> = BTreeMap::new();
        let old = (0..).zip(old).filter(|(at, _)| self.to_new[*at as usize].is_none()).map(|(at, key)| (0, at, key));
        let new = (0..).zip(new).filter(|(at, _)| self.to_old[*at as usize].is_none()).map(|(at, key)| (1, at, key));
        for (side, at, key) in old.chain(new) {
            if let Some(key) = key {
                let candidates = &mut keys.entry(key).or_default()[side];
                *candidates =
                    if matches!(candidates, Candidates::None) { Candidates::One(at) } else { Candidates::Many };
            }
        }
        for candidates in keys.into_values() {
            if let [Candidates::One(old), Candidates::One(new)] = candidates {
                self.put(old, new);
            }
        }
    }
}

#[derive(Clone, Copy, Default)]
enum Candidates {
    #[default]
    None,
    One(u32),
    Many,
}

/// The name of a definition; a default constructor is called after its type.
pub(super) fn name<'s>(schema: &'s Schema, def: &'s Definition) -> (&'s str, &'s str) {
    match def.makes() {
        Some(ty) if def.name == "_" => (&schema.ty(ty).name, "_"),
        _ => (&def.name, ""),
    }
}

fn says_something(schema: &Schema, result: &TypeExpr) -> bool {
    matches!(result, TypeExpr::Type { ty, .. } if schema.ty(*ty).basic.is_none())
}
