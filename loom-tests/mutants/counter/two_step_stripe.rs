//! **An addition in two steps, in a stripe that is shared after all.**
//!
//! *Misconception.* "Each thread has a stripe of its own, so nobody comes between my load and my store." There are as many stripes
//! as somebody thought that there would be threads; handles are dealt out to them in turn, and the next one after the last
//! shares the first. Two additions to one stripe can then be one.
//!
//! With no more threads than stripes nothing is ever wrong, so a test with two threads says nothing.
//!
//! *Killed by* `more_handles_than_places`, as an assertion.

use primitives::cache_padded::CachePadded;
use primitives::counter::{Add, Counter, Promise};
use primitives::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use primitives::sync::{Arc, limits};

/// A counter in stripes.
#[derive(Debug)]
pub struct TwoStepStripe {
    stripes: Box<[CachePadded<AtomicU64>]>,
    next: AtomicUsize,
}

impl TwoStepStripe {
    /// Starts at zero.
    pub fn new() -> Self {
        let stripes = (0..limits::STRIPES).map(|_| CachePadded::new(AtomicU64::new(0))).collect();
        TwoStepStripe { stripes, next: AtomicUsize::new(0) }
    }
}

impl Default for TwoStepStripe {
    fn default() -> Self {
        Self::new()
    }
}

impl Counter for TwoStepStripe {
    const PROMISE: Promise = Promise::ExactWhenQuiescent;
    type Handle = Handle;

    fn handle(self: &Arc<Self>) -> Handle {
        let stripe = self.next.fetch_add(1, Ordering::Relaxed) % self.stripes.len();
        Handle { counter: Arc::clone(self), stripe }
    }

    fn get(&self) -> u64 {
        self.stripes.iter().fold(0, |sum, stripe| sum.wrapping_add(stripe.load(Ordering::Relaxed)))
    }
}

/// Adds to one stripe.
#[derive(Debug)]
pub struct Handle {
    counter: Arc<TwoStepStripe>,
    stripe: usize,
}

impl Add for Handle {
    fn add(&mut self, n: u64) {
        let stripe = &self.counter.stripes[self.stripe];
        let found = stripe.load(Ordering::Relaxed);
        stripe.store(found.wrapping_add(n), Ordering::Relaxed); // the mistake: somebody with the same stripe came between
    }
}
