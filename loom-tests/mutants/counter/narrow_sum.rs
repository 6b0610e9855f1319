//! **A sum of fewer bits than what is added.**
//!
//! *Misconception.* "Nobody ever counts to four billion." One byte at a time nobody does; but a counter is also told how many
//! bytes a file has, and what does not fit is cut off without a word.
//!
//! *Killed by* `any_amount`, as an assertion.

use primitives::counter::{Promise, SharedCounter};
use primitives::sync::atomic::{AtomicU32, Ordering};

/// A counter of 32 bits.
#[derive(Debug, Default)]
pub struct NarrowSum {
    sum: AtomicU32,
}

impl NarrowSum {
    /// Starts at zero.
    pub fn new() -> Self {
        NarrowSum { sum: AtomicU32::new(0) }
    }
}

impl SharedCounter for NarrowSum {
    const PROMISE: Promise = Promise::Linearizable;

    fn add(&self, n: u64) {
        self.sum.fetch_add(n as u32, Ordering::Relaxed);
    }

    fn get(&self) -> u64 {
        u64::from(self.sum.load(Ordering::Relaxed))
    }
}
