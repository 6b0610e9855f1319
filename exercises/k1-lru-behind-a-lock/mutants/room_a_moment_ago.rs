//! **There was room a moment ago.**
//!
//! *Misconception.* "Every access is under the lock." To make room is one section and to put in another. Between them somebody else puts
//! something in.

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
    /// The value of a key, which was used last from now on.
    fn touch(&mut self, key: u64) -> Option<u64> {
        let value = self.take(key)?;
        self.by_use.push((key, value));
        Some(value)
    }

    /// Takes an entry out.
    fn take(&mut self, key: u64) -> Option<u64> {
        let at = self.by_use.iter().position(|entry| entry.0 == key)?;
        Some(self.by_use.remove(at).1)
    }

    /// If there is no room, the one that was used longest ago goes.
    fn make_room_for(&mut self, key: u64) {
        self.take(key);
        if self.by_use.len() == self.capacity {
            self.by_use.remove(0);
        }
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
        // Exclusively: the answer is read, and the order is written.
        self.entries.write(|entries| entries.touch(*key))
    }

    fn insert(&self, key: u64, value: u64) {
        self.entries.write(|entries| entries.make_room_for(key));
        self.entries.write(|entries| entries.by_use.push((key, value)));
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
