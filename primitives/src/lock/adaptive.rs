//! **Spin while it is worth it, then sleep; and never wake two.**
//!
//! *Promise.* Mutual exclusion; no fairness: whoever comes when the lock is free may take it before those who sleep. Blocking;
//! it spins with growing pauses, then sleeps.
//!
//! *Origin.* Ousterhout, "Scheduling Techniques for Concurrent Systems", 1982: two-phase waiting; Karlin, Manasse, McGeoch and
//! Owicki, "Competitive Randomized Algorithms for Nonuniform Problems", 1990: how long to spin. The flag that keeps a second
//! waiter from being woken is that of Go's `sync.Mutex`.
//!
//! *State.* One word: `LOCKED`, `AWAKE` (some waiter is awake and trying), and the number of sleepers above them; beside it
//! `permits`, the wake-ups that were given and not yet taken.
//!
//! *Invariants.*
//! 1. `LOCKED` is set by an exchange that found it clear, and cleared by its holder alone.
//! 2. A sleeper is counted in the word until a releaser takes it out, and gives a permit for it in the same breath.
//! 3. A releaser that finds sleepers wakes one unless `AWAKE` is set; whoever has set `AWAKE`, or was woken, clears it when it takes
//!    the lock or goes to sleep, and goes to sleep only while the lock is `LOCKED`: so some releaser is still to come.
//!
//! *Orderings.* Every exchange that takes the lock is `Acquire`, the subtraction that frees it `Release`; they are each other's pair.
//! A permit is added with `Release` and taken with `Acquire`. All else is counted in the one word, and its own order is enough.
//!
//! *Trade-off.* While one waiter is on its way, the lock changes hands without the kernel. The price is barging: a
//! sleeper may find the lock taken again and again.

use super::{RawLock, TryRawLock};
use crate::backoff::Spin;
use crate::cache_padded::CachePadded;
use crate::sync::atomic::{AtomicU32, Ordering};
use crate::wait::{wait, wake_one};

const LOCKED: u32 = 1;
const AWAKE: u32 = 2;
/// One sleeper.
const SLEEPER: u32 = 4;

fn is_locked(word: u32) -> bool {
    word & LOCKED != 0
}

fn is_somebody_awake(word: u32) -> bool {
    word & AWAKE != 0
}

fn has_sleepers(word: u32) -> bool {
    word >= SLEEPER
}

/// A lock that spins, then sleeps.
#[derive(Debug)]
pub struct AdaptiveLock {
    /// See the header.
    word: AtomicU32,
    /// Wake-ups given and not yet taken.
    permits: CachePadded<AtomicU32>,
}

impl Default for AdaptiveLock {
    fn default() -> Self {
        AdaptiveLock { word: AtomicU32::new(0), permits: CachePadded::new(AtomicU32::new(0)) }
    }
}

impl AdaptiveLock {
    #[cold]
    fn acquire_contended(&self) {
        let mut we_are_awake = false; // AWAKE is set on our behalf
        loop {
            let mut spin = Spin::new();
            let mut word = self.word.load(Ordering::Relaxed); // Relaxed: a look; the exchange decides
            while is_locked(word) && spin.wait() {
                word = self.word.load(Ordering::Relaxed); // Relaxed: a look
                if !we_are_awake && has_sleepers(word) && !is_somebody_awake(word) {
                    // Nobody need be woken while we look. Relaxed: a mark in the word
                    we_are_awake = self.exchange(word, word | AWAKE, Ordering::Relaxed).is_ok();
                }
            }
            let without_us = if we_are_awake { word & !AWAKE } else { word };
            if !is_locked(word) {
                // Acquire: pairs with the Release in `release`
                if self.exchange(word, without_us | LOCKED, Ordering::Acquire).is_ok() {
                    return;
                }
            } else if self.exchange(word, without_us + SLEEPER, Ordering::Relaxed).is_ok() {
                // Relaxed: a count in the word
                self.sleep();
                we_are_awake = true; // whoever woke us has set it (invariant 3)
            }
        }
    }

    #[inline]
    fn exchange(&self, from: u32, to: u32, success: Ordering) -> Result<u32, u32> {
        self.word.compare_exchange(from, to, success, Ordering::Relaxed) // Relaxed on failure: nothing was done
    }

    /// Sleeps until there is a permit, and takes it.
    fn sleep(&self) {
        loop {
            let permits = self.permits.load(Ordering::Relaxed); // Relaxed: a look
            if permits == 0 {
                wait(&self.permits, 0);
            } else if self
                .permits
                // Acquire: pairs with the Release in `release_contended`
                .compare_exchange(permits, permits - 1, Ordering::Acquire, Ordering::Relaxed)
                .is_ok()
            {
                return;
            }
        }
    }

    /// There are sleepers: wakes one, unless somebody is awake, or has the lock and will come by here.
    #[cold]
    fn release_contended(&self) {
        let mut word = self.word.load(Ordering::Relaxed); // Relaxed: a look
        while has_sleepers(word) && !is_somebody_awake(word) && !is_locked(word) {
            // Relaxed: a count in the word
            match self.exchange(word, (word - SLEEPER) | AWAKE, Ordering::Relaxed) {
                Ok(_) => {
                    self.permits.fetch_add(1, Ordering::Release); // Release: pairs with the Acquire in `sleep`
                    wake_one(&*self.permits);
                    return;
                }
                Err(newer) => word = newer,
            }
        }
    }
}

// SAFETY: LOCKED is found clear by one exchange before it is cleared again (invariant 1); the pair of Acquire and Release
// orders one section before the next.
unsafe impl RawLock for AdaptiveLock {
    type Slot = ();

    #[inline]
    unsafe fn acquire(&self, _slot: &()) {
        // Acquire: pairs with the Release in `release`
        if self.exchange(0, LOCKED, Ordering::Acquire).is_err() {
            self.acquire_contended();
        }
    }

    #[inline]
    unsafe fn release(&self, _slot: &()) {
        // Release: pairs with the Acquire of whoever takes the lock next
        let before = self.word.fetch_sub(LOCKED, Ordering::Release);
        if has_sleepers(before) && !is_somebody_awake(before) {
            self.release_contended(); // invariant 3
        }
    }
}

// SAFETY: as above; it does not wait.
unsafe impl TryRawLock for AdaptiveLock {
    #[inline]
    unsafe fn try_acquire(&self, _slot: &()) -> bool {
        let mut word = self.word.load(Ordering::Relaxed); // Relaxed: a look; the exchange decides
        while !is_locked(word) {
            // Acquire: pairs with the Release in `release`
            match self.exchange(word, word | LOCKED, Ordering::Acquire) {
                Ok(_) => return true,
                Err(newer) => word = newer, // a sleeper came or went, or the lock was taken
            }
        }
        false
    }
}
