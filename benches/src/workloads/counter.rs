//! Counters: many add, some read.

use std::sync::Arc;

use primitives::counter::{Add, Counter, Promise};

use crate::catalogue::{Entry, Subject};
use crate::engine::{Done, Outcome, Session, Work, step};

/// The family's name.
pub const FAMILY: &str = "counter";
/// Its workloads: add 1; read; nine additions, then a reading.
pub const WORKLOADS: [&str; 3] = ["inc", "load", "mix-90-10"];
/// Handles that have each added once before `load` begins, so that a reading whose cost grows with writers shows it.
pub const REGISTERED: u64 = 16;

/// A counter for the catalogue.
pub fn counter_subject<C: Counter>(entry: Entry, make: fn() -> C) -> Subject {
    let consistency = match C::PROMISE {
        Promise::Linearizable => "linearizable",
        Promise::ExactWhenQuiescent => "exact when quiescent",
        Promise::BoundedError => "bounded error",
    };
    let info = Entry { consistency, ..entry }.info(FAMILY, &WORKLOADS);
    Subject::new(info, move |session| match session.workload.as_str() {
        "inc" => inc(session, make),
        "load" => load(session, make),
        _ => mix(session, make),
    })
}

pub(super) fn inc<C: Counter>(session: &Session, make: fn() -> C) -> Outcome {
    let counter = Arc::new(make());
    let race = session.race(|_| Inc { handle: counter.handle(), added: 0 });
    let memory = session
        .memory(|| Arc::new(make()), |counter| Inc { handle: counter.handle(), added: 0 }.batch(1_000).ops);
    Outcome::of(race, |added| nothing_lost(&*counter, added)).memory(memory)
}

struct Inc<H> {
    handle: H,
    added: u64,
}

impl<H: Add> Work for Inc<H> {
    type Report = u64;

    #[inline]
    fn batch(&mut self, ops: u64) -> Done {
        for _ in 0..ops {
            self.handle.add(1);
            step();
        }
        self.added += ops;
        Done::ops(ops)
    }

    fn finish(self) -> u64 {
        self.added
    }
}

/// Once every handle is dropped, the sum is everything that was ever added, ramp-up and cool-down included.
fn nothing_lost(counter: &impl Counter, added: Vec<u64>) -> Result<(), String> {
    let (added, sum) = (added.iter().sum::<u64>(), counter.get());
    if added == sum { Ok(()) } else { Err(format!("no_lost_update: added {added}, the sum is {sum}")) }
}

fn load<C: Counter>(session: &Session, make: fn() -> C) -> Outcome {
    let counter = Arc::new(make());
    let mut handles: Vec<_> = (0..REGISTERED).map(|_| counter.handle()).collect();
    handles.iter_mut().for_each(|handle| handle.add(1));
    let held_back = (counter.error_bound() * REGISTERED).min(REGISTERED);
    let race = session.race(|_| Load { counter: &*counter, reads: 0, sum: 0 });
    let memory = session.memory(
        || Arc::new(make()),
        |counter| Load { counter: &**counter, reads: 0, sum: 0 }.batch(1_000).ops,
    );
    drop(handles);
    let verify = |reports: Vec<(u64, u64)>| {
        for (reads, sum) in reports {
            let (least, most) = (reads * (REGISTERED - held_back), reads * REGISTERED);
            if !(least..=most).contains(&sum) {
                return Err(format!(
                    "exact_when_quiescent: {reads} readings of {REGISTERED} add up to {sum}, not to {least}..={most}"
                ));
            }
        }
        nothing_lost(&*counter, vec![REGISTERED])
    };
    Outcome::of(race, verify).memory(memory).param("registered", REGISTERED)
}

struct Load<'a, C> {
    counter: &'a C,
    reads: u64,
    sum: u64,
}

impl<C: Counter> Work for Load<'_, C> {
    type Report = (u64, u64);

    #[inline]
    fn batch(&mut self, ops: u64) -> Done {
        let mut sum = 0u64;
        for _ in 0..ops {
            sum = sum.wrapping_add(self.counter.get());
            step();
        }
        self.sum = self.sum.wrapping_add(sum);
        self.reads += ops;
        Done::ops(ops)
    }

    fn finish(self) -> (u64, u64) {
        (self.reads, self.sum)
    }
}

fn mix<C: Counter>(session: &Session, make: fn() -> C) -> Outcome {
    let counter = Arc::new(make());
    let race = session.race(|_| Mix { handle: counter.handle(), counter: &*counter, added: 0, sum: 0 });
    let memory = session.memory(
        || Arc::new(make()),
        |counter| Mix { handle: counter.handle(), counter: &**counter, added: 0, sum: 0 }.batch(1_000).ops,
    );
    Outcome::of(race, |added| nothing_lost(&*counter, added)).memory(memory).param("read_share", 0.1)
}

struct Mix<'a, C: Counter> {
    handle: C::Handle,
    counter: &'a C,
    added: u64,
    sum: u64,
}

/// Additions before each reading.
const ADDS: u64 = 9;

impl<C: Counter> Work for Mix<'_, C> {
    type Report = u64;

    #[inline]
    fn batch(&mut self, ops: u64) -> Done {
        let rounds = ops.div_ceil(ADDS + 1);
        let mut sum = 0u64;
        for _ in 0..rounds {
            for _ in 0..ADDS {
                self.handle.add(1);
                step();
            }
            sum = sum.wrapping_add(self.counter.get());
            step();
        }
        self.sum = self.sum.wrapping_add(sum);
        self.added += rounds * ADDS;
        Done::ops(rounds * (ADDS + 1))
    }

    fn finish(self) -> u64 {
        std::hint::black_box(self.sum); // the readings are wanted
        self.added
    }
}
