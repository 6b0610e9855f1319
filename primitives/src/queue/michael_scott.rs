//! **A linked list whose end anybody may help along** (Michael and Scott).
//!
//! *Promise.* Linearizable, first in, first out; no limit but memory. Lock-free but for freeing: whoever must try again,
//! another one got on; but a pop retires its node, which with epochs may wait for a lock. Any number of producers and
//! consumers. What is popped leaves a node that waits until no other thread can be looking at it; how many wait, the
//! reclamation says ([`reclaim`](crate::reclaim)).
//!
//! *Origin.* Michael and Scott, "Simple, Fast, and Practical Non-Blocking and Blocking Concurrent Queue Algorithms", 1996.
//!
//! *State.* A list of nodes. The first one's item is taken already: the *dummy*. `head` points to it, `tail` to the last node or to one
//! that was the last: a push links its node and then moves `tail`, in two steps, between which others see it lag, and move it themselves.
//!
//! *Invariants.*
//! 1. A link is written once, from null to the next node. So the nodes are one chain, which only grows.
//! 2. `head` and `tail` move along the chain, one node at a time, and never back.
//! 3. `head` does not pass `tail`: who moves `head` from a node has seen `tail` beyond it.
//! 4. The item of a node is written before the node is linked, and read by the one who moves `head` to it.
//! 5. A node is retired by the one who moved `head` from it: then neither pointer leads to it (2 and 3). Nodes are read while pinned.
//!
//! *Orderings.* A link is set with Release and read with Acquire: it carries the item. `head` and `tail` are moved with Release by
//! someone who has read the link, and read with Acquire: whoever finds a node there can read it, and everything before it in the chain
//! happened. Hence also invariant 3: who finds a node at `head` finds `tail` no further back than it stood when `head` moved there.
//!
//! *"Empty".* The dummy had no link. A push that ended before this pop began has set the link of the node before, which
//! would have been seen: so all of those are at the dummy or before it, and they are popped.
//!
//! *Trade-off.* A sleeper in the middle holds up nobody. In exchange each push allocates a node and takes two exchanges, each pop one, and every operation
//! is pinned, which is a fence. Under contention lost exchanges are repeated; a queue of blocks, [`segmented`](super::segmented), has fewer of all.

use std::marker::PhantomData;
use std::mem::MaybeUninit;
use std::ptr;

use super::{Full, Pop, Promise, Push, Unbounded, drop_all};
use crate::cache_padded::CachePadded;
use crate::reclaim::epoch::Domain;
use crate::reclaim::{Reclaim, Retired};
use crate::sync::Shared;
use crate::sync::atomic::{AtomicPtr, Ordering};
use crate::sync::cell::UnsafeCell;

/// Michael and Scott's queue, its memory reclaimed by `R`.
#[derive(Debug)]
pub struct MichaelScott<R = Domain>(PhantomData<R>);

struct Node<T> {
    /// Nothing in the dummy, nor in what was the dummy.
    item: UnsafeCell<MaybeUninit<T>>,
    /// Null in the last node.
    next: AtomicPtr<Node<T>>,
    /// Read by who looks into the node, written by who frees it: of no size, but a checker sees the two overlap.
    alive: UnsafeCell<()>,
}

// SAFETY: an item is touched by one thread at a time (invariant 4); T: Send lets it move.
unsafe impl<T: Send> Send for Node<T> {}

struct List<T: Send + 'static, R: Reclaim> {
    /// The dummy.
    head: CachePadded<AtomicPtr<Node<T>>>,
    /// The last node, or one that was.
    tail: CachePadded<AtomicPtr<Node<T>>>,
    nodes: R,
}

/// Either end: both are the same reference.
pub struct End<T: Send + 'static, R: Reclaim = Domain>(Shared<List<T, R>>);

// SAFETY: the list hands out no reference to an item, and each to one thread (invariant 4); T: Send lets it move.
unsafe impl<T: Send, R: Reclaim> Send for List<T, R> {}
// SAFETY: as above.
unsafe impl<T: Send, R: Reclaim> Sync for List<T, R> {}

impl<T: Send + 'static, R: Reclaim> Clone for End<T, R> {
    fn clone(&self) -> Self {
        End(Shared::clone(&self.0))
    }
}

impl<T: Send + 'static, R: Reclaim> Unbounded<T> for MichaelScott<R> {
    const PROMISE: Promise = Promise::LinearizableTogether;
    type Producer = End<T, R>;
    type Consumer = End<T, R>;

    fn unbounded() -> (End<T, R>, End<T, R>) {
        let dummy = Node::new(MaybeUninit::uninit());
        let list = Shared::new(List {
            head: CachePadded::new(AtomicPtr::new(dummy)),
            tail: CachePadded::new(AtomicPtr::new(dummy)),
            nodes: R::new(),
        });
        (End(Shared::clone(&list)), End(list))
    }
}

