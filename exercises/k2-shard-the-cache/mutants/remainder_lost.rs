//! **What does not go evenly is left out.**
//!
//! *Misconception.* "A division is how a capacity is dealt out." Of seven entries for eight shards nothing is left.

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
        // Upper bits first to the lower ones, for a multiplication carries upward alone; then the upper half, in which every bit of the key
        // tells.
        let mixed = (key ^ (key >> 32)).wrapping_mul(0x9E37_79B9_7F4A_7C15); // 2^64 / the golden ratio (Knuth, vol. 3, 6.4)
        let at = ((mixed >> 32) * self.shards.len() as u64) >> 32;
        &self.shards[at as usize]
    }
}

/// How a capacity is dealt out to so many shards: as evenly as it can be, and all of it.
fn deal(capacity: usize, shards: usize) -> impl Iterator<Item = usize> {
    (0..shards).map(move |_| capacity / shards)
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
