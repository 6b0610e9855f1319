//! **Least recently used, behind a mutex.**
//!
//! *Promise.* Linearizable; blocking; exact: never more than the capacity, and the entry forgotten is always the one that was
//! used longest ago. Look-up and insertion are *O*(1).
//!
//! *Origin.* Belady, "A Study of Replacement Algorithms for a Virtual-Storage Computer", 1966. The naive oracle of the family.
//!
//! *State.* A hash map from key to place, and a doubly linked list through the places, from most to least recently used,
//! all inside the lock. Places are numbers into one vector: no pointers, nothing unsafe.
//!
//! *Invariants.*
//! 1. The map and the list hold the same entries.
//! 2. The list is ordered by last use.
//!
//! *Orderings.* The lock's.
//!
//! *Trade-off.* A hit *writes*: it moves its entry to the front. So a cache that is only read still takes the lock
//! exclusively for each hit, and a readers-writer lock cannot help.
//!
//! It is generic over the lock and the hasher.

use std::collections::HashMap;
use std::hash::{BuildHasher, Hash, RandomState};

use super::{BadCapacity, Bounded, Cache, Remove};
use crate::lock::{LockKind, Mutual, StdMutex};

/// An LRU cache over std's mutex.
pub type MutexLru<K, V> = Locked<StdMutex, K, V>;

/// An LRU cache behind a lock of kind `L`.
pub struct Locked<L: LockKind, K: Send + 'static, V: Send + 'static, S: Send + 'static = RandomState> {
    lru: L::Of<Lru<K, V, S>>,
}

/// No place.
const NONE: usize = usize::MAX;
/// More entries than any memory holds; a vector of places could not be longer.
const MOST: usize = isize::MAX as usize / 64;

#[derive(Debug)]
struct Node<K, V> {
    /// None while the place is free.
    entry: Option<(K, V)>,
    /// Used next more recently, or [`NONE`].
    newer: usize,
    /// Used next less recently, or [`NONE`].
    older: usize,
}

/// The cache itself, for one thread.
///
/// A key's own code (`Hash`, `Eq`, `Clone`) runs before anything is changed: if it panics, the cache may have lost an
/// entry, and never has a wrong one.
#[derive(Debug)]
pub struct Lru<K, V, S = RandomState> {
    places: HashMap<K, usize, S>,
    nodes: Vec<Node<K, V>>,
    /// Places without an entry.
    free: Vec<usize>,
    newest: usize,
    oldest: usize,
    capacity: usize,
}

impl<K: Hash + Eq + Clone, V: Clone, S: BuildHasher> Lru<K, V, S> {
    /// An empty cache for `capacity` entries.
    ///
    /// # Panics
    /// If that is none.
    pub fn new(capacity: usize, hasher: S) -> Self {
        assert!(capacity > 0, "a cache holds one entry at least");
        Lru {
            places: HashMap::with_hasher(hasher),
            nodes: Vec::new(),
            free: Vec::new(),
            newest: NONE,
            oldest: NONE,
            capacity,
        }
    }

    /// The value of this key, which becomes the most recently used.
    pub fn get(&mut self, key: &K) -> Option<V> {
        let place = *self.places.get(key)?;
        self.unlink(place);
        self.link_newest(place);
        self.nodes[place].entry.as_ref().map(|(_, value)| value.clone())
    }

    /// Puts a value in; gives back what had to go for it: the key's old value, or the least recently used entry.
    pub fn insert(&mut self, key: K, value: V) -> Option<(K, V)> {
        if let Some(&place) = self.places.get(&key) {
            self.unlink(place);
            self.link_newest(place);
            return self.nodes[place].entry.replace((key, value));
        }
        let evicted = if self.len() == self.capacity { self.evict() } else { None };
        let place = self.free.last().copied().unwrap_or(self.nodes.len());
        self.places.insert(key.clone(), place);
        let node = Node { entry: Some((key, value)), newer: NONE, older: NONE };
        match self.free.pop() {
            Some(place) => self.nodes[place] = node,
            None => self.nodes.push(node),
        }
        self.link_newest(place);
        evicted
    }

    /// Takes the least recently used entry out.
    fn evict(&mut self) -> Option<(K, V)> {
        let (key, _) = self.nodes.get(self.oldest)?.entry.as_ref()?;
        let key = key.clone();
        self.remove_entry(&key)
    }

    /// Takes an entry out.
    pub fn remove(&mut self, key: &K) -> Option<V> {
        self.remove_entry(key).map(|(_, value)| value)
    }

    fn remove_entry(&mut self, key: &K) -> Option<(K, V)> {
        let place = self.places.remove(key)?;
        self.unlink(place);
        self.free.push(place);
        self.nodes[place].entry.take()
    }

    /// How many entries there are.
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    fn unlink(&mut self, place: usize) {
        let (newer, older) = (self.nodes[place].newer, self.nodes[place].older);
        *self.older_of(newer) = older;
        *self.newer_of(older) = newer;
    }

    fn link_newest(&mut self, place: usize) {
        let second = self.newest;
        self.nodes[place].newer = NONE;
        self.nodes[place].older = second;
        *self.newer_of(second) = place;
        self.newest = place;
    }

    /// Where the place after `place` is kept: in its node, or as the list's newest.
    fn older_of(&mut self, place: usize) -> &mut usize {
        if place == NONE { &mut self.newest } else { &mut self.nodes[place].older }
    }

    /// Where the place before `place` is kept: in its node, or as the list's oldest.
    fn newer_of(&mut self, place: usize) -> &mut usize {
        if place == NONE { &mut self.oldest } else { &mut self.nodes[place].newer }
    }
}

impl<L, K, V, S> Cache<K, V> for Locked<L, K, V, S>
where
    L: LockKind,
    K: Hash + Eq + Clone + Send + 'static,
    V: Clone + Send + 'static,
    S: BuildHasher + Default + Send + 'static,
{
    fn with_capacity(capacity: usize) -> Result<Self, BadCapacity> {
        BadCapacity::unless_within(capacity, 1, MOST)?;
        Ok(Locked { lru: Mutual::new(Lru::new(capacity, S::default())) })
    }

    fn get(&self, key: &K) -> Option<V> {
        self.lru.with(|lru| lru.get(key))
    }

    fn insert(&self, key: K, value: V) {
        // The value that had to go is dropped outside the lock: its drop is not ours to wait for.
        drop(self.lru.with(|lru| lru.insert(key, value)));
    }
}

impl<L, K, V, S> Remove<K, V> for Locked<L, K, V, S>
where
    L: LockKind,
    K: Hash + Eq + Clone + Send + 'static,
    V: Clone + Send + 'static,
    S: BuildHasher + Default + Send + 'static,
{
    fn remove(&self, key: &K) -> Option<V> {
        self.lru.with(|lru| lru.remove(key))
    }
}

impl<L, K, V, S> Bounded<K, V> for Locked<L, K, V, S>
where
    L: LockKind,
    K: Hash + Eq + Clone + Send + 'static,
    V: Clone + Send + 'static,
    S: BuildHasher + Default + Send + 'static,
{
    fn capacity(&self) -> usize {
        self.lru.with(|lru| lru.capacity)
    }

    fn len(&self) -> usize {
        self.lru.with(|lru| lru.len())
    }
}
