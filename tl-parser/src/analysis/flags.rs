//! Natural variables that hold flag bits.

use std::collections::BTreeMap;

use crate::schema::{Arg, ArgType, Definition, Expr, NatExpr, ParamKind, TypeExpr, VarId};

/// A natural variable of a definition and what it is used for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FlagWord {
    /// The variable.
    pub var: VarId,
    /// The position of the argument that declares it; `None` inside of a repetition.
    pub arg: Option<usize>,
    /// The bits that fields ask, and the positions of those fields among the definition's arguments.
    pub bits: BTreeMap<u32, Vec<usize>>,
    /// Fields inside of a repetition ask bits of it.
    pub asked_inside: bool,
    /// It counts or is an argument of a type, so it is no mere set of flags.
    pub is_number: bool,
}

impl FlagWord {
    /// Whether it is nothing but a set of flags: some field asks a bit of it, and nothing reads it as a number.
    pub fn is_flags(&self) -> bool {
        (!self.bits.is_empty() || self.asked_inside) && !self.is_number
    }
}

/// Whether a `#` of this name, `flags` or `flags2`, is a set of flags although no field asks a bit of it: its flags are
/// yet to come.
pub fn is_flags_name(name: &str) -> bool {
    name.strip_prefix("flags").is_some_and(|rest| rest.bytes().all(|byte| byte.is_ascii_digit()))
}

/// The explicit natural variables of `def`, in order of writing.
pub fn flag_words(def: &Definition) -> Vec<FlagWord> {
    let mut words: Vec<FlagWord> = (0..)
        .map(VarId)
        .zip(&def.vars)
        .filter(|(_, var)| var.kind == ParamKind::Nat && !var.implicit)
        .map(|(var, _)| FlagWord {
            var,
            arg: def.args.iter().position(|arg| arg.var == Some(var)),
            bits: BTreeMap::new(),
            asked_inside: false,
            is_number: false,
        })
        .collect();
    for (at, arg) in def.args.iter().enumerate() {
        if let Some(condition) = arg.condition
            && let Some(word) = word(&mut words, condition.mask)
        {
            word.bits.entry(condition.bit).or_default().push(at);
        }
        if let ArgType::Repeat(repeat) = &arg.ty {
            asked_inside(&repeat.body, &mut words);
        }
    }
    read_args(&def.args, &mut words);
    read_type(&def.result, &mut words);
    words
}

fn word(words: &mut [FlagWord], var: VarId) -> Option<&mut FlagWord> {
    words.binary_search_by_key(&var, |word| word.var).ok().map(|at| &mut words[at])
}

fn asked_inside(body: &[Arg], words: &mut [FlagWord]) {
    for arg in body {
        if let Some(word) = arg.condition.and_then(|condition| word(words, condition.mask)) {
            word.asked_inside = true;
        }
        if let ArgType::Repeat(repeat) = &arg.ty {
            asked_inside(&repeat.body, words);
        }
    }
}

/// Notes the variables that are read as numbers.
fn read_args(args: &[Arg], words: &mut [FlagWord]) {
    for arg in args {
        match &arg.ty {
            ArgType::Plain(ty) => read_type(ty, words),
            ArgType::Repeat(repeat) => {
                read_nat(repeat.count, words);
                read_args(&repeat.body, words);
            }
        }
    }
}

fn read_type(ty: &TypeExpr, words: &mut [FlagWord]) {
    let TypeExpr::Type { args, .. } = ty else { return };
    for arg in args {
        match arg {
            Expr::Type(ty) => read_type(ty, words),
            Expr::Nat(nat) => read_nat(*nat, words),
        }
    }
}

fn read_nat(nat: NatExpr, words: &mut [FlagWord]) {
    if let NatExpr::Var { var, .. } = nat
        && let Some(word) = word(words, var)
    {
        word.is_number = true;
    }
}
