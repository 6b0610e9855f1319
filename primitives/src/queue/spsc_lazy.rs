//! **A ring whose producer shows its items a few at a time.**
//!
//! *Promise.* First in, first out; exact capacity; wait-free. The producer keeps back a few items at most (`limits::UNSHOWN`, less one)
//! until it has so many, is flushed or dropped, or finds the ring full. So this is not linearizable: "empty" is said of a ring in which
//! items are not shown yet. One producer and one consumer, and the types say so.
//!
//! *Origin.* The producer's batching of Lee, Bu and Chandranmenon (MCRingBuffer, 2010), which lacked a flush: its items could stay
//! unseen for ever.
//!
//! *State.* As in `spsc_cached`, and the consumer's end is that one's. The producer keeps two counts: `tail` of what is in, and
//! `shown`, the ring's tail, of what may be seen. It shows everything whenever `tail` is a multiple of `UNSHOWN`: places begin at the
//! beginning of a line, so of eight words a line is shown when it is full, and not written again.
//!
//! *Invariants.* Those of a ring (`ring.rs`), with `shown` for its tail: the places from `head` to `shown` hold items and are the consumer's,
//! the others are the producer's. Further:
//! 1. `shown <= tail <= limit <= head + capacity`. The producer's places before `tail` are filled, the others free.
//! 2. `shown` is what was published last, and when the producer is gone it is `tail`: nothing is lost.
//! 3. After each operation `tail - shown < UNSHOWN`, and after one that was refused `tail == shown`: who waits for room never holds
//!    back what the other side must take out to make it.
//!
//! *Orderings.* As in `spsc_cached`: `shown` is published with Release behind the items, and read with Acquire before them; likewise
//! `head` for the places.
//!
//! *Trade-off.* The line with the tail travels once for eight items, also when the consumer keeps step and would ask for it for
//! each; and the consumer finds several items at each look. A producer that may pause must flush before it does, or its last items wait
//! with it. Where items come in groups anyway, `spsc_batched` says the same without the risk.

use super::ring::{Places, Ring};
use super::spsc_cached::Consumer;
use super::{BadCapacity, Full, Promise, Push, Queue, StartsAt};
use crate::sync::Shared;
use crate::sync::atomic::Ordering;
use crate::sync::limits::UNSHOWN;

/// The ring with a lazy producer.
#[derive(Debug)]
pub struct SpscLazy;

/// Where items go in; alone on its lines.
#[repr(align(128))]
pub struct Producer<T> {
    ring: Shared<Ring<T>>,
    places: Places<T>,
    capacity: usize,
    /// Where the next item goes.
    tail: usize,
    /// The ring's tail.
    shown: usize,
    /// Where it would be full, if the head were where it was last seen.
    limit: usize,
}

impl<T: Send + 'static> Queue<T> for SpscLazy {
    const PROMISE: Promise = Promise::FifoPerProducer;
    type Producer = Producer<T>;
    type Consumer = Consumer<T>;

    fn bounded(capacity: usize) -> Result<(Producer<T>, Consumer<T>), BadCapacity> {
        Self::bounded_at(capacity, 0)
    }
}

impl<T: Send + 'static> StartsAt<T> for SpscLazy {
    fn bounded_at(capacity: usize, passed: usize) -> Result<(Producer<T>, Consumer<T>), BadCapacity> {
        let ring = Shared::new(Ring::new(capacity, passed)?);
        let (shared, places) = (Shared::clone(&ring), ring.places());
        let limit = passed.wrapping_add(capacity);
        Ok((
            Producer { ring: shared, places, capacity, tail: passed, shown: passed, limit },
            Consumer::new(ring, passed),
        ))
    }
}

impl<T: Send + 'static> Push<T> for Producer<T> {
    #[inline]
    fn try_push(&mut self, item: T) -> Result<(), Full<T>> {
        if self.tail == self.limit && !self.look() {
            self.show();
            return Err(Full(item));
        }
        // SAFETY: `tail` is before the limit (invariant 1), so its place is free; the ring is ours to keep alive.
        unsafe { self.places.put(self.tail, item) };
        self.tail = self.tail.wrapping_add(1);
        if self.tail.is_multiple_of(UNSHOWN) {
            self.show();
        }
        Ok(())
    }

    #[inline]
    fn flush(&mut self) {
        self.show();
    }
}

impl<T> Producer<T> {
    /// Looks where the head is now; says whether there is room.
    #[inline]
    fn look(&mut self) -> bool {
        // Acquire: pairs with the consumer's `try_pop`, the places before it are free.
        self.limit = self.ring.head.load(Ordering::Acquire).wrapping_add(self.capacity);
        self.tail != self.limit
    }

    /// Shows the consumer what it has not seen.
    #[inline(always)]
    fn show(&mut self) {
        if self.shown != self.tail {
            self.shown = self.tail;
            self.ring.tail.store(self.tail, Ordering::Release); // Release: pairs with the consumer's look, the items are whole
        }
    }
}

impl<T> Drop for Producer<T> {
    fn drop(&mut self) {
        self.show(); // or the consumer would never find them, and nobody would drop them
    }
}
