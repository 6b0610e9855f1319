//! **Anybody may take the lock, until a sleeper has starved for a millisecond; then it goes from hand to hand.**
//!
//! *Promise.* Mutual exclusion; once a thread has slept in vain for a [`PATIENCE`], the lock goes from hand to hand among those that
//! sleep, in no order that is promised, until nobody sleeps any more. Blocking; it spins with growing pauses, then sleeps.
//!
//! *Origin.* The `sync.Mutex` of Go since version 1.9 (2017), with its normal mode and its starvation mode.
//!
//! *State.* One word: `LOCKED`, `AWAKE` (some waiter is awake and trying), `STARVING`, and the number of sleepers above them; beside it
//! `permits`, the wake-ups that were given and not yet taken.
//!
//! *Invariants.*
//! 1. The lock is taken while `LOCKED` or `STARVING` is set. It is taken by an exchange that found both clear, or by a permit that was given
//!    while `STARVING` was set.
//! 2. A sleeper is counted in the word until a releaser takes it out, and gives a permit for it in the same breath.
//! 3. A releaser that finds sleepers gives one permit unless `AWAKE` is set; whoever has set `AWAKE`, or was woken without being handed the lock,
//!    clears it when it takes the lock or goes to sleep again.
//! 4. `STARVING` is set by a waiter that has `AWAKE`, as it goes to sleep again and clears it: so no permit is under way that was given before,
//!    and every permit taken while `STARVING` is set hands the lock over: a releaser that let go before it was set gives none. It is
//!    cleared by a holder it was handed to, when nobody sleeps any more.
//!
//! *Orderings.* Every exchange that takes the lock is `Acquire`, the subtraction that frees it `Release`; they are each other's pair.
//! A permit is added with `Release` and taken with `Acquire`: with it the lock may come.
//!
//! *Trade-off.* As fast as an unfair lock while nobody starves. Once somebody does, each release must wake the next thread, so under a load
//! that lasts, the lock falls into the slow mode again and again: its fairness is paid for in throughput, unlike
//! [`fair`](super::fair)'s.

use std::time::Duration;

use super::{RawLock, TryRawLock};
use crate::backoff::Spin;
use crate::cache_padded::CachePadded;
use crate::sync::atomic::{AtomicU32, Ordering};
use crate::sync::limits;
use crate::sync::thread::yield_now;
use crate::sync::time::now;
use crate::wait::{wait, wake_one};

const LOCKED: u32 = 1;
const AWAKE: u32 = 2;
const STARVING: u32 = 4;
/// One sleeper.
const SLEEPER: u32 = 8;

/// Who has waited for longer than this starves.
pub const PATIENCE: Duration = limits::PATIENCE;

fn is_taken(word: u32) -> bool {
    word & (LOCKED | STARVING) != 0
}

fn is_starving(word: u32) -> bool {
    word & STARVING != 0
}

fn is_somebody_awake(word: u32) -> bool {
    word & AWAKE != 0
}

fn has_sleepers(word: u32) -> bool {
    word >= SLEEPER
}

/// A lock with a normal mode and a starvation mode.
#[derive(Debug)]
pub struct StarvationModeLock {
    /// See the header.
    word: AtomicU32,
    /// Wake-ups given and not yet taken.
    permits: CachePadded<AtomicU32>,
}

impl Default for StarvationModeLock {
    fn default() -> Self {
        StarvationModeLock { word: AtomicU32::new(0), permits: CachePadded::new(AtomicU32::new(0)) }
    }
}

impl StarvationModeLock {
    #[cold]
    fn acquire_contended(&self) {
        let begun = now();
        let mut we_are_awake = false; // AWAKE is set on our behalf
        loop {
            let word = self.spin(&mut we_are_awake);
            let without_us = if we_are_awake { word & !AWAKE } else { word };
            if !is_taken(word) {
                // Acquire: pairs with the Release in `release`
                if self.exchange(word, without_us | LOCKED, Ordering::Acquire) {
                    return;
                }
                continue;
            }
            let starved = we_are_awake && now().saturating_sub(begun) > PATIENCE;
            let asleep = (without_us + SLEEPER) | if starved { STARVING } else { 0 };
            // Relaxed: a count and a mark in the word
            if self.exchange(word, asleep, Ordering::Relaxed) {
                self.sleep();
                if is_starving(self.word.load(Ordering::Relaxed)) {
                    // Relaxed: the permit has told us (invariant 4)
                    return self.take_over();
                }
                we_are_awake = true; // whoever woke us has set it (invariant 3)
            }
        }
    }

    /// Looks at the lock for a while, as long as it is taken and nobody starves; gives the last look.
    fn spin(&self, we_are_awake: &mut bool) -> u32 {
        let mut spin = Spin::new();
        let mut word = self.word.load(Ordering::Relaxed); // Relaxed: a look; the exchange decides
        while is_taken(word) && !is_starving(word) && spin.wait() {
            word = self.word.load(Ordering::Relaxed); // Relaxed: a look
            let quiet = !*we_are_awake && has_sleepers(word) && !is_somebody_awake(word);
            // Nobody need be woken while we look. Relaxed: a mark in the word
            if quiet && !is_starving(word) && self.exchange(word, word | AWAKE, Ordering::Relaxed) {
                *we_are_awake = true;
                word |= AWAKE;
            }
        }
        word
    }

