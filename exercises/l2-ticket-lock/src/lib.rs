//! A lock that lets threads in by turns.

use std::cell::Cell;

use primitives::lock::{Doorway, RawLock};
use primitives::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use primitives::sync::hint::spin_loop;

const FREE: bool = false;
const TAKEN: bool = true;

/// A flag, and a number.
#[derive(Debug)]
pub struct TicketLock {
    /// The next ticket; whoever comes adds one.
    next: AtomicU64,
    flag: AtomicBool,
}

impl Default for TicketLock {
    /// A free lock.
    fn default() -> Self {
        TicketLock { next: AtomicU64::new(0), flag: AtomicBool::new(FREE) }
    }
}

// SAFETY: only one exchange finds FREE before the next FREE is stored; the pair below orders one section before the next.
unsafe impl RawLock for TicketLock {
    /// The ticket, from the doorway to the release.
    type Slot = Cell<u64>;

    /// Draws a ticket and waits.
    unsafe fn acquire(&self, ticket: &Cell<u64>) {
        // SAFETY: the caller's promise is the one that both ask for.
        unsafe {
            self.join(ticket, &());
            self.wait(ticket, &());
        }
    }

    /// Lets the next one in.
    unsafe fn release(&self, _ticket: &Cell<u64>) {
        self.flag.store(FREE, Ordering::Release); // Release: pairs with the Acquire in `wait`
    }
}

// SAFETY: that whoever came first is let in first is yours to make true.
unsafe impl Doorway for TicketLock {
    type Place = ();

    /// Draws a ticket; never waits.
    unsafe fn join(&self, ticket: &Cell<u64>, _place: &()) {
        ticket.set(self.next.fetch_add(1, Ordering::Relaxed));
    }

    /// Waits for its turn.
    unsafe fn wait(&self, _ticket: &Cell<u64>, _place: &()) {
        // All wait for the same flag, so it goes to whoever has waited longest.
        while self.flag.compare_exchange(FREE, TAKEN, Ordering::Acquire, Ordering::Relaxed).is_err() {
            spin_loop();
        }
    }
}
