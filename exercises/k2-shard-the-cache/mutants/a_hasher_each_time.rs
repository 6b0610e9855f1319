//! **A new hasher each time.**
//!
//! *Misconception.* "A hash is a hash." `RandomState::new` draws a seed, and the same key has another hash under another seed.

use std::hash::{BuildHasher, RandomState};

use primitives::cache::mutex_lru::MutexLru;
use primitives::cache::{BadCapacity, Bounded, Cache};
use primitives::cache_padded::CachePadded;

/// How many shards there are at most.
///
/// Few, since each must have room for more than its most popular keys: what is too much for one shard does not go to another.
const SHARDS: usize = 8;

/// Caches `C`, each for a part of the keys and with a lock of its own. Each stands on cache lines of its own.
pub struct ShardedCache<C = MutexLru<u64, u64>> {
    shards: Box<[CachePadded<C>]>,
}

impl<C> ShardedCache<C> {
    /// The shard to which a key belongs, always the same.
    fn shard_of(&self, key: u64) -> &C {
        let at = ((RandomState::new().hash_one(key) >> 32) * self.shards.len() as u64) >> 32;
        &self.shards[at as usize]
    }
}

/// How a capacity is dealt out to so many shards: as evenly as it can be, and all of it.
fn deal(capacity: usize, shards: usize) -> impl Iterator<Item = usize> {
    (0..shards).map(move |shard| capacity / shards + usize::from(shard < capacity % shards))
}

impl<C: Cache<u64, u64>> Cache<u64, u64> for ShardedCache<C> {
    fn with_capacity(capacity: usize) -> Result<Self, BadCapacity> {
        let shards = SHARDS.min(capacity).max(1);
        let shards = deal(capacity, shards).map(|part| C::with_capacity(part).map(CachePadded::new));
        Ok(ShardedCache { shards: shards.collect::<Result<_, _>>()? })
    }

    fn get(&self, key: &u64) -> Option<u64> {
        self.shard_of(*key).get(key)
    }

    fn insert(&self, key: u64, value: u64) {
        self.shard_of(key).insert(key, value);
    }
}

impl<C: Bounded<u64, u64>> Bounded<u64, u64> for ShardedCache<C> {
    fn capacity(&self) -> usize {
        self.shards.iter().map(|shard| shard.capacity()).sum()
    }

    fn len(&self) -> usize {
        self.shards.iter().map(|shard| shard.len()).sum()
    }
}
