//! Queues: ends that never wait. An operation is an item received; a try that finds the queue full or empty is none, and
//! is counted apart.
//!
//! | workload | asks |
//! |---|---|
//! | `spsc` | one thread puts items in, another takes them out: 2 threads |
//! | `mpmc` | half of the threads put items in, the others take them out |
//! | `pairs` | each thread puts one in and takes one out, through ends of its own: is it told "empty"? |
//! | `mpsc`, `spmc` | four on one side, one on the other: 5 threads |
//! | `burst` | one thread fills half of the queue, then empties it |
//! | `latency-half-peak` | how long after its time an item comes out, where items come on schedule, half as fast as can be |
//!
//! They run with 1024 places and items of 8 bytes; `-cap-64` has 64 places, `-64-bytes` wide items, and `-batch-8`, `-32`
//! and `-256` move so many items at once. Queues without a limit have workloads of their own, `unbounded-...`: whoever never
//! has to say "full" does less, and is compared with its like. Which workloads a queue offers follows from its type.
//!
//! In reading order: `streams`, `turns`, `latency`.

mod latency;
mod streams;
mod turns;

use std::ops::RangeInclusive;

use primitives::queue::{Kind, PopMany, PushMany, Queue};

use super::items::{Item, Wide};
use super::most_threads;
use crate::catalogue::{Entry, Subject};
use crate::engine::{Outcome, Session};

/// The family's name.
pub const FAMILY: &str = "queue";
/// How many items fit, where nothing else is said.
pub const CAPACITY: usize = 1024;
/// How many fit in a small queue.
const SMALL: usize = 64;
/// Threads on the crowded side of `mpsc` and `spmc`.
const CROWD: usize = 4;

/// Workloads of queues with a limit, the most telling first; those without one have some of them, each behind `unbounded-`.
pub const WORKLOADS: [&str; 15] = [
    "spsc",
    "mpmc",
    "pairs",
    "latency-half-peak",
    "spsc-cap-64",
    "mpmc-cap-64",
    "spsc-64-bytes",
    "mpmc-64-bytes",
    "spsc-64-bytes-cap-64",
    "spsc-batch-8",
    "spsc-batch-32",
    "spsc-batch-256",
    "mpsc",
    "spmc",
    "burst",
];
/// Those that belong to a run of everything; the others are for a run of this family.
const HEADLINES: [&str; 6] = ["spsc", "mpmc", "pairs", "latency-half-peak", "spsc-cap-64", "spsc-64-bytes"];

/// A queue of one producer and one consumer.
pub fn spsc_subject<K: Kind<u64> + Kind<Wide>>(entry: Entry) -> Subject {
    Offers::new(entry).spsc::<K>().subject()
}

/// A queue of one producer and one consumer whose ends can move many items at once.
pub fn batched_subject<K>(entry: Entry) -> Subject
where
    K: Kind<u64, Producer: PushMany<u64>, Consumer: PopMany<u64>> + Kind<Wide>,
{
    Offers::new(entry).spsc::<K>().batches::<K>().subject()
}

/// A queue of many producers, clones of the end, and one consumer.
pub fn mpsc_subject<K: Kind<u64, Producer: Clone> + Kind<Wide>>(entry: Entry) -> Subject {
    Offers::new(entry).spsc::<K>().mpsc::<K>().subject()
}

/// A queue of many producers and many consumers.
pub fn mpmc_subject<K>(entry: Entry) -> Subject
where
    K: Kind<u64, Producer: Clone, Consumer: Clone> + Kind<Wide, Producer: Clone, Consumer: Clone>,
{
    Offers::new(entry).spsc::<K>().mpsc::<K>().spmc::<K>().mpmc::<K>().subject()
}

/// What every other family's queue is asked for: `mpmc` over a queue with a limit.
pub(super) fn mpmc<Q: Queue<u64, Producer: Clone, Consumer: Clone>>(session: &Session) -> Outcome {
    streams::mpmc::<primitives::queue::Bounded<Q>, u64>(session, CAPACITY)
}

/// One workload of one queue.
struct Offer {
    workload: String,
    /// Where it stands among all.
    place: (bool, usize),
    threads: RangeInclusive<u32>,
    run: fn(&Session) -> Outcome,
}

/// What a queue can be asked for: each capability of its type adds workloads, and what it lacks is not offered. A queue that
/// comes with and without a limit offers both, one kind after the other.
#[must_use]
pub struct Offers {
    entry: Entry,
    offers: Vec<Offer>,
}

/// `mpsc` and `spmc` are for so many.
const CROWDED: RangeInclusive<u32> = CROWD as u32 + 1..=CROWD as u32 + 1;

impl Offers {
    /// Nothing yet.
    pub fn new(entry: Entry) -> Offers {
        Offers { entry, offers: Vec::new() }
    }

