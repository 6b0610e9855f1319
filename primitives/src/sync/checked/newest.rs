//! What a load may return: any value that its ordering allows, or the newest alone.
//!
//! The second is not what a machine promises. It is for those who meet interleavings for the first time, and for the question
//! whether a mistake needs an old value at all. Loads and stores are then steps that read and write at once; so a store does not end
//! what an earlier `Release` has begun, as it would on a machine.

use std::cell::Cell;

thread_local!(static ONLY: Cell<bool> = const { Cell::new(false) });

/// From now on every load of an atomic returns the newest value, or again any. A checker runs all threads of a model on one thread
/// of the system, and it is said for that one.
pub fn set_only(only: bool) {
    ONLY.set(only);
}

/// Whether loads return the newest values alone.
pub(super) fn only() -> bool {
    ONLY.get()
}
