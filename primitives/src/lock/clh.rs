//! **A queue of threads, each watching the one before.**
//!
//! *Promise.* Mutual exclusion; first come, first served. Blocking; it spins. No limit on threads; one small allocation for each
//! acquisition that finds no node of an earlier one to use.
//!
//! *Origin.* Craig, "Building FIFO and Priority-Queuing Spin Locks from Atomic Swap", 1993; Magnusson, Landin and Hagersten,
//! "Queue Locks on Cache Coherent Multiprocessors", 1994.
//!
//! *State.* `tail`: the node of the last comer; a free lock's tail is a node that is no longer taken. Each thread watches its
//! predecessor's node, and when it has the lock, that node is its own to keep.
//!
//! *Invariants.*
//! 1. A node is watched by one thread at most: the one whose exchange took it out of `tail`.
//! 2. Once a node is seen not to be taken, its owner never touches it again: it belongs to the watcher.
//!
//! *Orderings.* A node's flag is stored with `Release` and loaded with `Acquire`: its pair. The exchange of `tail` is `AcqRel`:
//! the watcher sees the node as its owner made it.
//!
//! *Trade-off.* Releasing is one store and never waits, unlike in [`mcs`](super::mcs). But a thread spins on a line that was
//! its predecessor's, and nodes wander from thread to thread, so they cannot stand in frames.

use std::cell::Cell;
use std::ptr::{self, NonNull};

use super::{Doorway, RawLock};
use crate::cache_padded::CachePadded;
use crate::sync::atomic::{AtomicBool, AtomicPtr, Ordering};
use crate::sync::hint::spin_loop;

/// A CLH queue lock.
#[derive(Debug)]
pub struct ClhLock {
    /// The last comer's node; never null.
    tail: CachePadded<AtomicPtr<Node>>,
    /// A node that nobody needs, for the next acquisition; or null.
    spare: CachePadded<AtomicPtr<Node>>,
}

/// Whether its owner holds the lock or waits for it.
#[derive(Debug)]
pub struct Node {
    taken: CachePadded<AtomicBool>,
}

impl Node {
    fn new(taken: bool) -> NonNull<Node> {
        NonNull::from(Box::leak(Box::new(Node { taken: CachePadded::new(AtomicBool::new(taken)) })))
    }
}

impl Default for ClhLock {
    fn default() -> Self {
        ClhLock {
            tail: CachePadded::new(AtomicPtr::new(Node::new(false).as_ptr())),
            spare: CachePadded::new(AtomicPtr::new(ptr::null_mut())),
        }
    }
}

/// The holder's node, and the one it watched.
#[derive(Debug, Default)]
pub struct Slot {
    mine: Cell<Option<NonNull<Node>>>,
}

impl ClhLock {
    /// A node for an acquisition: the spare one, or a new one.
    fn node(&self) -> NonNull<Node> {
        // Acquire: pairs with the Release in `keep`: we see the node as its last user left it.
        match NonNull::new(self.spare.swap(ptr::null_mut(), Ordering::Acquire)) {
            Some(node) => {
                // SAFETY: the swap made it ours alone.
                unsafe { node.as_ref() }.taken.store(true, Ordering::Relaxed); // Relaxed: published by the exchange of `tail`
                node
            }
            None => Node::new(true),
        }
    }

    /// Keeps a node for a later acquisition, or frees it if one is kept already.
    fn keep(&self, node: NonNull<Node>) {
        // Release: pairs with the Acquire in `node`. No Acquire, though we free what was there: only a holder keeps nodes, so
        // whoever kept that one has released the lock since, and we have acquired it.
        let before = self.spare.swap(node.as_ptr(), Ordering::Release);
        if let Some(before) = NonNull::new(before) {
            // SAFETY: made by `Node::new`; the swap made it ours alone, and nobody watches a spare node.
            drop(unsafe { Box::from_raw(before.as_ptr()) });
        }
    }
}

// SAFETY: an acquisition returns only when its predecessor's node is not taken, and each node has one watcher (invariant
// 1); the pair of Acquire and Release on the flag orders one section before the next.
unsafe impl RawLock for ClhLock {
    type Slot = Slot;

    #[inline]
    unsafe fn acquire(&self, slot: &Slot) {
        let watched = Watched::default();
        // SAFETY: the caller's promise is the one that both ask for.
        unsafe {
            self.join(slot, &watched);
            self.wait(slot, &watched);
        }
    }

    #[inline]
    unsafe fn release(&self, slot: &Slot) {
        let mine = slot.mine.take().expect("the caller holds the lock by this slot");
        // SAFETY: our node stays until our watcher sees the store below; after it we never touch it again (invariant 2).
        unsafe { mine.as_ref() }.taken.store(false, Ordering::Release); // Release: pairs with the Acquire in `wait`
    }
}

/// The predecessor's node, until it is no longer taken.
#[derive(Debug, Default)]
pub struct Watched(Cell<Option<NonNull<Node>>>);

// SAFETY: a node is watched by the next one that is exchanged into `tail`, so the lock is handed on in that order.
unsafe impl Doorway for ClhLock {
    type Place = Watched;

    #[inline]
    unsafe fn join(&self, slot: &Slot, place: &Watched) {
        let mine = self.node();
        slot.mine.set(Some(mine));
        // AcqRel: Release shows our node to our watcher; Acquire shows us our predecessor's.
        let watched = self.tail.swap(mine.as_ptr(), Ordering::AcqRel);
        place.0.set(NonNull::new(watched));
    }

    #[inline]
    unsafe fn wait(&self, _slot: &Slot, place: &Watched) {
        let watched = place.0.take().expect("`tail` is never null");
        // SAFETY: a node that was the tail stays until its watcher is done with it (invariant 2).
        // Acquire: pairs with the Release in `release`
        while unsafe { watched.as_ref() }.taken.load(Ordering::Acquire) {
            spin_loop();
        }
        self.keep(watched); // invariant 2: it is ours
    }
}

impl Drop for ClhLock {
    fn drop(&mut self) {
        // Relaxed: `&mut self` says that all acquisitions are over, and their ends happen before this.
        for node in [self.tail.load(Ordering::Relaxed), self.spare.load(Ordering::Relaxed)] {
            if let Some(node) = NonNull::new(node) {
                // SAFETY: made by `Node::new`; nobody waits, so nobody watches it; the two are different nodes.
                drop(unsafe { Box::from_raw(node.as_ptr()) });
            }
        }
    }
}
