//! Queues. Which function an entry goes through says what its ends can do: `spsc`, `batched`, `mpsc` or `mpmc`, each of a
//! `Bounded<..>` or an `Endless<..>` queue; what is both, `Offers::new(..).mpmc::<..>().mpmc::<..>().subject()`.

use primitives::queue::mpmc_ring::MpmcRing;
use primitives::queue::mpmc_tuned::MpmcTuned;
use primitives::queue::mutex::Mutex;
use primitives::queue::{Bounded, Endless};

use super::queue_peers::{
    self, ConcurrentQueueCrate, CrossbeamArrayQueue, CrossbeamSegQueue, GilMpmc, OmangoMpmc, ThingBufCrate,
};
use super::queue_peers_channels::{self, CrossfireMpmc, CrossfireSpsc, Kanal, StdMpsc};
use super::queue_peers_spsc::{self, GilSpsc, Heapless, RingBuf, RingbufferSpsc, Rtrb};
use super::{PeerName, floor, ours};
use crate::catalogue::{Entry, Subject};
use crate::workloads::floors::memcpy_subject;
use crate::workloads::queue::{
    batched_subject as batched, mpmc_subject as mpmc, mpsc_subject as mpsc, spsc_subject as spsc,
};

/// A queue's file.
macro_rules! file {
    ($name:literal) => {
        concat!("primitives/src/queue/", $name, ".rs")
    };
}

/// All of them.
#[rustfmt::skip] // a table: one line an entry
pub(super) fn all() -> Vec<Subject> {
    vec![
        mpmc::<Bounded<Mutex>>(ours("mutex", file!("mutex"), "a ring buffer behind std's mutex", "blocking", "Dijkstra, 1965")).baseline().twin(),
        mpmc::<Bounded<MpmcRing>>(ours("mpmc_ring", file!("mpmc_ring"), "a ring whose places say whose turn it is", "blocking, without a lock", "Vyukov, 2010")),
        mpmc::<Bounded<MpmcTuned>>(ours("mpmc_tuned", file!("mpmc_tuned"), "the same, its refusals proved, tuned for few cache misses", "blocking, without a lock", "Vyukov, 2010; refusals and tuning are ours")),
        batched::<Bounded<Rtrb>>(peer("rtrb")),
        spsc::<Bounded<RingbufferSpsc>>(peer("ringbuffer_spsc")),
        batched::<Bounded<GilSpsc>>(peer("gil_spsc")),
        batched::<Bounded<RingBuf>>(peer("ringbuf")),
        spsc::<Bounded<Heapless>>(peer("heapless")),
        spsc::<Bounded<CrossfireSpsc>>(peer("crossfire_spsc")),
        mpmc::<Bounded<CrossbeamArrayQueue>>(peer("crossbeam_array_queue")),
        mpmc::<Bounded<ConcurrentQueueCrate>>(peer("concurrent_queue")),
        mpmc::<Bounded<ThingBufCrate>>(peer("thingbuf")),
        mpmc::<Bounded<GilMpmc>>(peer("gil_mpmc")),
        mpmc::<Bounded<OmangoMpmc>>(peer("omango_mpmc")),
        mpmc::<Bounded<Kanal>>(peer("kanal")),
        mpmc::<Bounded<CrossfireMpmc>>(peer("crossfire_mpmc")),
        mpsc::<Bounded<StdMpsc>>(peer("std_mpsc")),
        mpmc::<Endless<CrossbeamSegQueue>>(peer("crossbeam_seg_queue")),
        mpmc::<Endless<ConcurrentQueueCrate>>(peer("concurrent_queue_unbounded")),
        mpmc::<Endless<Kanal>>(peer("kanal_unbounded")),
        mpmc::<Endless<CrossfireMpmc>>(peer("crossfire_mpmc_unbounded")),
        mpsc::<Endless<StdMpsc>>(peer("std_mpsc_unbounded")),
        memcpy_subject(floor("memcpy", "benches/src/workloads/floors.rs", "items copied within a thread")),
    ]
}

/// The entry of a published one.
fn peer(name: &str) -> Entry {
    let peers = [queue_peers_spsc::PEERS, queue_peers::PEERS, queue_peers_channels::PEERS];
    PeerName::entry(&peers.concat(), name)
}
