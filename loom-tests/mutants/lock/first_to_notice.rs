//! **Whoever notices first that it is free takes it.**
//!
//! *Misconception.* "All wait for the same flag, so they get it in the order in which they came." They get it in the order in which they
//! look, and the last to come may look first.
//!
//! *Killed by* `fifo`, as an assertion.

use primitives::lock::{Doorway, RawLock};
use primitives::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use primitives::sync::hint::spin_loop;

/// A flag, and a number of those that wait for it, by which nobody goes.
#[derive(Debug)]
pub struct FirstToNotice {
    taken: AtomicBool,
    waiting: AtomicU32,
}

impl Default for FirstToNotice {
    fn default() -> Self {
        FirstToNotice { taken: AtomicBool::new(false), waiting: AtomicU32::new(0) }
    }
}

// SAFETY: the exchange lets one thread in.
unsafe impl RawLock for FirstToNotice {
    type Slot = ();

    unsafe fn acquire(&self, slot: &()) {
        // SAFETY: the caller's promise is the one that both ask for.
        unsafe {
            self.join(slot, &());
            self.wait(slot, &());
        }
    }

    unsafe fn release(&self, _slot: &()) {
        self.taken.store(false, Ordering::Release);
    }
}

// SAFETY: as above.
unsafe impl Doorway for FirstToNotice {
    type Place = ();

    unsafe fn join(&self, _slot: &(), _place: &()) {
        self.waiting.fetch_add(1, Ordering::Relaxed);
    }

    unsafe fn wait(&self, _slot: &(), _place: &()) {
        while self.taken.compare_exchange(false, true, Ordering::Acquire, Ordering::Relaxed).is_err() {
            spin_loop();
        }
        self.waiting.fetch_sub(1, Ordering::Relaxed);
    }
}
