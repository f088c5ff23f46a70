//! What each argument of a definition is: worked out once, asked by everything that reads or writes values.

use std::collections::BTreeMap;

use crate::schema::{
    Arg, ArgType, Basic, DefId, Definition, Dialect, Expr, NatExpr, ParamKind, Schema, TypeExpr, VarId,
};

/// The role of every argument of a schema.
#[derive(Clone, Debug)]
pub struct Reading {
    definitions: Vec<ArgList>,
}

/// The arguments of a definition, or those of the body of a repetition.
#[derive(Clone, Debug, Default)]
pub struct ArgList {
    roles: Vec<Role>,
    numbers: BTreeMap<usize, Number>,
    bodies: BTreeMap<usize, ArgList>,
}

/// What an argument stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Declared in braces: it takes no bytes.
    Implicit,
    /// A `#` whose bits say which fields are present.
    FlagsWord(FlagsWord),
    /// A `#` that is a value of its own.
    Number,
    /// A `#` without a name that counts the repetition behind it: both are one bare vector.
    Count,
    /// `word.N?true`: present or not.
    Flag,
    /// `word.N?true` beside another field on the same bit, at this position: it says nothing that the other does not say.
    Companion(usize),
    /// A field behind a bit.
    Optional,
    /// A field that is always on the wire, but whose documentation says that it may be null (dialect `tdlib`).
    Nullable,
    /// A field that is always present.
    Required,
}

/// A flags word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FlagsWord {
    /// The bits that fields depend on.
    pub known: u32,
    /// The other bits are data: the word is a field too.
    pub is_field: bool,
}

/// How a `#` is used.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Number {
    /// The bits that fields beside it depend on, and the positions of those fields.
    pub bits: BTreeMap<u32, Vec<usize>>,
    /// Fields inside of a repetition depend on bits of it, or fields outside of the repetition that it stands in.
    pub is_asked_elsewhere: bool,
    /// How many repetitions it counts.
    pub counts: usize,
    /// It is an argument of a type.
    pub is_argument: bool,
}

impl Number {
    /// Whether anything refers to it.
    pub fn is_used(&self) -> bool {
        !self.bits.is_empty() || self.is_asked_elsewhere || self.is_number()
    }

    /// Whether something reads it as a number.
    pub fn is_number(&self) -> bool {
        self.counts > 0 || self.is_argument
    }
}

/// Which flags words are fields, so that the bits that no field depends on are kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FlagsWords {
    /// Those of dialect `plain`: TON's servers give such bits a meaning of their own.
    #[default]
    ByDialect,
    /// All of them.
    Kept,
}

impl Reading {
    /// Reads the definitions of `schema`.
    pub fn new(schema: &Schema, words: FlagsWords) -> Self {
        Self { definitions: schema.definitions.iter().map(|def| read(schema, def, words)).collect() }
    }

    /// What the argument stands for by which `def` declares `var`, in a repetition or not.
    pub fn variable(&self, schema: &Schema, def: DefId, var: VarId) -> Option<Role> {
        let (list, at) = self.args(def).declaration(&schema.def(def).args, var)?;
        Some(list.role(at))
    }

    /// The arguments of `def`.
    pub fn args(&self, def: DefId) -> &ArgList {
        &self.definitions[def.0 as usize]
    }
}

impl ArgList {
    /// What the arguments stand for, in order of writing.
    pub fn roles(&self) -> &[Role] {
        &self.roles
    }

    /// What the argument at `at` stands for.
    pub fn role(&self, at: usize) -> Role {
        self.roles[at]
    }

    /// How the `#` at `at` is used; `None` for another argument and for one in braces.
    pub fn number(&self, at: usize) -> Option<&Number> {
        self.numbers.get(&at)
    }

    /// Each `#` with its position, in order of writing.
    pub fn numbers(&self) -> impl Iterator<Item = (usize, &Number)> {
        self.numbers.iter().map(|(at, number)| (*at, number))
    }

    /// The arguments inside of the repetition at `at`.
    pub fn body(&self, at: usize) -> Option<&Self> {
        self.bodies.get(&at)
    }

    /// The list among these and those inside of them that declares `var`, and the position there.
    fn declaration<'r>(&'r self, args: &[Arg], var: VarId) -> Option<(&'r Self, usize)> {
        args.iter().enumerate().find_map(|(at, arg)| match &arg.ty {
            _ if arg.var == Some(var) => Some((self, at)),
            ArgType::Repeat(repeat) => self.body(at)?.declaration(&repeat.body, var),
            ArgType::Plain(_) => None,
        })
    }
}

/// Whether a `#` of this name, `flags` or `flags2`, is a flags word although no field depends on it: its fields are yet to
/// come. So it is in Telegram's schemas; elsewhere a name means nothing.
fn is_flags_name(name: &str) -> bool {
    name.strip_prefix("flags").is_some_and(|rest| rest.bytes().all(|byte| byte.is_ascii_digit()))
}

fn read(schema: &Schema, def: &Definition, words: FlagsWords) -> ArgList {
    let mut uses = Uses { vars: vec![Use::default(); def.vars.len()], lists: 0 };
    uses.declare(&def.args);
    uses.lists = 0;
    uses.args(&def.args);
    uses.ty(&def.result);
    list(schema, def, words, &def.args, &uses)
}

/// How the variables of a definition are used.
struct Uses {
    vars: Vec<Use>,
    lists: usize,
}

