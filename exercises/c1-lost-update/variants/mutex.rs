//! A counter that several threads add to.

use primitives::counter::{Promise, SharedCounter};
use primitives::sync::Mutex;

/// The sum, behind a lock.
#[derive(Debug, Default)]
pub struct YourCounter {
    sum: Mutex<u64>,
}

impl YourCounter {
    /// Starts at zero.
    pub fn new() -> Self {
        YourCounter { sum: Mutex::new(0) }
    }
}

impl SharedCounter for YourCounter {
    const PROMISE: Promise = Promise::Linearizable;

    /// Adds `n`; past 2^64 - 1 it goes on at zero.
    fn add(&self, n: u64) {
        let mut sum = self.sum.lock(); // kept to the end of the section: reading and writing are one
        *sum = sum.wrapping_add(n);
    }

    /// The sum so far.
    fn get(&self) -> u64 {
        *self.sum.lock()
    }
}
