//! Types without a finite value: every constructor needs another value of the type, directly or through others.

use crate::schema::{Arg, ArgType, Definition, Expr, NatExpr, Schema, TypeExpr, TypeId, VarId};

/// The types of which no value can be written down, in the order of the schema's types.
///
/// A field behind a flag, a vector and a repetition of a variable number of times need no value. A type without
/// constructors is taken to have values: that it has none is another matter.
pub fn endless_types(schema: &Schema) -> Vec<TypeId> {
    let mut knowledge: Vec<Known> = schema
        .types
        .iter()
        .map(|ty| {
            let given = ty.basic.is_some() || ty.constructors.is_empty();
            Known { finite: given, without: vec![given; ty.params.len()] }
        })
        .collect();
    let mut open: Vec<TypeId> = schema.iter_types().map(|(id, _)| id).collect();
    open.retain(|ty| !decide(schema, &mut knowledge, *ty).1);
    if open.is_empty() {
        return open;
    }
    let mentioned_by = dependents(schema, &open);
    let mut queue = open.clone();
    while let Some(ty) = queue.pop() {
        if decide(schema, &mut knowledge, ty).0 {
            queue.extend(mentioned_by[ty.0 as usize].iter().copied());
        }
    }
    open.retain(|ty| !knowledge[ty.0 as usize].finite);
    open
}

/// What is known about a type so far; it only grows.
struct Known {
    /// It has a finite value if its parameters have.
    finite: bool,
    /// It has one even if this parameter has none.
    without: Vec<bool>,
}

/// Looks at a type again; whether anything new was found, and whether nothing is left to find.
fn decide(schema: &Schema, knowledge: &mut [Known], id: TypeId) -> (bool, bool) {
    let ty = schema.ty(id);
    let at = id.0 as usize;
    let mut news = false;
    let any = |endless: Option<usize>, knowledge: &[Known]| {
        ty.constructors.iter().any(|def| constructor(schema.def(*def), endless, knowledge))
    };
    if !knowledge[at].finite && any(None, knowledge) {
        knowledge[at].finite = true;
        news = true;
    }
    for param in 0..ty.params.len() {
        if knowledge[at].finite && !knowledge[at].without[param] && any(Some(param), knowledge) {
            knowledge[at].without[param] = true;
            news = true;
        }
    }
    (news, knowledge[at].finite && knowledge[at].without.iter().all(|without| *without))
}

/// Whether a constructor makes a finite value when parameter `endless` of its type has none.
fn constructor(def: &Definition, endless: Option<usize>, knowledge: &[Known]) -> bool {
    let endless = endless.and_then(|at| match &def.result {
        TypeExpr::Type { args, .. } => match args.get(at) {
            Some(Expr::Type(TypeExpr::Var { var, .. })) => Some(*var),
            _ => None,
        },
        TypeExpr::Var { .. } => None,
    });
    args(&def.args, endless, knowledge)
}

fn args(list: &[Arg], endless: Option<VarId>, knowledge: &[Known]) -> bool {
    list.iter().filter(|arg| arg.condition.is_none() && !arg.implicit).all(|arg| match &arg.ty {
        ArgType::Plain(ty) => finite(ty, endless, knowledge),
        ArgType::Repeat(repeat) => match repeat.count {
            NatExpr::Const(1..) | NatExpr::Var { plus: 1.., .. } => args(&repeat.body, endless, knowledge),
            NatExpr::Const(_) | NatExpr::Var { .. } => true,
        },
    })
}

fn finite(ty: &TypeExpr, endless: Option<VarId>, knowledge: &[Known]) -> bool {
    match ty {
        TypeExpr::Var { var, .. } => Some(*var) != endless,
        TypeExpr::Type { ty, args, .. } => {
            let known = &knowledge[ty.0 as usize];
            known.finite
                && args.iter().zip(&known.without).all(|(arg, without)| {
                    *without || !matches!(arg, Expr::Type(arg) if !finite(arg, endless, knowledge))
                })
        }
    }
}

/// For each type the open types whose constructors mention it.
fn dependents(schema: &Schema, open: &[TypeId]) -> Vec<Vec<TypeId>> {
    let mut mentioned_by = vec![Vec::new(); schema.types.len()];
    for owner in open {
        for def in &schema.ty(*owner).constructors {
            super::walk::types_of_args(&schema.def(*def).args, &mut |ty, _| {
                let list: &mut Vec<TypeId> = &mut mentioned_by[ty.0 as usize];
                if list.last() != Some(owner) {
                    list.push(*owner);
                }
            });
        }
    }
    mentioned_by
}
