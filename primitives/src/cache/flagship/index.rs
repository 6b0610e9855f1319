//! From hashes to places: a table that is searched without a lock.
//!
//! Open addressing with linear probing (Knuth, vol. 3, 6.4, algorithms L and R): an entry stands in the first free cell from its home
//! on, and when one is taken out, those behind it move up, so there are no tombstones. A cell is one word, hash and place together, so it
//! is never half of one entry and half of another.
//!
//! Whoever changes it holds the shard's lock. Whoever searches meanwhile may miss an entry that is moved just then, or meet one
//! that is gone; the shard's version and the entry itself tell (see [`flagship`](super)).

use crate::cache::lists::Place;
use crate::queue::{BadCapacity, row};
use crate::sync::atomic::{AtomicU64, LoadByOwner, Ordering};

/// No entry. Places are counted from 1 in cells.
const EMPTY: u64 = 0;

/// Cells, a power of two of them, a quarter of them or more always empty.
#[derive(Debug)]
pub(super) struct Index {
    cells: Box<[AtomicU64]>,
}

fn cell(hash: u32, place: Place) -> u64 {
    (u64::from(hash) << 32) | u64::from(place + 1)
}

fn hash_in(cell: u64) -> u32 {
    (cell >> 32) as u32
}

fn place_in(cell: u64) -> Place {
    cell as u32 - 1
}

impl Index {
    /// For so many entries.
    pub(super) fn new(capacity: usize) -> Result<Self, BadCapacity> {
        let cells = (capacity + capacity.div_ceil(3)).next_power_of_two();
        Ok(Index { cells: row(cells, |_| AtomicU64::new(EMPTY))? })
    }

    fn mask(&self) -> usize {
        self.cells.len() - 1
    }

    /// Goes through the places that may have this hash, until `look` has an answer; for any thread.
    #[inline(always)]
    pub(super) fn search<R>(&self, hash: u32, mut look: impl FnMut(Place) -> Option<R>) -> Option<R> {
        let mask = self.mask();
        // No more steps than there are cells: entries that move meanwhile must not lead us round in a circle.
        for step in 0..=mask {
            // Relaxed: the shard's fences tell whether what is found belongs together, and the entry whether it is whole.
            let found = self.cells[(hash as usize).wrapping_add(step) & mask].load(Ordering::Relaxed);
            if found == EMPTY {
                break;
            }
            if hash_in(found) == hash
                && let Some(answer) = look(place_in(found))
            {
                return Some(answer);
            }
        }
        None
    }

    /// Adds an entry. For the holder of the lock.
    pub(super) fn put(&self, hash: u32, place: Place) {
        let mask = self.mask();
        let mut at = hash as usize & mask;
        while self.cells[at].load_by_owner() != EMPTY {
            at = (at + 1) & mask;
        }
        self.cells[at].store(cell(hash, place), Ordering::Relaxed); // Relaxed: as in `search`
    }

    /// Takes an entry out. For the holder of the lock.
    pub(super) fn remove(&self, hash: u32, place: Place) {
        let mask = self.mask();
        let wanted = cell(hash, place);
        let mut hole = hash as usize & mask;
        loop {
            match self.cells[hole].load_by_owner() {
                EMPTY => return,
                found if found == wanted => break,
                _ => hole = (hole + 1) & mask,
            }
        }
        // Whoever stands behind the hole and may stand in it moves up, and leaves a hole of its own.
        let mut at = hole;
        loop {
            at = (at + 1) & mask;
            let found = self.cells[at].load_by_owner();
            if found == EMPTY {
                break;
            }
            let from_home = at.wrapping_sub(hash_in(found) as usize) & mask;
            let from_hole = at.wrapping_sub(hole) & mask;
            if from_home >= from_hole {
                self.cells[hole].store(found, Ordering::Relaxed); // Relaxed: as in `search`
                hole = at;
            }
        }
        self.cells[hole].store(EMPTY, Ordering::Relaxed); // Relaxed: as in `search`
    }
}
