//! Locks.

use primitives::lock::tas::TasLock;

use super::ours;
use crate::catalogue::Subject;
use crate::workloads::lock::lock_subject as lock;

/// All of them.
#[rustfmt::skip] // a table: one line an entry
pub(super) fn all() -> Vec<Subject> {
    vec![
        lock::<TasLock>(ours("tas", "primitives/src/lock/tas.rs", "one flag, exchanged until it was free", "blocking", "Anderson, 1990")).baseline().twin(),
    ]
}
