//! Where a value's bytes go: the room that a buffer has left.

use alloc::vec::Vec;
use core::marker::PhantomData;

/// Room for bytes. What does not fit is counted and not written.
pub(crate) struct Room<'a> {
    start: *mut u8,
    /// How many bytes are written, from `start` on.
    written: usize,
    /// How many more there is room for; none once something did not fit.
    left: usize,
    /// How many bytes there are that did not fit.
    beyond: usize,
    spare: PhantomData<&'a mut [u8]>,
}

impl<'a> Room<'a> {
    /// None at all: everything is counted.
    pub(crate) fn none() -> Self {
        Self { start: core::ptr::dangling_mut(), written: 0, left: 0, beyond: 0, spare: PhantomData }
    }

    /// What `out` has allocated and does not use.
    fn of(out: &'a mut Vec<u8>) -> Self {
        let spare = out.spare_capacity_mut();
        Self { start: spare.as_mut_ptr().cast(), left: spare.len(), ..Self::none() }
    }

    /// How many bytes there are so far, whether there was room or not.
    pub(crate) fn used(&self) -> usize {
        self.written.saturating_add(self.beyond)
    }

    /// Adds `bytes`, whose number is known to the compiler.
    #[inline(always)]
    pub(crate) fn put<const N: usize>(&mut self, bytes: [u8; N]) {
        if N <= self.left {
            // SAFETY: there is room for so many bytes after those that are written.
            unsafe { self.start.add(self.written).cast::<[u8; N]>().write(bytes) };
            self.left -= N;
            self.written += N;
        } else {
            self.count(N);
        }
    }

    /// Adds `bytes`.
    #[inline(always)]
    pub(crate) fn put_all(&mut self, bytes: &[u8]) {
        if bytes.len() <= self.left {
            // SAFETY: there is room for so many bytes after those that are written, and nothing else refers to it.
            unsafe { core::ptr::copy_nonoverlapping(bytes.as_ptr(), self.start.add(self.written), bytes.len()) };
            self.left -= bytes.len();
            self.written += bytes.len();
        } else {
            self.count(bytes.len());
        }
    }

    /// Replaces the 4 bytes at `at`, which are among those that there are.
    #[inline(always)]
    pub(crate) fn put_at(&mut self, at: usize, bytes: [u8; 4]) {
        if at.checked_add(4).is_some_and(|end| end <= self.written) {
            // SAFETY: so many bytes are written.
            unsafe { self.start.add(at).cast::<[u8; 4]>().write(bytes) };
        }
    }

    /// Adds bytes that there is no room for.
    #[cold]
    fn count(&mut self, bytes: usize) {
        self.left = 0;
        // A value in memory has no more bytes than memory, but for what is in it several times: vectors of nothing.
        self.beyond = self.beyond.saturating_add(bytes);
    }
}

/// Appends what `write` puts in the room, which it does twice when `out` has not room enough; nothing on an error.
///
/// # Errors
///
/// What `write` has.
pub(crate) fn append<E>(out: &mut Vec<u8>, write: impl Fn(&mut Room<'_>) -> Result<(), E>) -> Result<(), E> {
    let mut room = Room::of(out);
    write(&mut room)?;
    let mut written = room.written;
    if room.beyond > 0 {
        let used = room.used();
        out.reserve_exact(used);
        room = Room::of(out);
        write(&mut room)?;
        assert!(room.beyond == 0, "both passes agree");
        written = room.written;
    }
    // SAFETY: so many bytes are written, in the order of the buffer.
    unsafe { out.set_len(out.len() + written) };
    Ok(())
}
