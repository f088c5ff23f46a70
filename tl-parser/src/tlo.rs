//! The compiled form of a schema, byte for byte as the reference compiler writes it: `tls.schema_v2`.

use crate::{
    diagnostic::{Code, Diagnostic},
    schema::{Arg, ArgType, DefId, DefKind, Definition, Expr, NatExpr, ParamKind, Schema, Type, TypeExpr, VarId},
};

const SCHEMA: u32 = 0x3a2f_9be2;
const TYPE: u32 = 0x12eb_4386;
const COMBINATOR: u32 = 0x5c0a_1ed5;
const LEFT_BUILTIN: u32 = 0xcd21_1f63;
const LEFT: u32 = 0x4c12_c6d9;
const RIGHT: u32 = 0x2c06_4372;
const ARG: u32 = 0x29df_e61b;
const EXPR_TYPE: u32 = 0xecc9_da78;
const EXPR_NAT: u32 = 0xdcb4_9bd8;
const NAT_CONST: u32 = 0xdcb4_9bd8;
const NAT_VAR: u32 = 0x4e8a_14f0;
const TYPE_VAR: u32 = 0x0142_ceae;
const ARRAY: u32 = 0xd9fb_20de;
const TYPE_EXPR: u32 = 0xc186_3d08;

/// Names that the reference compiler takes for built-in declarations when something stands left of `=`.
const BUILTINS: [&str; 6] = ["int", "long", "double", "string", "object", "function"];

/// Writes `schema`, which was read without errors.
///
/// # Errors
///
/// A diagnostic for every construct that the format cannot hold: names of more than 254 bytes, bare type variables,
/// repetitions of nothing.
pub fn write(schema: &Schema) -> Result<Vec<u8>, Vec<Diagnostic>> {
    let mut writer = Writer { schema, bytes: Vec::new(), problems: Vec::new(), def: None, numbers: Vec::new() };
    writer.file();
    if writer.problems.is_empty() { Ok(writer.bytes) } else { Err(writer.problems) }
}

struct Writer<'s> {
    schema: &'s Schema,
    bytes: Vec<u8>,
    problems: Vec<Diagnostic>,
    /// The combinator that is being written.
    def: Option<&'s Definition>,
    /// The number under which each of its variables is written.
    numbers: Vec<u32>,
}

impl<'s> Writer<'s> {
    fn file(&mut self) {
        let schema = self.schema;
        self.int(SCHEMA);
        self.int(0); // version
        self.int(0); // date
        let mut types: Vec<&Type> = schema.types.iter().collect();
        types.sort_by(|a, b| a.name.as_bytes().cmp(b.name.as_bytes()));
        self.count(types.len());
        for ty in &types {
            self.ty(ty);
        }
        let constructors: Vec<DefId> = types.iter().flat_map(|ty| ty.constructors.iter().copied()).collect();
        self.count(constructors.len());
        for def in constructors {
            self.combinator(schema.def(def));
        }
        let is_function = |def: &&Definition| def.kind == DefKind::Function;
        let mut functions: Vec<&Definition> = schema.definitions.iter().filter(is_function).collect();
        functions.sort_by(|a, b| a.name.as_bytes().cmp(b.name.as_bytes()));
        self.count(functions.len());
        for def in functions {
            self.combinator(def);
        }
    }

    fn ty(&mut self, ty: &'s Type) {
        self.int(TYPE);
        self.int(ty.id);
        self.string(&ty.name, ty.span);
        self.count(ty.constructors.len());
        let marks = ty.marks;
        self.int(
            u32::from(marks.is_final)
                | u32::from(marks.used_bare) << 3
                | u32::from(marks.overlapping) << 4
                | u32::from(marks.empty) << 10
                | u32::from(marks.has_default) << 25,
        );
        self.count(ty.params.len());
        let nats = ty.params.iter().take(64).enumerate().filter(|(_, kind)| **kind == ParamKind::Nat);
        let mask = nats.fold(0_u64, |mask, (at, _)| mask | 1 << at);
        self.bytes.extend_from_slice(&mask.to_le_bytes());
    }

    fn combinator(&mut self, def: &'s Definition) {
        self.def = Some(def);
        self.numbers.clear();
        self.numbers.resize(def.vars.len(), 0);
        self.int(COMBINATOR);
        self.int(def.id);
        self.string(&def.name, Some(def.name_span));
        self.int(match &def.result {
            TypeExpr::Type { ty, .. } => self.schema.ty(*ty).id,
            TypeExpr::Var { .. } => 0,
        });
        if def.builtin || !def.args.is_empty() && BUILTINS.contains(&def.name.as_str()) {
            self.int(LEFT_BUILTIN);
            // The result may name variables of arguments that are not written.
            self.number_all(&def.args, &mut 0);
        } else {
            self.int(LEFT);
            self.args(&def.args, &mut 0);
        }
        self.int(RIGHT);
        self.type_tree(&def.result);
    }

