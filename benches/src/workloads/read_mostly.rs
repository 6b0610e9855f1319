//! Read-mostly values: 32 bytes that are always read whole.
//!
//! | workload | asks |
//! |---|---|
//! | `read-only` | what a reading costs where nobody writes |
//! | `read-99-1`, `read-90-10` | the same where every thread changes the value now and then |
//! | `update-10us` | what readers lose to one writer that keeps a pace |
//! | `update-storm` | what readers get under a writer without a pause; an operation is a reading, of the readers alone |
//! | `hold-10`, `hold-30`, `hold-100`, `hold-1000` | from which length of a reading on a readers-writer lock is worth more than a mutex |
//! | `read-latency` | how long a single reading takes under a writer, at worst |
//!
//! In `hold-*` each reading lasts so many nanoseconds of work, inside the reader's closure. Where a reader copies first, as
//! a sequence lock's does, the closure runs on the copy: it holds nothing, and nobody waits for it.
//!
//! In `read-latency` every reading is timed by two readings of the clock; their cost is part of every time, see
//! [`latency`](crate::engine::latency).

use std::sync::Arc;

use primitives::read_mostly::ReadMostly;

use super::metronome::UPDATE_EVERY_NS;
use super::read_mostly_writers::{Paced, Storm, Timed};
use crate::catalogue::{Entry, Subject};
use crate::engine::{Delay, Done, Outcome, Seat, Session, Times, Work, step};

/// The family's name.
pub const FAMILY: &str = "read_mostly";
/// Its workloads.
pub const WORKLOADS: [&str; 10] = [
    "read-only",
    "read-99-1",
    "read-90-10",
    "update-10us",
    "update-storm",
    "hold-10",
    "hold-30",
    "hold-100",
    "hold-1000",
    "read-latency",
];
/// Those in which nobody writes.
const READ_ONLY: [&str; 5] = ["read-only", "hold-10", "hold-30", "hold-100", "hold-1000"];
/// Those that are about threads meeting each other: one alone says nothing.
const TOGETHER: [&str; 6] = ["update-storm", "hold-10", "hold-30", "hold-100", "hold-1000", "read-latency"];
/// More threads would tell no more than that there are more than cores.
const MOST_THREADS: u32 = 4;
/// The value: four equal words. A reading that finds two different ones is torn.
pub type Value = [u64; 4];

/// A read-mostly value for the catalogue.
pub fn read_mostly_subject<R: ReadMostly<Value>>(entry: Entry) -> Subject {
    subject::<R>(Entry { consistency: "linearizable", ..entry }, &WORKLOADS)
}

/// Something that is no value to rely on, and can be read as one while nobody writes: a floor.
pub fn read_only_subject<R: ReadMostly<Value>>(entry: Entry) -> Subject {
    subject::<R>(entry, &READ_ONLY)
}

fn subject<R: ReadMostly<Value>>(entry: Entry, workloads: &[&str]) -> Subject {
    let subject = Subject::new(entry.info(FAMILY, workloads), run::<R>).threads(1..=MOST_THREADS);
    TOGETHER.iter().fold(subject, |subject, workload| subject.threads_of(workload, 2..=MOST_THREADS))
}

fn run<R: ReadMostly<Value>>(session: &Session) -> Outcome {
    match session.workload.as_str() {
        "read-only" => {
            outcome(session, 0, |value: &Arc<R>, _| Paced::new(value, false)).param("read_share", 1.0)
        }
        "read-99-1" => mix::<R, 99, 1>(session),
        "read-90-10" => mix::<R, 9, 1>(session),
        "update-10us" => outcome(session, 0, |value: &Arc<R>, seat| Paced::new(value, seat.index == 0))
            .param("update_every_ns", UPDATE_EVERY_NS),
        "update-storm" => outcome(session, 0, |value: &Arc<R>, seat| Storm::new(value, seat.index == 0)),
        "read-latency" => outcome(session, 0, |value: &Arc<R>, seat| Timed::new(value, seat.index == 0))
            .param("update_every_ns", UPDATE_EVERY_NS),
        hold => {
            let section_ns = hold.trim_start_matches("hold-").parse().expect("a workload of this family");
            let delay = Delay::of_ns(section_ns);
            let outcome = outcome(session, 0, |value: &Arc<R>, _| Hold {
                value: Arc::clone(value),
                delay,
                eye: Eye::default(),
            });
            outcome.param("section_ns", section_ns)
        }
    }
}

/// What one worker saw and did.
#[derive(Debug, Default)]
pub(super) struct Report {
    pub(super) eye: Eye,
    pub(super) changes: u64,
    pub(super) times: Option<Times>,
}

