//! **Least recently used, behind a readers-writer lock: the trap.**
//!
//! *Promise.* As [`mutex_lru`](super::mutex_lru)'s.
//!
//! *Origin.* A guess that nearly everybody makes once: most operations of a cache are look-ups, look-ups are reads, so let them share.
//!
//! *The trap.* A hit of an LRU cache is no read: it moves its entry to the new end of a list. So each look-up needs the lock
//! *exclusively*, and nothing is left to share but questions for the length. What is gained is a lock that is costlier than a mutex.
//!
//! Ways out that look good and are not. To find misses under the shared lock shares what is rare in a cache worth having. To look under the shared lock and promote under the exclusive one takes two locks a hit, and
//! between them the entry may have been replaced or removed: whoever "promotes" by putting back what it found brings the dead to life.
//! To promote only now and then, or when the lock happens to be free, gives up the order that LRU is. Policies whose hit is a
//! mark, which several threads may set at once, are the way out that works: [`clock`](super::clock), [`sieve`](super::sieve).
//!
//! *State, invariants.* Those of [`mutex_lru`](super::mutex_lru).
//!
//! *Orderings.* The lock's.
//!
//! *Trade-off.* None: it is here to be measured, beside the mutex.

use std::hash::{BuildHasher, Hash, RandomState};

use super::mutex_lru::Lru;
use super::policy::Policy;
use super::{BadCapacity, Bounded, Cache, MOST, Remove};
use crate::read_mostly::rwlock_std::StdRwLock;
use crate::read_mostly::{ReadMostly, ReadWrite, RwLockKind};

/// An LRU cache behind a readers-writer lock, std's if nothing else is said.
pub struct RwLockLru<K, V, S = RandomState, L: RwLockKind = StdRwLock>
where
    K: Send + Sync + 'static,
    V: Send + Sync + 'static,
    S: Send + Sync + 'static,
{
    lru: L::Of<Lru<K, V, S>>,
}

impl<K, V, S, L> Cache<K, V> for RwLockLru<K, V, S, L>
where
    K: Hash + Eq + Clone + Send + Sync + 'static,
    V: Clone + Send + Sync + 'static,
    S: BuildHasher + Default + Send + Sync + 'static,
    L: RwLockKind,
{
    fn with_capacity(capacity: usize) -> Result<Self, BadCapacity> {
        BadCapacity::unless_within(capacity, 1, MOST)?;
        Ok(RwLockLru { lru: ReadMostly::new(Lru::new(capacity)?) })
    }

    fn get(&self, key: &K) -> Option<V> {
        self.lru.write(|lru| lru.get(key).cloned()) // exclusively: it moves the entry, and `&mut` in its signature says so
    }

    fn insert(&self, key: K, value: V) {
        drop(self.lru.write(|lru| lru.insert(key, value))); // outside the lock: its drop is not ours to wait for
    }
}

impl<K, V, S, L> Remove<K, V> for RwLockLru<K, V, S, L>
where
    K: Hash + Eq + Clone + Send + Sync + 'static,
    V: Clone + Send + Sync + 'static,
    S: BuildHasher + Default + Send + Sync + 'static,
    L: RwLockKind,
{
    fn remove(&self, key: &K) -> Option<V> {
        self.lru.write(|lru| lru.remove(key)).map(|(_, value)| value)
    }
}

impl<K, V, S, L> Bounded<K, V> for RwLockLru<K, V, S, L>
where
    K: Hash + Eq + Clone + Send + Sync + 'static,
    V: Clone + Send + Sync + 'static,
    S: BuildHasher + Default + Send + Sync + 'static,
    L: RwLockKind,
{
    fn capacity(&self) -> usize {
        self.lru.read(|lru| lru.capacity())
    }

    fn len(&self) -> usize {
        self.lru.read(|lru| lru.len())
    }
}
