//! The compiled form of a schema: what stands on the wire, definition by definition.

use tlforge_parser::analysis::FlagsWord;
use tlforge_parser::schema::{Basic, DefKind, ParamKind};

/// A definition, or the body of a repetition, by its position in [`Codec::layouts`](crate::Codec).
pub(crate) type LayoutId = usize;

/// A type with constructors, by its position in [`Codec::types`](crate::Codec).
pub(crate) type TypeIndex = usize;

/// What a definition or the body of a repetition consists of.
#[derive(Debug)]
pub(crate) struct Layout {
    /// The name in the schema; empty for the body of a repetition.
    pub(crate) name: Box<str>,
    /// `None` for the body of a repetition.
    pub(crate) kind: Option<DefKind>,
    pub(crate) id: u32,
    /// The type that a constructor belongs to.
    pub(crate) ty: Option<TypeIndex>,
    /// The arguments of the result type, against which the arguments of the expected type are matched.
    pub(crate) result: Box<[Arg]>,
    /// How many variables it has; those of a repetition's body are among those of its definition.
    pub(crate) vars: usize,
    /// What stands on the wire, in order.
    pub(crate) steps: Box<[Step]>,
    /// A bit for each step: whether it is a field without a condition.
    pub(crate) always: Box<[u64]>,
    /// Bytes of the bare form at least.
    pub(crate) min: usize,
}

/// The position of a variable among those of its definition.
pub(crate) type VarIndex = usize;

/// One thing after another on the wire.
#[derive(Debug)]
pub(crate) struct Step {
    /// The field's name, or `_` and its position among the arguments, from 0, where it has none.
    pub(crate) name: Box<str>,
    pub(crate) condition: Option<Condition>,
    pub(crate) what: What,
    /// Its documentation says that it may be null.
    pub(crate) nullable: bool,
}

/// `mask.bit?`
#[derive(Clone, Copy, Debug)]
pub(crate) struct Condition {
    pub(crate) mask: VarIndex,
    pub(crate) bit: u32,
}

/// What a [`Step`] reads or writes.
#[derive(Debug)]
pub(crate) enum What {
    /// A number whose bits say which fields are there; the other bits are a field if the word is one.
    Word { var: VarIndex, word: FlagsWord },
    /// A number that is a field.
    Number { var: VarIndex },
    /// A field of the given type.
    Value(Wire),
}

/// A type as it stands on the wire.
#[derive(Debug)]
pub(crate) enum Wire {
    /// Bare forms of fixed shape, and `Bool`.
    Basic(Basic),
    /// The id of the only constructor, then the bare form.
    BoxedBasic(Basic, u32),
    /// Id if it is boxed, count, items.
    Vector { id: Option<u32>, item: Box<Wire> },
    /// An item that JSON may have null for, which has no bytes.
    Nullable(Box<Wire>),
    /// As many items as the number says.
    Repeat { count: Nat, item: Box<Wire> },
    /// The body of a repetition, with the variables of the definition around it.
    Group(LayoutId),
    /// Any boxed constructor.
    Object,
    /// Any boxed function.
    Function,
    /// The id of one of the type's constructors, then its fields.
    Boxed(TypeIndex, Box<[Arg]>),
    /// The fields of this constructor.
    Bare(LayoutId, Box<[Arg]>),
    /// The fields of the one constructor that makes a value of this type.
    BareOf(TypeIndex, Box<[Arg]>),
    /// Whatever the variable stands for; bare.
    Var { var: VarIndex, bare: bool },
    /// Something that has no form on the wire; the reason.
    Unsaid(&'static str),
}

/// Why `%Bool` has no bytes, and `%t` where `t` is `Bool`.
pub(crate) const BARE_BOOL: &str = "a bare `Bool` has no bytes to tell true from false";

/// An argument of a type.
#[derive(Debug)]
pub(crate) enum Arg {
    Nat(Nat),
    Type(Wire),
}

/// A number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Nat {
    Const(i64),
    Var { var: VarIndex, plus: i64 },
}

