//! What a worker does with its keys, and the loops that are timed.

use std::marker::PhantomData;
use std::sync::Arc;

use primitives::cache::Cache;

use super::keys::{Keys, Operations};
use super::values::Value;
use crate::engine::clock::{Clock, Now};
use crate::engine::{Done, Times, Work, step};

/// What a worker tells in the end.
#[derive(Debug, Default)]
pub(super) struct Told {
    /// Look-ups that found another key's value.
    pub(super) wrong: u64,
    /// How long look-ups took, if they were timed.
    pub(super) times: Option<Times>,
}

/// Looks a key up, and tells whether it was there.
#[inline(always)]
pub(super) fn get<C: Cache<u64, V>, V: Value>(cache: &C, key: u64, wrong: &mut u64) -> bool {
    let found = cache.get(&key);
    *wrong += u64::from(found.as_ref().is_some_and(|value| !value.belongs_to(key)));
    found.is_some()
}

/// Looks a key up, puts it in if it is missing, and tells whether it was there.
#[inline(always)]
pub(super) fn read_through<C: Cache<u64, V>, V: Value>(cache: &C, key: u64, wrong: &mut u64) -> bool {
    let hit = get(cache, key, wrong);
    if !hit {
        cache.insert(key, V::of(key, 0));
    }
    hit
}

/// Look-ups, so many of which hit.
fn lookups(ops: u64, hits: u64) -> Done {
    Done { ops, lookups: ops, hits, ..Done::default() }
}

/// Only looks keys up.
pub(super) struct Getting<C, K, V> {
    cache: Arc<C>,
    keys: K,
    wrong: u64,
    values: PhantomData<V>,
}

impl<C, K, V> Getting<C, K, V> {
    pub(super) fn new(cache: &Arc<C>, keys: K) -> Self {
        Getting { cache: Arc::clone(cache), keys, wrong: 0, values: PhantomData }
    }
}

impl<C: Cache<u64, V>, K: Keys, V: Value> Work for Getting<C, K, V> {
    type Report = Told;

    #[inline]
    fn batch(&mut self, ops: u64) -> Done {
        let cache = &*self.cache;
        let (mut hits, mut wrong) = (0, 0);
        for _ in 0..ops {
            hits += u64::from(get(cache, self.keys.next(), &mut wrong));
            step();
        }
        self.wrong += wrong;
        lookups(ops, hits)
    }

    fn close(&mut self) {
        self.cache.settle();
    }

    fn finish(self) -> Told {
        Told { wrong: self.wrong, times: None }
    }
}

/// Looks keys up, and puts in what is missing.
pub(super) struct ReadingThrough<C, K> {
    cache: Arc<C>,
    keys: K,
    wrong: u64,
}

impl<C, K> ReadingThrough<C, K> {
    pub(super) fn new(cache: &Arc<C>, keys: K) -> Self {
        ReadingThrough { cache: Arc::clone(cache), keys, wrong: 0 }
    }
}

impl<C: Cache<u64, u64>, K: Keys> Work for ReadingThrough<C, K> {
    type Report = Told;

    #[inline]
    fn batch(&mut self, ops: u64) -> Done {
        let cache = &*self.cache;
        let (mut hits, mut wrong) = (0, 0);
        for _ in 0..ops {
            hits += u64::from(read_through(cache, self.keys.next(), &mut wrong));
            step();
        }
        self.wrong += wrong;
        lookups(ops, hits)
    }

    fn close(&mut self) {
        self.cache.settle();
    }

    fn finish(self) -> Told {
        Told { wrong: self.wrong, times: None }
    }
}

/// Looks some keys up, and puts new versions of the others in. What a look-up misses stays missing.
pub(super) struct Mixing<C> {
    cache: Arc<C>,
    operations: Operations,
    wrong: u64,
    version: u32,
}

impl<C> Mixing<C> {
    pub(super) fn new(cache: &Arc<C>, operations: Operations) -> Self {
        Mixing { cache: Arc::clone(cache), operations, wrong: 0, version: 0 }
    }
}

impl<C: Cache<u64, u64>> Work for Mixing<C> {
    type Report = Told;

    #[inline]
    fn batch(&mut self, ops: u64) -> Done {
        let cache = &*self.cache;
        let (mut insertions, mut hits, mut wrong) = (0, 0, 0);
        for _ in 0..ops {
            match self.operations.next() {
                (key, true) => {
                    self.version = self.version.wrapping_add(1);
                    cache.insert(key, u64::of(key, self.version));
                    insertions += 1;
                }
                (key, false) => hits += u64::from(get(cache, key, &mut wrong)),
            }
            step();
        }
        self.wrong += wrong;
        Done { ops, lookups: ops - insertions, hits, ..Done::default() }
    }

    fn close(&mut self) {
        self.cache.settle();
    }

    fn finish(self) -> Told {
        Told { wrong: self.wrong, times: None }
    }
}

/// As [`ReadingThrough`], with every look-up timed, a missing value's insertion included.
pub(super) struct Timing<C, K> {
    cache: Arc<C>,
    keys: K,
    wrong: u64,
    clock: Clock,
    times: Times,
}

impl<C, K> Timing<C, K> {
    pub(super) fn new(cache: &Arc<C>, keys: K) -> Self {
        Timing { cache: Arc::clone(cache), keys, wrong: 0, clock: Clock::start(), times: Times::new() }
    }
}

impl<C: Cache<u64, u64>, K: Keys> Work for Timing<C, K> {
    type Report = Told;

    #[inline]
    fn batch(&mut self, ops: u64) -> Done {
        let cache = &*self.cache;
        let mut hits = 0;
        for _ in 0..ops {
            let key = self.keys.next();
            let begun = self.clock.now();
            hits += u64::from(read_through(cache, key, &mut self.wrong));
            self.times.record(self.clock.now() - begun);
        }
        lookups(ops, hits)
    }

    fn close(&mut self) {
        self.cache.settle();
    }

    fn finish(self) -> Told {
        Told { wrong: self.wrong, times: Some(self.times) }
    }
}
