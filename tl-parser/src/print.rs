//! Definitions as text: the forms that ids are hashed from, the listing, the line one would write.

pub mod layout;

use crate::schema::{
    Arg, ArgType, Basic, DefId, DefKind, Definition, Expr, NatExpr, Repeat, Schema, TypeExpr, TypeId, Var, VarId,
};

/// The canonical form (see [`id`](crate::id)): what the plain rule hashes.
pub fn canonical(schema: &Schema, def: DefId) -> String {
    let mut text = String::new();
    write_canonical(&mut text, schema, schema.def(def), Form::Plain);
    text
}

/// The listing form: the canonical form with the id behind the name.
pub fn listing(schema: &Schema, def: DefId) -> String {
    let definition = schema.def(def);
    let mut text = String::new();
    write_canonical(&mut text, schema, definition, Form::Plain);
    text.insert_str(shown_name(definition).len(), &format!("#{:08x}", definition.id));
    text
}

/// The whole schema, one definition a line, with section markers. Read again it gives the same schema.
pub fn schema(schema: &Schema) -> String {
    let mut text = String::new();
    let mut section = DefKind::Constructor;
    for (def, definition) in schema.iter_definitions() {
        if definition.kind != section {
            section = definition.kind;
            text.push_str(match section {
                DefKind::Constructor => "---types---\n",
                DefKind::Function => "---functions---\n",
            });
        }
        text.push_str(&declaration(schema, def));
        text.push('\n');
    }
    text
}

/// The definition as one would write it, with its id and `;`.
pub fn declaration(schema: &Schema, def: DefId) -> String {
    definition(schema, schema.def(def))
}

/// As [`declaration`], for a definition that is not in the schema.
pub(crate) fn definition(schema: &Schema, definition: &Definition) -> String {
    let mut text = String::new();
    if definition.original.is_some() {
        text.push_str(&definition.name);
        text.push(';');
        return text;
    }
    text.push_str(shown_name(definition));
    if definition.name != "_" && (!definition.builtin || definition.id_written) {
        push_id(&mut text, definition.id);
    }
    if definition.builtin {
        text.push_str(" ?");
    }
    let printer = Printer { schema, kind: definition.kind, vars: &definition.vars, form: Form::Written };
    printer.args(&mut text, &definition.args);
    text.push_str(" = ");
    printer.result(&mut text, &definition.result);
    text.push(';');
    text
}

/// The type `ty` as it stands in definition `def`: `Vector<int>`, `%Foo`, `X`.
pub fn type_expr(schema: &Schema, def: DefId, ty: &TypeExpr) -> String {
    let mut text = String::new();
    let definition = schema.def(def);
    Printer { schema, kind: definition.kind, vars: &definition.vars, form: Form::Written }.ty(&mut text, ty);
    text
}

/// The argument `arg` as it stands in definition `def`: `video:flags.0?true`.
pub fn argument(schema: &Schema, def: DefId, arg: &Arg) -> String {
    let mut text = String::new();
    let definition = schema.def(def);
    Printer { schema, kind: definition.kind, vars: &definition.vars, form: Form::Written }.arg(&mut text, arg);
    text
}

/// The type of argument `arg` of `definition` with all that stands before it: `flags.0?true`, `!X`.
pub(crate) fn argument_type(schema: &Schema, definition: &Definition, arg: &Arg) -> String {
    let mut text = String::new();
    let unnamed = Arg { name: None, underscore: false, implicit: false, ..arg.clone() };
    Printer { schema, kind: definition.kind, vars: &definition.vars, form: Form::Written }.arg(&mut text, &unnamed);
    text
}

/// The result of `definition`: `User`, `Vector t`, `X`.
pub(crate) fn result(schema: &Schema, definition: &Definition) -> String {
    let mut text = String::new();
    let printer = Printer { schema, kind: definition.kind, vars: &definition.vars, form: Form::Written };
    printer.result(&mut text, &definition.result);
    text
}

/// Appends what the id of `def` is hashed from.
pub(crate) fn write_canonical(text: &mut String, schema: &Schema, def: &Definition, form: Form) {
    text.push_str(shown_name(def));
    if def.builtin {
        text.push_str(" ?");
    }
    let printer = Printer { schema, kind: def.kind, vars: &def.vars, form };
    printer.args(text, &def.args);
    text.push_str(" = ");
    printer.ty(text, &def.result);
}

/// Appends the canonical form of an argument without variables.
pub(crate) fn write_closed(text: &mut String, schema: &Schema, expr: &Expr) {
    Printer { schema, kind: DefKind::Constructor, vars: &[], form: Form::Plain }.expr(text, expr);
}

/// The name under which a definition is shown and hashed.
pub(crate) fn shown_name(def: &Definition) -> &str {
    def.original.as_deref().or(def.written.as_deref()).unwrap_or(&def.name)
}

/// How a definition is written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// For the plain rule.
    Plain,
    /// For the published rule: with `!`, without `mask.N?true`, `bytes` as `string`.
    Published,
    /// As a schema has it: braces, angle brackets, `!`.
    Written,
}

struct Printer<'s> {
    schema: &'s Schema,
    kind: DefKind,
    vars: &'s [Var],
    form: Form,
}

