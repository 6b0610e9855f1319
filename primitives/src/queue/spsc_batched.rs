//! **A ring that publishes once for many items.**
//!
//! *Promise.* Linearizable for single items, "full" and "empty" included; a batch is seen whole or not at all, unless it was cut short
//! by a panic. Exact capacity; wait-free, but for what the caller's iterator or closure does. One producer, one consumer.
//!
//! *Origin.* The batching of Lee, Bu and Chandranmenon (MCRingBuffer, 2010), with the size of a batch in the caller's hands, as
//! in the ring buffers of DPDK and io_uring.
//!
//! *State.* As in `spsc_cached`: `tail` counts the items pushed, `head` those popped; the producer keeps a `limit`, which is the
//! head it saw last and the capacity, the consumer the tail it saw last, `seen`. During a batch an end's own index runs ahead of what
//! the other end can see.
//!
//! *Invariants.* Those of a ring (`ring.rs`): `head <= tail <= head + capacity`; the places between the two hold items and are the
//! consumer's, the others are free and the producer's. Further:
//! 1. Between operations, the index that an end keeps for itself is the one it has published; a `Filling` or an `Emptying`
//!    sees to it, whichever way the batch ends.
//! 2. `tail <= limit <= head + capacity` and `head <= seen <= tail`: who remembers something old is too careful.
//! 3. During a batch, the producer's places before its own count are filled and still its own, and the consumer's before its own
//!    count are empty and still its own.
//!
//! *Orderings.* As in `spsc_cached`, for many places at once: an index is published with Release behind the last of them, and
//! the other end reads it with Acquire before it touches the first.
//!
//! *Trade-off.* Where items come in groups, both lines with an index travel once a group. The places are filled one after the other,
//! in at most two stretches, as fast as memory is copied. The other end waits for the whole of a batch: what a batch gains in
//! throughput its first item pays in latency.

use super::ring::{Places, Ring, after_a_head_start};
use super::{BadCapacity, Full, Pop, PopMany, Promise, Push, PushMany, Queue, StartsAt};
use crate::sync::Shared;
use crate::sync::atomic::Ordering;

/// The ring for batches.
#[derive(Debug)]
pub struct SpscBatched;

/// Where items go in; alone on its lines.
#[repr(align(128))]
pub struct Producer<T> {
    ring: Shared<Ring<T>>,
    places: Places<T>,
    capacity: usize,
    /// The ring's tail.
    tail: usize,
    /// Where it would be full, if the head were where it was last seen.
    limit: usize,
}

/// Where items come out; alone on its lines.
#[repr(align(128))]
pub struct Consumer<T> {
    ring: Shared<Ring<T>>,
    places: Places<T>,
    /// The ring's head.
    head: usize,
    /// The tail as it was last seen.
    seen: usize,
}

/// A batch that goes in: shows what was put in when it is dropped, also if the items' iterator panics.
struct Filling<'a, T> {
    end: &'a mut Producer<T>,
    /// The tail that is to be.
    tail: usize,
}

/// A batch that comes out: makes room for what was taken when it is dropped, also if the taker panics.
struct Emptying<'a, T> {
    end: &'a mut Consumer<T>,
    /// The head that is to be.
    head: usize,
}

impl<T: Send + 'static> Queue<T> for SpscBatched {
    const PROMISE: Promise = Promise::Linearizable;
    type Producer = Producer<T>;
    type Consumer = Consumer<T>;

    fn bounded(capacity: usize) -> Result<(Producer<T>, Consumer<T>), BadCapacity> {
        Self::bounded_at(capacity, 0)
    }
}

impl<T: Send + 'static> StartsAt<T> for SpscBatched {
    fn bounded_at(capacity: usize, passed: usize) -> Result<(Producer<T>, Consumer<T>), BadCapacity> {
        let ring = Shared::new(Ring::new(capacity, passed)?);
        let (shared, places) = (Shared::clone(&ring), ring.places());
        let limit = passed.wrapping_add(capacity);
        Ok((
            Producer { ring: shared, places: places.clone(), capacity, tail: passed, limit },
            Consumer { ring, places, head: passed, seen: passed },
        ))
    }
}

