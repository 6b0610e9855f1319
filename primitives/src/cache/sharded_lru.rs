//! **Sharded LRU: many small caches instead of one.**
//!
//! *Promise.* Linearizable; blocking; never more than the capacity in all. Two threads wait for each other only if their keys are in the
//! same shard.
//!
//! *Origin.* Lock striping; for caches: memcached and Guava's `LocalCache`.
//!
//! *State.* A power of two of shards, each a cache of its own behind its own lock, on lines of its own. The capacity is dealt out to them: as evenly as
//! it can be, and exactly.
//!
//! *Invariants.*
//! 1. A key belongs to one shard, which its hash chooses.
//! 2. The shards' capacities add up to the whole, and each is one at least.
//!
//! *Orderings.* Those of the shards' locks.
//!
//! *Trade-off.* It is LRU in each shard, not in all: a shard that got more than its part of the popular keys forgets some of them while another
//! keeps what nobody wants. So sharding costs hits, the more the smaller the shards are, and hot keys still meet in one of them: no number
//! of shards helps against a single popular key.

use std::hash::{BuildHasher, Hash, RandomState};

use super::mutex_lru::MutexLru;
use super::{BadCapacity, Bounded, Cache, Remove};
use crate::cache_padded::CachePadded;
use crate::lock::StdMutex;
use crate::sync::limits;

/// LRU caches behind locks, std's mutexes if nothing else is said.
pub type ShardedLru<K, V, S = RandomState, L = StdMutex> = Sharded<MutexLru<K, V, S, L>, S>;

/// A power of two of caches `C`, chosen by the key's hash.
pub struct Sharded<C, S = RandomState> {
    shards: Box<[CachePadded<C>]>,
    hasher: S,
}

/// How a capacity is dealt out to so many shards.
pub(super) fn deal(capacity: usize, shards: usize) -> impl Iterator<Item = usize> {
    (0..shards).map(move |shard| capacity / shards + usize::from(shard < capacity % shards))
}

impl<C, S: BuildHasher> Sharded<C, S> {
    #[inline]
    fn shard_of<K: Hash>(&self, key: &K) -> &C {
        let hash = super::spread(self.hasher.hash_one(key));
        &self.shards[(hash >> 32) as usize & (self.shards.len() - 1)]
    }
}

impl<K, V, C, S> Cache<K, V> for Sharded<C, S>
where
    K: Hash,
    V: Clone,
    C: Cache<K, V>,
    S: BuildHasher + Default + Send + Sync + 'static,
{
    /// As many shards as there are entries at most, and no more than [`limits::SHARDS`].
    fn with_capacity(capacity: usize) -> Result<Self, BadCapacity> {
        let most = capacity.checked_ilog2().map_or(1, |log| 1 << log);
        let shards =
            deal(capacity, most.min(limits::SHARDS)).map(|part| C::with_capacity(part).map(CachePadded::new));
        Ok(Sharded { shards: shards.collect::<Result<_, _>>()?, hasher: S::default() })
    }

    #[inline]
    fn get(&self, key: &K) -> Option<V> {
        self.shard_of(key).get(key)
    }

    #[inline]
    fn insert(&self, key: K, value: V) {
        self.shard_of(&key).insert(key, value);
    }

    fn settle(&self) {
        self.shards.iter().for_each(|shard| shard.settle());
    }
}

impl<K, V, C, S> Remove<K, V> for Sharded<C, S>
where
    K: Hash,
    V: Clone,
    C: Remove<K, V>,
    S: BuildHasher + Default + Send + Sync + 'static,
{
    fn remove(&self, key: &K) -> Option<V> {
        self.shard_of(key).remove(key)
    }
}

impl<K, V, C, S> Bounded<K, V> for Sharded<C, S>
where
    K: Hash,
    V: Clone,
    C: Bounded<K, V>,
    S: BuildHasher + Default + Send + Sync + 'static,
{
    fn capacity(&self) -> usize {
        self.shards.iter().map(|shard| shard.capacity()).sum()
    }

    /// The sum over the shards, one after another: entries that come and go meanwhile may be counted or not.
    fn len(&self) -> usize {
        self.shards.iter().map(|shard| shard.len()).sum()
    }
}
