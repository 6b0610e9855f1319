//! **Take a number, wait at a place of your own.**
//!
//! *Promise.* Mutual exclusion; first come, first served, for any number of threads. Blocking; it spins. As long as no more
//! than [`PLACES`] threads wait, each does so on a cache line of its own; beyond that some share one, and nothing else changes.
//!
//! *Origin.* Anderson, "The Performance of Spin Lock Alternatives for Shared-Memory Multiprocessors", 1990: the array-based
//! queue lock. His places hold a flag, and more waiters than places break it; ours hold the ticket that was called there.
//!
//! *State.* `next`, the ticket that the next comer draws, and a ring of places: place *t* mod [`PLACES`] holds the last ticket
//! called there, or `NOBODY`.
//!
//! *Invariants.*
//! 1. A ticket is drawn once (until 2^64 have been).
//! 2. Ticket *t* + 1 is called by the holder of *t* alone.
//!
//! *Orderings.* A place is stored with `Release` and loaded with `Acquire`: its pair. Drawing is `Relaxed`, as in
//! [`ticket`](super::ticket).
//!
//! *Trade-off.* A hand-over disturbs one waiter, not all. Paid for with a ring of lines for each lock; and like every
//! queue, it waits for whoever's turn it is, even off its core.

use std::cell::Cell;

use super::{Doorway, RawLock};
use crate::cache_padded::CachePadded;
use crate::sync::atomic::{AtomicU64, Ordering};
use crate::sync::hint::spin_loop;
use crate::sync::limits;

/// Places to wait at; a power of two.
pub const PLACES: usize = limits::PLACES;
/// A ticket that nobody draws before 2^64 have been.
const NOBODY: u64 = u64::MAX;

/// An array-based queue lock.
#[derive(Debug)]
pub struct AndersonLock {
    /// The next ticket; whoever comes adds one.
    next: CachePadded<AtomicU64>,
    /// The last ticket called at each place.
    called: [CachePadded<AtomicU64>; PLACES],
}

impl Default for AndersonLock {
    fn default() -> Self {
        // The first ticket is called from the beginning: the lock is free.
        let called = std::array::from_fn(|place| AtomicU64::new(if place == 0 { 0 } else { NOBODY }));
        AndersonLock { next: CachePadded::new(AtomicU64::new(0)), called: called.map(CachePadded::new) }
    }
}

impl AndersonLock {
    #[inline]
    fn place_of(&self, ticket: u64) -> &AtomicU64 {
        &self.called[ticket as usize % PLACES]
    }
}

// SAFETY: one thread has the ticket that was called last (invariants 1 and 2), until it calls the next; the pair of
// Acquire and Release on its place orders one section before the next.
unsafe impl RawLock for AndersonLock {
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
        let next = ticket.get().wrapping_add(1);
        self.place_of(next).store(next, Ordering::Release); // Release: pairs with the Acquire in `wait`
    }
}

// SAFETY: tickets are called in the order in which they were drawn.
unsafe impl Doorway for AndersonLock {
    type Place = ();

    #[inline]
    unsafe fn join(&self, ticket: &Cell<u64>, _place: &()) {
        ticket.set(self.next.fetch_add(1, Ordering::Relaxed)); // Relaxed: see the header
    }

    #[inline]
    unsafe fn wait(&self, ticket: &Cell<u64>, _place: &()) {
        let place = self.place_of(ticket.get());
        // Acquire: pairs with the Release in `release`
        while place.load(Ordering::Acquire) != ticket.get() {
            spin_loop();
        }
    }
}
