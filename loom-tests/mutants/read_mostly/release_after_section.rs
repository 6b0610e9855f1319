//! **A release that a panic leaves out.**
//!
//! *Misconception.* "What stands after the call happens after the call." Unless the call unwinds: then it happens never, and
//! the lock stays taken by a thread that has long gone on. What must happen on every way out belongs into a destructor.
//!
//! *Killed by* `panics_release`, as a deadlock.

use primitives::read_mostly::{RawRwLock, ReadMostly, rwlock_futex::RwLockFutex};
use primitives::sync::cell::UnsafeCell;

/// A value behind a sound lock, and unsound housekeeping.
#[derive(Debug)]
pub struct ReleaseAfterSection<T> {
    lock: RwLockFutex,
    value: UnsafeCell<T>,
}

// SAFETY: readers and writers use the value under the lock.
unsafe impl<T: Send + Sync> Sync for ReleaseAfterSection<T> {}

impl<T: Send + Sync + 'static> ReadMostly<T> for ReleaseAfterSection<T> {
    fn new(value: T) -> Self {
        ReleaseAfterSection { lock: RwLockFutex::default(), value: UnsafeCell::new(value) }
    }

    fn read<R>(&self, read: impl FnOnce(&T) -> R) -> R {
        // SAFETY: the slot is empty.
        unsafe { self.lock.acquire_shared(&()) };
        // SAFETY: we are inside as a reader.
        let answer = self.value.with(|value| read(unsafe { &*value }));
        // SAFETY: we are inside since the acquisition, if we come here at all.
        unsafe { self.lock.release_shared(&()) };
        answer
    }

    fn update(&self, change: impl Fn(&mut T)) {
        // SAFETY: the slot is empty.
        unsafe { self.lock.acquire_exclusive(&()) };
        // SAFETY: we are inside alone.
        self.value.with_mut(|value| change(unsafe { &mut *value }));
        // SAFETY: we are inside since the acquisition, if we come here at all.
        unsafe { self.lock.release_exclusive(&()) };
    }
}
