//! Applied types: what is left of a type when the parameters of a definition have values, and which constructors make it.

use std::collections::{BTreeMap, BTreeSet};

use crate::schema::{Arg, ArgType, DefId, DefKind, Definition, Expr, NatExpr, Schema, TypeExpr, TypeId, VarId};

/// A type applied to values.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Closed {
    /// The type.
    pub ty: TypeId,
    /// Without the id of its constructor.
    pub bare: bool,
    /// The values of its parameters.
    pub args: Vec<Value>,
}

/// The value of a parameter.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Value {
    /// A type.
    Type(Closed),
    /// A number.
    Nat(i64),
}

/// What the variables of a definition stand for; a variable that is read from the wire stands for nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Env(Vec<Option<Value>>);

/// Why a type cannot be closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Open {
    /// It depends on a number that only the wire knows.
    Number(VarId),
    /// It is a type variable that nothing gives a value.
    Type(VarId),
    /// It names more types and numbers than [`Bounds`] allow.
    TooLarge,
}

impl Env {
    /// No variable has a value.
    pub fn open(def: &Definition) -> Self {
        Self(vec![None; def.vars.len()])
    }

    /// The value of a variable.
    pub fn get(&self, var: VarId) -> Option<&Value> {
        self.0.get(var.0 as usize)?.as_ref()
    }

    /// The values in order of the variables.
    pub fn values(&self) -> impl Iterator<Item = &Value> {
        self.0.iter().flatten()
    }

    /// A number, if it is known before anything is read.
    ///
    /// # Errors
    ///
    /// When it is the value of a variable that only the wire knows.
    pub fn nat(&self, nat: NatExpr) -> Result<i64, Open> {
        match nat {
            NatExpr::Const(value) => Ok(value),
            NatExpr::Var { var, plus } => match self.get(var) {
                Some(Value::Nat(value)) => Ok(value.saturating_add(plus)),
                _ => Err(Open::Number(var)),
            },
        }
    }

    /// A type with every variable replaced by its value.
    ///
    /// # Errors
    ///
    /// When one of the variables has no value, and when the type is too large: `Q t t` doubles what `t` stands for.
    pub fn close(&self, ty: &TypeExpr) -> Result<Closed, Open> {
        self.close_within(ty, &mut MAX_NODES.clone())
    }

    /// [`close`](Self::close), with at most `left` types and numbers, which are counted before they are copied.
    fn close_within(&self, ty: &TypeExpr, left: &mut usize) -> Result<Closed, Open> {
        match ty {
            TypeExpr::Var { var, bare } => match self.get(*var) {
                Some(Value::Type(closed)) => {
                    spend(left, closed.nodes())?;
                    Ok(Closed { bare: *bare || closed.bare, ..closed.clone() })
                }
                _ => Err(Open::Type(*var)),
            },
            TypeExpr::Type { ty, bare, by, args } => {
                spend(left, 1)?;
                let args = args.iter().map(|arg| self.value_within(arg, left)).collect::<Result<_, _>>()?;
                Ok(Closed { ty: *ty, bare: *bare || by.is_some(), args })
            }
        }
    }

    fn value_within(&self, expr: &Expr, left: &mut usize) -> Result<Value, Open> {
        match expr {
            Expr::Type(ty) => self.close_within(ty, left).map(Value::Type),
            Expr::Nat(nat) => {
                spend(left, 1)?;
                self.nat(*nat).map(Value::Nat)
            }
        }
    }

