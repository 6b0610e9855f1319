//! **What is claimed is taken for filled.**
//!
//! *Mistake.* "A producer moves the tail and then writes its item; so everything before the tail is there." Between the two steps it
//! is not: a consumer that trusts the tail reads what nobody has written yet.
//!
//! *Killed by* `each_item_once_among_many`, as a data race: the place is written while it is read.

use primitives::queue::{BadCapacity, Full, Mpmc, Mpsc, Pop, Promise, Push, Queue};
use primitives::sync::Arc;
use primitives::sync::atomic::{AtomicUsize, Ordering};
use primitives::sync::cell::UnsafeCell;

/// A ring of numbers; its indices only grow.
#[derive(Debug)]
pub struct ClaimedNotFilled;

struct Ring {
    tail: AtomicUsize,
    head: AtomicUsize,
    places: Box<[UnsafeCell<u64>]>,
}

// SAFETY: there is none: this is the mistake. Only numbers are torn by it.
unsafe impl Sync for Ring {}

/// Either end.
#[derive(Clone)]
pub struct End(Arc<Ring>);

impl Queue<u64> for ClaimedNotFilled {
    const PROMISE: Promise = Promise::Linearizable;
    type Producer = End;
    type Consumer = End;

    fn bounded(capacity: usize) -> Result<(End, End), BadCapacity> {
        let places = (0..capacity).map(|_| UnsafeCell::new(0)).collect();
        let end = End(Arc::new(Ring { tail: AtomicUsize::new(0), head: AtomicUsize::new(0), places }));
        Ok((end.clone(), end))
    }
}

impl Mpsc<u64> for ClaimedNotFilled {}
impl Mpmc<u64> for ClaimedNotFilled {}

impl Push<u64> for End {
    fn try_push(&mut self, item: u64) -> Result<(), Full<u64>> {
        let ring = &*self.0;
        let mut tail = ring.tail.load(Ordering::Acquire);
        loop {
            if tail - ring.head.load(Ordering::Acquire) == ring.places.len() {
                return Err(Full(item));
            }
            match ring.tail.compare_exchange(tail, tail + 1, Ordering::AcqRel, Ordering::Acquire) {
                Ok(_) => break,
                Err(now) => tail = now,
            }
        }
        // SAFETY: the place is ours, as far as producers go; see the mistake.
        ring.places[tail % ring.places.len()].with_mut(|place| unsafe { *place = item });
        Ok(())
    }
}

impl Pop<u64> for End {
    fn try_pop(&mut self) -> Option<u64> {
        let ring = &*self.0;
        let mut head = ring.head.load(Ordering::Acquire);
        loop {
            if head >= ring.tail.load(Ordering::Acquire) {
                return None;
            }
            // SAFETY: it is before the tail, and so it is there: the mistake.
            let item = ring.places[head % ring.places.len()].with(|place| unsafe { *place });
            match ring.head.compare_exchange(head, head + 1, Ordering::AcqRel, Ordering::Acquire) {
                Ok(_) => return Some(item),
                Err(now) => head = now,
            }
        }
    }
}
