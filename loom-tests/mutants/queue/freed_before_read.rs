//! **A place is given back before its item is out.**
//!
//! *Mistake.* "First I move on, so that the producer need not wait for me; then I read, it is my item after all." The place is the
//! producer's from the moment in which the index says so.
//!
//! *Killed by* `no_loss_no_duplication`, as a data race: the next item is written over the one that is being read.

use primitives::queue::{BadCapacity, Full, Pop, Promise, Push, Queue};
use primitives::sync::Arc;
use primitives::sync::atomic::{AtomicUsize, Ordering};
use primitives::sync::cell::UnsafeCell;

/// A ring of numbers, of one producer and one consumer.
#[derive(Debug)]
pub struct FreedBeforeRead;

struct Ring {
    tail: AtomicUsize,
    head: AtomicUsize,
    places: Box<[UnsafeCell<u64>]>,
}

// SAFETY: the indices say whose a place is. Only numbers are torn where they say it wrongly.
unsafe impl Sync for Ring {}

/// Where items go in.
pub struct Producer(Arc<Ring>, usize);
/// Where items come out.
pub struct Consumer(Arc<Ring>, usize);

impl Queue<u64> for FreedBeforeRead {
    const PROMISE: Promise = Promise::Linearizable;
    type Producer = Producer;
    type Consumer = Consumer;

    fn bounded(capacity: usize) -> Result<(Producer, Consumer), BadCapacity> {
        let places = (0..capacity).map(|_| UnsafeCell::new(0)).collect();
        let ring = Arc::new(Ring { tail: AtomicUsize::new(0), head: AtomicUsize::new(0), places });
        Ok((Producer(Arc::clone(&ring), 0), Consumer(ring, 0)))
    }
}

impl Push<u64> for Producer {
    fn try_push(&mut self, item: u64) -> Result<(), Full<u64>> {
        let Producer(ring, tail) = self;
        if *tail - ring.head.load(Ordering::Acquire) == ring.places.len() {
            return Err(Full(item));
        }
        // SAFETY: the place is free, and the producer's.
        ring.places[*tail % ring.places.len()].with_mut(|place| unsafe { *place = item });
        *tail += 1;
        ring.tail.store(*tail, Ordering::Release);
        Ok(())
    }
}

impl Pop<u64> for Consumer {
    fn try_pop(&mut self) -> Option<u64> {
        let Consumer(ring, head) = self;
        if ring.tail.load(Ordering::Acquire) == *head {
            return None;
        }
        *head += 1;
        ring.head.store(*head, Ordering::Release);
        // SAFETY: the place was filled, and the consumer's a moment ago: the mistake.
        Some(ring.places[(*head - 1) % ring.places.len()].with(|place| unsafe { *place }))
    }
}
