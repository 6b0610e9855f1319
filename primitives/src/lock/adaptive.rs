//! **One waiter stays awake and watches; all others sleep.**
//!
//! *Promise.* Mutual exclusion; no fairness: whoever comes when the lock is free may take it before those who wait. Blocking; it
//! spins, yields, and at last sleeps.
//!
//! *Origin.* Ousterhout, "Scheduling Techniques for Concurrent Systems", 1982: two-phase waiting; Karlin, Manasse, McGeoch and
//! Owicki, "Competitive Randomized Algorithms for Nonuniform Problems", 1990: how long to spin. The flag that keeps a second
//! waiter from being woken is that of Go's `sync.Mutex`.
//!
//! *State.* One word: `LOCKED`, `AWAKE` (a waiter is awake and watches), `RESERVED` (for that waiter), the number of sleepers, and above
//! them the number of releases; beside it `permits`, the wake-ups that were given and not yet taken.
//!
//! *Invariants.*
//! 1. `LOCKED` is set by an exchange that found it clear, and cleared by its holder alone.
//! 2. A sleeper is counted in the word until somebody takes it out, and gives a permit for it in the same breath.
//! 3. `AWAKE` belongs to one waiter: who set it, or who was given the last permit. It passes to a sleeper, or is cleared, when that waiter takes
//!    the lock; it is cleared when that waiter goes to sleep, and it does so only while the lock is `LOCKED`.
//! 4. `RESERVED` is set and cleared by the owner of `AWAKE` alone. While it is set, nobody else takes the lock.
//! 5. So whoever releases and finds sleepers, and nobody awake, wakes one; and if somebody is awake, that one will have the lock, or sleep
//!    while another one has it: some release is still to come.
//!
//! *Orderings.* Every exchange that takes the lock is `Acquire`, the addition that frees it `Release`; they are each other's pair.
//! A permit is added with `Release` and taken with `Acquire`. All else is counted in the one word, and its own order is enough.
//!
//! *Trade-off.* Whoever uses the lock without pause is left alone for a while by the one who watches, and finds the line in its own cache;
//! no release calls the kernel while somebody watches. The price is barging, sleepers that are woken in no order, and a core that is
//! kept awake for as long as waiting may be short. [`fair`](super::fair) adds the order.

use std::time::Duration;

use super::{RawLock, TryRawLock};
use crate::cache_padded::CachePadded;
use crate::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use crate::sync::hint::pause;
use crate::sync::limits;
use crate::sync::thread::yield_now;
use crate::sync::time::now;
use crate::wait::{wait, wake_one};

const LOCKED: u64 = 1;
const AWAKE: u64 = 2;
/// The lock is kept for the waiter that is awake.
const RESERVED: u64 = 4;
/// One sleeper: there may be 2^29 of them.
const SLEEPER: u64 = 8;
/// One release. The count, modulo 2^32, shows a waiter whether the lock was used between two looks.
const USE: u64 = 1 << 32;

fn is_locked(word: u64) -> bool {
    word & LOCKED != 0
}

fn is_somebody_awake(word: u64) -> bool {
    word & AWAKE != 0
}

fn is_reserved(word: u64) -> bool {
    word & RESERVED != 0
}

fn has_sleepers(word: u64) -> bool {
    word & (USE - SLEEPER) != 0
}

/// Now and then: every 4096 uses, which take longer than a watching waiter is polite.
fn is_time_to_look_around(word: u64) -> bool {
    word & (USE * 4095) == 0
}

/// For so long who watches takes the lock only if nobody used it between two looks; then it has the lock reserved.
const POLITE: Duration = Duration::from_micros(100);
/// For so long it watches at all; then it sleeps: whoever has the lock keeps it for long.
const WATCHFUL: Duration = Duration::from_millis(1);

/// Spin hints between the two looks that find the lock unused: longer than its last holder, whose line the first look took away, needs
/// to come straight back; shorter than most work outside.
const MOMENT: u32 = 4;

/// A lock that spins, then sleeps.
#[derive(Debug)]
pub struct AdaptiveLock {
    /// See the header.
    word: AtomicU64,
    /// Wake-ups given and not yet taken.
    permits: CachePadded<AtomicU32>,
}

impl Default for AdaptiveLock {
    fn default() -> Self {
        AdaptiveLock { word: AtomicU64::new(0), permits: CachePadded::new(AtomicU32::new(0)) }
    }
}

impl AdaptiveLock {
    #[cold]
    fn acquire_contended(&self) {
        let mut we_are_awake = false; // AWAKE is ours
        while let Some(word) = self.watch(&mut we_are_awake) {
            let without_us = if we_are_awake { word & !(AWAKE | RESERVED) } else { word };
            debug_assert!(is_locked(word) || is_reserved(word), "somebody will release (invariant 5)");
            // Relaxed: a count in the word
            if self.exchange(word, without_us + SLEEPER, Ordering::Relaxed) {
                self.sleep();
                we_are_awake = true; // with the permit (invariant 3)
            }
        }
    }

    /// Lets whoever should be awake have this core: it may be waiting for nothing else.
    #[cold]
    fn look_around(&self, word: u64) {
        if is_somebody_awake(word) {
            yield_now();
        }
    }

