//! **A queue of threads, each waiting at its own node.**
//!
//! *Promise.* Mutual exclusion; first come, first served. Blocking; it spins. No limit on threads, no allocation.
//!
//! *Origin.* Mellor-Crummey and Scott, "Algorithms for Scalable Synchronization on Shared-Memory Multiprocessors", 1991.
//!
//! *State.* `tail`: the last node of the queue, or null when the lock is free. Each node stands in the frame of the thread
//! that waits at it, with a link to its successor and a flag.
//!
//! *Invariants.*
//! 1. A node is in the queue from the exchange that makes it the tail until its owner's release returns; it does not
//!    move meanwhile (the contract of [`RawLock::acquire`]).
//! 2. A node's `next` is written once, by its successor; its `waits` once, by its predecessor.
//! 3. The owner of the first node holds the lock.
//!
//! *Orderings.* Hand-over: `waits` is stored with `Release` and loaded with `Acquire`. A free lock: the `tail` is exchanged with
//! `Release` by whoever leaves it and with `Acquire` by whoever takes it. The exchange also releases the new node's fields
//! to the successor that finds it as its predecessor.
//!
//! *Trade-off.* Each thread spins on a line of its own, wherever it runs; a hand-over touches two lines. Releasing takes an
//! exchange when nobody waits, and must wait for a successor that has come and not yet linked itself.

use std::cell::Cell;
use std::ptr::{self, NonNull};

use super::{Doorway, RawLock};
use crate::cache_padded::CachePadded;
use crate::sync::atomic::{AtomicBool, AtomicPtr, Ordering};
use crate::sync::hint::spin_loop;

/// An MCS queue lock.
#[derive(Debug)]
pub struct McsLock {
    /// The last node, or null: free.
    tail: AtomicPtr<Node>,
}

/// A place in the queue, in the frame of the thread that waits at it.
#[derive(Debug)]
pub struct Node {
    /// The successor; written by it.
    next: AtomicPtr<Node>,
    /// Whether our turn is yet to come; cleared by the predecessor.
    waits: AtomicBool,
    _own_line: CachePadded<()>,
}

impl Default for Node {
    fn default() -> Self {
        Node {
            next: AtomicPtr::new(ptr::null_mut()),
            waits: AtomicBool::new(true),
            _own_line: CachePadded::new(()),
        }
    }
}

impl Default for McsLock {
    fn default() -> Self {
        McsLock { tail: AtomicPtr::new(ptr::null_mut()) }
    }
}

// SAFETY: only the owner of the first node returns from `acquire` (invariants 2 and 3), and the orderings in the header
// put one section before the next.
unsafe impl RawLock for McsLock {
    type Slot = Node;

    #[inline]
    unsafe fn acquire(&self, node: &Node) {
        let place = Predecessor::default();
        // SAFETY: the caller's promise is the one that both ask for.
        unsafe {
            self.join(node, &place);
            self.wait(node, &place);
        }
    }

    #[inline]
    unsafe fn release(&self, node: &Node) {
        let me = ptr::from_ref(node).cast_mut();
        let mut next = node.next.load(Ordering::Acquire); // Acquire: pairs with the Release in `join`
        if next.is_null() {
            // Release: pairs with the Acquire in `acquire`. Relaxed on failure: somebody came, and will link itself.
            if self.tail.compare_exchange(me, ptr::null_mut(), Ordering::Release, Ordering::Relaxed).is_ok() {
                return;
            }
            while next.is_null() {
                spin_loop();
                next = node.next.load(Ordering::Acquire); // Acquire: pairs with the Release in `join`
            }
        }
        // SAFETY: the successor's node stays while it waits, and it waits until the store below (invariant 1).
        let successor = unsafe { &*next };
        successor.waits.store(false, Ordering::Release); // Release: pairs with the Acquire in `wait`
    }
}

/// Whether there is somebody to wait for.
#[derive(Debug, Default)]
pub struct Predecessor(Cell<bool>);

// SAFETY: nodes are exchanged into `tail` in the order in which they then hold the lock (invariants 2 and 3).
unsafe impl Doorway for McsLock {
    type Place = Predecessor;

    #[inline]
    unsafe fn join(&self, node: &Node, place: &Predecessor) {
        let me = ptr::from_ref(node).cast_mut();
        // AcqRel: Acquire pairs with the Release that left the lock free; Release shows our node to our successor.
        let predecessor = NonNull::new(self.tail.swap(me, Ordering::AcqRel));
        place.0.set(predecessor.is_some());
        if let Some(predecessor) = predecessor {
            // SAFETY: the predecessor stays until its owner's release has seen the link that we are about to make
            // (invariant 1).
            let link = unsafe { &predecessor.as_ref().next };
            // Release: pairs with the Acquire in `release`: the predecessor sees our node as we made it.
            link.store(me, Ordering::Release);
        }
    }

    #[inline]
    unsafe fn wait(&self, node: &Node, place: &Predecessor) {
        // Acquire: pairs with the Release in `release`
        while place.0.get() && node.waits.load(Ordering::Acquire) {
            spin_loop();
        }
    }
}