#[derive(Clone, Default)]
struct Use {
    /// The number of the list of arguments that declares it.
    list: usize,
    number: Number,
}

impl Uses {
    fn declare(&mut self, args: &[Arg]) {
        self.lists += 1;
        let list = self.lists;
        for arg in args {
            if let Some(var) = arg.var {
                self.vars[var.0 as usize].list = list;
            }
            if let ArgType::Repeat(repeat) = &arg.ty {
                self.declare(&repeat.body);
            }
        }
    }

    fn args(&mut self, args: &[Arg]) {
        self.lists += 1;
        let list = self.lists;
        for (at, arg) in args.iter().enumerate() {
            if let Some(condition) = arg.condition {
                let Use { list: declared, number } = &mut self.vars[condition.mask.0 as usize];
                if *declared == list {
                    number.bits.entry(condition.bit).or_default().push(at);
                } else {
                    number.is_asked_elsewhere = true;
                }
            }
            match &arg.ty {
                ArgType::Plain(ty) => self.ty(ty),
                ArgType::Repeat(repeat) => {
                    if let NatExpr::Var { var, .. } = repeat.count {
                        self.vars[var.0 as usize].number.counts += 1;
                    }
                    self.args(&repeat.body);
                }
            }
        }
    }

    fn ty(&mut self, ty: &TypeExpr) {
        let TypeExpr::Type { args, .. } = ty else { return };
        for arg in args {
            match arg {
                Expr::Type(ty) => self.ty(ty),
                Expr::Nat(NatExpr::Var { var, .. }) => self.vars[var.0 as usize].number.is_argument = true,
                Expr::Nat(NatExpr::Const(_)) => {}
            }
        }
    }

    fn of(&self, var: VarId) -> &Number {
        &self.vars[var.0 as usize].number
    }
}

fn list(schema: &Schema, def: &Definition, words: FlagsWords, args: &[Arg], uses: &Uses) -> ArgList {
    let mut list = ArgList { roles: Vec::with_capacity(args.len()), ..ArgList::default() };
    for (at, arg) in args.iter().enumerate() {
        let number = arg.var.filter(|var| !arg.implicit && def.vars[var.0 as usize].kind == ParamKind::Nat);
        let role = match number {
            _ if arg.implicit => Role::Implicit,
            Some(var) => {
                list.numbers.insert(at, uses.of(var).clone());
                natural(schema, words, arg, uses.of(var), args.get(at + 1))
            }
            None => field(schema, arg),
        };
        list.roles.push(role);
        if let ArgType::Repeat(repeat) = &arg.ty {
            list.bodies.insert(at, self::list(schema, def, words, &repeat.body, uses));
        }
    }
    share_bits(args, &mut list.roles);
    list
}

/// The role of the explicit `#` that `arg` declares; `next` is the argument behind it.
fn natural(schema: &Schema, words: FlagsWords, arg: &Arg, number: &Number, next: Option<&Arg>) -> Role {
    let is_always_there = arg.condition.is_none();
    if number.is_number() || number.is_asked_elsewhere {
        let counted = next.filter(|next| next.condition.is_none()).and_then(|next| match &next.ty {
            ArgType::Repeat(repeat) => Some(repeat.count),
            ArgType::Plain(_) => None,
        });
        let counts_next =
            counted.is_some_and(|count| matches!(count, NatExpr::Var { var, plus: 0 } if Some(var) == arg.var));
        let only_counts = *number == Number { counts: 1, ..Number::default() };
        let is_count = counts_next && only_counts && is_always_there && arg.name.is_none();
        return if is_count { Role::Count } else { Role::Number };
    }
    let is_plain = schema.dialect == Dialect::Plain;
    let has_fields = !number.bits.is_empty();
    let will_have_fields = !is_plain && arg.name.as_deref().is_some_and(is_flags_name);
    if !is_always_there || !has_fields && !will_have_fields {
        return Role::Number;
    }
    // A bit beyond the word is never set.
    let known = number.bits.keys().fold(0, |known, bit| known | 1_u32.checked_shl(*bit).unwrap_or(0));
    Role::FlagsWord(FlagsWord { known, is_field: is_plain || words == FlagsWords::Kept })
}

/// The role of an argument that is no `#`.
fn field(schema: &Schema, arg: &Arg) -> Role {
    let is_true = |ty: &TypeExpr| matches!(ty, TypeExpr::Type { ty, bare: true, .. } if schema.ty(*ty).basic == Some(Basic::True));
    match &arg.ty {
        ArgType::Plain(ty) if arg.condition.is_some() && is_true(ty) => Role::Flag,
        _ if arg.condition.is_some() => Role::Optional,
        _ if arg.nullable && !schema.has_nullable_elements(arg) => Role::Nullable,
        _ => Role::Required,
    }
}

/// A flag beside a field with a value on its bit, or behind another flag on it, is the companion of that.
fn share_bits(args: &[Arg], roles: &mut [Role]) {
    for at in 0..roles.len() {
        let Some(condition) = args[at].condition.filter(|_| roles[at] == Role::Flag) else { continue };
        let on_bit = |role: Role, other: &usize| roles[*other] == role && args[*other].condition == Some(condition);
        let valued = (0..roles.len()).find(|other| on_bit(Role::Optional, other));
        if let Some(of) = valued.or_else(|| (0..at).find(|other| on_bit(Role::Flag, other))) {
            roles[at] = Role::Companion(of);
        }
    }
}
