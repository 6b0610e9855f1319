//! A counter that several threads add to.

use primitives::counter::{Promise, SharedCounter};
use primitives::sync::atomic::{AtomicU64, Ordering};

/// The sum, in one atomic.
#[derive(Debug, Default)]
pub struct YourCounter {
    sum: AtomicU64,
}

impl YourCounter {
    /// Starts at zero.
    pub fn new() -> Self {
        YourCounter { sum: AtomicU64::new(0) }
    }
}

impl SharedCounter for YourCounter {
    const PROMISE: Promise = Promise::Linearizable;

    /// Adds `n`; past 2^64 - 1 it goes on at zero.
    fn add(&self, n: u64) {
        // One step: between reading and writing there is no place for anybody.
        self.sum.fetch_add(n, Ordering::Relaxed);
    }

    /// The sum so far.
    fn get(&self) -> u64 {
        self.sum.load(Ordering::Relaxed)
    }
}
