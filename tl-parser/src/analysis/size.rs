//! The fewest bytes that a value takes.

use std::collections::VecDeque;

use super::walk;
use crate::schema::{Arg, ArgType, Basic, DefId, NatExpr, Schema, TypeExpr, TypeId};

/// The fewest bytes that values of the types and definitions of a schema take. A bound from below: type variables count
/// as nothing.
#[derive(Clone, Debug)]
pub struct MinimumSizes {
    /// Of the bare form of each type; `u32::MAX` for a type without finite values.
    bare: Vec<u32>,
    definitions: Vec<u32>,
}

/// The bytes of an id.
const ID: u32 = 4;

impl MinimumSizes {
    /// Computes them for `schema`.
    pub fn new(schema: &Schema) -> Self {
        let bare = schema.types.iter().map(|ty| ty.basic.map_or(u32::MAX, Basic::min_bytes)).collect();
        let mut sizes = Self { bare, definitions: vec![u32::MAX; schema.definitions.len()] };
        let mut mentioned_by = vec![Vec::new(); schema.types.len()];
        for (id, ty) in schema.iter_types() {
            for def in &ty.constructors {
                walk::types_of_args(&schema.def(*def).args, &mut |held, _| {
                    let list: &mut Vec<TypeId> = &mut mentioned_by[held.0 as usize];
                    if list.last() != Some(&id) {
                        list.push(id);
                    }
                });
            }
        }
        // Sizes only shrink, and what shrinks concerns those that mention it.
        let mut queue: VecDeque<TypeId> = schema.iter_types().map(|(id, _)| id).collect();
        let mut queued = vec![true; schema.types.len()];
        while let Some(id) = queue.pop_front() {
            queued[id.0 as usize] = false;
            if sizes.update(schema, id) {
                for by in &mentioned_by[id.0 as usize] {
                    if !std::mem::replace(&mut queued[by.0 as usize], true) {
                        queue.push_back(*by);
                    }
                }
            }
        }
        for (id, def) in schema.iter_definitions() {
            sizes.definitions[id.0 as usize] = sizes.args(schema, &def.args);
        }
        sizes
    }

    /// The fewest bytes of a value of `ty`.
    pub fn of(&self, schema: &Schema, ty: &TypeExpr) -> u32 {
        match ty {
            TypeExpr::Var { .. } => 0,
            TypeExpr::Type { ty, bare, .. } => {
                let size = self.bare[ty.0 as usize];
                let has_id = !bare && !schema.ty(*ty).basic.is_some_and(Basic::has_one_form);
                if has_id { size.saturating_add(ID) } else { size }
            }
        }
    }

    /// The fewest bytes of the fields of `def`, without its id.
    pub fn of_fields(&self, def: DefId) -> u32 {
        self.definitions[def.0 as usize]
    }

    /// Looks at a type again; whether it got smaller.
    fn update(&mut self, schema: &Schema, id: TypeId) -> bool {
        let ty = schema.ty(id);
        if ty.basic.is_some() {
            return false;
        }
        let smallest = ty.constructors.iter().map(|def| self.args(schema, &schema.def(*def).args)).min();
        let smallest = smallest.unwrap_or(0);
        let shrinks = smallest < self.bare[id.0 as usize];
        self.bare[id.0 as usize] = smallest;
        shrinks
    }

    fn args(&self, schema: &Schema, args: &[Arg]) -> u32 {
        args.iter()
            .filter(|arg| arg.condition.is_none() && !arg.implicit)
            .map(|arg| match &arg.ty {
                ArgType::Plain(ty) => self.of(schema, ty),
                ArgType::Repeat(repeat) => {
                    let (NatExpr::Const(times) | NatExpr::Var { plus: times, .. }) = repeat.count;
                    let times = u32::try_from(times.max(0)).unwrap_or(u32::MAX);
                    if times == 0 { 0 } else { self.args(schema, &repeat.body).saturating_mul(times) }
                }
            })
            .fold(0, u32::saturating_add)
    }
}
