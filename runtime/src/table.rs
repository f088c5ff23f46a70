//! The static description of a definition: what generated code consists of, besides its types.
//!
//! One table serves decoding, encoding, cloning, comparison, printing and JSON. Nothing here touches memory; what does
//! is in `memory`, and it believes the tables. That is why a table comes from the macros of this crate
//! only, and why each one checks, while it is compiled, that the Rust type has the size and alignment it computes.

#![allow(
    clippy::cast_possible_truncation,
    reason = "`const` code has `as` alone; each number is small as said beside it"
)]

use crate::{
    memory::{OptionOps, VecOps},
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
}

impl Registry {
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

/// A constructor or function with fields.
pub struct Struct {
    /// The constructor id.
    pub id: u32,
    /// The name in the schema.
    pub name: &'static str,
    /// The name in Rust.
    pub rust: &'static str,
    /// The fields in the order of the wire, which is the order of the Rust struct.
    pub entries: &'static [Entry],
    /// Bytes of the bare form at least.
    pub min: u32,
    /// How it looks as JSON.
    pub dialect: Dialect,
    /// `size_of` the Rust struct.
    pub size: usize,
    /// `align_of` the Rust struct.
    pub align: usize,
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
    /// How it looks as JSON.
    pub dialect: Dialect,
    /// `size_of` the Rust enum.
    pub size: usize,
    /// `align_of` the Rust enum.
    pub align: usize,
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

/// One entry of a definition: a flags word or a field.
#[derive(Clone, Copy)]
pub struct Entry {
    /// The name in the schema.
    pub name: &'static str,
    /// The name in Rust, without `r#`.
    pub rust: &'static str,
    /// What it is.
    pub role: Role,
    /// How its value looks; of no meaning for a flags word or a bare `true`.
    pub kind: Kind,
    /// Where it is in the Rust struct.
    pub offset: usize,
}

/// The part an [`Entry`] plays.
#[derive(Clone, Copy)]
pub enum Role {
    /// A flags word: on the wire only.
    Mask,
    /// `mask.N?true`: in memory only, a `bool`.
    Flag(Bit),
    /// `mask.N?true` beside a field with a value: neither on the wire nor in memory.
    Shadow(Bit),
    /// A field that is always there.
    Required,
    /// A field that is there if its bit is set: an `Option`.
    Optional(Bit, &'static OptionOps),
    /// A field that is always on the wire, but may be null elsewhere: an `Option` that has no bytes when it is `None`.
    Nullable(&'static OptionOps),
}

/// A bit of a flags word.
#[derive(Clone, Copy)]
pub struct Bit {
    /// Which of the definition's flags words, in order.
    pub word: u8,
    /// Which bit, 0 the lowest.
    pub bit: u8,
    /// Whether another field with a value is on it too.
    pub shared: bool,
}

impl Bit {
    /// The word with this bit alone.
    pub const fn mask(self) -> u32 {
        1 << self.bit
    }

    /// Whether both are one bit.
    pub const fn is(self, other: Self) -> bool {
        self.word == other.word && self.bit == other.bit
    }
}

/// How many flags words one definition may have.
pub const MAX_WORDS: usize = 8;

/// Several values of one kind.
pub struct Vector {
    /// Each of them.
    pub item: Kind,
    /// What stands before them.
    pub count: Count,
    /// `size_of` one.
    pub size: usize,
    /// `align_of` one.
    pub align: usize,
    /// How a `Vec` of them is taken apart and put together.
    pub ops: VecOps,
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
            Self::Bare(it) | Self::Boxed(it) => it.dialect,
            Self::Union(it) => it.dialect,
            Self::Heap(it) => it.dialect(),
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
    pub const fn layout(&self) -> (usize, usize) {
        const fn of<T>() -> (usize, usize) {
            (size_of::<T>(), align_of::<T>())
        }
        match self {
            Self::Int => of::<i32>(),
            Self::Nat => of::<u32>(),
            Self::Long | Self::Int53 => of::<i64>(),
            Self::Double => of::<f64>(),
            Self::Bool => of::<bool>(),
            Self::String | Self::SecretString => of::<alloc::string::String>(),
            Self::Bytes | Self::SecretBytes | Self::Vector(_) | Self::Opaque(_) | Self::BareOpaque(_) => {
                of::<alloc::vec::Vec<u8>>()
            }
            Self::Int128 => of::<[u8; 16]>(),
            Self::Int256 => of::<[u8; 32]>(),
            Self::Int512 => of::<[u8; 64]>(),
            Self::UnitTrue | Self::BoxedTrue => of::<()>(),
            Self::Bare(it) | Self::Boxed(it) => (it.size, it.align),
            Self::Union(it) => (it.size, it.align),
            Self::Heap(_) => of::<*const u8>(),
            Self::Any(_) => of::<crate::Any>(),
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

/// An [`Entry`] as generated code writes it; [`fields`] makes it one. The number of a bit counts on from flags word to
/// flags word, 32 for each.
#[derive(Clone, Copy)]
pub enum Written {
    /// A flags word.
    Mask(&'static str),
    /// A bare `true`.
    Flag(&'static str, u16),
    /// A bare `true` beside a field with a value.
    Shadow(&'static str, u16),
    /// A field that is always there.
    Req(&'static str, Kind),
    /// An optional field of a basic type.
    Opt(&'static str, u16, Kind),
    /// An optional field of another type.
    OptOf(&'static str, u16, Kind, &'static OptionOps),
    /// A field that may be null.
    Nullable(&'static str, Kind, &'static OptionOps),
    /// The same, with a name in Rust that is not the one in the schema.
    NamedFlag(&'static str, &'static str, u16),
    /// As above.
    NamedReq(&'static str, &'static str, Kind),
    /// As above.
    NamedOptOf(&'static str, &'static str, u16, Kind, &'static OptionOps),
    /// As above.
    NamedNullable(&'static str, &'static str, Kind, &'static OptionOps),
}

/// The functions of an `Option` of a basic type.
const fn ops(kind: &Kind) -> &'static OptionOps {
    use alloc::{string::String, vec::Vec};
    match kind {
        Kind::Int => const { &OptionOps::of::<i32>() },
        Kind::Nat => const { &OptionOps::of::<u32>() },
        Kind::Long | Kind::Int53 => const { &OptionOps::of::<i64>() },
        Kind::Double => const { &OptionOps::of::<f64>() },
        Kind::Bool => const { &OptionOps::of::<bool>() },
        Kind::String => const { &OptionOps::of::<String>() },
        Kind::SecretString => const { &OptionOps::of::<crate::SecretString>() },
        Kind::Bytes => const { &OptionOps::of::<Vec<u8>>() },
        Kind::SecretBytes => const { &OptionOps::of::<crate::SecretBytes>() },
        Kind::Int128 => const { &OptionOps::of::<[u8; 16]>() },
        Kind::Int256 => const { &OptionOps::of::<[u8; 32]>() },
        Kind::Int512 => const { &OptionOps::of::<[u8; 64]>() },
        Kind::UnitTrue | Kind::BoxedTrue => const { &OptionOps::of::<()>() },
        _ => panic!("an optional field of such a type is written with `opt_of`"),
    }
}

/// The short names that the entries of generated tables are written with.
pub mod short {
    use super::{Count, Kind, OptionOps, Payload, Struct, Variant, VecOps, Vector, Written, ops};
    // Constructors rather than functions: the compiler has nothing to evaluate.
    pub use super::Kind::{
        Any as any, Bare as bare, BareOpaque as bare_opaque, Boxed as boxed, Heap as heap, Opaque as opaque,
        Union as union, Vector as vec,
    };
    pub use super::Written::{Flag as flag, Mask as mask, Opt as opt, Req as req, Shadow as shadow};

    pub const INT: Kind = Kind::Int;
    pub const NAT: Kind = Kind::Nat;
    pub const LONG: Kind = Kind::Long;
    pub const INT53: Kind = Kind::Int53;
    pub const DOUBLE: Kind = Kind::Double;
    pub const BOOL: Kind = Kind::Bool;
    pub const STRING: Kind = Kind::String;
    pub const BYTES: Kind = Kind::Bytes;
    pub const SECRET_STRING: Kind = Kind::SecretString;
    pub const SECRET_BYTES: Kind = Kind::SecretBytes;
    pub const INT128: Kind = Kind::Int128;
    pub const INT256: Kind = Kind::Int256;
    pub const INT512: Kind = Kind::Int512;
    pub const UNIT_TRUE: Kind = Kind::UnitTrue;
    pub const BOXED_TRUE: Kind = Kind::BoxedTrue;

    /// The inner function of a generic wrapper.
    pub const fn call<X: crate::Described>() -> Kind {
        X::KIND
    }

    const fn several<T>(item: Kind, count: Count) -> Vector {
        Vector { item, count, size: size_of::<T>(), align: align_of::<T>(), ops: VecOps::of::<T>() }
    }

    pub const fn vector<T>(item: Kind) -> Vector {
        several::<T>(item, Count::Boxed)
    }

    pub const fn bare_vector<T>(item: Kind) -> Vector {
        several::<T>(item, Count::Bare)
    }

    pub const fn tuple<T>(count: u32, item: Kind) -> Vector {
        several::<T>(item, Count::Fixed(count))
    }

    pub const fn counted<T>(entry: u16, item: Kind) -> Vector {
        several::<T>(item, Count::Entry(entry))
    }

    pub const fn opt_of<T: 'static>(name: &'static str, bit: u16, kind: Kind) -> Written {
        Written::OptOf(name, bit, kind, const { &OptionOps::of::<T>() })
    }

    pub const fn nullable<T: 'static>(name: &'static str, kind: Kind) -> Written {
        Written::Nullable(name, kind, const { &OptionOps::of::<T>() })
    }

    pub const fn named(rust: &'static str, entry: Written) -> Written {
        match entry {
            Written::Flag(name, bit) => Written::NamedFlag(rust, name, bit),
            Written::Req(name, kind) => Written::NamedReq(rust, name, kind),
            Written::Opt(name, bit, kind) => Written::NamedOptOf(rust, name, bit, kind, ops(&kind)),
            Written::OptOf(name, bit, kind, ops) => Written::NamedOptOf(rust, name, bit, kind, ops),
            Written::Nullable(name, kind, ops) => Written::NamedNullable(rust, name, kind, ops),
            unnamed => unnamed,
        }
    }

    pub const fn unit(id: u32, name: &'static str, rust: &'static str) -> Variant {
        Variant { id, rust, payload: Payload::Unit(name) }
    }

    pub const fn inline(id: u32, rust: &'static str, it: &'static Struct) -> Variant {
        Variant { id, rust, payload: Payload::Inline(it) }
    }

    pub const fn heaped(id: u32, rust: &'static str, it: &'static Struct) -> Variant {
        Variant { id, rust, payload: Payload::Heaped(it) }
    }
}

/// The entries of the struct `T` with the place of each, proven by size and alignment.
///
/// # Panics
///
/// While the table is compiled, when `T` is not the `#[repr(C)]` struct that `written` describes.
// One loop without calls: it runs in the compiler for every definition.
pub const fn fields<T, const N: usize>(written: [Written; N]) -> [Entry; N] {
    const NONE: Bit = Bit { word: 0, bit: 0, shared: false };
    let mut entries = [Entry { name: "", rust: "", role: Role::Mask, kind: Kind::Nat, offset: 0 }; N];
    let mut seen = [0u32; MAX_WORDS];
    let (mut end, mut align, mut sharing) = (0usize, 1, false);
    let mut at = 0;
    while at < N {
        let (rust, name, number, kind, option) = match written[at] {
            Written::Mask(name) => (name, name, 0, Kind::Nat, None),
            Written::Flag(name, bit) | Written::Shadow(name, bit) => (name, name, bit, Kind::Bool, None),
            Written::Req(name, kind) => (name, name, 0, kind, None),
            Written::Opt(name, bit, kind) => (name, name, bit, kind, Some(ops(&kind))),
            Written::OptOf(name, bit, kind, ops) => (name, name, bit, kind, Some(ops)),
            Written::Nullable(name, kind, ops) => (name, name, 0, kind, Some(ops)),
            Written::NamedFlag(rust, name, bit) => (rust, name, bit, Kind::Bool, None),
            Written::NamedReq(rust, name, kind) => (rust, name, 0, kind, None),
            Written::NamedOptOf(rust, name, bit, kind, ops) => (rust, name, bit, kind, Some(ops)),
            Written::NamedNullable(rust, name, kind, ops) => (rust, name, 0, kind, Some(ops)),
        };
        let bit = Bit { word: (number / 32) as u8, bit: (number % 32) as u8, ..NONE };
        assert!(number < 32 * MAX_WORDS as u16, "a definition has at most 8 flags words");
        let (role, (size, field_align)) = match (written[at], option) {
            (Written::Mask(_), _) => (Role::Mask, (0, 1)),
            (Written::Shadow(..), _) => (Role::Shadow(bit), (0, 1)),
            (Written::Flag(..) | Written::NamedFlag(..), _) => (Role::Flag(bit), (1, 1)),
            (Written::Nullable(..) | Written::NamedNullable(..), Some(ops)) => {
                (Role::Nullable(ops), (ops.size, ops.align))
            }
            (_, Some(ops)) => {
                sharing |= seen[bit.word as usize] & bit.mask() != 0;
                seen[bit.word as usize] |= bit.mask();
                (Role::Optional(bit, ops), (ops.size, ops.align))
            }
            (_, None) => (Role::Required, kind.layout()),
        };
        end = end.next_multiple_of(field_align);
        entries[at] = Entry { name, rust, role, kind, offset: end };
        end += size;
        if field_align > align {
            align = field_align;
        }
        at += 1;
    }
    assert!(end.next_multiple_of(align) == size_of::<T>(), "the table does not describe this struct");
    assert!(align == align_of::<T>(), "the table does not describe this struct");
    if sharing { share(entries) } else { entries }
}

/// Marks the bits that several fields with values are on.
const fn share<const N: usize>(mut entries: [Entry; N]) -> [Entry; N] {
    let mut at = 0;
    while at < N {
        if let Role::Optional(bit, ops) = entries[at].role {
            let mut other = 0;
            while other < N {
                if let Role::Optional(other_bit, _) = entries[other].role
                    && other != at
                    && other_bit.is(bit)
                {
                    entries[at].role = Role::Optional(Bit { shared: true, ..bit }, ops);
                }
                other += 1;
            }
        }
        at += 1;
    }
    entries
}

/// The ids of `variants`, ascending, each with its position.
///
/// # Panics
///
/// While the table is compiled, when two variants have one id.
pub const fn ids<const N: usize>(variants: &[Variant; N]) -> [(u32, u16); N] {
    let mut ids = [(0, 0); N];
    let mut at = 0;
    while at < N {
        // Insertion sort: a few hundred variants at most, once per compilation.
        let mut to = at;
        while to > 0 && ids[to - 1].0 > variants[at].id {
            ids[to] = ids[to - 1];
            to -= 1;
        }
        ids[to] = (variants[at].id, at as u16);
        assert!(to == 0 || ids[to - 1].0 != variants[at].id, "two variants have one id");
        at += 1;
    }
    ids
}

/// Where the payload of the variants of `T` starts, proven by size and alignment.
///
/// # Panics
///
/// While the table is compiled, when `T` is not the enum that `variants` describe.
pub const fn payload<T>(variants: &[Variant]) -> usize {
    let tag = if variants.len() > 256 { 2 } else { 1 };
    let (mut size, mut align) = (0, tag);
    let mut at = 0;
    while at < variants.len() {
        let (payload_size, payload_align) = match variants[at].payload {
            Payload::Unit(_) => (0, 1),
            Payload::Inline(it) => (it.size, it.align),
            Payload::Heaped(_) => (size_of::<*const u8>(), align_of::<*const u8>()),
        };
        if payload_size > size {
            size = payload_size;
        }
        if payload_align > align {
            align = payload_align;
        }
        at += 1;
    }
    let payload = round_up(tag, align);
    assert!(round_up(payload + size, align) == size_of::<T>(), "the table does not describe this enum");
    assert!(align == align_of::<T>(), "the table does not describe this enum");
    payload
}

const fn round_up(offset: usize, align: usize) -> usize {
    offset.next_multiple_of(align)
}
