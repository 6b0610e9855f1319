//! **A queue without a limit: segments of slots, found through a directory.**
//!
//! *Promise.* Linearizable, "empty" included, also together with the refusals of other such queues; first in, first out; any number of producers and
//! consumers. Never full. Not lock-free: whoever is stopped between winning a position and filling its slot holds up the consumer
//! that wins it, and once a segment each end takes a lock. With one producer a push otherwise takes a fixed number of steps.
//!
//! *Origin.* Ours. That whoever won a position may touch its slot, and that the last to be done frees the segment, is known from
//! crossbeam's `SegQueue`; that an end remembers the other side's index, from Lamport's ring (here `spsc_cached`).
//!
//! *State.* Positions count from 0 and never wrap around (64 bits). `tail` is the position of the next push, `head` that of the
//! next pop. A position's slot lies in the segment that begins at `Segment::first_of`, and holds its item if the stamp is one more
//! than the position. The directory (`segmented/directory.rs`) knows the segments that are not finished.
//!
//! *Invariants.*
//! 1. Each position is won by one push and one pop. Among several ends of a side by a compare-and-exchange; a side with one end
//!    just counts, since nobody else can make a second.
//! 2. Whoever won a position alone touches its item: the producer until it sets the stamp, then the consumer.
//! 3. `head <= tail`: a consumer wins a position only after it has seen a tail beyond it; and neither goes back.
//! 4. A segment is finished when all of its items are reported as taken. Each consumer reports its own, after it took them: when it
//!    goes to another segment, or is dropped. So the segment of a position that is won and not reported lives, and an end follows its
//!    remembered pointer only for such a position.
//!
//! *Why "empty" is true.* A consumer that finds nothing reads `head`, and then `tail`, and says "empty" only if they are equal. There
//! are two cases. If `tail` was read to be more, some producer has won a position that no consumer had: we try to win it, and wait
//! for its stamp. If it was equal, then since neither goes back and `head` cannot pass `tail`, `head` still was what it had been
//! when `tail` was read: at that moment each item pushed had been won by some pop. A lone consumer knows its `head` without reading.
//!
//! *Orderings.* The stamp carries the item, the lock carries a segment from its last reader to its next writer, and the number of ends
//! carries an index to the one who is left. Among several producers `tail` moves with AcqRel, so that what came before a push comes
//! before the next one; among several consumers `head` moves with Release, so that whoever reads it sees the tail that allowed it. (A
//! lone end moves its index by a plain store: whoever joins it was handed a clone, and with it all that.) A refusal carries a
//! fence, as in `mpmc_tuned`; a push is no fence, and with one producer it may return before others can see it.
//!
//! *Trade-off.* Slots of 16 bytes for a word, four in a cache line. No locked instruction for a side with one end. Who loses a race
//! pauses, each time twice as long. A consumer that has caught up pauses, so that the producers get ahead: a cache line that
//! two cores pass to and fro for each item is several times slower. So an "empty" costs as much as dozens of items.
//!
//! A segment has 256 slots for words (4 KiB), and 8 at least. An unused queue has none; at rest there are at most the last one of
//! each consumer, the one of the tail, and a spare. An idle consumer keeps the segment in which it was last, and no other.

use super::{Full, Pop, Promise, Push, Unbounded, drop_all};
use crate::backoff::Backoff;
use crate::cache_padded::CachePadded;
use crate::sync::atomic::{AtomicU64, AtomicUsize, LoadByOwner, Ordering, fence};
use crate::sync::hint::pause;
use crate::sync::{Mutex, Shared, limits};

mod directory;

use directory::{Directory, Segment, Slot};

/// Our unbounded queue.
#[derive(Debug)]
pub struct Segmented;

/// How long a consumer that has caught up lets the producers get ahead, in spin hints, before each further look.
const PAUSE: u32 = 8;

struct Queue<T> {
    /// Position of the next push.
    tail: CachePadded<AtomicU64>,
    /// Position of the next pop.
    head: CachePadded<AtomicU64>,
    /// How many ends there are on each side; seldom written.
    ends: CachePadded<Ends>,
    directory: CachePadded<Mutex<Directory<T>>>,
}

struct Ends {
    producers: AtomicUsize,
    consumers: AtomicUsize,
}

// SAFETY: an item is touched by one thread at a time (invariant 2), and handed on by the stamp; T: Send lets it move.
unsafe impl<T: Send> Send for Queue<T> {}
// SAFETY: as above: the queue itself hands out no reference to an item.
unsafe impl<T: Send> Sync for Queue<T> {}

/// Whether there is one end of a kind, the caller's. Nobody but the caller can make this false.
#[inline(always)]
fn alone(ends: &AtomicUsize) -> bool {
    ends.load(Ordering::Acquire) == 1 // Acquire: pairs with the drop of an end, whose work was done by then
}

