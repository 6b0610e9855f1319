//! **Readers count themselves, and who must wait sleeps.**
//!
//! *Promise.* Readers share, a writer is alone. Blocking; it spins briefly, then sleeps. The writer whose turn it is
//! keeps new readers out, so it waits for those inside and no others; readers that wait when a writer leaves go in before the next writer, so
//! a reader waits for one writer at most. Among writers no order is kept, and those that sleep until it is their turn keep nobody out.
//!
//! *Origin.* The futex is Franke, Russell and Kirkwood's, 2002. The order is that of Brandenburg and Anderson, "Spin-Based
//! Reader-Writer Synchronization for Multiprocessor Real-Time Systems", 2010; that those who leave count down what a writer
//! waits for is known from Go's `sync.RWMutex`.
//!
//! *State.* One word, `readers`: the number of readers, inside or waiting, in units of `READER`; `WRITER`, set while a writer is
//! inside or waits for readers to leave; `PHASE`, which flips each time a writer leaves. A second word, `remaining`, is how many
//! readers that writer still waits for, modulo 2^32. A mutex, held by the one writer whose turn it is.
//!
//! *Invariants.*
//! 1. `WRITER` and `PHASE` are written by the holder of the mutex alone.
//! 2. A reader whose addition found no `WRITER` is inside. One that found it is inside once `WRITER` and `PHASE` together differ
//!    from what it found, that is, once that writer has left.
//! 3. A reader stays counted until it leaves, so the next writer cannot leave before a reader of invariant 2 has: `PHASE` does not
//!    flip twice under somebody who waits for it to flip.
//! 4. Whoever leaves and finds `WRITER` was inside when that writer came, and is one of those the writer counted; the one that
//!    brings `remaining` to 0 was the last, or the writer, in adding its count, finds the 0 itself.
//! 5. Who sleeps on a word has seen it unchanged, and who changes what is slept for wakes after the change: a leaving writer
//!    all that are counted, the last of the remaining readers the writer.
//!
//! *Orderings.* What is read happens before the next change: a reader leaves with `Release`, on `readers` or on `remaining`, and the
//! writer finds that with `Acquire`. What is written happens before the next reading: a writer leaves with `Release` on `readers`, and a
//! reader enters with `Acquire`. From writer to writer the mutex orders.
//!
//! *Trade-off.* A reading is one addition and one subtraction on a shared word, and neither is ever retried; many readers of
//! short sections fight for its line all the same. The right one when waits can be long; see [`super::big_reader`] when
//! nearly all is reading.

use super::raw::{RawRwLock, TryRawRwLock};
use crate::backoff::Spin;
use crate::lock::{RawLock, futex::FutexLock};
use crate::sync::atomic::{AtomicU32, Ordering};
use crate::wait::{wait, wake_all, wake_one};

/// A writer is inside, or waits for readers to leave.
const WRITER: u32 = 1;
/// Flips with each writer that leaves.
const PHASE: u32 = 2;
/// One reader.
const READER: u32 = 4;

fn has_writer(word: u32) -> bool {
    word & WRITER != 0
}

fn phase(word: u32) -> u32 {
    word & (WRITER | PHASE)
}

fn count(word: u32) -> u32 {
    word / READER
}

/// A futex-based readers-writer lock.
#[derive(Debug)]
pub struct RwLockFutex {
    /// Units of [`READER`], with [`WRITER`] and [`PHASE`]. Waiting readers sleep on it.
    readers: AtomicU32,
    /// Readers that the writer waits for, modulo 2^32. The writer sleeps on it.
    remaining: AtomicU32,
    /// Held by the writer whose turn it is.
    turn: FutexLock,
}

impl Default for RwLockFutex {
    fn default() -> Self {
        RwLockFutex { readers: AtomicU32::new(0), remaining: AtomicU32::new(0), turn: FutexLock::default() }
    }
}

