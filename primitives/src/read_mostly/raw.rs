//! The seam of the family's locks: what an algorithm offers, and the one safe face in front of it.

use super::{ReadMostly, ReadWrite, RwLockKind, TryRead};
use crate::sync::cell::UnsafeCell;
use crate::sync::reentry;

/// A readers-writer lock algorithm, without the value it protects.
///
/// What one acquisition keeps from its beginning to its release stands in a slot, of one type for readers and of another
/// for writers; an algorithm that keeps nothing has `()`.
///
/// # Safety
/// Between the return of `acquire_exclusive` and the call of the matching `release_exclusive` no other acquisition of either
/// kind returns; between the return of `acquire_shared` (or a `try_acquire_shared` that said yes) and the call of the
/// matching `release_shared` no exclusive one does. Everything before a release happens before everything after a later
/// acquisition, unless both are shared. All this holds too if a thread that is inside as a reader enters again as a reader
/// (it may wait for ever; it must not break the lock). A default lock is free; acquiring and releasing do not unwind; and once
/// a release has returned, no thread touches its slot.
pub unsafe trait RawRwLock: Default + Send + Sync + 'static {
    /// What a reader keeps.
    type Reading: Default;
    /// What a writer keeps. It is lent as `&`, never as `&mut`: other threads may look into it meanwhile.
    type Writing: Default;

    /// Waits until no writer is inside, and enters beside the other readers.
    ///
    /// # Safety
    /// The slot is not in use by another acquisition; it stays where it is until the same thread has handed it to
    /// [`release_shared`](Self::release_shared).
    unsafe fn acquire_shared(&self, reading: &Self::Reading);

    /// Leaves.
    ///
    /// # Safety
    /// The calling thread is inside as a reader, by this slot.
    unsafe fn release_shared(&self, reading: &Self::Reading);

    /// Waits until nobody is inside, and enters alone.
    ///
    /// # Safety
    /// As for [`acquire_shared`](Self::acquire_shared), with [`release_exclusive`](Self::release_exclusive).
    unsafe fn acquire_exclusive(&self, writing: &Self::Writing);

    /// Leaves.
    ///
    /// # Safety
    /// The calling thread is inside as the writer, by this slot.
    unsafe fn release_exclusive(&self, writing: &Self::Writing);
}

/// A readers-writer lock algorithm that a reader can try.
///
/// # Safety
/// As for [`RawRwLock`].
pub unsafe trait TryRawRwLock: RawRwLock {
    /// Enters as a reader if that needs no waiting.
    ///
    /// # Safety
    /// As for [`RawRwLock::acquire_shared`]; the slot is in use only if the answer is yes.
    unsafe fn try_acquire_shared(&self, reading: &Self::Reading) -> bool;
}

/// A value behind a readers-writer lock algorithm: the safe face of every [`RawRwLock`].
#[derive(Debug, Default)]
pub struct RwLocked<L, T> {
    raw: L,
    value: UnsafeCell<T>,
}

// SAFETY: the algorithm keeps writers alone (the contract of `RawRwLock`); several readers use the value at once, hence
// T: Sync, and a writer on any thread may put another in its place, hence T: Send.
unsafe impl<L: RawRwLock, T: Send + Sync> Sync for RwLocked<L, T> {}
// SAFETY: the lock owns the value; sending the lock sends the value.
unsafe impl<L: RawRwLock, T: Send> Send for RwLocked<L, T> {}

impl<L: RawRwLock, T: Send + Sync + 'static> ReadMostly<T> for RwLocked<L, T> {
    fn new(value: T) -> Self {
        RwLocked { raw: L::default(), value: UnsafeCell::new(value) }
    }

    #[inline]
    fn read<R>(&self, read: impl FnOnce(&T) -> R) -> R {
        let _inside = reentry::enter(self);
        let reading = L::Reading::default();
        // SAFETY: the slot is new; it stays in this frame until `Leaves` hands it back on the way out.
        unsafe { self.raw.acquire_shared(&reading) };
        let _leaves = Leaves { raw: &self.raw, reading: &reading };
        // SAFETY: we are inside as a reader, so nobody changes the value.
        self.value.with(|value| read(unsafe { &*value }))
    }

    #[inline]
    fn update(&self, change: impl Fn(&mut T)) {
        self.write(change);
    }
}

impl<L: RawRwLock, T: Send + Sync + 'static> ReadWrite<T> for RwLocked<L, T> {
    #[inline]
    fn write<R>(&self, change: impl FnOnce(&mut T) -> R) -> R {
        let _inside = reentry::enter(self);
        let writing = L::Writing::default();
        // SAFETY: the slot is new; it stays in this frame until `Releases` hands it back on the way out.
        unsafe { self.raw.acquire_exclusive(&writing) };
        let _releases = Releases { raw: &self.raw, writing: &writing };
        // SAFETY: we are inside alone, so no one else uses the value.
        self.value.with_mut(|value| change(unsafe { &mut *value }))
    }
}

impl<L: TryRawRwLock, T: Send + Sync + 'static> TryRead<T> for RwLocked<L, T> {
    #[inline]
    fn try_read<R>(&self, read: impl FnOnce(&T) -> R) -> Option<R> {
        let reading = L::Reading::default();
        // SAFETY: as in `read`.
        if !unsafe { self.raw.try_acquire_shared(&reading) } {
            return None;
        }
        let _inside = reentry::enter_without_waiting(self);
        let _leaves = Leaves { raw: &self.raw, reading: &reading };
        // SAFETY: we are inside as a reader, so nobody changes the value.
        Some(self.value.with(|value| read(unsafe { &*value })))
    }
}

impl<L: RawRwLock> RwLockKind for L {
    type Of<T: Send + Sync + 'static> = RwLocked<L, T>;
}

/// A reader leaves on every way out, panics included; the slot stays in the frame below.
struct Leaves<'a, L: RawRwLock> {
    raw: &'a L,
    reading: &'a L::Reading,
}

impl<L: RawRwLock> Drop for Leaves<'_, L> {
    #[inline]
    fn drop(&mut self) {
        // SAFETY: made only by a thread that is inside as a reader by this slot; it borrows, and so stays in that frame.
        unsafe { self.raw.release_shared(self.reading) }
    }
}

/// So does a writer.
struct Releases<'a, L: RawRwLock> {
    raw: &'a L,
    writing: &'a L::Writing,
}

impl<L: RawRwLock> Drop for Releases<'_, L> {
    #[inline]
    fn drop(&mut self) {
        // SAFETY: made only by a thread that is inside as the writer by this slot, as above.
        unsafe { self.raw.release_exclusive(self.writing) }
    }
}
