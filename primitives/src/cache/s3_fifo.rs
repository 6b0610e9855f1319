//! **S3-FIFO: three queues, and no order of use at all.**
//!
//! *Promise.* Linearizable; blocking; never more than the capacity. Hits go on at the same time: each takes the shared side of the
//! lock and counts up to three. An insertion is *O*(1) but for the counts that it takes back on its way.
//!
//! *Origin.* Yang, Zhang, Qiu, Yue and Rashmi, "FIFO Queues are All You Need for Cache Eviction", 2023.
//!
//! *State.* A small queue, on probation, of a tenth of the capacity; a main queue of the rest; and a ghost: of the entries that did not
//! pass probation the hashes of their keys, the latest of them, nine for each ten entries.
//!
//! *Invariants.*
//! 1. The index and the two queues hold the same entries; an entry is in one of the queues.
//! 2. A new key goes to the small queue; if the ghost knows it, or as long as nothing was ever forgotten and the small queue has its share, to the main queue.
//! 3. An entry at the front of the small queue goes on to the main queue if it was hit twice or more, and else is forgotten and
//!    leaves its hash to the ghost.
//! 4. An entry at the front of the main queue is forgotten if its count is 0, and else goes back to the end with its count less one.
//!
//! *Orderings.* The lock's. Counts are written under its shared side by many, Relaxed: they decide what is forgotten, and nothing else. Two
//! hits at the same time may count as one.
//!
//! *Trade-off.* Most keys of real streams come once, and are gone after a tenth of the capacity; those that come back later than that pay
//! one more miss, which the ghost makes up for. It has one number more to choose than CLOCK: the share of the small queue.

use std::hash::{BuildHasher, Hash, RandomState};

use super::BadCapacity;
use super::lists::{List, Place};
use super::places::Places;
use super::policy::{MarksHits, Policy, SharedHits};
use crate::read_mostly::rwlock_std::StdRwLock;
use crate::sync::atomic::{AtomicU8, Ordering};

/// An S3-FIFO cache behind a readers-writer lock, std's if nothing else is said.
pub type S3FifoCache<K, V, S = RandomState, L = StdRwLock> = SharedHits<S3Fifo<K, V, S>, L>;

/// Hits that are counted.
const MOST_HITS: u8 = 3;
/// Hits that pass probation.
const ENOUGH_HITS: u8 = 2;

/// The cache itself, for one thread that changes it, or many that hit.
#[derive(Debug)]
pub struct S3Fifo<K, V, S = RandomState> {
    places: Places<K, V, Mark, S>,
    small: List,
    main: List,
    ghost: Ghost<S>,
    has_forgotten: bool,
    capacity: usize,
}

#[derive(Debug)]
struct Mark {
    hits: AtomicU8,
    is_main: bool,
}

impl<K, V, S> S3Fifo<K, V, S>
where
    K: Hash + Eq + Clone + Send + 'static,
    V: Send + 'static,
    S: BuildHasher + Default + Send + 'static,
{
    /// Entries on probation, if the cache is full.
    fn small_share(&self) -> usize {
        (self.capacity / 10).max(1)
    }

    /// Forgets one entry.
    fn evict(&mut self) -> Option<(K, V)> {
        self.has_forgotten = true;
        loop {
            let is_main = self.small.len() == 0 || self.main.len() > self.capacity - self.small_share();
            let evicted = if is_main { self.evict_main() } else { self.evict_small() };
            if evicted.is_some() || self.is_empty() {
                return evicted;
            }
        }
    }

    fn evict_small(&mut self) -> Option<(K, V)> {
        let front = self.small.oldest()?;
        // Relaxed, as all uses of this count: see the header
        if self.places.mark(front).hits.load(Ordering::Relaxed) < ENOUGH_HITS {
            let hash = self.places.hash_of(self.places.key(front)?);
            let evicted = self.take(front);
            self.ghost.remember(hash);
            return evicted;
        }
        self.places.leave(&mut self.small, front);
        *self.places.mark_mut(front) = Mark { hits: AtomicU8::new(0), is_main: true };
        self.places.join(&mut self.main, front);
        None
    }

    fn evict_main(&mut self) -> Option<(K, V)> {
        let front = self.main.oldest()?;
        let hits = &self.places.mark(front).hits;
        match hits.load(Ordering::Relaxed).checked_sub(1) {
            None => self.take(front),
            Some(less) => {
                hits.store(less, Ordering::Relaxed);
                self.places.leave(&mut self.main, front);
                self.places.join(&mut self.main, front);
                None
            }
        }
    }

    fn take(&mut self, place: Place) -> Option<(K, V)> {
        let queue = if self.places.mark(place).is_main { &mut self.main } else { &mut self.small };
        self.places.take(queue, place)
    }
}

