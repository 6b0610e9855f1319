//! Cells that threads own for a while: a fixed row of padded cells, each owned by at most one holder at a time.
//!
//! Several algorithms give each thread a place of its own that others only read. Threads come and go, so places must be
//! handed back; what stands in a place stays there for the next owner.
//!
//! *Invariants.*
//! 1. A number is in `free`, or at `next` or above, or held by exactly one caller of [`Slots::take`].
//! 2. Handing a place over goes through the mutex, so whatever the last owner did happens before what the next one does.
//! 3. `used` never sinks, and every place that was ever owned is below it.

use crate::cache_padded::CachePadded;
use crate::sync::atomic::{AtomicUsize, Ordering};
use crate::sync::{Mutex, limits};

/// A row of places.
#[derive(Debug)]
pub struct Slots<T> {
    cells: Box<[CachePadded<T>]>,
    /// Places that were ever owned: readers need not look further. Written under the lock.
    used: AtomicUsize,
    /// The groups that these places are in: kept beside, so that a reader need not divide.
    used_groups: AtomicUsize,
    free: Mutex<Free>,
}

#[derive(Debug, Default)]
struct Free {
    /// The first place that was never owned.
    next: usize,
    /// Places handed back.
    returned: Vec<usize>,
}

impl<T: Default> Slots<T> {
    /// A row of [`limits::SLOTS`] free places.
    pub fn new() -> Self {
        let cells = (0..limits::SLOTS).map(|_| CachePadded::new(T::default())).collect();
        Slots {
            cells,
            used: AtomicUsize::new(0),
            used_groups: AtomicUsize::new(0),
            free: Mutex::new(Free::default()),
        }
    }
}

impl<T: Default> Default for Slots<T> {
    fn default() -> Self {
        Slots::new()
    }
}

impl<T> Slots<T> {
    /// Gives out a place, if one is free. *O*(1), blocking. A place that is never given back is lost to others, and no more.
    #[must_use]
    pub fn take(&self) -> Option<usize> {
        let mut free = self.free.lock();
        if let Some(index) = free.returned.pop() {
            return Some(index);
        }
        let index = free.next;
        if index == self.cells.len() {
            return None;
        }
        free.next += 1;
        // Relaxed: a mark, not a message. A reader that misses it misses only what is being added meanwhile; one that
        // must not miss it has heard from the owner, and with that from us.
        self.used.store(free.next, Ordering::Relaxed);
        self.used_groups.store(free.next.div_ceil(limits::SLOTS_PER_GROUP), Ordering::Relaxed); // Relaxed: likewise
        Some(index)
    }

    /// Takes a place back. `index` must have come from [`take`](Self::take), and its holder must be done with it.
    pub fn give_back(&self, index: usize) {
        self.free.lock().returned.push(index);
    }

    /// The place with this number.
    #[inline(always)]
    pub fn cell(&self, index: usize) -> &T {
        &self.cells[index]
    }

    /// Every place that was ever owned.
    #[inline(always)]
    pub fn used(&self) -> &[CachePadded<T>] {
        &self.cells[..self.used.load(Ordering::Relaxed)] // Relaxed: see `take`
    }

    /// Every place that was ever owned, in groups that a loop can read without counting; the last group may hold
    /// places that nobody owned yet, which stand as they were made.
    #[inline(always)]
    pub fn used_groups(&self) -> &[[CachePadded<T>; limits::SLOTS_PER_GROUP]] {
        let (groups, _) = self.cells.as_chunks();
        &groups[..self.used_groups.load(Ordering::Relaxed)] // Relaxed: see `take`
    }
}
