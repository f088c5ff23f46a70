//! A value of any type that a table describes.

use alloc::boxed::Box;
use core::{marker::PhantomData, mem::ManuallyDrop};

use super::{
    Described, Ref,
    build::{drop_value, free},
};
use crate::{
    generated,
    skeleton::Skeleton,
    table::{self, Kind, Struct},
};

/// A value of a type that is known by its table alone: what stands where the schema says `Object`, what
/// `decode_object` gives, and the inner call of a wrapper that was read without knowing which.
pub struct Any {
    at: *mut u8,
    kind: &'static Kind,
    value: PhantomData<Box<()>>,
}

// SAFETY: a described value consists of numbers, text, bytes, and vectors and boxes of those; it owns them alone.
unsafe impl Send for Any {}
// SAFETY: as above; a shared reference gives shared references only.
unsafe impl Sync for Any {}

impl Any {
    /// `value`, its type forgotten.
    pub fn new<T: Described>(value: T) -> Self {
        let at = Box::into_raw(Box::new(value)).cast();
        Self { at, kind: const { &T::KIND }, value: PhantomData }
    }

    /// The value at `at`, of `kind`.
    ///
    /// # Safety
    ///
    /// `at` is memory of the global allocator with the layout of `kind`; it is nobody else's.
    pub(super) unsafe fn from_parts(at: *mut u8, kind: &'static Kind) -> Self {
        Self { at, kind, value: PhantomData }
    }

    pub(crate) fn value(&self) -> Ref<'_> {
        // SAFETY: it is there as long as `self`.
        unsafe { Ref::at(self.at, self.kind) }
    }

    /// The table.
    #[doc(hidden)]
    pub fn kind(&self) -> &'static Kind {
        self.kind
    }

    /// The value, if it is a `T`.
    pub fn downcast_ref<T: Described>(&self) -> Option<&T> {
        // SAFETY: one table describes one type.
        same_table(self.kind, &T::KIND).then(|| unsafe { &*self.at.cast::<T>() })
    }

    /// The value, if it is a `T`.
    ///
    /// # Errors
    ///
    /// `self` when it is not.
    pub fn downcast<T: Described>(self) -> Result<T, Self> {
        if !same_table(self.kind, &T::KIND) {
            return Err(self);
        }
        let this = ManuallyDrop::new(self);
        // SAFETY: one table describes one type, and the memory is that of a `Box` of it.
        Ok(*unsafe { Box::from_raw(this.at.cast::<T>()) })
    }
}

/// Whether both are described by one table. Tables of generic types are constants and may be there twice, so those are
/// not recognised.
fn same_table(a: &Kind, b: &Kind) -> bool {
    match (a, b) {
        (Kind::Boxed(a), Kind::Boxed(b)) => core::ptr::eq::<Struct>(*a, *b),
        (Kind::Union(a), Kind::Union(b)) => core::ptr::eq(*a, *b),
        (Kind::Opaque(a), Kind::Opaque(b)) => core::ptr::eq::<Skeleton>(*a, *b),
        _ => false,
    }
}

impl Drop for Any {
    fn drop(&mut self) {
        let table::Layout { size, align } = self.kind.layout();
        // SAFETY: it is a value of its kind in an allocation of its own.
        unsafe {
            drop_value(self.kind, self.at);
            free(self.at, size, align);
        }
    }
}

impl Clone for Any {
    fn clone(&self) -> Self {
        generated::clone_any(self)
    }
}
