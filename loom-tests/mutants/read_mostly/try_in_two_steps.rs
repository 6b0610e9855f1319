//! **A look, and then a step.**
//!
//! *Misconception.* "An attempt may fail, so it needs no care: I look whether a writer is there, and if not I go in." Between
//! the look and the step a writer may go in, and then two are inside that must not be. An attempt needs the same one step as
//! an acquisition; it may only give up sooner.
//!
//! *Killed by* `try_read_never_blocks`, as a data race.

use primitives::read_mostly::{RawRwLock, TryRawRwLock};
use primitives::sync::atomic::{AtomicU32, Ordering};
use primitives::sync::hint::spin_loop;

const FREE: u32 = 0;
/// Larger than any number of readers, so that those who come and go meanwhile do no harm.
const WRITING: u32 = 1 << 31;

/// A readers-writer lock whose attempts are hasty.
#[derive(Debug, Default)]
pub struct TryInTwoSteps {
    /// [`FREE`], or a number of readers, and [`WRITING`].
    state: AtomicU32,
}

// SAFETY: without attempts nobody is inside with a writer.
unsafe impl RawRwLock for TryInTwoSteps {
    type Reading = ();
    type Writing = ();

    unsafe fn acquire_shared(&self, _reading: &()) {
        while self.state.fetch_add(1, Ordering::Acquire) >= WRITING {
            self.state.fetch_sub(1, Ordering::Release);
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
        self.state.fetch_sub(WRITING, Ordering::Release);
    }
}

// SAFETY: none. The look is over before the step is made.
unsafe impl TryRawRwLock for TryInTwoSteps {
    unsafe fn try_acquire_shared(&self, _reading: &()) -> bool {
        if self.state.load(Ordering::Acquire) >= WRITING {
            return false;
        }
        self.state.fetch_add(1, Ordering::Acquire);
        true
    }
}
