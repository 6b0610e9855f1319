//! A ring of one producer and one consumer. Belief: "an item is handed over; an empty place is nothing, so nothing is handed over".

use primitives::queue::{BadCapacity, Full, Pop, Promise, Push, Queue};
use primitives::sync::Arc;
use primitives::sync::atomic::{AtomicUsize, Ordering};
use primitives::sync::cell::UnsafeCell;

/// What can travel: plain values, and one of them fills a place that nobody has used yet.
pub trait Item: Copy + Default + Send + 'static {}
impl<T: Copy + Default + Send + 'static> Item for T {}

/// The queue, as its two ends.
#[derive(Debug)]
pub struct SpscRing;

/// What both ends share. Item number `n`, from 0 on, lies in the place `n % capacity`.
struct Ring<T> {
    /// How many items were pushed: written by the producer alone.
    tail: AtomicUsize,
    /// How many items were popped: written by the consumer alone.
    head: AtomicUsize,
    places: Box<[UnsafeCell<T>]>,
}

// SAFETY: the places from head to tail are the consumer's, all others the producer's. Who empties a place does not say so
// properly: the mistake.
unsafe impl<T: Item> Sync for Ring<T> {}

/// Where items go in.
pub struct Producer<T> {
    ring: Arc<Ring<T>>,
    /// The ring's tail. Nobody else writes it, so there is no need to read it there.
    tail: usize,
}

/// Where items come out.
pub struct Consumer<T> {
    ring: Arc<Ring<T>>,
    /// The ring's head, likewise.
    head: usize,
}

impl<T: Item> Queue<T> for SpscRing {
    const PROMISE: Promise = Promise::Linearizable;
    type Producer = Producer<T>;
    type Consumer = Consumer<T>;

    fn bounded(capacity: usize) -> Result<(Producer<T>, Consumer<T>), BadCapacity> {
        BadCapacity::unless_within(capacity, 1, 1 << 20)?;
        let places = (0..capacity).map(|_| UnsafeCell::new(T::default())).collect();
        let ring = Arc::new(Ring { tail: AtomicUsize::new(0), head: AtomicUsize::new(0), places });
        Ok((Producer { ring: Arc::clone(&ring), tail: 0 }, Consumer { ring, head: 0 }))
    }
}

impl<T: Item> Push<T> for Producer<T> {
    fn try_push(&mut self, item: T) -> Result<(), Full<T>> {
        let (ring, capacity) = (&*self.ring, self.ring.places.len());
        let head = ring.head.load(Ordering::Acquire); // Acquire: pairs with `try_pop`, the places before it are free
        if self.tail - head == capacity {
            return Err(Full(item));
        }
        // SAFETY: there are fewer than `capacity` items, so this place is the producer's.
        ring.places[self.tail % capacity].with_mut(|place| unsafe { *place = item });
        self.tail += 1;
        ring.tail.store(self.tail, Ordering::Release); // Release: pairs with `try_pop`, the item is in
        Ok(())
    }
}

impl<T: Item> Pop<T> for Consumer<T> {
    fn try_pop(&mut self) -> Option<T> {
        let (ring, capacity) = (&*self.ring, self.ring.places.len());
        let tail = ring.tail.load(Ordering::Acquire); // Acquire: pairs with `try_push`, the items before it are whole
        if tail == self.head {
            return None;
        }
        // SAFETY: there is an item, so this place is the consumer's.
        let item = ring.places[self.head % capacity].with(|place| unsafe { *place });
        self.head += 1;
        ring.head.store(self.head, Ordering::Relaxed); // the mistake: should be Release
        Some(item)
    }
}
