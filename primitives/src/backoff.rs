//! Waiting a little longer after each failure (exponential back-off).
//!
//! A thread that lost a race and retries at once takes the cache line away from the winner. Doubling the pause keeps
//! the line where the work is. Anderson, "The Performance of Spin Lock Alternatives for Shared-Memory
//! Multiprocessors", 1990, measured it first; Ethernet did it before.

use crate::sync::hint::pause;
use crate::sync::limits;
use crate::sync::thread::yield_now;

/// Pauses that double, then yields.
#[derive(Debug, Default)]
pub struct Backoff {
    /// Failures so far, saturating at [`YIELD_AT`].
    step: u32,
}

/// The longest pause is `2^(YIELD_AT - 1)` spin hints; after it the core may be needed by the thread we wait for.
const YIELD_AT: u32 = 7;

impl Backoff {
    /// Starts with the shortest pause.
    #[inline]
    pub fn new() -> Self {
        Backoff::default()
    }

    /// Starts with a pause of `2^step` spin hints: where the winner should have the line for a while.
    #[inline]
    pub fn starting_at(step: u32) -> Self {
        Backoff { step }
    }

    /// Pauses; the next pause will be twice as long. Once the pauses are long, gives the core away instead.
    #[inline]
    pub fn wait(&mut self) {
        if self.step < YIELD_AT {
            pause(1 << self.step);
            self.step += 1;
        } else {
            yield_now();
        }
    }
}

/// Pauses that double, and then the advice to do something else.
#[derive(Debug, Default)]
pub struct Spin {
    /// Pauses so far.
    step: u32,
}

impl Spin {
    /// Starts with the shortest pause.
    #[inline]
    pub fn new() -> Self {
        Spin::default()
    }

    /// Pauses, each time twice as long; after the longest pause it says `false` instead: sleeping is cheaper now.
    #[inline]
    pub fn wait(&mut self) -> bool {
        if self.step == limits::SPIN_STEPS {
            return false;
        }
        pause(1 << self.step);
        self.step += 1;
        true
    }
}
