//! Queues. Which function an entry goes through says what its ends can do: `spsc`, `batched`, `mpsc` or `mpmc`, each of a
//! `Bounded<..>` or an `Endless<..>` queue; what is both, `Offers::new(..).mpmc::<..>().mpmc::<..>().subject()`.

use primitives::queue::Bounded;
use primitives::queue::mpmc_ring::MpmcRing;
use primitives::queue::mpmc_tuned::MpmcTuned;
use primitives::queue::mutex::Mutex;

use super::{floor, ours};
use crate::catalogue::Subject;
use crate::workloads::floors::memcpy_subject;
use crate::workloads::queue::mpmc_subject as mpmc;

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
        memcpy_subject(floor("memcpy", "benches/src/workloads/floors.rs", "items copied within a thread")),
    ]
}
