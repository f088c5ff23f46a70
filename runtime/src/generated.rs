//! What the implementations in generated code delegate to.

use alloc::{string::String, vec::Vec};
use core::{
    fmt,
    hash::{Hash, Hasher},
    marker::PhantomData,
    mem::MaybeUninit,
};

use crate::{
    memory::{self, Any, Described, Fields, Ref, Source, Stop, View},
    opaque::Stored,
    skeleton::Skeleton,
    table::{Entry, Enum, Kind, Registry, Role, Struct, Vector},
};

pub use alloc::boxed::Box;

pub use crate::object::decode as decode_object;
#[cfg(feature = "json")]
pub use crate::object::from_json as object_from_json;

/// A copy of `value`.
pub fn clone<T: Described>(value: &T) -> T {
    memory::build(&mut Copier(PhantomData), Node::Value(Ref::of(value))).expect("a value in memory is whole")
}

/// A copy of `value`.
pub(crate) fn clone_any(value: &Any) -> Any {
    memory::build_any(&mut Copier(PhantomData), value.kind(), Node::Value(value.value()))
        .expect("a value in memory is whole")
}

impl PartialEq for Any {
    fn eq(&self, other: &Self) -> bool {
        same(self.value(), other.value())
    }
}

impl fmt::Debug for Any {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.value().fmt(f)
    }
}

/// Whether `a` and `b` are the same value.
pub fn eq<T: Described>(a: &T, b: &T) -> bool {
    same(Ref::of(a), Ref::of(b))
}

/// Feeds `value` to `state`.
pub fn hash<T: Described>(value: &T, state: &mut impl Hasher) {
    hash_value(Ref::of(value), state);
}

/// Prints `value` as a derived `Debug` would.
///
/// # Errors
///
/// When the formatter has one.
pub fn fmt<T: Described>(value: &T, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    fmt::Debug::fmt(&Ref::of(value), f)
}

#[allow(clippy::float_cmp, reason = "values are equal when their parts are, as a derived `PartialEq` says")]
fn same(a: Ref<'_>, b: Ref<'_>) -> bool {
    match (a.view(), b.view()) {
        (View::Int(a), View::Int(b)) => a == b,
        (View::Nat(a), View::Nat(b)) => a == b,
        (View::Long(a), View::Long(b)) => a == b,
        (View::Double(a), View::Double(b)) => a == b,
        (View::Bool(a), View::Bool(b)) => a == b,
        (View::String(a) | View::SecretString(a), View::String(b) | View::SecretString(b)) => a == b,
        (View::Bytes(a) | View::SecretBytes(a), View::Bytes(b) | View::SecretBytes(b)) => a == b,
        (View::Fixed(a), View::Fixed(b)) => a == b,
        (View::Opaque { of: a, stored, .. }, View::Opaque { of: b, stored: other, .. }) => {
            core::ptr::eq(a, b) && stored == other
        }
        (View::Unit { .. }, View::Unit { .. }) => true,
        (View::Struct { fields: a, .. }, View::Struct { fields: b, .. }) => same_fields(a, b),
        (View::Union { of, variant, fields }, View::Union { of: other_of, variant: other, fields: others }) => {
            core::ptr::eq(of, other_of)
                && variant == other
                && match (fields, others) {
                    (Some(a), Some(b)) => same_fields(a, b),
                    _ => true,
                }
        }
        (View::Heap(a), View::Heap(b)) => same(a, b),
        (View::Any(a), View::Any(b)) => a == b,
        (View::Nullable(a), View::Nullable(b)) => match (a, b) {
            (Some(a), Some(b)) => same(a, b),
            (a, b) => a.is_none() && b.is_none(),
        },
        (View::Vector(a), View::Vector(b)) => a.len == b.len && a.iter().zip(b.iter()).all(|(a, b)| same(a, b)),
        _ => false,
    }
}

fn same_fields(a: Fields<'_>, b: Fields<'_>) -> bool {
    // What `Any` holds may be of two types. Offsets of the one mean nothing in the other.
    core::ptr::eq(a.of, b.of)
        && a.of.entries.iter().all(|entry| {
            a.is_set(entry) == b.is_set(entry)
                && match (a.get(entry), b.get(entry)) {
                    (Some(a), Some(b)) => same(a, b),
                    _ => true,
                }
        })
}