/// What a reader has seen that it must not see. It remembers whether, not how often: that takes few instructions beside
/// a reading that may take few itself.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Eye {
    /// Bits in which two words of one reading differed.
    torn: u64,
    /// Whether a reading was older than the one before.
    back: bool,
    last: u64,
}

impl Eye {
    /// Looks at a reading: its words must be equal, and no less than those before, since changes only add.
    #[inline(always)]
    pub(super) fn look(&mut self, words: Value) {
        self.torn |= (words[0] ^ words[1]) | (words[2] ^ words[3]) | (words[0] ^ words[2]);
        self.back |= words[0] < self.last;
        self.last = words[0];
    }
}

/// Reads so many times.
#[inline(always)]
pub(super) fn read<R: ReadMostly<Value>>(value: &R, eye: &mut Eye, readings: u64) {
    let mut seen = *eye; // in registers
    for _ in 0..readings {
        seen.look(value.read(|words| *words));
        step();
    }
    *eye = seen;
}

/// Changes the value once.
#[inline(always)]
pub(super) fn change<R: ReadMostly<Value>>(value: &R) {
    value.update(|words| words.iter_mut().for_each(|word| *word += 1));
}

/// Races one value, and asks afterwards whether all that was seen can have been there.
fn outcome<R: ReadMostly<Value>, W: Work<Report = Report>>(
    session: &Session,
    changes_in_1000: u64,
    build: impl Fn(&Arc<R>, Seat) -> W + Sync,
) -> Outcome {
    let value = Arc::new(R::new([0; 4]));
    let race = session.race(|seat| build(&value, seat));
    let memory = session.memory(
        || R::new([0; 4]),
        |value| {
            read(value, &mut Eye::default(), 1_000 - changes_in_1000);
            (0..changes_in_1000).for_each(|_| change(value));
            1_000
        },
    );
    let mut times = Times::new();
    let verify = |reports: Vec<Report>| {
        reports.iter().filter_map(|report| report.times.as_ref()).for_each(|own| times.add(own));
        verify(&*value, &reports)
    };
    Outcome::of(race, verify).memory(memory).latency(&times).param("payload", size_of::<Value>())
}

fn verify(value: &impl ReadMostly<Value>, reports: &[Report]) -> Result<(), String> {
    if reports.iter().any(|report| report.eye.torn != 0) {
        return Err("no_torn_read: a reading found a mixture of two values".to_owned());
    }
    if reports.iter().any(|report| report.eye.back) {
        return Err("reads_monotone: a reading found an older value than the one before".to_owned());
    }
    let changes: u64 = reports.iter().map(|report| report.changes).sum();
    let found = value.read(|words| *words);
    if found != [changes; 4] {
        return Err(format!("no_lost_update: {changes} changes were made, the value is {found:?}"));
    }
    Ok(())
}

fn mix<R: ReadMostly<Value>, const READS: u64, const CHANGES: u64>(session: &Session) -> Outcome {
    let changes_in_1000 = 1_000 * CHANGES / (READS + CHANGES);
    let build = |value: &Arc<R>, _| Mix::<R, READS, CHANGES> {
        value: Arc::clone(value),
        eye: Eye::default(),
        changes: 0,
    };
    let read_share = READS as f64 / (READS + CHANGES) as f64;
    outcome(session, changes_in_1000, build).param("read_share", read_share)
}

/// Rounds of readings and changes.
struct Mix<R, const READS: u64, const CHANGES: u64> {
    value: Arc<R>,
    eye: Eye,
    changes: u64,
}

impl<R: ReadMostly<Value>, const READS: u64, const CHANGES: u64> Work for Mix<R, READS, CHANGES> {
    type Report = Report;

    #[inline]
    fn batch(&mut self, ops: u64) -> Done {
        let rounds = ops.div_ceil(READS + CHANGES);
        let value = &*self.value;
        for _ in 0..rounds {
            read(value, &mut self.eye, READS);
            for _ in 0..CHANGES {
                change(value);
                step();
            }
        }
        self.changes += rounds * CHANGES;
        Done::ops(rounds * (READS + CHANGES))
    }

    fn finish(self) -> Report {
        Report { eye: self.eye, changes: self.changes, times: None }
    }
}

/// Readings that take their time.
struct Hold<R> {
    value: Arc<R>,
    delay: Delay,
    eye: Eye,
}

impl<R: ReadMostly<Value>> Work for Hold<R> {
    type Report = Report;

    #[inline]
    fn batch(&mut self, ops: u64) -> Done {
        let (value, delay) = (&*self.value, self.delay);
        for _ in 0..ops {
            let words = value.read(|words| {
                delay.pass();
                *words
            });
            self.eye.look(words);
            step();
        }
        Done::ops(ops)
    }

    fn finish(self) -> Report {
        Report { eye: self.eye, ..Report::default() }
    }
}
