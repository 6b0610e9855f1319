//! A cache whose hits go on at the same time. Entries stay in their places, and a hand goes round.

use primitives::cache::{BadCapacity, Bounded, Cache, Remove};
use primitives::read_mostly::rwlock_std::StdRwLock;
use primitives::read_mostly::{ReadMostly, ReadWrite, RwLockKind};
use primitives::sync::atomic::{AtomicBool, Ordering};

#[derive(Debug)]
struct Entry {
    key: u64,
    value: u64,
    /// Since the hand last came by.
    used: AtomicBool,
}

/// Entries in a circle. Whoever stands under the hand is the first to go.
#[derive(Debug)]
struct Entries {
    circle: Vec<Entry>,
    hand: usize,
    capacity: usize,
}

impl Entries {
    /// The value of a key, which was used. It stays where it is.
    fn mark(&self, key: u64) -> Option<u64> {
        let entry = self.circle.iter().find(|entry| entry.key == key)?;
        // Not written again if it is set: what many read stays with all of them. (Relaxed, as all uses of this bit: it decides who
        // goes, and nothing else.)
        if !entry.used.load(Ordering::Relaxed) {
            entry.used.store(true, Ordering::Relaxed);
        }
        Some(entry.value)
    }

    /// Takes an entry out. The last one comes into its place.
    fn take(&mut self, key: u64) -> Option<Entry> {
        let at = self.circle.iter().position(|entry| entry.key == key)?;
        Some(self.circle.swap_remove(at))
    }

    /// Puts an entry in: in the place of its key's old one, if there is one, or else where somebody had to go.
    fn put(&mut self, key: u64, value: u64) {
        let entry = Entry { key, value, used: AtomicBool::new(false) };
        if let Some(old) = self.circle.iter_mut().find(|entry| entry.key == key) {
            *old = entry;
        } else if self.circle.len() < self.capacity {
            self.circle.push(entry);
        } else {
            let at = self.evict();
            self.circle[at] = entry;
        }
    }

    /// Turns the hand up to the first entry that was not used, and past it. Whoever was used has to be used again.
    fn evict(&mut self) -> usize {
        loop {
            let at = self.hand % self.circle.len();
            self.hand = at + 1;
            if !self.circle[at].used.swap(false, Ordering::Relaxed) {
                return at;
            }
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
        let circle = Vec::new();
        Ok(ClockCache { entries: ReadMostly::new(Entries { circle, hand: 0, capacity }) })
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
        self.entries.read(|entries| entries.circle.len())
    }
}
