//! Subjects that are wrong, each in its way.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use benches::Subject;
use benches::workloads::counter::counter_subject;
use benches::workloads::queue::mpmc_subject;
use primitives::counter::atomic_relaxed::AtomicRelaxed;
use primitives::counter::{Add, Counter, Promise, SharedCounter};
use primitives::queue::{BadCapacity, Bounded, Full, Pop, Push, Queue};

use crate::seen::{assert_no_figure, cell, entry, launches, report, session};

/// Too short for a figure, and long enough for every path.
const WINDOW_NS: u64 = 500_000;

/// Each launch gives one row that says what was wrong; the report lists it by law, and has no figure of it.
fn costs_its_figure(subject: &Subject, workload: &str, law: &str) {
    let right = counter_subject(entry("right"), AtomicRelaxed::new);
    let rows = launches(subject, &session(subject, workload, 2, WINDOW_NS));
    assert_eq!(rows.len(), 5, "{rows:?}");
    for row in &rows {
        assert!(
            !row.verified && row.ops.is_none() && row.throughput().is_none() && !row.is_clean(),
            "{row:?}"
        );
        assert!(row.failure.as_deref().is_some_and(|failure| failure.starts_with(law)), "{row:?}");
        assert!(row.per_thread.is_empty() && row.elapsed_ns == 0 && row.latency.is_none(), "{row:?}");
    }
    let others = launches(&right, &session(&right, "inc", 2, WINDOW_NS));
    let name = &subject.info.name;
    let report = report(&[rows, others].concat(), &[&right, subject]);
    assert_no_figure(&report, name);
    assert_eq!(cell(&report, name).windows.flags["wrong answer"], 5);
    assert_eq!(report.wrong.iter().map(|wrong| wrong.windows).sum::<u64>(), 5);
    for wrong in &report.wrong {
        assert!(
            wrong.subject == *name && wrong.version == "7" && wrong.failure.starts_with(law),
            "{wrong:?}"
        );
    }
}

/// Loses its tenth update: however short a window is, and however busy the machine, it comes.
#[derive(Default)]
struct Loses {
    sum: AtomicU64,
    calls: AtomicU64,
}

impl SharedCounter for Loses {
    const PROMISE: Promise = Promise::Linearizable;

    fn add(&self, n: u64) {
        if self.calls.fetch_add(1, Ordering::Relaxed) != 9 {
            self.sum.fetch_add(n, Ordering::Relaxed);
        }
    }

    fn get(&self) -> u64 {
        self.sum.load(Ordering::Relaxed)
    }
}

#[test]
fn who_loses_an_update_has_no_figure() {
    let subject = counter_subject(entry("loses"), Loses::default);
    costs_its_figure(&subject, "inc", "no_lost_update: ");
    costs_its_figure(&subject, "mix-90-10", "no_lost_update: ");
}

/// Hands its first item out twice.
struct Doubles;

struct End<T>(Arc<Mutex<(VecDeque<T>, usize, bool)>>);

impl<T> Clone for End<T> {
    fn clone(&self) -> Self {
        End(Arc::clone(&self.0))
    }
}

impl<T: Copy + Send + 'static> Queue<T> for Doubles {
    const PROMISE: primitives::queue::Promise = primitives::queue::Promise::Linearizable;
    type Producer = End<T>;
    type Consumer = End<T>;

    fn bounded(capacity: usize) -> Result<(End<T>, End<T>), BadCapacity> {
        let end = End(Arc::new(Mutex::new((VecDeque::new(), capacity, false))));
        Ok((end.clone(), end))
    }
}

impl<T: Copy + Send + 'static> Push<T> for End<T> {
    fn try_push(&mut self, item: T) -> Result<(), Full<T>> {
        let (items, capacity, _) = &mut *self.0.lock().expect("nobody panics");
        if items.len() == *capacity {
            return Err(Full(item));
        }
        items.push_back(item);
        Ok(())
    }
}

impl<T: Copy + Send + 'static> Pop<T> for End<T> {
    fn try_pop(&mut self) -> Option<T> {
        let (items, _, doubled) = &mut *self.0.lock().expect("nobody panics");
        if !*doubled && !items.is_empty() {
            *doubled = true;
            return items.front().copied();
        }
        items.pop_front()
    }
}

#[test]
fn who_hands_an_item_out_twice_has_no_figure() {
    let subject = mpmc_subject::<Bounded<Doubles>>(entry("doubles"));
    costs_its_figure(&subject, "spsc", "no_loss_no_duplication: ");
    costs_its_figure(&subject, "mpmc", "no_loss_no_duplication: ");
}

/// Lets the second thread add only once in a while: when the first has added this often again.
const A_WHILE: u64 = 2_000_000;

#[derive(Default)]
struct Starves {
    handles: AtomicUsize,
    first: AtomicU64,
    second: AtomicU64,
    gone: AtomicUsize,
}

struct Handle {
    counter: Arc<Starves>,
    is_first: bool,
}

impl Counter for Starves {
    const PROMISE: Promise = Promise::Linearizable;
    type Handle = Handle;

    fn handle(self: &Arc<Self>) -> Handle {
        let number = self.handles.fetch_add(1, Ordering::Relaxed);
        Handle { counter: Arc::clone(self), is_first: number == 0 }
    }

    fn get(&self) -> u64 {
        self.first.load(Ordering::Relaxed) + self.second.load(Ordering::Relaxed)
    }
}

impl Add for Handle {
    fn add(&mut self, n: u64) {
        let Starves { first, second, gone, .. } = &*self.counter;
        if self.is_first {
            first.fetch_add(n, Ordering::Relaxed);
            return;
        }
        let until = first.load(Ordering::Relaxed) + A_WHILE;
        while first.load(Ordering::Relaxed) < until && gone.load(Ordering::Relaxed) == 0 {
            std::thread::yield_now();
        }
        second.fetch_add(n, Ordering::Relaxed);
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        self.counter.gone.fetch_add(1, Ordering::Relaxed);
    }
}

/// It loses nothing, so its answer is right; but the other thread worked alone, and that is no contention.
#[test]
fn who_starves_a_thread_has_rows_that_say_so_and_no_figure() {
    let subject = counter_subject(entry("starves"), Starves::default);
    let rows = launches(&subject, &session(&subject, "inc", 2, WINDOW_NS));
    assert_eq!(rows.len(), 10, "{rows:?}");
    for row in &rows {
        // An operation that began long before may end inside.
        assert!(row.verified && row.per_thread.iter().any(|&ops| ops <= 1), "{row:?}");
        assert!(row.overlap < 0.1 && row.flags.contains(&"low-overlap".to_owned()), "{row:?}");
    }
    let report = report(&rows, &[&subject]);
    assert_no_figure(&report, "starves");
    // Nothing at all is completed where the other thread was off its core meanwhile.
    let flags = &cell(&report, "starves").windows.flags;
    let count = |flag| flags.get(flag).copied().unwrap_or_default();
    assert_eq!(count("low-overlap") + count("nothing completed"), 10, "{flags:?}");
}
