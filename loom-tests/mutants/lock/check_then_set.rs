//! **Look, then set.**
//!
//! *Misconception.* "It was free when I looked, so I may take it." Another one may have looked at the same moment: both take it.
//!
//! *Killed by* `mutual_exclusion`, as a data race on what the lock should protect.

use primitives::lock::RawLock;
use primitives::sync::atomic::{AtomicBool, Ordering};
use primitives::sync::hint::spin_loop;

/// A lock that looks first and sets then.
#[derive(Debug)]
pub struct CheckThenSet {
    taken: AtomicBool,
}

impl Default for CheckThenSet {
    fn default() -> Self {
        CheckThenSet { taken: AtomicBool::new(false) }
    }
}

// SAFETY: none: this is the mistake.
unsafe impl RawLock for CheckThenSet {
    type Slot = ();

    unsafe fn acquire(&self, _slot: &()) {
        while self.taken.load(Ordering::Acquire) {
            spin_loop();
        }
        self.taken.store(true, Ordering::Relaxed);
    }

    unsafe fn release(&self, _slot: &()) {
        self.taken.store(false, Ordering::Release);
    }
}
