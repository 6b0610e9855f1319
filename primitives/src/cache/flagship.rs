//! **Hits without a lock, forgetting as S3-FIFO does.**
//!
//! *Promise.* Linearizable for each key; blocking, but a hit waits for nobody unless its entry is changed again and again; never more than the
//! capacity. A hit is two cache lines, and writes nothing once its entry is known as wanted.
//!
//! *The argument.* What is learned from the other caches here:
//! - A hit must not write what all hits write, be it a list or a lock's word ([`mutex_lru`](super::mutex_lru), [`clock`](super::clock)). So hits are
//!   found without a lock, in an index of plain words, and an entry tells by itself whether it was read whole.
//! - What decides what is kept must be a mark at the entry, which stops being written ([`s3_fifo`](super::s3_fifo)). Probation is
//!   shorter here than there, a fiftieth of the capacity, the ghost remembers half of it, and a cache that has forgotten nothing yet lets newcomers
//!   into the main queue: loops that nearly fit then keep most of what they have.
//! - Insertions take a lock, so there are many ([`sharded_lru`](super::sharded_lru)); but a shard must have a sample of the keys large enough to
//!   tell who is wanted, so there are no more shards than hundreds of entries make.
//!
//! *Origin.* The policy: Yang and others, 2023, as in [`s3_fifo`](super::s3_fifo). Readers that look again: Lamport, "Concurrent Reading
//! and Writing", 1977.
//!
//! *State.* Shards, each with an index, places for [entries](super::entries), a version, and behind a lock the two queues through the
//! places and the ghost.
//!
//! *Invariants.*
//! 1. Index, entries and version of a shard are changed by the holder of its lock alone; the version is odd while the index is changed, and
//!    even otherwise.
//! 2. While the version is even, the index leads from each key to the one place that has it, and to no empty place.
//! 3. A place is emptied before it is filled for another key, and whoever reads it meanwhile is told so.
//!
//! *Why a hit is true.* The entry had this key and this value at one moment of the read ([`Keep::read`]). Had the key been taken out before the
//! look-up began, the place would have been empty or another's (2, 3).
//! *Why a miss is true.* The version was the same, and even, before and after the search, so at each moment between the index led to each
//! key (2); it did not lead to ours. If the version moved, or an entry was being changed, the search begins again, and
//! after some times waits for the lock.
//!
//! *Orderings.* The version is a sequence lock's ([`seqlock`](crate::read_mostly::seqlock)) over the index: odd with Relaxed and a Release fence behind
//! it, even with Release; read first with Acquire, then after an Acquire fence. So the index's cells are Relaxed. Entries have their own pairs.
//!
//! Neither the version nor an entry's sequence comes round to the same value within one search: that would take 2^31 changes.
//!
//! *Trade-off.* A look-up that was disturbed sixteen times, an insertion and a removal run the key's `Eq` and the value's `Clone` under the
//! shard's lock: these must not use the same cache. A place for every entry is made at the beginning. What is [`Words`](crate::read_mostly::words::Words) lies in its place and
//! is read for the price of a few loads ([`Flagship`]); anything else lies on the heap, and a hit pins an epoch ([`FlagshipOf`]).

mod ghost;
mod index;
mod queues;

use std::hash::{BuildHasher, Hash, RandomState};

use index::Index;
use queues::{Queues, count};

use super::entries::{Behind, Found, InPlace, Keep};
use super::lists::Place;
use super::sharded_lru::deal;
use super::{BadCapacity, Bounded, Cache, MOST, Remove, no_memory_for};
use crate::cache_padded::CachePadded;
use crate::lock::{LockKind, Mutual, StdMutex};
use crate::queue::row;
use crate::reclaim::epoch::Domain;
use crate::sync::atomic::{AtomicU32, LoadByOwner, Ordering, fence};
use crate::sync::hint::spin_loop;
use crate::sync::limits;

/// The cache for keys and values that are words.
pub type Flagship<K, V, S = RandomState, L = StdMutex> = Shards<InPlace<K, V>, S, L>;
/// The cache for any key and value.
pub type FlagshipOf<K, V, S = RandomState, L = StdMutex, R = Domain> = Shards<Behind<K, V, R>, S, L>;

