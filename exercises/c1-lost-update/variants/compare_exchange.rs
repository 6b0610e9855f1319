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
        let mut seen = self.sum.load(Ordering::Relaxed);
        // Writes only if the number is still the one seen; else it tells what it found, and we try again with that.
        while let Err(found) =
            self.sum.compare_exchange(seen, seen.wrapping_add(n), Ordering::Relaxed, Ordering::Relaxed)
        {
            seen = found;
        }
    }

    /// The sum so far.
    fn get(&self) -> u64 {
        self.sum.load(Ordering::Relaxed)
    }
}
