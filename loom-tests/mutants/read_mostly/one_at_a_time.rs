//! **A mutex by another name.**
//!
//! *Misconception.* "A mutex keeps every promise of a readers-writer lock: nobody reads while somebody writes." It keeps more
//! than was asked, and so less: that readers share is a promise too. Two that wait inside for each other find out, and
//! whoever only compares answers never does.
//!
//! *Killed by* `readers_share`, as no progress.

use primitives::lock::{RawLock, ticket::TicketLock};
use primitives::read_mostly::RawRwLock;

/// A readers-writer lock for one thread at a time.
#[derive(Debug, Default)]
pub struct OneAtATime {
    lock: TicketLock,
}

// SAFETY: the mutex lets in one at a time, whoever it is.
unsafe impl RawRwLock for OneAtATime {
    type Reading = <TicketLock as RawLock>::Slot;
    type Writing = <TicketLock as RawLock>::Slot;

    unsafe fn acquire_shared(&self, reading: &Self::Reading) {
        // SAFETY: the caller's promise is the one that the lock asks for; so below.
        unsafe { self.lock.acquire(reading) }
    }

    unsafe fn release_shared(&self, reading: &Self::Reading) {
        // SAFETY: as above.
        unsafe { self.lock.release(reading) }
    }

    unsafe fn acquire_exclusive(&self, writing: &Self::Writing) {
        // SAFETY: as above.
        unsafe { self.lock.acquire(writing) }
    }

    unsafe fn release_exclusive(&self, writing: &Self::Writing) {
        // SAFETY: as above.
        unsafe { self.lock.release(writing) }
    }
}
