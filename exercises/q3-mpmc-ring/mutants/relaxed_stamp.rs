//! A ring of many producers and many consumers. Belief: "the exchange of the tail is what hands over; the stamp is only a number."

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

/// Where an item lies. For the item number `n`, whose place this is: the stamp is `n` when the place is free for it, `n + 1`
/// when it is in, and `n + capacity` when it is out, which is to say: free for the one of the next lap.
struct Place<T> {
    stamp: AtomicUsize,
    item: UnsafeCell<T>,
}

struct Ring<T> {
    /// The number of the next push.
    tail: AtomicUsize,
    /// The number of the next pop.
    head: AtomicUsize,
    places: Box<[Place<T>]>,
}

// SAFETY: a number is won by one push and one pop. Whoever has won it, and found the stamp of that turn, touches the place
// alone, until it sets the stamp.
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
        // With one place alone, "filled" and "free for the next lap" would be the same stamp.
        BadCapacity::unless_within(capacity, 2, 1 << 20)?;
        let place = |n| Place { stamp: AtomicUsize::new(n), item: UnsafeCell::new(T::default()) };
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
            let tail = ring.tail.load(Ordering::Relaxed); // Relaxed: a guess; the stamp and the exchange prove it
            let place = &ring.places[tail % ring.places.len()];
            let stamp = place.stamp.load(Ordering::Acquire); // Acquire: pairs with `try_pop`, the item before is out
            if stamp < tail {
                return Err(Full(item)); // the item of a lap ago is still there
            }
            let won = stamp == tail
                && ring.tail.compare_exchange(tail, tail + 1, Ordering::AcqRel, Ordering::Acquire).is_ok();
            if won {
                // SAFETY: the place was free for this number, and the number is ours.
                place.item.with_mut(|free| unsafe { *free = item });
                place.stamp.store(tail + 1, Ordering::Relaxed); // the mistake: should be Release
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
            let head = ring.head.load(Ordering::Relaxed); // Relaxed: a guess; the stamp and the exchange prove it
            let place = &ring.places[head % ring.places.len()];
            let stamp = place.stamp.load(Ordering::Acquire); // Acquire: pairs with `try_push`, the item is in
            if stamp <= head {
                return None; // not filled in this lap, or not yet
            }
            // Relaxed: the number alone is won; what lies in the place is handed on by the stamp.
            let won = stamp == head + 1
                && ring.head.compare_exchange(head, head + 1, Ordering::Relaxed, Ordering::Relaxed).is_ok();
            if won {
                // SAFETY: the place was filled for this number, and the number is ours.
                let item = place.item.with(|full| unsafe { *full });
                // Release: pairs with `try_push` a lap later, the item is out.
                place.stamp.store(head + ring.places.len(), Ordering::Release);
                return Some(item);
            }
            spin_loop(); // another one won it
        }
    }
}
