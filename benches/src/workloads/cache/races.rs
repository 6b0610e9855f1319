//! From a session to its outcome: a cache is made and warmed, workers race, and what they saw and left is checked.

use std::sync::Arc;

use primitives::cache::{Bounded, Cache};

use super::super::metronome::UPDATE_EVERY_NS;
use super::hot_key::{HOT, Storming};
use super::keys::{KEYS, Keys, Operations, Round, SCAN, SCAN_EVERY, SKEW, STREAM, Scans, best_of_zipf};
use super::lookups::{Getting, Mixing, ReadingThrough, Timing, Told, read_through as look_up};
use super::values::Value;
use super::{CAPACITY, FAMILY};
use crate::engine::{Memory, Outcome, Seat, Session, Times, Work};

/// Asks a cache how many entries it holds, and how many it may hold.
type Ask<C> = fn(&C) -> (usize, usize);

/// How to ask a cache of this type; or nothing, if it does not tell.
pub(super) struct Bounds<C> {
    ask: Option<Ask<C>>,
}

impl<C> Clone for Bounds<C> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<C> Copy for Bounds<C> {}

impl<C> Bounds<C> {
    pub(super) fn unknown() -> Self {
        Bounds { ask: None }
    }

    pub(super) fn told() -> Self
    where
        C: Bounded<u64, u64>,
    {
        Bounds { ask: Some(|cache| (cache.len(), cache.capacity())) }
    }

    /// The capacity that it really has, which may be another than the one it was asked for.
    pub(super) fn capacity(self, cache: &C, asked: usize) -> usize {
        self.ask.map_or(asked, |ask| ask(cache).1)
    }

    /// Tells how many entries there are, and that there are not too many; and a capacity that is not the one asked for.
    pub(super) fn check(self, cache: &C, asked: usize, outcome: Outcome) -> Outcome {
        let Some(ask) = self.ask.filter(|_| outcome.wrong.is_none()) else { return outcome };
        let (len, capacity) = ask(cache);
        let wrong = (len > capacity)
            .then(|| format!("capacity_respected: holds {len} entries, its capacity is {capacity}"));
        let outcome = Outcome { entries: Some(len as u64), wrong, ..outcome };
        if capacity == asked { outcome } else { outcome.param("real_capacity", capacity) }
    }
}

/// Every hit was a value of its key.
pub(super) fn verify(wrong: u64) -> Result<(), String> {
    match wrong {
        0 => Ok(()),
        wrong => Err(format!("value_belongs_to_key: {wrong} look-ups found another key's value")),
    }
}

/// Races workers over a cache that was made and warmed.
pub(super) fn race<C: Cache<u64, V>, V: Value, W: Work<Report = Told>>(
    session: &Session,
    bounds: Bounds<C>,
    asked: usize,
    cache: Arc<C>,
    build: impl Fn(&Arc<C>, Seat) -> W + Sync,
) -> Outcome {
    let race = session.race(|seat| build(&cache, seat));
    let mut all = Times::new();
    let outcome = Outcome::of(race, |told| {
        told.iter().filter_map(|told| told.times.as_ref()).for_each(|times| all.add(times));
        verify(told.iter().map(|told| told.wrong).sum())
    });
    if outcome.wrong.is_some() {
        return outcome;
    }
    cache.settle();
    let outcome = bounds.check(&cache, asked, outcome).param("capacity", asked).param("payload", V::BYTES);
    if all.is_empty() { outcome } else { outcome.latency(&all) }
}

/// So many requests warm a cache: each likely key comes several times. Built without optimisation, where figures mean nothing,
/// it is enough that the cache is full.
const WARMING: usize = if cfg!(debug_assertions) { STREAM / 2 } else { 2 * STREAM };

/// A cache that has seen such keys before.
fn warmed<C: Cache<u64, V>, V: Value>(mut keys: impl Keys) -> Arc<C> {
    let cache = C::with_capacity(CAPACITY).expect("a cache of this capacity");
    warm(&cache, &mut keys);
    Arc::new(cache)
}

/// Fills a cache, and lets it learn; tells how many operations that took.
fn warm<C: Cache<u64, V>, V: Value>(cache: &C, keys: &mut impl Keys) -> u64 {
    let mut wrong = 0;
    for _ in 0..WARMING {
        look_up(cache, keys.next(), &mut wrong);
    }
    cache.settle();
    WARMING as u64
}

/// A seed of nobody's: for what warms a cache.
fn seed_of_warming(session: &Session) -> u64 {
    session.seed_of(session.threads as usize)
}

/// What a full cache holds, and what a look-up allocates that puts in what is missing.
fn memory<C: Cache<u64, V>, V: Value>(session: &Session) -> Memory {
    let keys = Round::zipf(seed_of_warming(session));
    let make = || C::with_capacity(CAPACITY).expect("a cache of this capacity");
    session
        .memory_of(&format!("{FAMILY} of {} bytes", V::BYTES), make, |cache| warm(cache, &mut keys.clone()))
}

