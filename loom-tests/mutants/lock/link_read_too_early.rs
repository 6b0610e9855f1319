//! **A successor that is not linked yet is taken for none.**
//!
//! *Misconception.* "My node has no successor, so nobody waits." Whoever comes makes itself the tail first and links itself to us
//! then. Between the two it waits, and there is no link.
//!
//! *Killed by* `fifo`: the successor waits for ever, without progress.

use std::cell::Cell;
use std::ptr;

use primitives::lock::{Doorway, RawLock};
use primitives::sync::atomic::{AtomicBool, AtomicPtr, Ordering};
use primitives::sync::hint::spin_loop;

/// An MCS lock that looks for its successor once.
#[derive(Debug)]
pub struct LinkReadTooEarly {
    tail: AtomicPtr<Node>,
}

#[derive(Debug)]
struct Node {
    next: AtomicPtr<Node>,
    waits: AtomicBool,
}

/// A place in the queue. It is never freed: whoever links itself too late must not write to what is gone.
#[derive(Debug)]
pub struct Slot(&'static Node);

impl Default for Slot {
    fn default() -> Self {
        Slot(Box::leak(Box::new(Node {
            next: AtomicPtr::new(ptr::null_mut()),
            waits: AtomicBool::new(true),
        })))
    }
}

impl Default for LinkReadTooEarly {
    fn default() -> Self {
        LinkReadTooEarly { tail: AtomicPtr::new(ptr::null_mut()) }
    }
}

// SAFETY: only the first node's owner gets on.
unsafe impl RawLock for LinkReadTooEarly {
    type Slot = Slot;

    unsafe fn acquire(&self, slot: &Slot) {
        let place = Cell::new(false);
        // SAFETY: the caller's promise is the one that both ask for.
        unsafe {
            self.join(slot, &place);
            self.wait(slot, &place);
        }
    }

    unsafe fn release(&self, slot: &Slot) {
        let me = ptr::from_ref(slot.0).cast_mut();
        let next = slot.0.next.load(Ordering::Acquire);
        let alone =
            self.tail.compare_exchange(me, ptr::null_mut(), Ordering::Release, Ordering::Relaxed).is_ok();
        if !alone && !next.is_null() {
            // SAFETY: the successor waits until the store.
            unsafe { &*next }.waits.store(false, Ordering::Release);
        }
    }
}

// SAFETY: as above.
unsafe impl Doorway for LinkReadTooEarly {
    /// Whether there is somebody to wait for.
    type Place = Cell<bool>;

    unsafe fn join(&self, slot: &Slot, place: &Cell<bool>) {
        let me = ptr::from_ref(slot.0).cast_mut();
        let predecessor = self.tail.swap(me, Ordering::AcqRel);
        place.set(!predecessor.is_null());
        if !predecessor.is_null() {
            // SAFETY: in the right algorithm the predecessor waits for this link.
            unsafe { &*predecessor }.next.store(me, Ordering::Release);
        }
    }

    unsafe fn wait(&self, slot: &Slot, place: &Cell<bool>) {
        while place.get() && slot.0.waits.load(Ordering::Acquire) {
            spin_loop();
        }
    }
}
