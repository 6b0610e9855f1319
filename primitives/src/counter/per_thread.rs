//! **One cell for each thread, written by it alone.**
//!
//! *Promise.* Exact when quiescent. Adding is wait-free while no more than [`limits::SLOTS`](crate::sync::limits::SLOTS) handles live
//! at once (the latecomers share one atomic); making and dropping a handle takes a mutex; reading is wait-free and linear in the
//! largest number of handles that ever lived at once.
//!
//! *Origin.* The statistical counters of McKenney, "Is Parallel Programming Hard, And, If So, What Can You Do About
//! It?", chapter 5; `LongAdder` (Lea) gives each thread a cell too, but one that others may write.
//!
//! *State.* A row of padded cells ([`Slots`]), one for each live handle, and `latecomers`, one atomic that the rest share.
//! A cell is never reset: its next owner counts on.
//!
//! *Invariants.*
//! 1. A cell has one writer at a time: the handle that holds its number ([`Slots`], invariant 1).
//! 2. Successive writers of a cell are ordered by the row's mutex ([`Slots`], invariant 2), so each finds the last one's value.
//! 3. The sum is the sum of all cells that were ever owned, and `latecomers`.
//!
//! *Orderings.* All `Relaxed`: as in [`atomic_relaxed`](super::atomic_relaxed), a counter publishes nothing but itself, and one
//! writer per cell needs no read-modify-write. A reader sees each cell move forward only (coherence), so the sum does.
//!
//! *Trade-off.* An addition costs an ordinary load and store (where the machine has them for 64 bits), however many threads add. Paid for with memory (8 KiB
//! a counter), with a reading that visits every cell, and with a sum that is no snapshot.

use std::ptr::NonNull;

use super::{Add, Counter, Promise};
use crate::cache_padded::CachePadded;
use crate::slots::Slots;
use crate::sync::Arc;
use crate::sync::atomic::{AtomicU64, LoadByOwner, Ordering};

/// A counter with a cell for each thread.
#[derive(Debug, Default)]
pub struct PerThread {
    cells: Slots<AtomicU64>,
    /// Shared by the handles that found no free cell.
    latecomers: CachePadded<AtomicU64>,
}

impl PerThread {
    /// Starts at zero.
    pub fn new() -> Self {
        PerThread { cells: Slots::new(), latecomers: CachePadded::new(AtomicU64::new(0)) }
    }
}

impl Counter for PerThread {
    const PROMISE: Promise = Promise::ExactWhenQuiescent;
    type Handle = Handle;

    fn handle(self: &Arc<Self>) -> Handle {
        let slot = self.cells.take();
        let cell = match slot {
            Some(index) => self.cells.cell(index),
            None => &*self.latecomers,
        };
        Handle { cell: NonNull::from(cell), slot, counter: Arc::clone(self) }
    }

    #[inline]
    fn get(&self) -> u64 {
        // Four sums side by side: in one, each addition would wait for the one before.
        let mut sums = [self.latecomers.load(Ordering::Relaxed), 0, 0, 0]; // Relaxed: see the header
        for group in self.cells.used_groups() {
            for (place, cell) in group.iter().enumerate() {
                let sum = &mut sums[place % 4];
                *sum = sum.wrapping_add(cell.load(Ordering::Relaxed)); // Relaxed: see the header
            }
        }
        sums.into_iter().fold(0, u64::wrapping_add)
    }
}

/// Owns a cell until dropped, or shares the latecomers'. It stays what it is: a latecomer gets no cell that becomes free
/// later, and a handle that is forgotten instead of dropped keeps its cell for good.
#[derive(Debug)]
pub struct Handle {
    /// The cell, within `counter`.
    cell: NonNull<AtomicU64>,
    /// Its number, if it is ours alone.
    slot: Option<usize>,
    counter: Arc<PerThread>,
}

// SAFETY: `cell` points into `counter`, which is Send and Sync; a handle that moves to another thread takes the
// ownership of its cell along (invariant 1).
unsafe impl Send for Handle {}

impl Add for Handle {
    #[inline(always)]
    fn add(&mut self, n: u64) {
        // SAFETY: the cell stands in a box that `counter` owns and never replaces, and we keep `counter` alive.
        let cell = unsafe { self.cell.as_ref() };
        if self.slot.is_some() {
            // We are the one writer (invariant 1): load and store need not be one step.
            cell.store(cell.load_by_owner().wrapping_add(n), Ordering::Relaxed); // Relaxed: see the header
        } else {
            cell.fetch_add(n, Ordering::Relaxed); // Relaxed: see the header
        }
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        if let Some(index) = self.slot {
            self.counter.cells.give_back(index);
        }
    }
}
