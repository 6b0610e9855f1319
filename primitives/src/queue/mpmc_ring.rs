//! **A ring whose places say whose turn it is (Vyukov).**
//!
//! *Promise.* Exact capacity; each item once, the items of one producer in order; any number of producers and consumers.
//! Not linearizable: a place is claimed first and filled later, so while some operation stands between the two, "full" and
//! "empty" may be said of a ring that is neither, even to a thread that has just pushed. Not lock-free either: whoever stands there
//! holds up all who come to that place.
//!
//! *Origin.* Vyukov, "Bounded MPMC queue", 2010.
//!
//! *State.* A place holds a stamp and perhaps an item. For a position `p` (see `laps.rs`) and its place:
//!
//! | stamp | the place is |
//! |---|---|
//! | `p` | free for the push at `p` |
//! | `p + 1` | filled, for the pop at `p` |
//! | `p + lap` | free for the push a lap later |
//!
//! `tail` is the position of the next push, `head` that of the next pop.
//!
//! *Invariants.*
//! 1. Each position is won by one push and one pop: by a compare-and-exchange of `tail` and of `head`, which only count up.
//! 2. Between winning a position and setting the stamp, the winner alone touches the item of the place.
//! 3. A stamp never goes back. Whoever sees the stamp of his turn and wins the position is the next to touch the place.
//!
//! *Orderings.* The stamp carries the item: set with Release by whoever filled or emptied the place, read with Acquire by whoever
//! comes next. `head` and `tail` carry nothing, and are Relaxed: who reads an old value fails to exchange it, or finds a stamp
//! of another turn.
//!
//! *Trade-off.* One compare-and-exchange an operation, and producers never wait for consumers unless the ring is full. But who
//! needs to know that the queue *is* empty, as a thread does that is about to sleep, needs another one: `mpmc_tuned`.

use std::mem::MaybeUninit;

use super::laps::{Laps, MOST, row};
use super::{BadCapacity, Full, Mpmc, Mpsc, Pop, Promise, Push, Queue, StartsAt, drop_all};
use crate::cache_padded::CachePadded;
use crate::sync::Shared;
use crate::sync::atomic::{AtomicUsize, Ordering};
use crate::sync::cell::UnsafeCell;
use crate::sync::hint::spin_loop;

/// Vyukov's bounded queue.
#[derive(Debug)]
pub struct MpmcRing;

struct Place<T> {
    /// Whose turn it is; see the table above.
    stamp: AtomicUsize,
    item: UnsafeCell<MaybeUninit<T>>,
}

struct Ring<T> {
    /// Position of the next push.
    tail: CachePadded<AtomicUsize>,
    /// Position of the next pop.
    head: CachePadded<AtomicUsize>,
    laps: Laps,
    places: Box<[Place<T>]>,
}

// SAFETY: an item is touched by one thread at a time (invariant 2), and handed on by the stamp; T: Send lets it move.
unsafe impl<T: Send> Send for Ring<T> {}
// SAFETY: as above: the ring itself hands out no reference to an item.
unsafe impl<T: Send> Sync for Ring<T> {}

/// Either end.
pub struct End<T>(Shared<Ring<T>>);

impl<T> Clone for End<T> {
    fn clone(&self) -> Self {
        End(Shared::clone(&self.0))
    }
}

impl<T: Send + 'static> Queue<T> for MpmcRing {
    const PROMISE: Promise = Promise::FifoPerProducer;
    type Producer = End<T>;
    type Consumer = End<T>;

    fn bounded(capacity: usize) -> Result<(End<T>, End<T>), BadCapacity> {
        Self::bounded_at(capacity, 0)
    }
}

impl<T: Send + 'static> StartsAt<T> for MpmcRing {
    fn bounded_at(capacity: usize, passed: usize) -> Result<(End<T>, End<T>), BadCapacity> {
        let ring = Shared::new(Ring::new(capacity, passed)?);
        Ok((End(Shared::clone(&ring)), End(ring)))
    }
}

