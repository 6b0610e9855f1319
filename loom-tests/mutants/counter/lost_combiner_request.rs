//! **Clearing a request that came in a moment ago.**
//!
//! *Misconception.* "Adding nothing does no harm, and clearing what is clear neither; so the combiner need not ask whether
//! there is a request." Between its reading of nothing and its clearing, a request may arrive: it is cleared unserved, and
//! its owner, who finds it gone, believes that it was counted.
//!
//! *Killed by* `no_lost_update`, as an assertion.

use primitives::backoff::Backoff;
use primitives::counter::{Add, Counter, Promise};
use primitives::slots::Slots;
use primitives::sync::Arc;
use primitives::sync::atomic::{AtomicBool, AtomicU64, LoadByOwner, Ordering};

const NOTHING: u64 = 0;
const FREE: bool = false;
const COMBINING: bool = true;

/// A combining counter that clears too much.
#[derive(Debug)]
pub struct LostCombinerRequest {
    flag: AtomicBool,
    sum: AtomicU64,
    requests: Slots<AtomicU64>,
}

impl LostCombinerRequest {
    /// Starts at zero.
    pub fn new() -> Self {
        LostCombinerRequest { flag: AtomicBool::new(FREE), sum: AtomicU64::new(0), requests: Slots::new() }
    }

    fn try_combine(&self) -> bool {
        if self.flag.compare_exchange(FREE, COMBINING, Ordering::Acquire, Ordering::Relaxed).is_err() {
            return false;
        }
        let mut sum = self.sum.load_by_owner();
        for request in self.requests.used() {
            sum = sum.wrapping_add(request.load(Ordering::Acquire));
            self.sum.store(sum, Ordering::Relaxed);
            request.store(NOTHING, Ordering::Release); // also what arrived since the line before the last
        }
        self.flag.store(FREE, Ordering::Release);
        true
    }
}

impl Default for LostCombinerRequest {
    fn default() -> Self {
        LostCombinerRequest::new()
    }
}

impl Counter for LostCombinerRequest {
    const PROMISE: Promise = Promise::Linearizable;
    type Handle = Handle;

    fn handle(self: &Arc<Self>) -> Handle {
        let place = self.requests.take().expect("no more handles than places");
        Handle { place, counter: Arc::clone(self) }
    }

    fn get(&self) -> u64 {
        self.sum.load(Ordering::Relaxed)
    }
}

/// Asks for additions.
#[derive(Debug)]
pub struct Handle {
    counter: Arc<LostCombinerRequest>,
    place: usize,
}

impl Add for Handle {
    fn add(&mut self, n: u64) {
        let mut backoff = Backoff::new();
        let request = self.counter.requests.cell(self.place);
        request.store(n, Ordering::Release);
        while !self.counter.try_combine() && request.load(Ordering::Acquire) != NOTHING {
            backoff.wait();
        }
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        self.counter.requests.give_back(self.place);
    }
}
