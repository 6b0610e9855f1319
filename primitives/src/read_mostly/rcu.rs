//! **Change a copy, publish it, and free the old one when its readers have left** (read, copy, update).
//!
//! *Promise.* Linearizable. Reading is wait-free while the thread has a number below [`limits::SLOTS`], and costs atomic
//! additions and no waiting otherwise. Updates take turns under a lock; at every [`limits::VERSIONS`]th the updater waits for
//! the readers of old versions, so at most that many are kept, however slow a reader is; while it waits, other updates wait
//! behind it.
//!
//! *Inside one another.* A reader inside a reader is fine. An update inside a reader of the same value would wait for itself.
//! And two values of which each is updated inside a reader of the other: two threads then wait for each other, and nothing
//! tells.
//!
//! *Origin.* McKenney and Slingwine, "Read-Copy Update: Using Execution History to Solve Concurrency Problems", 1998; before it
//! Kung and Lehman, 1980. How readers are waited for: [`epoch`](crate::reclaim::epoch).
//!
//! *State.* `current`, a pointer to the version that readers find, and under the lock the versions that were current before.
//!
//! *Invariants.*
//! 1. `current` is changed under the lock, of which [`Mutual`] promises that it keeps all others out; it points to a version that is not in `old`.
//! 2. A version does not change once it was published.
//! 3. A version in `old` was taken out before; it is freed only after all who were pinned then have left: by an update that waited for
//!    them, or with the lock, when this is dropped.
//!
//! *Orderings.* A version is published with `Release` and found with `Acquire`, its pair: the reader sees it whole. That a reader
//! is seen, or sees the new version, is the fences' of [`epoch`](crate::reclaim::epoch).
//!
//! *A panic* of `change` drops the copy: the update did not happen. One of `read` leaves as a return does.
//!
//! *Trade-off.* Reading writes only the thread's own line, whatever the size of the value. An update copies the whole value
//! and allocates. With [`left_right`](super::left_right) it copies nothing, applies the change twice and waits each time.

use std::ptr::NonNull;

use super::ReadMostly;
use crate::lock::{LockKind, Mutual, StdMutex};
use crate::reclaim::epoch::Domain;
use crate::sync::atomic::{AtomicPtr, Ordering};
use crate::sync::cell::UnsafeCell;
use crate::sync::limits;

/// A value that is copied when it changes, its updates serialised by `L`.
#[derive(Debug)]
pub struct Rcu<T: Send + 'static, L: LockKind = StdMutex> {
    /// The newest version; written under the lock.
    current: AtomicPtr<Version<T>>,
    /// Who reads.
    domain: Domain,
    /// Versions that readers may still hold; the lock is also what makes updates take turns.
    old: L::Of<Vec<Old<T>>>,
}

// SAFETY: readers on several threads share the value (T: Sync), and whoever updates or drops frees what another made (T: Send).
unsafe impl<T: Send + Sync + 'static, L: LockKind> Sync for Rcu<T, L> {}
// SAFETY: it owns its versions; T: Send lets them go along.
unsafe impl<T: Send + Sync + 'static, L: LockKind> Send for Rcu<T, L> {}

impl<T: Clone + Send + Sync + 'static, L: LockKind> ReadMostly<T> for Rcu<T, L> {
    fn new(value: T) -> Self {
        Rcu {
            current: AtomicPtr::new(Version::publish(value)),
            domain: Domain::new(),
            old: L::Of::new(Vec::new()),
        }
    }

    #[inline]
    fn read<R>(&self, read: impl FnOnce(&T) -> R) -> R {
        self.domain.while_pinned(|| {
            // Acquire: pairs with the Release in `update`: we find the version as it was made.
            let current = self.current.load(Ordering::Acquire);
            // SAFETY: a version that we found while pinned is not freed before we leave (invariant 3), nor changed (2).
            unsafe { (*current).value.with(|value| read(&*value)) }
        })
    }

    /// # Panics
    /// Inside a reader of the same value, in debug builds at once, and else when it comes to waiting for readers, after the
    /// change: it would wait for itself. (A thread without a place would; it cannot be told.)
    fn update(&self, change: impl Fn(&mut T)) {
        debug_assert!(
            !self.domain.is_pinned_here(),
            "re-entry: this thread reads this value, and its update would wait for itself"
        );
        // What is freed is freed outside the lock: a value's drop is its owner's code.
        let _free = self.old.with(|old| {
            let current = self.current.load(Ordering::Relaxed); // Relaxed: the lock shows us the last update
            // SAFETY: the current version is in nobody's list (invariant 1), so nobody frees it; nor does it change (2).
            let mut copy = unsafe { (*current).value.with(|value| T::clone(&*value)) };
            change(&mut copy);
            // Release: pairs with the Acquire in `read`
            self.current.store(Version::publish(copy), Ordering::Release);
            // SAFETY: it came from `publish`, and was current until now.
            old.push(Old(unsafe { NonNull::new_unchecked(current) }));
            if old.len() < limits::VERSIONS {
                return Vec::new();
            }
            self.domain.synchronize();
            std::mem::take(old)
        });
    }
}

impl<T: Send + 'static, L: LockKind> Drop for Rcu<T, L> {
    fn drop(&mut self) {
        // Relaxed: we are alone, and whoever let go of us last has seen all updates
        let current = self.current.load(Ordering::Relaxed);
        // SAFETY: it came from `publish`; nobody reads any more, and it is in nobody's list (invariant 1).
        drop(Old(unsafe { NonNull::new_unchecked(current) }));
    }
}

/// One version of the value. A cell, so that a checker sees a reading that overlaps with the freeing.
#[derive(Debug)]
struct Version<T> {
    value: UnsafeCell<T>,
}

impl<T> Version<T> {
    fn publish(value: T) -> *mut Self {
        Box::into_raw(Box::new(Version { value: UnsafeCell::new(value) }))
    }
}

impl<T> Drop for Version<T> {
    fn drop(&mut self) {
        self.value.with_mut(|_| ()); // freeing is writing: nobody may read meanwhile
    }
}

/// A version that was taken out; dropping this frees it.
#[derive(Debug)]
struct Old<T>(NonNull<Version<T>>);

// SAFETY: it owns the version; T: Send lets another thread free it.
unsafe impl<T: Send> Send for Old<T> {}

impl<T> Drop for Old<T> {
    fn drop(&mut self) {
        // SAFETY: made of a pointer of `publish`, once (invariant 1), and dropped only when no reader holds it (invariant 3).
        drop(unsafe { Box::from_raw(self.0.as_ptr()) });
    }
}
