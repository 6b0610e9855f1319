//! **A value that nobody drops.**
//!
//! *Misconception.* "The value is written over, and the lock goes away: what was there is gone." Written over as bytes, it was never
//! dropped; whatever it owned leaks.
//!
//! *Killed by* `drops_once`, as an assertion.

use std::mem::ManuallyDrop;

use primitives::lock::{Lock, Mutual, tas::TasLock};

/// A lock around a value that it does not own.
#[derive(Debug)]
pub struct ForgetsItsValue<T>(Lock<TasLock, ManuallyDrop<T>>);

// SAFETY: the lock inside keeps the contract; a value that is never dropped is within it.
unsafe impl<T: Send + 'static> Mutual<T> for ForgetsItsValue<T> {
    fn new(value: T) -> Self {
        ForgetsItsValue(Mutual::new(ManuallyDrop::new(value)))
    }

    fn with<R>(&self, section: impl FnOnce(&mut T) -> R) -> R {
        self.0.with(|value| section(value))
    }
}
