//! Published caches that let every new entry in: what goes is what was not used lately.

#![expect(missing_debug_implementations, reason = "the crates' ask for Debug of keys and values")]

use std::num::NonZeroUsize;

use ahash::RandomState;
use lru::LruCache;
use primitives::cache::{BadCapacity, Bounded, Cache, Remove};
use primitives::lock::{LockKind, Mutual, ParkingLotMutex, StdMutex};
use scc::HashCache;
use sieve_cache::ShardedSieveCache;

use super::PeerName;
use super::cache_peers::{Key, MOST, Value};

/// Each with its name, its crate, how it works and what it promises about progress.
#[rustfmt::skip] // a table: one line an entry
pub const PEERS: &[PeerName] = &[
    PeerName { name: "lru_std_mutex", crate_name: "lru", mechanism: "a hash map and a list, least recently used, behind std's mutex", progress: "blocking" },
    PeerName { name: "lru_parking_lot", crate_name: "lru", mechanism: "a hash map and a list, least recently used, behind parking_lot's mutex", progress: "blocking" },
    PeerName { name: "scc_hash_cache", crate_name: "scc", mechanism: "HashCache: buckets of 32, each with a lock and a list of its own, least recently used; rounds up to a power of two, at least 64: holds 16,384 for 10,000", progress: "blocking" },
    PeerName { name: "sieve_cache", crate_name: "sieve-cache", mechanism: "ShardedSieveCache: SIEVE in 16 shards, each behind std's mutex", progress: "blocking" },
];

/// `lru::LruCache` behind a lock of kind `L`.
pub struct LruBehind<L: LockKind, K: Key, V: Value>(L::Of<LruCache<K, V, RandomState>>);

/// Behind std's mutex.
pub type LruStdMutex<K, V> = LruBehind<StdMutex, K, V>;
/// Behind parking_lot's mutex.
pub type LruParkingLot<K, V> = LruBehind<ParkingLotMutex, K, V>;

impl<L: LockKind, K: Key, V: Value> Cache<K, V> for LruBehind<L, K, V> {
    fn with_capacity(capacity: usize) -> Result<Self, BadCapacity> {
        BadCapacity::unless_within(capacity, 1, MOST)?;
        let capacity = NonZeroUsize::new(capacity).expect("at least 1");
        Ok(LruBehind(Mutual::new(LruCache::with_hasher(capacity, RandomState::new()))))
    }

    #[inline]
    fn get(&self, key: &K) -> Option<V> {
        self.0.with(|lru| lru.get(key).cloned())
    }

    #[inline]
    fn insert(&self, key: K, value: V) {
        // What has to go is dropped outside the lock, as in ours.
        drop(self.0.with(|lru| lru.push(key, value)));
    }
}

impl<L: LockKind, K: Key, V: Value> Remove<K, V> for LruBehind<L, K, V> {
    #[inline]
    fn remove(&self, key: &K) -> Option<V> {
        self.0.with(|lru| lru.pop(key))
    }
}

impl<L: LockKind, K: Key, V: Value> Bounded<K, V> for LruBehind<L, K, V> {
    fn capacity(&self) -> usize {
        self.0.with(|lru| lru.cap().get())
    }

    fn len(&self) -> usize {
        self.0.with(|lru| lru.len())
    }
}

/// `scc::HashCache`. Its capacity is a power of two of at least 64, and it rounds what is asked for up to one.
pub struct SccHashCache<K, V>(HashCache<K, V, RandomState>);

impl<K: Key, V: Value> Cache<K, V> for SccHashCache<K, V> {
    fn with_capacity(capacity: usize) -> Result<Self, BadCapacity> {
        BadCapacity::unless_within(capacity, 1, MOST)?;
        Ok(SccHashCache(HashCache::with_capacity_and_hasher(capacity, capacity, RandomState::new())))
    }

    #[inline]
    fn get(&self, key: &K) -> Option<V> {
        // `get`, not `read`: only this one counts as a use.
        self.0.get_sync(key).map(|entry| entry.get().clone())
    }

    #[inline]
    fn insert(&self, key: K, value: V) {
        drop(self.0.entry_sync(key).put_entry(value)); // `put` leaves an old value as it is
    }
}

impl<K: Key, V: Value> Remove<K, V> for SccHashCache<K, V> {
    #[inline]
    fn remove(&self, key: &K) -> Option<V> {
        self.0.remove_sync(key).map(|(_, value)| value)
    }
}

impl<K: Key, V: Value> Bounded<K, V> for SccHashCache<K, V> {
    fn capacity(&self) -> usize {
        *self.0.capacity_range().end()
    }

    fn len(&self) -> usize {
        self.0.len()
    }
}

/// `sieve_cache::ShardedSieveCache`, with its default of 16 shards. It would give each shard one entry at least, so a small one has
/// fewer shards.
pub struct SieveCache<K: Key, V: Value>(ShardedSieveCache<K, V, RandomState>);

/// The crate's own choice.
const SHARDS: usize = 16;

impl<K: Key, V: Value> Cache<K, V> for SieveCache<K, V> {
    fn with_capacity(capacity: usize) -> Result<Self, BadCapacity> {
        BadCapacity::unless_within(capacity, 1, MOST)?;
        let shards = SHARDS.min(capacity);
        let cache = ShardedSieveCache::with_shards_and_hasher(capacity, shards, RandomState::new());
        Ok(SieveCache(cache.expect("neither is 0")))
    }

    #[inline]
    fn get(&self, key: &K) -> Option<V> {
        self.0.get(key)
    }

    #[inline]
    fn insert(&self, key: K, value: V) {
        self.0.insert(key, value);
    }
}

impl<K: Key, V: Value> Remove<K, V> for SieveCache<K, V> {
    #[inline]
    fn remove(&self, key: &K) -> Option<V> {
        self.0.remove(key)
    }
}

impl<K: Key, V: Value> Bounded<K, V> for SieveCache<K, V> {
    fn capacity(&self) -> usize {
        self.0.capacity()
    }

    fn len(&self) -> usize {
        self.0.len()
    }
}
