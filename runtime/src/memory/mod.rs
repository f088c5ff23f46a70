//! Values in memory, read and built by their tables. The only module with `unsafe`.
//!
//! # What it relies on
//!
//! A [`Struct`] or [`Enum`] describes the Rust type it belongs to: fields of the types that its [`Kind`]s stand for, in
//! this order, `#[repr(C)]`; enums `#[repr(C, u8)]` (`u8` without payloads, `u16` above 256 variants) with variants in
//! this order. [`Described`] states it, and only the macros of this crate implement it. Size and alignment are checked
//! while the tables are compiled ([`layout`](crate::table::layout)). [`ErrorEnum`] states the same of error enums.
//!
//! Layouts used besides that are guaranteed by the language: `repr(C)`, `Box<T>` as a pointer to memory of the global
//! allocator with `T`'s layout. `Vec<T>` and `Option<T>` have no guaranteed layout, so they are taken apart and put
//! together by the functions of [`VecOps`] and [`OptionOps`], compiled for each `T`; the two exceptions are stated where
//! they are used: which enums an `Option` of their own size holds, and that such an `Option` needs no sealing.
//!
//! # What it offers
//!
//! * [`Ref`]: a borrowed value, seen as a [`View`]. Encoding, comparison, hashing, printing and JSON are safe code on it.
//! * [`build`]: a new value, its parts taken from a [`Source`]: the wire, JSON or another value. When the source
//!   stops in the middle, what was built is dropped.
#![allow(unsafe_code)]
#![allow(clippy::cast_ptr_alignment, reason = "offsets come from the layout of the type that is read or written there")]

mod any;
mod build;
mod errors;
mod macros;
mod promise;
mod room;
mod view;

use alloc::{boxed::Box, vec::Vec};

use crate::table::{self, Count, Enum, Kind, Layout, Role, Struct, Vector};

pub use any::Any;
pub use errors::{ErrorEnum, NoErrors};
#[cfg(feature = "server")]
pub use promise::Inner;
pub use promise::{Described, Function};

pub(crate) use build::{Source, Stop, build, build_any, build_response};
pub(crate) use errors::{Row, error_of, row_of};
pub(crate) use room::{Room, append};
pub(crate) use view::{Fields, Items, Look, Ref, View};

/// How an `Option<T>` is taken apart and put together.
pub struct OptionOps {
    /// Size and alignment of the `Option`.
    pub(crate) layout: Layout,
    /// Whether it is as large as what is in it.
    pub(crate) is_niche: bool,
    /// The value inside, or null.
    get: unsafe fn(*const u8) -> *const u8,
    /// Writes `None`.
    none: unsafe fn(*mut u8),
    /// Turns the `T` at this place into `Some` of it.
    seal: unsafe fn(*mut u8),
}

impl OptionOps {
    /// The functions for `Option<T>`.
    pub const fn of<T: 'static>() -> Self {
        unsafe fn get<T>(at: *const u8) -> *const u8 {
            // SAFETY: the caller points to an `Option<T>`.
            unsafe { inside_of::<T>(at) }
        }
        unsafe fn none<T>(at: *mut u8) {
            // SAFETY: the caller points to room for an `Option<T>`.
            unsafe { at.cast::<Option<T>>().write(None) }
        }
        unsafe fn seal<T>(at: *mut u8) {
            // SAFETY: the caller points to a `T` in room for an `Option<T>`; the value is moved out and in again.
            unsafe { at.cast::<Option<T>>().write(Some(at.cast::<T>().read())) }
        }
        let is_niche = size_of::<Option<T>>() == size_of::<T>();
        Self { layout: table::layout::of::<Option<T>>(), is_niche, get: get::<T>, none: none::<T>, seal: seal::<T> }
    }
}

/// The value in the `Option<T>` at `at`, or null.
///
/// # Safety
///
/// There is one.
#[inline(always)]
unsafe fn inside_of<T>(at: *const u8) -> *const u8 {
    // SAFETY: as the caller says.
    match unsafe { &*at.cast::<Option<T>>() } {
        Some(value) => core::ptr::from_ref(value).cast(),
        None => core::ptr::null(),
    }
}

