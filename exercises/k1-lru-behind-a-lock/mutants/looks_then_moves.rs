//! **Look, then move.**
//!
//! *Misconception.* "A cache hit is a read." So it is looked up among other readers, and what is left to do is done afterwards. That is two locks
//! for one hit, one of them exclusive all the same, and between the two the entry may have been removed: then it is brought back to life.

use primitives::cache::{BadCapacity, Bounded, Cache, Remove};
use primitives::read_mostly::rwlock_std::StdRwLock;
use primitives::read_mostly::{ReadMostly, ReadWrite, RwLockKind};

/// Entries in a vector: the one that was used last stands at the end. (A large cache has a list and an index in its place, so
/// that nothing need be searched; see `primitives/src/cache/mutex_lru.rs`.)
#[derive(Debug)]
struct Entries {
    by_use: Vec<(u64, u64)>,
    capacity: usize,
}

impl Entries {
    /// The value of a key.
    fn look(&self, key: u64) -> Option<u64> {
        self.by_use.iter().find(|entry| entry.0 == key).map(|entry| entry.1)
    }

    /// Takes an entry out.
    fn take(&mut self, key: u64) -> Option<u64> {
        let at = self.by_use.iter().position(|entry| entry.0 == key)?;
        Some(self.by_use.remove(at).1)
    }

    /// Puts an entry in, as the one that was used last. If there is no room, the one that was used longest ago goes.
    fn put(&mut self, key: u64, value: u64) {
        self.take(key);
        if self.by_use.len() == self.capacity {
            self.by_use.remove(0);
        }
        self.by_use.push((key, value));
    }
}

/// Least recently used, behind a lock of kind `L`: `read` takes it shared, with others who read, and `write` exclusively.
pub struct LruCache<L: RwLockKind = StdRwLock> {
    entries: L::Of<Entries>,
}

impl<L: RwLockKind> Cache<u64, u64> for LruCache<L> {
    fn with_capacity(capacity: usize) -> Result<Self, BadCapacity> {
        BadCapacity::unless_within(capacity, 1, 1_000_000)?;
        let by_use = Vec::new();
        Ok(LruCache { entries: ReadMostly::new(Entries { by_use, capacity }) })
    }

    fn get(&self, key: &u64) -> Option<u64> {
        // Most look-ups are hits, a hit is a read, and reads can go on at the same time.
        let value = self.entries.read(|entries| entries.look(*key))?;
        self.entries.write(|entries| entries.put(*key, value)); // it was used last
        Some(value)
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
        self.entries.read(|entries| entries.by_use.len())
    }
}
