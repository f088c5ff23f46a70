//! Values for examples: for each definition one that it could have, every field filled.

mod plausible;

use std::rc::Rc;

use tlforge_parser::analysis::{Reading, Role};
use tlforge_parser::schema::{
    Arg, ArgType, Basic, DefId, DefKind, Expr, NatExpr, ParamKind, Repeat, Schema, TypeExpr, TypeId, VarId,
};

/// How deep values are nested before an example is given up.
const MAX_DEPTH: usize = 12;
/// How deep vectors still get an element.
const MAX_FILLED: usize = 3;
/// How many elements of a fixed number are shown.
const MAX_FIXED: i64 = 16;

/// A constructor or function with fields.
#[derive(Clone, Debug)]
pub(crate) struct Object {
    pub(crate) def: DefId,
    /// Whether its id stands before it on the wire.
    pub(crate) boxed: bool,
    pub(crate) fields: Vec<Field>,
}

/// A field, or a flags word.
#[derive(Clone, Debug)]
pub(crate) struct Field {
    /// As the schema calls it.
    pub(crate) name: Option<String>,
    /// Its position among the arguments that take bytes, from 1.
    pub(crate) position: usize,
    pub(crate) value: Value,
}

/// A value.
#[derive(Clone, Debug)]
pub(crate) enum Value {
    /// A flags word.
    Word,
    /// `true`
    True {
        boxed: bool,
    },
    Bool(bool),
    Number(Basic, i64, bool),
    Double(f64, bool),
    Text(String, bool),
    /// `bytes`, or an integer of 128 bits and more.
    Bytes(Basic, Vec<u8>, bool),
    Vector(Count, Vec<Value>),
    Object(Box<Object>),
    /// What a repetition repeats.
    Group(Vec<Field>),
}

/// What stands before the elements of a vector.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Count {
    /// The id of `vector` and the number.
    Boxed,
    /// The number.
    Bare,
    /// Nothing.
    None,
}

/// What makes examples for a schema.
pub(crate) struct Examples<'a> {
    schema: &'a Schema,
    reading: Rc<Reading>,
    /// By definition: how many values an example needs; `u32::MAX` for no end.
    costs: Vec<u32>,
    /// A function to stand for the inner call of a wrapper.
    inner: Option<DefId>,
}

/// What the variables of a definition stand for.
type Env = Vec<Option<Binding>>;

#[derive(Clone, Debug)]
enum Binding {
    Nat(i64),
    Type(TypeExpr),
}

impl<'a> Examples<'a> {
    pub(crate) fn new(schema: &'a Schema, reading: Rc<Reading>) -> Self {
        let mut examples = Self { schema, reading, costs: vec![u32::MAX; schema.definitions.len()], inner: None };
        loop {
            let costs: Vec<_> = schema.definitions.iter().map(|def| examples.cost_of_args(&def.args)).collect();
            if costs == examples.costs {
                break;
            }
            examples.costs = costs;
        }
        let functions = schema.iter_definitions().filter(|(_, def)| def.kind == DefKind::Function && !def.builtin);
        let usual = |name: &str| name.ends_with("getConfig") || name.ends_with("getMe");
        examples.inner = functions
            .filter(|(_, def)| def.vars.is_empty())
            .min_by_key(|(id, def)| (examples.costs[id.0 as usize], !usual(&def.name)))
            .map(|(id, _)| id);
        examples
    }

    /// An example for `def`, all its fields filled. `None`: there is none that can be told.
    pub(crate) fn of(&self, def: DefId) -> Option<Object> {
        let definition = self.schema.def(def);
        let open = definition.vars.iter().any(|var| var.implicit && !self.is_wrapped(def));
        // Constructors of basic types are read as values without parts.
        if open || definition.name == "_" || !self.schema.makes_values(definition) {
            return None;
        }
        self.object(def, vec![None; definition.vars.len()], true, true, 0)
    }

    /// Whether the only variables in braces are those of inner calls.
    fn is_wrapped(&self, def: DefId) -> bool {
        let definition = self.schema.def(def);
        let variables = definition.vars.iter().filter(|var| var.implicit).count();
        variables == definition.args.iter().filter(|arg| arg.exclamation).count()
    }

    fn object(&self, def: DefId, mut env: Env, boxed: bool, all: bool, depth: usize) -> Option<Object> {
        if depth > MAX_DEPTH {
            return None;
        }
        let args = &self.schema.def(def).args;
        let fields = self.fields(def, args, &mut env, all, depth)?;
        Some(Object { def, boxed, fields })
    }