/// Whether an `Option` as large as its enum holds one: `None` is a tag that no variant has, since a `repr(C)` union has no
/// other room for it.
///
/// # Safety
///
/// `at` points to an `Option` of that size, of the enum that `it` describes.
#[inline(always)]
unsafe fn is_some(it: &'static Enum, at: *const u8) -> bool {
    // SAFETY: as the caller says.
    unsafe { tag(it, at) < it.variants.len() }
}

/// How a `Vec<T>` is taken apart and put together.
pub struct VecOps {
    /// The elements.
    get: unsafe fn(*const u8) -> (*const u8, usize),
    /// Writes the `Vec` of `n` elements in an allocation for `n`.
    put: unsafe fn(*mut u8, *mut u8, usize),
    /// Frees the allocation; the elements have been dropped.
    free: unsafe fn(*mut u8),
}

impl VecOps {
    /// The functions for `Vec<T>`.
    pub const fn of<T>() -> Self {
        unsafe fn get<T>(at: *const u8) -> (*const u8, usize) {
            // SAFETY: the caller points to a `Vec<T>`.
            let vec = unsafe { &*at.cast::<Vec<T>>() };
            (vec.as_ptr().cast(), vec.len())
        }
        unsafe fn put<T>(at: *mut u8, items: *mut u8, n: usize) {
            #[allow(clippy::same_length_and_capacity, reason = "the allocation is exact")]
            // SAFETY: the caller points to room for a `Vec<T>` and to `n` elements allocated as `[T; n]`.
            unsafe {
                at.cast::<Vec<T>>().write(Vec::from_raw_parts(items.cast(), n, n));
            }
        }
        unsafe fn free<T>(at: *mut u8) {
            // SAFETY: the caller points to a `Vec<T>` that is not used again; no element is dropped twice.
            unsafe {
                let mut vec = at.cast::<Vec<T>>().read();
                vec.set_len(0);
                drop(vec);
            }
        }
        Self { get: get::<T>, put: put::<T>, free: free::<T> }
    }
}

/// The number that says how many elements a vector without a count has; 0 for anything else.
///
/// # Safety
///
/// `base` points to the struct that `it` describes, with the entry that holds the number in place.
#[inline(always)]
unsafe fn counted(it: &'static Struct, kind: &Kind, base: *const u8) -> u32 {
    match kind {
        Kind::Vector(Vector { count: Count::Entry(at), .. }) => {
            let entry = &it.entries[usize::from(*at)];
            assert!(matches!((entry.role, entry.kind), (Role::Required, Kind::Nat)), "a count is a plain number");
            // SAFETY: it is a `u32` in place.
            unsafe { base.add(entry.offset()).cast::<u32>().read() }
        }
        _ => 0,
    }
}

/// # Safety
///
/// `at` points to an enum that `it` describes.
#[inline(always)]
unsafe fn tag(it: &'static Enum, at: *const u8) -> usize {
    // SAFETY: as the caller says.
    unsafe { read_tag(it.variants.len(), at) }
}

/// The tag of an enum, which is as wide as the number of its variants needs.
///
/// # Safety
///
/// `at` points to a `repr(u8)` enum, `repr(u16)` with more than 256 variants.
#[inline(always)]
unsafe fn read_tag(variants: usize, at: *const u8) -> usize {
    // SAFETY: the tag is at its start.
    unsafe { if variants > 256 { usize::from(at.cast::<u16>().read()) } else { usize::from(at.read()) } }
}

/// Writes the tag of an enum.
///
/// # Safety
///
/// `to` is room for such an enum as [`read_tag`] reads.
#[inline(always)]
#[allow(clippy::cast_possible_truncation, reason = "the tag is as wide as the number of variants needs")]
unsafe fn write_tag(variants: usize, to: *mut u8, tag: usize) {
    // SAFETY: the tag is at its start.
    unsafe { if variants > 256 { to.cast::<u16>().write(tag as u16) } else { to.write(tag as u8) } }
}

// `Box<T>` is written and read as a pointer to its value.
const _: () = assert!(size_of::<Box<[u64; 3]>>() == size_of::<*const u8>());
