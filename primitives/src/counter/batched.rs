//! **Count privately, publish now and then.**
//!
//! *Promise.* Bounded error: each live handle keeps back less than one batch, so the sum is too small by at most
//! *handles × (batch − 1)*, and never too large. Dropping a handle publishes the rest. Wait-free where the hardware has an atomic addition.
//!
//! *Origin.* The approximate ("sloppy") counter of Boyd-Wickizer and others, "An Analysis of Linux Scalability to Many Cores", 2010.
//!
//! *State.* One `AtomicU64`, and in each handle a plain number: what it has not published yet.
//!
//! *Invariants.*
//! 1. `pending < batch` whenever `add` is not running.
//! 2. The true sum is the published one plus all `pending`.
//!
//! *Orderings.* All `Relaxed`, as in [`atomic_relaxed`](super::atomic_relaxed).
//!
//! *Trade-off.* One atomic operation for each batch, and reading stays one load; paid for with an error that has a bound in
//! size but none in time: a handle that falls silent keeps its rest until it is dropped.

use super::{Add, Counter, Promise};
use crate::sync::Arc;
use crate::sync::atomic::{AtomicU64, Ordering};

/// A counter that is told in batches.
#[derive(Debug)]
pub struct Batched {
    published: AtomicU64,
    batch: u64,
}

impl Batched {
    /// Starts at zero; handles publish once they hold `batch` or more. A batch of 0 or 1 publishes always.
    pub fn new(batch: u64) -> Self {
        Batched { published: AtomicU64::new(0), batch: batch.max(1) }
    }
}

impl Counter for Batched {
    const PROMISE: Promise = Promise::BoundedError;
    type Handle = Handle;

    fn handle(self: &Arc<Self>) -> Handle {
        Handle { counter: Arc::clone(self), batch: self.batch, pending: 0 }
    }

    #[inline(always)]
    fn get(&self) -> u64 {
        self.published.load(Ordering::Relaxed) // Relaxed: the sum stands for nothing but itself
    }

    fn error_bound(&self) -> u64 {
        self.batch - 1
    }
}

/// Counts privately.
#[derive(Debug)]
pub struct Handle {
    counter: Arc<Batched>,
    batch: u64,
    /// Added and not yet published; below `batch`.
    pending: u64,
}

impl Handle {
    #[inline]
    fn publish(&mut self) {
        // Relaxed: atomicity loses no update; nothing else is published
        self.counter.published.fetch_add(self.pending, Ordering::Relaxed);
        self.pending = 0;
    }
}

impl Add for Handle {
    #[inline(always)]
    fn add(&mut self, n: u64) {
        // The sum wraps at 2^64; what is pending must not, or a large addition would look like a small batch.
        match self.pending.checked_add(n) {
            Some(pending) => self.pending = pending,
            None => {
                self.publish();
                self.pending = n;
            }
        }
        if self.pending >= self.batch {
            self.publish();
        }
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        if self.pending > 0 {
            self.publish();
        }
    }
}
