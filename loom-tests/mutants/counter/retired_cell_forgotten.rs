//! **A cell that is cleared for its next owner.**
//!
//! *Misconception.* "A cell belongs to its thread; when the thread leaves, hand it back as it was: empty." What stands in
//! the cell is not the thread's but the counter's: it is that part of the sum which the thread contributed.
//!
//! *Killed by* `exact_when_quiescent`, as an assertion.

use primitives::counter::{Add, Counter, Promise};
use primitives::slots::Slots;
use primitives::sync::Arc;
use primitives::sync::atomic::{AtomicU64, LoadByOwner, Ordering};

/// A counter with a cell for each thread, cleared when the thread leaves.
#[derive(Debug, Default)]
pub struct RetiredCellForgotten {
    cells: Slots<AtomicU64>,
}

impl RetiredCellForgotten {
    /// Starts at zero.
    pub fn new() -> Self {
        RetiredCellForgotten { cells: Slots::new() }
    }
}

impl Counter for RetiredCellForgotten {
    const PROMISE: Promise = Promise::ExactWhenQuiescent;
    type Handle = Handle;

    fn handle(self: &Arc<Self>) -> Handle {
        let place = self.cells.take().expect("no more handles than cells");
        Handle { place, counter: Arc::clone(self) }
    }

    fn get(&self) -> u64 {
        self.cells.used().iter().fold(0, |sum, cell| sum.wrapping_add(cell.load(Ordering::Relaxed)))
    }
}

/// Owns a cell until dropped.
#[derive(Debug)]
pub struct Handle {
    counter: Arc<RetiredCellForgotten>,
    place: usize,
}

impl Add for Handle {
    fn add(&mut self, n: u64) {
        let cell = self.counter.cells.cell(self.place);
        cell.store(cell.load_by_owner().wrapping_add(n), Ordering::Relaxed);
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        self.counter.cells.cell(self.place).store(0, Ordering::Relaxed);
        self.counter.cells.give_back(self.place);
    }
}
