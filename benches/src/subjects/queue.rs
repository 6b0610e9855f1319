//! Queues. Which function an entry goes through says what its ends can do: `spsc`, `batched`, `mpsc` or `mpmc`, each of a
//! `Bounded<..>` or an `Endless<..>` queue; what is both, `Offers::new(..).mpmc::<..>().mpmc::<..>().subject()`.

use primitives::queue::michael_scott::MichaelScott;
use primitives::queue::mpmc_ring::MpmcRing;
use primitives::queue::mpmc_tuned::MpmcTuned;
use primitives::queue::mpsc_intrusive::MpscIntrusive;
use primitives::queue::mutex::Mutex;
use primitives::queue::segmented::Segmented;
use primitives::queue::spsc_batched::SpscBatched;
use primitives::queue::spsc_cached::SpscCached;
use primitives::queue::spsc_lazy::SpscLazy;
use primitives::queue::spsc_ring::SpscRing;
use primitives::queue::treiber::Treiber;
use primitives::queue::two_lock::TwoLock;
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
        mpmc::<Bounded<TwoLock>>(ours("two_lock", file!("two_lock"), "a linked list, std's mutex at each end, a count between", "blocking", "Michael and Scott, 1996")),
        spsc::<Bounded<SpscRing>>(ours("spsc_ring", file!("spsc_ring"), "a ring, an index each", "wait-free", "Lamport, 1977")),
        spsc::<Bounded<SpscCached>>(ours("spsc_cached", file!("spsc_cached"), "a ring, the other side's index cached", "wait-free", "Lee, Bu and Chandranmenon, 2010")),
        batched::<Bounded<SpscBatched>>(ours("spsc_batched", file!("spsc_batched"), "a ring, many items shown at once", "wait-free", "Lee, Bu and Chandranmenon, 2010")),
        spsc::<Bounded<SpscLazy>>(ours("spsc_lazy", file!("spsc_lazy"), "a ring, single items shown a few at a time", "wait-free", "Lee, Bu and Chandranmenon, 2010")),
        mpmc::<Bounded<MpmcRing>>(ours("mpmc_ring", file!("mpmc_ring"), "a ring whose places say whose turn it is", "blocking, without a lock", "Vyukov, 2010")),
        mpmc::<Bounded<MpmcTuned>>(ours("mpmc_tuned", file!("mpmc_tuned"), "the same, its refusals proved, tuned for few cache misses", "blocking, without a lock", "Vyukov, 2010; refusals and tuning are ours")),
        mpsc::<Endless<MpscIntrusive>>(ours("mpsc_intrusive", file!("mpsc_intrusive"), "a linked list whose producers swap themselves in", "producers wait-free", "Vyukov, 2010")),
        mpmc::<Endless<MichaelScott>>(ours("michael_scott", file!("michael_scott"), "a linked list, compare and exchange, epochs", "lock-free but for freeing", "Michael and Scott, 1996")),
        mpmc::<Endless<Treiber>>(ours("treiber", file!("treiber"), "a linked stack, compare and exchange, epochs", "lock-free but for freeing", "Treiber, 1986")),
        mpmc::<Endless<Segmented>>(ours("segmented", file!("segmented"), "segments of places whose stamps say whose turn it is", "blocking, without a lock but at the end of a segment", "ours, after Vyukov's ring")),
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
