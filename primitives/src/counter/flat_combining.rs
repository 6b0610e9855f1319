//! **Whoever gets the lock counts for everybody.**
//!
//! *Promise.* Linearizable. Blocking: a thread whose request was seen waits for the combiner; a reader never waits.
//!
//! *Origin.* Hendler, Incze, Shavit and Tzafrir, "Flat Combining and the Synchronization-Parallelism Tradeoff", 2010.
//!
//! *State.* A row of places ([`Slots`]), one for each handle, with its request: `NOTHING`, or the amount to add. A flag that says
//! whether somebody combines. The sum, written by the combiner alone.
//!
//! *Invariants.*
//! 1. A place's request is set by its owner, only while it is `NOTHING`, and reset by the combiner, only after the sum holds it.
//! 2. One thread at a time combines: the one whose exchange found `FREE`.
//!
//! *Orderings.* A request is set and read `Relaxed`: it carries its whole message. It is reset with `Release` and found reset with
//! `Acquire`, its pair: an owner that finds `NOTHING` again sees a sum that holds its addition. The flag is a lock:
//! `Acquire` when taken, `Release` when freed.
//!
//! *Trade-off.* One thread touches the sum for many: the line stays where the work is, and the kernel stays out. It pays
//! when the operation is larger than the hand-over, as for a heap or a list; a lone addition is smaller than its own request.

use super::{Add, Counter, Promise};
use crate::backoff::Backoff;
use crate::cache_padded::CachePadded;
use crate::slots::Slots;
use crate::sync::Arc;
use crate::sync::atomic::{AtomicBool, AtomicU64, LoadByOwner, Ordering};

/// No request. (Adding nothing needs none.)
const NOTHING: u64 = 0;
/// Nobody combines.
const FREE: bool = false;
/// Somebody combines.
const COMBINING: bool = true;

/// A counter whose additions are combined.
#[derive(Debug, Default)]
pub struct FlatCombining {
    /// [`FREE`] or [`COMBINING`].
    flag: CachePadded<AtomicBool>,
    /// Written by the combiner.
    sum: CachePadded<AtomicU64>,
    /// [`NOTHING`], or an amount to add.
    requests: Slots<AtomicU64>,
}

impl FlatCombining {
    /// Starts at zero.
    pub fn new() -> Self {
        FlatCombining {
            flag: CachePadded::new(AtomicBool::new(FREE)),
            sum: CachePadded::new(AtomicU64::new(0)),
            requests: Slots::new(),
        }
    }

    /// Becomes the combiner, if there is none, and serves every request and `own`.
    fn try_combine(&self, own: u64) -> bool {
        // Acquire: pairs with the Release below: we see the sum and the requests as the last combiner left them.
        if self.flag.compare_exchange(FREE, COMBINING, Ordering::Acquire, Ordering::Relaxed).is_err() {
            return false;
        }
        let mut sum = self.sum.load_by_owner();
        if own != NOTHING {
            sum = sum.wrapping_add(own);
            self.sum.store(sum, Ordering::Relaxed); // Relaxed: whoever asks us reads it on this very thread
        }
        for request in self.requests.used() {
            let amount = request.load(Ordering::Relaxed); // Relaxed: the amount is the whole message
            if amount != NOTHING {
                sum = sum.wrapping_add(amount);
                self.sum.store(sum, Ordering::Relaxed); // Relaxed: published by the next line
                // Release: pairs with the owner's Acquire in `add`: the sum holds the amount before the request goes.
                request.store(NOTHING, Ordering::Release);
            }
        }
        self.flag.store(FREE, Ordering::Release); // Release: pairs with the Acquire above
        true
    }
}

impl Counter for FlatCombining {
    const PROMISE: Promise = Promise::Linearizable;
    type Handle = Handle;

    fn handle(self: &Arc<Self>) -> Handle {
        Handle { place: self.requests.take(), counter: Arc::clone(self) }
    }

    #[inline(always)]
    fn get(&self) -> u64 {
        self.sum.load(Ordering::Relaxed) // Relaxed: the sum stands for nothing but itself
    }
}

/// Asks for additions.
#[derive(Debug)]
pub struct Handle {
    counter: Arc<FlatCombining>,
    /// Where our requests stand; a latecomer has no place and must combine by itself.
    place: Option<usize>,
}

impl Add for Handle {
    fn add(&mut self, n: u64) {
        if n == NOTHING {
            return;
        }
        let mut backoff = Backoff::new();
        let Some(place) = self.place else {
            while !self.counter.try_combine(n) {
                backoff.wait();
            }
            return;
        };
        let request = self.counter.requests.cell(place);
        request.store(n, Ordering::Relaxed); // Relaxed: the amount is the whole message
        loop {
            // Relaxed: a look; the exchange decides. Whoever only looks leaves the combiner its line.
            if self.counter.flag.load(Ordering::Relaxed) == FREE && self.counter.try_combine(NOTHING) {
                return; // we combined, and our own request was among those
            }
            // Acquire: pairs with the combiner's Release: from here on a reading holds our addition.
            if request.load(Ordering::Acquire) == NOTHING {
                return; // somebody combined for us
            }
            backoff.wait();
        }
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        if let Some(place) = self.place {
            self.counter.requests.give_back(place);
        }
    }
}
