//! Read-mostly values.

use primitives::read_mostly::{left_right::LeftRight, rcu::Rcu, rwlock_std::RwLockStd};

use super::ours;
use crate::catalogue::Subject;
use crate::workloads::read_mostly::{Value, read_mostly_subject as read_mostly};

/// All of them.
#[rustfmt::skip] // a table: one line an entry
pub(super) fn all() -> Vec<Subject> {
    vec![
        read_mostly::<RwLockStd<Value>>(ours("rwlock_std", "primitives/src/read_mostly/rwlock_std.rs", "std's readers-writer lock", "blocking", "Courtois, Heymans and Parnas, 1971")).baseline().twin(),
        read_mostly::<Rcu<Value>>(ours("rcu", "primitives/src/read_mostly/rcu.rs", "a copy is changed and published, epochs say when the old one can go", "reading wait-free, updating blocking", "Kung and Lehman, 1980; McKenney and Slingwine, 1998")),
        read_mostly::<LeftRight<Value>>(ours("left_right", "primitives/src/read_mostly/left_right.rs", "two copies, changed one after the other", "reading wait-free, updating blocking", "Ramalhete and Correia, 2013")),
    ]
}