impl Printer<'_> {
    fn args(&self, text: &mut String, args: &[Arg]) {
        for arg in args {
            if self.form == Form::Published && arg.condition.is_some() && self.is_bare(&arg.ty, Basic::True) {
                continue;
            }
            text.push(' ');
            self.arg(text, arg);
        }
    }

    fn arg(&self, text: &mut String, arg: &Arg) {
        let braces = self.form == Form::Written && arg.implicit;
        if braces {
            text.push('{');
        }
        if let Some(name) = arg.name.as_deref().or(arg.underscore.then_some("_")) {
            text.push_str(name);
            text.push(':');
        }
        if let Some(condition) = arg.condition {
            text.push_str(self.var(condition.mask));
            text.push('.');
            push_number(text, condition.number);
            text.push('?');
        }
        if arg.exclamation && self.form != Form::Plain {
            text.push('!');
        }
        match &arg.ty {
            ArgType::Plain(_) if self.form == Form::Published && self.is_bare(&arg.ty, Basic::Bytes) => {
                text.push_str("string");
            }
            ArgType::Plain(ty) => self.ty(text, ty),
            ArgType::Repeat(repeat) => self.repeat(text, repeat),
        }
        if braces {
            text.push('}');
        }
    }

    fn repeat(&self, text: &mut String, repeat: &Repeat) {
        if !repeat.implicit_count {
            let sum = matches!(repeat.count, NatExpr::Var { plus, .. } if plus != 0);
            let parens = self.form == Form::Written && sum;
            if parens {
                text.push('(');
            }
            self.nat(text, repeat.count);
            if parens {
                text.push(')');
            }
            text.push('*');
        }
        text.push('[');
        self.args(text, &repeat.body);
        text.push_str(" ]");
    }

    fn ty(&self, text: &mut String, ty: &TypeExpr) {
        match ty {
            TypeExpr::Var { var, bare } => {
                if *bare && self.form == Form::Written {
                    text.push('%');
                }
                text.push_str(self.var(*var));
            }
            TypeExpr::Type { ty, bare, by, args } => {
                self.head(text, *ty, *bare, *by);
                if self.form == Form::Written {
                    self.angle_args(text, args);
                } else {
                    for arg in args {
                        text.push(' ');
                        self.expr(text, arg);
                    }
                }
            }
        }
    }

    /// A result: its arguments stand side by side.
    fn result(&self, text: &mut String, ty: &TypeExpr) {
        let TypeExpr::Type { ty: head, bare, by, args } = ty else { return self.ty(text, ty) };
        self.head(text, *head, *bare, *by);
        if self.kind == DefKind::Function {
            return self.angle_args(text, args);
        }
        for arg in args {
            text.push(' ');
            self.expr(text, arg);
        }
    }

    fn angle_args(&self, text: &mut String, args: &[Expr]) {
        for (at, arg) in args.iter().enumerate() {
            text.push(if at == 0 { '<' } else { ',' });
            self.expr(text, arg);
        }
        if !args.is_empty() {
            text.push('>');
        }
    }

    fn head(&self, text: &mut String, ty: TypeId, bare: bool, by: Option<DefId>) {
        let declared = self.schema.ty(ty);
        match (by, declared.basic) {
            (Some(by), _) => text.push_str(&self.schema.def(by).name),
            (None, Some(basic)) if bare && declared.constructors.is_empty() && basic.bare_name().is_some() => {
                text.push_str(basic.bare_name().unwrap_or_default());
            }
            _ => {
                if bare {
                    text.push('%');
                }
                text.push_str(&declared.name);
            }
        }
    }

    fn expr(&self, text: &mut String, expr: &Expr) {
        match expr {
            Expr::Type(ty) => self.ty(text, ty),
            Expr::Nat(nat) => self.nat(text, *nat),
        }
    }

    fn nat(&self, text: &mut String, nat: NatExpr) {
        match nat {
            NatExpr::Const(value) => push_number(text, value),
            NatExpr::Var { var, plus } => {
                text.push_str(self.var(var));
                if plus != 0 {
                    text.push('+');
                    push_number(text, plus);
                }
            }
        }
    }

    fn var(&self, var: VarId) -> &str {
        self.vars.get(var.0 as usize).and_then(|var| var.name.as_deref()).unwrap_or("_")
    }

    /// Whether `ty` is the basic type `basic` by its bare name.
    fn is_bare(&self, ty: &ArgType, basic: Basic) -> bool {
        let ArgType::Plain(TypeExpr::Type { ty, bare: true, by, args }) = ty else { return false };
        let declared = self.schema.ty(*ty);
        let name = Some(declared.name.as_str());
        let by_its_name = match by {
            Some(by) => Some(self.schema.def(*by).name.as_str()) == basic.bare_name(),
            None => declared.constructors.is_empty(),
        };
        args.is_empty() && by_its_name && (name == Some(basic.name()) || name == basic.bare_name())
    }
}

/// Appends `#` and eight digits.
pub(crate) fn push_id(text: &mut String, id: u32) {
    text.push('#');
    for shift in (0..8).rev() {
        text.push(char::from_digit(id >> (4 * shift) & 15, 16).unwrap_or('0'));
    }
}

fn push_number(text: &mut String, value: i64) {
    match u32::try_from(value) {
        Ok(digit @ 0..=9) => text.push(char::from_digit(digit, 10).unwrap_or('0')),
        Ok(two @ 10..=99) => {
            text.push(char::from_digit(two / 10, 10).unwrap_or('0'));
            text.push(char::from_digit(two % 10, 10).unwrap_or('0'));
        }
        _ => text.push_str(&value.to_string()),
    }
}