    /// The values that make the result of `def` the type with these arguments; `None` if it makes other values of it.
    pub fn matching(def: &Definition, args: &[Value]) -> Option<Self> {
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

fn spend(left: &mut usize, nodes: usize) -> Result<(), Open> {
    *left = left.checked_sub(nodes).ok_or(Open::TooLarge)?;
    Ok(())
}

impl Value {
    /// How many types and numbers it names.
    fn nodes(&self) -> usize {
        match self {
            Self::Type(closed) => closed.nodes(),
            Self::Nat(_) => 1,
        }
    }
}

impl Closed {
    /// How many types and numbers it names, itself included.
    pub fn nodes(&self) -> usize {
        1 + self.args.iter().map(Value::nodes).sum::<usize>()
    }

    /// How deep applications are nested in it.
    pub fn depth(&self) -> usize {
        let args = self.args.iter().map(|arg| match arg {
            Value::Type(closed) => closed.depth(),
            Value::Nat(_) => 0,
        });
        1 + args.max().unwrap_or(0)
    }

    /// As one would write it: `Pair int string`, arguments that have arguments in parentheses.
    pub fn spelling(&self, schema: &Schema) -> String {
        let head = spelling_of_head(schema, self.ty, self.bare);
        spelling(&head, self.args.iter(), schema)
    }
}

/// `head` with the arguments behind it.
pub fn spelling<'a>(head: &str, args: impl Iterator<Item = &'a Value>, schema: &Schema) -> String {
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
    match ty.basic.and_then(crate::schema::Basic::bare_name) {
        Some(name) if bare => name.to_owned(),
        None if bare => format!("%{}", ty.name),
        _ => ty.name.clone(),
    }
}

/// Which constructors make values of the type with these arguments, each with what its variables stand for.
pub fn constructors(schema: &Schema, ty: TypeId, args: &[Value]) -> Vec<(DefId, Env)> {
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

/// The most applications of one type.
const MAX_APPLICATIONS: usize = 1000;
/// How deep the arguments of an application may be nested.
const MAX_DEPTH: usize = 30;
/// The most types and numbers in one closed type.
const MAX_NODES: usize = 1000;
/// The most types and numbers in the arguments of all applications together.
const MAX_TOTAL: usize = 200_000;

/// How many applications are followed. A schema of a few lines can describe types without end, or more of them than memory holds.
#[derive(Clone, Debug, Default)]
pub struct Bounds {
    applications: BTreeMap<TypeId, usize>,
    total: usize,
}

/// Which bound an application exceeds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Excess {
    /// Its arguments are nested too deep.
    Deep,
    /// The schema has too many applications, of this type or together.
    Many,
}

impl Bounds {
    /// Counts one more application: that of `ty` to `args`.
    ///
    /// # Errors
    ///
    /// When it exceeds a bound. It is then not counted.
    pub fn admit(&mut self, ty: TypeId, args: &[Value]) -> Result<(), Excess> {
        let depth = args.iter().map(|arg| if let Value::Type(closed) = arg { closed.depth() } else { 0 }).max();
        if depth > Some(MAX_DEPTH) {
            return Err(Excess::Deep);
        }
        let count = self.applications.entry(ty).or_default();
        let total = self.total + args.iter().map(Value::nodes).sum::<usize>();
        if *count == MAX_APPLICATIONS || total > MAX_TOTAL {
            return Err(Excess::Many);
        }
        *count += 1;
        self.total = total;
        Ok(())
    }
}

/// What the parameters of each definition stand for, in every application of its type that the schema makes. Definitions
/// without parameters are left out.
pub fn applications(schema: &Schema) -> BTreeMap<DefId, Vec<Env>> {
    let mut found = Applications { schema, seen: BTreeSet::new(), bounds: Bounds::default(), queue: Vec::new() };
    let open = schema.iter_definitions().filter(|(_, def)| {
        let is_open = |arg: &Expr| matches!(arg, Expr::Type(TypeExpr::Var { .. }) | Expr::Nat(NatExpr::Var { .. }));
        def.kind == DefKind::Function || matches!(&def.result, TypeExpr::Type { args, .. } if !args.iter().any(is_open))
    });
    found.queue.extend(open.map(|(id, def)| (id, Env::open(def))));
    let mut applications: BTreeMap<DefId, Vec<Env>> = BTreeMap::new();
    while let Some((id, env)) = found.queue.pop() {
        let def = schema.def(id);
        found.args(&def.args, &env);
        found.ty(&def.result, &env);
        if env.values().next().is_some() {
            applications.entry(id).or_default().push(env);
        }
    }
    applications
}

/// The state of [`applications`].
struct Applications<'a> {
    schema: &'a Schema,
    seen: BTreeSet<(TypeId, Vec<Value>)>,
    bounds: Bounds,
    /// What has to be looked into.
    queue: Vec<(DefId, Env)>,
}

impl Applications<'_> {
    fn args(&mut self, args: &[Arg], env: &Env) {
        for arg in args {
            match &arg.ty {
                ArgType::Plain(ty) => self.ty(ty, env),
                ArgType::Repeat(repeat) => self.args(&repeat.body, env),
            }
        }
    }

    fn ty(&mut self, ty: &TypeExpr, env: &Env) {
        if let Ok(closed) = env.close(ty) {
            self.closed(&closed);
        }
    }

    fn closed(&mut self, closed: &Closed) {
        for arg in &closed.args {
            if let Value::Type(inner) = arg {
                self.closed(inner);
            }
        }
        let key = (closed.ty, closed.args.clone());
        if closed.args.is_empty() || self.seen.contains(&key) || self.bounds.admit(closed.ty, &closed.args).is_err() {
            return;
        }
        self.seen.insert(key);
        self.queue.extend(constructors(self.schema, closed.ty, &closed.args));
    }
}
