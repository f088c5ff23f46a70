//! New values, built part by part at the place where they stay.

use alloc::{alloc as heap, string::String, vec::Vec};
use core::{alloc::Layout, mem::MaybeUninit, slice};

use super::{Any, Described, counted, tag, write_tag};
use crate::{
    Function,
    opaque::Stored,
    skeleton::Skeleton,
    table::{self, Entry, Enum, Form, Kind, Payload, Registry, Role, Struct, Vector},
};

/// The source has no more; it knows why.
#[derive(Debug)]
pub(crate) struct Stop;

/// Where the parts of a new value come from.
pub(crate) trait Source {
    /// Where in the source one value is.
    type Node: Copy;
    /// What the source remembers while it gives the fields of one struct.
    type Frame;

    fn int(&mut self, node: Self::Node) -> Result<i32, Stop>;
    fn long(&mut self, node: Self::Node) -> Result<i64, Stop>;
    fn nat(&mut self, node: Self::Node) -> Result<u32, Stop>;
    fn double(&mut self, node: Self::Node) -> Result<f64, Stop>;
    fn bool(&mut self, node: Self::Node) -> Result<bool, Stop>;
    fn string(&mut self, node: Self::Node) -> Result<String, Stop>;
    fn bytes(&mut self, node: Self::Node) -> Result<Vec<u8>, Stop>;
    fn fixed(&mut self, node: Self::Node, into: &mut [u8]) -> Result<(), Stop>;
    /// A value that is not looked into; `bare` if it stands there without its id.
    fn opaque(&mut self, node: Self::Node, it: &'static Skeleton, bare: bool) -> Result<Stored, Stop>;
    /// A `true` without or with its id.
    fn unit(&mut self, node: Self::Node, boxed: bool) -> Result<(), Stop>;
    /// Starts a struct, after its id if `boxed`.
    fn enter(&mut self, node: Self::Node, it: &'static Struct, boxed: bool) -> Result<Self::Frame, Stop>;
    /// Ends a struct that was started; also when something in it stopped.
    fn leave(&mut self);
    /// A flags word.
    fn mask(&mut self, frame: &mut Self::Frame, it: &'static Struct, entry: usize) -> Result<(), Stop>;
    /// The bits of a flags word that no field depends on.
    fn word(&mut self, frame: &mut Self::Frame, it: &'static Struct, entry: usize) -> Result<u32, Stop>;
    /// Whether the bare `true` at this position is set.
    fn flag(&mut self, frame: &mut Self::Frame, entry: &'static Entry, at: usize) -> Result<bool, Stop>;
    /// The value of the required field at this position.
    fn required(&mut self, frame: &mut Self::Frame, entry: &'static Entry, at: usize) -> Result<Self::Node, Stop>;
    /// The value of the optional field at this position, if it is there.
    fn optional(
        &mut self,
        frame: &mut Self::Frame,
        entry: &'static Entry,
        at: usize,
    ) -> Result<Option<Self::Node>, Stop>;
    /// The value of the field at this position, if it is not null.
    fn nullable(
        &mut self,
        frame: &mut Self::Frame,
        entry: &'static Entry,
        at: usize,
    ) -> Result<Option<Self::Node>, Stop> {
        self.optional(frame, entry, at)
    }
    /// The value, if it is not null.
    fn or_null(&mut self, node: Self::Node) -> Result<Option<Self::Node>, Stop>;
    /// Which variant, and where its fields are.
    fn variant(&mut self, node: Self::Node, it: &'static Enum) -> Result<(usize, Self::Node), Stop>;
    /// Which of all values, and where it is.
    fn any(&mut self, node: Self::Node, it: &'static Registry) -> Result<(&'static Kind, Self::Node), Stop>;
    /// How many elements; `counted` is the number that an earlier field gave.
    fn count(&mut self, node: Self::Node, it: &'static Vector, counted: u32) -> Result<usize, Stop>;
    /// One of the elements.
    fn item(&mut self, node: Self::Node, it: &'static Vector, index: usize) -> Result<Self::Node, Stop>;
    /// All elements at once, each as its bytes on the wire in little-endian order; `false` if it gives them one by one.
    fn bulk(&mut self, node: Self::Node, it: &'static Vector, into: &mut [MaybeUninit<u8>]) -> Result<bool, Stop>;
    /// So many bytes are about to be allocated.
    fn allocate(&mut self, bytes: usize) -> Result<(), Stop>;
    /// It stopped inside the entry at this position of this struct.
    fn stopped_in(&mut self, it: &'static Struct, at: usize);
    /// It stopped inside this element.
    fn stopped_at(&mut self, index: usize);
}

/// A new `T`, its parts taken from `source`.
pub(crate) fn build<T: Described, S: Source>(source: &mut S, node: S::Node) -> Result<T, Stop> {
    let mut value = MaybeUninit::<T>::uninit();
    // SAFETY: `T::KIND` describes `T`, so this is room for such a value.
    unsafe { build_value(source, &T::KIND, node, 0, value.as_mut_ptr().cast())? };
    // SAFETY: it was built.
    Ok(unsafe { value.assume_init() })
}

/// A new value of `kind`, which is boxed, its parts taken from `source`.
pub(crate) fn build_any<S: Source>(source: &mut S, kind: &'static Kind, node: S::Node) -> Result<Any, Stop> {
    let table::Layout { size, align } = kind.layout();
    let room = allocate(source, size, align)?;
    // SAFETY: this is room for such a value, and nobody else's.
    unsafe {
        if build_value(source, kind, node, 0, room).is_err() {
            free(room, size, align);
            return Err(Stop);
        }
        Ok(Any::from_parts(room, kind))
    }
}

/// A new response of `F`, its parts taken from `source`.
pub(crate) fn build_response<F: Function, S: Source>(source: &mut S, node: S::Node) -> Result<F::Response, Stop> {
    let mut value = MaybeUninit::<F::Response>::uninit();
    // SAFETY: `F::ANSWER` describes `F::Response`, so this is room for such a value.
    unsafe { build_value(source, &F::ANSWER.kind, node, 0, value.as_mut_ptr().cast())? };
    // SAFETY: it was built.
    Ok(unsafe { value.assume_init() })
}

/// Builds a value of `kind` at `to`.
///
/// # Safety
///
/// `to` is room for such a value.
unsafe fn build_value<S: Source>(
    source: &mut S,
    kind: &Kind,
    node: S::Node,
    counted: u32,
    to: *mut u8,
) -> Result<(), Stop> {
    // SAFETY: each arm writes the type that its kind stands for to the room that the caller gives.
    unsafe {
        match *kind {
            Kind::Int => to.cast::<i32>().write(source.int(node)?),
            Kind::Nat => to.cast::<u32>().write(source.nat(node)?),
            Kind::Long | Kind::Int53 => to.cast::<i64>().write(source.long(node)?),
            Kind::Double => to.cast::<f64>().write(source.double(node)?),
            Kind::Bool => to.cast::<bool>().write(source.bool(node)?),
            Kind::String | Kind::SecretString => to.cast::<String>().write(source.string(node)?),
            Kind::Bytes | Kind::SecretBytes => to.cast::<Vec<u8>>().write(source.bytes(node)?),
            Kind::Opaque(it) => to.cast::<Stored>().write(source.opaque(node, it, false)?),
            Kind::BareOpaque(it) => to.cast::<Stored>().write(source.opaque(node, it, true)?),
            Kind::Int128 => build_fixed::<S, 16>(source, node, to)?,
            Kind::Int256 => build_fixed::<S, 32>(source, node, to)?,
            Kind::Int512 => build_fixed::<S, 64>(source, node, to)?,
            Kind::UnitTrue => source.unit(node, false)?,
            Kind::BoxedTrue => source.unit(node, true)?,
            Kind::Bare(it) => build_struct(source, it, node, false, to)?,
            Kind::Boxed(it) => build_struct(source, it, node, true, to)?,
            Kind::Union(it) => build_enum(source, it, node, to)?,
            Kind::Heap(inner) => {
                let table::Layout { size, align } = inner.layout();
                let room = allocate(source, size, align)?;
                if build_value(source, inner, node, 0, room).is_err() {
                    free(room, size, align);
                    return Err(Stop);
                }
                to.cast::<*mut u8>().write(room);
            }
            Kind::Vector(it) => build_vec(source, it, node, counted, to)?,
            Kind::Nullable(it) => match source.or_null(node)? {
                None => (it.ops.none)(to),
                Some(node) => {
                    build_value(source, &it.item, node, 0, to)?;
                    if !it.ops.is_niche {
                        (it.ops.seal)(to);
                    }
                }
            },
            Kind::Any(registry) => {
                let (kind, node) = source.any(node, registry)?;
                to.cast::<Any>().write(build_any(source, kind, node)?);
            }
        }
    }
    Ok(())
}

/// # Safety
///
/// `to` is room for `N` bytes.
unsafe fn build_fixed<S: Source, const N: usize>(source: &mut S, node: S::Node, to: *mut u8) -> Result<(), Stop> {
    let mut value = [0; N];
    source.fixed(node, &mut value)?;
    // SAFETY: the caller gives room for it.
    unsafe { to.cast::<[u8; N]>().write(value) };
    Ok(())
}

/// # Safety
///
/// `to` is room for the struct that `it` describes.
unsafe fn build_struct<S: Source>(
    source: &mut S,
    it: &'static Struct,
    node: S::Node,
    boxed: bool,
    to: *mut u8,
) -> Result<(), Stop> {
    let mut frame = source.enter(node, it, boxed)?;
    let mut built = Ok(());
    for at in 0..it.entries.len() {
        // SAFETY: `placed` computed the offset for this struct.
        built = unsafe { build_entry(source, &mut frame, it, at, to) };
        if built.is_err() {
            source.stopped_in(it, at);
            // SAFETY: the entries before this one were built.
            unsafe { drop_entries(&it.entries[..at], to) };
            break;
        }
    }
    source.leave();
    built
}

/// # Safety
///
/// `to` is room for the struct that `it` describes; its entries before the one at `at` are built.
#[inline(always)]
unsafe fn build_entry<S: Source>(
    source: &mut S,
    frame: &mut S::Frame,
    it: &'static Struct,
    at: usize,
    to: *mut u8,
) -> Result<(), Stop> {
    let entry = &it.entries[at];
    // SAFETY: `placed` computed the offset for this struct.
    let to_field = unsafe { to.add(entry.offset()) };
    // SAFETY: the form says of what type the field is that there is room for: an `Option` where it is optional, which is
    // also room for what is in it. The number that counts elements is an entry before this one, and so built.
    unsafe {
        match entry.form() {
            Form::Mask => source.mask(frame, it, at)?,
            Form::Word => to_field.cast::<u32>().write(source.word(frame, it, at)?),
            Form::Flag => to_field.cast::<bool>().write(source.flag(frame, entry, at)?),
            Form::Shadow => {}
            Form::Int => {
                let node = source.required(frame, entry, at)?;
                to_field.cast::<i32>().write(source.int(node)?);
            }
            Form::Long => {
                let node = source.required(frame, entry, at)?;
                to_field.cast::<i64>().write(source.long(node)?);
            }
            Form::String => {
                let node = source.required(frame, entry, at)?;
                to_field.cast::<String>().write(source.string(node)?);
            }
            Form::Required => {
                let node = source.required(frame, entry, at)?;
                build_value(source, &entry.kind, node, counted(it, &entry.kind, to), to_field)?;
            }
            Form::OptionalInt => {
                let node = source.optional(frame, entry, at)?;
                to_field.cast::<Option<i32>>().write(node.map(|node| source.int(node)).transpose()?);
            }
            Form::OptionalLong => {
                let node = source.optional(frame, entry, at)?;
                to_field.cast::<Option<i64>>().write(node.map(|node| source.long(node)).transpose()?);
            }
            Form::OptionalString => {
                let node = source.optional(frame, entry, at)?;
                to_field.cast::<Option<String>>().write(node.map(|node| source.string(node)).transpose()?);
            }
            Form::OptionalBytes => {
                let node = source.optional(frame, entry, at)?;
                to_field.cast::<Option<Vec<u8>>>().write(node.map(|node| source.bytes(node)).transpose()?);
            }
            Form::OptionalUnion | Form::OptionalHeap | Form::Optional => {
                let node = source.optional(frame, entry, at)?;
                build_option(source, it, entry, node, to)?;
            }
            Form::Nullable => {
                let node = source.nullable(frame, entry, at)?;
                build_option(source, it, entry, node, to)?;
            }
        }
    }
    Ok(())
}

/// # Safety
///
/// `to` is room for the struct that `it` describes; its entries before `entry`, which is an `Option`, are built.
#[inline(always)]
unsafe fn build_option<S: Source>(
    source: &mut S,
    it: &'static Struct,
    entry: &'static Entry,
    node: Option<S::Node>,
    to: *mut u8,
) -> Result<(), Stop> {
    let (Role::Optional(_, ops) | Role::Nullable(ops)) = entry.role else { return Err(Stop) };
    // SAFETY: as the caller says; the room for an `Option` is room for what is in it.
    unsafe {
        let to_field = to.add(entry.offset());
        match node {
            None => (ops.none)(to_field),
            Some(node) => {
                build_value(source, &entry.kind, node, counted(it, &entry.kind, to), to_field)?;
                // An `Option` without room for more than the value is the value.
                if !ops.is_niche {
                    (ops.seal)(to_field);
                }
            }
        }
    }
    Ok(())
}

/// # Safety
///
/// `to` is room for the enum that `it` describes.
unsafe fn build_enum<S: Source>(source: &mut S, it: &'static Enum, node: S::Node, to: *mut u8) -> Result<(), Stop> {
    let (at, node) = source.variant(node, it)?;
    // SAFETY: `payload` computed the offset for this enum; the tag is at its start and holds the variant's position.
    unsafe {
        let payload = to.add(it.payload);
        match it.variants[at].payload {
            Payload::Unit(_) => {
                // No fields, yet a source may have something to check in it.
            }
            Payload::Inline(of) => build_struct(source, of, node, false, payload)?,
            Payload::Heaped(of) => {
                let room = allocate(source, of.layout.size, of.layout.align)?;
                if build_struct(source, of, node, false, room).is_err() {
                    free(room, of.layout.size, of.layout.align);
                    return Err(Stop);
                }
                payload.cast::<*mut u8>().write(room);
            }
        }
        write_tag(it.variants.len(), to, at);
    }
    Ok(())
}

/// # Safety
///
/// `to` is room for a `Vec` of what `it` describes.
unsafe fn build_vec<S: Source>(
    source: &mut S,
    it: &'static Vector,
    node: S::Node,
    counted: u32,
    to: *mut u8,
) -> Result<(), Stop> {
    let n = source.count(node, it, counted)?;
    let Some(size) = n.checked_mul(it.layout.size) else {
        return Err(Stop);
    };
    let room = allocate(source, size, it.layout.align)?;
    let plain = matches!(it.item, Kind::Int | Kind::Nat | Kind::Long | Kind::Int53 | Kind::Double)
        && cfg!(target_endian = "little");
    // SAFETY: the elements lie one after another in the allocation; those before `at` are built.
    unsafe {
        let bytes = slice::from_raw_parts_mut(room.cast::<MaybeUninit<u8>>(), size);
        match if plain { source.bulk(node, it, bytes) } else { Ok(false) } {
            Ok(true) => {}
            Ok(false) => {
                for at in 0..n {
                    let item = match source.item(node, it, at) {
                        Ok(item) => build_value(source, &it.item, item, 0, room.add(at * it.layout.size)),
                        Err(Stop) => Err(Stop),
                    };
                    if item.is_err() {
                        source.stopped_at(at);
                        for built in 0..at {
                            drop_value(&it.item, room.add(built * it.layout.size));
                        }
                        free(room, size, it.layout.align);
                        return Err(Stop);
                    }
                }
            }
            Err(Stop) => {
                free(room, size, it.layout.align);
                return Err(Stop);
            }
        }
        (it.ops.put)(to, room, n);
    }
    Ok(())
}

/// Room for `size` bytes; dangling, but aligned, for none.
fn allocate<S: Source>(source: &mut S, size: usize, align: usize) -> Result<*mut u8, Stop> {
    if size == 0 {
        return Ok(core::ptr::without_provenance_mut(align));
    }
    source.allocate(size)?;
    let Ok(layout) = Layout::from_size_align(size, align) else {
        return Err(Stop);
    };
    // SAFETY: the size is not 0.
    let room = unsafe { heap::alloc(layout) };
    if room.is_null() {
        heap::handle_alloc_error(layout);
    }
    Ok(room)
}

/// # Safety
///
/// `room` comes from [`allocate`] with the same size and alignment.
pub(super) unsafe fn free(room: *mut u8, size: usize, align: usize) {
    if size != 0 {
        // SAFETY: such a layout was allocated, so it is valid.
        unsafe { heap::dealloc(room, Layout::from_size_align_unchecked(size, align)) }
    }
}

/// Drops a value of which only the table is known.
///
/// # Safety
///
/// `at` points to a value of `kind`; it is not used again.
#[cold]
pub(super) unsafe fn drop_value(kind: &Kind, at: *mut u8) {
    // SAFETY: each arm drops the type that its kind stands for.
    unsafe {
        match *kind {
            Kind::String | Kind::SecretString => at.cast::<String>().drop_in_place(),
            Kind::Bytes | Kind::SecretBytes => at.cast::<Vec<u8>>().drop_in_place(),
            Kind::Opaque(_) | Kind::BareOpaque(_) => at.cast::<Stored>().drop_in_place(),
            Kind::Bare(it) | Kind::Boxed(it) => drop_entries(it.entries, at),
            Kind::Union(it) => {
                let payload = at.add(it.payload);
                match it.variants[tag(it, at)].payload {
                    Payload::Unit(_) => {}
                    Payload::Inline(of) => drop_entries(of.entries, payload),
                    Payload::Heaped(of) => {
                        let room = payload.cast::<*mut u8>().read();
                        drop_entries(of.entries, room);
                        free(room, of.layout.size, of.layout.align);
                    }
                }
            }
            Kind::Heap(inner) => {
                let room = at.cast::<*mut u8>().read();
                drop_value(inner, room);
                let table::Layout { size, align } = inner.layout();
                free(room, size, align);
            }
            Kind::Vector(it) => {
                let (items, n) = (it.ops.get)(at);
                let items = items.cast_mut();
                for index in 0..n {
                    drop_value(&it.item, items.add(index * it.layout.size));
                }
                (it.ops.free)(at);
            }
            Kind::Nullable(it) => {
                let inner = (it.ops.get)(at);
                if !inner.is_null() {
                    // `get` looked through a shared reference; what is dropped is reached through `at`.
                    drop_value(&it.item, at.add(inner.addr() - at.addr()));
                }
            }
            Kind::Any(_) => at.cast::<Any>().drop_in_place(),
            Kind::Int
            | Kind::Nat
            | Kind::Long
            | Kind::Int53
            | Kind::Double
            | Kind::Bool
            | Kind::Int128
            | Kind::Int256
            | Kind::Int512
            | Kind::UnitTrue
            | Kind::BoxedTrue => {}
        }
    }
}

/// # Safety
///
/// `base` points to a struct whose `entries` are in place; they are not used again.
#[cold]
unsafe fn drop_entries(entries: &'static [Entry], base: *mut u8) {
    for entry in entries {
        // SAFETY: `placed` computed the offset; an optional field is an `Option` of its kind.
        unsafe {
            let at = base.add(entry.offset());
            match entry.role {
                Role::Mask | Role::Word | Role::Flag(_) | Role::Shadow(_) => {}
                Role::Required => drop_value(&entry.kind, at),
                Role::Optional(_, ops) | Role::Nullable(ops) => {
                    let inner = (ops.get)(at);
                    if !inner.is_null() {
                        // `get` looked through a shared reference; what is dropped is reached through `base`.
                        drop_value(&entry.kind, at.add(inner.addr() - at.addr()));
                    }
                }
            }
        }
    }
}
