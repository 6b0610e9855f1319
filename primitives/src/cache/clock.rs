//! **CLOCK: one bit an entry instead of a list in order of use.**
//!
//! *Promise.* Linearizable; blocking; never more than the capacity. Hits go on at the same time: each takes the shared side of the
//! lock and sets a bit. An insertion is *O*(1) but for the bits that it clears on its way, each of which a hit had set.
//!
//! *Origin.* Corbató, "A Paging Experiment with the Multics System", 1968.
//!
//! *State.* Entries stand in a queue, in the order in which they came, each with a bit: was it used since it last came to the front?
//! (The clock of the name is a queue bent into a ring, and its hand the place where the queue begins.)
//!
//! *Invariants.*
//! 1. The index and the queue hold the same entries.
//! 2. An entry is forgotten only from the front of the queue with its bit clear; with the bit set it goes back to the end, and the bit is
//!    cleared.
//!
//! *Orderings.* The lock's. The bits are written under its shared side by many, Relaxed: they decide what is forgotten, and nothing else.
//!
//! *Trade-off.* A bit remembers *that* an entry was used, not how recently or how often: nearly LRU's hit ratio, at a hit that writes at
//! most one bit, and nothing once it is set. All hits still write the lock's word, twice.

use std::hash::{BuildHasher, Hash, RandomState};

use super::BadCapacity;
use super::lists::{List, Place};
use super::places::Places;
use super::policy::{MarksHits, Policy, SharedHits};
use crate::read_mostly::rwlock_std::StdRwLock;
use crate::sync::atomic::{AtomicBool, Ordering};

/// A CLOCK cache behind a readers-writer lock, std's if nothing else is said.
pub type ClockCache<K, V, S = RandomState, L = StdRwLock> = SharedHits<Clock<K, V, S>, L>;

/// The cache itself, for one thread that changes it, or many that hit.
#[derive(Debug)]
pub struct Clock<K, V, S = RandomState> {
    places: Places<K, V, AtomicBool, S>,
    by_arrival: List,
    capacity: usize,
}

impl<K, V, S> Clock<K, V, S>
where
    K: Hash + Eq + Clone + Send + 'static,
    V: Send + 'static,
    S: BuildHasher + Default + Send + 'static,
{
    /// Forgets the first entry that was not used.
    fn evict(&mut self) -> Option<(K, V)> {
        loop {
            let front = self.by_arrival.oldest()?;
            let used = self.places.mark(front);
            if !used.load(Ordering::Relaxed) {
                return self.take(front);
            }
            used.store(false, Ordering::Relaxed); // Relaxed, as all uses of this bit: see the header
            self.places.leave(&mut self.by_arrival, front);
            self.places.join(&mut self.by_arrival, front);
        }
    }

    fn take(&mut self, place: Place) -> Option<(K, V)> {
        self.places.take(&mut self.by_arrival, place)
    }
}

impl<K, V, S> Policy<K, V> for Clock<K, V, S>
where
    K: Hash + Eq + Clone + Send + 'static,
    V: Send + 'static,
    S: BuildHasher + Default + Send + 'static,
{
    fn new(capacity: usize) -> Result<Self, BadCapacity> {
        Ok(Clock { places: Places::new(), by_arrival: List::EMPTY, capacity })
    }

    fn get(&mut self, key: &K) -> Option<&V> {
        self.get_shared(key)
    }

    fn insert(&mut self, key: K, value: V) -> Option<(K, V)> {
        if let Some(place) = self.places.find(&key) {
            self.places.mark(place).store(true, Ordering::Relaxed);
            return self.places.replace(place, key, value);
        }
        let evicted = if self.len() == self.capacity { self.evict() } else { None };
        let place = self.places.put(key, value, AtomicBool::new(false));
        self.places.join(&mut self.by_arrival, place);
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

impl<K, V, S> MarksHits<K, V> for Clock<K, V, S>
where
    K: Hash + Eq + Clone + Send + 'static,
    V: Send + 'static,
    S: BuildHasher + Default + Send + 'static,
{
    #[inline]
    fn get_shared(&self, key: &K) -> Option<&V> {
        let place = self.places.find(key)?;
        let used = self.places.mark(place);
        // Not written again: a line that many read stays with all of them.
        if !used.load(Ordering::Relaxed) {
            used.store(true, Ordering::Relaxed);
        }
        self.places.value(place)
    }
}
