//! **Going to sleep on whatever stands there now.**
//!
//! *Misconception.* "I have looked, the lock is taken; so I sleep until its word changes from what it is." The word may have
//! changed since the look: it is free now, he who made it so has called already, and we sleep on the free lock, waiting for
//! a call that will not come again. What must be handed to the futex is the value that was looked at.
//!
//! *Killed by* `no_lost_update`, as a deadlock.

use primitives::read_mostly::RawRwLock;
use primitives::sync::atomic::{AtomicU32, Ordering};
use primitives::wait::{wait, wake_all};

const FREE: u32 = 0;
const WRITING: u32 = u32::MAX;

/// A readers-writer lock in which a wake-up gets lost.
#[derive(Debug, Default)]
pub struct SleepWithoutSecondLook {
    /// [`FREE`], a number of readers, or [`WRITING`].
    state: AtomicU32,
}

impl SleepWithoutSecondLook {
    fn sleep(&self) {
        wait(&self.state, self.state.load(Ordering::Relaxed)); // whatever it is by now
    }
}

// SAFETY: one state at a time; each exchange that enters acquires what each step that leaves releases.
unsafe impl RawRwLock for SleepWithoutSecondLook {
    type Reading = ();
    type Writing = ();

    unsafe fn acquire_shared(&self, _reading: &()) {
        loop {
            let state = self.state.load(Ordering::Relaxed);
            if state == WRITING {
                self.sleep();
            } else if self
                .state
                .compare_exchange(state, state + 1, Ordering::Acquire, Ordering::Relaxed)
                .is_ok()
            {
                return;
            }
        }
    }

    unsafe fn release_shared(&self, _reading: &()) {
        self.state.fetch_sub(1, Ordering::Release);
        wake_all(&self.state);
    }

    unsafe fn acquire_exclusive(&self, _writing: &()) {
        while self.state.compare_exchange(FREE, WRITING, Ordering::Acquire, Ordering::Relaxed).is_err() {
            self.sleep();
        }
    }

    unsafe fn release_exclusive(&self, _writing: &()) {
        self.state.store(FREE, Ordering::Release);
        wake_all(&self.state);
    }
}
