//! Counters: many threads add, somebody reads the sum.
//!
//! In reading order:
//!
//! | file | idea | promise |
//! |---|---|---|
//! | [`mutex`] | a number behind a mutex (std's, parking_lot's, ours) | linearizable |
//! | [`rwlock`] | a number behind a readers-writer lock | linearizable |
//! | [`atomic_relaxed`] | one atomic, `fetch_add` | linearizable |
//! | [`atomic_seqcst`] | the same with the strongest ordering: what it costs, what it buys | linearizable |
//! | [`cas_loop`] | `fetch_add` by hand: compare and swap until it fits | linearizable |
//! | [`cas_backoff`] | the same, waiting longer after each failure | linearizable |
//! | [`striped`] | one padded cell for each few threads | exact when quiescent |
//! | [`striped_unpadded`] | the same on shared cache lines: false sharing | exact when quiescent |
//! | [`per_thread`] | one cell for each thread, no read-modify-write at all | exact when quiescent |
//! | [`per_cpu`] | one cell for each core | exact when quiescent |
//! | [`batched`] | count privately, publish now and then | bounded error |
//! | [`actor`] | one thread counts, the others send it messages | linearizable |
//! | [`flat_combining`] | whoever gets the lock counts for everybody | linearizable |
//! | [`rayon_reduce`] | no shared counter: split the data, add the parts | exact when quiescent |
//!
//! [`laws`] says what every one of them must keep.

pub mod actor;
pub mod atomic_relaxed;
pub mod atomic_seqcst;
pub mod batched;
pub mod cas_backoff;
pub mod cas_loop;
pub mod flat_combining;
pub mod laws;
pub mod mutex;
pub mod per_cpu;
pub mod per_thread;
pub mod rayon_reduce;
pub mod rwlock;
pub mod striped;
pub mod striped_unpadded;

use crate::sync::Arc;

/// What a reader of a counter may rely on. Every counter is exact once nobody adds and every handle is dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Promise {
    /// Every addition and every reading of this counter takes effect at one moment, and all threads agree on the order,
    /// which respects what happens before what.
    ///
    /// A counter whose accesses are `Relaxed` promises it of itself alone: two threads that each add to one such counter
    /// and read another can both miss the other's addition, which two counters behind locks never allow.
    Linearizable,
    /// Exact when nobody adds. Meanwhile a sum of parts that were read at different moments: perhaps a number that
    /// the counter never had.
    ExactWhenQuiescent,
    /// Each live handle may keep back up to [`Counter::error_bound`].
    BoundedError,
}

/// A counter that many threads add to, wrapping at 2^64.
pub trait Counter: Send + Sync + 'static {
    /// What reading promises.
    const PROMISE: Promise;

    /// One thread's way of adding. Dropping it publishes whatever it keeps back.
    type Handle: Add;

    /// Makes a handle. Handles may outlive each other in any order, and may be dropped on another thread.
    fn handle(self: &Arc<Self>) -> Self::Handle;

    /// The sum, as exact as [`PROMISE`](Self::PROMISE) says.
    fn get(&self) -> u64;

    /// How much one live, idle handle may keep back.
    fn error_bound(&self) -> u64 {
        0
    }
}

/// Adding, by one thread.
pub trait Add: Send + 'static {
    /// Adds `n`.
    fn add(&mut self, n: u64);
}

/// A counter whose `add` needs no state of its own. It gets its [`Counter`] face, with [`ByRef`] handles, for free.
pub trait SharedCounter: Send + Sync + 'static {
    /// What reading promises.
    const PROMISE: Promise;

    /// Adds `n`.
    fn add(&self, n: u64);

    /// The sum, as exact as [`PROMISE`](Self::PROMISE) says.
    fn get(&self) -> u64;
}

impl<C: SharedCounter> Counter for C {
    const PROMISE: Promise = C::PROMISE;
    type Handle = ByRef<C>;

    #[inline]
    fn handle(self: &Arc<Self>) -> ByRef<C> {
        ByRef(Arc::clone(self))
    }

    #[inline(always)]
    fn get(&self) -> u64 {
        SharedCounter::get(self)
    }
}

/// The handle of a [`SharedCounter`]: a reference to it.
#[derive(Debug)]
pub struct ByRef<C>(Arc<C>);

impl<C: SharedCounter> Add for ByRef<C> {
    #[inline(always)]
    fn add(&mut self, n: u64) {
        self.0.add(n);
    }
}

/// Counting the items of a slice that satisfy a condition, all at once: the data-parallel way to count.
pub trait CountSlice: Send + Sync + 'static {
    /// How many of `items` satisfy `counts`.
    fn count(&self, items: &[u64], counts: impl Fn(u64) -> bool + Sync) -> u64;
}
