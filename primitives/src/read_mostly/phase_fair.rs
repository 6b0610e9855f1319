//! **Readers and writers take turns.**
//!
//! *Promise.* Readers share, a writer is alone; writers go first come, first served. Phase-fair: a reader waits for one
//! writer at most, a writer for the writers before it and, before each of them and before itself, for one phase of readers.
//! Blocking; it spins.
//!
//! *Origin.* Brandenburg and Anderson, "Reader-Writer Synchronization for Shared-Memory Multiprocessor Real-Time Systems",
//! 2009: the phase-fair ticket lock, PF-T.
//!
//! *State.* `came` counts the readers that ever came, in units of `READER`; its two low bits are the present writer's mark: `WRITER`, and
//! `PHASE`, the parity of its ticket. `left` counts the readers that ever left, in the same units. Writers draw a ticket at
//! `next` and wait until `serving` shows it.
//!
//! *Invariants.*
//! 1. Marks are set and cleared by the writer being served alone; two that follow each other differ in `PHASE`.
//! 2. A reader whose addition found no mark is inside; one that found a mark is inside once that mark is gone, even if the next
//!    one stands there.
//! 3. When a writer sets its mark, all readers in `came` are inside, or on their way in past an earlier mark, or have left; those
//!    that come later wait. So the number of them in `came` is what `left` reaches when the last is out, and it stays there until
//!    the mark is cleared.
//! 4. A mark does not come back under a reader that waits for it to go: the writer after the next would have to come, and
//!    the next one waits for this reader (invariant 3).
//!
//! *Orderings.* A reader leaves with `Release` on `left`, and the writer finds that with `Acquire`: what was read happens before it
//! is changed. A writer clears its mark with `Release`, and a reader finds it cleared with `Acquire`. From writer to writer `serving`
//! orders, by the same pair. Everything else is `Relaxed`: the steps on `came` are read-modify-writes, and one atomic orders those.
//!
//! *Trade-off.* The longest wait can be computed, whatever the others do: real-time systems choose it for that. Readers pay
//! two additions, on two lines. As with every lock that spins in order, all wait when the one whose turn it is is off its
//! core.

use std::cell::Cell;

use super::raw::{RawRwLock, TryRawRwLock};
use crate::cache_padded::CachePadded;
use crate::sync::atomic::{AtomicU64, Ordering};
use crate::sync::hint::spin_loop;

/// The parity of the present writer's ticket.
const PHASE: u64 = 1;
/// A writer is inside, or waits for readers to leave.
const WRITER: u64 = 2;
/// One reader.
const READER: u64 = 4;

/// The present writer's mark, or 0.
fn mark(word: u64) -> u64 {
    word & (WRITER | PHASE)
}

/// A phase-fair ticket lock.
#[derive(Debug)]
pub struct PhaseFairLock {
    /// Readers that came, and the writer's mark.
    came: CachePadded<AtomicU64>,
    /// Readers that left.
    left: CachePadded<AtomicU64>,
    /// The next writer's ticket; whoever comes adds one.
    next: CachePadded<AtomicU64>,
    /// The ticket being served; written by the writer that holds it.
    serving: CachePadded<AtomicU64>,
}

impl Default for PhaseFairLock {
    fn default() -> Self {
        PhaseFairLock {
            came: CachePadded::new(AtomicU64::new(0)),
            left: CachePadded::new(AtomicU64::new(0)),
            next: CachePadded::new(AtomicU64::new(0)),
            serving: CachePadded::new(AtomicU64::new(0)),
        }
    }
}

// SAFETY: the addition of a reader and the mark of a writer are steps on one atomic, so one comes first. If it is the reader's,
// the writer waits until it has left (invariant 3); if it is the writer's, the reader waits until the mark has gone
// (invariants 2 and 4). One writer at a time is served. The orderings are in the header.
unsafe impl RawRwLock for PhaseFairLock {
    type Reading = ();
    /// The ticket.
    type Writing = Cell<u64>;

    #[inline]
    unsafe fn acquire_shared(&self, _reading: &()) {
        // Acquire: pairs with the Release in `release_exclusive`
        let found = mark(self.came.fetch_add(READER, Ordering::Acquire));
        // Acquire: likewise
        while found != 0 && mark(self.came.load(Ordering::Acquire)) == found {
            spin_loop();
        }
    }

    #[inline]
    unsafe fn release_shared(&self, _reading: &()) {
        self.left.fetch_add(READER, Ordering::Release); // Release: pairs with the Acquire on `left` below
    }

    #[inline]
    unsafe fn acquire_exclusive(&self, ticket: &Cell<u64>) {
        ticket.set(self.next.fetch_add(1, Ordering::Relaxed)); // Relaxed: see the header
        // Acquire: pairs with the Release on `serving` below
        while self.serving.load(Ordering::Acquire) != ticket.get() {
            spin_loop();
        }
        // Relaxed: see the header. It adds, but no bit was set there (invariant 1).
        let came = self.came.fetch_add(WRITER | (ticket.get() & PHASE), Ordering::Relaxed);
        // Acquire: pairs with the Release in `release_shared`
        while self.left.load(Ordering::Acquire) != came {
            spin_loop();
        }
    }

    #[inline]
    unsafe fn release_exclusive(&self, ticket: &Cell<u64>) {
        self.came.fetch_and(!(WRITER | PHASE), Ordering::Release); // Release: pairs with the Acquires in `acquire_shared`
        // Release: pairs with the Acquire in `acquire_exclusive`
        self.serving.store(ticket.get().wrapping_add(1), Ordering::Release);
    }
}

// SAFETY: as above; it does not wait.
unsafe impl TryRawRwLock for PhaseFairLock {
    #[inline]
    unsafe fn try_acquire_shared(&self, _reading: &()) -> bool {
        let mut word = self.came.load(Ordering::Relaxed); // Relaxed: a look; the exchange decides
        while mark(word) == 0 {
            let more = word.wrapping_add(READER);
            // Acquire: pairs with the Release in `release_exclusive`. Relaxed on failure: another look.
            match self.came.compare_exchange_weak(word, more, Ordering::Acquire, Ordering::Relaxed) {
                Ok(_) => return true,
                Err(newer) => word = newer, // a reader came, or a writer
            }
        }
        false
    }
}