    /// The lock was handed to us. Ends the starvation if nobody sleeps any more.
    fn take_over(&self) {
        let mut word = self.word.load(Ordering::Relaxed); // Relaxed: counts in the word, here and below
        loop {
            let locked = if has_sleepers(word) { word | LOCKED } else { (word & !STARVING) | LOCKED };
            match self.word.compare_exchange(word, locked, Ordering::Relaxed, Ordering::Relaxed) {
                Ok(_) => return,
                Err(newer) => word = newer, // somebody went to sleep
            }
        }
    }

    #[inline]
    #[track_caller] // for a checker, each caller's ordering is one of its own
    fn exchange(&self, from: u32, to: u32, success: Ordering) -> bool {
        self.word.compare_exchange(from, to, success, Ordering::Relaxed).is_ok() // Relaxed on failure: nothing was done
    }

    /// Sleeps until there is a permit, and takes it.
    fn sleep(&self) {
        let mut courtesy = limits::COURTESY;
        loop {
            let permits = self.permits.load(Ordering::Relaxed); // Relaxed: a look
            if permits > 0 && courtesy > 0 {
                // It was given to somebody who slept, and is on the way.
                courtesy -= 1;
                yield_now();
            } else if permits == 0 {
                courtesy = 0; // from now on we are one of those it may be for
                wait(&self.permits, 0);
            } else if self
                .permits
                // Acquire: pairs with the Release in `wake`
                .compare_exchange(permits, permits - 1, Ordering::Acquire, Ordering::Relaxed)
                .is_ok()
            {
                return;
            }
        }
    }

    /// There were sleepers: gives one of them a permit, unless somebody is awake, or has the lock and will come by here. If starvation
    /// began or ended since we let go, another one has had the lock meanwhile, and has seen to it.
    #[cold]
    fn release_contended(&self, starving: bool) {
        let mut word = self.word.load(Ordering::Relaxed); // Relaxed: a look
        while has_sleepers(word)
            && !is_somebody_awake(word)
            && word & LOCKED == 0
            && is_starving(word) == starving
        {
            let awake = if starving { 0 } else { AWAKE };
            // Relaxed: a count in the word
            match self.word.compare_exchange(
                word,
                (word - SLEEPER) | awake,
                Ordering::Relaxed,
                Ordering::Relaxed,
            ) {
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

// SAFETY: by invariant 1 one thread at a time has the lock; the pairs of Acquire and Release order one section before the
// next.
unsafe impl RawLock for StarvationModeLock {
    type Slot = ();

    #[inline]
    unsafe fn acquire(&self, _slot: &()) {
        // Acquire: pairs with the Release in `release`
        if !self.exchange(0, LOCKED, Ordering::Acquire) {
            self.acquire_contended();
        }
    }

    #[inline]
    unsafe fn release(&self, _slot: &()) {
        // Release: pairs with the Acquire of whoever takes the lock next
        let before = self.word.fetch_sub(LOCKED, Ordering::Release);
        if has_sleepers(before) && !is_somebody_awake(before) {
            self.release_contended(is_starving(before)); // invariants 3 and 4
        }
    }
}

// SAFETY: as above; it does not wait.
unsafe impl TryRawLock for StarvationModeLock {
    #[inline]
    unsafe fn try_acquire(&self, _slot: &()) -> bool {
        let mut word = self.word.load(Ordering::Relaxed); // Relaxed: a look; the exchange decides
        while !is_taken(word) {
            // Acquire: pairs with the Release in `release`
            match self.word.compare_exchange(word, word | LOCKED, Ordering::Acquire, Ordering::Relaxed) {
                Ok(_) => return true,
                Err(newer) => word = newer, // a sleeper came or went, or the lock was taken
            }
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_let_go_before_somebody_starved_hands_nothing_over() {
        let lock = StarvationModeLock::default();
        // Another one has had the lock since, and its own release has handed it over: the second sleeper must sleep on.
        lock.word.store(STARVING | SLEEPER, Ordering::Relaxed);
        lock.release_contended(false);
        assert_eq!(lock.word.load(Ordering::Relaxed), STARVING | SLEEPER);
        assert_eq!(lock.permits.load(Ordering::Relaxed), 0);
    }

    #[test]
    fn a_lock_on_its_way_from_hand_to_hand_is_taken() {
        let lock = StarvationModeLock::default();
        lock.word.store(STARVING | SLEEPER, Ordering::Relaxed);
        // SAFETY: the slot is empty; the answer must be no.
        assert!(!unsafe { lock.try_acquire(&()) });
        lock.take_over();
        assert_eq!(lock.word.load(Ordering::Relaxed), STARVING | SLEEPER | LOCKED, "one still sleeps");
        // SAFETY: it was handed to us.
        unsafe { lock.release(&()) };
        assert_eq!(lock.permits.load(Ordering::Relaxed), 1, "and has the lock now");
        lock.take_over();
        assert_eq!(lock.word.load(Ordering::Relaxed), LOCKED, "nobody sleeps any more");
    }
}
