//! **A handle that is dropped with its count.**
//!
//! *Misconception.* "A full batch is published, and the rest will be in the next one." There is no next one for a thread
//! that ends: what its handle held back is gone with it.
//!
//! *Killed by* `drop_flushes`, as an assertion.

use primitives::counter::{Add, Counter, Promise};
use primitives::sync::Arc;
use primitives::sync::atomic::{AtomicU64, Ordering};

/// A counter that is told in batches of two, and never of the rest.
#[derive(Debug, Default)]
pub struct UnflushedHandle {
    published: AtomicU64,
}

const BATCH: u64 = 2;

impl UnflushedHandle {
    /// Starts at zero.
    pub fn new() -> Self {
        UnflushedHandle { published: AtomicU64::new(0) }
    }
}

impl Counter for UnflushedHandle {
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

/// Counts privately. It has no `Drop`: that is the mistake.
#[derive(Debug)]
pub struct Handle {
    counter: Arc<UnflushedHandle>,
    pending: u64,
}

impl Add for Handle {
    fn add(&mut self, n: u64) {
        self.pending += n;
        if self.pending >= BATCH {
            self.counter.published.fetch_add(std::mem::take(&mut self.pending), Ordering::Relaxed);
        }
    }
}
