//! **Load, then store.**
//!
//! *Misconception.* "The number is atomic, so nobody ever sees half of it; reading it and writing back one more must be
//! fine." Each step is atomic; the two together are not: whoever writes between them is overwritten.
//!
//! *Killed by* `no_lost_update`, as an assertion.

use primitives::counter::{Promise, SharedCounter};
use primitives::sync::atomic::{AtomicU64, Ordering};

/// A counter whose addition is two steps.
#[derive(Debug, Default)]
pub struct LoadThenStore {
    sum: AtomicU64,
}

impl LoadThenStore {
    /// Starts at zero.
    pub fn new() -> Self {
        LoadThenStore { sum: AtomicU64::new(0) }
    }
}

impl SharedCounter for LoadThenStore {
    const PROMISE: Promise = Promise::Linearizable;

    fn add(&self, n: u64) {
        let sum = self.sum.load(Ordering::Relaxed);
        self.sum.store(sum.wrapping_add(n), Ordering::Relaxed);
    }

    fn get(&self) -> u64 {
        self.sum.load(Ordering::Relaxed)
    }
}
