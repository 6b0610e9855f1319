//! **The key was right, so the value is.**
//!
//! *Mistake.* "I read the key under its sequence, and it is the one I look for. Then I read the value." By then the slot may belong to another key:
//! what was checked was the key, and the value was read after the check. The sequence must be looked at once more behind all that was read.
//!
//! *Killed by* `value_belongs_to_key`, as an assertion.

use primitives::cache::{BadCapacity, Cache};
use primitives::sync::Mutex;
use primitives::sync::atomic::{AtomicU64, Ordering, fence};

/// A cache of one entry.
#[derive(Debug)]
pub struct RecycledSlot {
    sequence: AtomicU64,
    key: AtomicU64,
    value: AtomicU64,
    writers: Mutex<u64>,
}

impl Cache<u64, u64> for RecycledSlot {
    fn with_capacity(capacity: usize) -> Result<Self, BadCapacity> {
        BadCapacity::unless_within(capacity, 1, 1)?;
        let none = AtomicU64::new(u64::MAX);
        Ok(RecycledSlot {
            sequence: AtomicU64::new(0),
            key: none,
            value: AtomicU64::new(0),
            writers: Mutex::new(0),
        })
    }

    fn get(&self, key: &u64) -> Option<u64> {
        let before = self.sequence.load(Ordering::Acquire); // Acquire: pairs with the Release in `insert`
        let found = self.key.load(Ordering::Relaxed); // Relaxed: the sequence around it
        fence(Ordering::Acquire); // Acquire: pairs with the Release fence in `insert`
        let is_whole = before & 1 == 0 && self.sequence.load(Ordering::Relaxed) == before; // Relaxed: the fence
        (is_whole && found == *key).then(|| self.value.load(Ordering::Relaxed)) // Relaxed: too late for any
    }

    fn insert(&self, key: u64, value: u64) {
        self.writers.with(|sequence| {
            self.sequence.store(*sequence + 1, Ordering::Relaxed); // Relaxed: the fence
            fence(Ordering::Release); // Release: pairs with the Acquire fence in `get`
            self.key.store(key, Ordering::Relaxed); // Relaxed: the sequence around it
            self.value.store(value, Ordering::Relaxed); // Relaxed: as above
            *sequence += 2;
            self.sequence.store(*sequence, Ordering::Release); // Release: pairs with the Acquire in `get`
        });
    }
}
