//! Which keys are asked for. All that is random is drawn before anything is timed: each worker goes round and round in a
//! stream of its own.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use rand::RngExt;
use rand::distr::Distribution;
use rand_distr::Zipf;

use crate::random;
use crate::traces::Trace;

/// Different keys.
pub const KEYS: u64 = 100_000;
/// How skewed Zipf's streams are: the key of rank `r` is asked for in proportion to `r` to the power of minus this.
pub const SKEW: f64 = 0.99;
/// Keys in a worker's stream.
pub(super) const STREAM: usize = 1 << 17;
/// Keys of a scan: as many as a tenth of a cache's entries, which is what some policies let newcomers have, and few enough that
/// a window of a slow cache holds scans and what is between them.
pub const SCAN: usize = 1_024;
/// From the beginning of one scan to that of the next: a quarter of all operations are scans.
pub const SCAN_EVERY: usize = 4 * SCAN;

/// In a stream of operations: this one puts a value in.
const INSERTION: u32 = 1 << 31;
/// In a stream with scans: a key that was never asked for before, and never will be again.
const FRESH: u32 = u32::MAX;

/// One key after another, without end.
pub(super) trait Keys: Send {
    /// The next one.
    fn next(&mut self) -> u64;
}

/// A stream that goes round and round.
#[derive(Clone, Debug)]
pub(super) struct Round {
    stream: Arc<[u32]>,
    next: usize,
}

impl Round {
    pub(super) fn of(stream: Arc<[u32]>) -> Round {
        Round { stream, next: 0 }
    }

    /// Keys by Zipf's law: key 1 most often.
    pub(super) fn zipf(seed: u64) -> Round {
        Round::of(stream(seed, Law::Zipf))
    }

    /// All keys alike.
    pub(super) fn uniform(seed: u64) -> Round {
        Round::of(stream(seed, Law::Uniform))
    }

    #[inline(always)]
    fn step(&mut self) -> u32 {
        let drawn = self.stream[self.next];
        self.next = if self.next + 1 == self.stream.len() { 0 } else { self.next + 1 };
        drawn
    }
}

impl Keys for Round {
    #[inline(always)]
    fn next(&mut self) -> u64 {
        u64::from(self.step())
    }
}

/// Keys by Zipf's law, each with what is done with it.
#[derive(Clone, Debug)]
pub(super) struct Operations(Round);

impl Operations {
    /// So many percent put a value in.
    pub(super) fn new(seed: u64, insertions: u32) -> Operations {
        let mut generator = random::generator(seed ^ u64::from(INSERTION));
        let operation = |&key: &u32| {
            if generator.random_range(0..100) < insertions { key | INSERTION } else { key }
        };
        Operations(Round::of(stream(seed, Law::Zipf).iter().map(operation).collect()))
    }

    /// The next key, and whether a value is put in.
    #[inline(always)]
    pub(super) fn next(&mut self) -> (u64, bool) {
        let drawn = self.0.step();
        (u64::from(drawn & !INSERTION), drawn & INSERTION != 0)
    }
}

/// Keys by Zipf's law, and between them scans: runs of [`SCAN`] keys, one after the other, that never come again.
#[derive(Clone, Debug)]
pub(super) struct Scans {
    round: Round,
    fresh: u64,
}

impl Scans {
    /// Worker `index` scans keys of its own, and begins its scans at a time of its own.
    pub(super) fn new(seed: u64, index: usize) -> Scans {
        let phase = random::mix(seed) as usize % SCAN_EVERY;
        let scanned = |place: usize| (place + phase) % SCAN_EVERY < SCAN;
        let drawn = stream(seed, Law::Zipf);
        let place = |(place, &key): (usize, &u32)| if scanned(place) { FRESH } else { key };
        let round = Round::of(drawn.iter().enumerate().map(place).collect());
        Scans { round, fresh: (index as u64 + 1) << 32 }
    }
}

impl Keys for Scans {
    #[inline(always)]
    fn next(&mut self) -> u64 {
        match self.round.step() {
            FRESH => {
                self.fresh += 1;
                self.fresh
            }
            key => u64::from(key),
        }
    }
}

/// One worker's part of a trace. Requests are dealt out in turn, so that workers who keep in step replay the trace as one
/// thread would, and each request is made once: what they find in the cache is what the trace leaves there. (Were each to
/// replay all of it from a place of its own, the cache would see several traces at once, and no longer be too small by as much.)
///
/// Behind the last request the trace begins again, with other keys: a second reading of the same ones would find more than
/// any cache could have found in the first, and the optimum would be none.
#[derive(Clone, Debug)]
pub(super) struct Part {
    numbers: Vec<u32>,
    next: usize,
    pass: u64,
}

impl Part {
    /// Every `workers`-th request, the first being number `index`.
    pub(super) fn of(trace: &Trace, index: usize, workers: usize) -> Part {
        let numbers: Vec<_> = trace.numbers.iter().copied().skip(index).step_by(workers).collect();
        // A trace of fewer requests than workers leaves some without: they share the last.
        let numbers =
            if numbers.is_empty() { trace.numbers[trace.numbers.len() - 1..].to_vec() } else { numbers };
        Part { numbers, next: 0, pass: 1 }
    }

    /// All of it, with the keys of a pass before the first one.
    pub(super) fn before(trace: &Trace) -> Part {
        Part { numbers: trace.numbers.clone(), next: 0, pass: 0 }
    }
}

impl Keys for Part {
    #[inline(always)]
    fn next(&mut self) -> u64 {
        let key = (self.pass << 32) | u64::from(self.numbers[self.next]);
        self.next += 1;
        if self.next == self.numbers.len() {
            self.next = 0;
            self.pass += 1;
        }
        key
    }
}

/// How often which key is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Law {
    Zipf,
    Uniform,
}

/// Streams that were made, by their seed and law.
type Streams = BTreeMap<(u64, Law), Arc<[u32]>>;

/// A stream of keys, from 1, made once for each seed of a process.
fn stream(seed: u64, law: Law) -> Arc<[u32]> {
    static STREAMS: Mutex<Streams> = Mutex::new(BTreeMap::new());
    let mut streams = STREAMS.lock().unwrap_or_else(PoisonError::into_inner);
    let make = || {
        let mut generator = random::generator(seed);
        let zipf = Zipf::new(KEYS as f64, SKEW).expect("a skew that can be had");
        let mut draw = || match law {
            Law::Zipf => zipf.sample(&mut generator) as u32,
            Law::Uniform => generator.random_range(1..=KEYS as u32),
        };
        (0..STREAM).map(|_| draw()).collect()
    };
    Arc::clone(streams.entry((seed, law)).or_insert_with(make))
}

/// How often the `most` likeliest keys of Zipf's law are drawn: the hit ratio of a cache that holds them, and nothing else.
pub(super) fn best_of_zipf(most: usize) -> f64 {
    let weights = |keys: u64| (1..=keys).map(|rank| (rank as f64).powf(-SKEW)).sum::<f64>();
    weights(KEYS.min(most as u64)) / weights(KEYS)
}