/// A power of two of shards, chosen by the key's hash.
pub struct Shards<E: Keep, S = RandomState, L: LockKind = StdMutex> {
    shards: Box<[CachePadded<Shard<E, L>>]>,
    hasher: S,
    common: E::Common,
}

struct Shard<E, L: LockKind> {
    index: Index,
    entries: Box<[E]>,
    /// Two for each change of the index, and one more while it is changed; see invariant 1.
    version: AtomicU32,
    queues: L::Of<Queues>,
}

impl<E: Keep, L: LockKind> Shard<E, L> {
    fn new(capacity: usize) -> Result<Self, BadCapacity> {
        Ok(Shard {
            index: Index::new(capacity)?,
            entries: row(capacity, |_| E::vacant())?,
            version: AtomicU32::new(0),
            queues: Mutual::new(Queues::new(capacity)?),
        })
    }

    fn entry(&self, place: Place) -> &E {
        &self.entries[place as usize]
    }

    /// Looks without the lock; none if what was found cannot be trusted.
    #[inline(always)]
    fn try_get(&self, common: &E::Common, hash: u32, key: &E::Key) -> Option<Option<E::Value>> {
        let before = self.version.load(Ordering::Acquire); // Acquire: pairs with the Release in `change`
        let found = self.index.search(hash, |place| {
            let entry = self.entry(place);
            match entry.read(common, key) {
                Found::Hit(value) => {
                    count(entry.hits());
                    Some(Found::Hit(value))
                }
                Found::Other => None,
                Found::Busy => Some(Found::Busy),
            }
        });
        match found {
            Some(Found::Hit(value)) => Some(Some(value)),
            Some(_) => None,
            None => {
                fence(Ordering::Acquire); // Acquire: pairs with the Release fence in `change`
                let after = self.version.load(Ordering::Relaxed); // Relaxed: the fence stands before it
                (before == after && before & 1 == 0).then_some(None)
            }
        }
    }

    #[cold]
    fn get_contended(&self, common: &E::Common, hash: u32, key: &E::Key) -> Option<E::Value> {
        for _ in 0..limits::READS {
            spin_loop();
            if let Some(answer) = self.try_get(common, hash, key) {
                return answer;
            }
        }
        self.queues.with(|_| {
            let entry = self.entry(self.find(hash, key)?);
            count(entry.hits());
            // SAFETY: we hold the lock.
            unsafe { entry.value() }
        })
    }

    /// Where a key is. For the holder of the lock.
    fn find(&self, hash: u32, key: &E::Key) -> Option<Place> {
        self.index.search(hash, |place| {
            // SAFETY: we hold the lock.
            unsafe { self.entry(place).has(key) }.then_some(place)
        })
    }

    /// Runs a change of the index, between an odd version and an even one. For the holder of the lock.
    fn change<R>(&self, change: impl FnOnce() -> R) -> R {
        let even = self.version.load_by_owner();
        self.version.store(even.wrapping_add(1), Ordering::Relaxed); // Relaxed: the fence stands behind it
        fence(Ordering::Release); // Release: pairs with the Acquire fence in `try_get`
        let result = change();
        self.version.store(even.wrapping_add(2), Ordering::Release); // Release: pairs with the Acquire in `try_get`
        result
    }

    /// Puts an entry in; gives back what had to go for it.
    fn insert(&self, hash: u32, key: E::Key, value: E::Value) -> Option<E::Remains> {
        self.queues.with(|queues| {
            if let Some(place) = self.find(hash, &key) {
                let entry = self.entry(place);
                count(entry.hits());
                // SAFETY: we hold the lock.
                return Some(unsafe { entry.replace(key, value) });
            }
            let victim = queues.victim(|place| self.entry(place).hits());
            let place = victim.map_or_else(|| queues.unused(), |(place, _)| place);
            let entry = self.entry(place);
            entry.hits().store(0, Ordering::Relaxed); // Relaxed: see `count`
            let remains = self.change(|| {
                let remains = victim.map(|(place, hash)| {
                    self.index.remove(hash, place);
                    // SAFETY: we hold the lock.
                    unsafe { entry.vacate() }
                });
                // SAFETY: as above; it was empty, or is so now.
                unsafe { entry.fill(key, value) };
                self.index.put(hash, place);
                remains
            });
            queues.welcome(place, hash);
            remains
        })
    }

