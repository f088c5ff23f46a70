//! Unification of result types: whether two can be the same, and what their variables then stand for.

use crate::schema::{Expr, NatExpr, TypeExpr, VarId};

/// Which of the two sides a variable belongs to: equally named ones are different.
type SideVar = (usize, VarId);

#[derive(Clone, Copy)]
enum Bound<'s> {
    Free,
    Type(usize, &'s TypeExpr),
    Nat(Sum),
}

/// A number: a variable, if any, plus a constant.
#[derive(Clone, Copy)]
struct Sum {
    base: Option<SideVar>,
    plus: i64,
}

/// What the variables of both sides stand for.
pub(super) struct Unifier<'s> {
    bound: [Vec<Bound<'s>>; 2],
    strict: bool,
}

impl<'s> Unifier<'s> {
    /// A unifier of two sides with so many variables.
    pub(super) fn new(vars: [usize; 2], strict: bool) -> Self {
        Self { bound: vars.map(|count| vec![Bound::Free; count]), strict }
    }

    /// What a variable of the left side stands for, when the right side has no variables.
    pub(super) fn binding(&self, var: VarId) -> Option<Expr> {
        match self.bound[0].get(var.0 as usize)? {
            Bound::Free => None,
            Bound::Type(_, ty) => Some(Expr::Type((*ty).clone())),
            Bound::Nat(sum) => Some(Expr::Nat(NatExpr::Const(sum.plus))),
        }
    }

    /// Unifies argument by argument.
    pub(super) fn args(&mut self, sides: [usize; 2], left: &'s [Expr], right: &'s [Expr]) -> bool {
        left.iter().zip(right).all(|(left, right)| match (left, right) {
            (Expr::Type(left), Expr::Type(right)) => self.types((sides[0], left), (sides[1], right)),
            (Expr::Nat(left), Expr::Nat(right)) => self.nats((sides[0], *left), (sides[1], *right)),
            _ => false,
        })
    }

    fn types(&mut self, left: (usize, &'s TypeExpr), right: (usize, &'s TypeExpr)) -> bool {
        let (left, right) = (self.follow(left), self.follow(right));
        match (left.1, right.1) {
            (TypeExpr::Var { var: a, .. }, TypeExpr::Var { var: b, .. }) if (left.0, a) == (right.0, b) => true,
            (TypeExpr::Var { var, .. }, _) => self.bind((left.0, *var), right),
            (_, TypeExpr::Var { var, .. }) => self.bind((right.0, *var), left),
            (TypeExpr::Type { ty: a, args: left_args, .. }, TypeExpr::Type { ty: b, args: right_args, .. }) => {
                a == b && left_args.len() == right_args.len() && self.args([left.0, right.0], left_args, right_args)
            }
        }
    }

    fn follow(&self, mut ty: (usize, &'s TypeExpr)) -> (usize, &'s TypeExpr) {
        while let (side, TypeExpr::Var { var, .. }) = ty
            && let Some(Bound::Type(to, next)) = self.bound[side].get(var.0 as usize)
        {
            ty = (*to, next);
        }
        ty
    }

    fn bind(&mut self, var: SideVar, ty: (usize, &'s TypeExpr)) -> bool {
        if self.occurs(var, ty) {
            return false;
        }
        if let Some(bound) = self.bound[var.0].get_mut(var.1.0 as usize) {
            *bound = Bound::Type(ty.0, ty.1);
        }
        true
    }

    fn occurs(&self, var: SideVar, ty: (usize, &'s TypeExpr)) -> bool {
        let ty = self.follow(ty);
        match ty.1 {
            TypeExpr::Var { var: other, .. } => (ty.0, *other) == var,
            TypeExpr::Type { args, .. } => {
                args.iter().any(|arg| matches!(arg, Expr::Type(inner) if self.occurs(var, (ty.0, inner))))
            }
        }
    }

    fn nats(&mut self, left: (usize, NatExpr), right: (usize, NatExpr)) -> bool {
        let (left, right) = (self.sum(left), self.sum(right));
        match (left.base, right.base) {
            (None, None) => left.plus == right.plus,
            (Some(var), None) => self.bind_nat(var, None, right.plus.wrapping_sub(left.plus)),
            (None, Some(var)) => self.bind_nat(var, None, left.plus.wrapping_sub(right.plus)),
            // The reference compiler forgets to compare the constants here.
            (Some(a), Some(b)) if a == b => self.strict || left.plus == right.plus,
            (Some(a), Some(b)) => {
                let difference = right.plus.wrapping_sub(left.plus);
                if difference >= 0 {
                    self.bind_nat(a, Some(b), difference)
                } else {
                    self.bind_nat(b, Some(a), difference.wrapping_neg())
                }
            }
        }
    }

    fn bind_nat(&mut self, var: SideVar, base: Option<SideVar>, plus: i64) -> bool {
        if plus < 0 {
            return false;
        }
        if let Some(bound) = self.bound[var.0].get_mut(var.1.0 as usize) {
            *bound = Bound::Nat(Sum { base, plus });
        }
        true
    }

    fn sum(&self, (side, nat): (usize, NatExpr)) -> Sum {
        let mut sum = match nat {
            NatExpr::Const(plus) => Sum { base: None, plus },
            NatExpr::Var { var, plus } => Sum { base: Some((side, var)), plus },
        };
        while let Some((side, var)) = sum.base
            && let Some(Bound::Nat(bound)) = self.bound[side].get(var.0 as usize)
        {
            sum = Sum { base: bound.base, plus: sum.plus.wrapping_add(bound.plus) };
        }
        sum
    }
}