impl<K, V, S> Policy<K, V> for S3Fifo<K, V, S>
where
    K: Hash + Eq + Clone + Send + 'static,
    V: Send + 'static,
    S: BuildHasher + Default + Send + 'static,
{
    fn new(capacity: usize) -> Result<Self, BadCapacity> {
        let ghost = Ghost::new(capacity - capacity / 10);
        Ok(S3Fifo {
            places: Places::new(),
            small: List::EMPTY,
            main: List::EMPTY,
            ghost,
            has_forgotten: false,
            capacity,
        })
    }

    fn get(&mut self, key: &K) -> Option<&V> {
        self.get_shared(key)
    }

    fn insert(&mut self, key: K, value: V) -> Option<(K, V)> {
        if let Some(place) = self.places.find(&key) {
            count(&self.places.mark(place).hits);
            return self.places.replace(place, key, value);
        }
        let hash = self.places.hash_of(&key);
        let evicted = if self.len() == self.capacity { self.evict() } else { None };
        let is_filling = !self.has_forgotten && self.small.len() >= self.small_share();
        let is_main = self.ghost.forget(hash) || is_filling;
        let place = self.places.put(key, value, Mark { hits: AtomicU8::new(0), is_main });
        self.places.join(if is_main { &mut self.main } else { &mut self.small }, place);
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

impl<K, V, S> MarksHits<K, V> for S3Fifo<K, V, S>
where
    K: Hash + Eq + Clone + Send + 'static,
    V: Send + 'static,
    S: BuildHasher + Default + Send + 'static,
{
    #[inline]
    fn get_shared(&self, key: &K) -> Option<&V> {
        let place = self.places.find(key)?;
        count(&self.places.mark(place).hits);
        self.places.value(place)
    }
}

/// Counts a hit; not written again at its end, so that a line that many read stays with all of them.
#[inline]
fn count(hits: &AtomicU8) {
    let so_far = hits.load(Ordering::Relaxed);
    if so_far < MOST_HITS {
        hits.store(so_far + 1, Ordering::Relaxed);
    }
}

/// Hashes of keys, the latest `capacity` of them: a cache of nothing, first in, first out.
#[derive(Debug)]
struct Ghost<S> {
    places: Places<u64, (), (), S>,
    by_arrival: List,
    capacity: usize,
}

impl<S: BuildHasher + Default> Ghost<S> {
    fn new(capacity: usize) -> Self {
        Ghost { places: Places::new(), by_arrival: List::EMPTY, capacity }
    }

    fn remember(&mut self, hash: u64) {
        self.forget(hash);
        if self.places.len() == self.capacity
            && let Some(oldest) = self.by_arrival.oldest()
        {
            self.take(oldest);
        }
        let place = self.places.put(hash, (), ());
        self.places.join(&mut self.by_arrival, place);
    }

    /// Whether it was there; from now on it is not.
    fn forget(&mut self, hash: u64) -> bool {
        self.places.find(&hash).is_some_and(|place| self.take(place))
    }

    fn take(&mut self, place: Place) -> bool {
        self.places.take(&mut self.by_arrival, place).is_some()
    }
}
