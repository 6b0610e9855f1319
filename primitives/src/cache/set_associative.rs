//! **Sets of a few ways: a key has eight places to be in, and no other.**
//!
//! *Promise.* Linearizable for each key; blocking, but a hit waits for nobody unless its entry is changed again and again; never more than the
//! capacity. Nothing is ever moved: an entry stays where it was put until it is forgotten.
//!
//! *Origin.* The caches of processors: Conti, Gibson and Pitkowsky, "Structural Aspects of the System/360 Model 85", 1968. In software:
//! Adas, Einziger and Friedman, "Limited Associativity Makes Concurrent Software Caches a Breeze", 2022.
//!
//! *State.* Sets of up to eight ways. Each has a byte for every way, taken from its key's hash, all in one word that is compared at once; a bit
//! for every way, set by a hit; and the ways themselves. A lock for whoever changes the set, and behind it the hand of a CLOCK.
//!
//! *Invariants.*
//! 1. Tags and ways of a set are changed by the holder of its lock alone; the bits also by hits.
//! 2. A way has a tag (1 to 255) while its entry can be found, and 0 before it is emptied and until it has been filled.
//! 3. A key is in one way of its set at most.
//!
//! *Why a hit is true.* The way had this key and this value at one moment of the read ([`Keep::read`]).
//! *Why a miss is true.* Had the key been in one way all the time, that way would have been looked at (3, and nothing moves). So there was a moment
//! without it. Where a way is just being changed, we look again.
//!
//! *Orderings.* Ways have their own pairs ([`entries`](super::entries)). Tags are stored with Release and loaded with Acquire: who finds a tag does not
//! find an entry of before it, which may have had the same one. Bits are Relaxed: they decide what is forgotten, and nothing else.
//!
//! A look-up that was disturbed sixteen times, an insertion and a removal run the key's `Eq` and the value's `Clone` under the set's lock: these
//! must not use the same cache.
//!
//! *Trade-off.* No index, no list, and the locks are as many as the sets. But a popular set forgets while others have room: it costs hits, the more
//! the fewer the ways are.

use std::hash::{BuildHasher, Hash, RandomState};

use super::entries::{Behind, Found, InPlace, Keep};
use super::sharded_lru::deal;
use super::{BadCapacity, Bounded, Cache, MOST, Remove, no_memory_for};
use crate::lock::{LockKind, Mutual, StdMutex};
use crate::queue::row;
use crate::reclaim::epoch::Domain;
use crate::sync::atomic::{AtomicU8, AtomicU64, LoadByOwner, Ordering};
use crate::sync::hint::spin_loop;
use crate::sync::limits;

/// The cache for keys and values that are [words](crate::read_mostly::words::Words).
pub type SetAssociative<K, V, S = RandomState, L = StdMutex> = Sets<InPlace<K, V>, S, L>;
/// The cache for any key and value.
pub type SetAssociativeOf<K, V, S = RandomState, L = StdMutex, R = Domain> = Sets<Behind<K, V, R>, S, L>;

/// Ways of a set, at most: as many as a word has bytes.
const WAYS: usize = 8;

/// A row of sets.
pub struct Sets<E: Keep, S = RandomState, L: LockKind = StdMutex> {
    sets: Box<[Set<E, L>]>,
    hasher: S,
    common: E::Common,
}

struct Set<E, L: LockKind> {
    /// A byte for each way; 0 where nothing can be found.
    tags: AtomicU64,
    /// A bit for each way: was it hit since the hand went by?
    used: AtomicU8,
    /// How many of the ways this set has.
    len: u8,
    ways: [E; WAYS],
    /// The lock of the set; inside, where to look next for an entry to forget.
    hand: L::Of<usize>,
}

fn tag_in(tags: u64, way: usize) -> u8 {
    (tags >> (8 * way)) as u8
}

fn with_tag(tags: u64, way: usize, tag: u8) -> u64 {
    tags & !(0xFF << (8 * way)) | (u64::from(tag) << (8 * way))
}