fn hash_value(value: Ref<'_>, state: &mut impl Hasher) {
    match value.view() {
        View::Int(it) => it.hash(state),
        View::Nat(it) => it.hash(state),
        View::Long(it) => it.hash(state),
        // Types with a double have no `Hash`; equal doubles of equal bits agree all the same.
        View::Double(it) => it.to_bits().hash(state),
        View::Bool(it) => it.hash(state),
        View::String(it) | View::SecretString(it) => it.hash(state),
        View::Bytes(it) | View::SecretBytes(it) => it.hash(state),
        View::Fixed(it) => it.hash(state),
        View::Opaque { stored, .. } => stored.hash(state),
        View::Unit { .. } => {}
        View::Struct { fields, .. } => hash_fields(fields, state),
        View::Union { variant, fields, .. } => {
            variant.hash(state);
            if let Some(fields) = fields {
                hash_fields(fields, state);
            }
        }
        View::Heap(inner) => hash_value(inner, state),
        View::Any(any) => hash_value(any.value(), state),
        View::Nullable(inner) => {
            inner.is_some().hash(state);
            if let Some(inner) = inner {
                hash_value(inner, state);
            }
        }
        View::Vector(items) => {
            items.len.hash(state);
            items.iter().for_each(|item| hash_value(item, state));
        }
    }
}

fn hash_fields(fields: Fields<'_>, state: &mut impl Hasher) {
    for entry in fields.of.entries {
        if matches!(entry.role, Role::Flag(_) | Role::Optional(..) | Role::Nullable(_)) {
            fields.is_set(entry).hash(state);
        }
        if let Some(value) = fields.get(entry) {
            hash_value(value, state);
        }
    }
}

impl fmt::Debug for Ref<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.view() {
            View::Int(it) => it.fmt(f),
            View::Nat(it) => it.fmt(f),
            View::Long(it) => it.fmt(f),
            View::Double(it) => it.fmt(f),
            View::Bool(it) => it.fmt(f),
            View::String(it) => it.fmt(f),
            View::Bytes(it) => it.fmt(f),
            View::SecretString(_) | View::SecretBytes(_) => f.write_str(crate::secret::HIDDEN),
            View::Fixed(it) => it.fmt(f),
            View::Opaque { of, stored, .. } => stored.print(of, f),
            View::Unit { .. } => f.write_str("()"),
            View::Struct { fields, .. } => fields.fmt(f),
            View::Union { of, variant, fields } => match fields {
                None => f.write_str(of.variants[variant].rust),
                Some(fields) => f.debug_tuple(of.variants[variant].rust).field(&fields).finish(),
            },
            View::Heap(inner) => inner.fmt(f),
            View::Any(any) => any.value().fmt(f),
            View::Nullable(inner) => inner.fmt(f),
            View::Vector(items) => f.debug_list().entries(items.iter()).finish(),
        }
    }
}

impl fmt::Debug for Fields<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = f.debug_struct(self.of.rust);
        for (entry, name) in self.of.named() {
            match entry.role {
                Role::Mask | Role::Shadow(_) => {}
                Role::Flag(_) => {
                    out.field(name.rust, &self.is_set(entry));
                }
                Role::Word | Role::Required => {
                    if let Some(value) = self.get(entry) {
                        out.field(name.rust, &value);
                    }
                }
                Role::Optional(..) | Role::Nullable(_) => {
                    out.field(name.rust, &self.get(entry));
                }
            }
        }
        out.finish()
    }
}

/// Takes the parts of a new value from one in memory.
struct Copier<'a>(PhantomData<&'a ()>);

/// Where [`Copier`] is.
#[derive(Clone, Copy)]
enum Node<'a> {
    Value(Ref<'a>),
    /// The fields of a variant.
    Payload(Option<Fields<'a>>),
}

impl<'a> Node<'a> {
    fn look(self) -> Result<View<'a>, Stop> {
        match self {
            Self::Value(value) => match value.view() {
                // A box is part of the place, not of the value.
                View::Heap(inner) => Self::Value(inner).look(),
                view => Ok(view),
            },
            Self::Payload(_) => Err(Stop),
        }
    }
}

/// One part of a value. A copy is taken by the table of the original, so each part is what the table says.
macro_rules! part {
    ($node:expr, $($pattern:pat => $part:expr),+) => {
        match $node.look()? {
            $($pattern => Ok($part),)+
            _ => Err(Stop),
        }
    };
}

impl<'a> Source for Copier<'a> {
    type Node = Node<'a>;
    type Frame = Fields<'a>;

    fn int(&mut self, node: Node<'a>) -> Result<i32, Stop> {
        part!(node, View::Int(it) => it)
    }

