//! **One atomic number with the strongest ordering.**
//!
//! *Promise.* Linearizable; wait-free where the hardware has an atomic addition.
//!
//! *Origin.* Lamport, "How to Make a Multiprocessor Computer That Correctly Executes Multiprocess Programs", 1979: the
//! ordering. The counter is [`atomic_relaxed`](super::atomic_relaxed) with every `Relaxed` replaced.
//!
//! *State.* One `AtomicU64`: the sum.
//!
//! *Orderings.* All `SeqCst`, on purpose, and only here: this file exists to answer "would the strongest ordering have been
//! safer, and what would it have cost?". For one counter it buys nothing: the additions of one atomic are in one order
//! anyway. It buys a common order with *other* `SeqCst` atomics, so that of two threads that add to one and read another,
//! one must see the other; who counts does not ask that. On x86 it costs nothing, since every locked instruction is a
//! full fence and the load is a plain load.
//!
//! *Trade-off.* None worth having; use [`atomic_relaxed`](super::atomic_relaxed). Under loom `SeqCst` accesses are explored
//! as `AcqRel`.

use super::{Promise, SharedCounter};
use crate::sync::atomic::{AtomicU64, Ordering};

/// A counter in one atomic, with the strongest ordering.
#[derive(Debug, Default)]
pub struct AtomicSeqCst {
    sum: AtomicU64,
}

impl AtomicSeqCst {
    /// Starts at zero.
    pub fn new() -> Self {
        AtomicSeqCst { sum: AtomicU64::new(0) }
    }
}

impl SharedCounter for AtomicSeqCst {
    const PROMISE: Promise = Promise::Linearizable;

    #[inline(always)]
    fn add(&self, n: u64) {
        self.sum.fetch_add(n, Ordering::SeqCst); // SeqCst: the exception this file is for. Not shown by the checker: nothing needs it.
    }

    #[inline(always)]
    fn get(&self) -> u64 {
        self.sum.load(Ordering::SeqCst) // SeqCst: the exception this file is for. Not shown by the checker: nothing needs it.
    }
}
