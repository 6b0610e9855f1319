//! What happened in the execution under way: every operation on every shared object, in the order in which the
//! checker ran them.
//!
//! The checker runs all threads of a model on one thread of the system, so the record is thread-local and invisible
//! to the model. A harness calls [`begin`] at the start of each execution and [`events`] after a failure.

use std::cell::RefCell;
use std::panic::Location;
use std::sync::OnceLock;

use super::atomic::Ordering;
use super::engine::{ThreadId, thread_id};
pub use super::weaken::weakened;

/// Where in the source something was made or called.
pub type Site = &'static Location<'static>;

/// Which object: where it was made, and the how-manieth made there in this execution.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Object {
    /// Line that made it.
    pub made: Site,
    /// Counts the objects made at that line, from 0.
    pub number: u32,
}

/// One operation.
#[derive(Clone, Debug)]
pub struct Event {
    /// Thread, from 0 (the main thread) in order of spawning.
    pub thread: usize,
    /// Object operated on; none for spawn, yield and fences.
    pub object: Option<Object>,
    /// Line that called.
    pub site: Site,
    /// What was called: `load`, `store`, `fetch_add`, `lock`, ...
    pub operation: &'static str,
    /// Ordering in force, weakened or not.
    pub ordering: Option<Ordering>,
    /// Value before, as far as the operation read it.
    pub old: Option<u64>,
    /// Value after, if the operation wrote one.
    pub new: Option<u64>,
    /// The value that was newest in the order of modification when this was read, where it differs from what was read: a stale read.
    pub newest: Option<u64>,
}

#[derive(Default)]
struct Execution {
    events: Vec<Event>,
    threads: Vec<ThreadId>,
    made: Vec<(Site, u32)>,
    /// Readings of the clock.
    ticks: u32,
}

thread_local!(static EXECUTION: RefCell<Execution> = RefCell::default());

/// Forgets the execution before.
pub fn begin() {
    EXECUTION.with_borrow_mut(|execution| *execution = Execution::default());
}

/// Everything since [`begin`].
pub fn events() -> Vec<Event> {
    EXECUTION.with_borrow(|execution| execution.events.clone())
}

/// Numbers an object made at `made`.
pub(super) fn object(made: Site) -> Object {
    EXECUTION.with_borrow_mut(|execution| {
        let number = match execution.made.iter_mut().find(|(site, _)| same(site, made)) {
            Some((_, count)) => {
                *count += 1;
                *count
            }
            None => {
                execution.made.push((made, 0));
                0
            }
        };
        Object { made, number }
    })
}

/// How often the clock was read before, this time included.
pub(super) fn tick() -> u32 {
    EXECUTION.with_borrow_mut(|execution| {
        execution.ticks += 1;
        execution.ticks
    })
}

/// Records one operation of the current thread.
pub(super) fn record(event: Event) {
    let thread = number();
    if let Some(ordering) = event.ordering {
        visit(event.site, event.operation, ordering, event.object);
    }
    EXECUTION.with_borrow_mut(|execution| execution.events.push(Event { thread, ..event }));
}

/// The current thread, from 0 in the order in which threads were first seen.
pub(super) fn number() -> usize {
    let id = thread_id();
    EXECUTION.with_borrow_mut(|execution| {
        let known = execution.threads.iter().position(|thread| *thread == id);
        known.unwrap_or_else(|| {
            execution.threads.push(id);
            execution.threads.len() - 1
        })
    })
}

/// Records an operation that has neither ordering nor value.
pub(super) fn record_plain(object: Option<Object>, site: Site, operation: &'static str) {
    record(Event { thread: 0, object, site, operation, ordering: None, old: None, new: None, newest: None });
}

/// A place in the source with an ordering stronger than `Relaxed`, as it is written there.
#[derive(Clone, Debug)]
pub struct Visit {
    /// Line that called.
    pub site: Site,
    /// What was called; `compare_exchange fails` is the other ordering of a `compare_exchange`.
    pub operation: &'static str,
    /// Ordering written there.
    pub ordering: Ordering,
    /// Object first operated on there; none for a fence.
    pub object: Option<Object>,
}

thread_local!(static VISITS: RefCell<Vec<Visit>> = const { RefCell::new(Vec::new()) });

/// Every such place that was come by since the process began, if `CONTEND_SITES` asks for it.
pub fn visits() -> Vec<Visit> {
    VISITS.with_borrow(Vec::clone)
}

/// Notes that an execution came by a place.
pub(super) fn visit(site: Site, operation: &'static str, ordering: Ordering, object: Option<Object>) {
    static WANTED: OnceLock<bool> = OnceLock::new();
    if ordering == Ordering::Relaxed || !WANTED.get_or_init(|| std::env::var_os("CONTEND_SITES").is_some()) {
        return;
    }
    VISITS.with_borrow_mut(|visits| {
        let known = |visit: &Visit| {
            same(visit.site, site) && (visit.operation, visit.ordering) == (operation, ordering)
        };
        if !visits.iter().any(known) {
            visits.push(Visit { site, operation, ordering, object });
        }
    });
}

fn same(a: Site, b: Site) -> bool {
    a.line() == b.line() && a.column() == b.column() && a.file() == b.file()
}
