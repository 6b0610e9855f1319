//! A lock at which threads sleep.

use primitives::lock::RawLock;
use primitives::sync::atomic::{AtomicU32, Ordering};
use primitives::wait::{wait, wake_one};

const FREE: u32 = 0;
const TAKEN: u32 = 1;

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
        // Acquire: pairs with the Release in `release`. Relaxed on failure: nothing was taken.
        while self.state.compare_exchange(FREE, TAKEN, Ordering::Acquire, Ordering::Relaxed).is_err() {
            // It is taken. Whoever has it will wake us.
            let found = self.state.load(Ordering::Relaxed);
            wait(&self.state, found);
        }
    }

    /// Gives it away, and wakes one of those who sleep.
    unsafe fn release(&self, _slot: &()) {
        self.state.store(FREE, Ordering::Release); // Release: pairs with the Acquire in `acquire`
        wake_one(&self.state);
    }
}
