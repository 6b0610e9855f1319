//! **Each change is a new table: hits are only reads.**
//!
//! *Promise.* Linearizable; hits are as free of waiting as the [read-mostly value](crate::read_mostly) that holds the table (over
//! [`rcu`](crate::read_mostly::rcu), wait-free); never more than the capacity. A change copies the whole table: *O*(capacity).
//!
//! *Origin.* Copy on write, as for any value that is read far more often than changed; see [`rcu`](crate::read_mostly::rcu).
//!
//! *State.* One table, which never changes once it is published: a map, and its keys in the order in which they came.
//!
//! *Invariants.*
//! 1. The map and the order hold the same keys.
//! 2. What is forgotten is what came first: hits write nothing, so nothing is known of them.
//!
//! *Orderings.* Those of the read-mostly value.
//!
//! *Trade-off.* For tables that are filled once and then read: settings, routes, compiled patterns. As a cache that misses it is hopeless, since each miss
//! copies everything; and first in, first out is the poorest policy here. It is measured to show both ends.

use std::collections::{HashMap, VecDeque};
use std::hash::{BuildHasher, Hash, RandomState};
use std::marker::PhantomData;

use super::{BadCapacity, Bounded, Cache, MOST, Remove};
use crate::read_mostly::{ReadMostly, rcu::Rcu};

/// A cache in a read-mostly value of kind `R`.
pub struct CopyOnWrite<K, V, S = RandomState, R = Rcu<Table<K, V, S>>> {
    table: R,
    capacity: usize,
    of: PhantomData<Table<K, V, S>>,
}

/// What is copied.
#[derive(Clone, Debug)]
pub struct Table<K, V, S> {
    entries: HashMap<K, V, S>,
    by_arrival: VecDeque<K>,
}

impl<K: Hash + Eq + Clone, V: Clone, S: BuildHasher> Table<K, V, S> {
    fn insert(&mut self, key: &K, value: &V, capacity: usize) {
        // In this order, a key whose code panics leaves the two alike, or a key in the order that is no longer in the map.
        let arrival = key.clone();
        if self.entries.insert(key.clone(), value.clone()).is_some() {
            return;
        }
        self.by_arrival.push_back(arrival);
        while self.by_arrival.len() > capacity
            && let Some(first) = self.by_arrival.front()
        {
            self.entries.remove(first);
            self.by_arrival.pop_front();
        }
    }

    fn remove(&mut self, key: &K) {
        self.entries.remove(key);
        self.by_arrival.retain(|kept| kept != key);
    }
}

impl<K, V, S, R> Cache<K, V> for CopyOnWrite<K, V, S, R>
where
    K: Hash + Eq + Clone + Send + Sync + 'static,
    V: Clone + Send + Sync + 'static,
    S: BuildHasher + Default + Clone + Send + Sync + 'static,
    R: ReadMostly<Table<K, V, S>>,
{
    fn with_capacity(capacity: usize) -> Result<Self, BadCapacity> {
        BadCapacity::unless_within(capacity, 1, MOST)?;
        let table = Table { entries: HashMap::default(), by_arrival: VecDeque::new() };
        Ok(CopyOnWrite { table: R::new(table), capacity, of: PhantomData })
    }

    #[inline]
    fn get(&self, key: &K) -> Option<V> {
        self.table.read(|table| table.entries.get(key).cloned())
    }

    fn insert(&self, key: K, value: V) {
        self.table.update(|table| table.insert(&key, &value, self.capacity));
    }
}

impl<K, V, S, R> Remove<K, V> for CopyOnWrite<K, V, S, R>
where
    K: Hash + Eq + Clone + Send + Sync + 'static,
    V: Clone + Send + Sync + 'static,
    S: BuildHasher + Default + Clone + Send + Sync + 'static,
    R: ReadMostly<Table<K, V, S>>,
{
    fn remove(&self, key: &K) -> Option<V> {
        let removed = std::cell::Cell::new(None);
        self.table.update(|table| {
            removed.set(table.entries.get(key).cloned());
            table.remove(key);
        });
        removed.into_inner()
    }
}

impl<K, V, S, R> Bounded<K, V> for CopyOnWrite<K, V, S, R>
where
    K: Hash + Eq + Clone + Send + Sync + 'static,
    V: Clone + Send + Sync + 'static,
    S: BuildHasher + Default + Clone + Send + Sync + 'static,
    R: ReadMostly<Table<K, V, S>>,
{
    fn capacity(&self) -> usize {
        self.capacity
    }

    fn len(&self) -> usize {
        self.table.read(|table| table.entries.len())
    }
}
