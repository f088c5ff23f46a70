//! The types that a definition mentions.

use crate::schema::{Arg, ArgType, DefId, Definition, Expr, TypeExpr, TypeId};

/// Calls `see` with every type in the arguments and the result, and with the constructor by whose name it is written.
pub fn types_of(def: &Definition, see: &mut impl FnMut(TypeId, Option<DefId>)) {
    types_of_args(&def.args, see);
    types_of_expr(&def.result, see);
}

/// As [`types_of`], for arguments.
pub fn types_of_args(args: &[Arg], see: &mut impl FnMut(TypeId, Option<DefId>)) {
    for arg in args {
        match &arg.ty {
            ArgType::Plain(ty) => types_of_expr(ty, see),
            ArgType::Repeat(repeat) => types_of_args(&repeat.body, see),
        }
    }
}

/// As [`types_of`], for one type.
pub fn types_of_expr(ty: &TypeExpr, see: &mut impl FnMut(TypeId, Option<DefId>)) {
    let TypeExpr::Type { ty, by, args, .. } = ty else { return };
    see(*ty, *by);
    for arg in args {
        if let Expr::Type(ty) = arg {
            types_of_expr(ty, see);
        }
    }
}
