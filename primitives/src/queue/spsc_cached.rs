//! **A ring whose ends remember what they saw of each other.**
//!
//! *Promise.* Linearizable, "full" and "empty" included; exact capacity; wait-free: no operation depends on what another thread does.
//! One producer and one consumer, and the types say so: neither end can be cloned.
//!
//! *Origin.* Lee, Bu and Chandranmenon, "A Lock-Free, Cache-Efficient Multi-Core Synchronization Mechanism for Line-Rate Network
//! Traffic Monitoring" (MCRingBuffer), 2010, upon Lamport's ring (here `spsc_ring`).
//!
//! *State.* As in `spsc_ring`: `tail` counts the items pushed, `head` those popped. Beside its own index each end keeps how far it can
//! go without a look at the other's: the producer a `limit`, which is the head it saw last and the capacity, the consumer the
//! tail it saw last, `seen`. Only who has come so far looks again.
//!
//! *Invariants.* Those of a ring (`ring.rs`): `head <= tail <= head + capacity`; the places between the two hold items and are the
//! consumer's, the others are free and the producer's. Further:
//! 1. The index that an end keeps for itself is the one it has published.
//! 2. `tail <= limit <= head + capacity`: an old limit is too careful, since `head` only counts up.
//! 3. `head <= seen <= tail`: likewise.
//!
//! *Why a refusal is true.* Nobody is refused for what he remembers: "full" and "empty" follow a look at the other's index, and
//! one's own cannot have changed meanwhile.
//!
//! *Orderings.* Publishing an index hands over a place: `tail`, with Release, one with an item in it; `head`, one that is free. The
//! other end reads it with Acquire, and so touches the places up to there after it; what it remembers is covered by that look.
//!
//! *Trade-off.* When one side is ahead, the line with its index travels once for many items and not once for each: this is the queue
//! for single items. What makes it fast, beside that:
//! - the two indices stand on lines of their own, and what an end needs on its own side stands in the end: no line is
//!   written by both sides but those of the items;
//! - a consumer that finds nothing pauses before it looks once more: meanwhile the producer gets ahead by several items. So "empty"
//!   costs some 100 ns;
//! - one comparison stands before an item, and a mask finds its place, which needs no check;
//! - places begin at the beginning of a line.
//!
//! When both sides keep step, so that it is nearly empty, the item and the index still travel for each: `spsc_batched` and
//! `spsc_lazy` publish less often.

use super::ring::{Places, Ring, after_a_head_start};
use super::{BadCapacity, Full, Pop, Promise, Push, Queue, StartsAt};
use crate::sync::Shared;
use crate::sync::atomic::Ordering;

/// The ring with remembered indices.
#[derive(Debug)]
pub struct SpscCached;

/// Where items go in. Alone on its lines: two ends that were boxed one after the other would slow each other down.
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

/// Where items come out; alone on its lines, too.
#[repr(align(128))]
pub struct Consumer<T> {
    ring: Shared<Ring<T>>,
    places: Places<T>,
    /// The ring's head.
    head: usize,
    /// The tail as it was last seen.
    seen: usize,
}

impl<T: Send + 'static> Queue<T> for SpscCached {
    const PROMISE: Promise = Promise::Linearizable;
    type Producer = Producer<T>;
    type Consumer = Consumer<T>;

    fn bounded(capacity: usize) -> Result<(Producer<T>, Consumer<T>), BadCapacity> {
        Self::bounded_at(capacity, 0)
    }
}

impl<T: Send + 'static> StartsAt<T> for SpscCached {
    fn bounded_at(capacity: usize, passed: usize) -> Result<(Producer<T>, Consumer<T>), BadCapacity> {
        let ring = Shared::new(Ring::new(capacity, passed)?);
        let (shared, places) = (Shared::clone(&ring), ring.places());
        let limit = passed.wrapping_add(capacity);
        Ok((Producer { ring: shared, places, capacity, tail: passed, limit }, Consumer::new(ring, passed)))
    }
}

impl<T> Producer<T> {
    /// Looks where the head is now; says whether there is room.
    fn look(&mut self) -> bool {
        // Acquire: pairs with `try_pop`, the places before it are free.
        self.limit = self.ring.head.load(Ordering::Acquire).wrapping_add(self.capacity);
        self.tail != self.limit
    }
}

impl<T> Consumer<T> {
    /// The end of a ring in which the indices stand at `passed`.
    pub(super) fn new(ring: Shared<Ring<T>>, passed: usize) -> Self {
        Consumer { places: ring.places(), ring, head: passed, seen: passed }
    }

    /// Looks where the tail is now, twice if need be; says whether there is an item.
    fn look(&mut self) -> bool {
        self.see();
        if self.head == self.seen && after_a_head_start() {
            self.see();
        }
        self.head != self.seen
    }

    fn see(&mut self) {
        self.seen = self.ring.tail.load(Ordering::Acquire); // Acquire: pairs with `try_push`, the items before it are whole
    }
}

impl<T: Send + 'static> Push<T> for Producer<T> {
    #[inline]
    fn try_push(&mut self, item: T) -> Result<(), Full<T>> {
        if self.tail == self.limit && !self.look() {
            return Err(Full(item));
        }
        // SAFETY: `tail` is before the limit (invariant 2), so its place is free; the ring is ours to keep alive.
        unsafe { self.places.put(self.tail, item) };
        self.tail = self.tail.wrapping_add(1);
        self.ring.tail.store(self.tail, Ordering::Release); // Release: pairs with the consumer's look, the item is whole
        Ok(())
    }
}

impl<T: Send + 'static> Pop<T> for Consumer<T> {
    #[inline]
    fn try_pop(&mut self) -> Option<T> {
        if self.head == self.seen && !self.look() {
            return None;
        }
        // SAFETY: `head` is before a tail that we saw (invariant 3), so an item is there, which we pass; the ring is ours to keep alive.
        let item = unsafe { self.places.take(self.head) };
        self.head = self.head.wrapping_add(1);
        self.ring.head.store(self.head, Ordering::Release); // Release: pairs with the producer's look, the item is out
        Some(item)
    }
}
