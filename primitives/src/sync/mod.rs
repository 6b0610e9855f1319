//! The one door to atomics, cells, locks, channels and threads.
//!
//! An algorithm that takes everything it shares from here can be raced on the machine and explored by a model
//! checker from the same file. Two kinds of world stand behind the door, with equal names:
//!
//! - **native**: atomics are the standard library's own types, re-exported; cells and locks are inlined wrappers of
//!   equal size that only drop what the checkers cannot offer (poisoning, `const` constructors). It costs nothing.
//! - **checked**: every atomic, cell, lock and thread is wrapped over a checker's: loom's, which explores every
//!   interleaving of a tiny size and every value that a weak load may return, or shuttle's, which draws schedules of
//!   somewhat more threads at random and treats each ordering as the strongest. Which of the two it is, only
//!   `checked/engine` knows; names, record and sizes are the same over both. Each object knows where it was made and
//!   each operation where it was called, so a failing execution can be printed as a table, and the ordering of one
//!   site can be weakened from outside.
//!
//! What an algorithm must not do, because one of the worlds cannot follow: `const fn new`, statics, scoped threads,
//! a spin loop without [`hint::spin_loop`], `SeqCst` on anything but a fence.

#[cfg(any(loom, shuttle))]
mod checked;
#[cfg(not(any(loom, shuttle)))]
mod native;
mod outermost;

#[cfg(any(loom, shuttle))]
pub(crate) use checked::engine;
#[cfg(any(loom, shuttle))]
pub use checked::*;
#[cfg(not(any(loom, shuttle)))]
pub use native::*;
pub use outermost::outermost;

/// Shared ownership: the standard library's in every world.
///
/// A checker's own `Arc` would multiply the executions by three to fifteen to examine a reference count that is not
/// ours. In exchange no algorithm may rely on the ordering inside its drop; one that does takes [`Shared`].
pub use std::sync::Arc;

/// The data-parallel library, the same in every world: its scheduler cannot be explored, and its user says so.
pub use rayon;

/// A lock and atomics that no checker sees, for what stands outside the model: what a law has collected.
pub mod outside {
    pub use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

    /// The standard library's lock in every world, without poisoning.
    #[cfg(not(sanitized))]
    #[derive(Debug, Default)]
    pub struct Mutex<T>(std::sync::Mutex<T>);

    /// A sanitizer does not see what the standard library's lock orders; this one was compiled for it.
    #[cfg(sanitized)]
    pub use parking_lot::Mutex;

    #[cfg(not(sanitized))]
    impl<T> Mutex<T> {
        /// Wraps a value.
        pub const fn new(value: T) -> Self {
            Mutex(std::sync::Mutex::new(value))
        }

        /// Waits for the lock, invisibly to any checker.
        pub fn lock(&self) -> std::sync::MutexGuard<'_, T> {
            self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
        }
    }

    /// Ends the process if it is not dropped in time.
    #[derive(Debug)]
    pub struct Watchdog(
        #[allow(dead_code, reason = "held for its drop, which ends the watch")] std::sync::mpsc::Sender<()>,
    );

    impl Watchdog {
        /// Begins to watch; after `patience` it prints `complaint` and aborts.
        pub fn start(patience: std::time::Duration, complaint: String) -> Watchdog {
            let (alive, watch) = std::sync::mpsc::channel();
            std::thread::spawn(move || {
                if watch.recv_timeout(patience) == Err(std::sync::mpsc::RecvTimeoutError::Timeout) {
                    eprintln!("{complaint} after {} s", patience.as_secs());
                    std::process::abort();
                }
            });
            Watchdog(alive)
        }
    }
}
