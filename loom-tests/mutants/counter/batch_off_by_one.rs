//! **A handle that keeps back more than it says.**
//!
//! *Misconception.* "It publishes when the batch is exceeded, so it holds less than a batch." A batch that is exactly full
//! is not exceeded: the handle keeps one more than the bound that it promises.
//!
//! *Killed by* `error_bound`, as an assertion.

use primitives::counter::{Add, Counter, Promise};
use primitives::sync::Arc;
use primitives::sync::atomic::{AtomicU64, Ordering};

/// A counter that is told in batches, one too late.
#[derive(Debug, Default)]
pub struct BatchOffByOne {
    published: AtomicU64,
}

const BATCH: u64 = 2;

impl BatchOffByOne {
    /// Starts at zero.
    pub fn new() -> Self {
        BatchOffByOne { published: AtomicU64::new(0) }
    }
}

impl Counter for BatchOffByOne {
    const PROMISE: Promise = Promise::BoundedError;
    type Handle = Handle;

    fn handle(self: &Arc<Self>) -> Handle {
        Handle { counter: Arc::clone(self), pending: 0 }
    }

    fn get(&self) -> u64 {
        self.published.load(Ordering::Relaxed)
    }

    fn error_bound(&self) -> u64 {
        BATCH - 1
    }
}

/// Counts privately.
#[derive(Debug)]
pub struct Handle {
    counter: Arc<BatchOffByOne>,
    pending: u64,
}

impl Handle {
    fn publish(&mut self) {
        self.counter.published.fetch_add(std::mem::take(&mut self.pending), Ordering::Relaxed);
    }
}

impl Add for Handle {
    fn add(&mut self, n: u64) {
        self.pending += n;
        if self.pending > BATCH {
            self.publish();
        }
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        self.publish();
    }
}
