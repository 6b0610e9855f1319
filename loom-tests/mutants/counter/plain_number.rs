//! **A plain number, shared.**
//!
//! *Misconception.* "Adding one is a single instruction, and a number is either the old or the new one." The compiler may
//! keep it in a register, split it or merge it, since nothing says that another thread looks; two accesses that
//! nothing orders are a data race, and then the program means nothing at all.
//!
//! *Killed by* `no_lost_update`, as a data race.

use primitives::counter::{Promise, SharedCounter};
use primitives::sync::cell::UnsafeCell;

/// A counter without any synchronisation.
#[derive(Debug, Default)]
pub struct PlainNumber {
    sum: UnsafeCell<u64>,
}

// SAFETY: none. This line is the mistake: it promises what nobody keeps.
unsafe impl Sync for PlainNumber {}

impl PlainNumber {
    /// Starts at zero.
    pub fn new() -> Self {
        PlainNumber { sum: UnsafeCell::new(0) }
    }
}

impl SharedCounter for PlainNumber {
    const PROMISE: Promise = Promise::Linearizable;

    fn add(&self, n: u64) {
        // SAFETY: none; another thread may be here as well.
        self.sum.with_mut(|sum| unsafe { *sum = (*sum).wrapping_add(n) });
    }

    fn get(&self) -> u64 {
        // SAFETY: none; another thread may be writing.
        self.sum.with(|sum| unsafe { *sum })
    }
}
