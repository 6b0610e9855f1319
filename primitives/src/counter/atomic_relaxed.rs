//! **One atomic number, `fetch_add`.**
//!
//! *Promise.* Linearizable; wait-free where the hardware has an atomic addition (`lock xadd` on x86, `ldadd` on Arm's LSE).
//!
//! *Origin.* The fetch-and-add of the NYU Ultracomputer: Gottlieb, Lubachevsky and Rudolph, "Basic Techniques for the
//! Efficient Coordination of Very Large Numbers of Cooperating Sequential Processors", 1983.
//!
//! *State.* One `AtomicU64`: the sum.
//!
//! *Orderings.* All `Relaxed`. A counter publishes nothing but itself: the additions of one atomic are totally ordered
//! whatever their ordering, and `fetch_add` always reads the newest value, so none is lost. A reader that must see what
//! a thread did *before* it added needs a synchronisation of its own.
//!
//! *Trade-off.* Simple, exact, and hard to beat on one thread. Under contention every addition needs the cache line
//! exclusively, so more threads never give more additions: choose [`per_thread`](super::per_thread) or
//! [`striped`](super::striped) when many add and few read.

use super::{Promise, SharedCounter};
use crate::sync::atomic::{AtomicU64, Ordering};

/// A counter in one atomic.
#[derive(Debug, Default)]
pub struct AtomicRelaxed {
    sum: AtomicU64,
}

impl AtomicRelaxed {
    /// Starts at zero.
    pub fn new() -> Self {
        AtomicRelaxed { sum: AtomicU64::new(0) }
    }
}

impl SharedCounter for AtomicRelaxed {
    const PROMISE: Promise = Promise::Linearizable;

    #[inline(always)]
    fn add(&self, n: u64) {
        self.sum.fetch_add(n, Ordering::Relaxed); // Relaxed: atomicity loses no update; nothing else is published
    }

    #[inline(always)]
    fn get(&self) -> u64 {
        self.sum.load(Ordering::Relaxed) // Relaxed: the sum stands for nothing but itself
    }
}
