//! **One word, three states, and sleep.**
//!
//! *Promise.* Mutual exclusion; no fairness: whoever comes when the lock is free may take it before those who sleep. Blocking;
//! it spins briefly, then sleeps.
//!
//! *Origin.* Drepper, "Futexes Are Tricky", 2004: the mutex with three states.
//!
//! *State.* One word: `FREE`, `TAKEN`, or `CONTENDED`: taken, and somebody may be asleep.
//!
//! *Invariants.*
//! 1. Only the thread whose exchange found `FREE` may write `FREE` again.
//! 2. Whoever goes to sleep has written `CONTENDED` before, and whoever finds `CONTENDED` on releasing wakes one sleeper; whoever
//!    was woken takes the lock as `CONTENDED`, since it cannot know whether others sleep.
//!
//! *Orderings.* Every exchange that takes the lock is `Acquire`, the one that frees it `Release`; they are each other's pair.
//!
//! *Trade-off.* Uncontended: one exchange each way, no call of the system. Sleeping gives the core to somebody who can use it,
//! and costs two trips through the kernel when the wait would have been short.

use super::{RawLock, TryRawLock};
use crate::sync::atomic::{AtomicU32, Ordering};
use crate::sync::{hint::spin_loop, limits};
use crate::wait::{wait, wake_one};

const FREE: u32 = 0;
const TAKEN: u32 = 1;
const CONTENDED: u32 = 2;

/// A futex-based lock with three states.
#[derive(Debug)]
pub struct FutexLock {
    /// [`FREE`], [`TAKEN`] or [`CONTENDED`].
    state: AtomicU32,
}

impl Default for FutexLock {
    fn default() -> Self {
        FutexLock { state: AtomicU32::new(FREE) }
    }
}

impl FutexLock {
    #[cold]
    fn acquire_contended(&self) {
        for _ in 0..limits::SPINS {
            // Relaxed: a look; the exchange decides. Those who sleep already show that the wait is long.
            match self.state.load(Ordering::Relaxed) {
                FREE => break,
                CONTENDED => break,
                _ => spin_loop(),
            }
        }
        // SAFETY: the slot is empty, and the caller is acquiring.
        if unsafe { self.try_acquire(&()) } {
            return;
        }
        // Acquire: pairs with the Release in `release`
        while self.state.swap(CONTENDED, Ordering::Acquire) != FREE {
            wait(&self.state, CONTENDED); // invariant 2
        }
    }

    #[cold]
    fn wake(&self) {
        wake_one(&self.state);
    }
}

// SAFETY: one exchange finds FREE before the next FREE is stored (invariant 1); the pair of Acquire and Release orders
// one section before the next.
unsafe impl RawLock for FutexLock {
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
        // Release: pairs with the Acquire of whoever takes the lock next
        if self.state.swap(FREE, Ordering::Release) == CONTENDED {
            self.wake(); // invariant 2
        }
    }
}

// SAFETY: as above; it does not wait.
unsafe impl TryRawLock for FutexLock {
    #[inline]
    unsafe fn try_acquire(&self, _slot: &()) -> bool {
        // Acquire: pairs with the Release in `release`. Relaxed on failure: nothing was taken.
        self.state.compare_exchange(FREE, TAKEN, Ordering::Acquire, Ordering::Relaxed).is_ok()
    }
}
