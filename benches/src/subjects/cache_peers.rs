//! Published caches, used as their documentation says.
//!
//! | file | caches |
//! |---|---|
//! | this one | those that weigh a new entry against the old ones |
//! | [`cache_peers_recency`](super::cache_peers_recency) | those that let every new entry in |
//! | [`cache_peers_maps`](super::cache_peers_maps) | maps that forget nothing |
//!
//! All of them hash keys with `ahash::RandomState`, every entry weighs 1, and what a crate lacks is not offered. A capacity is what
//! the crate really holds: where it would hold another number than it was asked for and that can be mended, it is asked for another;
//! where it cannot, the mechanism says so, and [`Bounded::capacity`] gives the real one.

#![expect(
    missing_debug_implementations,
    reason = "the crates' ask for Debug of keys and values, or are none"
)]

use std::hash::Hash;

use ahash::RandomState;
use primitives::cache::{BadCapacity, Bounded, Cache, Remove};
use quick_cache::UnitWeighter;
use quick_cache::sync::DefaultLifecycle;
use tinyufo::TinyUfo;

use super::PeerName;

/// Each with its name, its crate, how it works and what it promises about progress.
#[rustfmt::skip] // a table: one line an entry
pub const PEERS: &[PeerName] = &[
    PeerName { name: "moka", crate_name: "moka", mechanism: "TinyLFU over a concurrent map; what was done is queued and made good in batches, so that it may hold up to 384 entries more until then", progress: "blocking" },
    PeerName { name: "mini_moka", crate_name: "mini-moka", mechanism: "TinyLFU over dashmap; what was done is queued and made good in batches, so that it may hold up to 384 entries more until then", progress: "blocking" },
    PeerName { name: "quick_cache", crate_name: "quick_cache", mechanism: "S3-FIFO and CLOCK-Pro in shards behind readers-writer locks; a hit marks its entry; rounds up to a multiple of its shards", progress: "blocking" },
    PeerName { name: "tinyufo", crate_name: "TinyUFO", mechanism: "S3-FIFO and TinyLFU over flurry; keys are kept as their hashes alone; its hasher, ahash, is built in; does not say how full it is", progress: "blocking" },
];

/// Most of them reserve their room at once, or a sketch of it.
pub(super) const MOST: usize = 1 << 22;

/// What a key must be for all of them.
pub trait Key: Hash + Eq + Clone + Send + Sync + 'static {}
impl<K: Hash + Eq + Clone + Send + Sync + 'static> Key for K {}

/// What a value must be for all of them.
pub trait Value: Clone + Send + Sync + 'static {}
impl<V: Clone + Send + Sync + 'static> Value for V {}

/// `moka::sync::Cache`. It may hold more than its capacity until it has caught up, which it does about every 64 insertions;
/// its queue has room for 384. [`Cache::settle`] catches up. Values that go are dropped by epochs, which may be after the cache itself.
pub struct Moka<K, V>(moka::sync::Cache<K, V, RandomState>);

impl<K: Key, V: Value> Cache<K, V> for Moka<K, V> {
    fn with_capacity(capacity: usize) -> Result<Self, BadCapacity> {
        BadCapacity::unless_within(capacity, 1, MOST)?;
        let builder = moka::sync::Cache::builder().max_capacity(capacity as u64);
        Ok(Moka(builder.build_with_hasher(RandomState::new())))
    }

    #[inline]
    fn get(&self, key: &K) -> Option<V> {
        self.0.get(key)
    }

    #[inline]
    fn insert(&self, key: K, value: V) {
        self.0.insert(key, value);
    }

    fn settle(&self) {
        self.0.run_pending_tasks();
    }
}

impl<K: Key, V: Value> Remove<K, V> for Moka<K, V> {
    #[inline]
    fn remove(&self, key: &K) -> Option<V> {
        self.0.remove(key)
    }
}

/// Exact once it has settled.
impl<K: Key, V: Value> Bounded<K, V> for Moka<K, V> {
    fn capacity(&self) -> usize {
        self.0.policy().max_capacity().map_or(usize::MAX, |capacity| capacity as usize)
    }