impl<E: Keep, L: LockKind> Set<E, L> {
    fn new(len: usize) -> Self {
        Set {
            tags: AtomicU64::new(0),
            used: AtomicU8::new(0),
            len: len as u8,
            ways: std::array::from_fn(|_| E::vacant()),
            hand: Mutual::new(0),
        }
    }

    fn ways_with(&self, tags: u64, tag: u8) -> impl Iterator<Item = usize> {
        (0..self.len as usize).filter(move |&way| tag_in(tags, way) == tag)
    }

    /// Looks without the lock; none if what was found cannot be trusted.
    #[inline(always)]
    fn try_get(&self, common: &E::Common, tag: u8, key: &E::Key) -> Option<Option<E::Value>> {
        // Acquire: pairs with the Release in `set_tag`. Not shown by the checker: it rests on the header's argument.
        let tags = self.tags.load(Ordering::Acquire);
        for way in self.ways_with(tags, tag) {
            match self.ways[way].read(common, key) {
                Found::Hit(value) => {
                    self.mark(way);
                    return Some(Some(value));
                }
                Found::Other => {}
                Found::Busy => return None,
            }
        }
        Some(None)
    }

    #[cold]
    fn get_contended(&self, common: &E::Common, tag: u8, key: &E::Key) -> Option<E::Value> {
        for _ in 0..limits::READS {
            spin_loop();
            if let Some(answer) = self.try_get(common, tag, key) {
                return answer;
            }
        }
        self.hand.with(|_| {
            let way = self.find(tag, key)?;
            self.mark(way);
            // SAFETY: we hold the lock.
            unsafe { self.ways[way].value() }
        })
    }

    /// Notes a hit. Not written again: a line that many read stays with all of them. Two that note at the same time may lose one.
    #[inline(always)]
    fn mark(&self, way: usize) {
        let used = self.used.load(Ordering::Relaxed); // Relaxed, here and wherever these bits are used: see the header
        if used & (1 << way) == 0 {
            self.used.store(used | (1 << way), Ordering::Relaxed);
        }
    }

    /// Where a key is. For the holder of the lock, as all below.
    fn find(&self, tag: u8, key: &E::Key) -> Option<usize> {
        self.ways_with(self.tags.load_by_owner(), tag).find(|&way| {
            // SAFETY: the caller holds the lock of the set.
            unsafe { self.ways[way].has(key) }
        })
    }

    fn set_tag(&self, way: usize, tag: u8) {
        let tags = with_tag(self.tags.load_by_owner(), way, tag);
        // Release: pairs with the Acquire in `try_get`. Not shown by the checker: as there.
        self.tags.store(tags, Ordering::Release);
    }

    /// A way to fill: an empty one, or the first under the hand that was not used.
    fn choose(&self, hand: &mut usize) -> usize {
        if let Some(empty) = self.ways_with(self.tags.load_by_owner(), 0).next() {
            return empty;
        }
        // Twice round at most: hits may set bits again, and must not keep us here for ever.
        for _ in 0..2 * self.len {
            let way = *hand;
            *hand = (way + 1) % self.len as usize;
            let used = self.used.load(Ordering::Relaxed);
            if used & (1 << way) == 0 {
                return way;
            }
            self.used.store(used & !(1 << way), Ordering::Relaxed);
        }
        *hand
    }

    /// Empties a way, if there is something in it.
    fn vacate(&self, way: usize) -> Option<E::Remains> {
        if tag_in(self.tags.load_by_owner(), way) == 0 {
            return None;
        }
        self.set_tag(way, 0);
        // SAFETY: the caller holds the lock of the set.
        Some(unsafe { self.ways[way].vacate() })
    }

