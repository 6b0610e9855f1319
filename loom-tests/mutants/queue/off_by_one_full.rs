//! **One item too many.**
//!
//! *Mistake.* "It is full when there are more than it holds." By then it holds one more, and that one lies upon the oldest.
//!
//! *Killed by* `no_loss_no_duplication`, as a data race: the last place is written while the consumer reads what is in it.

use primitives::queue::{BadCapacity, Full, Pop, Promise, Push, Queue};
use primitives::sync::Arc;
use primitives::sync::atomic::{AtomicUsize, Ordering};
use primitives::sync::cell::UnsafeCell;

/// A ring of numbers, of one producer and one consumer.
#[derive(Debug)]
pub struct OffByOneFull;

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

impl Queue<u64> for OffByOneFull {
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
        if *tail - ring.head.load(Ordering::Acquire) > ring.places.len() {
            return Err(Full(item));
        }
        // SAFETY: the place would be free, with one item less inside: the mistake.
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
        // SAFETY: the place is filled, and the consumer's.
        let item = ring.places[*head % ring.places.len()].with(|place| unsafe { *place });
        *head += 1;
        ring.head.store(*head, Ordering::Release);
        Some(item)
    }
}
