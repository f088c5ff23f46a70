//! Where a value's bytes go: the room that a buffer has left.

use alloc::vec::Vec;
use core::mem::MaybeUninit;

/// Room for bytes. What does not fit is counted and not written.
pub(crate) struct Room<'a> {
    spare: &'a mut [MaybeUninit<u8>],
    /// How many bytes there are so far; those that fit in `spare` are written to it.
    used: usize,
}

impl Room<'_> {
    /// None at all: everything is counted.
    pub(crate) fn none() -> Self {
        Self { spare: &mut [], used: 0 }
    }

    /// How many bytes there are so far, whether there was room or not.
    pub(crate) fn used(&self) -> usize {
        self.used
    }

    /// Adds `bytes`, whose number is known to the compiler.
    #[inline(always)]
    pub(crate) fn put<const N: usize>(&mut self, bytes: [u8; N]) {
        if let Some(to) = self.spare.get_mut(self.used..).and_then(|rest| rest.first_chunk_mut()) {
            *to = bytes.map(MaybeUninit::new);
        }
        self.used += N;
    }

    /// Adds `bytes`.
    #[inline(always)]
    pub(crate) fn put_all(&mut self, bytes: &[u8]) {
        if let Some(to) = self.spare.get_mut(self.used..).and_then(|rest| rest.get_mut(..bytes.len())) {
            for (to, byte) in to.iter_mut().zip(bytes) {
                to.write(*byte);
            }
        }
        // A value in memory has no more bytes than memory, but for what is in it several times: vectors of nothing.
        self.used = self.used.saturating_add(bytes.len());
    }

    /// Replaces the 4 bytes at `at`, which are among those that there are.
    #[inline(always)]
    pub(crate) fn put_at(&mut self, at: usize, bytes: [u8; 4]) {
        if let Some(to) = self.spare.get_mut(at..).and_then(|rest| rest.first_chunk_mut()) {
            *to = bytes.map(MaybeUninit::new);
        }
    }
}

/// Appends what `write` puts in the room, which it does twice when `out` has not room enough; nothing on an error.
///
/// # Errors
///
/// What `write` has.
pub(crate) fn append<E>(out: &mut Vec<u8>, write: impl Fn(&mut Room<'_>) -> Result<(), E>) -> Result<(), E> {
    let mut room = Room { spare: out.spare_capacity_mut(), used: 0 };
    write(&mut room)?;
    let mut used = room.used;
    if used > room.spare.len() {
        out.reserve_exact(used);
        room = Room { spare: out.spare_capacity_mut(), used: 0 };
        write(&mut room)?;
        used = room.used;
        assert!(used <= room.spare.len(), "both passes agree");
    }
    // SAFETY: every byte that is counted and has room is written, and there is room for all.
    unsafe { out.set_len(out.len() + used) };
    Ok(())
}
