//! **A ring whose answers are exact, tuned for few cache misses.**
//!
//! *Promise.* Linearizable, "full" and "empty" included, also together with the refusals of other such queues; exact capacity; any number of
//! producers and consumers. Not lock-free: whoever is stopped between winning a place and filling it holds up those who come to
//! that place, and whoever finds nothing while another one stands there waits for it.
//!
//! *Origin.* Vyukov's ring ("Bounded MPMC queue", 2010; here `mpmc_ring`). What is added is ours: the proof of a refusal, and
//! the four things below.
//!
//! *State.* As in `mpmc_ring`: a place's stamp is `p` if it is free for the push at `p`, `p + 1` if it is filled for the pop at `p`.
//!
//! *Invariants.*
//! 1. Each position is won by one push and one pop, by a compare-and-exchange of `tail` and of `head`, which only count up.
//! 2. Between winning a position and setting the stamp, the winner alone touches the item of the place.
//! 3. A stamp never goes back. Whoever sees the stamp of his turn and wins the position is the next to touch the place.
//! 4. `head <= tail <= head + capacity`: a position is won by a pop only when its item was there, and by a push only when the item
//!    of a lap ago was gone.
//!
//! *Why a refusal is true.* A pop that finds nothing remembers a position `h` that `head` has had. After a fence it
//! reads `tail`, and says "empty" only if that is `h`. `head` does not go back and cannot pass `tail` (invariant 4): when `tail`
//! was read, `head` was no less than `h` and no more than `h`, and the queue was empty at that moment. Likewise a push
//! remembers where `tail` was, and reads `head`. If they are not equal, and what we remember is not old, an operation has won
//! its position and is about to set the stamp, and we wait for it.
//!
//! *Orderings.* The stamp carries the item, as in `mpmc_ring`. The fence of a refusal does two things:
//! - In a memory model without a common time "when `tail` was read" means this: an index is won with Release (and Acquire, to pass on what came before), and what is
//!   remembered of it was read before the fence, which makes that reading an Acquire. So if a push came before the pop that left
//!   `head` at `h`, the reading of `tail` sees that push.
//! - If this thread pushed somewhere before it found nothing here, and another one pushed here before it found nothing there,
//!   then of the two fences one is first, and whoever's is second sees the other's push. So a thread may say "I sleep",
//!   look once more, and sleep.
//!
//! *Trade-off.* What makes it fast, in the order of what it brought:
//! - places of 16 bytes for a word, four in a cache line: a batch moves between cores in few lines. (Padded places cost
//!   two to three times as much.)
//! - whoever lost a race pauses, each time twice as long: the winner keeps the lines for a while.
//! - each end remembers where it was: the next position is tried without reading the index first, which another core may
//!   hold.
//! - a refusal is slow on purpose. Whoever finds nothing looks three times before it asks for the other side's index, which costs
//!   the other side a cache miss; meanwhile the other side gets ahead, and the next look finds several items.
//!
//! An empty `try_pop` costs as much as a few successful ones. Ends keep a position each; cloning one is cheap.

use std::mem::MaybeUninit;

use super::laps::{Laps, MOST, row};
use super::{BadCapacity, Full, Mpmc, Mpsc, Pop, Promise, Push, Queue, StartsAt, drop_all};
use crate::backoff::Backoff;
use crate::cache_padded::CachePadded;
use crate::sync::atomic::{AtomicUsize, Ordering, fence};
use crate::sync::cell::UnsafeCell;
use crate::sync::hint::pause;
use crate::sync::{Shared, limits};

/// Our bounded queue.
#[derive(Debug)]
pub struct MpmcTuned;

struct Place<T> {
    /// Whose turn it is; see the header.
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

/// Where items go in.
pub struct Producer<T> {
    ring: Shared<Ring<T>>,
    /// Where the tail was last seen, or will be if nobody else pushes.
    tail: usize,
}

/// Where items come out.
pub struct Consumer<T> {
    ring: Shared<Ring<T>>,
    /// Where the head was last seen, or will be if nobody else pops.
    head: usize,
}

impl<T> Clone for Producer<T> {
    fn clone(&self) -> Self {
        Producer { ring: Shared::clone(&self.ring), tail: self.tail }
    }
}

impl<T> Clone for Consumer<T> {
    fn clone(&self) -> Self {
        Consumer { ring: Shared::clone(&self.ring), head: self.head }
    }
}

impl<T: Send + 'static> Queue<T> for MpmcTuned {
    const PROMISE: Promise = Promise::LinearizableTogether;
    type Producer = Producer<T>;
    type Consumer = Consumer<T>;

