//! Read-mostly values.

use primitives::read_mostly::mutex::Mutex;
use primitives::read_mostly::rwlock_parking_lot::RwLockParkingLot;
use primitives::read_mostly::rwlock_std::RwLockStd;
use primitives::read_mostly::seqlock::SeqLock;

use super::{floor, ours};
use crate::catalogue::Subject;
use crate::workloads::floors;
use crate::workloads::read_mostly::{Value, read_mostly_subject as read_mostly};

const FLOORS: &str = "benches/src/workloads/floors.rs";

/// All of them.
#[rustfmt::skip] // a table: one line an entry
pub(super) fn all() -> Vec<Subject> {
    vec![
        read_mostly::<Mutex<Value>>(ours("mutex", "primitives/src/read_mostly/mutex.rs", "std's mutex, for readers too", "blocking", "Dijkstra, 1965")),
        read_mostly::<RwLockStd<Value>>(ours("rwlock_std", "primitives/src/read_mostly/rwlock_std.rs", "std's readers-writer lock", "blocking", "Courtois, Heymans and Parnas, 1971")).baseline().twin(),
        read_mostly::<RwLockParkingLot<Value>>(ours("rwlock_parking_lot", "primitives/src/read_mostly/rwlock_parking_lot.rs", "parking_lot's readers-writer lock", "blocking", "Courtois, Heymans and Parnas, 1971")),
        read_mostly::<SeqLock<Value>>(ours("seqlock", "primitives/src/read_mostly/seqlock.rs", "a sequence; readers read again if it moved", "blocking", "Lameter, 2005; Boehm, 2012")),
        floors::relaxed_words_subject(floor("relaxed_words", FLOORS, "word-wise relaxed loads, torn if anybody wrote")),
        floors::noop_read_subject(floor("noop", FLOORS, "the measured loop, over a constant")),
    ]
}
