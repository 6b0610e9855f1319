//! **A hit that leaves nothing behind.**
//!
//! *Misconception.* "A hit must not write, so it does not." Then who came first goes first, however often it is asked for.

use std::collections::VecDeque;

use primitives::cache::{BadCapacity, Bounded, Cache, Remove};
use primitives::read_mostly::rwlock_std::StdRwLock;
use primitives::read_mostly::{ReadMostly, ReadWrite, RwLockKind};
use primitives::sync::atomic::{AtomicBool, Ordering};

#[derive(Debug)]
struct Entry {
    key: u64,
    value: u64,
    /// Since it last came to the front.
    used: AtomicBool,
}

/// Entries in a queue. Whoever stands in front is the first to go.
#[derive(Debug)]
struct Entries {
    queue: VecDeque<Entry>,
    capacity: usize,
}

impl Entries {
    /// The value of a key, which was used. It stays where it is.
    fn mark(&self, key: u64) -> Option<u64> {
        let entry = self.queue.iter().find(|entry| entry.key == key)?;
        Some(entry.value)
    }

    /// Takes an entry out.
    fn take(&mut self, key: u64) -> Option<Entry> {
        let at = self.queue.iter().position(|entry| entry.key == key)?;
        self.queue.remove(at)
    }

    /// Puts an entry in, at the end of the queue.
    fn put(&mut self, key: u64, value: u64) {
        self.take(key);
        if self.queue.len() == self.capacity {
            self.evict();
        }
        self.queue.push_back(Entry { key, value, used: AtomicBool::new(false) });
    }

    /// Makes room for one: whoever was used goes to the end and has to be used again; the first who was not goes.
    fn evict(&mut self) {
        while let Some(front) = self.queue.pop_front() {
            if !front.used.swap(false, Ordering::Relaxed) {
                return;
            }
            self.queue.push_back(front);
        }
    }
}

/// A bounded map behind a lock of kind `L`: `read` takes it shared, with others who read, and `write` exclusively.
pub struct ClockCache<L: RwLockKind = StdRwLock> {
    entries: L::Of<Entries>,
}

impl<L: RwLockKind> Cache<u64, u64> for ClockCache<L> {
    fn with_capacity(capacity: usize) -> Result<Self, BadCapacity> {
        BadCapacity::unless_within(capacity, 1, 1_000_000)?;
        let queue = VecDeque::new();
        Ok(ClockCache { entries: ReadMostly::new(Entries { queue, capacity }) })
    }

    fn get(&self, key: &u64) -> Option<u64> {
        // Shared: a mark is set without moving anything, and two who set the same one do the same.
        self.entries.read(|entries| entries.mark(*key))
    }

    fn insert(&self, key: u64, value: u64) {
        self.entries.write(|entries| entries.put(key, value));
    }
}

impl<L: RwLockKind> Remove<u64, u64> for ClockCache<L> {
    fn remove(&self, key: &u64) -> Option<u64> {
        self.entries.write(|entries| entries.take(*key)).map(|entry| entry.value)
    }
}

impl<L: RwLockKind> Bounded<u64, u64> for ClockCache<L> {
    fn capacity(&self) -> usize {
        self.entries.read(|entries| entries.capacity)
    }

    fn len(&self) -> usize {
        self.entries.read(|entries| entries.queue.len())
    }
}