impl<T> Node<T> {
    fn new(item: MaybeUninit<T>) -> *mut Self {
        Box::into_raw(Box::new(Node {
            item: UnsafeCell::new(item),
            next: AtomicPtr::new(ptr::null_mut()),
            alive: UnsafeCell::new(()),
        }))
    }

    #[inline(always)]
    fn next(&self) -> &AtomicPtr<Node<T>> {
        self.alive.with(|_| ());
        &self.next
    }
}

impl<T> Drop for Node<T> {
    #[inline(always)]
    fn drop(&mut self) {
        self.alive.with_mut(|_| ()); // freeing is writing: nobody may look into it meanwhile
    }
}

impl<T: Send + 'static, R: Reclaim> List<T, R> {
    fn push(&self, item: T) {
        let node = Node::new(MaybeUninit::new(item));
        let _pinned = self.nodes.pin();
        loop {
            let tail = self.tail.load(Ordering::Acquire); // Acquire: pairs with `move_tail`
            // SAFETY: found while pinned (invariant 5).
            let link = unsafe { (*tail).next() };
            // Release: pairs with the Acquire of who follows the link, here or in `pop`: the item. Acquire: another one's node, whole.
            let linked = link.compare_exchange(ptr::null_mut(), node, Ordering::Release, Ordering::Acquire);
            match linked {
                Ok(_) => return self.move_tail(tail, node),
                Err(next) => self.move_tail(tail, next), // `tail` lagged, and we have helped it
            }
        }
    }

    fn pop(&self) -> Option<T> {
        let pinned = self.nodes.pin();
        loop {
            let head = self.head.load(Ordering::Acquire); // Acquire: pairs with the exchange below
            // SAFETY: found while pinned (invariant 5). Acquire: pairs with `push`.
            let next = unsafe { (*head).next() }.load(Ordering::Acquire);
            if next.is_null() {
                return None;
            }
            // Relaxed: we have found `head`, and with it `tail` no further back (invariant 3). If it is beyond, it stays so.
            if self.tail.load(Ordering::Relaxed) == head {
                self.move_tail(head, next); // whether by us or by another one: now it is
            }
            // Release: pairs with the Acquire above: `tail` is beyond the old head, the new one can be read. Relaxed: begun anew.
            if self.head.compare_exchange(head, next, Ordering::Release, Ordering::Relaxed).is_ok() {
                // SAFETY: we moved `head` to it, so the item is ours (invariant 4); found while pinned (5).
                let item = unsafe { (*next).item.with(|item| (*item).assume_init_read()) };
                drop(pinned);
                // SAFETY: it came from a box; we moved `head` from it, and nobody finds it any more (invariant 5).
                unsafe { self.nodes.retire(Retired::boxed(head)) };
                return Some(item);
            } // another consumer took it
        }
    }

    /// Moves `tail` on from a node to the one behind it, unless another one did.
    #[inline(always)]
    fn move_tail(&self, from: *mut Node<T>, to: *mut Node<T>) {
        // Release: pairs with the Acquire in `push`: the node can be read. Relaxed: it is no matter who did it.
        let _ = self.tail.compare_exchange(from, to, Ordering::Release, Ordering::Relaxed);
    }
}

impl<T: Send + 'static, R: Reclaim> Drop for List<T, R> {
    fn drop(&mut self) {
        // SAFETY: nobody else is here; each node came from a box, and those from `head` on were not retired (invariant 5).
        let boxed = |node: *mut Node<T>| (!node.is_null()).then(|| unsafe { Box::from_raw(node) });
        let mut dummy = boxed(self.head.load(Ordering::Relaxed)); // Relaxed: whoever let go last has seen everything
        drop_all(|| {
            dummy = boxed(dummy.as_ref()?.next().load(Ordering::Relaxed)); // Relaxed: as above
            // SAFETY: every node but the dummy has its item, which moves out as the node becomes the dummy.
            Some(unsafe { dummy.as_ref()?.item.with(|item| (*item).assume_init_read()) })
        });
    }
}

impl<T: Send + 'static, R: Reclaim> Push<T> for End<T, R> {
    /// Always succeeds.
    #[inline]
    fn try_push(&mut self, item: T) -> Result<(), Full<T>> {
        self.0.push(item);
        Ok(())
    }
}

impl<T: Send + 'static, R: Reclaim> Pop<T> for End<T, R> {
    #[inline]
    fn try_pop(&mut self) -> Option<T> {
        self.0.pop()
    }
}