impl<T: Send + 'static> Mpsc<T> for MpmcRing {}
impl<T: Send + 'static> Mpmc<T> for MpmcRing {}

impl<T> Ring<T> {
    fn new(capacity: usize, passed: usize) -> Result<Self, BadCapacity> {
        BadCapacity::unless_within(capacity, 1, MOST.min(isize::MAX as usize / size_of::<Place<T>>()))?;
        let laps = Laps::new(capacity);
        let start = laps.at(passed);
        let place = |index| Place {
            stamp: AtomicUsize::new(laps.first_in(index, start)),
            item: UnsafeCell::new(MaybeUninit::uninit()),
        };
        Ok(Ring {
            tail: CachePadded::new(AtomicUsize::new(start)),
            head: CachePadded::new(AtomicUsize::new(start)),
            laps,
            places: row(capacity, place)?,
        })
    }

    fn push(&self, item: T) -> Result<(), Full<T>> {
        let mut tail = self.tail.load(Ordering::Relaxed); // Relaxed: a guess, proved by the exchange
        loop {
            let place = &self.places[self.laps.index(tail)];
            let stamp = place.stamp.load(Ordering::Acquire); // Acquire: pairs with `pop`, the place is empty
            match stamp.wrapping_sub(tail) as isize {
                0 => match self.win(&self.tail, tail) {
                    Ok(()) => {
                        // SAFETY: the stamp gave us the turn and we won the position (invariants 2 and 3).
                        place.item.with_mut(|free| unsafe { (*free).write(item) });
                        place.stamp.store(tail.wrapping_add(1), Ordering::Release); // Release: pairs with `pop`
                        return Ok(());
                    }
                    Err(now) => tail = now, // another producer won it
                },
                // The item of a lap ago is still there, or is being taken out at this moment.
                ..0 => return Err(Full(item)),
                _ => {
                    spin_loop();
                    tail = self.tail.load(Ordering::Relaxed); // Relaxed: another guess; the last one was old
                }
            }
        }
    }

    fn pop(&self) -> Option<T> {
        let mut head = self.head.load(Ordering::Relaxed); // Relaxed: a guess, proved by the exchange
        loop {
            let place = &self.places[self.laps.index(head)];
            let stamp = place.stamp.load(Ordering::Acquire); // Acquire: pairs with `push`, the item is whole
            match stamp.wrapping_sub(head.wrapping_add(1)) as isize {
                0 => match self.win(&self.head, head) {
                    Ok(()) => {
                        // SAFETY: the stamp said that the place is filled, and we won the position (invariants 2 and 3).
                        let item = place.item.with(|full| unsafe { (*full).assume_init_read() });
                        // Release: pairs with `push` a lap later.
                        place.stamp.store(self.laps.lap_later(head), Ordering::Release);
                        return Some(item);
                    }
                    Err(now) => head = now, // another consumer won it
                },
                // Nothing was pushed here in this lap, or it is being pushed at this moment.
                ..0 => return None,
                _ => {
                    spin_loop();
                    head = self.head.load(Ordering::Relaxed); // Relaxed: another guess; the last one was old
                }
            }
        }
    }

    /// Moves an index on from `position`, if it still stands there.
    #[inline(always)]
    fn win(&self, index: &AtomicUsize, position: usize) -> Result<(), usize> {
        // Relaxed: the stamps carry everything.
        index
            .compare_exchange_weak(position, self.laps.next(position), Ordering::Relaxed, Ordering::Relaxed)
            .map(|_| ())
    }
}

impl<T> Drop for Ring<T> {
    fn drop(&mut self) {
        drop_all(|| self.pop()); // nobody else is here: "empty" is exact
    }
}

impl<T: Send + 'static> Push<T> for End<T> {
    #[inline]
    fn try_push(&mut self, item: T) -> Result<(), Full<T>> {
        self.0.push(item)
    }
}

impl<T: Send + 'static> Pop<T> for End<T> {
    #[inline]
    fn try_pop(&mut self) -> Option<T> {
        self.0.pop()
    }
}
