//! **One padded cell for each few threads.**
//!
//! *Promise.* Exact when quiescent. Adding is wait-free where the hardware has an atomic addition; reading visits every stripe.
//!
//! *Origin.* Striped64 and `LongAdder`, Lea, JSR-166e; before it the distributed counters of the Linux kernel.
//!
//! *State.* A fixed row of atomics, each on cache lines of its own. Handles are dealt out to the stripes in turn.
//!
//! *Invariant.* The sum is the sum of all stripes; every addition goes to exactly one.
//!
//! *Orderings.* All `Relaxed`, as in [`atomic_relaxed`](super::atomic_relaxed). A reader sees each stripe move forward only, so
//! the sum does; but two stripes are read at different moments, so the sum is no snapshot.
//!
//! *Trade-off.* Additions no longer meet, at the price of a locked instruction each, which [`per_thread`](super::per_thread)
//! saves by giving cells away whole. Any number of handles, no registration to undo, and a fixed cost of reading.

use super::{Add, Counter, Promise};
use crate::cache_padded::CachePadded;
use crate::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use crate::sync::{Arc, limits};

/// A counter in padded stripes.
pub type Striped = Stripes<CachePadded<AtomicU64>>;

/// A counter in stripes that are laid out as `S` is: padded, or not.
#[derive(Debug)]
pub struct Stripes<S> {
    stripes: Box<[S]>,
    /// Deals handles out to stripes in turn.
    next: CachePadded<AtomicUsize>,
}

/// One stripe, whatever its layout.
pub trait Stripe: Send + Sync + 'static {
    /// An empty stripe.
    fn zero() -> Self;
    /// Its number.
    fn number(&self) -> &AtomicU64;
}

impl Stripe for CachePadded<AtomicU64> {
    fn zero() -> Self {
        CachePadded::new(AtomicU64::new(0))
    }

    #[inline(always)]
    fn number(&self) -> &AtomicU64 {
        self
    }
}

impl<S: Stripe> Stripes<S> {
    /// Starts at zero.
    pub fn new() -> Self {
        let stripes = (0..limits::STRIPES).map(|_| S::zero()).collect();
        Stripes { stripes, next: CachePadded::new(AtomicUsize::new(0)) }
    }
}

impl<S: Stripe> Default for Stripes<S> {
    fn default() -> Self {
        Stripes::new()
    }
}

impl<S: Stripe> Counter for Stripes<S> {
    const PROMISE: Promise = Promise::ExactWhenQuiescent;
    type Handle = Handle<S>;

    fn handle(self: &Arc<Self>) -> Handle<S> {
        // Relaxed: which stripe matters only for speed
        let stripe = self.next.fetch_add(1, Ordering::Relaxed) % self.stripes.len();
        Handle { counter: Arc::clone(self), stripe }
    }

    #[inline]
    fn get(&self) -> u64 {
        // Relaxed: see the header
        self.stripes.iter().fold(0, |sum, stripe| sum.wrapping_add(stripe.number().load(Ordering::Relaxed)))
    }
}

/// Adds to one stripe.
#[derive(Debug)]
pub struct Handle<S> {
    counter: Arc<Stripes<S>>,
    stripe: usize,
}

impl<S: Stripe> Add for Handle<S> {
    #[inline(always)]
    fn add(&mut self, n: u64) {
        let stripe = self.counter.stripes[self.stripe].number();
        stripe.fetch_add(n, Ordering::Relaxed); // Relaxed: see the header
    }
}