impl<T: Send + 'static> PushMany<T> for Producer<T> {
    #[inline]
    fn push_many(&mut self, items: &mut impl Iterator<Item = T>) -> usize {
        let tail = self.tail;
        let mut batch = Filling { end: self, tail };
        while batch.tail != batch.end.limit || batch.end.sees_room(batch.tail) {
            let Some(item) = items.next() else { break };
            // SAFETY: the count is before the limit (invariant 2), so its place is free; the ring is ours to keep alive.
            unsafe { batch.end.places.put(batch.tail, item) };
            batch.tail = batch.tail.wrapping_add(1);
        }
        batch.tail.wrapping_sub(tail)
    }
}

impl<T: Send + 'static> PopMany<T> for Consumer<T> {
    #[inline]
    fn pop_many(&mut self, most: usize, mut take: impl FnMut(T)) -> usize {
        if self.seen.wrapping_sub(self.head) < most {
            self.look();
        }
        let count = self.seen.wrapping_sub(self.head).min(most);
        let head = self.head;
        let mut batch = Emptying { end: self, head };
        for _ in 0..count {
            // SAFETY: the count is before a tail that we saw (invariant 2), so an item is there, which we pass; the ring is ours.
            let item = unsafe { batch.end.places.take(batch.head) };
            batch.head = batch.head.wrapping_add(1);
            take(item);
        }
        count
    }
}

impl<T: Send + 'static> Push<T> for Producer<T> {
    #[inline]
    fn try_push(&mut self, item: T) -> Result<(), Full<T>> {
        if self.tail == self.limit && !self.sees_room(self.tail) {
            return Err(Full(item));
        }
        // SAFETY: `tail` is before the limit (invariant 2), so its place is free; the ring is ours to keep alive.
        unsafe { self.places.put(self.tail, item) };
        self.publish(self.tail.wrapping_add(1));
        Ok(())
    }
}

impl<T: Send + 'static> Pop<T> for Consumer<T> {
    #[inline]
    fn try_pop(&mut self) -> Option<T> {
        if self.head == self.seen && !self.look() {
            return None;
        }
        // SAFETY: `head` is before a tail that we saw (invariant 2), so an item is there, which we pass; the ring is ours to keep alive.
        let item = unsafe { self.places.take(self.head) };
        self.publish(self.head.wrapping_add(1));
        Some(item)
    }
}

impl<T> Producer<T> {
    /// Looks where the head is now; says whether there is room at `tail`.
    fn sees_room(&mut self, tail: usize) -> bool {
        // Acquire: pairs with the consumer's `publish`, the places before it are free.
        self.limit = self.ring.head.load(Ordering::Acquire).wrapping_add(self.capacity);
        tail != self.limit
    }

    #[inline(always)]
    fn publish(&mut self, tail: usize) {
        self.tail = tail;
        self.ring.tail.store(tail, Ordering::Release); // Release: pairs with the consumer's look, the items are whole
    }
}

impl<T> Consumer<T> {
    /// Looks where the tail is now, twice if need be; says whether there is an item.
    fn look(&mut self) -> bool {
        self.see();
        if self.head == self.seen && after_a_head_start() {
            self.see();
        }
        self.head != self.seen
    }

    fn see(&mut self) {
        self.seen = self.ring.tail.load(Ordering::Acquire); // Acquire: pairs with the producer's `publish`, the items are whole
    }

    #[inline(always)]
    fn publish(&mut self, head: usize) {
        self.head = head;
        self.ring.head.store(head, Ordering::Release); // Release: pairs with the producer's look, the items are out
    }
}

impl<T> Drop for Filling<'_, T> {
    #[inline(always)]
    fn drop(&mut self) {
        if self.tail != self.end.tail {
            self.end.publish(self.tail);
        }
    }
}

impl<T> Drop for Emptying<'_, T> {
    #[inline(always)]
    fn drop(&mut self) {
        if self.head != self.end.head {
            self.end.publish(self.head);
        }
    }
}