    fn fields(&self, def: DefId, args: &[Arg], env: &mut Env, all: bool, depth: usize) -> Option<Vec<Field>> {
        let definition = self.schema.def(def);
        let mut fields = Vec::new();
        let explicit = args.iter().filter(|arg| !arg.implicit);
        for (arg, position) in explicit.zip(1..) {
            let number = arg.var.filter(|var| is_number(&definition.vars, *var));
            let role = number.and_then(|var| self.reading.variable(self.schema, def, var));
            let word = matches!(role, Some(Role::FlagsWord(_)));
            if let Some(condition) = arg.condition {
                let there = match env.get(condition.mask.0 as usize)? {
                    Some(Binding::Nat(bits)) => bits.checked_shr(condition.bit).unwrap_or(0) & 1 == 1,
                    _ => all,
                };
                if !there {
                    continue;
                }
            }
            let value = match number {
                Some(_) if word => Value::Word,
                Some(var) => {
                    env[var.0 as usize] = Some(Binding::Nat(1));
                    Value::Number(Basic::Nat, 1, false)
                }
                None => self.argument(def, arg, env, depth)?,
            };
            fields.push(Field { name: arg.name.as_ref().map(ToString::to_string), position, value });
        }
        Some(fields)
    }

    fn argument(&self, def: DefId, arg: &Arg, env: &mut Env, depth: usize) -> Option<Value> {
        let definition = self.schema.def(def);
        match &arg.ty {
            ArgType::Plain(_) if arg.exclamation => self.call(depth),
            ArgType::Plain(ty) => self.value(&close(ty, env)?, &definition.name, arg.name.as_deref(), depth),
            ArgType::Repeat(repeat) => self.repeat(def, repeat, env, depth),
        }
    }

    fn repeat(&self, def: DefId, repeat: &Repeat, env: &mut Env, depth: usize) -> Option<Value> {
        let count = nat(repeat.count, env)?;
        if !(0..=MAX_FIXED).contains(&count) {
            return None;
        }
        let plain = match repeat.body.as_slice() {
            [arg] if arg.name.is_none() && arg.condition.is_none() && arg.var.is_none() && !arg.underscore => Some(arg),
            _ => None,
        };
        let items = (0..count).map(|_| match plain {
            Some(arg) => self.argument(def, arg, env, depth + 1),
            None => Some(Value::Group(self.fields(def, &repeat.body, env, true, depth + 1)?)),
        });
        Some(Value::Vector(Count::None, items.collect::<Option<_>>()?))
    }

    /// A value of the closed type `ty` for a field.
    fn value(&self, ty: &TypeExpr, owner: &str, field: Option<&str>, depth: usize) -> Option<Value> {
        let TypeExpr::Type { ty: id, bare, by, args } = ty else { return None };
        let boxed = !bare;
        let Some(basic) = self.schema.ty(*id).basic else {
            let (def, env) = match by {
                Some(def) => (*def, self.unify(*def, args)?),
                None => self.choose(*id, args)?,
            };
            return Some(Value::Object(Box::new(self.object(def, env, boxed, false, depth + 1)?)));
        };
        let context = plausible::Context { owner, field: field.unwrap_or_default(), layer: self.schema.layer };
        Some(match basic {
            Basic::Type => return None,
            Basic::True => Value::True { boxed },
            Basic::Bool => Value::Bool(true),
            Basic::Nat => Value::Number(basic, context.number(basic), false),
            Basic::Int | Basic::Int32 | Basic::Long | Basic::Int53 | Basic::Int64 => {
                Value::Number(basic, context.number(basic), boxed)
            }
            Basic::Double => Value::Double(context.double(), boxed),
            Basic::String | Basic::SecureString => Value::Text(context.text(), boxed),
            Basic::Bytes | Basic::SecureBytes => Value::Bytes(basic, context.bytes(5), boxed),
            Basic::Int128 | Basic::Int256 | Basic::Int512 => {
                Value::Bytes(basic, context.bytes(basic.min_bytes()), boxed)
            }
            Basic::Vector => {
                let Some(Expr::Type(item)) = args.first() else { return None };
                let item = (depth < MAX_FILLED).then(|| self.value(item, owner, field, depth + 1)).flatten();
                let count = if boxed { Count::Boxed } else { Count::Bare };
                Value::Vector(count, item.into_iter().collect())
            }
            Basic::Object => return self.any(depth),
            Basic::Function => return self.call(depth),
        })
    }

    /// Any constructor.
    fn any(&self, depth: usize) -> Option<Value> {
        let constructors = self.schema.iter_definitions().filter(|(_, def)| {
            let basic = matches!(def.result, TypeExpr::Type { ty, .. } if self.schema.ty(ty).basic.is_some());
            def.kind == DefKind::Constructor && def.vars.is_empty() && !def.builtin && !basic && def.name != "_"
        });
        let (def, _) = constructors.min_by_key(|(id, _)| self.costs[id.0 as usize].max(2))?;
        Some(Value::Object(Box::new(self.object(def, Vec::new(), true, false, depth + 1)?)))
    }