impl RwLockFutex {
    /// Waits until the writer that was found has left.
    #[cold]
    fn wait_for_phase(&self, found: u32) {
        let mut spin = Spin::new();
        loop {
            let word = self.readers.load(Ordering::Acquire); // Acquire: pairs with the Release in `release_exclusive`
            if phase(word) != found {
                return; // invariants 2 and 3
            }
            if !spin.wait() {
                wait(&self.readers, word); // invariant 5; another reader that comes makes us look again
            }
        }
    }

    /// Waits until those who were inside have left.
    #[cold]
    fn wait_for_readers(&self, inside: u32) {
        let mut spin = Spin::new();
        // Acquire: pairs with the Release in `count_down`, whose last may have come before
        let mut remaining = self.remaining.fetch_add(inside, Ordering::Acquire).wrapping_add(inside);
        while remaining != 0 {
            if !spin.wait() {
                wait(&self.remaining, remaining); // invariant 5
            }
            remaining = self.remaining.load(Ordering::Acquire); // Acquire: pairs with the Release in `count_down`
        }
    }

    /// A reader that leaves tells the writer.
    #[cold]
    fn count_down(&self) {
        // Release: pairs with both Acquires in `wait_for_readers`
        if self.remaining.fetch_sub(1, Ordering::Release) == 1 {
            wake_one(&self.remaining); // invariants 4 and 5
        }
    }
}

// SAFETY: the addition of a reader and the mark of a writer are steps on one word, so one comes first. If it is the reader's,
// the writer counts it and waits until it has left (invariant 4); if it is the writer's, the reader waits until that one has
// left (invariants 2 and 3). Writers exclude each other by the mutex. The orderings are in the header.
unsafe impl RawRwLock for RwLockFutex {
    type Reading = ();
    type Writing = ();

    #[inline]
    unsafe fn acquire_shared(&self, _reading: &()) {
        // Acquire: pairs with the Release in `release_exclusive`
        let found = self.readers.fetch_add(READER, Ordering::Acquire);
        if has_writer(found) {
            self.wait_for_phase(phase(found));
        }
    }

    #[inline]
    unsafe fn release_shared(&self, _reading: &()) {
        // Release: pairs with the Acquire of a writer that comes later
        let found = self.readers.fetch_sub(READER, Ordering::Release);
        if has_writer(found) {
            self.count_down();
        }
    }

    #[inline]
    unsafe fn acquire_exclusive(&self, _writing: &()) {
        // SAFETY: the slot is empty; `release_exclusive` releases.
        unsafe { self.turn.acquire(&()) };
        // Acquire: pairs with the Release of every reader that has left
        let found = self.readers.fetch_or(WRITER, Ordering::Acquire);
        if count(found) > 0 {
            self.wait_for_readers(count(found));
        }
    }

    #[inline]
    unsafe fn release_exclusive(&self, _writing: &()) {
        // Release: pairs with the Acquire of the readers, those that wait and those to come
        let found = self.readers.fetch_xor(WRITER | PHASE, Ordering::Release);
        if count(found) > 0 {
            wake_all(&self.readers); // invariant 5
        }
        // SAFETY: the writer holds it since `acquire_exclusive`.
        unsafe { self.turn.release(&()) };
    }
}

// SAFETY: as above; it does not wait.
unsafe impl TryRawRwLock for RwLockFutex {
    #[inline]
    unsafe fn try_acquire_shared(&self, _reading: &()) -> bool {
        let mut word = self.readers.load(Ordering::Relaxed); // Relaxed: a look; the exchange decides
        while !has_writer(word) {
            // Acquire: pairs with the Release in `release_exclusive`. Relaxed on failure: another look.
            let exchange =
                self.readers.compare_exchange_weak(word, word + READER, Ordering::Acquire, Ordering::Relaxed);
            match exchange {
                Ok(_) => return true,
                Err(newer) => word = newer, // a reader came or went, or a writer came
            }
        }
        false
    }
}
