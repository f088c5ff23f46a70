//! The words that generated tables are written with.
//!
//! Constructors where it can be, and functions of one line else: the compiler evaluates them for every field of a schema.
//! The number of a bit counts on from flags word to flags word, 32 for each.

use super::{Bit, Count, Entry, Kind, Nullable, Payload, Role, Struct, Variant, Vector, layout};
use crate::memory::{OptionOps, VecOps};

pub use super::Dialect::Tdlib;
pub use super::Kind::{
    Any as any, Bare as bare, BareOpaque as bare_opaque, Boxed as boxed, Heap as heap, Nullable as or_null,
    Opaque as opaque, Union as union, Vector as vec,
};
pub use super::{Answer, Enum as EnumTable, Registry, Struct as StructTable};

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

/// A flags word.
pub const MASK: Entry = Entry::new(Role::Mask, Kind::Nat);

/// A flags word whose other bits are data.
pub const WORD: Entry = Entry::new(Role::Word, Kind::Nat);

/// The inner function of a generic wrapper.
pub const fn call<X: crate::Described>() -> Kind {
    X::KIND
}

/// A bare `true`.
pub const fn flag(bit: u16) -> Entry {
    Entry::new(Role::Flag(Bit::numbered(bit)), Kind::Bool)
}

/// A bare `true` beside a field with a value.
pub const fn shadow(bit: u16) -> Entry {
    Entry::new(Role::Shadow(Bit::numbered(bit)), Kind::Bool)
}

/// A field that is always there.
pub const fn req(kind: Kind) -> Entry {
    Entry::new(Role::Required, kind)
}

/// An optional field.
pub const fn opt<T: 'static>(bit: u16, kind: Kind) -> Entry {
    Entry::new(Role::Optional(Bit::numbered(bit), const { &OptionOps::of::<T>() }), kind)
}

/// An optional field that is there if, and only if, the other fields with values on its bit are.
pub const fn shared<T: 'static>(bit: u16, kind: Kind) -> Entry {
    let bit = Bit { shared: true, ..Bit::numbered(bit) };
    Entry::new(Role::Optional(bit, const { &OptionOps::of::<T>() }), kind)
}

/// A field that may be null.
pub const fn nullable<T: 'static>(kind: Kind) -> Entry {
    Entry::new(Role::Nullable(const { &OptionOps::of::<T>() }), kind)
}

/// An element of a vector that may be null.
pub const fn maybe<T: 'static>(item: Kind) -> Nullable {
    Nullable { item, ops: OptionOps::of::<T>() }
}

const fn several<T>(item: Kind, count: Count) -> Vector {
    Vector { item, count, layout: layout::of::<T>(), ops: VecOps::of::<T>() }
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

pub const fn unit(id: u32, name: &'static str, rust: &'static str) -> Variant {
    Variant { id, rust, payload: Payload::Unit(name) }
}

pub const fn inline(id: u32, rust: &'static str, it: &'static Struct) -> Variant {
    Variant { id, rust, payload: Payload::Inline(it) }
}

pub const fn heaped(id: u32, rust: &'static str, it: &'static Struct) -> Variant {
    Variant { id, rust, payload: Payload::Heaped(it) }
}
