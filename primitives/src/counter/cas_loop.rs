//! **`fetch_add` by hand: compare and swap until it fits.**
//!
//! *Promise.* Linearizable; lock-free: an attempt fails because another one succeeded (or, where the exchange is two
//! instructions, for no reason, which the hardware keeps rare): somebody always gets on, though not necessarily you.
//!
//! *Origin.* The compare-and-swap of the IBM System/370; its power: Herlihy, "Wait-Free Synchronization", 1991.
//!
//! *State.* One `AtomicU64`: the sum.
//!
//! *Orderings.* All `Relaxed`, as in [`atomic_relaxed`](super::atomic_relaxed): the exchange itself proves that nothing came
//! between reading and writing.
//!
//! *Trade-off.* The only way when the update is more than the hardware offers (a maximum with a limit, a pair of
//! numbers). For a sum it is a slower `fetch_add`: an attempt reads, computes and writes in separate steps, and whoever
//! loses the line in between has worked for nothing and tries again at once.

use super::{Promise, SharedCounter};
use crate::sync::atomic::{AtomicU64, Ordering};

/// A counter that adds by compare and swap.
#[derive(Debug, Default)]
pub struct CasLoop {
    sum: AtomicU64,
}

impl CasLoop {
    /// Starts at zero.
    pub fn new() -> Self {
        CasLoop { sum: AtomicU64::new(0) }
    }
}

impl SharedCounter for CasLoop {
    const PROMISE: Promise = Promise::Linearizable;

    #[inline]
    fn add(&self, n: u64) {
        let mut seen = self.sum.load(Ordering::Relaxed); // Relaxed: a guess; the exchange checks it
        loop {
            let next = seen.wrapping_add(n);
            // Relaxed: atomicity loses no update; nothing else is published
            match self.sum.compare_exchange_weak(seen, next, Ordering::Relaxed, Ordering::Relaxed) {
                Ok(_) => return,            // nobody came between
                Err(newer) => seen = newer, // somebody added, or no reason at all; try again from there
            }
        }
    }

    #[inline(always)]
    fn get(&self) -> u64 {
        self.sum.load(Ordering::Relaxed) // Relaxed: the sum stands for nothing but itself
    }
}
