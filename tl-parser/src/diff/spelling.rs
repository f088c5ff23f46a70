//! Types as text that two schemas can be compared by: under the names of the new schema, with more or less detail.

use crate::schema::{Arg, ArgType, Basic, Definition, Expr, NatExpr, Repeat, Schema, TypeExpr, TypeId, VarId};

/// How much of a type counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum View {
    /// All that is written.
    Written,
    /// What decides about the bytes.
    Wire,
}

/// Spells the types of one definition.
pub(super) struct Speller<'a> {
    pub(super) schema: &'a Schema,
    /// What each type is called in the new schema, or here where that has none.
    pub(super) types: &'a [&'a str],
    /// What each variable is called.
    pub(super) vars: &'a [String],
    pub(super) view: View,
}

impl Speller<'_> {
    /// The type of an argument with its condition.
    pub(super) fn arg(&self, arg: &Arg) -> String {
        let mut text = String::new();
        self.push_arg(&mut text, arg);
        text
    }

    /// The type of an argument without its condition.
    pub(super) fn arg_type(&self, arg: &Arg) -> String {
        let mut text = String::new();
        self.push_arg_type(&mut text, arg);
        text
    }

    /// A type.
    pub(super) fn ty(&self, ty: &TypeExpr) -> String {
        let mut text = String::new();
        self.push_ty(&mut text, ty);
        text
    }

    /// All arguments with their names, and the result.
    pub(super) fn signature(&self, def: &Definition) -> String {
        let mut text = String::new();
        for arg in &def.args {
            text.push_str(arg.name.as_deref().unwrap_or_default());
            text.push(':');
            self.push_arg(&mut text, arg);
            text.push(' ');
        }
        text.push('=');
        self.push_ty(&mut text, &def.result);
        text
    }

    fn push_arg(&self, text: &mut String, arg: &Arg) {
        if let Some(condition) = arg.condition {
            self.push_var(text, condition.mask);
            text.push('.');
            text.push_str(&condition.bit.to_string());
            text.push('?');
        }
        self.push_arg_type(text, arg);
    }

    fn push_arg_type(&self, text: &mut String, arg: &Arg) {
        if arg.implicit {
            text.push_str("implicit ");
        }
        if arg.exclamation {
            text.push('!');
        }
        match &arg.ty {
            ArgType::Plain(ty) => self.push_ty(text, ty),
            ArgType::Repeat(repeat) => self.push_repeat(text, repeat),
        }
    }

    fn push_repeat(&self, text: &mut String, repeat: &Repeat) {
        self.push_nat(text, repeat.count);
        text.push_str("*[");
        for arg in &repeat.body {
            text.push(' ');
            if self.view != View::Wire && repeat.body.len() > 1 {
                text.push_str(arg.name.as_deref().unwrap_or_default());
                text.push(':');
            }
            self.push_arg(text, arg);
        }
        text.push_str(" ]");
    }

    fn push_ty(&self, text: &mut String, ty: &TypeExpr) {
        match ty {
            TypeExpr::Var { var, bare } => {
                if *bare {
                    text.push('%');
                }
                self.push_var(text, *var);
            }
            TypeExpr::Type { ty, bare, args, .. } => {
                self.push_head(text, *ty, *bare);
                for arg in args {
                    text.push_str(" (");
                    match arg {
                        Expr::Type(ty) => self.push_ty(text, ty),
                        Expr::Nat(nat) => self.push_nat(text, *nat),
                    }
                    text.push(')');
                }
            }
        }
    }

    fn push_head(&self, text: &mut String, ty: TypeId, bare: bool) {
        let declared = self.schema.ty(ty);
        let name = self.types[ty.0 as usize];
        // `#` has no boxed form.
        if bare || declared.basic == Some(Basic::Nat) {
            text.push('%');
        }
        match declared.basic {
            Some(basic) if self.view == View::Wire => text.push_str(bytes(basic)),
            _ => text.push_str(name),
        }
    }

    fn push_nat(&self, text: &mut String, nat: NatExpr) {
        match nat {
            NatExpr::Const(value) => text.push_str(&value.to_string()),
            NatExpr::Var { var, plus } => {
                self.push_var(text, var);
                text.push('+');
                text.push_str(&plus.to_string());
            }
        }
    }

    fn push_var(&self, text: &mut String, var: VarId) {
        text.push_str(self.vars.get(var.0 as usize).map_or("_", String::as_str));
    }
}

/// One name for all basic types that have the same bytes.
const fn bytes(basic: Basic) -> &'static str {
    match basic {
        Basic::Nat | Basic::Int | Basic::Int32 => "int",
        Basic::Long | Basic::Int53 | Basic::Int64 => "long",
        Basic::String | Basic::Bytes | Basic::SecureString | Basic::SecureBytes => "string",
        other => other.name(),
    }
}
