//! **Going to sleep on a word that was not looked at again.**
//!
//! *Misconception.* "The futex wants the value that I expect: I give it the one that is there." It was to be given the value on
//! which the decision to sleep rests. If the lock became free between the decision and the look, this sleeps on *free*.
//!
//! *Killed by* `no_lost_wakeup`, as a deadlock.

use primitives::lock::RawLock;
use primitives::sync::atomic::{AtomicU32, Ordering};
use primitives::wait::{wait, wake_one};

const FREE: u32 = 0;
const TAKEN: u32 = 1;

/// A futex lock that expects whatever it finds.
#[derive(Debug)]
pub struct SleepsOnWhatItFinds {
    state: AtomicU32,
}

impl Default for SleepsOnWhatItFinds {
    fn default() -> Self {
        SleepsOnWhatItFinds { state: AtomicU32::new(FREE) }
    }
}

// SAFETY: the exchange lets one thread in.
unsafe impl RawLock for SleepsOnWhatItFinds {
    type Slot = ();

    unsafe fn acquire(&self, _slot: &()) {
        while self.state.compare_exchange(FREE, TAKEN, Ordering::Acquire, Ordering::Relaxed).is_err() {
            let found = self.state.load(Ordering::Relaxed); // TAKEN, surely
            wait(&self.state, found);
        }
    }

    unsafe fn release(&self, _slot: &()) {
        self.state.store(FREE, Ordering::Release);
        wake_one(&self.state);
    }
}
