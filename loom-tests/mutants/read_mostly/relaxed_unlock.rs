//! **An unlock that publishes nothing.**
//!
//! *Misconception.* "The exchange that takes the lock is `Acquire`, so whoever is inside sees everything; giving it back is only a
//! number." `Acquire` sees what a `Release` has published. Without one, the next holder may find the number new and the
//! value old.
//!
//! *Killed by* `no_torn_read`, as a data race.

use primitives::read_mostly::RawRwLock;
use primitives::sync::atomic::{AtomicU32, Ordering};
use primitives::sync::hint::spin_loop;

const FREE: u32 = 0;
const WRITING: u32 = u32::MAX;

/// A readers-writer lock that a writer leaves silently.
#[derive(Debug, Default)]
pub struct RelaxedUnlock {
    /// [`FREE`], a number of readers, or [`WRITING`].
    state: AtomicU32,
}

// SAFETY: none. Nobody is inside with a writer, but nothing happens before anything.
unsafe impl RawRwLock for RelaxedUnlock {
    type Reading = ();
    type Writing = ();

    unsafe fn acquire_shared(&self, _reading: &()) {
        let mut state = self.state.load(Ordering::Relaxed);
        loop {
            if state == WRITING {
                spin_loop();
                state = self.state.load(Ordering::Relaxed);
                continue;
            }
            match self.state.compare_exchange(state, state + 1, Ordering::Acquire, Ordering::Relaxed) {
                Ok(_) => return,
                Err(newer) => state = newer,
            }
        }
    }

    unsafe fn release_shared(&self, _reading: &()) {
        self.state.fetch_sub(1, Ordering::Release);
    }

    unsafe fn acquire_exclusive(&self, _writing: &()) {
        while self.state.compare_exchange(FREE, WRITING, Ordering::Acquire, Ordering::Relaxed).is_err() {
            spin_loop();
        }
    }

    unsafe fn release_exclusive(&self, _writing: &()) {
        self.state.store(FREE, Ordering::Relaxed); // whoever finds this has heard nothing
    }
}
