//! Published maps, raced as caches that never forget: the ceiling of what a cache could do if it had nothing to decide. They take
//! a capacity like the others and do not keep to it, so they are not `Bounded`.

#![expect(missing_debug_implementations, reason = "the crates' ask for Debug of keys and values")]

use ahash::RandomState;
use dashmap::DashMap;
use papaya::HashMap;
use primitives::cache::{BadCapacity, Cache};

use super::PeerName;
use super::cache_peers::{Key, MOST, Value};

/// Each with its name, its crate, how it works and what it promises about progress.
#[rustfmt::skip] // a table: one line an entry
pub const PEERS: &[PeerName] = &[
    PeerName { name: "dashmap", crate_name: "dashmap", mechanism: "never forgets: a map in shards behind readers-writer locks", progress: "blocking" },
    PeerName { name: "papaya", crate_name: "papaya", mechanism: "never forgets: a map of open addressing, compare and exchange", progress: "lock-free but for resizing" },
];

/// `dashmap::DashMap`.
pub struct DashMapCrate<K, V>(DashMap<K, V, RandomState>);

impl<K: Key, V: Value> Cache<K, V> for DashMapCrate<K, V> {
    fn with_capacity(capacity: usize) -> Result<Self, BadCapacity> {
        BadCapacity::unless_within(capacity, 1, MOST)?;
        Ok(DashMapCrate(DashMap::with_hasher(RandomState::new())))
    }

    #[inline]
    fn get(&self, key: &K) -> Option<V> {
        self.0.get(key).map(|entry| entry.value().clone())
    }

    #[inline]
    fn insert(&self, key: K, value: V) {
        drop(self.0.insert(key, value));
    }
}

/// `papaya::HashMap`.
pub struct Papaya<K, V>(HashMap<K, V, RandomState>);

impl<K: Key, V: Value> Cache<K, V> for Papaya<K, V> {
    fn with_capacity(capacity: usize) -> Result<Self, BadCapacity> {
        BadCapacity::unless_within(capacity, 1, MOST)?;
        Ok(Papaya(HashMap::with_hasher(RandomState::new())))
    }

    #[inline]
    fn get(&self, key: &K) -> Option<V> {
        self.0.pin().get(key).cloned()
    }

    #[inline]
    fn insert(&self, key: K, value: V) {
        self.0.pin().insert(key, value);
    }
}
