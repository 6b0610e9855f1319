//! **Least recently used, behind a mutex.**
//!
//! *Promise.* Linearizable; blocking; exact: never more than the capacity, and the entry forgotten is always the one that was
//! used longest ago. Look-up and insertion are *O*(1).
//!
//! *Origin.* Belady, "A Study of Replacement Algorithms for a Virtual-Storage Computer", 1966. The naive oracle of the family.
//!
//! *State.* An index from keys to places, and a doubly linked list through the places, from least to most recently used, all
//! inside the lock.
//!
//! *Invariants.*
//! 1. The index and the list hold the same entries.
//! 2. The list is ordered by last use.
//!
//! *Orderings.* The lock's.
//!
//! *Trade-off.* A hit *writes*: it moves its entry to the new end of the list. So a cache that is only read still takes the lock
//! exclusively for each hit, and a readers-writer lock cannot help: [`rwlock_lru`](super::rwlock_lru).

use std::hash::{BuildHasher, Hash, RandomState};

use super::BadCapacity;
use super::lists::List;
use super::places::Places;
use super::policy::{Locked, Policy};
use crate::lock::StdMutex;

/// An LRU cache behind a lock, std's mutex if nothing else is said.
pub type MutexLru<K, V, S = RandomState, L = StdMutex> = Locked<Lru<K, V, S>, L>;

/// The cache itself, for one thread.
#[derive(Debug)]
pub struct Lru<K, V, S = RandomState> {
    places: Places<K, V, (), S>,
    by_use: List,
    capacity: usize,
}

impl<K, V, S> Lru<K, V, S>
where
    K: Hash + Eq + Clone + Send + 'static,
    V: Send + 'static,
    S: BuildHasher + Default + Send + 'static,
{
    fn take(&mut self, place: u32) -> Option<(K, V)> {
        self.places.take(&mut self.by_use, place)
    }
}

impl<K, V, S> Policy<K, V> for Lru<K, V, S>
where
    K: Hash + Eq + Clone + Send + 'static,
    V: Send + 'static,
    S: BuildHasher + Default + Send + 'static,
{
    fn new(capacity: usize) -> Result<Self, BadCapacity> {
        Ok(Lru { places: Places::new(), by_use: List::EMPTY, capacity })
    }

    fn get(&mut self, key: &K) -> Option<&V> {
        let place = self.places.find(key)?;
        self.places.leave(&mut self.by_use, place);
        self.places.join(&mut self.by_use, place);
        self.places.value(place)
    }

    fn insert(&mut self, key: K, value: V) -> Option<(K, V)> {
        if let Some(place) = self.places.find(&key) {
            self.places.leave(&mut self.by_use, place);
            self.places.join(&mut self.by_use, place);
            return self.places.replace(place, key, value);
        }
        let evicted = match self.by_use.oldest() {
            Some(oldest) if self.len() == self.capacity => self.take(oldest),
            _ => None,
        };
        let place = self.places.put(key, value, ());
        self.places.join(&mut self.by_use, place);
        evicted
    }

    fn remove(&mut self, key: &K) -> Option<(K, V)> {
        self.take(self.places.find(key)?)
    }

    fn capacity(&self) -> usize {
        self.capacity
    }

    fn len(&self) -> usize {
        self.places.len()
    }
}