    /// One producer and one consumer, as every queue can have. What it promises is taken from its type.
    pub fn spsc<K: Kind<u64> + Kind<Wide>>(mut self) -> Offers {
        self.entry.consistency = <K as Kind<u64>>::PROMISE.name();
        self.offer::<K>("spsc", 2..=2, |session| streams::spsc::<K, u64>(session, CAPACITY))
            .offer::<K>("spsc-cap-64", 2..=2, |session| streams::spsc::<K, u64>(session, SMALL))
            .offer::<K>("spsc-64-bytes", 2..=2, |session| streams::spsc::<K, Wide>(session, CAPACITY))
            .offer::<K>("spsc-64-bytes-cap-64", 2..=2, |session| streams::spsc::<K, Wide>(session, SMALL))
            .offer::<K>("pairs", 1..=1, |session| turns::pairs_alone::<K>(session, CAPACITY))
            .offer::<K>("burst", 1..=1, |session| turns::burst::<K>(session, CAPACITY))
            .offer::<K>("latency-half-peak", 2..=2, |session| latency::half_peak::<K>(session, CAPACITY))
    }

    /// Both ends can move many items at once.
    pub fn batches<K>(self) -> Offers
    where
        K: Kind<u64, Producer: PushMany<u64>, Consumer: PopMany<u64>>,
    {
        self.offer::<K>("spsc-batch-8", 2..=2, |session| streams::batches::<K>(session, CAPACITY, 8))
            .offer::<K>("spsc-batch-32", 2..=2, |session| streams::batches::<K>(session, CAPACITY, 32))
            .offer::<K>("spsc-batch-256", 2..=2, |session| streams::batches::<K>(session, CAPACITY, 256))
    }

    /// The end that items go into can be cloned.
    pub fn mpsc<K: Kind<u64, Producer: Clone>>(self) -> Offers {
        self.offer::<K>("mpsc", CROWDED, |session| streams::mpsc::<K>(session, CAPACITY, CROWD))
    }

    /// The end that items come out of can be cloned.
    pub fn spmc<K: Kind<u64, Consumer: Clone>>(self) -> Offers {
        self.offer::<K>("spmc", CROWDED, |session| streams::spmc::<K>(session, CAPACITY, CROWD))
    }

    /// Both can.
    pub fn mpmc<K>(self) -> Offers
    where
        K: Kind<u64, Producer: Clone, Consumer: Clone> + Kind<Wide, Producer: Clone, Consumer: Clone>,
    {
        let most = most_threads();
        self.offer::<K>("mpmc", 2..=most, |session| streams::mpmc::<K, u64>(session, CAPACITY))
            .offer::<K>("mpmc-cap-64", 2..=most, |session| streams::mpmc::<K, u64>(session, SMALL))
            .offer::<K>("mpmc-64-bytes", 2..=most, |session| streams::mpmc::<K, Wide>(session, CAPACITY))
            .offer::<K>("pairs", 1..=most, |session| turns::pairs::<K>(session, CAPACITY))
    }

    fn offer<K: Kind<u64>>(
        mut self,
        plain: &str,
        threads: RangeInclusive<u32>,
        run: fn(&Session) -> Outcome,
    ) -> Offers {
        let workload = if K::BOUNDED { plain.to_owned() } else { format!("unbounded-{plain}") };
        let place = WORKLOADS.iter().position(|&name| name == plain).expect("a workload of this family");
        if K::BOUNDED || !plain.contains("cap-") {
            self.offers.retain(|offer| offer.workload != workload); // what can do more takes the place of what can do less
            self.offers.push(Offer { workload, place: (!K::BOUNDED, place), threads, run });
        }
        self
    }

    /// The entry, with all that is offered.
    pub fn subject(self) -> Subject {
        let Offers { entry, mut offers } = self;
        offers.sort_by_key(|offer| offer.place);
        let names: Vec<_> = offers.iter().map(|offer| offer.workload.as_str()).collect();
        let runs: Vec<_> = offers.iter().map(|offer| (offer.workload.clone(), offer.run)).collect();
        let subject = Subject::new(entry.info(FAMILY, &names), move |session| {
            let offered = runs.iter().find(|(workload, _)| *workload == session.workload);
            offered.expect("a workload that is offered").1(session)
        });
        offers.into_iter().fold(subject, |subject, Offer { workload, threads, place, .. }| {
            let subject = subject.threads_of(&workload, threads);
            if HEADLINES.contains(&WORKLOADS[place.1]) { subject } else { subject.further(&workload) }
        })
    }
}

/// What a workload was given, for its rows: no capacity where there is no limit.
fn told<K: Kind<T>, T: Item>(
    outcome: Outcome,
    producers: usize,
    consumers: usize,
    capacity: usize,
) -> Outcome {
    let outcome =
        outcome.param("producers", producers).param("consumers", consumers).param("payload", T::BYTES);
    if K::BOUNDED { outcome.param("capacity", capacity) } else { outcome }
}

/// A queue of this capacity.
fn made<K: Kind<T>, T: Send + 'static>(capacity: usize) -> (K::Producer, K::Consumer) {
    K::with_capacity(capacity).expect("a queue of this capacity")
}

/// Failed tries in a row, with a spin hint after each, before the core is given away: the other side may need it. The same for
/// all queues.
#[derive(Clone, Copy, Debug, Default)]
struct Patience(u32);

impl Patience {
    const MOST: u32 = 64;

    #[inline(always)]
    fn renew(&mut self) {
        self.0 = 0;
    }

    #[inline]
    fn lose(&mut self) {
        self.0 += 1;
        if self.0 < Self::MOST {
            std::hint::spin_loop();
        } else {
            self.0 = 0;
            std::thread::yield_now();
        }
    }
}
