//! Channels: ends that wait for each other, and know when the other side is gone.
//!
//! | workload | asks |
//! |---|---|
//! | `spsc` | one thread sends, another receives: 2 threads |
//! | `mpmc` | half of the threads send, the others receive |
//! | `round-trip` | a message and its answer, over two channels with room for one; each is timed |
//! | `pairs` | each thread sends one and receives one, through ends of its own: nobody has to wait |
//! | `mpsc` | four send, one receives: 5 threads |
//! | `oneshot` | a channel for one message: made, used and thrown away by one thread |
//! | `latency-half-peak` | how long after its time a message is received, where messages come on schedule, half as fast as can be |
//! | `hand-over` | as `spsc`, without room: each send waits until its message is taken |
//!
//! They run with room for 1024 messages of 8 bytes; `-cap-64` has room for 64, `-64-bytes` wide messages. Channels without a limit
//! have workloads of their own, `unbounded-...`: whoever never has to wait for room does less.
//!
//! Each window has channels of its own. A window ends as a channel does: the senders go, the receivers drain what is
//! left and learn that there will be no more. A channel that forgets to tell them hangs, and the run says so.
//!
//! In reading order: `streams`, `turns`, `latency`.

mod latency;
mod streams;
mod turns;

use std::ops::RangeInclusive;

use primitives::channel::{Bounded, Channel, Endless, HandOver, Kind, Room, UnboundedChannel};

use super::items::{Item, Wide};
use super::most_threads;
use crate::catalogue::{Entry, Subject};
use crate::engine::{Outcome, Session};

/// The family's name.
pub const FAMILY: &str = "channel";
/// How many messages may wait, where nothing else is said.
pub const CAPACITY: usize = 1024;
/// How many may wait in a small channel.
const SMALL: usize = 64;
/// Senders of `mpsc`.
const CROWD: usize = 4;

/// Workloads, the most telling first. Those of channels without a limit have some of these names, each behind `unbounded-`.
pub const WORKLOADS: [&str; 11] = [
    "spsc",
    "mpmc",
    "round-trip",
    "pairs",
    "latency-half-peak",
    "hand-over",
    "spsc-cap-64",
    "mpmc-cap-64",
    "spsc-64-bytes",
    "mpsc",
    "oneshot",
];
/// Those that belong to a run of everything; the others are for a run of this family.
const HEADLINES: [&str; 5] = ["spsc", "mpmc", "round-trip", "latency-half-peak", "spsc-cap-64"];

/// A channel of many senders and one receiver, with room for some messages.
pub fn mpsc_subject<C: Channel<u64> + Channel<Wide>>(entry: Entry) -> Subject {
    Offers::new(entry).bounded::<C>().subject()
}

/// A channel of many senders and many receivers, with room for some messages.
pub fn mpmc_subject<C: Channel<u64, Receiver: Clone> + Channel<Wide>>(entry: Entry) -> Subject {
    Offers::new(entry).bounded::<C>().many_receivers::<Bounded<C>>().subject()
}

/// A channel of many senders and one receiver, without a limit.
pub fn unbounded_subject<U: UnboundedChannel<u64> + UnboundedChannel<Wide>>(entry: Entry) -> Subject {
    Offers::new(entry).unbounded::<U>().subject()
}

/// A channel without room: each message is handed over.
pub fn hand_over_subject<C: Channel<u64>>(entry: Entry) -> Subject {
    Offers::new(entry).hand_over::<C>().subject()
}

/// A channel for one message: `carry` makes one, sends the message, receives it and tells it.
pub fn oneshot_subject(
    entry: Entry,
    carry: impl Fn(u64) -> Option<u64> + Copy + Send + Sync + 'static,
) -> Subject {
    let info = entry.info(FAMILY, &["oneshot"]);
    Subject::new(info, move |session| turns::oneshot(session, carry))
        .threads_of("oneshot", 1..=1)
        .further("oneshot")
}

/// One workload of one channel.
struct Offer {
    workload: String,
    /// Where it stands among all.
    place: (bool, usize),
    threads: RangeInclusive<u32>,
    run: fn(&Session) -> Outcome,
}