    fn bounded(capacity: usize) -> Result<(Producer<T>, Consumer<T>), BadCapacity> {
        Self::bounded_at(capacity, 0)
    }
}

impl<T: Send + 'static> StartsAt<T> for MpmcTuned {
    fn bounded_at(capacity: usize, passed: usize) -> Result<(Producer<T>, Consumer<T>), BadCapacity> {
        BadCapacity::unless_within(capacity, 1, MOST.min(isize::MAX as usize / size_of::<Place<T>>()))?;
        let laps = Laps::new(capacity);
        let start = laps.at(passed);
        let place = |index| Place {
            stamp: AtomicUsize::new(laps.first_in(index, start)),
            item: UnsafeCell::new(MaybeUninit::uninit()),
        };
        let ring = Shared::new(Ring {
            tail: CachePadded::new(AtomicUsize::new(start)),
            head: CachePadded::new(AtomicUsize::new(start)),
            laps,
            places: row(capacity, place)?,
        });
        Ok((Producer { ring: Shared::clone(&ring), tail: start }, Consumer { ring, head: start }))
    }
}

impl<T: Send + 'static> Mpsc<T> for MpmcTuned {}
impl<T: Send + 'static> Mpmc<T> for MpmcTuned {}

impl<T> Ring<T> {
    #[inline(always)]
    fn place(&self, position: usize) -> &Place<T> {
        debug_assert!(self.laps.index(position) < self.places.len());
        // SAFETY: positions come from `Laps`, whose index is below the capacity, which is how many places there are.
        unsafe { self.places.get_unchecked(self.laps.index(position)) }
    }

    /// Moves an index on from `position`, if it still stands there.
    #[inline(always)]
    fn win(&self, index: &AtomicUsize, position: usize) -> Result<usize, usize> {
        let next = self.laps.next(position);
        // Release: pairs with the fence of a refusal. The items travel by their stamps; what is told here is which operations on
        // the other index came before this one. Acquire: and whoever comes behind passes it on, so that an order seen in this
        // queue holds in others. (The Acquire is not shown by the checker: it takes a third thread, whose fence there acquires
        // what the second one read.) Relaxed: what is read of an index that is not won is only a better guess.
        index.compare_exchange(position, next, Ordering::AcqRel, Ordering::Relaxed).map(|_| next)
    }

    /// Puts an item in a place that was won.
    ///
    /// # Safety
    /// The stamp of the place was seen to be `tail`, and the caller won it.
    #[inline(always)]
    unsafe fn fill(place: &Place<T>, tail: usize, item: T) {
        // SAFETY: the place is free, and ours alone until the stamp is set (invariants 2 and 3).
        place.item.with_mut(|free| unsafe { (*free).write(item) });
        place.stamp.store(tail.wrapping_add(1), Ordering::Release); // Release: pairs with the consumer's look
    }

    /// Takes the item out of a place that was won.
    ///
    /// # Safety
    /// The stamp of the place was seen to be `head + 1`, and the caller won it.
    #[inline(always)]
    unsafe fn empty(&self, place: &Place<T>, head: usize) -> T {
        // SAFETY: the place is filled, and ours alone until the stamp is set (invariants 2 and 3).
        let item = place.item.with(|full| unsafe { (*full).assume_init_read() });
        place.stamp.store(self.laps.lap_later(head), Ordering::Release); // Release: pairs with the producer's look
        item
    }

    /// Whether a place has this stamp now.
    fn has(&self, position: usize, stamp: usize) -> bool {
        self.place(position).stamp.load(Ordering::Relaxed) == stamp // Relaxed: only to know when to look again
    }

    /// Whether it has, looking a few times.
    fn comes_to_have(&self, position: usize, stamp: usize) -> bool {
        (0..limits::POLLS).any(|_| {
            pause(1);
            self.has(position, stamp)
        })
    }
}

/// The first pause after a lost race is `2^3` spin hints, about the time that a cache line takes from core to core and back: the
/// winner has the line that long, and does several operations with it.
const AFTER_A_LOST_RACE: u32 = 3;