    fn len(&self) -> usize {
        self.0.entry_count() as usize
    }
}

/// `mini_moka::sync::Cache`, of which the same holds as of [`Moka`]. It can forget a key, but does not give back what it forgot.
pub struct MiniMoka<K, V>(mini_moka::sync::Cache<K, V, RandomState>);

impl<K: Key, V: Value> Cache<K, V> for MiniMoka<K, V> {
    fn with_capacity(capacity: usize) -> Result<Self, BadCapacity> {
        BadCapacity::unless_within(capacity, 1, MOST)?;
        let builder = mini_moka::sync::Cache::builder().max_capacity(capacity as u64);
        Ok(MiniMoka(builder.build_with_hasher(RandomState::new())))
    }

    #[inline]
    fn get(&self, key: &K) -> Option<V> {
        self.0.get(key)
    }

    #[inline]
    fn insert(&self, key: K, value: V) {
        self.0.insert(key, value);
    }

    fn settle(&self) {
        use mini_moka::sync::ConcurrentCacheExt as _;
        self.0.sync();
    }
}

/// Exact once it has settled.
impl<K: Key, V: Value> Bounded<K, V> for MiniMoka<K, V> {
    fn capacity(&self) -> usize {
        self.0.policy().max_capacity().map_or(usize::MAX, |capacity| capacity as usize)
    }

    fn len(&self) -> usize {
        self.0.entry_count() as usize
    }
}

/// `quick_cache::sync::Cache`, with the shards of its own choice: four for each core, fewer where they would be small. Each holds the
/// same number of entries, so that their sum may be more than was asked for by less than their number.
pub struct QuickCache<K, V>(quick_cache::sync::Cache<K, V, UnitWeighter, RandomState>);

impl<K: Key, V: Value> QuickCache<K, V> {
    /// How many shards it has.
    pub fn shards(&self) -> usize {
        self.0.num_shards()
    }
}

impl<K: Key, V: Value> Cache<K, V> for QuickCache<K, V> {
    fn with_capacity(capacity: usize) -> Result<Self, BadCapacity> {
        BadCapacity::unless_within(capacity, 1, MOST)?;
        let (hasher, lifecycle) = (RandomState::new(), DefaultLifecycle::default());
        let cache =
            quick_cache::sync::Cache::with(capacity, capacity as u64, UnitWeighter, hasher, lifecycle);
        Ok(QuickCache(cache))
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

impl<K: Key, V: Value> Remove<K, V> for QuickCache<K, V> {
    #[inline]
    fn remove(&self, key: &K) -> Option<V> {
        self.0.remove(key).map(|(_, value)| value)
    }
}

impl<K: Key, V: Value> Bounded<K, V> for QuickCache<K, V> {
    fn capacity(&self) -> usize {
        self.0.capacity() as usize
    }

    fn len(&self) -> usize {
        self.0.len()
    }
}

/// `tinyufo::TinyUfo`, of its fast kind. It cannot be asked how much it holds, so it is not [`Bounded`].
pub struct TinyUfoCrate<K, V>(TinyUfo<K, V>);

impl<K: Key, V: Value> Cache<K, V> for TinyUfoCrate<K, V> {
    fn with_capacity(capacity: usize) -> Result<Self, BadCapacity> {
        BadCapacity::unless_within(capacity, 1, MOST)?;
        Ok(TinyUfoCrate(TinyUfo::new(capacity, capacity)))
    }

    #[inline]
    fn get(&self, key: &K) -> Option<V> {
        self.0.get(key)
    }

    #[inline]
    fn insert(&self, key: K, value: V) {
        drop(self.0.put(key, value, 1));
    }
}

impl<K: Key, V: Value> Remove<K, V> for TinyUfoCrate<K, V> {
    #[inline]
    fn remove(&self, key: &K) -> Option<V> {
        self.0.remove(key)
    }
}
