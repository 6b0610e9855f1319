//! **A ring of one producer and one consumer (Lamport).**
//!
//! *Promise.* Linearizable, "full" and "empty" included; exact capacity; wait-free: no operation loops or waits for anybody.
//! One producer and one consumer, and the types say so: neither end can be cloned.
//!
//! *Origin.* Lamport, "Proving the Correctness of Multiprocess Programs", 1977, and "Specifying Concurrent Program Modules", 1983;
//! its orderings for weak memory are those of Le, Guatto, Cohen and Pop, "Correct and Efficient Bounded FIFO Queues", 2013.
//!
//! *State.* `tail` counts the items pushed, `head` those popped. The queue is empty if they are equal, and full if `tail` is
//! `capacity` ahead. That is all: since each is written by one side, no step of either needs to be atomic with another.
//!
//! *Invariants.* Those of a ring (`ring.rs`): `head <= tail <= head + capacity`; the places between the two hold items and are the
//! consumer's, the others are free and the producer's. Further:
//! 1. The index that an end keeps for itself is the one it has published.
//! 2. An end that reads the other's index may read an old one, and is then too careful: it sees fewer items, or less room,
//!    than there is.
//!
//! *Orderings.* Publishing an index hands over a place: `tail`, with Release, one with an item in it; `head`, one that is free.
//! The other end reads it with Acquire, and so touches the place after it. An end's own index is no atomic at all.
//!
//! *Trade-off.* The shortest right queue there is, and a lesson in what is shared: every operation reads a line that the other core
//! keeps writing, even when it knows already that there is room. `spsc_cached` asks only when it must.

use super::ring::{Places, Ring};
use super::{BadCapacity, Full, Pop, Promise, Push, Queue, StartsAt};
use crate::sync::Shared;
use crate::sync::atomic::Ordering;

/// Lamport's queue.
#[derive(Debug)]
pub struct SpscRing;

/// Where items go in.
pub struct Producer<T> {
    ring: Shared<Ring<T>>,
    places: Places<T>,
    capacity: usize,
    /// The ring's tail.
    tail: usize,
}

/// Where items come out.
pub struct Consumer<T> {
    ring: Shared<Ring<T>>,
    places: Places<T>,
    /// The ring's head.
    head: usize,
}

impl<T: Send + 'static> Queue<T> for SpscRing {
    const PROMISE: Promise = Promise::Linearizable;
    type Producer = Producer<T>;
    type Consumer = Consumer<T>;

    fn bounded(capacity: usize) -> Result<(Producer<T>, Consumer<T>), BadCapacity> {
        Self::bounded_at(capacity, 0)
    }
}

impl<T: Send + 'static> StartsAt<T> for SpscRing {
    fn bounded_at(capacity: usize, passed: usize) -> Result<(Producer<T>, Consumer<T>), BadCapacity> {
        let ring = Shared::new(Ring::new(capacity, passed)?);
        let (shared, places) = (Shared::clone(&ring), ring.places());
        Ok((
            Producer { ring: shared, places: places.clone(), capacity, tail: passed },
            Consumer { ring, places, head: passed },
        ))
    }
}

impl<T: Send + 'static> Push<T> for Producer<T> {
    #[inline]
    fn try_push(&mut self, item: T) -> Result<(), Full<T>> {
        let head = self.ring.head.load(Ordering::Acquire); // Acquire: pairs with `try_pop`, the places before it are free
        if self.tail.wrapping_sub(head) == self.capacity {
            return Err(Full(item));
        }
        // SAFETY: fewer than `capacity` items are inside, so the place at `tail` is free; the ring is ours to keep alive.
        unsafe { self.places.put(self.tail, item) };
        self.tail = self.tail.wrapping_add(1);
        self.ring.tail.store(self.tail, Ordering::Release); // Release: pairs with `try_pop`, the item is whole
        Ok(())
    }
}

impl<T: Send + 'static> Pop<T> for Consumer<T> {
    #[inline]
    fn try_pop(&mut self) -> Option<T> {
        let tail = self.ring.tail.load(Ordering::Acquire); // Acquire: pairs with `try_push`, the items before it are whole
        if tail == self.head {
            return None;
        }
        // SAFETY: the tail is ahead, so there is an item at `head`, which we pass; the ring is ours to keep alive.
        let item = unsafe { self.places.take(self.head) };
        self.head = self.head.wrapping_add(1);
        self.ring.head.store(self.head, Ordering::Release); // Release: pairs with `try_push`, the item is out
        Some(item)
    }
}
