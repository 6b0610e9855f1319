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

// SAFETY: only one exchange finds FREE before the next FREE is stored; the pair below orders one section before the next.
unsafe impl RawLock for SpinLock {
    type Slot = ();

    /// Waits until the lock is taken.
    unsafe fn acquire(&self, _slot: &()) {
        // Acquire: pairs with the Release in `release`. Relaxed on failure: nothing was taken.
        while self.flag.compare_exchange(FREE, TAKEN, Ordering::Acquire, Ordering::Relaxed).is_err() {
            spin_loop();
        }
    }

    /// Gives it away.
    unsafe fn release(&self, _slot: &()) {
        self.flag.store(FREE, Ordering::Release); // Release: pairs with the Acquire in `acquire`
    }
}
