//! A number that several add to: the sequential object behind counters and values.

use std::fmt::{self, Display};

use super::{Recorder, Sequential, must_be_linearizable};
use crate::world::{Witness, job};

/// The number.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Number(pub u64);

/// What is asked of it, and the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Call {
    /// This was added.
    Added(u64),
    /// This was read.
    Read(u64),
}

impl Display for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Call::Added(amount) => write!(f, "add {amount}"),
            Call::Read(found) => write!(f, "read: {found}"),
        }
    }
}

impl Sequential for Number {
    type Call = Call;

    fn step(&mut self, call: &Call) -> bool {
        match *call {
            Call::Added(amount) => {
                self.0 = self.0.wrapping_add(amount);
                true
            }
            Call::Read(found) => self.0 == found,
        }
    }
}

/// What a reader may have seen, as outcomes of a law.
pub const OUTCOMES: &[&str] = &["read nothing yet", "read a part", "read all"];

/// Readings at most: a history must be short enough to be searched.
const READINGS: u64 = 8;

/// Each of several threads adds once, an amount that is like no sum of others, and one reads several times.
pub fn watch<A: FnOnce(u64) + Send + 'static>(
    witness: &Witness,
    adders: Vec<A>,
    reads: u64,
    mut read: impl FnMut() -> u64 + Send + 'static,
) {
    let calls = Recorder::new();
    let all = (1 << adders.len()) - 1;
    let mut jobs = Vec::with_capacity(adders.len() + 1);
    for (index, add) in adders.into_iter().enumerate() {
        let (amount, calls) = (1 << index, calls.clone());
        jobs.push(job(move || {
            calls.note(|| {
                add(amount);
                Call::Added(amount)
            })
        }));
    }
    let reading = calls.clone();
    jobs.push(job(move || (0..reads.min(READINGS)).for_each(|_| reading.note(|| Call::Read(read())))));
    witness.par(jobs);
    let calls = calls.take();
    must_be_linearizable(witness, &Number(0), &calls);
    let last = calls.iter().rev().find_map(|call| match call.call {
        Call::Read(found) => Some(found),
        Call::Added(_) => None,
    });
    witness.saw(match last {
        Some(0) => OUTCOMES[0],
        Some(found) if found == all => OUTCOMES[2],
        _ => OUTCOMES[1],
    });
}