/// Its bytes alone, where operations are others than those of [`memory`].
fn bytes<C: Cache<u64, V>, V: Value>(session: &Session) -> Memory {
    Memory { allocs_per_op: None, ..memory::<C, V>(session) }
}

/// Tells what all workloads of Zipf's keys were given.
fn by_zipf(outcome: Outcome) -> Outcome {
    outcome.param("keys", KEYS).param("skew", SKEW)
}

pub(super) fn zipf_get<C: Cache<u64, V>, V: Value>(session: &Session, bounds: Bounds<C>) -> Outcome {
    let memory = bytes::<C, V>(session);
    let cache = warmed::<C, V>(Round::zipf(seed_of_warming(session)));
    let optimum = best_of_zipf(bounds.capacity(&cache, CAPACITY));
    let work = |cache: &Arc<C>, seat: Seat| Getting::<C, Round, V>::new(cache, Round::zipf(seat.seed));
    by_zipf(race(session, bounds, CAPACITY, cache, work)).memory(memory).optimum(optimum)
}

/// So many percent of the operations put a value in.
pub(super) fn mixed<C: Cache<u64, u64>>(session: &Session, bounds: Bounds<C>, insertions: u32) -> Outcome {
    let memory = bytes::<C, u64>(session);
    let cache = warmed::<C, u64>(Round::zipf(seed_of_warming(session)));
    let optimum = best_of_zipf(bounds.capacity(&cache, CAPACITY));
    let work = |cache: &Arc<C>, seat: Seat| Mixing::new(cache, Operations::new(seat.seed, insertions));
    by_zipf(race(session, bounds, CAPACITY, cache, work))
        .param("read_share", f64::from(100 - insertions) / 100.0)
        .memory(memory)
        .optimum(optimum)
}

pub(super) fn read_through<C: Cache<u64, u64>>(session: &Session, bounds: Bounds<C>) -> Outcome {
    let memory = memory::<C, u64>(session);
    let cache = warmed::<C, u64>(Round::zipf(seed_of_warming(session)));
    let optimum = best_of_zipf(bounds.capacity(&cache, CAPACITY));
    let work = |cache: &Arc<C>, seat: Seat| ReadingThrough::new(cache, Round::zipf(seat.seed));
    by_zipf(race(session, bounds, CAPACITY, cache, work)).memory(memory).optimum(optimum)
}

pub(super) fn uniform<C: Cache<u64, u64>>(session: &Session, bounds: Bounds<C>) -> Outcome {
    let memory = bytes::<C, u64>(session);
    let cache = warmed::<C, u64>(Round::uniform(seed_of_warming(session)));
    let optimum = (bounds.capacity(&cache, CAPACITY) as f64 / KEYS as f64).min(1.0);
    let work = |cache: &Arc<C>, seat: Seat| ReadingThrough::new(cache, Round::uniform(seat.seed));
    race(session, bounds, CAPACITY, cache, work).param("keys", KEYS).memory(memory).optimum(optimum)
}

pub(super) fn scan<C: Cache<u64, u64>>(session: &Session, bounds: Bounds<C>) -> Outcome {
    let memory = bytes::<C, u64>(session);
    let cache = warmed::<C, u64>(Scans::new(seed_of_warming(session), session.threads as usize));
    let again = 1.0 - SCAN as f64 / SCAN_EVERY as f64;
    let optimum = again * best_of_zipf(bounds.capacity(&cache, CAPACITY));
    let work = |cache: &Arc<C>, seat: Seat| ReadingThrough::new(cache, Scans::new(seat.seed, seat.index));
    by_zipf(race(session, bounds, CAPACITY, cache, work))
        .param("scan", SCAN)
        .param("scan_every", SCAN_EVERY)
        .memory(memory)
        .optimum(optimum)
}

pub(super) fn hot_key<C: Cache<u64, u64>>(session: &Session, bounds: Bounds<C>) -> Outcome {
    let memory = bytes::<C, u64>(session);
    let cache = warmed::<C, u64>(Round::zipf(seed_of_warming(session)));
    cache.insert(HOT, u64::of(HOT, 0));
    cache.settle();
    let work = |cache: &Arc<C>, seat: Seat| Storming::new(cache, seat.index == 0);
    race(session, bounds, CAPACITY, cache, work)
        .param("keys", 1)
        .param("update_every_ns", UPDATE_EVERY_NS)
        .memory(memory)
        .optimum(1.0)
}

pub(super) fn latency<C: Cache<u64, u64>>(session: &Session, bounds: Bounds<C>) -> Outcome {
    let memory = memory::<C, u64>(session);
    let cache = warmed::<C, u64>(Round::zipf(seed_of_warming(session)));
    let optimum = best_of_zipf(bounds.capacity(&cache, CAPACITY));
    let work = |cache: &Arc<C>, seat: Seat| Timing::new(cache, Round::zipf(seat.seed));
    by_zipf(race(session, bounds, CAPACITY, cache, work)).memory(memory).optimum(optimum)
}
