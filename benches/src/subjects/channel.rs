//! Channels. Which function an entry goes through says what its ends can do: `mpmc` and `mpsc` have room for some messages,
//! `unbounded` for any number, `hand_over` for none, `oneshot` for one in all; what comes in several kinds,
//! `Offers::new(..).bounded::<..>().hand_over::<..>().unbounded::<..>().subject()`.

use primitives::channel::condvar::CondvarChannel;

use super::{floor, ours};
use crate::catalogue::Subject;
use crate::workloads::channel::mpmc_subject as mpmc;
use crate::workloads::floors::ping_pong_subject;

/// A channel's file.
macro_rules! file {
    ($name:literal) => {
        concat!("primitives/src/channel/", $name, ".rs")
    };
}

/// All of them.
#[rustfmt::skip] // a table: one line an entry
pub(super) fn all() -> Vec<Subject> {
    vec![
        mpmc::<CondvarChannel>(ours("condvar", file!("condvar"), "a buffer behind std's mutex, two condition variables", "blocking", "Hoare, 1974")).baseline().twin(),
        ping_pong_subject(floor("ping_pong", "benches/src/workloads/floors.rs", "one cache line there and back")),
    ]
}