/// The segment in which an end was last.
struct Cursor<T> {
    first: u64,
    segment: Segment<T>,
}

impl<T> Cursor<T> {
    /// In none: no segment begins there.
    fn nowhere() -> Self {
        Cursor { first: u64::MAX, segment: Segment::none() }
    }
}

/// Where items go in.
pub struct Producer<T> {
    queue: Shared<Queue<T>>,
    at: Cursor<T>,
    /// Where the tail was last seen, or will be if nobody else pushes.
    tail: u64,
}

/// Where items come out.
pub struct Consumer<T> {
    queue: Shared<Queue<T>>,
    at: Cursor<T>,
    /// How many items of that segment this end has taken and not reported.
    taken: u64,
    /// Where the head was last seen, or will be if nobody else pops.
    head: u64,
    /// Where the tail was last seen: what lies before it is pushed, or about to be.
    tail: u64,
}

impl<T: Send + 'static> Unbounded<T> for Segmented {
    const PROMISE: Promise = Promise::LinearizableTogether;
    type Producer = Producer<T>;
    type Consumer = Consumer<T>;

    fn unbounded() -> (Producer<T>, Consumer<T>) {
        let queue = Shared::new(Queue {
            tail: CachePadded::new(AtomicU64::new(0)),
            head: CachePadded::new(AtomicU64::new(0)),
            ends: CachePadded::new(Ends { producers: AtomicUsize::new(1), consumers: AtomicUsize::new(1) }),
            directory: CachePadded::new(Mutex::new(Directory::new())),
        });
        (
            Producer { queue: Shared::clone(&queue), at: Cursor::nowhere(), tail: 0 },
            Consumer { queue, at: Cursor::nowhere(), taken: 0, head: 0, tail: 0 },
        )
    }
}

impl<T> Clone for Producer<T> {
    fn clone(&self) -> Self {
        // Relaxed: who uses either end later got it from here, and so knows.
        self.queue.ends.producers.fetch_add(1, Ordering::Relaxed);
        Producer { queue: Shared::clone(&self.queue), at: Cursor::nowhere(), tail: self.tail }
    }
}

impl<T> Clone for Consumer<T> {
    fn clone(&self) -> Self {
        // Relaxed: whoever uses either end later knows of this.
        self.queue.ends.consumers.fetch_add(1, Ordering::Relaxed);
        let queue = Shared::clone(&self.queue);
        Consumer { queue, at: Cursor::nowhere(), taken: 0, head: self.head, tail: self.tail }
    }
}

impl<T> Drop for Producer<T> {
    fn drop(&mut self) {
        // Release: pairs with `alone`; the one who is left may touch the tail as if we had never been.
        self.queue.ends.producers.fetch_sub(1, Ordering::Release);
    }
}

impl<T> Drop for Consumer<T> {
    fn drop(&mut self) {
        if self.taken > 0 {
            self.queue.directory.with(|directory| directory.report(self.at.first, self.taken));
        }
        // Release: pairs with `alone`; the one who is left may touch the head as if we had never been.
        self.queue.ends.consumers.fetch_sub(1, Ordering::Release);
    }
}

impl<T> Producer<T> {
    /// Wins the next position, among several producers.
    #[inline]
    fn win(&mut self) -> u64 {
        let mut backoff = Backoff::new();
        loop {
            let tail = self.tail;
            // AcqRel: an order of pushes that is seen here holds in other queues too. (The Acquire is not shown by the checker:
            // as in `mpmc_tuned`.) Relaxed: a guess, proved by the next.
            match self.queue.tail.compare_exchange(tail, tail + 1, Ordering::AcqRel, Ordering::Relaxed) {
                Ok(_) => {
                    self.tail = tail + 1;
                    return tail;
                }
                Err(now) => {
                    self.tail = now; // another producer won it
                    backoff.wait();
                }
            }
        }
    }

    /// Puts the item in the slot of a position.
    ///
    /// # Safety
    /// The position is the caller's alone, once.
    #[inline(always)]
    unsafe fn fill(&mut self, position: u64, item: T) {
        let first = Segment::<T>::first_of(position);
        if self.at.first != first {
            self.enter(first);
        }
        // SAFETY: our item is not taken yet, so the segment lives (invariant 4).
        let slot = unsafe { self.at.segment.slot(position) };
        // SAFETY: the slot is ours alone until the stamp is set (invariant 2).
        slot.item.with_mut(|free| unsafe { (*free).write(item) });
        slot.stamp.store(position + 1, Ordering::Release); // Release: pairs with `take`, the item is whole
    }

    /// Goes to another segment.
    #[cold]
    fn enter(&mut self, first: u64) {
        self.at = Cursor { first, segment: self.queue.directory.with(|directory| directory.find(first)) };
    }
}

