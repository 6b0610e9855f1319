//! Subjects that several test binaries share.

#![allow(dead_code, reason = "each test binary uses a part of it")]

use std::process::abort;

use benches::{Entry, Kind};
use primitives::counter::{Promise, SharedCounter};

/// A subject of a test.
pub(crate) fn entry(name: &'static str) -> Entry {
    Entry {
        name,
        kind: Kind::Ours,
        mechanism: "a test",
        progress: "wait-free",
        consistency: "",
        origin: "a test",
        source: "benches/tests/common/mod.rs",
        version: "0",
    }
}

/// Forgets everything.
pub(crate) struct Wrong;

impl SharedCounter for Wrong {
    const PROMISE: Promise = Promise::Linearizable;
    fn add(&self, _n: u64) {}
    fn get(&self) -> u64 {
        0
    }
}

/// Takes its process with it.
pub(crate) struct Crash;

impl SharedCounter for Crash {
    const PROMISE: Promise = Promise::Linearizable;
    fn add(&self, _n: u64) {
        abort()
    }
    fn get(&self) -> u64 {
        0
    }
}
