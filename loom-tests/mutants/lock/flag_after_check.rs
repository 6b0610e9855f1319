//! **Saying that one will sleep after the last look.**
//!
//! *Misconception.* "I look whether it is free; it is not, so I say that I wait, and go to sleep." Who leaves between the look and the
//! saying sees nobody waiting, and wakes nobody.
//!
//! *Killed by* `no_lost_wakeup`, as a deadlock.

use primitives::lock::RawLock;
use primitives::sync::atomic::{AtomicBool, AtomicU32, Ordering, fence};
use primitives::wait::{wait, wake_all};

/// A lock with a flag for waiters and an event to sleep on.
#[derive(Debug)]
pub struct FlagAfterCheck {
    taken: AtomicBool,
    waiters: AtomicBool,
    /// Counts the times that waiters were woken.
    event: AtomicU32,
}

impl Default for FlagAfterCheck {
    fn default() -> Self {
        FlagAfterCheck {
            taken: AtomicBool::new(false),
            waiters: AtomicBool::new(false),
            event: AtomicU32::new(0),
        }
    }
}

// SAFETY: the exchange lets one thread in.
unsafe impl RawLock for FlagAfterCheck {
    type Slot = ();

    unsafe fn acquire(&self, _slot: &()) {
        loop {
            let event = self.event.load(Ordering::Acquire);
            if self.taken.compare_exchange(false, true, Ordering::Acquire, Ordering::Relaxed).is_ok() {
                return;
            }
            self.waiters.store(true, Ordering::Relaxed); // too late: the look stands above
            fence(Ordering::SeqCst);
            wait(&self.event, event);
        }
    }

    unsafe fn release(&self, _slot: &()) {
        self.taken.store(false, Ordering::Release);
        fence(Ordering::SeqCst);
        if self.waiters.swap(false, Ordering::Relaxed) {
            self.event.fetch_add(1, Ordering::Release);
            wake_all(&self.event);
        }
    }
}
