//! **Each reader has a place of its own; a writer visits them all.**
//!
//! *Promise.* Readers share, a writer is alone. The writer whose turn it is keeps new readers out, so it waits for those
//! inside and no others. Blocking: a reader that finds a writer lines up at the mutex, where it sleeps or spins, and is passed over or not, as the
//! mutex has it (over [`FutexLock`] it sleeps, and writers may overtake it; over a ticket lock it spins, and they may not). A writer
//! waits for readers spinning, and soon gives its core away between looks.
//!
//! *Origin.* The "big reader" lock of Linux 2.4 (Miller and Molnár, 2000); Hsieh and Weihl, "Scalable Reader-Writer Locks for
//! Parallel Systems", 1992. The handshake of reader and writer is Dekker's.
//!
//! *State.* A row of padded places, one for each thread by its number: how many readings the thread is inside of. One more count,
//! `latecomers`, that the threads beyond the row share. `writing`, set while a writer is inside or waits for readers. A mutex,
//! held by that writer.
//!
//! *Invariants.*
//! 1. A place is written by the thread with its number alone; when threads end and begin, numbers change hands in order.
//! 2. `writing` is written by the holder of the mutex alone, and is false whenever the mutex is free.
//! 3. A reader is inside once it is counted, and then has found `writing` false, or has counted itself while it held the mutex.
//! 4. A writer is inside once `writing` is set, and then has found every count 0.
//!
//! *Orderings.* Reader: count, fence, look at `writing`. Writer: set `writing`, fence, look at the counts. Both fences are `SeqCst`, so one
//! of them comes first:
//! - the reader's: then the writer, which looks after its own, finds the count, and waits until it is gone;
//! - the writer's: then the reader, which looks after its own, finds `writing` set (or cleared already), and does not go in
//!   while it is set.
//!
//! Without the fences both could look before either had shown itself, and both go in. A count goes down with `Release` and is found 0
//! with `Acquire`: what was read happens before it is changed. `writing` is cleared with `Release` and found false with `Acquire`: what was changed
//! happens before it is read. A reader that takes its count back has read nothing since its fence, which speaks for
//! what it read before: `Relaxed`. The rest is the mutex's.
//!
//! *Trade-off.* Readers share no line that anybody writes: a reading costs one fence, however many read at once. Paid for with
//! memory (8 KiB a value), and by writers, who visit all places. Right when nearly all is reading.

use std::cell::Cell;

use super::raw::{RawRwLock, TryRawRwLock};
use crate::backoff::Backoff;
use crate::cache_padded::CachePadded;
use crate::lock::{RawLock, futex::FutexLock};
use crate::sync::atomic::{AtomicBool, AtomicU32, LoadByOwner, Ordering, fence};
use crate::sync::{limits, thread};

/// A readers-writer lock with a place for each reader, over a mutex for the writers.
#[derive(Debug)]
pub struct BigReaderLock<L = FutexLock> {
    /// Readings that the thread with this number is inside of; written by it.
    places: Box<[CachePadded<AtomicU32>]>,
    /// Readings that threads without a place are inside of.
    latecomers: CachePadded<AtomicU32>,
    /// A writer is inside, or waits for readers.
    writing: CachePadded<AtomicBool>,
    /// Held by the writer, and by a reader that found one until it is counted.
    mutex: L,
}

impl<L: Default> Default for BigReaderLock<L> {
    fn default() -> Self {
        BigReaderLock {
            places: (0..limits::SLOTS).map(|_| CachePadded::new(AtomicU32::new(0))).collect(),
            latecomers: CachePadded::new(AtomicU32::new(0)),
            writing: CachePadded::new(AtomicBool::new(false)),
            mutex: L::default(),
        }
    }
}

impl<L: RawLock> BigReaderLock<L> {
    /// The place of this thread, if the row is long enough.
    #[inline(always)]
    fn own_place(&self) -> Option<usize> {
        thread::number().filter(|number| *number < self.places.len())
    }

    /// Counts one more reading.
    #[inline(always)]
    fn count_up(&self, place: Option<usize>) {
        match place {
            // We are its one writer (invariant 1): load and store need not be one step.
            // Relaxed: the fence in `try_enter` shows it, or the mutex.
            Some(place) => {
                let own = &self.places[place];
                own.store(own.load_by_owner() + 1, Ordering::Relaxed);
            }
            None => _ = self.latecomers.fetch_add(1, Ordering::Relaxed), // Relaxed: likewise
        }
    }

