//! Counting what is there all at once: the data-parallel way, and the sequential loop it must beat.

use primitives::counter::CountSlice;
use rayon::{ThreadPool, ThreadPoolBuilder};

use super::counter::FAMILY;
use crate::catalogue::{Entry, Subject};
use crate::engine::{Done, Outcome, Session, Work};

/// The workload's name: an operation is an item looked at.
pub const WORKLOAD: &str = "count-batch";
/// Items of one call: 2 MiB of them, so that sharing them out has a chance to pay.
const ITEMS: u64 = 1 << 18;
/// Every third item counts.
const COUNTED: u64 = ITEMS.div_ceil(3);

/// A way to count a slice, on a pool of as many threads as the session has.
pub fn count_slice_subject<C: CountSlice>(entry: Entry, make: fn() -> C) -> Subject {
    let info = Entry { consistency: "exact when quiescent", ..entry }.info(FAMILY, &[WORKLOAD]);
    Subject::new(info, move |session| {
        let (subject, pool) = (make(), pool(session.threads as usize));
        let count = |items: &[u64]| pool.install(|| subject.count(items, counts));
        let memory = session.memory(make, |subject| {
            pool.install(|| subject.count(&items(), counts));
            ITEMS
        });
        // One thread calls; the pool's are the workers. So there is one stretch, and no overlap to speak of.
        let caller = Session { threads: 1, ..session.clone() };
        outcome(&caller, &count).memory(memory)
    })
}

/// The sequential loop.
pub fn sequential_subject(entry: Entry) -> Subject {
    let info = entry.info(FAMILY, &[WORKLOAD]);
    let count = |items: &[u64]| items.iter().filter(|&&item| counts(item)).count() as u64;
    Subject::new(info, move |session| outcome(session, &count)).threads(1..=1)
}

fn outcome(session: &Session, count: &(impl Fn(&[u64]) -> u64 + Sync)) -> Outcome {
    let race = session.race(|_| Calls { items: items(), count, calls: 0, counted: 0 });
    let verify = |reports: Vec<(u64, u64)>| {
        let (expected, counted) = (reports[0].0 * COUNTED, reports[0].1);
        if counted == expected {
            return Ok(());
        }
        Err(format!("exact_when_quiescent: {expected} items satisfy the condition, {counted} were counted"))
    };
    Outcome::of(race, verify).param("items", ITEMS)
}

fn counts(item: u64) -> bool {
    item.is_multiple_of(3)
}

fn items() -> Vec<u64> {
    (0..ITEMS).collect()
}

/// A pool whose threads stand where a session's workers would.
fn pool(threads: usize) -> ThreadPool {
    let cores = core_affinity::get_core_ids().unwrap_or_default();
    let pin = move |index: usize| {
        if !cores.is_empty() {
            core_affinity::set_for_current(cores[index % cores.len()]);
        }
    };
    ThreadPoolBuilder::new().num_threads(threads).start_handler(pin).build().expect("threads for the pool")
}

struct Calls<'a, F> {
    items: Vec<u64>,
    count: &'a F,
    calls: u64,
    counted: u64,
}

impl<F: Fn(&[u64]) -> u64> Work for Calls<'_, F> {
    type Report = (u64, u64);

    fn batch(&mut self, ops: u64) -> Done {
        let calls = ops.div_ceil(ITEMS);
        for _ in 0..calls {
            self.counted += (self.count)(&self.items);
        }
        self.calls += calls;
        Done::ops(calls * ITEMS)
    }

    fn finish(self) -> (u64, u64) {
        (self.calls, self.counted)
    }
}
