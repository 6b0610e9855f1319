//! **Read in one locked section, write in the next.**
//!
//! *Misconception.* "Every access is under the lock, so nothing can go wrong." No access races with another; but what was
//! read in the first section is out of date in the second. A lock protects as much as stands between one locking and
//! its unlocking.
//!
//! *Killed by* `no_lost_update`, as an assertion.

use primitives::counter::{Promise, SharedCounter};
use primitives::sync::Mutex;

/// A counter that lets go of its lock halfway.
#[derive(Debug, Default)]
pub struct TwoSections {
    sum: Mutex<u64>,
}

impl TwoSections {
    /// Starts at zero.
    pub fn new() -> Self {
        TwoSections { sum: Mutex::new(0) }
    }
}

impl SharedCounter for TwoSections {
    const PROMISE: Promise = Promise::Linearizable;

    fn add(&self, n: u64) {
        let sum = *self.sum.lock(); // the guard is gone at the end of this line
        *self.sum.lock() = sum.wrapping_add(n);
    }

    fn get(&self) -> u64 {
        *self.sum.lock()
    }
}
