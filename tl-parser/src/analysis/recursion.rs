//! Which types contain themselves: strongly connected components of "a value of A holds a value of B".

use crate::schema::{Arg, ArgType, Basic, Expr, Schema, TypeExpr, TypeId};

/// Which fields count as holding a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Containment {
    /// Fields that are always there, outside of vectors and repetitions.
    Required,
    /// Fields outside of vectors and repetitions, conditional ones included: what a struct holds by value.
    Inline,
    /// All fields.
    Any,
}

/// The strongly connected components of the types of a schema.
#[derive(Clone, Debug)]
pub struct Components {
    of: Vec<u32>,
    recursive: Vec<bool>,
}

impl Components {
    /// The component of `ty`. Components are numbered so that a type only holds types of the same or a lower number.
    pub fn of(&self, ty: TypeId) -> u32 {
        self.of[ty.0 as usize]
    }

    /// Whether a value of `ty` may hold another one.
    pub fn is_recursive(&self, ty: TypeId) -> bool {
        self.recursive[ty.0 as usize]
    }

    /// Whether values of both types may hold each other.
    pub fn in_one_cycle(&self, a: TypeId, b: TypeId) -> bool {
        self.of(a) == self.of(b) && self.is_recursive(a)
    }
}

/// Finds the components of `schema`.
pub fn components(schema: &Schema, containment: Containment) -> Components {
    let edges = (0..schema.types.len()).map(|at| held_by(schema, at, containment)).collect();
    Search::new(edges).run()
}

/// The number of the strongly connected component of each node of a graph. What a component leads to has a lower number.
pub fn strong_components(edges: Vec<Vec<u32>>) -> Vec<u32> {
    Search::new(edges).run().of
}

/// The types that values of type `at` hold, each once.
fn held_by(schema: &Schema, at: usize, containment: Containment) -> Vec<u32> {
    let mut held = Vec::new();
    if schema.types[at].basic.is_none() {
        for def in &schema.types[at].constructors {
            held_by_args(schema, &schema.def(*def).args, containment, &mut held);
        }
    }
    held.sort_unstable();
    held.dedup();
    held
}

fn held_by_args(schema: &Schema, args: &[Arg], containment: Containment, held: &mut Vec<u32>) {
    for arg in args {
        if arg.implicit || arg.condition.is_some() && containment == Containment::Required {
            continue;
        }
        match &arg.ty {
            ArgType::Plain(ty) => held_by_expr(schema, ty, containment, held),
            ArgType::Repeat(repeat) if containment == Containment::Any => {
                held_by_args(schema, &repeat.body, containment, held);
            }
            ArgType::Repeat(_) => {}
        }
    }
}

fn held_by_expr(schema: &Schema, ty: &TypeExpr, containment: Containment, held: &mut Vec<u32>) {
    let TypeExpr::Type { ty, args, .. } = ty else { return };
    held.push(ty.0);
    if schema.ty(*ty).basic == Some(Basic::Vector) && containment != Containment::Any {
        return;
    }
    for arg in args {
        if let Expr::Type(ty) = arg {
            held_by_expr(schema, ty, containment, held);
        }
    }
}

/// Tarjan's algorithm with a stack of its own: chains of types may be as long as the schema.
struct Search {
    edges: Vec<Vec<u32>>,
    found: Components,
    order: Vec<Option<u32>>,
    low: Vec<u32>,
    open: Vec<u32>,
    is_open: Vec<bool>,
    next: u32,
    components: u32,
}

impl Search {
    fn new(edges: Vec<Vec<u32>>) -> Self {
        let count = edges.len();
        Self {
            edges,
            found: Components { of: vec![0; count], recursive: vec![false; count] },
            order: vec![None; count],
            low: vec![0; count],
            open: Vec::new(),
            is_open: vec![false; count],
            next: 0,
            components: 0,
        }
    }

    fn run(mut self) -> Components {
        for root in (0..).take(self.edges.len()) {
            if self.order[root as usize].is_none() {
                self.visit(root);
            }
        }
        self.found
    }

    fn visit(&mut self, root: u32) {
        let mut path = vec![(root, 0)];
        self.enter(root);
        while let Some((node, edge)) = path.last_mut() {
            let node = *node;
            let Some(target) = self.edges[node as usize].get(*edge).copied() else {
                path.pop();
                self.leave(node);
                if let Some((parent, _)) = path.last() {
                    let low = self.low[node as usize];
                    self.lower(*parent, low);
                }
                continue;
            };
            *edge += 1;
            match self.order[target as usize] {
                None => {
                    self.enter(target);
                    path.push((target, 0));
                }
                Some(order) if self.is_open[target as usize] => self.lower(node, order),
                Some(_) => {}
            }
        }
    }

    fn enter(&mut self, node: u32) {
        self.order[node as usize] = Some(self.next);
        self.low[node as usize] = self.next;
        self.next += 1;
        self.open.push(node);
        self.is_open[node as usize] = true;
    }

    fn lower(&mut self, node: u32, low: u32) {
        let own = &mut self.low[node as usize];
        *own = low.min(*own);
    }

    /// Closes the component of `node`, if it is the first of it.
    fn leave(&mut self, node: u32) {
        if self.order[node as usize] != Some(self.low[node as usize]) {
            return;
        }
        let start = self.open.iter().rposition(|open| *open == node).unwrap_or_default();
        let members = self.open.split_off(start);
        let recursive = members.len() > 1 || self.edges[node as usize].contains(&node);
        for member in members {
            self.is_open[member as usize] = false;
            self.found.of[member as usize] = self.components;
            self.found.recursive[member as usize] = recursive;
        }
        self.components += 1;
    }
}
