//! Caches: look-ups of skewed keys in a map that is too small for all of them.
//!
//! | workload | asks |
//! |---|---|
//! | `zipf-get` | what a look-up costs where nothing is put in: the cache was warmed, and its misses stay misses |
//! | `zipf-50-50`, `zipf-95-5` | the same where half of the operations, or a twentieth, put a new value in |
//! | `read-through` | look a key up, and put it in if it is missing: what a cache is for |
//! | `hot-key` | all read one key, which one of them replaces every 10 us: a storm of readings |
//! | `uniform` | read-through where no key is worth more than another |
//! | `scan` | read-through, with runs of keys that never come again: do they push out what is worth keeping? |
//! | `replay` | several threads replay a trace together |
//! | `latency-read-through` | how long a single look-up takes, a missing value's insertion included |
//! | `zipf-get-string` | `zipf-get` of strings of 24 bytes, which a hit must copy |
//! | `hits` | one thread replays a trace once: the hit ratio at a capacity, and the best that there could be |
//!
//! Keys are drawn beforehand, a stream for each worker, which goes round and round; see `keys`. A hit's value is held
//! against its key; see `values`. Where a cache tells how many entries it holds, that is checked, and in its rows.
//!
//! The optimum in a row is that of a cache that knows the probability of each key and keeps the likeliest; for a trace, that of
//! one that knows all requests to come. Which workloads a cache offers follows from its type.
//!
//! In reading order: `keys`, `values`, `lookups`, `hot_key`, `races`, `replay`.

mod hot_key;
mod keys;
mod lookups;
mod races;
mod replay;
#[cfg(test)]
mod tests;
mod values;

use std::ops::RangeInclusive;

use primitives::cache::{Bounded, Cache};
use reports::Kind;

use super::most_threads;
use crate::catalogue::{Entry, Subject};
use crate::engine::{Outcome, Session};
use crate::host;
use races::Bounds;

pub use keys::{KEYS, SCAN, SCAN_EVERY, SKEW};

/// The family's name.
pub const FAMILY: &str = "cache";
/// Entries that fit.
pub const CAPACITY: usize = 10_000;
/// One thread replays a trace once. It is planned apart from the others: it depends on no other thread, and once is enough.
pub const HITS: &str = "hits";
/// Several threads replay a trace: the shipped one, or, behind `replay-`, one that somebody asked for by its name.
pub const REPLAY: &str = "replay";

/// The capacity of `replay`, in percent of the different keys, as in Zipf's workloads.
pub const USUAL_PERCENT: u32 = 10;

/// All workloads, the most telling first.
pub const WORKLOADS: [&str; 11] = [
    "zipf-get",
    "zipf-50-50",
    "read-through",
    "hot-key",
    HITS,
    "zipf-95-5",
    "uniform",
    "scan",
    REPLAY,
    "latency-read-through",
    "zipf-get-string",
];
/// Those that belong to a run of everything; the others are for a run of this family.
const HEADLINES: [&str; 3] = ["zipf-get", "read-through", HITS];

/// Threads that can all be at work. `read-through` alone is for more than that: it tells what becomes of a cache whose threads are
/// taken off their cores, and the other workloads would tell it again.
fn together() -> u32 {
    host::cores().max(2)
}

/// What a cache is asked for; what else its type can do is told by the methods of [`Offers`].
pub fn cache_subject<C: Cache<u64, u64>>(entry: Entry) -> Offers<C> {
    Offers::new(entry)
}

/// What every other family's cache is asked for: `read-through`.
pub(super) fn read_through<C: Cache<u64, u64>>(session: &Session) -> Outcome {
    races::read_through::<C>(session, Bounds::unknown())
}

/// One workload of one cache.
struct Offer<C> {
    workload: &'static str,
    threads: RangeInclusive<u32>,
    run: fn(&Session, Bounds<C>) -> Outcome,
}

/// What a cache can be asked for: each capability of its type adds something, and what it lacks is not offered.
#[must_use]
pub struct Offers<C> {
    entry: Entry,
    offers: Vec<Offer<C>>,
    bounds: Bounds<C>,
}

impl<C: Cache<u64, u64>> Offers<C> {
    fn new(entry: Entry) -> Offers<C> {
        // Published ones promise nothing in words; what laws tried of them found stands at their names.
        let consistency =
            if entry.kind == Kind::Ours { "linearizable for each key" } else { "nothing promised" };
        let entry = Entry { consistency, ..entry };
        let together = together();
        Offers { entry, offers: Vec::new(), bounds: Bounds::unknown() }
            .offer("zipf-get", 1..=together, races::zipf_get::<C, u64>)
            .offer("zipf-95-5", 1..=together, |session, bounds| races::mixed(session, bounds, 5))
            .offer("zipf-50-50", 1..=together, |session, bounds| races::mixed(session, bounds, 50))
            .offer("read-through", 1..=most_threads(), races::read_through)
            .offer("uniform", 1..=together, races::uniform)
            .offer("scan", 1..=together, races::scan)
            .offer("hot-key", 2..=together, races::hot_key)
            .offer("latency-read-through", 1..=together, races::latency)
            .offer(REPLAY, 1..=together, replay::replay)
            .offer(HITS, 1..=1, replay::hits)
    }

    /// It tells how many entries it holds, and has room for: that is checked, and told in its rows.
    pub fn bounded(self) -> Offers<C>
    where
        C: Bounded<u64, u64>,
    {
        Offers { bounds: Bounds::told(), ..self }
    }

    /// Nothing but these workloads: for a cache that is too slow for the others to end.
    pub fn only(mut self, workloads: &[&str]) -> Offers<C> {
        self.offers.retain(|offer| workloads.contains(&offer.workload));
        self
    }

    /// The same cache of strings.
    pub fn strings<S: Cache<u64, String>>(self) -> Offers<C> {
        let run = |session: &Session, _| races::zipf_get::<S, String>(session, Bounds::unknown());
        self.offer("zipf-get-string", 1..=together(), run)
    }

    fn offer(
        mut self,
        workload: &'static str,
        threads: RangeInclusive<u32>,
        run: fn(&Session, Bounds<C>) -> Outcome,
    ) -> Offers<C> {
        self.offers.push(Offer { workload, threads, run });
        self
    }

    /// The entry, with all that is offered.
    pub fn subject(self) -> Subject {
        let Offers { entry, mut offers, bounds } = self;
        offers.sort_by_key(|offer| WORKLOADS.iter().position(|&name| name == offer.workload));
        let names: Vec<_> = offers.iter().map(|offer| offer.workload).collect();
        let runs: Vec<_> = offers.iter().map(|offer| (offer.workload, offer.run)).collect();
        let subject = Subject::new(entry.info(FAMILY, &names), move |session| {
            let asked = if is_replay(&session.workload) { REPLAY } else { session.workload.as_str() };
            let offered = runs.iter().find(|(workload, _)| *workload == asked);
            offered.expect("a workload that is offered").1(session, bounds)
        });
        offers.into_iter().fold(subject, |subject, Offer { workload, threads, .. }| {
            let subject = subject.threads_of(workload, threads);
            if HEADLINES.contains(&workload) { subject } else { subject.further(workload) }
        })
    }
}

/// `replay-NAME` for the trace of that name.
pub fn replay_of(trace: &str) -> String {
    format!("{REPLAY}-{trace}")
}

fn is_replay(workload: &str) -> bool {
    workload.strip_prefix(REPLAY).is_some_and(|rest| rest.starts_with('-'))
}
