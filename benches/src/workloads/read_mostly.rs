//! Read-mostly values: 32 bytes that are always read whole.

use primitives::read_mostly::ReadMostly;

use crate::catalogue::{Entry, Subject};
use crate::engine::{Done, Outcome, Session, Work, step};

/// The family's name.
pub const FAMILY: &str = "read_mostly";
/// Its workloads: readings alone; 99 readings, then a change.
pub const WORKLOADS: [&str; 2] = ["read-only", "read-99-1"];
/// The value: four equal words. A reading that finds two different ones is torn.
pub type Value = [u64; 4];

/// A read-mostly value for the catalogue.
pub fn read_mostly_subject<R: ReadMostly<Value>>(entry: Entry) -> Subject {
    let info = entry.info(FAMILY, &WORKLOADS);
    Subject::new(info, |session| match session.workload.as_str() {
        "read-only" => run::<R, 0>(session, 0.0),
        _ => run::<R, 1>(session, 0.01),
    })
}

fn run<R: ReadMostly<Value>, const CHANGES: u64>(session: &Session, changes: f64) -> Outcome {
    let value = R::new([0; 4]);
    let worker = |value| Readings::<R, CHANGES> { value, torn: 0, sum: 0, changes: 0 };
    let race = session.race(|_| worker(&value));
    let memory = session.memory(
        || R::new([0; 4]),
        |value| Readings::<R, CHANGES> { value, torn: 0, sum: 0, changes: 0 }.batch(1_000).ops,
    );
    let verify = |reports: Vec<(u64, u64)>| {
        let (torn, changes) = reports.iter().fold((0, 0), |sum, report| (sum.0 + report.0, sum.1 + report.1));
        let found = value.read(|words| *words);
        if torn > 0 {
            return Err(format!("no_torn_reads: {torn} readings found a mixture of two values"));
        }
        if found != [changes; 4] {
            return Err(format!("no_lost_update: {changes} changes were made, the value is {found:?}"));
        }
        Ok(())
    };
    Outcome::of(race, verify).memory(memory).param("read_share", 1.0 - changes).param("payload", 32)
}

/// Readings in a round of `read-99-1`.
const READS: u64 = 99;

struct Readings<'a, R, const CHANGES: u64> {
    value: &'a R,
    torn: u64,
    sum: u64,
    changes: u64,
}

impl<R: ReadMostly<Value>, const CHANGES: u64> Work for Readings<'_, R, CHANGES> {
    type Report = (u64, u64);

    #[inline]
    fn batch(&mut self, ops: u64) -> Done {
        let rounds = ops.div_ceil(READS + CHANGES);
        let (mut torn, mut sum) = (0u64, 0u64);
        for _ in 0..rounds {
            for _ in 0..READS {
                let words = self.value.read(|words| *words);
                torn += u64::from((words[0] ^ words[1]) | (words[2] ^ words[3]) | (words[0] ^ words[2]) != 0);
                sum = sum.wrapping_add(words[0]);
                step();
            }
            for _ in 0..CHANGES {
                self.value.update(|words| words.iter_mut().for_each(|word| *word += 1));
                step();
            }
        }
        self.torn += torn;
        self.sum = self.sum.wrapping_add(sum);
        self.changes += rounds * CHANGES;
        Done::ops(rounds * (READS + CHANGES))
    }

    fn finish(self) -> (u64, u64) {
        std::hint::black_box(self.sum); // the readings are wanted
        (self.torn, self.changes)
    }
}
