//! loom's: every interleaving, and every value that a weakly ordered load may return.

// What the world shows as it is.
pub use ::loom::sync::{Arc, RwLockReadGuard, RwLockWriteGuard, atomic::Ordering};
pub use ::loom::thread::{Thread, current};

// What it wraps.
pub(crate) use ::loom::cell::UnsafeCell;
pub(crate) use ::loom::sync::{Condvar, Mutex, MutexGuard, RwLock, atomic};
pub(crate) use ::loom::thread::{JoinHandle, ThreadId, park, spawn, yield_now};
pub(crate) use ::loom::{lazy_static, thread_local};

/// Tells the thread that runs from the others of the execution.
pub(crate) fn thread_id() -> ThreadId {
    current().id()
}

/// Reads an atomic that only the caller writes, invisibly to the search.
macro_rules! load_by_owner {
    ($atomic:expr) => {
        // SAFETY: loom fails the execution if a write of another thread could race with this read.
        unsafe { $atomic.unsync_load() }
    };
}
pub(crate) use load_by_owner;
