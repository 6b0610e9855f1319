//! Our counters, and the floors beside them.

use primitives::counter::{
    actor::{ActorCrossbeam, ActorStd},
    atomic_relaxed::AtomicRelaxed,
    atomic_seqcst::AtomicSeqCst,
    batched::Batched,
    cas_backoff::CasBackoff,
    cas_loop::CasLoop,
    flat_combining::FlatCombining,
    mutex,
    per_cpu::PerCpu,
    per_thread::PerThread,
    rayon_reduce::RayonReduce,
    rwlock,
    striped::Striped,
    striped_unpadded::StripedUnpadded,
};

use super::dispatch::{ByClosure, ByDyn};
use super::{floor, ours};
use crate::catalogue::Subject;
use crate::workloads::count_batch::{count_slice_subject, sequential_subject};
use crate::workloads::counter::counter_subject as counter;
use crate::workloads::floors;

/// How much a handle of `batched` keeps back before it publishes.
const BATCH: u64 = 64;

/// A counter's file.
macro_rules! file {
    ($name:literal) => {
        concat!("primitives/src/counter/", $name, ".rs")
    };
}

/// All of them.
pub(super) fn all() -> Vec<Subject> {
    let mut subjects = shared();
    subjects.extend(spread());
    subjects.extend(floors());
    subjects
}

/// Counters with one number.
#[rustfmt::skip] // a table: one line an entry
fn shared() -> Vec<Subject> {
    vec![
        counter(ours("mutex", file!("mutex"), "a number behind std's mutex", "blocking", "Dijkstra, 1965"), mutex::Mutex::new).twin(),
        counter(ours("parking_lot_mutex", file!("mutex"), "a number behind parking_lot's mutex", "blocking", "Dijkstra, 1965"), mutex::ParkingLot::new),
        counter(ours("rwlock", file!("rwlock"), "a number behind std's readers-writer lock", "blocking", "Courtois, Heymans and Parnas, 1971"), rwlock::RwLock::new),
        counter(ours("parking_lot_rwlock", file!("rwlock"), "a number behind parking_lot's readers-writer lock", "blocking", "Courtois, Heymans and Parnas, 1971"), rwlock::ParkingLot::new),
        counter(ours("atomic_relaxed", file!("atomic_relaxed"), "one atomic, fetch_add", "wait-free", "Gottlieb, Lubachevsky and Rudolph, 1983"), AtomicRelaxed::new).baseline().twin(),
        counter(ours("atomic_seqcst", file!("atomic_seqcst"), "one atomic, fetch_add, strongest ordering", "wait-free", "Lamport, 1979"), AtomicSeqCst::new),
        counter(ours("cas_loop", file!("cas_loop"), "one atomic, compare and swap", "lock-free", "Herlihy, 1991"), CasLoop::new),
        counter(ours("cas_backoff", file!("cas_backoff"), "one atomic, compare and swap, back-off", "lock-free", "Anderson, 1990"), CasBackoff::new),
        counter(ours("batched", file!("batched"), "one atomic, told in batches of 64", "wait-free", "Boyd-Wickizer and others, 2010"), || Batched::new(BATCH)),
        counter(ours("flat_combining", file!("flat_combining"), "one thread adds for all that wait", "blocking", "Hendler and others, 2010"), FlatCombining::new),
        counter(ours("actor_std", file!("actor"), "a thread with a mailbox, std's channel", "blocking", "Hewitt, Bishop and Steiger, 1973"), ActorStd::new).own_threads(1),
        counter(ours("actor_crossbeam", file!("actor"), "a thread with a mailbox, crossbeam's channel", "blocking", "Hewitt, Bishop and Steiger, 1973"), ActorCrossbeam::new).own_threads(1),
    ]
}

/// Counters in parts.
#[rustfmt::skip] // a table: one line an entry
fn spread() -> Vec<Subject> {
    vec![
        counter(ours("striped", file!("striped"), "padded atomics, handles dealt out to them", "wait-free", "Lea, JSR-166e"), Striped::new),
        counter(ours("striped_unpadded", file!("striped_unpadded"), "atomics on shared lines: false sharing", "wait-free", "Torrellas, Lam and Hennessy, 1994"), StripedUnpadded::new),
        counter(ours("per_thread", file!("per_thread"), "a padded cell for each handle, one writer each", "wait-free", "McKenney, perfbook, chapter 5"), PerThread::new).twin(),
        counter(ours("per_cpu", file!("per_cpu"), "a padded atomic for each core", "wait-free", "Desnoyers, Turner and Hunter, 2015"), PerCpu::new),
        count_slice_subject(ours("rayon_reduce", file!("rayon_reduce"), "split the data, add the parts", "blocking", "Blumofe and Leiserson, 1999"), || RayonReduce),
    ]
}

/// Lower bounds, and what each way of calling costs.
#[rustfmt::skip] // a table: one line an entry
fn floors() -> Vec<Subject> {
    const FLOORS: &str = "benches/src/workloads/floors.rs";
    const DISPATCH: &str = "benches/src/subjects/dispatch.rs";
    const BATCHES: &str = "benches/src/workloads/count_batch.rs";
    vec![
        floors::noop_subject(floor("noop", FLOORS, "the measured loop, empty")),
        floors::single_writer_store_subject(floor("single_writer_store", FLOORS, "load and store, a padded cell for each thread")),
        floors::faa_two_counters_subject(floor("faa_two_counters", FLOORS, "fetch_add on two padded atomics, each thread its own")),
        sequential_subject(floor("sequential", BATCHES, "a sequential loop")),
        counter(floor("dispatch_generic", file!("atomic_relaxed"), "dispatch: generic, the atomic counter inlined"), AtomicRelaxed::new).only("inc"),
        counter(floor("dispatch_closure", DISPATCH, "dispatch: the atomic counter behind a boxed closure"), ByClosure::default).only("inc"),
        counter(floor("dispatch_dyn", DISPATCH, "dispatch: the atomic counter behind a trait object"), ByDyn::default).only("inc"),
    ]
}
