//! **Compare and swap, waiting longer after each failure.**
//!
//! *Promise.* Linearizable; lock-free.
//!
//! *Origin.* Anderson, "The Performance of Spin Lock Alternatives for Shared-Memory Multiprocessors", 1990: exponential
//! back-off, borrowed from Ethernet.
//!
//! *State.* One `AtomicU64`: the sum.
//!
//! *Orderings.* All `Relaxed`, as in [`cas_loop`](super::cas_loop).
//!
//! *Trade-off.* A loser of [`cas_loop`](super::cas_loop) takes the cache line from the winner, who is about to need it again.
//! Waiting lets one thread make many additions while it has the line: more throughput, bought with longer waits for
//! whoever backs off, and with less fairness.

use super::{Promise, SharedCounter};
use crate::backoff::Backoff;
use crate::sync::atomic::{AtomicU64, Ordering};

/// A counter that adds by compare and swap, with exponential back-off.
#[derive(Debug, Default)]
pub struct CasBackoff {
    sum: AtomicU64,
}

impl CasBackoff {
    /// Starts at zero.
    pub fn new() -> Self {
        CasBackoff { sum: AtomicU64::new(0) }
    }
}

impl SharedCounter for CasBackoff {
    const PROMISE: Promise = Promise::Linearizable;

    #[inline]
    fn add(&self, n: u64) {
        let mut backoff = Backoff::new();
        loop {
            let seen = self.sum.load(Ordering::Relaxed); // Relaxed: a guess; the exchange checks it
            let next = seen.wrapping_add(n);
            // Relaxed: atomicity loses no update; nothing else is published
            match self.sum.compare_exchange_weak(seen, next, Ordering::Relaxed, Ordering::Relaxed) {
                Ok(_) => return,          // nobody came between
                Err(_) => backoff.wait(), // likely somebody added: leave the line to them, then look anew
            }
        }
    }

    #[inline(always)]
    fn get(&self) -> u64 {
        self.sum.load(Ordering::Relaxed) // Relaxed: the sum stands for nothing but itself
    }
}
