//! The resolved schema: every reference is an id, every definition has its constructor id.
//!
//! Text is gone from here on: what a name refers to has been decided by `resolve`.

mod basic;
mod name;

pub use self::basic::Basic;
pub use self::name::Name;
use crate::span::Span;

/// A type of a [`Schema`], by its position in [`Schema::types`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TypeId(pub u32);

/// A constructor or function of a [`Schema`], by its position in [`Schema::definitions`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DefId(pub u32);

/// A variable of one definition: the position among the variables it declares, in order of writing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct VarId(pub u32);

/// Which rule gives ids to definitions without `#id`, and how JSON looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Dialect {
    /// Telegram API, MTProto, secret chats: the published rule.
    #[default]
    Telegram,
    /// TON and anything else: the plain rule.
    Plain,
    /// `td_api`: the plain rule, TDLib's JSON, nullable fields by their documentation.
    Tdlib,
}

/// A whole schema.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Schema {
    /// The dialect it was read in (never guessed again later).
    pub dialect: Dialect,
    /// The layer, where the text says so (`// LAYER 230`).
    pub layer: Option<u32>,
    /// Types, those with constructors in order of declaration first. `#` and `Type` are the first two.
    pub types: Vec<Type>,
    /// Constructors and functions in order of declaration, built-in declarations and partial applications included.
    pub definitions: Vec<Definition>,
}

/// A type: what stands right of `=`.
#[derive(Clone, Debug, PartialEq)]
pub struct Type {
    /// Full name with namespaces, such as `phone.PhoneCall`. A basic type beside a type of one's own that has its name
    /// goes by its bare name: `string` beside a `String` with other constructors.
    pub name: String,
    /// Kinds of its parameters.
    pub params: Vec<ParamKind>,
    /// Its constructors in order of declaration (a default constructor has changed places with the last).
    pub constructors: Vec<DefId>,
    /// The meaning that TL or code generators give to the name itself, declared or not.
    pub basic: Option<Basic>,
    /// XOR of the ids of its constructors.
    pub id: u32,
    /// What the reference compiler records about it.
    pub marks: TypeMarks,
    /// Documentation (`//@class Name @description …`).
    pub docs: Option<String>,
    /// First mention; `None` for types nobody wrote.
    pub span: Option<Span>,
}

/// Attributes of a type that the whole schema decides; the TLO form has them as flags.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools)]
pub struct TypeMarks {
    /// `Final T`, `Empty T`, or a constructor was used as a bare type by its own name.
    pub is_final: bool,
    /// `%T` occurs somewhere.
    pub used_bare: bool,
    /// The result types of two constructors unify.
    pub overlapping: bool,
    /// Declared by `Empty`.
    pub empty: bool,
    /// Has a default constructor `_`.
    pub has_default: bool,
}

/// The kind of a type parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ParamKind {
    /// A natural number, `{n:#}`.
    Nat,
    /// A type, `{t:Type}`.
    Type,
}

/// What a definition is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DefKind {
    /// Declared in a types section.
    Constructor,
    /// Declared in a functions section.
    Function,
}

/// A constructor or function.
#[derive(Clone, Debug, PartialEq)]
pub struct Definition {
    /// Constructor or function.
    pub kind: DefKind,
    /// Full name with namespaces, without id; `_` for a default constructor. For a partial application the name it is
    /// entered under (`vector int`).
    pub name: String,
    /// For a partial application the name of the original, under which it is shown and hashed.
    pub original: Option<String>,
    /// The name in the text, under which it is shown and hashed, where `name` has the number of an older layer appended.
    pub written: Option<String>,
    /// The layer it belongs to, where the text has sections by layer.
    pub layer: Option<u32>,
    /// The constructor id: the written one, else the computed one.
    pub id: u32,
    /// Whether `id` was written.
    pub id_written: bool,
    /// `name ? = Type`.
    pub builtin: bool,
    /// Arguments in order of writing, braces first, groups expanded.
    pub args: Vec<Arg>,
    /// What stands right of `=`.
    pub result: TypeExpr,
    /// The variables that the arguments declare, repetition bodies included, in order of writing.
    pub vars: Vec<Var>,
    /// Documentation, one paragraph.
    pub docs: Option<String>,
    /// The whole declaration, without the `;`.
    pub span: Span,
    /// The name alone.
    pub name_span: Span,
}

/// A variable: an argument whose type is exactly `#` or `Type`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Var {
    /// Its name; `None` for an anonymous one.
    pub name: Option<Name>,
    /// Number or type.
    pub kind: ParamKind,
    /// Declared in braces: it takes no bytes.
    pub implicit: bool,
}

