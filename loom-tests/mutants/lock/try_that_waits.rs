//! **A try in terms of a wait.**
//!
//! *Misconception.* "It will be free in a moment, and then the answer is yes." Who tries has something better to do, or holds the
//! very lock that it tries.
//!
//! *Killed by* `try_lock_never_blocks`, without progress.

use primitives::lock::{Lock, Mutual, TryLock, tas::TasLock};

/// A lock whose attempts always succeed, in the end.
#[derive(Debug)]
pub struct TryThatWaits<T>(Lock<TasLock, T>);

// SAFETY: the lock inside keeps the contract.
unsafe impl<T: Send + 'static> Mutual<T> for TryThatWaits<T> {
    fn new(value: T) -> Self {
        TryThatWaits(Mutual::new(value))
    }

    fn with<R>(&self, section: impl FnOnce(&mut T) -> R) -> R {
        self.0.with(section)
    }
}

impl<T: Send + 'static> TryLock<T> for TryThatWaits<T> {
    fn try_with<R>(&self, section: impl FnOnce(&mut T) -> R) -> Option<R> {
        Some(self.0.with(section))
    }
}
