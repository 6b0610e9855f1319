//! Caches: a skewed stream of keys over a map that is too small for all of them.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use primitives::cache::Cache;
use rand::distr::Distribution;
use rand_distr::Zipf;

use crate::catalogue::{Entry, Subject};
use crate::engine::{Done, Outcome, Session, Work, step};
use crate::random;

/// The family's name.
pub const FAMILY: &str = "cache";
/// Its workloads: look a key up and, if it is missing, put it in (read-through). An operation is a look-up.
pub const WORKLOADS: [&str; 1] = ["zipf-get"];
/// Different keys.
pub const KEYS: u64 = 100_000;
/// Entries that fit.
pub const CAPACITY: usize = 10_000;
/// How skewed the stream is.
pub const SKEW: f64 = 0.99;
/// Keys in a worker's stream, which goes round and round.
const STREAM: usize = 1 << 17;

/// A cache for the catalogue.
pub fn cache_subject<C: Cache<u64, u64>>(entry: Entry) -> Subject {
    Subject::new(entry.info(FAMILY, &WORKLOADS), zipf_get::<C>)
}

pub(super) fn zipf_get<C: Cache<u64, u64>>(session: &Session) -> Outcome {
    let new = || C::with_capacity(CAPACITY).expect("a cache of this capacity");
    // One more stream than workers: the last one fills the cache before anybody measures.
    let streams: Vec<_> =
        (0..=session.threads as usize).map(|worker| stream(session.seed_of(worker))).collect();
    let (cache, filling) = (new(), &streams[session.threads as usize]);
    Lookups::new(&cache, filling).batch(STREAM as u64);
    cache.settle();
    let race = session.race(|seat| Lookups::new(&cache, &streams[seat.index]));
    let memory = session.memory(new, |cache| Lookups::new(cache, filling).batch(STREAM as u64).ops);
    let verify = |wrong: Vec<u64>| match wrong.iter().sum::<u64>() {
        0 => Ok(()),
        wrong => Err(format!("values_match_keys: {wrong} look-ups found another key's value")),
    };
    Outcome::of(race, verify)
        .memory(memory)
        .param("keys", KEYS)
        .param("capacity", CAPACITY)
        .param("skew", SKEW)
        .param("payload", 8)
}

/// The value that belongs to a key.
#[inline(always)]
fn value_of(key: u64) -> u64 {
    key.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1
}

/// A stream of keys, made once for each seed of a process.
fn stream(seed: u64) -> Arc<[u32]> {
    static STREAMS: Mutex<BTreeMap<u64, Arc<[u32]>>> = Mutex::new(BTreeMap::new());
    let mut streams = STREAMS.lock().unwrap_or_else(PoisonError::into_inner);
    let make = || {
        let zipf = Zipf::new(KEYS as f64, SKEW).expect("a skew that can be had");
        let mut generator = random::generator(seed);
        (0..STREAM).map(|_| zipf.sample(&mut generator) as u32).collect()
    };
    Arc::clone(streams.entry(seed).or_insert_with(make))
}

struct Lookups<'a, C> {
    cache: &'a C,
    stream: &'a [u32],
    next: usize,
    wrong: u64,
}

impl<'a, C> Lookups<'a, C> {
    fn new(cache: &'a C, stream: &'a [u32]) -> Self {
        Lookups { cache, stream, next: 0, wrong: 0 }
    }
}

impl<C: Cache<u64, u64>> Work for Lookups<'_, C> {
    type Report = u64;

    #[inline]
    fn batch(&mut self, ops: u64) -> Done {
        let mut hits = 0;
        for _ in 0..ops {
            let key = u64::from(self.stream[self.next % STREAM]);
            self.next += 1;
            match self.cache.get(&key) {
                Some(value) => {
                    hits += 1;
                    self.wrong += u64::from(value != value_of(key));
                }
                None => self.cache.insert(key, value_of(key)),
            }
            step();
        }
        Done { ops, hits, ..Done::default() }
    }

    fn close(&mut self) {
        self.cache.settle();
    }

    fn finish(self) -> u64 {
        self.wrong
    }
}
