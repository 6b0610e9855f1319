//! **Indices are compared as if they never wrapped around.**
//!
//! *Mistake.* "There is an item if the head is less than the tail." At the end of the range the tail is zero again while the head is
//! still large: their *difference* is right, their order is not.
//!
//! *Killed by* `no_loss_no_duplication`, near the wrap-around, as a broken law: the queue is empty for ever. Far from it, nobody
//! notices.

use primitives::queue::{BadCapacity, Full, Pop, Promise, Push, Queue, StartsAt};
use primitives::sync::Arc;
use primitives::sync::atomic::{AtomicUsize, Ordering};
use primitives::sync::cell::UnsafeCell;

/// A ring of numbers, of one producer and one consumer.
#[derive(Debug)]
pub struct MissedWrapAround;

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

impl Queue<u64> for MissedWrapAround {
    const PROMISE: Promise = Promise::Linearizable;
    type Producer = Producer;
    type Consumer = Consumer;

    fn bounded(capacity: usize) -> Result<(Producer, Consumer), BadCapacity> {
        Self::bounded_at(capacity, 0)
    }
}

impl StartsAt<u64> for MissedWrapAround {
    fn bounded_at(capacity: usize, passed: usize) -> Result<(Producer, Consumer), BadCapacity> {
        // A power of two of places: that the wrap-around leaves them in their order is done right here.
        let places = (0..capacity.next_power_of_two()).map(|_| UnsafeCell::new(0)).collect();
        let [tail, head] = [passed; 2].map(AtomicUsize::new);
        let ring = Arc::new(Ring { tail, head, places });
        Ok((Producer(Arc::clone(&ring), passed), Consumer(ring, passed)))
    }
}

impl Push<u64> for Producer {
    fn try_push(&mut self, item: u64) -> Result<(), Full<u64>> {
        let Producer(ring, tail) = self;
        if tail.wrapping_sub(ring.head.load(Ordering::Acquire)) == ring.places.len() {
            return Err(Full(item));
        }
        // SAFETY: the place is free, and the producer's.
        ring.places[*tail % ring.places.len()].with_mut(|place| unsafe { *place = item });
        *tail = tail.wrapping_add(1);
        ring.tail.store(*tail, Ordering::Release);
        Ok(())
    }
}

impl Pop<u64> for Consumer {
    fn try_pop(&mut self) -> Option<u64> {
        let Consumer(ring, head) = self;
        if ring.tail.load(Ordering::Acquire) <= *head {
            // the mistake: should ask whether they are equal
            return None;
        }
        // SAFETY: the place is filled, and the consumer's.
        let item = ring.places[*head % ring.places.len()].with(|place| unsafe { *place });
        *head = head.wrapping_add(1);
        ring.head.store(*head, Ordering::Release);
        Some(item)
    }
}
