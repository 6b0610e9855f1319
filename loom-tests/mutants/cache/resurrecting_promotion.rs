//! **A hit puts back what it found.**
//!
//! *Mistake.* "Look under the shared lock, since that is cheap; if it is there, take the exclusive lock and move it to the front: remove it, and push
//! it." Between the two locks it may have been removed by somebody who meant it. The promotion brings it back to life.
//!
//! *Killed by* `stays_removed`, as an assertion.

use primitives::cache::{BadCapacity, Cache, Remove};
use primitives::read_mostly::rwlock_std::RwLockStd;
use primitives::read_mostly::{ReadMostly, ReadWrite};

/// Least recently used, in a vector: the last one was used last.
pub struct ResurrectingPromotion {
    entries: RwLockStd<Vec<(u64, u64)>>,
    capacity: usize,
}

impl Cache<u64, u64> for ResurrectingPromotion {
    fn with_capacity(capacity: usize) -> Result<Self, BadCapacity> {
        BadCapacity::unless_within(capacity, 1, 1000)?;
        Ok(ResurrectingPromotion { entries: ReadMostly::new(Vec::new()), capacity })
    }

    fn get(&self, key: &u64) -> Option<u64> {
        let found = self.entries.read(|entries| entries.iter().find(|entry| entry.0 == *key).copied())?;
        self.entries.write(|entries| {
            entries.retain(|entry| entry.0 != *key);
            entries.push(found);
        });
        Some(found.1)
    }

    fn insert(&self, key: u64, value: u64) {
        self.entries.write(|entries| {
            entries.retain(|entry| entry.0 != key);
            if entries.len() == self.capacity {
                entries.remove(0);
            }
            entries.push((key, value));
        });
    }
}

impl Remove<u64, u64> for ResurrectingPromotion {
    fn remove(&self, key: &u64) -> Option<u64> {
        self.entries.write(|entries| {
            let at = entries.iter().position(|entry| entry.0 == *key)?;
            Some(entries.remove(at).1)
        })
    }
}
