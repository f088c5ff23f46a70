//! The static description of a definition: what generated code consists of, besides its types.
//!
//! One table serves decoding, encoding, cloning, comparison, printing and JSON. Nothing here touches memory; what does
//! is in `memory`, and it believes the tables. That is why a table comes from the macros of this crate
//! only, and why each one checks, while it is compiled, that the Rust type has the size and alignment it computes
//! ([`layout`]). [`tl`](mod@tl) is what generated code writes tables with.

mod entry;
pub mod layout;
pub mod tl;

pub(crate) use entry::Form;
pub use entry::{Bit, Entry, Role};

use crate::{
    Availability,
    memory::{OptionOps, VecOps},
    opaque::Stored,
    skeleton::Skeleton,
};

/// How one value looks on the wire and in memory.
#[derive(Clone, Copy)]
pub enum Kind {
    /// `int`: 4 bytes; `i32`.
    Int,
    /// `#` as a plain number: 4 bytes; `u32`.
    Nat,
    /// `long`, `int64`: 8 bytes; `i64`.
    Long,
    /// `int53`: 8 bytes; `i64`. JSON has it as a number.
    Int53,
    /// `double`: 8 bytes; `f64`.
    Double,
    /// `Bool`: the id of `boolTrue` or `boolFalse`; `bool`.
    Bool,
    /// `string`; `String`.
    String,
    /// `bytes`; `Vec<u8>`.
    Bytes,
    /// `secureString`; [`SecretString`](crate::SecretString).
    SecretString,
    /// `secureBytes`; [`SecretBytes`](crate::SecretBytes).
    SecretBytes,
    /// `int128`: 16 bytes as they are; `[u8; 16]`.
    Int128,
    /// `int256`: 32 bytes as they are; `[u8; 32]`.
    Int256,
    /// `int512`: 64 bytes as they are; `[u8; 64]`.
    Int512,
    /// A bare `true` that is always there: no bytes; `()`.
    UnitTrue,
    /// A boxed `True`: its id; `()`.
    BoxedTrue,
    /// A struct without its id.
    Bare(&'static Struct),
    /// A struct after its id.
    Boxed(&'static Struct),
    /// A type with several constructors: an id, then that constructor's fields; an enum.
    Union(&'static Enum),
    /// Any of the kinds above behind a `Box`.
    Heap(&'static Kind),
    /// Several of one kind; `Vec<T>`.
    Vector(&'static Vector),
    /// One of the kinds above that JSON may have null for, which has no bytes; an `Option`.
    Nullable(&'static Nullable),
    /// Any value of a registry, after its id: `Object`, or the inner call of a wrapper; [`Any`](crate::Any).
    Any(&'static Registry),
    /// A type that is kept as its bytes; [`Opaque`](crate::Opaque).
    Opaque(&'static Skeleton),
    /// The same without its id on the wire; with it in memory.
    BareOpaque(&'static Skeleton),
}

/// Everything that can stand where any object, or any function, can.
pub struct Registry {
    /// What it is a registry of, for messages.
    pub name: &'static str,
    /// The boxed kind for each id, ascending by id.
    pub kinds: &'static [(u32, Kind)],
    /// How its values look as JSON, if not in the canonical form.
    pub dialect: &'static [Dialect],
}

impl Registry {
    /// How its values look as JSON.
    pub const fn dialect(&self) -> Dialect {
        Dialect::of(self.dialect)
    }

    /// The kind whose values may start with `id`.
    pub fn by_id(&self, id: u32) -> Option<&'static Kind> {
        let at = self.kinds.binary_search_by_key(&id, |(id, _)| *id).ok()?;
        Some(&self.kinds[at].1)
    }

    /// The name in the schema of the definition with this id.
    pub fn name_of(&self, id: u32) -> Option<&'static str> {
        self.by_id(id)?.name_of(id)
    }

    /// The kind that has a definition of this name.
    pub fn by_name(&self, name: &str) -> Option<&'static Kind> {
        self.kinds.iter().find(|(id, kind)| kind.name_of(*id) == Some(name)).map(|(_, kind)| kind)
    }
}

/// How values look as JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// The canonical form.
    Canonical,
    /// As TDLib writes it.
    Tdlib,
}

impl Dialect {
    const fn of(said: &[Self]) -> Self {
        match said {
            [dialect, ..] => *dialect,
            [] => Self::Canonical,
        }
    }
}

/// A constructor or function with fields.
pub struct Struct {
    /// The constructor id.
    pub id: u32,
    /// The name in the schema; empty for what a repetition repeats, which has none.
    pub name: &'static str,
    /// The name in Rust.
    pub rust: &'static str,
    /// Bytes of the bare form at least.
    pub min: u32,
    /// The names of the entries, see [`Struct::names`]. One text, since each text of its own costs the compiler more than
    /// finding a name costs the few who want it: `Debug`, JSON, errors.
    pub names: &'static str,
    /// The fields in the order of the wire, which is the order of the Rust struct.
    pub entries: &'static [Entry],
    /// What a function is answered with; nothing for a constructor.
    pub answer: &'static [Answer],
    /// How it looks as JSON, if not in the canonical form.
    pub dialect: &'static [Dialect],
    /// Size and alignment of the Rust struct.
    pub layout: Layout,
}

/// Size and alignment of a Rust type.
#[derive(Clone, Copy)]
pub struct Layout {
    /// `size_of` it.
    pub size: usize,
    /// `align_of` it.
    pub align: usize,
}

/// What a function is answered with, and who may call it.
pub struct Answer {
    /// The response.
    pub kind: Kind,
    /// Who may call it.
    pub available: Availability,
}

/// The name of an entry.
#[derive(Clone, Copy)]
pub struct Name {
    /// In the schema.
    pub tl: &'static str,
    /// In Rust, without `r#`.
    pub rust: &'static str,
}

impl Struct {
    /// The names of the entries, in their order.
    pub fn names(&self) -> impl Iterator<Item = Name> + Clone + use<> {
        // One space between names, and `rust=tl` where the two differ.
        self.names.split(' ').map(|name| {
            let (rust, tl) = name.split_once('=').unwrap_or((name, name));
            Name { tl, rust }
        })
    }

    /// How it looks as JSON.
    pub const fn dialect(&self) -> Dialect {
        Dialect::of(self.dialect)
    }

    /// The entries with their names.
    pub(crate) fn named(&self) -> impl Iterator<Item = (&'static Entry, Name)> + Clone + use<> {
        self.entries.iter().zip(self.names())
    }

    /// The bits of flags word `word` that fields depend on.
    #[cold]
    pub(crate) fn known_bits(&self, word: usize) -> u32 {
        let bits = self.entries.iter().filter_map(|entry| match entry.role {
            Role::Flag(bit) | Role::Shadow(bit) | Role::Optional(bit, _) if bit.word() == word => Some(bit.mask()),
            _ => None,
        });
        bits.fold(0, |bits, bit| bits | bit)
    }

    /// The name in the schema of the entry at `at`.
    #[cold]
    pub(crate) fn name_at(&self, at: usize) -> &'static str {
        self.names().nth(at).map_or("", |name| name.tl)
    }
}

/// A type with several constructors.
pub struct Enum {
    /// The name of the type in the schema.
    pub name: &'static str,
    /// The variants in the order of the Rust enum.
    pub variants: &'static [Variant],
    /// Ids with positions in `variants`, ascending by id.
    pub ids: &'static [(u32, u16)],
    /// Bytes of the boxed form at least.
    pub min: u32,
    /// How it looks as JSON, if not in the canonical form.
    pub dialect: &'static [Dialect],
    /// Size and alignment of the Rust enum.
    pub layout: Layout,
    /// Where the payload starts, if any variant has one.
    pub payload: usize,
}

/// A constructor of an [`Enum`].
#[derive(Clone, Copy)]
pub struct Variant {
    /// The constructor id.
    pub id: u32,
    /// The name in Rust.
    pub rust: &'static str,
    /// What it carries.
    pub payload: Payload,
}

impl Enum {
    /// How it looks as JSON.
    pub const fn dialect(&self) -> Dialect {
        Dialect::of(self.dialect)
    }

    fn variant(&self, at: usize) -> &Variant {
        &self.variants[usize::from(self.ids[at].1)]
    }
}

impl Variant {
    /// The name in the schema.
    pub const fn name(&self) -> &'static str {
        match self.payload {
            Payload::Unit(name) => name,
            Payload::Inline(it) | Payload::Heaped(it) => it.name,
        }
    }
}

/// What a variant carries.
#[derive(Clone, Copy)]
pub enum Payload {
    /// Nothing; the name in the schema.
    Unit(&'static str),
    /// The struct.
    Inline(&'static Struct),
    /// The struct in a `Box`.
    Heaped(&'static Struct),
}

/// How many flags words one definition may have.
pub const MAX_WORDS: usize = 8;

/// Several values of one kind.
pub struct Vector {
    /// Each of them.
    pub item: Kind,
    /// What stands before them.
    pub count: Count,
    /// Size and alignment of one.
    pub layout: Layout,
    /// How a `Vec` of them is taken apart and put together.
    pub ops: VecOps,
}

/// An element of a vector that may be null.
pub struct Nullable {
    /// What is there if it is not.
    pub item: Kind,
    /// How the `Option` is taken apart and put together.
    pub ops: OptionOps,
}

/// What stands before the elements of a [`Vector`].
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Count {
    /// The id `1cb5c415` and the number: `Vector<T>`.
    Boxed,
    /// The number: `vector<T>`.
    Bare,
    /// Nothing, the schema says how many: `4*[ T ]`.
    Fixed(u32),
    /// Nothing, the plain number at this position of the same definition says how many: `n*[ T ]`.
    Entry(u16),
}

impl Kind {
    /// The id of a struct.
    pub const fn id(&self) -> u32 {
        match self {
            Self::Bare(it) | Self::Boxed(it) => it.id,
            _ => 0,
        }
    }

    /// The name in the schema of a struct or enum.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Bare(it) | Self::Boxed(it) => it.name,
            Self::Union(it) => it.name,
            Self::Opaque(it) | Self::BareOpaque(it) => it.name,
            _ => "",
        }
    }

    /// How a struct or enum looks as JSON.
    pub const fn dialect(&self) -> Dialect {
        match self {
            Self::Bare(it) | Self::Boxed(it) => it.dialect(),
            Self::Union(it) => it.dialect(),
            Self::Heap(it) => it.dialect(),
            Self::Opaque(it) | Self::BareOpaque(it) => Dialect::of(it.dialect),
            Self::Nullable(it) => it.item.dialect(),
            _ => Dialect::Canonical,
        }
    }

    /// The name of the constructor or function with this id, if it is one of this kind.
    pub fn name_of(&self, id: u32) -> Option<&'static str> {
        match self {
            Self::Boxed(it) => (it.id == id).then_some(it.name),
            Self::Union(it) => it.ids.binary_search_by_key(&id, |(id, _)| *id).ok().map(|at| it.variant(at).name()),
            Self::Opaque(it) => it.name_of(id),
            _ => None,
        }
    }

    /// Size and alignment of the Rust type.
    pub const fn layout(&self) -> Layout {
        use alloc::{string::String, vec::Vec};
        // The compiler runs this for every field of a schema: no calls.
        let (size, align) = match self {
            Self::Int | Self::Nat => (size_of::<i32>(), align_of::<i32>()),
            Self::Long | Self::Int53 => (size_of::<i64>(), align_of::<i64>()),
            Self::Double => (size_of::<f64>(), align_of::<f64>()),
            Self::Bool => (1, 1),
            Self::String | Self::SecretString => (size_of::<String>(), align_of::<String>()),
            Self::Bytes | Self::SecretBytes | Self::Vector(_) => (size_of::<Vec<u8>>(), align_of::<Vec<u8>>()),
            Self::Opaque(_) | Self::BareOpaque(_) => (size_of::<Stored>(), align_of::<Stored>()),
            Self::Int128 => (16, 1),
            Self::Int256 => (32, 1),
            Self::Int512 => (64, 1),
            Self::UnitTrue | Self::BoxedTrue => (0, 1),
            Self::Bare(it) | Self::Boxed(it) => return it.layout,
            Self::Union(it) => return it.layout,
            Self::Nullable(it) => return it.ops.layout,
            Self::Heap(_) => (size_of::<*const u8>(), align_of::<*const u8>()),
            Self::Any(_) => (size_of::<crate::Any>(), align_of::<crate::Any>()),
        };
        Layout { size, align }
    }

    /// What the function of this kind is answered with.
    pub const fn answer(&self) -> &'static [Answer] {
        match self {
            Self::Boxed(it) => it.answer,
            _ => &[],
        }
    }

    /// Bytes on the wire at least.
    pub const fn min(&self) -> u32 {
        match self {
            Self::UnitTrue => 0,
            // A string of length 0 is its length byte and padding.
            Self::String
            | Self::Bytes
            | Self::SecretString
            | Self::SecretBytes
            | Self::Int
            | Self::Nat
            | Self::Bool
            | Self::BoxedTrue
            | Self::Any(_) => 4,
            Self::Long | Self::Int53 | Self::Double => 8,
            Self::Int128 => 16,
            Self::Int256 => 32,
            Self::Int512 => 64,
            Self::Bare(it) => it.min,
            Self::Boxed(it) => it.min.saturating_add(4),
            Self::Union(it) => it.min,
            Self::Heap(it) => it.min(),
            Self::Nullable(it) => it.item.min(),
            Self::Opaque(it) => it.min,
            Self::BareOpaque(it) => it.min.saturating_sub(4),
            Self::Vector(it) => match it.count {
                Count::Boxed => 8,
                Count::Bare => 4,
                Count::Entry(_) => 0,
                Count::Fixed(n) => it.item.min().saturating_mul(n),
            },
        }
    }
}
