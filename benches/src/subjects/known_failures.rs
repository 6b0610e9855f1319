//! Which published subjects break which law, at which version.
//!
//! Each line of [`KNOWN_FAILURES`] is tried by `benches/tests/queue_peers.rs`, `channel_peers.rs` or `cache_peers.rs`: a failure that is
//! not here is red there, and so is a line whose law holds, or whose version is not the one built.
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
    KnownFailure { family: "cache", subject: "mini_moka", version: "0.10.3", law: "holds_no_more", class: "assertion", words: "under several threads it loses room for good: a new entry that is refused is taken out of the map by its key, also if another insertion of the same key stands there by then; the list that decides what goes then has an entry which no longer is in the map, cannot go, and counts. Seen: a cache of 64 that says 64 and finds nothing, whatever is inserted" },
    KnownFailure { family: "cache", subject: "tinyufo", version: "0.9.1", law: "colliding_keys", class: "assertion", words: "keys are kept as 64-bit hashes alone: of two keys with the same hash, each is given the other's value" },
    KnownFailure { family: "cache", subject: "tinyufo", version: "0.9.1", law: "finds_no_more", class: "assertion", words: "an entry that goes while another thread overwrites it comes back without a place in a queue: it never goes again, and is not counted" },
    KnownFailure { family: "cache", subject: "tinyufo", version: "0.9.1", law: "never_goes_back", class: "assertion", words: "an entry that was taken out and is worth more than the new one is put back, over what its key was given in between: the old value is found after the newer one" },
    KnownFailure { family: "cache", subject: "tinyufo", version: "0.9.1", law: "stays_removed", class: "assertion", words: "an entry that was taken out and is worth more than the new one is put back, also if it was removed in between: it is found again" },
    KnownFailure { family: "cache", subject: "scc_hash_cache", version: "3.8.8", law: "capacity_respected", class: "assertion", words: "its capacity is a power of two of at least 64: asked for room for 1, it holds two entries. It keeps to the capacity that it says it has" },
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
    Observation { crate_name: "TinyUFO", version: "0.9.1", words: "a key that was removed and inserted again stands in a queue twice, so that its weight may be taken off twice; and an entry may be taken out before its weight was added. The sum of weights then wraps below zero: a panic where overflow is checked, otherwise it wraps back" },
    Observation { crate_name: "moka", version: "0.12.16", words: "it catches up by its clock too (every 300 ms), so that whether a new key is found right after its insertion into a full cache depends on the time" },
    Observation { crate_name: "ringbuffer-spsc", version: "0.2.2", words: "an item that panics when the ring is dropped makes it leak the ring's memory and the items behind it; so do most others with the items, none drops one twice" },
];

/// The observations of a crate at the version that was measured.
pub fn observations(crate_name: &str, version: &str) -> impl Iterator<Item = &'static Observation> {
    OBSERVATIONS
        .iter()
        .filter(move |observation| (observation.crate_name, observation.version) == (crate_name, version))
}