    fn number_all(&mut self, args: &[Arg], next: &mut u32) {
        for arg in args {
            self.number(arg, next);
            if let ArgType::Repeat(repeat) = &arg.ty {
                self.number_all(&repeat.body, next);
            }
        }
    }

    /// The number of the variable that `arg` declares. A conditional one gets none.
    fn number(&mut self, arg: &Arg, next: &mut u32) -> Option<u32> {
        let var = arg.var.filter(|_| arg.condition.is_none())?;
        let number = *next;
        self.numbers[var.0 as usize] = number;
        *next += 1;
        Some(number)
    }

    fn args(&mut self, args: &'s [Arg], next: &mut u32) {
        self.count(args.len());
        for arg in args {
            self.arg(arg, next);
        }
    }

    fn arg(&mut self, arg: &'s Arg, next: &mut u32) {
        self.int(ARG);
        self.string(arg.name.as_deref().unwrap_or_default(), Some(arg.span));
        let number = self.number(arg, next);
        self.int(
            u32::from(arg.implicit)
                | u32::from(arg.condition.is_some()) << 1
                | u32::from(number.is_some()) << 2
                | u32::from(arg.implicit) << 17
                | u32::from(arg.exclamation) << 18,
        );
        if let Some(number) = number {
            self.int(number);
        }
        if let Some(condition) = arg.condition {
            self.var(condition.mask);
            self.int(condition.bit);
        }
        match &arg.ty {
            ArgType::Plain(ty) => self.type_tree(ty),
            ArgType::Repeat(repeat) => {
                if repeat.body.is_empty() {
                    self.problem(Some(arg.span), "a repetition of nothing has no compiled form".to_owned());
                }
                self.int(ARRAY);
                self.nat_tree(repeat.count);
                self.args(&repeat.body, next);
            }
        }
    }

    fn type_tree(&mut self, ty: &TypeExpr) {
        match ty {
            TypeExpr::Var { var, bare } => {
                if *bare {
                    let span = self.def.map(|def| def.span);
                    self.problem(span, "a bare type variable has no compiled form".to_owned());
                }
                self.int(TYPE_VAR);
                self.var(*var);
                self.int(0);
            }
            TypeExpr::Type { ty, bare, args, .. } => {
                self.int(TYPE_EXPR);
                self.int(self.schema.ty(*ty).id);
                self.int(u32::from(*bare));
                self.count(args.len());
                for arg in args {
                    match arg {
                        Expr::Type(ty) => {
                            self.int(EXPR_TYPE);
                            self.type_tree(ty);
                        }
                        Expr::Nat(nat) => {
                            self.int(EXPR_NAT);
                            self.nat_tree(*nat);
                        }
                    }
                }
            }
        }
    }

    fn nat_tree(&mut self, nat: NatExpr) {
        match nat {
            NatExpr::Const(value) => {
                self.int(NAT_CONST);
                self.low_word(value);
            }
            NatExpr::Var { var, plus } => {
                self.int(NAT_VAR);
                self.low_word(plus);
                self.var(var);
            }
        }
    }

    fn var(&mut self, var: VarId) {
        let number = self.numbers.get(var.0 as usize).copied().unwrap_or_default();
        self.int(number);
    }

    /// A wider number is cut to 32 bits, as the reference compiler does.
    fn low_word(&mut self, value: i64) {
        let [a, b, c, d, ..] = value.to_le_bytes();
        self.bytes.extend_from_slice(&[a, b, c, d]);
    }

    fn string(&mut self, text: &str, span: Option<crate::span::Span>) {
        let Some(length) = u8::try_from(text.len()).ok().filter(|length| *length < 255) else {
            return self.problem(span, format!("the name `{text}` has more than 254 bytes"));
        };
        self.bytes.push(length);
        self.bytes.extend_from_slice(text.as_bytes());
        self.bytes.resize(self.bytes.len().next_multiple_of(4), 0);
    }

    fn count(&mut self, count: usize) {
        self.int(u32::try_from(count).unwrap_or(u32::MAX));
    }

    fn int(&mut self, value: u32) {
        self.bytes.extend_from_slice(&value.to_le_bytes());
    }

    fn problem(&mut self, span: Option<crate::span::Span>, message: String) {
        let diagnostic = Diagnostic::without_place(Code::NotExportable, crate::Severity::Error, message);
        self.problems.push(Diagnostic { span, ..diagnostic });
    }
}
