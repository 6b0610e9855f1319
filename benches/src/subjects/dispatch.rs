//! What a call costs: the same atomic counter, called in three ways. The generic one is `atomic_relaxed` itself.

use std::hint::black_box;
use std::sync::Arc;

use primitives::counter::atomic_relaxed::AtomicRelaxed;
use primitives::counter::{Add, Counter, Promise, SharedCounter};

/// Called through a boxed closure.
#[derive(Debug, Default)]
pub struct ByClosure(Arc<AtomicRelaxed>);

/// A closure that adds.
pub struct Closure(Box<dyn Fn(u64) + Send>);

impl Counter for ByClosure {
    const PROMISE: Promise = Promise::Linearizable;
    type Handle = Closure;

    fn handle(self: &Arc<Self>) -> Closure {
        let counter = Arc::clone(&self.0);
        Closure(black_box(Box::new(move |n| SharedCounter::add(&*counter, n))))
    }

    fn get(&self) -> u64 {
        SharedCounter::get(&*self.0)
    }
}

impl Add for Closure {
    #[inline(always)]
    fn add(&mut self, n: u64) {
        (self.0)(n);
    }
}

/// Called through a trait object.
#[derive(Debug, Default)]
pub struct ByDyn(Arc<AtomicRelaxed>);

/// A counter as a trait object.
trait DynCounter: Send + Sync {
    fn add(&self, n: u64);
}

impl DynCounter for AtomicRelaxed {
    fn add(&self, n: u64) {
        SharedCounter::add(self, n);
    }
}

/// A trait object that adds.
pub struct Object(Arc<dyn DynCounter>);

impl Counter for ByDyn {
    const PROMISE: Promise = Promise::Linearizable;
    type Handle = Object;

    fn handle(self: &Arc<Self>) -> Object {
        let counter: Arc<dyn DynCounter> = Arc::clone(&self.0) as _;
        Object(black_box(counter))
    }

    fn get(&self) -> u64 {
        SharedCounter::get(&*self.0)
    }
}

impl Add for Object {
    #[inline(always)]
    fn add(&mut self, n: u64) {
        self.0.add(n);
    }
}
