//! Read-mostly values.

use primitives::read_mostly::rwlock_std::RwLockStd;

use super::ours;
use crate::catalogue::Subject;
use crate::workloads::read_mostly::{Value, read_mostly_subject as read_mostly};

/// All of them.
#[rustfmt::skip] // a table: one line an entry
pub(super) fn all() -> Vec<Subject> {
    vec![
        read_mostly::<RwLockStd<Value>>(ours("rwlock_std", "primitives/src/read_mostly/rwlock_std.rs", "std's readers-writer lock", "blocking", "Courtois, Heymans and Parnas, 1971")).baseline().twin(),
    ]
}
