//! A ring of many producers and many consumers.

use primitives::queue::{BadCapacity, Full, Mpmc, Mpsc, Pop, Promise, Push, Queue};
use primitives::sync::Arc;
use primitives::sync::atomic::{AtomicUsize, Ordering};
use primitives::sync::cell::UnsafeCell;
use primitives::sync::hint::spin_loop;

/// What can travel: plain values, and one of them fills a place that nobody has used yet.
pub trait Item: Copy + Default + Send + 'static {}
impl<T: Copy + Default + Send + 'static> Item for T {}

/// The queue.
#[derive(Debug)]
pub struct MpmcRing;

/// Where an item lies.
struct Place<T> {
    item: UnsafeCell<T>,
}

struct Ring<T> {
    /// The number of the next push.
    tail: AtomicUsize,
    /// The number of the next pop.
    head: AtomicUsize,
    places: Box<[Place<T>]>,
}

// SAFETY: a number is won by one push and one pop. That whoever has won it touches the place alone is yours to make true.
unsafe impl<T: Item> Sync for Ring<T> {}

/// Either end: both are the same reference.
pub struct End<T>(Arc<Ring<T>>);

impl<T> Clone for End<T> {
    fn clone(&self) -> Self {
        End(Arc::clone(&self.0))
    }
}

impl<T: Item> Queue<T> for MpmcRing {
    const PROMISE: Promise = Promise::FifoPerProducer;
    type Producer = End<T>;
    type Consumer = End<T>;

    fn bounded(capacity: usize) -> Result<(End<T>, End<T>), BadCapacity> {
        BadCapacity::unless_within(capacity, 2, 1 << 20)?;
        let place = |_n| Place { item: UnsafeCell::new(T::default()) };
        let places = (0..capacity).map(place).collect();
        let end = End(Arc::new(Ring { tail: AtomicUsize::new(0), head: AtomicUsize::new(0), places }));
        Ok((end.clone(), end))
    }
}

impl<T: Item> Mpsc<T> for MpmcRing {}
impl<T: Item> Mpmc<T> for MpmcRing {}

impl<T: Item> Push<T> for End<T> {
    fn try_push(&mut self, item: T) -> Result<(), Full<T>> {
        let ring = &*self.0;
        loop {
            let head = ring.head.load(Ordering::Acquire);
            let tail = ring.tail.load(Ordering::Acquire);
            if tail >= head + ring.places.len() {
                return Err(Full(item));
            }
            // One producer alone gets this number, and the place with it.
            if ring.tail.compare_exchange(tail, tail + 1, Ordering::AcqRel, Ordering::Acquire).is_ok() {
                let place = &ring.places[tail % ring.places.len()];
                // SAFETY: the number is ours.
                place.item.with_mut(|free| unsafe { *free = item });
                return Ok(());
            }
            spin_loop(); // another one won it
        }
    }
}

impl<T: Item> Pop<T> for End<T> {
    fn try_pop(&mut self) -> Option<T> {
        let ring = &*self.0;
        loop {
            let head = ring.head.load(Ordering::Acquire);
            if head >= ring.tail.load(Ordering::Acquire) {
                return None;
            }
            // One consumer alone gets this number, and the item with it.
            if ring.head.compare_exchange(head, head + 1, Ordering::AcqRel, Ordering::Acquire).is_ok() {
                let place = &ring.places[head % ring.places.len()];
                // SAFETY: the number is ours.
                return Some(place.item.with(|full| unsafe { *full }));
            }
            spin_loop(); // another one won it
        }
    }
}
