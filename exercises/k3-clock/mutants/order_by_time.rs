//! **LRU, with a shared lock.**
//!
//! *Misconception.* "LRU has the best hit ratio", so here it is, without its lock: each entry has the time of its last use, and the oldest goes.
//! All who come but once are kept as if they came for ever, as long as they came late.

use std::collections::VecDeque;

use primitives::cache::{BadCapacity, Bounded, Cache, Remove};
use primitives::read_mostly::rwlock_std::StdRwLock;
use primitives::read_mostly::{ReadMostly, ReadWrite, RwLockKind};
use primitives::sync::atomic::{AtomicU64, Ordering};

#[derive(Debug)]
struct Entry {
    key: u64,
    value: u64,
    used: AtomicU64,
}

/// Entries in a queue. Whoever stands in front is the first to go.
#[derive(Debug)]
struct Entries {
    queue: VecDeque<Entry>,
    capacity: usize,
    now: AtomicU64,
}

impl Entries {
    /// The value of a key, which was used. It stays where it is.
    fn mark(&self, key: u64) -> Option<u64> {
        let entry = self.queue.iter().find(|entry| entry.key == key)?;
        entry.used.store(self.now.fetch_add(1, Ordering::Relaxed), Ordering::Relaxed);
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
        let used = AtomicU64::new(self.now.fetch_add(1, Ordering::Relaxed));
        self.queue.push_back(Entry { key, value, used });
    }

    /// Makes room for one: the one that was used longest ago goes.
    fn evict(&mut self) {
        let times = self.queue.iter().map(|entry| entry.used.load(Ordering::Relaxed));
        if let Some((_, at)) = times.zip(0..).min() {
            self.queue.remove(at);
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
        Ok(ClockCache { entries: ReadMostly::new(Entries { queue, capacity, now: AtomicU64::new(0) }) })
    }

    fn get(&self, key: &u64) -> Option<u64> {
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
