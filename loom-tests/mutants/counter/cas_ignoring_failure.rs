//! **Compare and swap, without looking at the answer.**
//!
//! *Misconception.* "Compare and swap is the thread-safe store." It is a store that may refuse, and says so; whoever does
//! not ask has added nothing whenever another thread was quicker.
//!
//! *Killed by* `no_lost_update`, as an assertion.

use primitives::counter::{Promise, SharedCounter};
use primitives::sync::atomic::{AtomicU64, Ordering};

/// A counter that tries once.
#[derive(Debug, Default)]
pub struct CasIgnoringFailure {
    sum: AtomicU64,
}

impl CasIgnoringFailure {
    /// Starts at zero.
    pub fn new() -> Self {
        CasIgnoringFailure { sum: AtomicU64::new(0) }
    }
}

impl SharedCounter for CasIgnoringFailure {
    const PROMISE: Promise = Promise::Linearizable;

    fn add(&self, n: u64) {
        let seen = self.sum.load(Ordering::Relaxed);
        let next = seen.wrapping_add(n);
        let _ = self.sum.compare_exchange(seen, next, Ordering::Relaxed, Ordering::Relaxed);
    }

    fn get(&self) -> u64 {
        self.sum.load(Ordering::Relaxed)
    }
}
