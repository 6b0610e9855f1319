//! **Test, then test and set, waiting longer after each failure.**
//!
//! *Promise.* Mutual exclusion; no fairness. Blocking; it spins, then yields, and never sleeps.
//!
//! *Origin.* Rudolph and Segall, "Dynamic Decentralized Cache Schemes for MIMD Parallel Processors", 1984: test before you
//! set. Anderson, "The Performance of Spin Lock Alternatives for Shared-Memory Multiprocessors", 1990: back off.
//!
//! *State.* One flag: `FREE` or `TAKEN`.
//!
//! *Invariant.* Only the thread whose exchange found `FREE` may write `FREE` again.
//!
//! *Orderings.* The exchange that takes the lock is `Acquire`, the store that frees it `Release`; they are each other's pair.
//! Looking is `Relaxed`: it takes nothing.
//!
//! *Trade-off.* Waiting threads look at a copy of the line in their own cache and write only when the lock looks free, so
//! the holder is left alone; backing off keeps those who saw it free from rushing in together. The same thread tends to
//! get the lock again: fast, and unfair.

use super::{RawLock, TryRawLock};
use crate::backoff::Backoff;
use crate::sync::atomic::{AtomicBool, Ordering};

const FREE: bool = false;
const TAKEN: bool = true;

/// A test-and-test-and-set spin lock with exponential back-off.
#[derive(Debug)]
pub struct TtasLock {
    /// [`FREE`] or [`TAKEN`]; written by whoever takes the lock, and by its holder.
    flag: AtomicBool,
}

impl Default for TtasLock {
    fn default() -> Self {
        TtasLock { flag: AtomicBool::new(FREE) }
    }
}

impl TtasLock {
    #[cold]
    fn acquire_contended(&self) {
        let mut backoff = Backoff::new();
        loop {
            backoff.wait();
            // SAFETY: the slot is empty, and the caller is acquiring.
            if unsafe { self.try_acquire(&()) } {
                return;
            }
        }
    }
}

// SAFETY: one exchange finds FREE before the next FREE is stored (the invariant above); the pair of Acquire and Release
// orders one section before the next.
unsafe impl RawLock for TtasLock {
    type Slot = ();

    #[inline]
    unsafe fn acquire(&self, slot: &()) {
        // SAFETY: the caller's promise is the one that `try_acquire` asks for.
        if !unsafe { self.try_acquire(slot) } {
            self.acquire_contended();
        }
    }

    #[inline]
    unsafe fn release(&self, _slot: &()) {
        self.flag.store(FREE, Ordering::Release); // Release: pairs with the Acquire in `try_acquire`
    }
}

// SAFETY: as above; it does not wait.
unsafe impl TryRawLock for TtasLock {
    #[inline]
    unsafe fn try_acquire(&self, _slot: &()) -> bool {
        // Relaxed: a look at our own copy of the line; the exchange decides.
        self.flag.load(Ordering::Relaxed) == FREE
            // Acquire: pairs with the Release in `release`. Relaxed on failure: nothing was taken.
            && self.flag.compare_exchange(FREE, TAKEN, Ordering::Acquire, Ordering::Relaxed).is_ok()
    }
}
