//! A lock at which threads sleep.

use primitives::lock::RawLock;
use primitives::sync::atomic::{AtomicU32, Ordering};
use primitives::wait::{wait, wake_one};

const FREE: u32 = 0;
const TAKEN: u32 = 1;
/// Taken, and somebody may be asleep.
const CONTENDED: u32 = 2;

/// One word, and another one on which threads sleep.
#[derive(Debug)]
pub struct ParkLock {
    state: AtomicU32,
    /// How often somebody was to be woken.
    bell: AtomicU32,
}

impl Default for ParkLock {
    /// A free lock.
    fn default() -> Self {
        ParkLock { state: AtomicU32::new(FREE), bell: AtomicU32::new(0) }
    }
}

// SAFETY: only one exchange finds FREE before the next FREE is stored; the pair below orders one section before the next.
unsafe impl RawLock for ParkLock {
    type Slot = ();

    /// Sleeps until the lock is taken.
    unsafe fn acquire(&self, _slot: &()) {
        // Acquire, on the state: pairs with its Release in `release`. Relaxed on failure: nothing was taken.
        if self.state.compare_exchange(FREE, TAKEN, Ordering::Acquire, Ordering::Relaxed).is_ok() {
            return;
        }
        loop {
            // Before the look: whoever leaves after it rings, and `wait` notices. Acquire: pairs with the Release of the ringing, so
            // that the look finds the state as it was left.
            let rung = self.bell.load(Ordering::Acquire);
            if self.state.swap(CONTENDED, Ordering::Acquire) == FREE {
                return;
            }
            wait(&self.bell, rung);
        }
    }

    /// Gives it away, and wakes somebody if somebody may be asleep.
    unsafe fn release(&self, _slot: &()) {
        // Release: pairs with the Acquire in `acquire`
        if self.state.swap(FREE, Ordering::Release) == CONTENDED {
            self.bell.fetch_add(1, Ordering::Release); // Release: pairs with the Acquire before the look
            wake_one(&self.bell);
        }
    }
}
