//! Wrong queues, raced: whatever happens to an item on its way is noticed, and costs the figure.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use benches::engine::{Context, Session, measure};
use benches::workloads::items::{Item, Wide};
use benches::workloads::queue::{mpmc_subject, spsc_subject};
use benches::{Entry, Kind as Whose, Subject};
use primitives::queue::{BadCapacity, Bounded, Full, Kind, Pop, Promise, Push};
use reports::Record;

const NONE: u8 = 0;
const LOSES: u8 = 1;
const DOUBLES: u8 = 2;
const OVERTAKES: u8 = 3;
const TEARS: u8 = 4;
/// Says "empty" of a queue that is not, at every tenth try.
const DENIES: u8 = 5;

/// A queue with a fault, shown once, at an item that is not the last.
struct Faulty<const FAULT: u8, const ORDERED: bool = true>;

struct State<T> {
    items: VecDeque<T>,
    capacity: usize,
    tries: u64,
    shown: bool,
}

struct End<T, const FAULT: u8>(Arc<Mutex<State<T>>>);

impl<T, const FAULT: u8> Clone for End<T, FAULT> {
    fn clone(&self) -> Self {
        End(Arc::clone(&self.0))
    }
}

/// What a torn item is made of.
trait Tear: Item {
    fn tear(&mut self, other: Self);
}

impl Tear for u64 {
    fn tear(&mut self, _other: u64) {}
}

impl Tear for Wide {
    fn tear(&mut self, other: Wide) {
        self[5..].copy_from_slice(&other[5..]);
    }
}

impl<T: Tear, const FAULT: u8, const ORDERED: bool> Kind<T> for Faulty<FAULT, ORDERED> {
    const PROMISE: Promise = if ORDERED { Promise::Linearizable } else { Promise::LinearizableLifo };
    const BOUNDED: bool = true;
    type Producer = End<T, FAULT>;
    type Consumer = End<T, FAULT>;

    fn with_capacity(capacity: usize) -> Result<(End<T, FAULT>, End<T, FAULT>), BadCapacity> {
        let state =
            State { items: VecDeque::new(), capacity, tries: 0, shown: matches!(FAULT, NONE | DENIES) };
        let end = End(Arc::new(Mutex::new(state)));
        Ok((end.clone(), end))
    }
}

impl<T: Tear, const FAULT: u8> Push<T> for End<T, FAULT> {
    fn try_push(&mut self, item: T) -> Result<(), Full<T>> {
        let mut state = self.0.lock().expect("nobody panics");
        if state.items.len() == state.capacity {
            return Err(Full(item));
        }
        state.items.push_back(item);
        Ok(())
    }
}

impl<T: Tear, const FAULT: u8> Pop<T> for End<T, FAULT> {
    fn try_pop(&mut self) -> Option<T> {
        let mut state = self.0.lock().expect("nobody panics");
        state.tries += 1;
        if FAULT == DENIES && state.tries.is_multiple_of(10) {
            return None;
        }
        if !state.shown {
            if state.items.len() < 2 {
                return None; // the fault needs two
            }
            state.shown = true;
            match FAULT {
                LOSES => drop(state.items.pop_front()),
                DOUBLES => return state.items.front().copied(),
                OVERTAKES => state.items.swap(0, 1),
                _ => {
                    let other = state.items[1];
                    state.items[0].tear(other);
                }
            }
        }
        state.items.pop_front()
    }
}

fn entry() -> Entry {
    Entry {
        name: "faulty",
        kind: Whose::Ours,
        mechanism: "a test",
        progress: "blocking",
        consistency: "",
        origin: "a test",
        source: "benches/tests/queues.rs",
        version: "0",
    }
}

fn rows(subject: &Subject, workload: &str, threads: u32) -> Vec<Record> {
    let session = Session::brief("queue", "faulty", workload, threads);
    measure(subject, &session, &Context::default())
}

