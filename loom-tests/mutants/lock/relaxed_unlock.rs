//! **Letting go without telling what was done.**
//!
//! *Misconception.* "The lock is one atomic flag, so one thread at a time is inside; what more could an ordering do?" One at a time
//! they are; but the next one may not see what the last one wrote.
//!
//! *Killed by* `mutual_exclusion`, as a data race.

use primitives::lock::RawLock;
use primitives::sync::atomic::{AtomicBool, Ordering};
use primitives::sync::hint::spin_loop;

/// A test-and-set lock whose release is relaxed.
#[derive(Debug)]
pub struct RelaxedUnlock {
    taken: AtomicBool,
}

impl Default for RelaxedUnlock {
    fn default() -> Self {
        RelaxedUnlock { taken: AtomicBool::new(false) }
    }
}

// SAFETY: none: this is the mistake.
unsafe impl RawLock for RelaxedUnlock {
    type Slot = ();

    unsafe fn acquire(&self, _slot: &()) {
        while self.taken.compare_exchange(false, true, Ordering::Acquire, Ordering::Relaxed).is_err() {
            spin_loop();
        }
    }

    unsafe fn release(&self, _slot: &()) {
        self.taken.store(false, Ordering::Relaxed); // nobody learns what was done before
    }
}
