//! A cache whose hits go on at the same time.

use std::collections::VecDeque;

use primitives::cache::{BadCapacity, Bounded, Cache, Remove};
use primitives::read_mostly::rwlock_std::StdRwLock;
use primitives::read_mostly::{ReadMostly, ReadWrite, RwLockKind};

#[derive(Debug)]
struct Entry {
    key: u64,
    value: u64,
}

/// Entries in a queue. Whoever stands in front is the first to go.
#[derive(Debug)]
struct Entries {
    queue: VecDeque<Entry>,
    capacity: usize,
}

impl Entries {
    /// The value of a key, which goes to the end of the queue: it was used last.
    fn touch(&mut self, key: u64) -> Option<u64> {
        let entry = self.take(key)?;
        let value = entry.value;
        self.queue.push_back(entry);
        Some(value)
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
        self.queue.push_back(Entry { key, value });
    }

    /// Makes room for one.
    fn evict(&mut self) {
        self.queue.pop_front();
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
        // The price of the best order: a hit is a write.
        self.entries.write(|entries| entries.touch(*key))
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
