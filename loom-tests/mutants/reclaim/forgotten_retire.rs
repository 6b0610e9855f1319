//! **A bag that loses what it has no room for.**
//!
//! *Misconception.* "Garbage lives for two epochs. A ring with room for more than that needs no test for full: when we come round, the
//! oldest entry was freed long ago." Unless somebody was pinned all the while, and then it was not.
//!
//! *Killed by* `drops_once`, as an assertion.

use std::mem::ManuallyDrop;

use primitives::reclaim::epoch::{Domain, Pinned};
use primitives::reclaim::{Reclaim, Retired};
use primitives::sync::{Mutex, limits};

/// Keeps garbage in a ring, and gives it to a domain that does the rest when it is collected.
#[derive(Debug)]
pub struct ForgottenRetire {
    domain: Domain,
    ring: Mutex<Ring>,
}

#[derive(Debug)]
struct Ring {
    entries: [Option<ManuallyDrop<Retired>>; limits::GARBAGE],
    next: usize,
}

// SAFETY: the domain keeps the contract; the mistake only keeps more.
unsafe impl Reclaim for ForgottenRetire {
    type Pinned<'a> = Pinned<'a>;

    fn new() -> Self {
        let ring = Ring { entries: [const { None }; limits::GARBAGE], next: 0 };
        ForgottenRetire { domain: Domain::new(), ring: Mutex::new(ring) }
    }

    fn pin(&self) -> Pinned<'_> {
        self.domain.pin()
    }

    unsafe fn retire(&self, object: Retired) {
        let mut ring = self.ring.lock();
        let place = ring.next % limits::GARBAGE;
        ring.next += 1;
        // What stood there is written over, and nobody frees it.
        ring.entries[place] = Some(ManuallyDrop::new(object));
    }

    fn collect(&self) {
        for entry in &mut self.ring.lock().entries {
            if let Some(object) = entry.take() {
                // SAFETY: the caller of `retire` promised what the domain asks for.
                unsafe { self.domain.retire(ManuallyDrop::into_inner(object)) };
            }
        }
        self.domain.collect();
    }

    fn pending(&self) -> usize {
        self.ring.lock().entries.iter().flatten().count() + self.domain.pending()
    }
}
