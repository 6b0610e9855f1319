//! **A queue of threads that sleep, and the lock goes to the next in line at every release.**
//!
//! *Promise.* Mutual exclusion; first come, first served. Blocking; it spins briefly, then sleeps. No limit on threads, no
//! allocation.
//!
//! *Origin.* The queue of Mellor-Crummey and Scott, 1991, with spin-then-park waiting, as in Dice's "Malthusian Locks", 2017
//! (MCS-STP).
//!
//! *State.* As in [`mcs`](super::mcs): `tail`, the last node of the queue or null, and a node in the frame of each thread. A node is
//! `WAITING`, `ASLEEP`, or `GRANTED`: the lock is its owner's.
//!
//! *Invariants.*
//! 1. A node is in the queue from the exchange that makes it the tail until its owner's release returns; it does not
//!    move meanwhile (the contract of [`RawLock::acquire`]).
//! 2. A node's `next` is written once, by its successor; `GRANTED` once, by its predecessor, which from then on touches it no
//!    more and knows its address alone: waking at an address where nobody sleeps does nothing, or wakes somebody for no reason.
//! 3. The owner of the first node holds the lock.
//!
//! *Orderings.* Hand-over: `GRANTED` is exchanged in with `Release` and looked at with `Acquire`. A free lock: the `tail` is exchanged
//! with `Release` by whoever leaves it and with `Acquire` by whoever takes it.
//!
//! *Trade-off.* Perfectly fair, and with more threads than cores the slowest there is: whoever is next must be woken before
//! anything goes on, at each single release. It stands here to show what [`fair`](super::fair) avoids.

use std::cell::Cell;
use std::ptr::{self, NonNull};

use super::{Doorway, RawLock};
use crate::backoff::Spin;
use crate::cache_padded::CachePadded;
use crate::sync::atomic::{AtomicPtr, AtomicU32, Ordering};
use crate::sync::hint::spin_loop;
use crate::wait::{wait, wake_one};

/// Our turn is yet to come; the owner is awake.
const WAITING: u32 = 0;
/// Our turn is yet to come; the owner sleeps, or is about to.
const ASLEEP: u32 = 1;
/// It is our turn.
const GRANTED: u32 = 2;

/// An MCS queue lock whose waiters sleep.
#[derive(Debug)]
pub struct McsParkLock {
    /// The last node, or null: free.
    tail: AtomicPtr<Node>,
}

/// A place in the queue, in the frame of the thread that waits at it.
#[derive(Debug)]
pub struct Node {
    /// The successor; written by it.
    next: AtomicPtr<Node>,
    /// [`WAITING`], [`ASLEEP`] or [`GRANTED`].
    turn: AtomicU32,
    _own_line: CachePadded<()>,
}

impl Default for Node {
    fn default() -> Self {
        Node {
            next: AtomicPtr::new(ptr::null_mut()),
            turn: AtomicU32::new(WAITING),
            _own_line: CachePadded::new(()),
        }
    }
}

impl Default for McsParkLock {
    fn default() -> Self {
        McsParkLock { tail: AtomicPtr::new(ptr::null_mut()) }
    }
}

impl McsParkLock {
    #[cold]
    fn wait_for_turn(node: &Node) {
        let mut spin = Spin::new();
        // Acquire, here and below: pairs with the Release in `release`
        while node.turn.load(Ordering::Acquire) != GRANTED {
            // Relaxed: it says nothing but that somebody must be woken
            let asleep = || node.turn.compare_exchange(WAITING, ASLEEP, Ordering::Relaxed, Ordering::Relaxed);
            if !spin.wait() && asleep() != Err(GRANTED) {
                wait(&node.turn, ASLEEP);
            }
        }
    }
}

// SAFETY: only the owner of the first node returns from `acquire` (invariants 2 and 3), and the orderings in the header
// put one section before the next.
unsafe impl RawLock for McsParkLock {
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
            // Release: pairs with the Acquire in `join`. Relaxed on failure: somebody came, and will link itself.
            if self.tail.compare_exchange(me, ptr::null_mut(), Ordering::Release, Ordering::Relaxed).is_ok() {
                return;
            }
            while next.is_null() {
                spin_loop();
                next = node.next.load(Ordering::Acquire); // Acquire: pairs with the Release in `join`
            }
        }
        // SAFETY: the successor's node stays while it waits, and it waits until the exchange below (invariant 1).
        let turn = unsafe { &(*next).turn };
        let address = ptr::from_ref(turn);
        // Release: pairs with the Acquire in `wait_for_turn`
        if turn.swap(GRANTED, Ordering::Release) == ASLEEP {
            wake_one(address); // the node may be gone by now (invariant 2)
        }
    }
}

/// Whether there is somebody to wait for.
#[derive(Debug, Default)]
pub struct Predecessor(Cell<bool>);

// SAFETY: nodes are exchanged into `tail` in the order in which they then hold the lock (invariants 2 and 3).
unsafe impl Doorway for McsParkLock {
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
        if place.0.get() {
            McsParkLock::wait_for_turn(node);
        }
    }
}
