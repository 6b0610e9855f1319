//! shuttle's: schedules drawn at random, each sequentially consistent. Every ordering counts as the strongest, and a
//! fence does nothing.

use std::cell::Cell;
use std::time::Duration;

// What the world shows as it is.
pub use ::shuttle::sync::{Arc, RwLockReadGuard, RwLockWriteGuard, atomic::Ordering};
pub use ::shuttle::thread::{Thread, current};

// What it wraps.
pub(crate) use ::shuttle::sync::{Condvar, Mutex, MutexGuard, RwLock, atomic};
pub(crate) use ::shuttle::thread::{JoinHandle, park, spawn, yield_now};
pub(crate) use ::shuttle::{lazy_static, thread_local};

/// None outside an execution, and while one that failed is taken down.
pub(crate) type ThreadId = Option<::shuttle::current::TaskId>;

/// Tells the thread that runs from the others of the execution.
pub(crate) fn thread_id() -> ThreadId {
    ::shuttle::current::try_get_current_task()
}

/// Reads an atomic that only the caller writes, invisibly to the search.
macro_rules! load_by_owner {
    ($atomic:expr) => {
        // SAFETY: all threads of a model run on one thread of the system, so nobody writes meanwhile.
        unsafe { $atomic.raw_load() }
    };
}
pub(crate) use load_by_owner;

/// A cell that others may reach for while an access is under way: two accesses that overlap, at least one of them a
/// write, are a data race. shuttle itself has no such cell.
#[derive(Debug)]
pub(crate) struct UnsafeCell<T> {
    value: std::cell::UnsafeCell<T>,
    /// Reads under way, or [`WRITING`].
    accesses: Cell<usize>,
}

/// A write is under way.
const WRITING: usize = usize::MAX;

// SAFETY: all threads of a model run on one thread of the system, so `accesses` is never touched by two at once; who
// reaches `value` does so by a pointer, under the caller's own promise.
unsafe impl<T: Send> Sync for UnsafeCell<T> {}

impl<T> UnsafeCell<T> {
    pub(crate) fn new(value: T) -> Self {
        UnsafeCell { value: std::cell::UnsafeCell::new(value), accesses: Cell::new(0) }
    }

    pub(crate) fn with<R>(&self, read: impl FnOnce(*const T) -> R) -> R {
        let readers = self.accesses.get();
        assert!(readers != WRITING, "data race: a cell is read while another access writes it");
        self.accesses.set(readers + 1);
        let _access = Access(&self.accesses);
        others_run();
        read(self.value.get())
    }

    pub(crate) fn with_mut<R>(&self, write: impl FnOnce(*mut T) -> R) -> R {
        let before = self.accesses.get();
        assert!(before != WRITING, "data race: a cell is written while another access writes it");
        assert!(before == 0, "data race: a cell is written while another access reads it");
        self.accesses.set(WRITING);
        let _access = Access(&self.accesses);
        others_run();
        write(self.value.get())
    }

    pub(crate) fn into_inner(self) -> T {
        self.value.into_inner()
    }
}

/// An access under way; ends it on every way out.
struct Access<'a>(&'a Cell<usize>);

impl Drop for Access<'_> {
    fn drop(&mut self) {
        let accesses = self.0.get();
        self.0.set(if accesses == WRITING { 0 } else { accesses - 1 });
    }
}

/// Lets the scheduler choose who goes on; without a wish that it be another one.
fn others_run() {
    // What is dropped after the execution has no others.
    if thread_id().is_some() {
        ::shuttle::thread::sleep(Duration::ZERO);
    }
}
