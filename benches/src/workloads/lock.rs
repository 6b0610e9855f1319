//! Locks: one thread at a time.

use std::sync::Arc;

use primitives::lock::{LockKind, Mutual};

use crate::catalogue::{Entry, Subject};
use crate::engine::{Done, Outcome, Session, Work, step};

/// The family's name.
pub const FAMILY: &str = "lock";
/// Its workloads: the shortest section there is, one increment, with nothing outside it.
pub const WORKLOADS: [&str; 1] = ["section-0"];

/// A lock for the catalogue.
pub fn lock_subject<L: LockKind>(entry: Entry) -> Subject {
    let info = Entry { consistency: "mutual exclusion", ..entry }.info(FAMILY, &WORKLOADS);
    Subject::new(info, section_0::<L>)
}

fn section_0<L: LockKind>(session: &Session) -> Outcome {
    let value = Arc::new(L::Of::new(0u64));
    let race = session.race(|_| Sections { value: &*value, entered: 0 });
    let memory = session.memory(|| L::Of::new(0u64), |value| Sections { value, entered: 0 }.batch(1_000).ops);
    let verify = |entered: Vec<u64>| {
        let (entered, counted) = (entered.iter().sum::<u64>(), value.with(|value| *value));
        if entered == counted {
            return Ok(());
        }
        Err(format!("mutual_exclusion: {entered} sections were entered, {counted} increments are left"))
    };
    Outcome::of(race, verify).memory(memory).param("section_ns", 0).param("outside_ns", 0)
}

struct Sections<'a, M> {
    value: &'a M,
    entered: u64,
}

impl<M: Mutual<u64>> Work for Sections<'_, M> {
    type Report = u64;

    #[inline]
    fn batch(&mut self, ops: u64) -> Done {
        for _ in 0..ops {
            self.value.with(|value| *value += 1);
            step();
        }
        self.entered += ops;
        Done::ops(ops)
    }

    fn finish(self) -> u64 {
        self.entered
    }
}