    fn remove(&self, hash: u32, key: &E::Key) -> Option<(E::Value, E::Remains)> {
        self.queues.with(|queues| {
            let place = self.find(hash, key)?;
            let entry = self.entry(place);
            // SAFETY: we hold the lock.
            let value = unsafe { entry.value() }?;
            let remains = self.change(|| {
                self.index.remove(hash, place);
                // SAFETY: as above.
                unsafe { entry.vacate() }
            });
            queues.dismiss(place);
            Some((value, remains))
        })
    }
}

impl<E: Keep, S: BuildHasher, L: LockKind> Shards<E, S, L>
where
    E::Key: Hash,
{
    /// The shard of a key, and the hash that it knows the key by.
    #[inline(always)]
    fn shard_of(&self, key: &E::Key) -> (&Shard<E, L>, u32) {
        let hash = super::spread(self.hasher.hash_one(key));
        // The shard's bits are not among those that its index looks at first.
        let shard = (hash >> 24) as usize & (self.shards.len() - 1);
        (&self.shards[shard], (hash >> 32) as u32)
    }

    fn bury(&self, remains: Option<E::Remains>) {
        if let Some(remains) = remains {
            // SAFETY: all readers of our places are given this.
            unsafe { E::bury(&self.common, remains) };
        }
    }
}

impl<E, S, L> Cache<E::Key, E::Value> for Shards<E, S, L>
where
    E: Keep<Key: Hash>,
    S: BuildHasher + Default + Send + Sync + 'static,
    L: LockKind,
{
    fn with_capacity(capacity: usize) -> Result<Self, BadCapacity> {
        BadCapacity::unless_within(capacity, 1, MOST)?;
        let sampled = (capacity / limits::ENTRIES_PER_SHARD).checked_ilog2().map_or(1, |log| 1 << log);
        let shards =
            deal(capacity, sampled.min(limits::SHARDS)).map(|part| Shard::new(part).map(CachePadded::new));
        Ok(Shards {
            shards: shards.collect::<Result<_, _>>().map_err(|_| no_memory_for(capacity))?,
            hasher: S::default(),
            common: E::Common::default(),
        })
    }

    #[inline]
    fn get(&self, key: &E::Key) -> Option<E::Value> {
        let (shard, hash) = self.shard_of(key);
        match shard.try_get(&self.common, hash, key) {
            Some(answer) => answer,
            None => shard.get_contended(&self.common, hash, key),
        }
    }

    #[inline]
    fn insert(&self, key: E::Key, value: E::Value) {
        let (shard, hash) = self.shard_of(&key);
        self.bury(shard.insert(hash, key, value));
    }

    /// Drops what was replaced or forgotten, and was kept for readers that may still have been at it.
    fn settle(&self) {
        E::settle(&self.common);
    }
}

impl<E, S, L> Remove<E::Key, E::Value> for Shards<E, S, L>
where
    E: Keep<Key: Hash>,
    S: BuildHasher + Default + Send + Sync + 'static,
    L: LockKind,
{
    fn remove(&self, key: &E::Key) -> Option<E::Value> {
        let (shard, hash) = self.shard_of(key);
        let (value, remains) = shard.remove(hash, key)?;
        self.bury(Some(remains));
        Some(value)
    }
}

impl<E, S, L> Bounded<E::Key, E::Value> for Shards<E, S, L>
where
    E: Keep<Key: Hash>,
    S: BuildHasher + Default + Send + Sync + 'static,
    L: LockKind,
{
    fn capacity(&self) -> usize {
        self.shards.iter().map(|shard| shard.entries.len()).sum()
    }

    /// The sum over the shards, one after another: entries that come and go meanwhile may be counted or not.
    fn len(&self) -> usize {
        self.shards.iter().map(|shard| shard.queues.with(|queues| queues.len())).sum()
    }
}