/// What a channel can be asked for: each capability of its type adds workloads, and what it lacks is not offered. A channel
/// that comes with room, without room and without a limit offers them all, one after the other.
#[must_use]
pub struct Offers {
    entry: Entry,
    offers: Vec<Offer>,
}

/// `mpsc` is for so many.
const CROWDED: RangeInclusive<u32> = CROWD as u32 + 1..=CROWD as u32 + 1;

impl Offers {
    /// Nothing yet.
    pub fn new(entry: Entry) -> Offers {
        // What every window is checked for; ours say more where they promise more.
        let said = if entry.consistency.is_empty() {
            "first in, first out for each sender"
        } else {
            entry.consistency
        };
        Offers { entry: Entry { consistency: said, ..entry }, offers: Vec::new() }
    }

    /// With room for some messages.
    pub fn bounded<C: Channel<u64> + Channel<Wide>>(self) -> Offers {
        self.any::<Bounded<C>>()
            .offer::<Bounded<C>>("spsc-cap-64", 2..=2, |session| {
                streams::spsc::<Bounded<C>, u64>(session, SMALL)
            })
            .offer::<Bounded<C>>("round-trip", 2..=2, turns::round_trip::<Bounded<C>>)
            .offer::<Bounded<C>>("oneshot", 1..=1, |session| {
                turns::oneshot(session, turns::carry::<Bounded<C>>)
            })
    }

    /// Without a limit.
    pub fn unbounded<U: UnboundedChannel<u64> + UnboundedChannel<Wide>>(self) -> Offers {
        self.any::<Endless<U>>()
    }

    /// Without room.
    pub fn hand_over<C: Channel<u64>>(self) -> Offers {
        self.offer::<HandOver<C>>("hand-over", 2..=2, |session| streams::spsc::<HandOver<C>, u64>(session, 0))
    }

    /// The end that messages come out of can be cloned.
    pub fn many_receivers<K: Kind<u64, Receiver: Clone>>(self) -> Offers {
        let most = most_threads();
        self.offer::<K>("mpmc", 2..=most, |session| streams::mpmc::<K>(session, CAPACITY))
            .offer::<K>("mpmc-cap-64", 2..=most, |session| streams::mpmc::<K>(session, SMALL))
            .offer::<K>("pairs", 1..=most, |session| turns::pairs::<K>(session, CAPACITY))
    }

    /// What one can ask of every channel in which messages can wait.
    fn any<K: Kind<u64> + Kind<Wide>>(self) -> Offers {
        self.offer::<K>("spsc", 2..=2, |session| streams::spsc::<K, u64>(session, CAPACITY))
            .offer::<K>("spsc-64-bytes", 2..=2, |session| streams::spsc::<K, Wide>(session, CAPACITY))
            .offer::<K>("mpsc", CROWDED, |session| streams::mpsc::<K>(session, CAPACITY, CROWD))
            .offer::<K>("pairs", 1..=1, |session| turns::pairs_alone::<K>(session, CAPACITY))
            .offer::<K>("latency-half-peak", 2..=2, |session| latency::half_peak::<K>(session, CAPACITY))
    }

    fn offer<K: Kind<u64>>(
        mut self,
        plain: &str,
        threads: RangeInclusive<u32>,
        run: fn(&Session) -> Outcome,
    ) -> Offers {
        let endless = K::ROOM == Room::Unlimited;
        let workload = if endless { format!("unbounded-{plain}") } else { plain.to_owned() };
        let place = WORKLOADS.iter().position(|&name| name == plain).expect("a workload of this family");
        if !endless || !plain.contains("cap-") {
            self.offers.retain(|offer| offer.workload != workload); // what can do more takes the place of what can do less
            self.offers.push(Offer { workload, place: (endless, place), threads, run });
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
fn told<K: Kind<T>, T: Item>(outcome: Outcome, senders: usize, receivers: usize, capacity: usize) -> Outcome {
    let outcome =
        outcome.param("producers", senders).param("consumers", receivers).param("payload", T::BYTES);
    if K::ROOM == Room::Unlimited { outcome } else { outcome.param("capacity", capacity) }
}

/// A channel of this capacity.
fn made<K: Kind<T>, T: Send + 'static>(capacity: usize) -> (K::Sender, K::Receiver) {
    K::with_capacity(capacity).expect("a channel of this capacity")
}