impl<T> Producer<T> {
    /// The place was not free: says whether to try again, with a position that may be another one, or the ring is full.
    #[cold]
    fn find_room(&mut self) -> bool {
        let ring = &*self.ring;
        if ring.comes_to_have(self.tail, self.tail) {
            return true;
        }
        let mut backoff = Backoff::new();
        loop {
            // SeqCst: pairs with the fence of a consumer's refusal. If ours is first, it sees all that we pushed anywhere before;
            // if theirs is, we see all that they popped.
            fence(Ordering::SeqCst);
            let tail = ring.tail.load(Ordering::Relaxed); // Relaxed: the fence stands between this and what we remember
            if tail != self.tail {
                self.tail = tail; // what we remembered was old
                return true;
            }
            // Relaxed: the fence decides how old it may be.
            if ring.laps.lap_later(ring.head.load(Ordering::Relaxed)) == tail {
                return false;
            }
            backoff.wait(); // a consumer has won the place and is about to empty it
            if ring.has(tail, tail) {
                return true;
            }
        }
    }
}

impl<T> Consumer<T> {
    /// The place was not filled: says whether to try again, with a position that may be another one, or the ring is empty.
    #[cold]
    fn find_item(&mut self) -> bool {
        let ring = &*self.ring;
        if ring.comes_to_have(self.head, self.head.wrapping_add(1)) {
            return true;
        }
        let mut backoff = Backoff::new();
        loop {
            fence(Ordering::SeqCst); // SeqCst: pairs with the fence of a producer's refusal, and of another consumer's
            let head = ring.head.load(Ordering::Relaxed); // Relaxed: the fence stands between this and what we remember
            if head != self.head {
                self.head = head; // what we remembered was old
                return true;
            }
            // Relaxed: the fence decides how old it may be.
            if ring.tail.load(Ordering::Relaxed) == head {
                return false;
            }
            backoff.wait(); // a producer has won the place and is about to fill it
            if ring.has(head, head.wrapping_add(1)) {
                return true;
            }
        }
    }
}

impl<T: Send + 'static> Push<T> for Producer<T> {
    #[inline]
    fn try_push(&mut self, item: T) -> Result<(), Full<T>> {
        let mut backoff = Backoff::starting_at(AFTER_A_LOST_RACE);
        loop {
            let tail = self.tail;
            let place = self.ring.place(tail);
            // Acquire: pairs with `empty`: the item of a lap ago is out.
            if place.stamp.load(Ordering::Acquire) != tail {
                if self.find_room() {
                    continue;
                }
                return Err(Full(item));
            }
            match self.ring.win(&self.ring.tail, tail) {
                Ok(next) => {
                    self.tail = next;
                    // SAFETY: seen and won.
                    unsafe { Ring::fill(place, tail, item) };
                    return Ok(());
                }
                Err(now) => {
                    self.tail = now; // another producer won it
                    backoff.wait();
                }
            }
        }
    }
}

impl<T: Send + 'static> Pop<T> for Consumer<T> {
    #[inline]
    fn try_pop(&mut self) -> Option<T> {
        let mut backoff = Backoff::starting_at(AFTER_A_LOST_RACE);
        loop {
            let head = self.head;
            let place = self.ring.place(head);
            // Acquire: pairs with `fill`: the item is whole.
            if place.stamp.load(Ordering::Acquire) != head.wrapping_add(1) {
                if self.find_item() {
                    continue;
                }
                return None;
            }
            match self.ring.win(&self.ring.head, head) {
                Ok(next) => {
                    self.head = next;
                    // SAFETY: seen and won.
                    return Some(unsafe { self.ring.empty(place, head) });
                }
                Err(now) => {
                    self.head = now; // another consumer won it
                    backoff.wait();
                }
            }
        }
    }
}

impl<T> Drop for Ring<T> {
    fn drop(&mut self) {
        let mut head = self.head.load(Ordering::Relaxed); // Relaxed: nobody else is here
        let tail = self.tail.load(Ordering::Relaxed); // Relaxed: nobody else is here
        drop_all(|| {
            let position = head;
            (position != tail).then(|| {
                head = self.laps.next(position);
                // SAFETY: every position between the two was filled and not emptied, and nobody else is here.
                unsafe { self.empty(self.place(position), position) }
            })
        });
    }
}
