//! A lock that lets threads in by turns.

use std::cell::Cell;

use primitives::lock::{Doorway, RawLock};
use primitives::sync::atomic::{AtomicU64, Ordering};
use primitives::sync::hint::spin_loop;

/// Two numbers.
#[derive(Debug)]
pub struct TicketLock {
    /// The next ticket; whoever comes adds one.
    next: AtomicU64,
    /// The ticket whose turn it is.
    serving: AtomicU64,
}

impl Default for TicketLock {
    /// A free lock.
    fn default() -> Self {
        TicketLock { next: AtomicU64::new(0), serving: AtomicU64::new(0) }
    }
}

// SAFETY: a ticket is drawn once, and one is served at a time, until its holder serves the next; the pair below orders one section
// before the next.
unsafe impl RawLock for TicketLock {
    /// The ticket, from the doorway to the release.
    type Slot = Cell<u64>;

    /// Draws a ticket and waits until it is served.
    unsafe fn acquire(&self, ticket: &Cell<u64>) {
        // SAFETY: the caller's promise is the one that both ask for.
        unsafe {
            self.join(ticket, &());
            self.wait(ticket, &());
        }
    }

    /// Serves the next one.
    unsafe fn release(&self, ticket: &Cell<u64>) {
        self.serving.store(ticket.get().wrapping_add(1), Ordering::Release); // Release: pairs with the Acquire in `wait`
    }
}

// SAFETY: tickets are served in the order in which they were drawn.
unsafe impl Doorway for TicketLock {
    type Place = ();

    /// Draws a ticket; never waits.
    unsafe fn join(&self, ticket: &Cell<u64>, _place: &()) {
        // Relaxed: the order of tickets is the order of one atomic, and nothing is handed over by it.
        ticket.set(self.next.fetch_add(1, Ordering::Relaxed));
    }

    /// Waits until the ticket is served.
    unsafe fn wait(&self, ticket: &Cell<u64>, _place: &()) {
        // Acquire: pairs with the Release in `release`
        while self.serving.load(Ordering::Acquire) != ticket.get() {
            spin_loop();
        }
    }
}