    fn insert(&self, tag: u8, key: E::Key, value: E::Value) -> Option<E::Remains> {
        self.hand.with(|hand| {
            if let Some(way) = self.find(tag, &key) {
                self.mark(way);
                // SAFETY: we hold the lock.
                return Some(unsafe { self.ways[way].replace(key, value) });
            }
            let way = self.choose(hand);
            let remains = self.vacate(way);
            // SAFETY: we hold the lock, and the way is empty.
            unsafe { self.ways[way].fill(key, value) };
            self.set_tag(way, tag);
            remains
        })
    }

    fn remove(&self, tag: u8, key: &E::Key) -> Option<(E::Value, E::Remains)> {
        self.hand.with(|_| {
            let way = self.find(tag, key)?;
            // SAFETY: we hold the lock.
            let value = unsafe { self.ways[way].value() }?;
            Some((value, self.vacate(way)?))
        })
    }

    fn entries(&self) -> usize {
        self.hand.with(|_| self.len as usize - self.ways_with(self.tags.load_by_owner(), 0).count())
    }
}

impl<E: Keep, S: BuildHasher, L: LockKind> Sets<E, S, L>
where
    E::Key: Hash,
{
    /// The set of a key, and the tag that it has there.
    #[inline(always)]
    fn set_of(&self, key: &E::Key) -> (&Set<E, L>, u8) {
        let hash = super::spread(self.hasher.hash_one(key));
        // Scaled, not masked: any number of sets will do.
        let set = ((hash >> 32) * self.sets.len() as u64) >> 32;
        (&self.sets[set as usize], (hash >> 24) as u8 | 1)
    }
}

impl<E, S, L> Cache<E::Key, E::Value> for Sets<E, S, L>
where
    E: Keep<Key: Hash>,
    S: BuildHasher + Default + Send + Sync + 'static,
    L: LockKind,
{
    fn with_capacity(capacity: usize) -> Result<Self, BadCapacity> {
        BadCapacity::unless_within(capacity, 1, MOST)?;
        let sets = capacity.div_ceil(WAYS);
        let mut ways = deal(capacity, sets);
        let sets = row(sets, |_| Set::new(ways.next().unwrap_or(0))).map_err(|_| no_memory_for(capacity))?;
        Ok(Sets { sets, hasher: S::default(), common: E::Common::default() })
    }

    #[inline]
    fn get(&self, key: &E::Key) -> Option<E::Value> {
        let (set, tag) = self.set_of(key);
        match set.try_get(&self.common, tag, key) {
            Some(answer) => answer,
            None => set.get_contended(&self.common, tag, key),
        }
    }

    #[inline]
    fn insert(&self, key: E::Key, value: E::Value) {
        let (set, tag) = self.set_of(&key);
        if let Some(remains) = set.insert(tag, key, value) {
            // SAFETY: all readers of our ways are given this.
            unsafe { E::bury(&self.common, remains) };
        }
    }

    /// Drops what was replaced or forgotten, and was kept for readers that may still have been at it.
    fn settle(&self) {
        E::settle(&self.common);
    }
}

impl<E, S, L> Remove<E::Key, E::Value> for Sets<E, S, L>
where
    E: Keep<Key: Hash>,
    S: BuildHasher + Default + Send + Sync + 'static,
    L: LockKind,
{
    fn remove(&self, key: &E::Key) -> Option<E::Value> {
        let (set, tag) = self.set_of(key);
        let (value, remains) = set.remove(tag, key)?;
        // SAFETY: as in `insert`.
        unsafe { E::bury(&self.common, remains) };
        Some(value)
    }
}

impl<E, S, L> Bounded<E::Key, E::Value> for Sets<E, S, L>
where
    E: Keep<Key: Hash>,
    S: BuildHasher + Default + Send + Sync + 'static,
    L: LockKind,
{
    fn capacity(&self) -> usize {
        self.sets.iter().map(|set| set.len as usize).sum()
    }

    /// The sum over the sets, one after another: entries that come and go meanwhile may be counted or not.
    fn len(&self) -> usize {
        self.sets.iter().map(|set| set.entries()).sum()
    }
}
