//! **Take a number, wait until it is served.**
//!
//! *Promise.* Mutual exclusion; first come, first served. Blocking; it spins.
//!
//! *Origin.* Reed and Kanodia, "Synchronization with Eventcounts and Sequencers", 1979; as a lock: Mellor-Crummey and Scott,
//! "Algorithms for Scalable Synchronization on Shared-Memory Multiprocessors", 1991.
//!
//! *State.* Two numbers: `next`, the ticket that the next comer draws, and `serving`, the ticket whose turn it is.
//!
//! *Invariants.*
//! 1. A ticket is drawn once (until 2^64 have been).
//! 2. `serving` is written by the holder alone, from its own ticket to the next.
//!
//! *Orderings.* `serving` is stored with `Release` and loaded with `Acquire`: its pair. Drawing is `Relaxed`: the order of tickets
//! is the order of one atomic, and orders nothing else.
//!
//! *Trade-off.* Fair, in two words. Every hand-over is seen by every waiter at once; and since the turn belongs to one
//! thread, all wait when that one is off its core: with more threads than cores it collapses.

use std::cell::Cell;

use super::{Doorway, RawLock};
use crate::cache_padded::CachePadded;
use crate::sync::atomic::{AtomicU64, Ordering};
use crate::sync::hint::spin_loop;

/// A ticket lock.
#[derive(Debug)]
pub struct TicketLock {
    /// The next ticket; whoever comes adds one.
    next: CachePadded<AtomicU64>,
    /// The ticket being served; written by the holder.
    serving: CachePadded<AtomicU64>,
}

impl Default for TicketLock {
    fn default() -> Self {
        TicketLock { next: CachePadded::new(AtomicU64::new(0)), serving: CachePadded::new(AtomicU64::new(0)) }
    }
}

// SAFETY: one thread has the ticket that is served (invariants 1 and 2), until it serves the next; the pair of Acquire
// and Release on `serving` orders one section before the next.
unsafe impl RawLock for TicketLock {
    /// The ticket.
    type Slot = Cell<u64>;

    #[inline]
    unsafe fn acquire(&self, ticket: &Cell<u64>) {
        // SAFETY: the caller's promise is the one that both ask for.
        unsafe {
            self.join(ticket, &());
            self.wait(ticket, &());
        }
    }

    #[inline]
    unsafe fn release(&self, ticket: &Cell<u64>) {
        self.serving.store(ticket.get().wrapping_add(1), Ordering::Release); // Release: pairs with the Acquire in `wait`
    }
}

// SAFETY: tickets are served in the order in which they were drawn.
unsafe impl Doorway for TicketLock {
    type Place = ();

    #[inline]
    unsafe fn join(&self, ticket: &Cell<u64>, _place: &()) {
        ticket.set(self.next.fetch_add(1, Ordering::Relaxed)); // Relaxed: see the header
    }

    #[inline]
    unsafe fn wait(&self, ticket: &Cell<u64>, _place: &()) {
        // Acquire: pairs with the Release in `release`
        while self.serving.load(Ordering::Acquire) != ticket.get() {
            spin_loop();
        }
    }
}
