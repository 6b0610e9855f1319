//! Channels.

use primitives::channel::condvar::CondvarChannel;

use super::{floor, ours};
use crate::catalogue::Subject;
use crate::workloads::channel::channel_subject as channel;
use crate::workloads::floors::ping_pong_subject;

/// All of them.
#[rustfmt::skip] // a table: one line an entry
pub(super) fn all() -> Vec<Subject> {
    vec![
        channel::<CondvarChannel>(ours("condvar", "primitives/src/channel/condvar.rs", "a buffer behind std's mutex, two condition variables", "blocking", "Hoare, 1974")).baseline().twin(),
        ping_pong_subject(floor("ping_pong", "benches/src/workloads/floors.rs", "one cache line there and back")),
    ]
}
