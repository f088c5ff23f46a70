//! Types without variables: what is left when the parameters of a definition have values.

use tlforge_parser::schema::{DefId, Definition, Expr, NatExpr, Schema, TypeExpr, TypeId, VarId};

/// A type applied to values.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Closed {
    pub(super) ty: TypeId,
    /// Without the id of its constructor.
    pub(super) bare: bool,
    pub(super) args: Vec<Value>,
}

/// The value of a parameter.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Value {
    Type(Closed),
    Nat(i64),
}

/// What the variables of a definition stand for; a variable that is read from the wire stands for nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Env(Vec<Option<Value>>);

/// Why a type cannot be closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Open {
    /// It depends on a number that only the wire knows.
    Number(VarId),
    /// It is a type variable that nothing gives a value.
    Type(VarId),
}

impl Env {
    /// No variable has a value.
    pub(super) fn open(def: &Definition) -> Self {
        Self(vec![None; def.vars.len()])
    }

    /// The value of a variable.
    pub(super) fn get(&self, var: VarId) -> Option<&Value> {
        self.0.get(var.0 as usize)?.as_ref()
    }

    /// The values in order of the variables.
    pub(super) fn values(&self) -> impl Iterator<Item = &Value> {
        self.0.iter().flatten()
    }

    /// A number, if it is known before anything is read.
    pub(super) fn nat(&self, nat: NatExpr) -> Result<i64, Open> {
        match nat {
            NatExpr::Const(value) => Ok(value),
            NatExpr::Var { var, plus } => match self.get(var) {
                Some(Value::Nat(value)) => Ok(value.saturating_add(plus)),
                _ => Err(Open::Number(var)),
            },
        }
    }

    /// A type with every variable replaced by its value.
    pub(super) fn close(&self, ty: &TypeExpr) -> Result<Closed, Open> {
        match ty {
            TypeExpr::Var { var, bare } => match self.get(*var) {
                Some(Value::Type(closed)) => Ok(Closed { bare: *bare || closed.bare, ..closed.clone() }),
                _ => Err(Open::Type(*var)),
            },
            TypeExpr::Type { ty, bare, by, args } => {
                let args = args.iter().map(|arg| self.value(arg)).collect::<Result<_, _>>()?;
                Ok(Closed { ty: *ty, bare: *bare || by.is_some(), args })
            }
        }
    }

    fn value(&self, expr: &Expr) -> Result<Value, Open> {
        match expr {
            Expr::Type(ty) => self.close(ty).map(Value::Type),
            Expr::Nat(nat) => self.nat(*nat).map(Value::Nat),
        }
    }

    /// The values that make the result of `def` the type with these arguments; `None` if it makes other values of it.
    pub(super) fn matching(def: &Definition, args: &[Value]) -> Option<Self> {
        let TypeExpr::Type { args: patterns, .. } = &def.result else { return None };
        let mut env = Self::open(def);
        (patterns.len() == args.len() && patterns.iter().zip(args).all(|(pattern, value)| env.bind(pattern, value)))
            .then_some(env)
    }

    fn bind(&mut self, pattern: &Expr, value: &Value) -> bool {
        match (pattern, value) {
            (Expr::Nat(NatExpr::Const(constant)), Value::Nat(value)) => constant == value,
            (Expr::Nat(NatExpr::Var { var, plus }), Value::Nat(value)) => {
                value.checked_sub(*plus).filter(|rest| *rest >= 0).is_some_and(|rest| self.set(*var, Value::Nat(rest)))
            }
            (Expr::Type(TypeExpr::Var { var, .. }), Value::Type(_)) => self.set(*var, value.clone()),
            (Expr::Type(TypeExpr::Type { ty, args, .. }), Value::Type(closed)) => {
                *ty == closed.ty
                    && args.len() == closed.args.len()
                    && args.iter().zip(&closed.args).all(|(pattern, value)| self.bind(pattern, value))
            }
            _ => false,
        }
    }

    fn set(&mut self, var: VarId, value: Value) -> bool {
        match self.0.get_mut(var.0 as usize) {
            Some(Some(known)) => *known == value,
            Some(unknown) => {
                *unknown = Some(value);
                true
            }
            None => false,
        }
    }
}

impl Closed {
    /// How deep applications are nested in it.
    pub(super) fn depth(&self) -> usize {
        let args = self.args.iter().map(|arg| match arg {
            Value::Type(closed) => closed.depth(),
            Value::Nat(_) => 0,
        });
        1 + args.max().unwrap_or(0)
    }

    /// As one would write it: `Pair int string`, arguments that have arguments in parentheses.
    pub(super) fn spelling(&self, schema: &Schema) -> String {
        let head = spelling_of_head(schema, self.ty, self.bare);
        spelling(&head, self.args.iter(), schema)
    }
}

/// `head` with the arguments behind it.
pub(super) fn spelling<'a>(head: &str, args: impl Iterator<Item = &'a Value>, schema: &Schema) -> String {
    let mut text = head.to_owned();
    for arg in args {
        text.push(' ');
        match arg {
            Value::Nat(value) => text.push_str(&value.to_string()),
            Value::Type(closed) if closed.args.is_empty() => text.push_str(&closed.spelling(schema)),
            Value::Type(closed) => {
                text.push('(');
                text.push_str(&closed.spelling(schema));
                text.push(')');
            }
        }
    }
    text
}

fn spelling_of_head(schema: &Schema, ty: TypeId, bare: bool) -> String {
    let ty = schema.ty(ty);
    match ty.basic.and_then(tlforge_parser::schema::Basic::bare_name) {
        Some(name) if bare => name.to_owned(),
        None if bare => format!("%{}", ty.name),
        _ => ty.name.clone(),
    }
}

/// Which constructors make values of the type with these arguments, each with what its variables stand for.
pub(super) fn constructors(schema: &Schema, ty: TypeId, args: &[Value]) -> Vec<(DefId, Env)> {
    let constructors = schema.ty(ty).constructors.iter().copied();
    let matching = constructors.filter_map(|def| {
        let definition = schema.def(def);
        // A partial application repeats what its original makes with these arguments.
        if definition.original.is_some() {
            return None;
        }
        Some((def, Env::matching(definition, args)?))
    });
    matching.collect()
}
