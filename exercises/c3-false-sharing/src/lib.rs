//! A counter in cells, so that threads need not meet.

use primitives::counter::{Add, Counter, Promise};
use primitives::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use primitives::sync::{Arc, limits};

/// How many cells there are.
pub const CELLS: usize = limits::STRIPES;

/// One cell, with a number that no other cell's threads touch.
#[derive(Debug, Default)]
struct Cell {
    number: AtomicU64,
}

/// The sum, in parts: each handle adds to one cell.
#[derive(Debug)]
pub struct SpreadCounter {
    cells: Box<[Cell]>,
    /// Deals handles out to the cells, in turn.
    next: AtomicUsize,
}

/// Wants to know where the cells stand. The checks bring one.
pub trait Surveyor {
    /// Is shown a cell's number.
    #[track_caller]
    fn see(&mut self, number: &AtomicU64);
}

impl SpreadCounter {
    /// Starts at zero.
    pub fn new() -> Self {
        SpreadCounter { cells: (0..CELLS).map(|_| Cell::default()).collect(), next: AtomicUsize::new(0) }
    }

    /// Shows every cell.
    pub fn survey(&self, surveyor: &mut impl Surveyor) {
        for cell in &self.cells {
            surveyor.see(&cell.number);
        }
    }
}

impl Default for SpreadCounter {
    fn default() -> Self {
        SpreadCounter::new()
    }
}

impl Counter for SpreadCounter {
    const PROMISE: Promise = Promise::ExactWhenQuiescent;
    type Handle = Handle;

    fn handle(self: &Arc<Self>) -> Handle {
        let cell = self.next.fetch_add(1, Ordering::Relaxed) % CELLS; // Relaxed: any cell will do
        Handle { counter: Arc::clone(self), cell }
    }

    /// Exact when nobody adds.
    fn get(&self) -> u64 {
        self.cells.iter().fold(0, |sum, cell| sum.wrapping_add(cell.number.load(Ordering::Relaxed)))
    }
}

/// One thread's way of adding.
#[derive(Debug)]
pub struct Handle {
    counter: Arc<SpreadCounter>,
    cell: usize,
}

impl Add for Handle {
    /// Adds `n`; past 2^64 - 1 it goes on at zero.
    fn add(&mut self, n: u64) {
        let cell = &self.counter.cells[self.cell];
        // One step, since several handles may have the same cell.
        cell.number.fetch_add(n, Ordering::Relaxed);
    }
}