impl<T: Send + 'static> Push<T> for Producer<T> {
    #[inline]
    fn try_push(&mut self, item: T) -> Result<(), Full<T>> {
        if alone(&self.queue.ends.producers) {
            let tail = self.queue.tail.load_by_owner();
            // SAFETY: nobody else can win a position, and we move on behind.
            unsafe { self.fill(tail, item) };
            self.queue.tail.store(tail + 1, Ordering::Relaxed); // Relaxed: the stamp carries the item
        } else {
            let tail = self.win();
            // SAFETY: won.
            unsafe { self.fill(tail, item) };
        }
        Ok(())
    }
}

impl<T> Consumer<T> {
    /// Wins the position of the oldest item, if there is one.
    #[inline(always)]
    fn win(&mut self) -> Option<u64> {
        if alone(&self.queue.ends.consumers) {
            let head = self.queue.head.load_by_owner();
            self.head = head;
            if head >= self.tail && !self.find_item() {
                return None;
            }
            self.queue.head.store(head + 1, Ordering::Relaxed); // Relaxed: no other consumer reads it
            return Some(head);
        }
        self.win_contended()
    }

    #[inline]
    fn win_contended(&mut self) -> Option<u64> {
        let mut backoff = Backoff::new();
        loop {
            if self.head >= self.tail && !self.find_item() {
                return None;
            }
            let head = self.head;
            // Release: pairs with `find_item`, which finds the tail that allowed this. Relaxed: a guess, proved by the next.
            match self.queue.head.compare_exchange(head, head + 1, Ordering::Release, Ordering::Relaxed) {
                Ok(_) => {
                    self.head = head + 1;
                    return Some(head);
                }
                Err(now) => {
                    self.head = now; // another consumer won it
                    backoff.wait();
                }
            }
        }
    }

    /// All that we know of is taken: says whether there is more.
    #[cold]
    fn find_item(&mut self) -> bool {
        let queue = &*self.queue;
        for look in 0..=limits::POLLS {
            if look > 0 {
                pause(PAUSE);
            }
            self.tail = queue.tail.load(Ordering::Relaxed); // Relaxed: a number; the stamp carries the item
            if self.head < self.tail {
                return true;
            }
        }
        // SeqCst: pairs with the fence of another refusal, here or in another queue: whoever's is second sees what the other pushed.
        fence(Ordering::SeqCst);
        // Acquire: read before the tail, and pairs with `win_contended`; the header says why.
        self.head = queue.head.load(Ordering::Acquire);
        self.tail = queue.tail.load(Ordering::Relaxed); // Relaxed: a number; ordered by the two lines above
        debug_assert!(self.head <= self.tail, "invariant 3");
        self.head < self.tail
    }

    /// Takes the item of a position out.
    ///
    /// # Safety
    /// The caller won the position.
    #[inline(always)]
    unsafe fn take(&mut self, position: u64) -> T {
        let first = Segment::<T>::first_of(position);
        if self.at.first != first {
            self.enter(first);
        }
        // SAFETY: our item is not reported as taken yet, so the segment lives (invariant 4).
        let slot: &Slot<T> = unsafe { self.at.segment.slot(position) };
        let mut backoff = Backoff::new();
        // Acquire: pairs with `fill`, the item is whole.
        while slot.stamp.load(Ordering::Acquire) != position + 1 {
            backoff.wait(); // its producer has won the position and is about to fill it
        }
        self.taken += 1;
        // SAFETY: filled, and ours alone (invariant 2).
        slot.item.with(|full| unsafe { (*full).assume_init_read() })
    }

    /// Reports what was taken from the last segment, and goes to another.
    #[cold]
    fn enter(&mut self, first: u64) {
        let segment = self.queue.directory.with(|directory| {
            if self.taken > 0 {
                directory.report(self.at.first, self.taken);
            }
            directory.find(first)
        });
        self.at = Cursor { first, segment };
        self.taken = 0;
    }
}

impl<T: Send + 'static> Pop<T> for Consumer<T> {
    #[inline]
    fn try_pop(&mut self) -> Option<T> {
        let position = self.win()?;
        // SAFETY: won.
        Some(unsafe { self.take(position) })
    }
}

impl<T> Drop for Queue<T> {
    fn drop(&mut self) {
        let mut head = self.head.load(Ordering::Relaxed); // Relaxed: nobody else is here
        let tail = self.tail.load(Ordering::Relaxed); // Relaxed: nobody else is here
        drop_all(|| {
            let position = head;
            (position != tail).then(|| {
                head += 1;
                let segment =
                    self.directory.with(|directory| directory.find(Segment::<T>::first_of(position)));
                // SAFETY: nobody else is here; a segment with an item in it lives (invariant 4).
                let slot = unsafe { segment.slot(position) };
                // SAFETY: every position between the two was filled and not taken.
                slot.item.with(|full| unsafe { (*full).assume_init_read() })
            })
        });
    }
}
