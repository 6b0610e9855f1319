//! **Readers that ask only for readers.**
//!
//! *Misconception.* "Readers do each other no harm, so whoever comes while others read may come in." So it may; but when one
//! comes before the last has left, and then the next, the lock is never free, and a writer waits for ever. (Some want that:
//! Courtois, Heymans and Parnas gave it as their first solution, and the other one as the second.)
//!
//! *Killed by* `writer_not_starved`, as no progress.

use primitives::read_mostly::{RawRwLock, TryRawRwLock};
use primitives::sync::atomic::{AtomicU32, Ordering};
use primitives::sync::hint::spin_loop;

const FREE: u32 = 0;
const WRITING: u32 = u32::MAX;

/// A readers-writer lock that prefers readers.
#[derive(Debug, Default)]
pub struct ReaderPreference {
    /// [`FREE`], a number of readers, or [`WRITING`]. That a writer waits is written nowhere.
    state: AtomicU32,
}

// SAFETY: one state at a time; each exchange that enters acquires what each step that leaves releases.
unsafe impl RawRwLock for ReaderPreference {
    type Reading = ();
    type Writing = ();

    unsafe fn acquire_shared(&self, reading: &()) {
        // SAFETY: the caller's promise is the one that is asked for.
        while !unsafe { self.try_acquire_shared(reading) } {
            spin_loop();
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
        self.state.store(FREE, Ordering::Release);
    }
}

// SAFETY: as above.
unsafe impl TryRawRwLock for ReaderPreference {
    unsafe fn try_acquire_shared(&self, _reading: &()) -> bool {
        let mut state = self.state.load(Ordering::Relaxed);
        while state != WRITING {
            match self.state.compare_exchange(state, state + 1, Ordering::Acquire, Ordering::Relaxed) {
                Ok(_) => return true,
                Err(newer) => state = newer,
            }
        }
        false
    }
}