/// What the one row of a wrong answer says.
fn failure<const FAULT: u8>(workload: &str) -> String {
    let subject = spsc_subject::<Faulty<FAULT>>(entry());
    let rows = rows(&subject, workload, 2);
    assert!(rows.len() == 1 && !rows[0].verified && rows[0].ops.is_none(), "{rows:?}");
    rows[0].failure.clone().unwrap_or_default()
}

#[test]
fn a_right_queue_gives_a_row_a_window() {
    let subject = mpmc_subject::<Faulty<NONE>>(entry());
    for (workload, threads) in
        [("spsc", 2), ("spsc-64-bytes-cap-64", 2), ("mpmc", 4), ("mpsc", 5), ("burst", 1)]
    {
        let rows = rows(&subject, workload, threads);
        assert!(rows.len() == 2 && rows.iter().all(|row| row.verified), "{workload}: {rows:?}");
    }
}

#[test]
fn whatever_happens_to_an_item_is_noticed() {
    for workload in ["spsc", "spsc-64-bytes", "spsc-64-bytes-cap-64"] {
        assert!(failure::<LOSES>(workload).starts_with("no_loss_no_duplication: "), "{workload}");
        assert!(failure::<DOUBLES>(workload).starts_with("no_loss_no_duplication: "), "{workload}");
        assert!(failure::<OVERTAKES>(workload).starts_with("fifo_per_producer: 1 of "), "{workload}");
    }
    assert!(failure::<LOSES>("latency-half-peak").starts_with("no_loss_no_duplication: "));
    for workload in ["spsc-64-bytes", "spsc-64-bytes-cap-64"] {
        assert!(failure::<TEARS>(workload).starts_with("no_torn_item: 1 of "), "{workload}");
    }
}

#[test]
fn a_stack_is_not_asked_for_order() {
    let subject = spsc_subject::<Faulty<OVERTAKES, false>>(entry());
    assert!(rows(&subject, "spsc-64-bytes", 2).iter().all(|row| row.verified));
    assert_eq!(subject.info.consistency, "linearizable, last in, first out");
}

#[test]
fn pairs_count_every_empty_that_a_linearizable_queue_would_not_say() {
    for threads in [1, 2, 4] {
        let right = rows(&mpmc_subject::<Faulty<NONE>>(entry()), "pairs", threads);
        assert!(right.iter().all(|row| row.failed_tries == 0), "{right:?}");
        // On a busy machine a window may pass before any worker has its turn; then it is run again.
        let counted = (0..100).any(|_| {
            let denies = rows(&mpmc_subject::<Faulty<DENIES>>(entry()), "pairs", threads);
            assert!(denies.iter().all(|row| row.verified), "what was denied came later: {denies:?}");
            denies.iter().any(|row| row.failed_tries > 0 && row.ops.unwrap_or_default() > 0)
        });
        assert!(counted, "{threads} threads: in no window an answer \"empty\" was counted beside items");
    }
}

#[test]
fn an_open_loop_tells_its_rate_and_times() {
    let subject = mpmc_subject::<Bounded<primitives::queue::mutex::Mutex>>(entry());
    let rows = rows(&subject, "latency-half-peak", 2);
    assert_eq!(rows.len(), 2, "{rows:?}");
    for row in rows {
        assert!(row.verified && row.latency.is_none_or(|latency| latency.rate_per_thread > 0.0), "{row:?}");
    }
}

#[test]
fn what_a_type_lacks_is_not_offered() {
    let one = spsc_subject::<Faulty<NONE>>(entry());
    assert!(one.offers("spsc") && one.offers("burst") && !one.offers("mpmc") && !one.offers("spsc-batch-8"));
    assert!(one.takes("pairs", 1) && !one.takes("pairs", 2));
    let many = mpmc_subject::<Faulty<NONE>>(entry());
    assert!(many.offers("mpmc") && many.takes("pairs", 2) && many.takes("mpsc", 5) && !many.takes("mpsc", 2));
    assert_eq!((many.is_further("spsc"), many.is_further("burst")), (false, true));
}
