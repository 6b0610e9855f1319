//! A cache that forgets what was used longest ago. Each entry knows when it was used last, by a count of all uses.

use primitives::cache::{BadCapacity, Bounded, Cache, Remove};
use primitives::read_mostly::rwlock_std::StdRwLock;
use primitives::read_mostly::{ReadMostly, ReadWrite, RwLockKind};
use primitives::sync::atomic::{AtomicU64, Ordering};

/// An entry, and when it was used last.
#[derive(Debug)]
struct Entry {
    key: u64,
    value: u64,
    used: AtomicU64,
}

/// Entries, in no order.
#[derive(Debug)]
struct Entries {
    all: Vec<Entry>,
    uses: AtomicU64,
    capacity: usize,
}

impl Entries {
    /// A time that nobody else has.
    fn now(&self) -> u64 {
        self.uses.fetch_add(1, Ordering::Relaxed) // Relaxed: a number for each, and nothing else is handed over by it
    }

    /// Takes an entry out.
    fn take(&mut self, key: u64) -> Option<u64> {
        let at = self.all.iter().position(|entry| entry.key == key)?;
        Some(self.all.swap_remove(at).value)
    }

    /// Puts an entry in. If there is no room, the one that was used longest ago goes: it has to be searched for.
    fn put(&mut self, key: u64, value: u64) {
        self.take(key);
        if self.all.len() == self.capacity {
            let times = self.all.iter().map(|entry| entry.used.load(Ordering::Relaxed)); // Relaxed: we are alone here
            if let Some((_, at)) = times.zip(0..).min() {
                self.all.swap_remove(at);
            }
        }
        let used = AtomicU64::new(self.now());
        self.all.push(Entry { key, value, used });
    }
}

/// Least recently used, behind a lock of kind `L`: `read` takes it shared, with others who read, and `write` exclusively.
pub struct LruCache<L: RwLockKind = StdRwLock> {
    entries: L::Of<Entries>,
}

impl<L: RwLockKind> Cache<u64, u64> for LruCache<L> {
    fn with_capacity(capacity: usize) -> Result<Self, BadCapacity> {
        BadCapacity::unless_within(capacity, 1, 1_000_000)?;
        let (all, uses) = (Vec::new(), AtomicU64::new(0));
        Ok(LruCache { entries: ReadMostly::new(Entries { all, uses, capacity }) })
    }

    fn get(&self, key: &u64) -> Option<u64> {
        // Shared, and a write all the same: two numbers change at each hit, one of which all hits have in common.
        self.entries.read(|entries| {
            let entry = entries.all.iter().find(|entry| entry.key == *key)?;
            entry.used.store(entries.now(), Ordering::Relaxed); // Relaxed, as all uses of it: it decides who goes, and nothing else
            Some(entry.value)
        })
    }

    fn insert(&self, key: u64, value: u64) {
        self.entries.write(|entries| entries.put(key, value));
    }
}

impl<L: RwLockKind> Remove<u64, u64> for LruCache<L> {
    fn remove(&self, key: &u64) -> Option<u64> {
        self.entries.write(|entries| entries.take(*key))
    }
}

impl<L: RwLockKind> Bounded<u64, u64> for LruCache<L> {
    fn capacity(&self) -> usize {
        self.entries.read(|entries| entries.capacity)
    }

    fn len(&self) -> usize {
        self.entries.read(|entries| entries.all.len())
    }
}
