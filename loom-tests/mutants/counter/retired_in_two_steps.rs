//! **A count that is moved while somebody reads.**
//!
//! *Misconception.* "When a thread leaves, its count moves to a common number: add it there, then clear the cell; it is never
//! lost." For a reader it is: who looked at the common number before the move and at the cell after it finds the count
//! in neither, and sees the sum go back. (The other way round it would be found in both.)
//!
//! *Killed by* `monotone_for_one_reader`, as an assertion.

use primitives::counter::{Add, Counter, Promise};
use primitives::slots::Slots;
use primitives::sync::Arc;
use primitives::sync::atomic::{AtomicU64, LoadByOwner, Ordering};

/// A counter with a cell for each thread, and a number for those that left.
#[derive(Debug, Default)]
pub struct RetiredInTwoSteps {
    retired: AtomicU64,
    cells: Slots<AtomicU64>,
}

impl RetiredInTwoSteps {
    /// Starts at zero.
    pub fn new() -> Self {
        RetiredInTwoSteps { retired: AtomicU64::new(0), cells: Slots::new() }
    }
}

impl Counter for RetiredInTwoSteps {
    const PROMISE: Promise = Promise::ExactWhenQuiescent;
    type Handle = Handle;

    fn handle(self: &Arc<Self>) -> Handle {
        let place = self.cells.take().expect("no more handles than cells");
        Handle { place, counter: Arc::clone(self) }
    }

    fn get(&self) -> u64 {
        let retired = self.retired.load(Ordering::Acquire);
        self.cells.used().iter().fold(retired, |sum, cell| sum.wrapping_add(cell.load(Ordering::Acquire)))
    }
}

/// Owns a cell until dropped.
#[derive(Debug)]
pub struct Handle {
    counter: Arc<RetiredInTwoSteps>,
    place: usize,
}

impl Add for Handle {
    fn add(&mut self, n: u64) {
        let cell = self.counter.cells.cell(self.place);
        cell.store(cell.load_by_owner().wrapping_add(n), Ordering::Release);
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        let cell = self.counter.cells.cell(self.place);
        // No ordering, however strong, makes one step of two.
        self.counter.retired.fetch_add(cell.load_by_owner(), Ordering::AcqRel);
        cell.store(0, Ordering::Release);
        self.counter.cells.give_back(self.place);
    }
}
