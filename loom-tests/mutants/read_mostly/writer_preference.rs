//! **Readers that wait until no writer is there.**
//!
//! *Misconception.* "Changes are rare, so let them go first; a reader waits until the writers are done." Two writers that
//! come by turns are never done: one waits whenever the other leaves, and a reader waits for ever.
//!
//! *Killed by* `reader_not_starved`, as no progress.

use primitives::read_mostly::RawRwLock;
use primitives::sync::atomic::{AtomicU32, Ordering};
use primitives::sync::hint::spin_loop;

const FREE: u32 = 0;
const WRITING: u32 = u32::MAX;

/// A readers-writer lock that prefers writers.
#[derive(Debug, Default)]
pub struct WriterPreference {
    /// [`FREE`], a number of readers, or [`WRITING`].
    state: AtomicU32,
    /// Writers inside or waiting.
    writers: AtomicU32,
}

// SAFETY: one state at a time; each exchange that enters acquires what each step that leaves releases.
unsafe impl RawRwLock for WriterPreference {
    type Reading = ();
    type Writing = ();

    unsafe fn acquire_shared(&self, _reading: &()) {
        loop {
            let state = self.state.load(Ordering::Relaxed);
            // No writer inside is not enough: none may be waiting either.
            if state != WRITING && self.writers.load(Ordering::Relaxed) == 0 {
                let next = state + 1;
                if self.state.compare_exchange(state, next, Ordering::Acquire, Ordering::Relaxed).is_ok() {
                    return;
                }
            }
            spin_loop();
        }
    }

    unsafe fn release_shared(&self, _reading: &()) {
        self.state.fetch_sub(1, Ordering::Release);
    }

    unsafe fn acquire_exclusive(&self, _writing: &()) {
        self.writers.fetch_add(1, Ordering::Relaxed);
        while self.state.compare_exchange(FREE, WRITING, Ordering::Acquire, Ordering::Relaxed).is_err() {
            spin_loop();
        }
    }

    unsafe fn release_exclusive(&self, _writing: &()) {
        self.state.store(FREE, Ordering::Release);
        self.writers.fetch_sub(1, Ordering::Relaxed);
    }
}