/// An argument of a definition or of a repetition's body.
#[derive(Clone, Debug, PartialEq)]
#[allow(clippy::struct_excessive_bools)]
pub struct Arg {
    /// Its name; `None` for an anonymous one and for `_`.
    pub name: Option<Name>,
    /// Written as `_:`.
    pub underscore: bool,
    /// Declared in braces: it takes no bytes.
    pub implicit: bool,
    /// The variable that it declares.
    pub var: Option<VarId>,
    /// `mask.N?`.
    pub condition: Option<Condition>,
    /// `!`: the field is a function call of the result type that the variable stands for.
    pub exclamation: bool,
    /// Its type.
    pub ty: ArgType,
    /// Documentation of the field.
    pub docs: Option<String>,
    /// Its documentation says that it may be null, or its elements if it is a vector (dialect `tdlib`); or
    /// [`set_nullable`](Schema::set_nullable) does.
    pub nullable: bool,
    /// Where it stands.
    pub span: Span,
}

/// `mask.bit?`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Condition {
    /// The natural variable that holds the bits.
    pub mask: VarId,
    /// Which bit; 0 is the lowest. In the strict reading the low 32 bits of `number`, which may be more than 31.
    pub bit: u32,
    /// The number as it is written.
    pub number: i64,
}

/// The type of an argument.
#[derive(Clone, Debug, PartialEq)]
pub enum ArgType {
    /// A plain type.
    Plain(TypeExpr),
    /// `multiplicity*[ body ]`; rare, so it does not make all the others larger.
    Repeat(Box<Repeat>),
}

/// `multiplicity*[ body ]`
#[derive(Clone, Debug, PartialEq)]
pub struct Repeat {
    /// How often; an implicit multiplicity is the variable that it stands for.
    pub count: NatExpr,
    /// `[ … ]` without `multiplicity*`.
    pub implicit_count: bool,
    /// The arguments that are repeated.
    pub body: Vec<Arg>,
}

/// A complete type.
#[derive(Clone, Debug, PartialEq)]
pub enum TypeExpr {
    /// A type variable.
    Var {
        /// Which.
        var: VarId,
        /// Written with `%`.
        bare: bool,
    },
    /// A type, with as many arguments as it has parameters.
    Type {
        /// Which.
        ty: TypeId,
        /// Without the id of the constructor on the wire: written with `%` or by the constructor's name.
        bare: bool,
        /// The constructor, where it was written by the constructor's name.
        by: Option<DefId>,
        /// The arguments.
        args: Vec<Expr>,
    },
}

/// An argument of a type.
#[derive(Clone, Debug, PartialEq)]
pub enum Expr {
    /// A type.
    Type(TypeExpr),
    /// A natural number.
    Nat(NatExpr),
}

/// A natural number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NatExpr {
    /// A constant.
    Const(i64),
    /// A variable plus a constant.
    Var {
        /// Which.
        var: VarId,
        /// What is added to it.
        plus: i64,
    },
}

impl Schema {
    /// The type `id`.
    pub fn ty(&self, id: TypeId) -> &Type {
        &self.types[id.0 as usize]
    }

    /// The definition `id`.
    pub fn def(&self, id: DefId) -> &Definition {
        &self.definitions[id.0 as usize]
    }

    /// Whether `def` makes values of its own: functions do, and constructors of types that are not basic. So do those of
    /// `Object`, to which a schema may add constructors; partial applications and built-in lines do not.
    pub fn makes_values(&self, def: &Definition) -> bool {
        match def.result {
            _ if def.original.is_some() || def.builtin => false,
            TypeExpr::Type { ty, .. } if def.kind == DefKind::Constructor => {
                matches!(self.ty(ty).basic, None | Some(Basic::Object))
            }
            _ => true,
        }
    }

    /// All types with their ids, in the order of [`Schema::types`].
    pub fn iter_types(&self) -> impl ExactSizeIterator<Item = (TypeId, &Type)> {
        self.types.iter().enumerate().map(|(at, ty)| (TypeId(index(at)), ty))
    }

    /// All definitions with their ids, in order of declaration.
    pub fn iter_definitions(&self) -> impl ExactSizeIterator<Item = (DefId, &Definition)> {
        self.definitions.iter().enumerate().map(|(at, def)| (DefId(index(at)), def))
    }
}

impl Definition {
    /// The type that a constructor makes; `None` for a function.
    pub fn makes(&self) -> Option<TypeId> {
        match &self.result {
            TypeExpr::Type { ty, .. } if self.kind == DefKind::Constructor => Some(*ty),
            _ => None,
        }
    }
}

impl DefKind {
    /// What a definition of this kind is called: `constructor` or `function`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Constructor => "constructor",
            Self::Function => "function",
        }
    }
}

fn index(at: usize) -> u32 {
    u32::try_from(at).expect("a schema holds fewer than 2^32 definitions: its text is shorter than 4 GiB")
}