    fn long(&mut self, node: Node<'a>) -> Result<i64, Stop> {
        part!(node, View::Long(it) => it)
    }

    fn nat(&mut self, node: Node<'a>) -> Result<u32, Stop> {
        part!(node, View::Nat(it) => it)
    }

    fn double(&mut self, node: Node<'a>) -> Result<f64, Stop> {
        part!(node, View::Double(it) => it)
    }

    fn bool(&mut self, node: Node<'a>) -> Result<bool, Stop> {
        part!(node, View::Bool(it) => it)
    }

    fn string(&mut self, node: Node<'a>) -> Result<String, Stop> {
        part!(node, View::String(it) | View::SecretString(it) => it.clone())
    }

    fn bytes(&mut self, node: Node<'a>) -> Result<Vec<u8>, Stop> {
        part!(node, View::Bytes(it) | View::SecretBytes(it) => it.clone())
    }

    fn opaque(&mut self, node: Node<'a>, _: &'static Skeleton, _: bool) -> Result<Stored, Stop> {
        part!(node, View::Opaque { stored, .. } => stored.clone())
    }

    fn fixed(&mut self, node: Node<'a>, into: &mut [u8]) -> Result<(), Stop> {
        part!(node, View::Fixed(it) => into.copy_from_slice(it))
    }

    fn unit(&mut self, _: Node<'a>, _: bool) -> Result<(), Stop> {
        Ok(())
    }

    fn enter(&mut self, node: Node<'a>, _: &'static Struct, _: bool) -> Result<Fields<'a>, Stop> {
        match node {
            Node::Payload(fields) => fields.ok_or(Stop),
            Node::Value(_) => part!(node, View::Struct { fields, .. } => fields),
        }
    }

    fn leave(&mut self) {}

    fn mask(&mut self, _: &mut Fields<'a>, _: &'static Struct, _: usize) -> Result<(), Stop> {
        Ok(())
    }

    fn word(&mut self, frame: &mut Fields<'a>, it: &'static Struct, at: usize) -> Result<u32, Stop> {
        let value = frame.get(&it.entries[at]).ok_or(Stop)?;
        self.nat(Node::Value(value))
    }

    fn flag(&mut self, frame: &mut Fields<'a>, entry: &'static Entry, _: usize) -> Result<bool, Stop> {
        Ok(frame.is_set(entry))
    }

    fn required(&mut self, frame: &mut Fields<'a>, entry: &'static Entry, _: usize) -> Result<Node<'a>, Stop> {
        frame.get(entry).map(Node::Value).ok_or(Stop)
    }

    fn optional(&mut self, frame: &mut Fields<'a>, entry: &'static Entry, _: usize) -> Result<Option<Node<'a>>, Stop> {
        Ok(frame.get(entry).map(Node::Value))
    }

    fn or_null(&mut self, node: Node<'a>) -> Result<Option<Node<'a>>, Stop> {
        part!(node, View::Nullable(inner) => inner.map(Node::Value))
    }

    fn variant(&mut self, node: Node<'a>, _: &'static Enum) -> Result<(usize, Node<'a>), Stop> {
        part!(node, View::Union { variant, fields, .. } => (variant, Node::Payload(fields)))
    }

    fn any(&mut self, node: Node<'a>, _: &'static Registry) -> Result<(&'static Kind, Node<'a>), Stop> {
        part!(node, View::Any(any) => (any.kind(), Node::Value(any.value())))
    }

    fn count(&mut self, node: Node<'a>, _: &'static Vector, _: u32) -> Result<usize, Stop> {
        part!(node, View::Vector(items) => items.len)
    }

    fn item(&mut self, node: Node<'a>, _: &'static Vector, index: usize) -> Result<Node<'a>, Stop> {
        part!(node, View::Vector(items) => Node::Value(items.get(index)))
    }

    fn bulk(&mut self, node: Node<'a>, _: &'static Vector, into: &mut [MaybeUninit<u8>]) -> Result<bool, Stop> {
        let View::Vector(items) = node.look()? else {
            return Err(Stop);
        };
        let Some(bytes) = items.bytes() else {
            return Ok(false);
        };
        for (to, byte) in into.iter_mut().zip(bytes) {
            to.write(*byte);
        }
        Ok(true)
    }

    fn allocate(&mut self, _: usize) -> Result<(), Stop> {
        Ok(())
    }

    fn stopped_in(&mut self, _: &'static Struct, _: usize) {}

    fn stopped_at(&mut self, _: usize) {}
}
