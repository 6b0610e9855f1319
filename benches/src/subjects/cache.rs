//! Caches. What more an entry's type can do than look up and insert is told behind it: `bounded`, `strings`.

use primitives::cache::mutex_lru::MutexLru;

use super::ours;
use crate::catalogue::Subject;
use crate::workloads::cache::cache_subject as cache;

/// All of them.
#[rustfmt::skip] // a table: one line an entry
pub(super) fn all() -> Vec<Subject> {
    vec![
        cache::<MutexLru<u64, u64>>(ours("mutex_lru", "primitives/src/cache/mutex_lru.rs", "a hash map and a list behind std's mutex", "blocking", "Belady, 1966")).bounded().strings::<MutexLru<u64, String>>().subject().baseline().twin(),
    ]
}