    /// Takes a count back that nothing was read under.
    #[cold]
    fn take_back(&self, place: Option<usize>) {
        match place {
            Some(place) => {
                let own = &self.places[place];
                own.store(own.load_by_owner() - 1, Ordering::Relaxed); // Relaxed: see the header
            }
            None => _ = self.latecomers.fetch_sub(1, Ordering::Relaxed), // Relaxed: likewise
        }
    }

    /// Enters, if no writer is there.
    #[inline(always)]
    fn try_enter(&self, place: Option<usize>) -> bool {
        self.count_up(place);
        fence(Ordering::SeqCst); // the writer's counterpart is in `acquire_exclusive`; the two cases are in the header
        // Acquire: pairs with the Release in `release_exclusive`
        if self.writing.load(Ordering::Acquire) {
            self.take_back(place);
            return false;
        }
        true
    }

    /// Enters while no writer can.
    #[cold]
    fn enter_contended(&self, place: Option<usize>) {
        let slot = L::Slot::default();
        // SAFETY: the slot is new, and stays in this frame until released below.
        unsafe { self.mutex.acquire(&slot) };
        self.count_up(place); // there is no writer now (invariant 2), and the next one will find it
        // SAFETY: held since above, by this slot.
        unsafe { self.mutex.release(&slot) };
    }
}

// SAFETY: a reader and a writer are not inside at once: either the reader was counted under the mutex, and the writer
// that takes it next finds the count, or the two cases in the header hold (invariants 3 and 4). Writers exclude each other by
// the mutex. A thread that reads within a reading counts to two, and is inside until it is back at zero.
unsafe impl<L: RawLock> RawRwLock for BigReaderLock<L> {
    /// The reader's place; none for a latecomer.
    type Reading = Cell<Option<usize>>;
    type Writing = L::Slot;

    #[inline]
    unsafe fn acquire_shared(&self, reading: &Cell<Option<usize>>) {
        let place = self.own_place();
        reading.set(place);
        if !self.try_enter(place) {
            self.enter_contended(place);
        }
    }

    #[inline]
    unsafe fn release_shared(&self, reading: &Cell<Option<usize>>) {
        match reading.get() {
            Some(place) => {
                let own = &self.places[place];
                // Release: pairs with the Acquire of the writer that finds 0
                own.store(own.load_by_owner() - 1, Ordering::Release);
            }
            None => _ = self.latecomers.fetch_sub(1, Ordering::Release), // Release: likewise
        }
    }

    #[inline]
    unsafe fn acquire_exclusive(&self, slot: &L::Slot) {
        // SAFETY: the slot is the caller's, who promises what a lock asks for; `release_exclusive` releases.
        unsafe { self.mutex.acquire(slot) };
        self.writing.store(true, Ordering::Relaxed); // Relaxed: the fence shows it
        fence(Ordering::SeqCst); // the readers' counterpart is in `try_enter`; the two cases are in the header
        for count in self.places.iter().chain([&self.latecomers]) {
            let mut backoff = Backoff::new();
            // Acquire: pairs with the Release in `release_shared`
            while count.load(Ordering::Acquire) != 0 {
                backoff.wait();
            }
        }
    }

    #[inline]
    unsafe fn release_exclusive(&self, slot: &L::Slot) {
        self.writing.store(false, Ordering::Release); // Release: pairs with the Acquire in `try_enter`
        // SAFETY: the writer holds it since `acquire_exclusive`, by this slot.
        unsafe { self.mutex.release(slot) };
    }
}

// SAFETY: as above; it does not wait.
unsafe impl<L: RawLock> TryRawRwLock for BigReaderLock<L> {
    #[inline]
    unsafe fn try_acquire_shared(&self, reading: &Cell<Option<usize>>) -> bool {
        let place = self.own_place();
        reading.set(place);
        // Relaxed: a look, so that those who only try do not keep a writer waiting by counting themselves in and out
        !self.writing.load(Ordering::Relaxed) && self.try_enter(place)
    }
}
