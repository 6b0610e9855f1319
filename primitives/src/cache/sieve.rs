//! **SIEVE: a hand that moves, and entries that do not.**
//!
//! *Promise.* Linearizable; blocking; never more than the capacity. Hits go on at the same time: each takes the shared side of the
//! lock and sets a bit. An insertion is *O*(1) but for the bits that it clears on its way, each of which a hit had set.
//!
//! *Origin.* Zhang, Yang, Yue, Vigfusson and Rashmi, "SIEVE is Simpler than LRU: an Efficient Turn-Key Eviction Algorithm for Web
//! Caches", 2024.
//!
//! *State.* Entries stand in a queue, in the order in which they came, each with a bit: was it used since the hand last went by? The hand
//! points at one of them, and moves from older to newer ones.
//!
//! *Invariants.*
//! 1. The index and the queue hold the same entries.
//! 2. The hand is at an entry of the queue, or nowhere; then it begins with the oldest.
//! 3. An entry is forgotten only under the hand with its bit clear; with the bit set it *stays where it is*, and the bit is cleared.
//!
//! *Orderings.* The lock's. The bits are written under its shared side by many, Relaxed: they decide what is forgotten, and nothing else.
//!
//! *Trade-off.* CLOCK sends a used entry back to the end of the queue, among the new; here the new have to prove themselves
//! against the hand, which comes by them soon, while the old are left in peace. So what comes once goes quickly, and the popular stay. Where
//! what matters is how *recently* something was used, as in loops and scans that shift, it is worse than LRU.

use std::hash::{BuildHasher, Hash, RandomState};

use super::BadCapacity;
use super::lists::{List, Place};
use super::places::Places;
use super::policy::{MarksHits, Policy, SharedHits};
use crate::read_mostly::rwlock_std::StdRwLock;
use crate::sync::atomic::{AtomicBool, Ordering};

/// A SIEVE cache behind a readers-writer lock, std's if nothing else is said.
pub type SieveCache<K, V, S = RandomState, L = StdRwLock> = SharedHits<Sieve<K, V, S>, L>;

/// The cache itself, for one thread that changes it, or many that hit.
#[derive(Debug)]
pub struct Sieve<K, V, S = RandomState> {
    places: Places<K, V, AtomicBool, S>,
    by_arrival: List,
    /// Where to look next for an entry to forget; none: at the oldest.
    hand: Option<Place>,
    capacity: usize,
}

impl<K, V, S> Sieve<K, V, S>
where
    K: Hash + Eq + Clone + Send + 'static,
    V: Send + 'static,
    S: BuildHasher + Default + Send + 'static,
{
    /// Forgets the first entry under the hand that was not used.
    fn evict(&mut self) -> Option<(K, V)> {
        loop {
            let under = self.hand.or(self.by_arrival.oldest())?;
            let used = self.places.mark(under);
            let was_used = used.load(Ordering::Relaxed);
            used.store(false, Ordering::Relaxed); // Relaxed, as all uses of this bit: see the header
            self.hand = self.places.newer(under);
            if !was_used {
                return self.take(under);
            }
        }
    }

    fn take(&mut self, place: Place) -> Option<(K, V)> {
        if self.hand == Some(place) {
            self.hand = self.places.newer(place); // invariant 2
        }
        self.places.take(&mut self.by_arrival, place)
    }
}

impl<K, V, S> Policy<K, V> for Sieve<K, V, S>
where
    K: Hash + Eq + Clone + Send + 'static,
    V: Send + 'static,
    S: BuildHasher + Default + Send + 'static,
{
    fn new(capacity: usize) -> Result<Self, BadCapacity> {
        Ok(Sieve { places: Places::new(), by_arrival: List::EMPTY, hand: None, capacity })
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

impl<K, V, S> MarksHits<K, V> for Sieve<K, V, S>
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
