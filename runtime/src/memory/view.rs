//! Borrowed values, looked at by their tables.

use alloc::{boxed::Box, string::String, vec::Vec};
use core::{marker::PhantomData, slice};

use super::{Any, Described, counted, inside_of, is_some, tag};
use crate::{
    Function,
    opaque::Stored,
    skeleton::Skeleton,
    table::{Bit, Entry, Enum, Form, Kind, Payload, Role, Struct, Vector},
};

/// A borrowed value and its kind.
#[derive(Clone, Copy)]
pub(crate) struct Ref<'a> {
    at: *const u8,
    kind: &'a Kind,
    value: PhantomData<&'a ()>,
}

/// What a [`Ref`] refers to.
pub(crate) enum View<'a> {
    Int(i32),
    Nat(u32),
    Long(i64),
    Double(f64),
    Bool(bool),
    String(&'a String),
    SecretString(&'a String),
    Bytes(&'a Vec<u8>),
    SecretBytes(&'a Vec<u8>),
    /// What is not looked into, and whether its id is on the wire.
    Opaque {
        of: &'static Skeleton,
        stored: &'a Stored,
        bare: bool,
    },
    /// `int128` and its like.
    Fixed(&'a [u8]),
    /// A `true`, with its id if boxed.
    Unit {
        boxed: bool,
    },
    Struct {
        fields: Fields<'a>,
        boxed: bool,
    },
    Union {
        of: &'static Enum,
        variant: usize,
        fields: Option<Fields<'a>>,
    },
    Heap(Ref<'a>),
    Any(&'a Any),
    Vector(Items<'a>),
    /// What may be null.
    Nullable(Option<Ref<'a>>),
}

/// The fields of a struct.
#[derive(Clone, Copy)]
pub(crate) struct Fields<'a> {
    /// Its table.
    pub(crate) of: &'static Struct,
    at: *const u8,
    value: PhantomData<&'a ()>,
}

/// The elements of a vector.
#[derive(Clone, Copy)]
pub(crate) struct Items<'a> {
    /// Its table.
    pub(crate) of: &'static Vector,
    at: *const u8,
    /// How many.
    pub(crate) len: usize,
    value: PhantomData<&'a ()>,
}

impl<'a> Ref<'a> {
    /// The value of `kind` at `at`.
    ///
    /// # Safety
    ///
    /// There is one, and it lives and is not changed as long as `'a`.
    pub(super) unsafe fn at(at: *const u8, kind: &'a Kind) -> Self {
        Self { at, kind, value: PhantomData }
    }

    /// `value`, in its boxed form.
    pub(crate) fn of<T: Described>(value: &'a T) -> Self {
        Self { at: core::ptr::from_ref(value).cast(), kind: const { &T::KIND }, value: PhantomData }
    }

    /// A response of `F`.
    pub(crate) fn of_response<F: Function>(value: &'a F::Response) -> Self {
        Self { at: core::ptr::from_ref(value).cast(), kind: &F::ANSWER.kind, value: PhantomData }
    }

    /// How it looks in memory and on the wire.
    #[cfg(feature = "json")]
    pub(crate) fn kind(self) -> &'a Kind {
        self.kind
    }

    /// What it is.
    #[inline(always)]
    pub(crate) fn view(self) -> View<'a> {
        // SAFETY: a `Ref` points to a live value of its kind.
        unsafe { View::at(self.at, self.kind) }
    }
}

impl<'a> View<'a> {
    /// What the value of `kind` at `at` is.
    ///
    /// # Safety
    ///
    /// There is one, and it lives and is not changed as long as `'a`.
    #[inline(always)]
    unsafe fn at(at: *const u8, kind: &'a Kind) -> Self {
        // SAFETY: as the caller says.
        unsafe {
            match *kind {
                Kind::Int => View::Int(at.cast::<i32>().read()),
                Kind::Nat => View::Nat(at.cast::<u32>().read()),
                Kind::Long | Kind::Int53 => View::Long(at.cast::<i64>().read()),
                Kind::Double => View::Double(at.cast::<f64>().read()),
                Kind::Bool => View::Bool(at.cast::<bool>().read()),
                Kind::String => View::String(&*at.cast()),
                Kind::SecretString => View::SecretString(&*at.cast()),
                Kind::Bytes => View::Bytes(&*at.cast()),
                Kind::SecretBytes => View::SecretBytes(&*at.cast()),
                Kind::Opaque(of) => View::Opaque { of, stored: &*at.cast(), bare: false },
                Kind::BareOpaque(of) => View::Opaque { of, stored: &*at.cast(), bare: true },
                Kind::Int128 => View::Fixed(slice::from_raw_parts(at, 16)),
                Kind::Int256 => View::Fixed(slice::from_raw_parts(at, 32)),
                Kind::Int512 => View::Fixed(slice::from_raw_parts(at, 64)),
                Kind::UnitTrue => View::Unit { boxed: false },
                Kind::BoxedTrue => View::Unit { boxed: true },
                Kind::Bare(of) => View::Struct { fields: Fields { of, at, value: PhantomData }, boxed: false },
                Kind::Boxed(of) => View::Struct { fields: Fields { of, at, value: PhantomData }, boxed: true },
                Kind::Union(of) => {
                    let variant = tag(of, at);
                    let payload = at.add(of.payload);
                    let fields = match of.variants[variant].payload {
                        Payload::Unit(_) => None,
                        Payload::Inline(of) => Some(Fields { of, at: payload, value: PhantomData }),
                        Payload::Heaped(of) => {
                            Some(Fields { of, at: payload.cast::<*const u8>().read(), value: PhantomData })
                        }
                    };
                    View::Union { of, variant, fields }
                }
                Kind::Heap(kind) => View::Heap(Ref { at: at.cast::<*const u8>().read(), kind, value: PhantomData }),
                Kind::Nullable(of) => {
                    let inside = (of.ops.get)(at);
                    let inside = Ref { at: inside, kind: &of.item, value: PhantomData };
                    View::Nullable((!inside.at.is_null()).then_some(inside))
                }
                Kind::Any(_) => View::Any(&*at.cast::<Any>()),
                Kind::Vector(of) => {
                    let (at, len) = (of.ops.get)(at);
                    View::Vector(Items { of, at, len, value: PhantomData })
                }
            }
        }
    }
}

/// What a struct says of one of its entries.
pub(crate) enum Look<'a> {
    /// A flags word: nothing.
    Mask,
    /// A flags word that is a field too.
    Word(Ref<'a>),
    /// A bare `true`: whether it is set.
    Flag(Bit, bool),
    /// No field.
    Shadow,
    /// The value of a field that is always there.
    Required(Ref<'a>),
    /// An optional field that is there.
    Some(Bit, Ref<'a>),
    /// One that is not.
    None(Bit),
    /// A field that should be there and is null.
    Null,
}

impl<'a> Fields<'a> {
    /// What the struct says of `entry`, which is one of its own.
    #[inline(always)]
    pub(crate) fn look(self, entry: &'static Entry) -> Look<'a> {
        // SAFETY: `placed` computed the offset, and the form says of what type the field is.
        unsafe {
            let at = self.at.add(entry.offset());
            let inside = match entry.form() {
                Form::Mask => return Look::Mask,
                Form::Word => return Look::Word(Ref::at(at, &entry.kind)),
                Form::Flag => return Look::Flag(entry.bit, at.cast::<bool>().read()),
                Form::Shadow => return Look::Shadow,
                Form::Int | Form::Long | Form::String | Form::Required => {
                    return Look::Required(Ref::at(at, &entry.kind));
                }
                Form::OptionalInt => inside_of::<i32>(at),
                Form::OptionalLong => inside_of::<i64>(at),
                Form::OptionalString => inside_of::<String>(at),
                Form::OptionalBytes => inside_of::<Vec<u8>>(at),
                Form::OptionalHeap => inside_of::<Box<u8>>(at),
                Form::OptionalUnion => match entry.kind {
                    Kind::Union(it) if is_some(it, at) => at,
                    _ => core::ptr::null(),
                },
                Form::Optional | Form::Nullable => match entry.role {
                    Role::Optional(_, ops) => (ops.get)(at),
                    Role::Nullable(ops) => match (ops.get)(at) {
                        at if at.is_null() => return Look::Null,
                        at => return Look::Required(Ref::at(at, &entry.kind)),
                    },
                    _ => core::ptr::null(),
                },
            };
            if inside.is_null() { Look::None(entry.bit) } else { Look::Some(entry.bit, Ref::at(inside, &entry.kind)) }
        }
    }

    /// Whether the bare `true` or optional field `entry` of this struct is set; `true` for anything else.
    #[inline(always)]
    pub(crate) fn is_set(self, entry: &'static Entry) -> bool {
        match self.look(entry) {
            Look::Flag(_, set) => set,
            Look::None(_) | Look::Null => false,
            Look::Mask | Look::Word(_) | Look::Shadow | Look::Required(_) | Look::Some(..) => true,
        }
    }

    /// Whether the bit of a bare `true` is set, be it a field or the companion of fields with values.
    #[cfg(feature = "json")]
    pub(crate) fn is_on(self, entry: &'static Entry) -> bool {
        let Role::Shadow(bit) = entry.role else {
            return self.is_set(entry);
        };
        self.of.entries.iter().any(|other| match other.role {
            Role::Flag(on) | Role::Optional(on, _) => on.is(bit) && self.is_set(other),
            _ => false,
        })
    }

    /// The value of the field `entry` of this struct, if it is there; of a flags word that is a field, its other bits.
    #[inline(always)]
    pub(crate) fn get(self, entry: &'static Entry) -> Option<Ref<'a>> {
        match self.look(entry) {
            Look::Word(value) | Look::Required(value) | Look::Some(_, value) => Some(value),
            Look::Mask | Look::Flag(..) | Look::Shadow | Look::None(_) | Look::Null => None,
        }
    }

    /// The bits of flags word `word` whose fields are there.
    #[cfg(feature = "json")]
    pub(crate) fn bits(self, word: usize) -> u32 {
        let bits = self.of.entries.iter().filter_map(|entry| match entry.role {
            Role::Flag(bit) | Role::Optional(bit, _) if bit.word() == word && self.is_set(entry) => Some(bit.mask()),
            _ => None,
        });
        bits.fold(0, |bits, bit| bits | bit)
    }

    /// The plain number that says how many elements the vector `kind` of this struct has.
    pub(crate) fn counted(self, kind: &Kind) -> u32 {
        // SAFETY: the struct is live.
        unsafe { counted(self.of, kind, self.at) }
    }
}

impl<'a> Items<'a> {
    /// One of them.
    ///
    /// # Panics
    ///
    /// Beyond the last.
    #[inline(always)]
    pub(crate) fn get(self, index: usize) -> Ref<'a> {
        assert!(index < self.len, "an element of this vector");
        // SAFETY: it is within the allocation.
        Ref { at: unsafe { self.at.add(index * self.of.layout.size) }, kind: &self.of.item, value: PhantomData }
    }

    /// All of them.
    pub(crate) fn iter(self) -> impl ExactSizeIterator<Item = Ref<'a>> {
        (0..self.len).map(move |index| self.get(index))
    }

    /// All of them as they are on the wire, where memory and wire agree.
    #[inline]
    pub(crate) fn bytes(self) -> Option<&'a [u8]> {
        let plain = matches!(self.of.item, Kind::Int | Kind::Nat | Kind::Long | Kind::Int53 | Kind::Double);
        // SAFETY: numbers have no padding; they lie one after another.
        (plain && cfg!(target_endian = "little"))
            .then(|| unsafe { slice::from_raw_parts(self.at, self.len * self.of.layout.size) })
    }
}
