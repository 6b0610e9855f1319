//! A lock at which threads sleep.

use primitives::lock::RawLock;
use primitives::sync::atomic::{AtomicU32, Ordering};
use primitives::wait::{wait, wake_one};

const FREE: u32 = 0;
const TAKEN: u32 = 1;
/// Taken, and somebody may be asleep.
const CONTENDED: u32 = 2;

/// One word, on which threads sleep, too.
#[derive(Debug)]
pub struct ParkLock {
    state: AtomicU32,
}

impl Default for ParkLock {
    /// A free lock.
    fn default() -> Self {
        ParkLock { state: AtomicU32::new(FREE) }
    }
}

// SAFETY: only one exchange finds FREE before the next FREE is stored; the pair below orders one section before the next.
unsafe impl RawLock for ParkLock {
    type Slot = ();

    /// Sleeps until the lock is taken.
    unsafe fn acquire(&self, _slot: &()) {
        // Acquire, here and below: pairs with the Release in `release`. Relaxed on failure: nothing was taken.
        if self.state.compare_exchange(FREE, TAKEN, Ordering::Acquire, Ordering::Relaxed).is_ok() {
            return;
        }
        // Leaves the mark that somebody sleeps, or takes the lock with the mark: others may be asleep, and we cannot know.
        while self.state.swap(CONTENDED, Ordering::Acquire) != FREE {
            // What it found is why we sleep; should it have changed meanwhile, there is no reason to.
            wait(&self.state, CONTENDED);
        }
    }

    /// Gives it away, and wakes somebody if somebody may be asleep.
    unsafe fn release(&self, _slot: &()) {
        // Release: pairs with the Acquire in `acquire`
        if self.state.swap(FREE, Ordering::Release) == CONTENDED {
            wake_one(&self.state);
        }
    }
}
