//! Schema to layouts: everything that can be decided before the first byte is seen.

use tlforge_parser::analysis::{ArgList, Reading, Role};
use tlforge_parser::schema::{self, Arg, ArgType, Basic, Definition, Expr, NatExpr, Schema, TypeExpr, VarId};

use crate::{
    codec::Codec,
    wire::{self, Condition, Layout, Nat, Step, TypeInfo, What, Wire},
};

/// How often minimum sizes are propagated. Each round is a correct lower bound; recursion deeper than this many types
/// only makes the bound less tight.
const ROUNDS: usize = 8;

/// Compiles all definitions of `schema`.
pub(crate) fn compile(schema: &Schema, reading: &Reading) -> Codec {
    let types: Vec<TypeInfo> = schema.types.iter().map(|ty| type_info(schema, ty)).collect();
    let mut compiler = Compiler { schema, types: &types, bodies: Vec::new() };
    let mut layouts: Vec<Layout> =
        schema.iter_definitions().map(|(id, def)| compiler.definition(def, reading.args(id))).collect();
    layouts.append(&mut compiler.bodies);
    let mut codec = Codec::index(schema.dialect, layouts, types);
    let supplied = [("boolTrue", Basic::Bool, BOOL_TRUE), ("boolFalse", Basic::Bool, BOOL_FALSE)];
    for (name, basic, id) in supplied.into_iter().chain([("true", Basic::True, TRUE)]) {
        let ty = codec.basic_index(basic);
        codec.supply(Layout::constructor(name, id, ty, [].into()));
    }
    codec.bool_ids = [("boolFalse", BOOL_FALSE), ("boolTrue", BOOL_TRUE)].map(|(name, usual)| {
        let declared = codec.constructors.by_name(name).map(|at| &codec.layouts[at]);
        declared.filter(|layout| layout.steps.is_empty()).map_or(usual, |layout| layout.id)
    });
    measure(&mut codec);
    codec
}

const BOOL_TRUE: u32 = 0x9972_75b5;
const BOOL_FALSE: u32 = 0xbc79_9737;
const TRUE: u32 = Basic::True.usual_id();

fn type_info(schema: &Schema, ty: &schema::Type) -> TypeInfo {
    let first = ty.constructors.first().map(|def| schema.def(*def).id);
    let usual = ty.basic.map_or(0, Basic::usual_id);
    TypeInfo {
        name: ty.name.as_str().into(),
        constructors: ty.constructors.iter().map(|def| def.0 as usize).collect(),
        default: ty.constructors.iter().find(|def| schema.def(**def).name == "_").map(|def| def.0 as usize),
        min: 0,
        basic: ty.basic,
        id: first.unwrap_or(usual),
        params: ty.params.clone().into(),
    }
}

/// Raises the minimum sizes of layouts and types from 0 to what a value takes at least.
pub(crate) fn measure(codec: &mut Codec) {
    for _ in 0..ROUNDS {
        let mut changed = false;
        for at in 0..codec.layouts.len() {
            let steps = &codec.layouts[at].steps;
            let min = steps.iter().filter(|step| step.condition.is_none()).fold(0_usize, |sum, step| {
                sum.saturating_add(match &step.what {
                    What::Word { .. } | What::Number { .. } => 4,
                    What::Value(wire) => codec.min(wire),
                })
            });
            changed |= codec.layouts[at].min != min;
            codec.layouts[at].min = min;
        }
        for at in 0..codec.types.len() {
            let ty = &codec.types[at];
            let sizes = ty.constructors.iter().map(|&def| {
                let id = if ty.default == Some(def) { 0 } else { 4 };
                codec.layouts[def].min.saturating_add(id)
            });
            let min = sizes.min().unwrap_or(0);
            changed |= ty.min != min;
            codec.types[at].min = min;
        }
        if !changed {
            break;
        }
    }
}

/// The vector with elements that may be null.
fn with_null(wire: Wire) -> Wire {
    match wire {
        Wire::Vector { id, item } => Wire::Vector { id, item: Box::new(with_null(*item)) },
        wire => Wire::Nullable(Box::new(wire)),
    }
}

struct Compiler<'s> {
    schema: &'s Schema,
    types: &'s [TypeInfo],
    /// The bodies of repetitions; they follow the definitions.
    bodies: Vec<Layout>,
}

