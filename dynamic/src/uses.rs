//! Which numbers of a definition are flags words: they say which fields are there, and nothing else.

use tlforge_parser::{
    analysis::is_flags_name,
    schema::{Arg, ArgType, Definition, Expr, NatExpr, TypeExpr, VarId},
};

/// How the variables of one definition are used.
pub(crate) struct Uses {
    vars: Vec<Use>,
}

#[derive(Clone, Copy, Default)]
struct Use {
    /// Which list of arguments declares it.
    list: usize,
    /// Conditions of that list ask for these of its bits.
    asked: Option<u32>,
    /// How many repetitions it counts.
    counts: usize,
    /// It is a field for another reason: an argument of a type, asked for elsewhere or conditional itself.
    number: bool,
}

impl Uses {
    /// Looks through `def`.
    pub(crate) fn of(def: &Definition) -> Self {
        let mut uses = Self { vars: vec![Use::default(); def.vars.len()] };
        let mut lists = 0;
        uses.list(&def.args, &mut lists);
        uses.ty(&def.result);
        for (used, var) in uses.vars.iter_mut().zip(&def.vars) {
            let conventional = var.name.as_deref().is_some_and(is_flags_name);
            used.asked = used.asked.or(conventional.then_some(0));
        }
        uses
    }

    /// The bits that are in use, if `var` is a flags word.
    pub(crate) fn word(&self, var: VarId) -> Option<u32> {
        let used = self.vars[var.0 as usize];
        used.asked.filter(|_| used.counts == 0 && !used.number)
    }

    /// Whether `var` does nothing but count one repetition.
    pub(crate) fn only_counts(&self, var: VarId) -> bool {
        let used = self.vars[var.0 as usize];
        used.counts == 1 && !used.number && used.asked.is_none()
    }

    fn list(&mut self, args: &[Arg], lists: &mut usize) {
        *lists += 1;
        let list = *lists;
        for arg in args {
            if let Some(condition) = arg.condition {
                let mask = &mut self.vars[condition.mask.0 as usize];
                mask.number |= mask.list != list;
                // A bit beyond the word is never set.
                mask.asked = Some(mask.asked.unwrap_or(0) | 1_u32.checked_shl(condition.bit).unwrap_or(0));
            }
            if let Some(var) = arg.var {
                let number = arg.implicit || arg.condition.is_some();
                self.vars[var.0 as usize] = Use { list, number, ..Use::default() };
            }
            match &arg.ty {
                ArgType::Plain(ty) => self.ty(ty),
                ArgType::Repeat(repeat) => {
                    if let NatExpr::Var { var, .. } = repeat.count {
                        self.vars[var.0 as usize].counts += 1;
                    }
                    self.list(&repeat.body, lists);
                }
            }
        }
    }

    fn ty(&mut self, ty: &TypeExpr) {
        let TypeExpr::Type { args, .. } = ty else { return };
        for arg in args {
            match arg {
                Expr::Type(ty) => self.ty(ty),
                Expr::Nat(nat) => self.nat(*nat),
            }
        }
    }

    fn nat(&mut self, nat: NatExpr) {
        if let NatExpr::Var { var, .. } = nat {
            self.vars[var.0 as usize].number = true;
        }
    }
}
