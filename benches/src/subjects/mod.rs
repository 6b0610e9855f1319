//! The entries of the catalogue: one file a family. Adding a subject is adding one entry.
//!
//! | file | subjects |
//! |---|---|
//! | [`counter`] | ours, the dispatch trio, floors |
//! | [`counter_peers`] | published counters, behind adapters |
//! | [`lock`], [`read_mostly`], [`queue`], [`channel`], [`cache`] | those families |
//! | [`read_mostly_peers`], [`queue_peers`], [`channel_peers`], [`cache_peers`] | published ones of those families, behind adapters |
//! | [`known_failures`] | which published ones break which law |

use std::ops::RangeInclusive;

use reports::Kind;

use crate::catalogue::{Entry, Subject};
use crate::host;

pub mod cache;
pub mod cache_peers;
pub mod cache_peers_maps;
pub mod cache_peers_recency;
pub mod channel;
pub mod channel_peers;
pub mod counter;
pub mod counter_peers;
pub mod dispatch;
pub mod known_failures;
pub mod lock;
pub mod lock_peers;
pub mod queue;
pub mod queue_peers;
pub mod queue_peers_channels;
pub mod queue_peers_spsc;
pub mod read_mostly;
pub mod read_mostly_peers;

/// Every subject.
pub(crate) fn all() -> Vec<Subject> {
    let families = [
        counter::all(),
        counter_peers::all(),
        lock::all(),
        lock_peers::all(),
        read_mostly::all(),
        read_mostly_peers::all(),
        queue::all(),
        channel::all(),
        cache::all(),
    ];
    families.into_iter().flatten().collect()
}

/// Threads for what hands over in order without sleeping. With more threads than cores the next in line is often off its core,
/// and each hand-over waits milliseconds for the scheduler: that is known, and not worth minutes of every run.
fn in_order() -> RangeInclusive<u32> {
    1..=host::cores()
}

/// Crates and versions of the lock file that this was built with.
static VERSIONS: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/versions.rs"));

/// A published subject, before it has workloads.
#[derive(Clone, Copy, Debug)]
pub struct PeerName {
    /// Its name in the catalogue.
    pub name: &'static str,
    /// Its crate.
    pub crate_name: &'static str,
    /// What it is built on, in a phrase.
    pub mechanism: &'static str,
    /// What it promises about progress.
    pub progress: &'static str,
}

impl PeerName {
    /// The one of this name.
    fn entry(peers: &[PeerName], name: &str) -> Entry {
        let named = peers.iter().find(|peer| peer.name == name);
        let &PeerName { name, crate_name, mechanism, progress } = named.expect("a peer that is listed");
        peer(name, crate_name, mechanism, progress)
    }

    /// The version of its crate that this was built with.
    pub fn version(&self) -> &'static str {
        version_of(self.crate_name)
    }
}

/// The version of a crate that this was built with; std's is the compiler's.
pub fn version_of(name: &str) -> &'static str {
    if name == "std" {
        return env!("CONTEND_RUSTC");
    }
    let find = |&&(crate_name, _): &&(&str, &str)| crate_name == name;
    VERSIONS.iter().rfind(find).map_or("unknown", |(_, version)| version)
}

/// An entry of ours.
fn ours(
    name: &'static str,
    source: &'static str,
    mechanism: &'static str,
    progress: &'static str,
    origin: &'static str,
) -> Entry {
    let version = env!("CARGO_PKG_VERSION");
    Entry {
        name,
        kind: Kind::Ours,
        mechanism,
        progress,
        consistency: "linearizable",
        origin,
        source,
        version,
    }
}

/// An entry of a published crate.
fn peer(
    name: &'static str,
    crate_name: &'static str,
    mechanism: &'static str,
    progress: &'static str,
) -> Entry {
    let version = version_of(crate_name);
    Entry {
        name,
        kind: Kind::Peer,
        mechanism,
        progress,
        consistency: "",
        origin: crate_name,
        source: crate_name,
        version,
    }
}

/// An entry of a floor.
fn floor(name: &'static str, source: &'static str, mechanism: &'static str) -> Entry {
    Entry { kind: Kind::Floor, consistency: "", ..ours(name, source, mechanism, "wait-free", "") }
}
