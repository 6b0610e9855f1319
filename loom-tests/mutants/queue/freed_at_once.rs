//! **What was taken out is freed at once.**
//!
//! *Mistake.* "I have taken the node off the stack: nobody can find it any more, so it is mine to free." Nobody can find it from now on;
//! who found it before is still about to read what lies below it.
//!
//! *Killed by* `each_item_once_recycled`, as a data race: the node is freed while it is read.

use std::ptr;

use primitives::queue::{Full, Pop, Promise, Push, Unbounded};
use primitives::sync::Arc;
use primitives::sync::atomic::{AtomicPtr, Ordering};
use primitives::sync::cell::UnsafeCell;
use primitives::sync::outside;

/// Treiber's stack without a reclamation.
#[derive(Debug)]
pub struct FreedAtOnce;

struct Node {
    item: u64,
    below: *mut Node,
    /// Read by who looks into the node, written by who frees it.
    alive: UnsafeCell<()>,
}

struct Stack {
    top: AtomicPtr<Node>,
    /// What was freed. It is kept, so that the mistake is told and not suffered; nobody is kept from making it.
    freed: outside::Mutex<Vec<*mut Node>>,
}

// SAFETY: there is none: this is the mistake. Nodes stay where they are until the stack goes.
unsafe impl Send for Stack {}
// SAFETY: as above.
unsafe impl Sync for Stack {}

/// Either end.
#[derive(Clone)]
pub struct End(Arc<Stack>);

impl Unbounded<u64> for FreedAtOnce {
    const PROMISE: Promise = Promise::LinearizableLifo;
    type Producer = End;
    type Consumer = End;

    fn unbounded() -> (End, End) {
        let end = End(Arc::new(Stack {
            top: AtomicPtr::new(ptr::null_mut()),
            freed: outside::Mutex::new(Vec::new()),
        }));
        (end.clone(), end)
    }
}

impl Push<u64> for End {
    fn try_push(&mut self, item: u64) -> Result<(), Full<u64>> {
        let mut top = self.0.top.load(Ordering::Acquire);
        let node = Box::into_raw(Box::new(Node { item, below: top, alive: UnsafeCell::new(()) }));
        loop {
            // SAFETY: nobody else has seen the node yet.
            unsafe { (*node).below = top };
            match self.0.top.compare_exchange(top, node, Ordering::AcqRel, Ordering::Acquire) {
                Ok(_) => return Ok(()),
                Err(now) => top = now,
            }
        }
    }
}

impl Pop<u64> for End {
    fn try_pop(&mut self) -> Option<u64> {
        let mut top = self.0.top.load(Ordering::Acquire);
        loop {
            if top.is_null() {
                return None;
            }
            // SAFETY: the stack keeps what was freed; that somebody may be freeing it meanwhile is the mistake.
            let node = unsafe { &*top };
            let below = node.alive.with(|_| node.below);
            match self.0.top.compare_exchange(top, below, Ordering::AcqRel, Ordering::Acquire) {
                Ok(_) => {
                    let item = node.item;
                    node.alive.with_mut(|_| ()); // free(top)
                    self.0.freed.lock().push(top);
                    return Some(item);
                }
                Err(now) => top = now,
            }
        }
    }
}

impl Drop for Stack {
    fn drop(&mut self) {
        let mut top = self.top.load(Ordering::Relaxed);
        while !top.is_null() {
            // SAFETY: nobody else is here, and what is on the stack was not freed.
            top = unsafe { Box::from_raw(top) }.below;
        }
        for node in std::mem::take(&mut *self.freed.lock()) {
            // SAFETY: as above; each was freed once.
            drop(unsafe { Box::from_raw(node) });
        }
    }
}
