//! What is raced while runs are stopped: two right counters, one that is wrong, and one that takes its process with it.

use std::process::abort;

use benches::workloads::counter::counter_subject;
use benches::{Catalogue, Entry, Kind};
use primitives::counter::atomic_relaxed::AtomicRelaxed;
use primitives::counter::mutex::Mutex;
use primitives::counter::{Promise, SharedCounter};

/// With a crash, so that what was left out because of it is left out again.
pub(crate) fn catalogue() -> Catalogue {
    of_version("0")
}

/// The same subjects, one of them of another version.
pub(crate) fn other_version() -> Catalogue {
    of_version("1")
}

fn of_version(version: &'static str) -> Catalogue {
    Catalogue::new()
        .with(counter_subject(entry("right", version), AtomicRelaxed::new).twin())
        .with(counter_subject(entry("other", "0"), Mutex::new))
        .with(counter_subject(entry("wrong", "0"), || Wrong))
        .with(counter_subject(entry("crash", "0"), || Crash).twin())
}

fn entry(name: &'static str, version: &'static str) -> Entry {
    Entry {
        name,
        kind: Kind::Ours,
        mechanism: "a test",
        progress: "wait-free",
        consistency: "",
        origin: "a test",
        source: "benches/tests/stopped/subjects.rs",
        version,
    }
}

/// Forgets everything.
struct Wrong;

impl SharedCounter for Wrong {
    const PROMISE: Promise = Promise::Linearizable;
    fn add(&self, _n: u64) {}
    fn get(&self) -> u64 {
        0
    }
}

/// Takes its process with it.
struct Crash;

impl SharedCounter for Crash {
    const PROMISE: Promise = Promise::Linearizable;
    fn add(&self, _n: u64) {
        abort()
    }
    fn get(&self) -> u64 {
        0
    }
}