/// A type with constructors.
#[derive(Debug)]
pub(crate) struct TypeInfo {
    pub(crate) name: Box<str>,
    pub(crate) constructors: Box<[LayoutId]>,
    /// The constructor `_`, which is written without an id.
    pub(crate) default: Option<LayoutId>,
    /// Bytes of the boxed form at least.
    pub(crate) min: usize,
    /// The form of the boxed type: types known without declaration have one of their own.
    pub(crate) basic: Option<Basic>,
    /// The id of its first constructor.
    pub(crate) id: u32,
    pub(crate) params: Box<[ParamKind]>,
}

impl TypeInfo {
    /// The form of this type, the one at `at`, applied to `args`; `by` is the constructor by whose name it is written.
    pub(crate) fn wire(&self, at: TypeIndex, bare: bool, by: Option<LayoutId>, args: Box<[Arg]>) -> Wire {
        match self.basic {
            Some(Basic::Type) => Wire::Unsaid("a type is no value"),
            Some(Basic::Bool) if bare => Wire::Unsaid(BARE_BOOL),
            Some(basic @ (Basic::Nat | Basic::Bool)) => Wire::Basic(basic),
            Some(Basic::Object) => Wire::Object,
            Some(Basic::Function) => Wire::Function,
            Some(Basic::Vector) => match args.into_iter().next() {
                Some(Arg::Type(item)) => Wire::Vector { id: (!bare).then_some(self.id), item: Box::new(item) },
                _ => Wire::Unsaid("a vector has items of one type"),
            },
            Some(basic) if bare => Wire::Basic(basic),
            Some(basic) => Wire::BoxedBasic(basic, self.id),
            None if !bare => Wire::Boxed(at, args),
            None => match (by, &*self.constructors) {
                (Some(def), _) | (None, &[def]) => Wire::Bare(def, args),
                _ => Wire::BareOf(at, args),
            },
        }
    }
}

impl Step {
    /// Whether a value of the field is kept: a bare `true` is there or not, and that is all.
    pub(crate) fn has_slot(&self) -> bool {
        self.is_field() && !matches!(self.what, What::Value(Wire::Basic(Basic::True)))
    }

    /// Whether it is a field at all.
    pub(crate) fn is_field(&self) -> bool {
        !matches!(self.what, What::Word { word: FlagsWord { is_field: false, .. }, .. })
    }

    /// Whether it is a field that every value has.
    fn is_always_there(&self) -> bool {
        self.condition.is_none() && !matches!(self.what, What::Word { .. })
    }
}

impl Layout {
    /// The position of the field `name`.
    pub(crate) fn field(&self, name: &str) -> Option<usize> {
        self.steps.iter().position(|step| step.is_field() && *step.name == *name)
    }

    /// How the value is called in messages.
    pub(crate) fn shown_name(&self) -> &str {
        if self.name.is_empty() { "group" } else { &self.name }
    }
}

impl TypeInfo {
    /// A basic type that the schema does not mention.
    pub(crate) fn undeclared(basic: Basic) -> Self {
        Self {
            name: basic.name().into(),
            constructors: [].into(),
            default: None,
            min: 0,
            basic: Some(basic),
            id: basic.usual_id(),
            params: basic.params().into(),
        }
    }
}

impl Layout {
    /// The body of a repetition.
    pub(crate) fn group(steps: Box<[Step]>) -> Self {
        let mut always = vec![0; steps.len().div_ceil(64)];
        for (at, _) in steps.iter().enumerate().filter(|(_, step)| step.is_always_there()) {
            always[at / 64] |= 1 << (at % 64);
        }
        Self {
            name: "".into(),
            kind: None,
            id: 0,
            ty: None,
            result: [].into(),
            vars: 0,
            steps,
            always: always.into(),
            min: 0,
        }
    }

    /// A constructor without variables.
    pub(crate) fn constructor(name: &str, id: u32, ty: Option<TypeIndex>, steps: Box<[Step]>) -> Self {
        Self { name: name.into(), kind: Some(DefKind::Constructor), id, ty, ..Self::group(steps) }
    }
}
