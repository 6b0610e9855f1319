//! Locks.

use super::{in_order, ours, peer};
use crate::catalogue::{Entry, Subject};
use crate::workloads::lock::{WORKLOADS, lock_subject as lock};

use primitives::lock::{
    ParkingLotMutex, StdMutex, adaptive::AdaptiveLock, anderson::AndersonLock, clh::ClhLock, fair::FairLock,
    futex::FutexLock, mcs::McsLock, mcs_park::McsParkLock, starvation_mode::StarvationModeLock, tas::TasLock,
    ticket::TicketLock, ttas_backoff::TtasLock,
};

/// A lock's file.
macro_rules! file {
    ($name:literal) => {
        concat!("primitives/src/lock/", $name, ".rs")
    };
}

/// A lock that hands over in order without sleeping: with more threads than cores in one workload alone, which shows what
/// becomes of it.
fn in_line(subject: Subject) -> Subject {
    let others = WORKLOADS.iter().filter(|&&workload| workload != "section-100");
    others.fold(subject, |subject, workload| subject.threads_of(workload, in_order()))
}

/// All of them.
#[rustfmt::skip] // a table: one line an entry
pub(super) fn all() -> Vec<Subject> {
    vec![
        lock::<TasLock>(ours("tas", file!("tas"), "one flag, exchanged until it was free", "blocking, spins", "Anderson, 1990")).baseline().twin(),
        lock::<TtasLock>(ours("ttas_backoff", file!("ttas_backoff"), "one flag, looked at before it is exchanged, back-off", "blocking, spins", "Rudolph and Segall, 1984; Anderson, 1990")),
        in_line(lock::<TicketLock>(ours("ticket", file!("ticket"), "two numbers: next and serving", "blocking, spins; first come, first served", "Reed and Kanodia, 1979"))),
        in_line(lock::<AndersonLock>(ours("anderson", file!("anderson"), "a ring of places to wait at", "blocking, spins; first come, first served", "Anderson, 1990"))),
        in_line(lock::<McsLock>(ours("mcs", file!("mcs"), "a queue of nodes, each waiting at its own", "blocking, spins; first come, first served", "Mellor-Crummey and Scott, 1991"))),
        in_line(lock::<ClhLock>(ours("clh", file!("clh"), "a queue of nodes, each watching the one before", "blocking, spins; first come, first served", "Craig, 1993; Magnusson and others, 1994"))),
        lock::<FutexLock>(ours("futex", file!("futex"), "one word with three states", "blocking, sleeps", "Drepper, 2004")),
        lock::<AdaptiveLock>(ours("adaptive", file!("adaptive"), "one word, spins, then sleeps, wakes one at a time", "blocking, spins, then sleeps", "Ousterhout, 1982; Karlin and others, 1990")),
        lock::<FairLock>(ours("fair", file!("fair"), "turns of a quantum: a queue in front of a flag", "blocking, spins, naps, sleeps; fair in turns", "Dice, 2017; the quantum is ours")),
        lock::<McsParkLock>(ours("mcs_park", file!("mcs_park"), "a queue of nodes whose owners sleep, handed on at each release", "blocking, spins, then sleeps; first come, first served", "Mellor-Crummey and Scott, 1991; Dice, 2017")),
        lock::<StarvationModeLock>(ours("starvation_mode", file!("starvation_mode"), "one word; handed on once a sleeper starves", "blocking, spins, then sleeps; from hand to hand once somebody starves", "Go's sync.Mutex, 2017")),
        lock::<StdMutex>(Entry { version: env!("CONTEND_RUSTC"), ..peer("std", "std", "std::sync::Mutex", "blocking, sleeps") }).twin(),
        lock::<ParkingLotMutex>(peer("parking_lot", "parking_lot", "parking_lot::Mutex", "blocking, spins, then sleeps")).twin(),
    ]
}
