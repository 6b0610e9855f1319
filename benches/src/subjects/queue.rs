//! Queues.

use primitives::queue::mutex::Mutex;

use super::{floor, ours};
use crate::catalogue::Subject;
use crate::workloads::floors::memcpy_subject;
use crate::workloads::queue::queue_subject as queue;

/// All of them.
#[rustfmt::skip] // a table: one line an entry
pub(super) fn all() -> Vec<Subject> {
    vec![
        queue::<Mutex>(ours("mutex", "primitives/src/queue/mutex.rs", "a ring buffer behind std's mutex", "blocking", "Dijkstra, 1965")).baseline().twin(),
        memcpy_subject(floor("memcpy", "benches/src/workloads/floors.rs", "items copied within a thread")),
    ]
}
