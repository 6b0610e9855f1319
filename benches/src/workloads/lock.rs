//! Locks: one thread at a time.
//!
//! An operation is one section. What is done inside it and outside it decides more than the lock does, so both ends are
//! raced: sections of nothing but an increment, and of 100 ns; nothing between two sections, and 400 ns, in which others
//! may have theirs.

use std::time::Duration;

use primitives::cache_padded::CachePadded;
use primitives::lock::fair::FairLock;
use primitives::lock::{LockKind, Mutual};
use primitives::{cache, counter, queue};

use super::most_threads;
use crate::catalogue::{Entry, Subject};
use crate::engine::clock::{Clock, Now};
use crate::engine::{Delay, Done, Memory, Outcome, Session, Times, Work, step};

/// The family's name.
pub const FAMILY: &str = "lock";
/// Its workloads: sections of so many nanoseconds, with so many outside; the wait for a section; and the same counter, queue
/// and cache over each lock, asked for `inc`, `mpmc` and `read-through` of those families.
pub const WORKLOADS: [&str; 8] = [
    "section-0",
    "section-100",
    "section-0-outside-400",
    "section-100-outside-400",
    "wait-100",
    "counter-over",
    "queue-over",
    "cache-over",
];
/// What is done inside a section that does something.
const SECTION_NS: u64 = 100;
/// What is done outside, where something is.
const OUTSIDE_NS: u64 = 400;

/// A lock for the catalogue.
pub fn lock_subject<L: LockKind>(entry: Entry) -> Subject {
    let info = Entry { consistency: "mutual exclusion", ..entry }.info(FAMILY, &WORKLOADS);
    Subject::new(info, |session| match session.workload.as_str() {
        "section-0" => sections::<L>(session, 0, 0),
        "section-100" => sections::<L>(session, SECTION_NS, 0),
        "section-0-outside-400" => sections::<L>(session, 0, OUTSIDE_NS),
        "section-100-outside-400" => sections::<L>(session, SECTION_NS, OUTSIDE_NS),
        "wait-100" => waits::<L>(session),
        "counter-over" => over(super::counter::inc(session, counter::mutex::Locked::<L>::new)),
        "queue-over" => over(super::queue::mpmc::<queue::mutex::Locked<L>>(session)),
        _ => over(super::cache::read_through::<
            cache::mutex_lru::MutexLru<u64, u64, std::hash::RandomState, L>,
        >(session)),
    })
    .threads(1..=most_threads())
    .threads_of("wait-100", 2..=most_threads())
    .threads_of("counter-over", 2..=2)
    .threads_of("queue-over", 2..=2)
    .threads_of("cache-over", 2..=2)
    // For all alike, though only locks with turns need it.
    .least_window(LEAST_WINDOW)
}

/// What was raced is the lock, and what was counted is the structure around it: its bytes and allocations are not the lock's.
fn over(outcome: Outcome) -> Outcome {
    outcome.memory(Memory::default())
}

/// Thirty turns of the fair lock's quantum: a thread that waits for its turn opens and closes its window late, by 3 % of it at
/// most. Longer ones are more often disturbed.
const LEAST_WINDOW: Duration = Duration::from_micros(30 * FairLock::QUANTUM.as_micros() as u64);

fn sections<L: LockKind>(session: &Session, section_ns: u64, outside_ns: u64) -> Outcome {
    let new = || L::Of::new(0u64);
    let (section, outside) = (Delay::of_ns(section_ns), Delay::of_ns(outside_ns));
    let worker = |value| Sections::<L> { value, section, outside, entered: 0 };
    let value = CachePadded::new(new());
    let race = session.race(|_| worker(&*value));
    let memory =
        session.memory(new, |value| Sections::<L> { value, section, outside, entered: 0 }.batch(1_000).ops);
    Outcome::of(race, |entered| nobody_met(&*value, entered))
        .memory(memory)
        .param("section_ns", section_ns)
        .param("outside_ns", outside_ns)
}

/// A section: reads the count at its beginning and writes it at its end, so that whoever comes between is lost.
#[inline(always)]
fn add_one(count: &mut u64, section: Delay) {
    // SAFETY: a reference can be read. Volatile, or the compiler would read and write at once.
    let before = unsafe { std::ptr::read_volatile(count) };
    section.pass();
    // SAFETY: as above.
    unsafe { std::ptr::write_volatile(count, before + 1) };
}

/// Every section counted itself, in two steps that only a lock makes one.
fn nobody_met(value: &impl Mutual<u64>, entered: Vec<u64>) -> Result<(), String> {
    let (entered, counted) = (entered.iter().sum::<u64>(), value.with(|value| *value));
    if entered == counted {
        return Ok(());
    }
    Err(format!("mutual_exclusion: {entered} sections were entered, {counted} increments are left"))
}

struct Sections<'a, L: LockKind> {
    value: &'a L::Of<u64>,
    section: Delay,
    outside: Delay,
    entered: u64,
}

impl<L: LockKind> Work for Sections<'_, L> {
    type Report = u64;

    #[inline]
    fn batch(&mut self, ops: u64) -> Done {
        for _ in 0..ops {
            self.value.with(|value| add_one(value, self.section));
            self.outside.pass();
            step();
        }
        self.entered += ops;
        Done::ops(ops)
    }

    fn finish(self) -> u64 {
        self.entered
    }
}

/// From asking for the lock to having it, each time, while all ask again as soon as they have let go. The second reading of the
/// clock stands inside the section, which is longer by it.
fn waits<L: LockKind>(session: &Session) -> Outcome {
    let section = Delay::of_ns(SECTION_NS);
    let value = CachePadded::new(L::Of::new(0u64));
    let clock = Clock::start();
    let race =
        session.race(|_| Waits::<L> { value: &*value, section, clock, times: Times::new(), entered: 0 });
    let mut all = Times::new();
    let verify = |reports: Vec<(u64, Times)>| {
        reports.iter().for_each(|(_, times)| all.add(times));
        nobody_met(&*value, reports.iter().map(|(entered, _)| *entered).collect())
    };
    let outcome = Outcome::of(race, verify);
    outcome.latency(&all).param("section_ns", SECTION_NS).param("outside_ns", 0)
}

struct Waits<'a, L: LockKind> {
    value: &'a L::Of<u64>,
    section: Delay,
    clock: Clock,
    times: Times,
    entered: u64,
}

impl<L: LockKind> Work for Waits<'_, L> {
    type Report = (u64, Times);

    #[inline]
    fn batch(&mut self, ops: u64) -> Done {
        for _ in 0..ops {
            let asked = self.clock.now();
            let had = self.value.with(|value| {
                let had = self.clock.now();
                add_one(value, self.section);
                had
            });
            self.times.record(had - asked);
            step();
        }
        self.entered += ops;
        Done::ops(ops)
    }

    fn finish(self) -> (u64, Times) {
        (self.entered, self.times)
    }
}
