//! A core number that changes as often as it can.

use super::atomic::{AtomicUsize, Ordering};

/// Hands out the cores in turn, so that a thread "migrates" at every reading and any two threads may meet on one core.
#[derive(Debug)]
pub struct CpuNumber {
    next: AtomicUsize,
}

impl CpuNumber {
    /// Starts at core 0.
    #[allow(
        clippy::new_without_default,
        reason = "the native type's default is a convenience that no algorithm uses"
    )]
    pub fn new() -> Self {
        CpuNumber { next: AtomicUsize::new(0) }
    }

    /// Another core than the reading before, whoever made it.
    pub fn current(&self) -> usize {
        // Relaxed: only the number matters, and it orders nothing.
        self.next.fetch_add(1, Ordering::Relaxed) % Self::count()
    }

    /// Two cores.
    pub fn count() -> usize {
        2
    }
}
