//! **A flag and a state, each stored by one side and looked at by the other, and no fence between.**
//!
//! *Misconception.* "I say that I wait *before* the last look, and who leaves frees the lock *before* it looks for waiters: one of us must
//! see the other." Each store may still be on its way when the look behind it is done: both look at the past.
//!
//! *Killed by* `no_lost_wakeup`, as a deadlock.

use primitives::lock::RawLock;
use primitives::sync::atomic::{AtomicU32, Ordering};
use primitives::wait::{wait, wake_all};

const FREE: u32 = 0;
const TAKEN: u32 = 1;

/// A futex lock with a flag of its own for waiters.
#[derive(Debug)]
pub struct NoFenceBeforeLook {
    state: AtomicU32,
    waiters: AtomicU32,
}

impl Default for NoFenceBeforeLook {
    fn default() -> Self {
        NoFenceBeforeLook { state: AtomicU32::new(FREE), waiters: AtomicU32::new(0) }
    }
}

// SAFETY: the exchange lets one thread in.
unsafe impl RawLock for NoFenceBeforeLook {
    type Slot = ();

    unsafe fn acquire(&self, _slot: &()) {
        while self.state.compare_exchange(FREE, TAKEN, Ordering::Acquire, Ordering::Relaxed).is_err() {
            self.waiters.store(1, Ordering::Release);
            wait(&self.state, TAKEN); // looks again, before it sleeps
        }
    }

    unsafe fn release(&self, _slot: &()) {
        self.state.store(FREE, Ordering::Release);
        // Here a fence is missing.
        if self.waiters.load(Ordering::Acquire) == 1 {
            wake_all(&self.state);
        }
    }
}
