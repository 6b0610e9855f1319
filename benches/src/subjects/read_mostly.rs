//! Read-mostly values.

use primitives::read_mostly::{
    RwLocked, big_reader::BigReaderLock, left_right::LeftRight, mutex::Mutex, phase_fair::PhaseFairLock,
    rcu::Rcu, rwlock_futex::RwLockFutex, rwlock_parking_lot::RwLockParkingLot, rwlock_std::RwLockStd,
    seqlock::SeqLock,
};

use super::{floor, in_order, ours};
use crate::catalogue::Subject;
use crate::workloads::floors;
use crate::workloads::read_mostly::{Value, read_mostly_subject as read_mostly};

/// A value's file.
macro_rules! file {
    ($name:literal) => {
        concat!("primitives/src/read_mostly/", $name, ".rs")
    };
}

const FLOORS: &str = "benches/src/workloads/floors.rs";

/// All of them.
#[rustfmt::skip] // a table: one line an entry
pub(super) fn all() -> Vec<Subject> {
    vec![
        read_mostly::<Mutex<Value>>(ours("mutex", file!("mutex"), "std's mutex: readers wait for each other", "blocking, sleeps", "Dijkstra, 1965")),
        read_mostly::<RwLockStd<Value>>(ours("rwlock_std", file!("rwlock_std"), "std's readers-writer lock", "blocking", "Courtois, Heymans and Parnas, 1971")).baseline().twin(),
        read_mostly::<RwLockParkingLot<Value>>(ours("rwlock_parking_lot", file!("rwlock_parking_lot"), "parking_lot's readers-writer lock", "blocking, spins, then sleeps", "Courtois, Heymans and Parnas, 1971")),
        read_mostly::<RwLocked<RwLockFutex, Value>>(ours("rwlock_futex", file!("rwlock_futex"), "readers count themselves in one word, phases of readers and writers", "blocking, spins, then sleeps; a reader waits for one writer at most", "Franke, Russell and Kirkwood, 2002; Brandenburg and Anderson, 2010")),
        read_mostly::<RwLocked<PhaseFairLock, Value>>(ours("phase_fair", file!("phase_fair"), "tickets, phases of readers and writers", "blocking, spins; phase-fair, writers first come, first served", "Brandenburg and Anderson, 2009")).threads(in_order()),
        read_mostly::<RwLocked<BigReaderLock, Value>>(ours("big_reader", file!("big_reader"), "a place for each reading thread, a writer visits all", "blocking; readers sleep, a writer spins", "Hsieh and Weihl, 1992")),
        read_mostly::<SeqLock<Value>>(ours("seqlock", file!("seqlock"), "a sequence; readers read again if it moved", "blocking", "Lameter, 2005; Boehm, 2012")),
        read_mostly::<Rcu<Value>>(ours("rcu", file!("rcu"), "a copy is changed and published, epochs say when the old one can go", "reading wait-free, updating blocking", "Kung and Lehman, 1980; McKenney and Slingwine, 1998")),
        read_mostly::<LeftRight<Value>>(ours("left_right", file!("left_right"), "two copies, changed one after the other", "reading wait-free, updating blocking", "Ramalhete and Correia, 2013")),
        floors::relaxed_words_subject(floor("relaxed_words", FLOORS, "word-wise relaxed loads, torn if anybody wrote")),
        floors::noop_read_subject(floor("noop", FLOORS, "the measured loop, over a constant")),
    ]
}
