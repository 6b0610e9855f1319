//! **Test and set: one flag, and everybody hammers it.**
//!
//! *Promise.* Mutual exclusion; no fairness: a thread may wait for ever while others come and go. Blocking; it spins, and never sleeps.
//!
//! *Origin.* The test-and-set instruction of the IBM System/360; measured by Anderson, "The Performance of Spin Lock
//! Alternatives for Shared-Memory Multiprocessors", 1990.
//!
//! *State.* One flag: `FREE` or `TAKEN`.
//!
//! *Invariant.* Only the thread whose exchange found `FREE` may write `FREE` again.
//!
//! *Orderings.* The exchange that takes the lock is `Acquire` and the store that frees it `Release`; they are each other's
//! pair: whatever was done under the lock is visible to the next holder.
//!
//! *Trade-off.* The smallest lock there is, and good while it is free. Each failed attempt takes the cache line to write it, so
//! waiting threads slow down the very thread that they wait for.

use super::{RawLock, TryRawLock};
use crate::sync::atomic::{AtomicBool, Ordering};
use crate::sync::hint::spin_loop;

const FREE: bool = false;
const TAKEN: bool = true;

/// A test-and-set spin lock.
#[derive(Debug)]
pub struct TasLock {
    /// [`FREE`] or [`TAKEN`]; written by whoever takes the lock, and by its holder.
    flag: AtomicBool,
}

impl Default for TasLock {
    fn default() -> Self {
        TasLock { flag: AtomicBool::new(FREE) }
    }
}

// SAFETY: one exchange finds FREE before the next FREE is stored (the invariant above); the pair of Acquire and Release
// orders one section before the next.
unsafe impl RawLock for TasLock {
    type Slot = ();

    #[inline]
    unsafe fn acquire(&self, slot: &()) {
        // SAFETY: the caller's promise is the one that `try_acquire` asks for.
        while !unsafe { self.try_acquire(slot) } {
            spin_loop();
        }
    }

    #[inline]
    unsafe fn release(&self, _slot: &()) {
        self.flag.store(FREE, Ordering::Release); // Release: pairs with the Acquire in `try_acquire`
    }
}

// SAFETY: as above; the exchange does not wait.
unsafe impl TryRawLock for TasLock {
    #[inline]
    unsafe fn try_acquire(&self, _slot: &()) -> bool {
        // Acquire: pairs with the Release in `release`. Relaxed on failure: nothing was taken.
        self.flag.compare_exchange(FREE, TAKEN, Ordering::Acquire, Ordering::Relaxed).is_ok()
    }
}