impl Compiler<'_> {
    fn definition(&mut self, def: &Definition, reading: &ArgList) -> Layout {
        let (ty, result) = match &def.result {
            TypeExpr::Type { ty, args, .. } => (Some(ty.0 as usize), self.args(args)),
            TypeExpr::Var { .. } => (None, [].into()),
        };
        let basic = match def.result {
            TypeExpr::Type { ty, .. } if def.kind == schema::DefKind::Constructor => self.schema.ty(ty).basic,
            _ => None,
        };
        let steps = match basic {
            Some(basic) if has_own_form(basic) => {
                let what = What::Value(Wire::Basic(basic));
                [Step { name: unnamed(0), condition: None, what, nullable: false }].into()
            }
            _ => self.steps(&def.args, reading),
        };
        Layout {
            name: def.name.as_str().into(),
            kind: Some(def.kind),
            id: def.id,
            ty,
            result,
            vars: def.vars.len(),
            ..Layout::group(steps)
        }
    }

    fn steps(&mut self, args: &[Arg], reading: &ArgList) -> Box<[Step]> {
        let mut steps: Vec<Step> = Vec::with_capacity(args.len());
        let mut position = 0;
        for (at, arg) in args.iter().enumerate() {
            let what = match (&arg.ty, reading.role(at), arg.var) {
                (_, Role::Implicit, _) => continue,
                // The count belongs to the vector that follows.
                (_, Role::Count, _) => {
                    position += 1;
                    continue;
                }
                (_, Role::FlagsWord(word), Some(var)) => What::Word { var: index(var), word },
                (_, Role::Number, Some(var)) => What::Number { var: index(var) },
                (ArgType::Plain(_), ..) if arg.exclamation => What::Value(Wire::Function),
                (ArgType::Plain(ty), role, _) => {
                    let wire = self.wire(ty);
                    // Of a vector it is the elements that may be null.
                    let is_vector = arg.nullable && role != Role::Nullable;
                    What::Value(if is_vector { with_null(wire) } else { wire })
                }
                (ArgType::Repeat(repeat), ..) => {
                    let item = Box::new(self.body(&repeat.body, reading.body(at)));
                    let is_vector = at.checked_sub(1).is_some_and(|before| reading.role(before) == Role::Count);
                    What::Value(if is_vector {
                        Wire::Vector { id: None, item }
                    } else {
                        Wire::Repeat { count: nat(repeat.count), item }
                    })
                }
            };
            let condition =
                arg.condition.map(|condition| Condition { mask: index(condition.mask), bit: condition.bit });
            let name = arg.name.as_deref().map_or_else(|| unnamed(position), Into::into);
            steps.push(Step { name, condition, what, nullable: reading.role(at) == Role::Nullable });
            position += 1;
        }
        steps.into()
    }

    /// What a repetition repeats: the type of its only field, or a group.
    fn body(&mut self, args: &[Arg], reading: Option<&ArgList>) -> Wire {
        let nothing = ArgList::default();
        let reading = reading.unwrap_or(&nothing);
        if let [Arg { condition: None, var: None, exclamation: false, ty, .. }] = args {
            return match ty {
                ArgType::Plain(ty) => self.wire(ty),
                ArgType::Repeat(repeat) => {
                    let item = Box::new(self.body(&repeat.body, reading.body(0)));
                    Wire::Repeat { count: nat(repeat.count), item }
                }
            };
        }
        let steps = self.steps(args, reading);
        let id = self.schema.definitions.len() + self.bodies.len();
        self.bodies.push(Layout::group(steps));
        Wire::Group(id)
    }

    fn wire(&self, ty: &TypeExpr) -> Wire {
        match ty {
            TypeExpr::Var { var, bare } => Wire::Var { var: index(*var), bare: *bare },
            TypeExpr::Type { ty, bare, by, args } => {
                let at = ty.0 as usize;
                self.types[at].wire(at, *bare, by.map(|def| def.0 as usize), self.args(args))
            }
        }
    }

    fn args(&self, args: &[Expr]) -> Box<[wire::Arg]> {
        args.iter()
            .map(|arg| match arg {
                Expr::Nat(value) => wire::Arg::Nat(nat(*value)),
                Expr::Type(ty) => wire::Arg::Type(self.wire(ty)),
            })
            .collect()
    }
}

/// How the field at `position` is called that has no name: no name in a schema starts so.
fn unnamed(position: usize) -> Box<str> {
    format!("_{position}").into()
}

/// Whether the boxed form of `basic` is an id and something else.
fn has_own_form(basic: Basic) -> bool {
    !matches!(
        basic,
        Basic::Nat | Basic::Type | Basic::True | Basic::Bool | Basic::Vector | Basic::Object | Basic::Function
    )
}

fn nat(nat: NatExpr) -> Nat {
    match nat {
        NatExpr::Const(value) => Nat::Const(value),
        NatExpr::Var { var, plus } => Nat::Var { var: index(var), plus },
    }
}

fn index(var: VarId) -> usize {
    var.0 as usize
}
