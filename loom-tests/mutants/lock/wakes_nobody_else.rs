//! **Whoever was woken forgets that others may sleep.**
//!
//! *Misconception.* "I was woken because the lock is free: I take it as anybody would, as *taken*." The mark that somebody sleeps went with
//! the release that woke us. Of two sleepers the second is forgotten: the next release finds no mark.
//!
//! *Killed by* `no_lost_wakeup`, as a deadlock.

use primitives::lock::RawLock;
use primitives::sync::atomic::{AtomicU32, Ordering};
use primitives::wait::{wait, wake_one};

const FREE: u32 = 0;
const TAKEN: u32 = 1;
const CONTENDED: u32 = 2;

/// A futex lock with three states, one of which gets lost.
#[derive(Debug)]
pub struct WakesNobodyElse {
    state: AtomicU32,
}

impl Default for WakesNobodyElse {
    fn default() -> Self {
        WakesNobodyElse { state: AtomicU32::new(FREE) }
    }
}

// SAFETY: the exchange lets one thread in.
unsafe impl RawLock for WakesNobodyElse {
    type Slot = ();

    unsafe fn acquire(&self, _slot: &()) {
        while self.state.compare_exchange(FREE, TAKEN, Ordering::Acquire, Ordering::Relaxed).is_err() {
            let marked = self.state.compare_exchange(TAKEN, CONTENDED, Ordering::Relaxed, Ordering::Relaxed);
            if marked != Err(FREE) {
                wait(&self.state, CONTENDED);
            }
        }
    }

    unsafe fn release(&self, _slot: &()) {
        if self.state.swap(FREE, Ordering::Release) == CONTENDED {
            wake_one(&self.state);
        }
    }
}
