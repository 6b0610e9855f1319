//! A spin lock.

use primitives::lock::RawLock;
use primitives::sync::atomic::{AtomicBool, Ordering};
use primitives::sync::hint::spin_loop;

const FREE: bool = false;
const TAKEN: bool = true;

/// One flag.
#[derive(Debug)]
pub struct SpinLock {
    flag: AtomicBool,
}

impl Default for SpinLock {
    /// A free lock.
    fn default() -> Self {
        SpinLock { flag: AtomicBool::new(FREE) }
    }
}

// SAFETY: that one thread at a time is inside, and sees what the one before did, is yours to make true.
unsafe impl RawLock for SpinLock {
    type Slot = ();

    /// Waits until the lock is taken.
    unsafe fn acquire(&self, _slot: &()) {
        while self.flag.compare_exchange(FREE, TAKEN, Ordering::Relaxed, Ordering::Relaxed).is_err() {
            spin_loop();
        }
    }

    /// Gives it away.
    unsafe fn release(&self, _slot: &()) {
        self.flag.store(FREE, Ordering::Relaxed);
    }
}