    /// Any function.
    fn call(&self, depth: usize) -> Option<Value> {
        let def = self.inner?;
        Some(Value::Object(Box::new(self.object(def, Vec::new(), true, false, depth + 1)?)))
    }

    /// The constructor that an example of a type takes: the simplest that is not about nothing.
    fn choose(&self, ty: TypeId, args: &[Expr]) -> Option<(DefId, Env)> {
        let constructors = self.schema.ty(ty).constructors.iter();
        let mut fitting: Vec<_> = constructors.filter_map(|def| Some((*def, self.unify(*def, args)?))).collect();
        fitting.sort_by_key(|(def, _)| self.rank(*def));
        let (def, env) = fitting.into_iter().next()?;
        (self.costs[def.0 as usize] < u32::MAX).then_some((def, env))
    }

    fn rank(&self, def: DefId) -> u32 {
        self.costs[def.0 as usize].saturating_add(plausible::emptiness(&self.schema.def(def).name))
    }

    /// What the variables of constructor `def` are when its type has these arguments.
    fn unify(&self, def: DefId, given: &[Expr]) -> Option<Env> {
        let definition = self.schema.def(def);
        let mut env: Env = vec![None; definition.vars.len()];
        let TypeExpr::Type { args, .. } = &definition.result else { return None };
        for (pattern, given) in args.iter().zip(given) {
            match (pattern, given) {
                (Expr::Type(TypeExpr::Var { var, .. }), Expr::Type(ty)) => {
                    env[var.0 as usize] = Some(Binding::Type(ty.clone()));
                }
                (Expr::Nat(NatExpr::Var { var, plus }), Expr::Nat(NatExpr::Const(value))) if value >= plus => {
                    env[var.0 as usize] = Some(Binding::Nat(value - plus));
                }
                (Expr::Nat(NatExpr::Const(wanted)), Expr::Nat(NatExpr::Const(value))) if wanted == value => {}
                _ => return None,
            }
        }
        Some(env)
    }

    fn cost_of_args(&self, args: &[Arg]) -> u32 {
        let required = args.iter().filter(|arg| !arg.implicit && arg.condition.is_none());
        required.map(|arg| self.cost_of_arg(arg)).fold(1, u32::saturating_add)
    }

    fn cost_of_arg(&self, arg: &Arg) -> u32 {
        match &arg.ty {
            ArgType::Plain(TypeExpr::Type { ty, by: None, .. }) if self.schema.ty(*ty).basic.is_none() => {
                self.schema.ty(*ty).constructors.iter().map(|def| self.costs[def.0 as usize]).min().unwrap_or(u32::MAX)
            }
            ArgType::Plain(TypeExpr::Type { ty, by: Some(def), .. }) if self.schema.ty(*ty).basic.is_none() => {
                self.costs[def.0 as usize]
            }
            ArgType::Plain(_) => 1,
            ArgType::Repeat(repeat) => self.cost_of_args(&repeat.body),
        }
    }
}

fn is_number(vars: &[tlforge_parser::schema::Var], var: VarId) -> bool {
    vars.get(var.0 as usize).is_some_and(|var| var.kind == ParamKind::Nat)
}

/// `ty` without variables.
fn close(ty: &TypeExpr, env: &Env) -> Option<TypeExpr> {
    Some(match ty {
        TypeExpr::Var { var, bare } => match env.get(var.0 as usize)? {
            Some(Binding::Type(TypeExpr::Type { ty, bare: bare_too, by, args })) => {
                TypeExpr::Type { ty: *ty, bare: *bare || *bare_too, by: *by, args: args.clone() }
            }
            _ => return None,
        },
        TypeExpr::Type { ty, bare, by, args } => {
            let args = args.iter().map(|arg| {
                Some(match arg {
                    Expr::Type(ty) => Expr::Type(close(ty, env)?),
                    Expr::Nat(value) => Expr::Nat(NatExpr::Const(nat(*value, env)?)),
                })
            });
            TypeExpr::Type { ty: *ty, bare: *bare, by: *by, args: args.collect::<Option<_>>()? }
        }
    })
}

fn nat(value: NatExpr, env: &Env) -> Option<i64> {
    match value {
        NatExpr::Const(value) => Some(value),
        NatExpr::Var { var, plus } => match env.get(var.0 as usize)? {
            Some(Binding::Nat(value)) => value.checked_add(plus),
            _ => None,
        },
    }
}
