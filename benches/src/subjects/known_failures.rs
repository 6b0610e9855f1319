//! Which published subjects break which law, at which version.
//!
//! Each line of [`KNOWN_FAILURES`] is tried by `benches/tests/queue_peers.rs` or `channel_peers.rs`: a failure that is not here is red
//! there, and so is a line whose law holds, or whose version is not the one built.
//!
//! What no law can be made to show on every run, or not within seconds, is told in [`OBSERVATIONS`].

use std::fmt;

/// A law that a version of a crate breaks, on every run of its trial.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KnownFailure {
    /// Family of the subject.
    pub family: &'static str,
    /// Name of the subject.
    pub subject: &'static str,
    /// The version that breaks it.
    pub version: &'static str,
    /// The law, as its trial is named.
    pub law: &'static str,
    /// How the trial ends: `assertion`, `panic`, `crash` or `hang`.
    pub class: &'static str,
    /// What happens, and why.
    pub words: &'static str,
}

impl fmt::Display for KnownFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.law, self.words)
    }
}

/// All of them.
#[rustfmt::skip] // a table: one line an entry
pub static KNOWN_FAILURES: &[KnownFailure] = &[
    KnownFailure { family: "queue", subject: "gil_mpmc", version: "0.9.0", law: "capacity_of_one", class: "assertion", words: "a queue of capacity 1 takes a second item over the first, which is lost: \"written in this lap\" and \"free in the next\" are one number; it may then spin for ever" },
    KnownFailure { family: "queue", subject: "omango_mpmc", version: "0.2.6", law: "drops_once_in_turn", class: "assertion", words: "the queue's drop drops every place, also those that are empty or were never filled: items with a destructor are dropped twice, and memory that was never written is dropped as an item" },
    KnownFailure { family: "channel", subject: "kanal", version: "0.1.1", law: "bounded_wait_says_why", class: "panic", words: "a time-out that is too long for the clock (Duration::MAX) panics" },
];

/// Those of one subject at the version that was measured.
pub fn known_failures(
    family: &str,
    subject: &str,
    version: &str,
) -> impl Iterator<Item = &'static KnownFailure> {
    let is_its = move |known: &&KnownFailure| {
        (known.family, known.subject, known.version) == (family, subject, version)
    };
    KNOWN_FAILURES.iter().filter(is_its)
}

/// What was read in a crate's source, or seen once, and is not tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Observation {
    /// The crate.
    pub crate_name: &'static str,
    /// Its version.
    pub version: &'static str,
    /// Where it matters, and what happens.
    pub words: &'static str,
}

/// All of them.
#[rustfmt::skip] // a table: one line an entry
pub static OBSERVATIONS: &[Observation] = &[
    Observation { crate_name: "omango", version: "0.2.6", words: "mpmc, blocking ends: a lost wake-up. `Waiter::sleep` looks at the place, then marks itself parked; a waker between the two finds it not parked and wakes nobody. Also, `wake` loads the flag of waiters behind the Release store of the place without a fence. Blocking runs were seen to hang, but a minute of ping-pong did not show it again: no trial" },
    Observation { crate_name: "omango", version: "0.2.6", words: "mpmc: laps are counted in 31 bits, by two, and the next bit means closed: after 2^30 laps a queue refuses every item. With a capacity of 1 that is 2^30 items" },
    Observation { crate_name: "omango", version: "0.2.6", words: "mpmc: every call makes a `&mut` of the shared queue, in several threads at a time: undefined behaviour by Rust's rules, whatever the machine does" },
    Observation { crate_name: "gil", version: "0.9.0", words: "mpmc and spsc::parking, blocking ends: `wake` loads the futex behind the Release store of the item without a fence between, so that waker and waiter may each miss the other's write. Blocking runs were seen to hang, but a minute of ping-pong did not show it again: no trial" },
    Observation { crate_name: "thingbuf", version: "0.1.6", words: "`Ref<T>` is Sync for every T that is Send, though it lends a `&T`: a Cell can be shared between threads by it. `Slot<T>`, and with it the queue, is Sync for a T that is Sync and not Send" },
    Observation { crate_name: "kanal", version: "0.1.1", words: "a message that cannot be delivered is dropped by `send`, not given back; `recv_timeout` with a time-out of zero says Timeout of a closed channel" },
    Observation { crate_name: "crossfire", version: "3.1.22", words: "`recv_timeout` with a time-out that is too long for the clock does not wait at all" },
    Observation { crate_name: "ringbuffer-spsc", version: "0.2.2", words: "an item that panics when the ring is dropped makes it leak the ring's memory and the items behind it; so do most others with the items, none drops one twice" },
];

/// The observations of a crate at the version that was measured.
pub fn observations(crate_name: &str, version: &str) -> impl Iterator<Item = &'static Observation> {
    OBSERVATIONS
        .iter()
        .filter(move |observation| (observation.crate_name, observation.version) == (crate_name, version))
}
