//! What fields are, and how values look on the wire and in Rust.

use super::ItemId;

/// What an [`Entry`](super::Entry) is.
#[derive(Clone, Debug, PartialEq)]
pub enum Role {
    /// A flags word that is no field: it is computed.
    Mask,
    /// A flags word that is a field too: it holds the bits that no other field depends on.
    Word,
    /// A `bool` of its own.
    Flag(Bit),
    /// A `true` that shares its bit: an accessor that asks the entry at this position.
    Shadow(Bit, usize),
    /// A field that every value has.
    Required(Kind),
    /// An `Option` that a bit announces.
    Optional(Bit, Kind),
    /// Always there on the wire, but JSON may leave it out.
    Nullable(Kind),
}

/// A bit of one of the definition's flags words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Bit {
    /// The position of the word among the flags words.
    pub word: u32,
    /// The position of the bit in the word.
    pub bit: u32,
}

/// How a value looks on the wire and in Rust.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// A value without parts.
    Basic(Basic),
    /// A struct without its id.
    Bare(ItemId),
    /// A struct after its id.
    Boxed(ItemId),
    /// An enum.
    Union(ItemId),
    /// Behind a `Box`.
    Heap(Box<Kind>),
    /// Several.
    Vec(Count, Box<Kind>),
    /// An `Option` in a vector: it is always there on the wire, but JSON may have null.
    Nullable(Box<Kind>),
    /// The inner function of a generic wrapper.
    Call,
    /// A type that is kept as its bytes.
    Opaque {
        /// The type.
        item: ItemId,
        /// Without the id of its constructor on the wire.
        bare: bool,
    },
}

/// What stands before the elements.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Count {
    /// The id of `vector` and the number.
    Boxed,
    /// The number.
    Bare,
    /// Nothing: so many.
    Fixed(u32),
    /// Nothing: the entry at this position holds the number.
    Entry(usize),
}

/// A value without parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Basic {
    /// `i32`
    Int,
    /// `u32`
    Nat,
    /// `i64`
    Long,
    /// `i64`, a number in JSON.
    Int53,
    /// `f64`
    Double,
    /// `bool`
    Bool,
    /// `String`
    String,
    /// `Vec<u8>`
    Bytes,
    /// A `String` that is not shown.
    SecretString,
    /// A `Vec<u8>` that is not shown.
    SecretBytes,
    /// `[u8; 16]`
    Int128,
    /// `[u8; 32]`
    Int256,
    /// `[u8; 64]`
    Int512,
    /// `()`, without bytes.
    UnitTrue,
    /// `()`, with the id of `true`.
    BoxedTrue,
    /// Any constructor.
    Object,
    /// Any function.
    Function,
}

impl Role {
    /// Whether the entry is a flags word, computed or also a field.
    pub fn is_flags_word(&self) -> bool {
        matches!(self, Self::Mask | Self::Word)
    }

    /// How the value looks, for a field that has one.
    pub fn kind(&self) -> Option<&Kind> {
        match self {
            Self::Required(kind) | Self::Optional(_, kind) | Self::Nullable(kind) => Some(kind),
            _ => None,
        }
    }
}

impl Kind {
    /// The struct or enum that a value of this kind holds by value.
    pub fn item(&self) -> Option<ItemId> {
        match self {
            Self::Bare(item) | Self::Boxed(item) | Self::Union(item) | Self::Opaque { item, .. } => Some(*item),
            _ => None,
        }
    }

    /// The struct or enum that it is made of, in whatever it is wrapped.
    pub fn innermost(&self) -> &Self {
        match self {
            Self::Heap(inner) | Self::Vec(_, inner) | Self::Nullable(inner) => inner.innermost(),
            _ => self,
        }
    }
}

impl Basic {
    /// The Rust type as people write it; that of an object and of a function is the runtime's `Any`.
    pub const fn rust(self) -> &'static str {
        match self {
            Self::Int => "i32",
            Self::Nat => "u32",
            Self::Long | Self::Int53 => "i64",
            Self::Double => "f64",
            Self::Bool => "bool",
            Self::String => "String",
            Self::Bytes => "Vec<u8>",
            Self::SecretString => "SecretString",
            Self::SecretBytes => "SecretBytes",
            Self::Int128 => "[u8; 16]",
            Self::Int256 => "[u8; 32]",
            Self::Int512 => "[u8; 64]",
            Self::UnitTrue | Self::BoxedTrue => "()",
            Self::Object | Self::Function => "Any",
        }
    }
}
