//! **A release that stands behind the section.**
//!
//! *Misconception.* "First the section, then the release: whatever happens, the next line runs." A panic leaves by another way.
//!
//! *Killed by* `panics_release`: the next one waits for ever, without progress.

use primitives::lock::{Mutual, RawLock, tas::TasLock};
use primitives::sync::cell::UnsafeCell;

/// A value behind a test-and-set lock.
#[derive(Debug)]
pub struct LateRelease<T> {
    raw: TasLock,
    value: UnsafeCell<T>,
}

// SAFETY: the lock lets one thread at a time in.
unsafe impl<T: Send> Sync for LateRelease<T> {}

// SAFETY: the lock lets one at a time in; the mistake only keeps the next one out for ever.
unsafe impl<T: Send + 'static> Mutual<T> for LateRelease<T> {
    fn new(value: T) -> Self {
        LateRelease { raw: TasLock::default(), value: UnsafeCell::new(value) }
    }

    fn with<R>(&self, section: impl FnOnce(&mut T) -> R) -> R {
        // SAFETY: the slot is empty; if the section panics, the lock stays taken, which is the mistake.
        unsafe { self.raw.acquire(&()) };
        // SAFETY: we hold the lock.
        let result = self.value.with_mut(|value| section(unsafe { &mut *value }));
        // SAFETY: as above.
        unsafe { self.raw.release(&()) };
        result
    }
}
