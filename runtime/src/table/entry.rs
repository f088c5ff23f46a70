//! The entries of a definition: their roles, their bits, and what reading and writing look at first.

use super::Kind;
use crate::memory::OptionOps;

/// One entry of a definition: a flags word or a field.
#[derive(Clone, Copy)]
pub struct Entry {
    /// What it is.
    pub role: Role,
    /// How its value looks; of no meaning for a flags word or a bare `true`.
    pub kind: Kind,
    /// Where it is in the Rust struct.
    pub(super) offset: u32,
    form: Form,
    /// The bit of its role; of no meaning where that has none.
    pub(crate) bit: Bit,
}

/// Role and kind in one, the frequent ones told apart: reading and writing look once at each entry, and most of them are
/// fields that are not there.
#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Form {
    Mask,
    Word,
    Flag,
    Shadow,
    Int,
    Long,
    String,
    /// Required, of any other kind.
    Required,
    OptionalInt,
    OptionalLong,
    OptionalString,
    OptionalBytes,
    /// A [`Kind::Union`] in an `Option` of the enum's size.
    OptionalUnion,
    /// A [`Kind::Heap`].
    OptionalHeap,
    /// Optional, of any other kind.
    Optional,
    Nullable,
}

impl Entry {
    /// Its place is said by [`placed`](super::layout::placed).
    pub(crate) const fn new(role: Role, kind: Kind) -> Self {
        let form = match role {
            Role::Mask => Form::Mask,
            Role::Word => Form::Word,
            Role::Flag(_) => Form::Flag,
            Role::Shadow(_) => Form::Shadow,
            Role::Required => match kind {
                Kind::Int => Form::Int,
                Kind::Long => Form::Long,
                Kind::String => Form::String,
                _ => Form::Required,
            },
            Role::Optional(_, ops) => match kind {
                Kind::Int => Form::OptionalInt,
                Kind::Long => Form::OptionalLong,
                Kind::String => Form::OptionalString,
                Kind::Bytes => Form::OptionalBytes,
                Kind::Union(_) if ops.is_niche => Form::OptionalUnion,
                Kind::Heap(_) => Form::OptionalHeap,
                _ => Form::Optional,
            },
            Role::Nullable(_) => Form::Nullable,
        };
        let bit = match role {
            Role::Flag(bit) | Role::Shadow(bit) | Role::Optional(bit, _) => bit,
            Role::Mask | Role::Word | Role::Required | Role::Nullable(_) => Bit { number: 0, shared: false },
        };
        Self { role, kind, offset: 0, form, bit }
    }

    /// Where it is in the Rust struct.
    #[inline(always)]
    pub const fn offset(&self) -> usize {
        self.offset as usize
    }

    #[inline(always)]
    pub(crate) const fn form(&self) -> Form {
        self.form
    }
}

/// The part an [`Entry`] plays.
#[derive(Clone, Copy)]
pub enum Role {
    /// A flags word: on the wire only.
    Mask,
    /// A flags word whose other bits are data: a `u32` with those that no field depends on.
    Word,
    /// `mask.N?true`: in memory only, a `bool`.
    Flag(Bit),
    /// `mask.N?true` beside a field with a value: neither on the wire nor in memory.
    Shadow(Bit),
    /// A field that is always there.
    Required,
    /// A field that is there if its bit is set: an `Option`.
    Optional(Bit, &'static OptionOps),
    /// A field that is always on the wire, but may be null elsewhere: an `Option` that cannot be encoded when it is `None`.
    Nullable(&'static OptionOps),
}

/// A bit of a flags word.
#[derive(Clone, Copy)]
pub struct Bit {
    /// Its number: that of the definition's flags words, 32 for each, and of the bit in it, 0 the lowest.
    pub number: u8,
    /// Whether another field with a value is on it too.
    pub shared: bool,
}

impl Bit {
    /// Which of the definition's flags words, in order; less than [`MAX_WORDS`].
    #[inline(always)]
    pub const fn word(self) -> usize {
        self.number as usize / 32
    }

    /// The word with this bit alone.
    #[inline(always)]
    pub const fn mask(self) -> u32 {
        1 << (self.number % 32)
    }

    /// Whether both are one bit.
    pub const fn is(self, other: Self) -> bool {
        self.number == other.number
    }
}
