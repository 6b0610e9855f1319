//! **There was room a moment ago.**
//!
//! *Mistake.* "I look whether it is full, make room if it is, and then put the entry in; each step is under the lock." Each is; between two of them
//! another thread does the same, and both have found room for one.
//!
//! *Killed by* `capacity_respected`, as an assertion.

use primitives::cache::{BadCapacity, Bounded, Cache};
use primitives::sync::Mutex;

/// First in, first out, in three sections.
#[derive(Debug)]
pub struct CheckThenAct {
    entries: Mutex<Vec<(u64, u64)>>,
    capacity: usize,
}

impl Cache<u64, u64> for CheckThenAct {
    fn with_capacity(capacity: usize) -> Result<Self, BadCapacity> {
        BadCapacity::unless_within(capacity, 1, 1000)?;
        Ok(CheckThenAct { entries: Mutex::new(Vec::new()), capacity })
    }

    fn get(&self, key: &u64) -> Option<u64> {
        self.entries.with(|entries| entries.iter().find(|entry| entry.0 == *key).map(|entry| entry.1))
    }

    fn insert(&self, key: u64, value: u64) {
        self.entries.with(|entries| entries.retain(|entry| entry.0 != key));
        if self.len() == self.capacity {
            self.entries.with(|entries| entries.remove(0));
        }
        self.entries.with(|entries| entries.push((key, value)));
    }
}

impl Bounded<u64, u64> for CheckThenAct {
    fn capacity(&self) -> usize {
        self.capacity
    }

    fn len(&self) -> usize {
        self.entries.with(|entries| entries.len())
    }
}