    /// Watches the lock until it is ours, or until it is better to sleep: then gives the word as it was.
    fn watch(&self, we_are_awake: &mut bool) -> Option<u64> {
        let begun = now();
        let mut look = 0;
        loop {
            let word = self.word.load(Ordering::Relaxed); // Relaxed: a look; the exchange decides
            let waited = now().saturating_sub(begun);
            if !is_locked(word) && (!is_reserved(word) || *we_are_awake) {
                if !is_reserved(word) {
                    pause(MOMENT);
                }
                if self.take(word, *we_are_awake) {
                    return None;
                }
            } else if !*we_are_awake {
                // Relaxed: a mark in the word
                if !is_somebody_awake(word) && self.exchange(word, word | AWAKE, Ordering::Relaxed) {
                    *we_are_awake = true;
                } else if look >= limits::LOOKS + limits::YIELDS {
                    return Some(word);
                }
            } else if waited >= WATCHFUL {
                return Some(word);
            } else if waited >= POLITE && !is_reserved(word) {
                self.word.fetch_or(RESERVED, Ordering::Relaxed); // Relaxed: a mark in the word
            }
            if look < limits::LOOKS {
                pause(1 << look);
            } else {
                yield_now();
            }
            look += 1;
        }
    }

    /// Takes the lock if its word is still this one; if `AWAKE` was ours, wakes a sleeper to watch in our place.
    fn take(&self, free: u64, we_are_awake: bool) -> bool {
        let wakes = we_are_awake && has_sleepers(free);
        let others = match (we_are_awake, wakes) {
            (false, _) => free,
            (true, true) => (free & !RESERVED) - SLEEPER, // AWAKE is the sleeper's now
            (true, false) => free & !(RESERVED | AWAKE),
        };
        // Acquire: pairs with the Release in `release`
        let taken = self.exchange(free, others | LOCKED, Ordering::Acquire);
        if taken && wakes {
            self.wake();
        }
        taken
    }

    #[inline]
    #[track_caller] // for a checker, each caller's ordering is one of its own
    fn exchange(&self, from: u64, to: u64, success: Ordering) -> bool {
        // Relaxed on failure: nothing was done
        self.word.compare_exchange(from, to, success, Ordering::Relaxed).is_ok()
    }

    /// Sleeps until there is a permit, and takes it.
    fn sleep(&self) {
        let mut courtesy = limits::COURTESY;
        loop {
            let permits = self.permits.load(Ordering::Relaxed); // Relaxed: a look
            if permits > 0 && courtesy > 0 {
                // It was given to somebody who slept, and is on the way. Relaxed: a look
                courtesy -= 1;
                yield_now();
            } else if permits == 0 {
                courtesy = 0; // from now on we are one of those it may be for

                wait(&self.permits, 0);
            } else if self
                .permits
                // Acquire: pairs with the Release in `wake`. Not shown by the checker: whatever is done with what the permit
                // tells is an exchange of the word, which finds the newest; kept, or every line of `watch` would have to argue it.
                .compare_exchange(permits, permits - 1, Ordering::Acquire, Ordering::Relaxed)
                .is_ok()
            {
                return;
            }
        }
    }

    /// Gives a permit for a sleeper that was taken out of the word.
    fn wake(&self) {
        // Release: pairs with the Acquire in `sleep`. Not shown by the checker: as there.
        self.permits.fetch_add(1, Ordering::Release);
        wake_one(&*self.permits);
    }

    /// There are sleepers and nobody is awake: wakes one, unless somebody has the lock by now and will come by here.
    #[cold]
    fn release_contended(&self) {
        let mut word = self.word.load(Ordering::Relaxed); // Relaxed: a look
        while has_sleepers(word) && !is_somebody_awake(word) && !is_locked(word) {
            // Relaxed: a count in the word
            if self.exchange(word, (word - SLEEPER) | AWAKE, Ordering::Relaxed) {
                return self.wake();
            }
            word = self.word.load(Ordering::Relaxed); // Relaxed: a look
        }
    }
}

// SAFETY: LOCKED is found clear by one exchange before it is cleared again (invariant 1); the pair of Acquire and Release
// orders one section before the next.
unsafe impl RawLock for AdaptiveLock {
    type Slot = ();

    #[inline]
    unsafe fn acquire(&self, _slot: &()) {
        let word = self.word.load(Ordering::Relaxed); // Relaxed: a look; the exchange decides
        if is_time_to_look_around(word) {
            self.look_around(word);
        }
        // Acquire: pairs with the Release in `release`
        if is_locked(word) || is_reserved(word) || !self.exchange(word, word | LOCKED, Ordering::Acquire) {
            self.acquire_contended();
        }
    }

    #[inline]
    unsafe fn release(&self, _slot: &()) {
        // Release: pairs with the Acquire of whoever takes the lock next
        let before = self.word.fetch_add(USE - LOCKED, Ordering::Release);
        if has_sleepers(before) && !is_somebody_awake(before) {
            self.release_contended(); // invariant 5
        }
    }
}

// SAFETY: as above; it does not wait.
unsafe impl TryRawLock for AdaptiveLock {
    #[inline]
    unsafe fn try_acquire(&self, _slot: &()) -> bool {
        let mut word = self.word.load(Ordering::Relaxed); // Relaxed: a look; the exchange decides
        while !is_locked(word) && !is_reserved(word) {
            // Acquire: pairs with the Release in `release`
            if self.exchange(word, word | LOCKED, Ordering::Acquire) {
                return true;
            }
            word = self.word.load(Ordering::Relaxed); // Relaxed: a look: a sleeper came or went, or the lock was used
        }
        false
    }
}
