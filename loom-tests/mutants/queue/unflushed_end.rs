//! **A lazy end keeps for itself what it kept back.**
//!
//! *Mistake.* "I show two items at a time; whoever wants one earlier can flush." And whoever is done drops the end, with an item that
//! nobody will ever see.
//!
//! *Killed by* `shown_when_dropped`, as a broken law: the producer is gone, and what it pushed is not there.

use primitives::queue::{BadCapacity, Full, Pop, Promise, Push, Queue};
use primitives::sync::Arc;
use primitives::sync::atomic::{AtomicUsize, Ordering};
use primitives::sync::cell::UnsafeCell;

/// A ring of numbers, of one producer and one consumer.
#[derive(Debug)]
pub struct UnflushedEnd;

struct Ring {
    tail: AtomicUsize,
    head: AtomicUsize,
    places: Box<[UnsafeCell<u64>]>,
}

// SAFETY: the indices say whose a place is. Only numbers are torn where they say it wrongly.
unsafe impl Sync for Ring {}

/// Where items go in. What is missing is a `Drop` that flushes.
pub struct Producer(Arc<Ring>, usize);
/// Where items come out.
pub struct Consumer(Arc<Ring>, usize);

impl Queue<u64> for UnflushedEnd {
    const PROMISE: Promise = Promise::FifoPerProducer;
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
            self.flush();
            return Err(Full(item));
        }
        // SAFETY: the place is free, and the producer's.
        ring.places[*tail % ring.places.len()].with_mut(|place| unsafe { *place = item });
        *tail += 1;
        if (*tail).is_multiple_of(2) {
            self.flush();
        }
        Ok(())
    }

    fn flush(&mut self) {
        self.0.tail.store(self.1, Ordering::Release);
    }
}

impl Pop<u64> for Consumer {
    fn try_pop(&mut self) -> Option<u64> {
        let Consumer(ring, head) = self;
        if ring.tail.load(Ordering::Acquire) == *head {
            return None;
        }
        // SAFETY: the place is filled, and the consumer's.
        let item = ring.places[*head % ring.places.len()].with(|place| unsafe { *place });
        *head += 1;
        ring.head.store(*head, Ordering::Release);
        Some(item)
    }
}
