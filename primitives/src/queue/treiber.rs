//! **A stack: a linked list with one end** (Treiber). Last in, *first* out.
//!
//! *Promise.* Linearizable, last in, first out; no limit but memory. Lock-free but for freeing: whoever must try again, another
//! one got on; but a pop retires its node, which with epochs may wait for a lock. Any number of producers and consumers. What
//! is popped leaves a node that waits until no other thread can be looking at it; how many wait, the reclamation says
//! ([`reclaim`](crate::reclaim)).
//!
//! *Origin.* Treiber, "Systems Programming: Coping with Parallelism", 1986.
//!
//! *State.* `top`, the node that was pushed last, or null; each node has the one below it.
//!
//! *Invariants.*
//! 1. A node's item and what is below it are written before it is at the top, and do not change before it is freed.
//! 2. An item is read by the one who took its node from the top.
//! 3. A node is retired by the one who took it from the top, and so is at the top once. Nodes are read while pinned.
//!
//! *Why a pinned exchange is right.* A pop exchanges the node it saw for the one below. If the top is the same node again, is it the
//! same stack? Without invariant 3, no: the node may have been taken, freed, allocated and pushed again over something else (the *ABA* problem).
//! With it, a node that we saw while pinned has not been freed, so what is at the top was never away. For the same reason a push is
//! pinned: it keeps a pointer to the node that will lie below, and that must be this node, and not another one at its address.
//!
//! *Orderings.* A node is put at the top with Release, and found there with Acquire. Taking one is Relaxed, though it brings another
//! node to the top: all changes of `top` are read-modify-writes, and finding one of them synchronizes with every push before it.
//!
//! *Trade-off.* Each push allocates a node and takes one exchange, and every operation is pinned, which is a fence. But all threads meet at one word, and the order is
//! the opposite of a queue's: an item at the bottom may lie there for ever. For a pool of equal things that is the better order: what was
//! used last is still in a cache.

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

/// Treiber's stack, its memory reclaimed by `R`.
#[derive(Debug)]
pub struct Treiber<R = Domain>(PhantomData<R>);

struct Node<T> {
    item: UnsafeCell<MaybeUninit<T>>,
    /// Null at the bottom. A cell, so that a checker sees a reading that overlaps with the freeing.
    below: UnsafeCell<*mut Node<T>>,
}

// SAFETY: an item is touched by one thread at a time (invariants 1 and 2); T: Send lets it move.
unsafe impl<T: Send> Send for Node<T> {}

struct Stack<T: Send + 'static, R: Reclaim> {
    top: CachePadded<AtomicPtr<Node<T>>>,
    nodes: R,
}

// SAFETY: the stack hands out no reference to an item, and each to one thread (invariant 2); T: Send lets it move.
unsafe impl<T: Send, R: Reclaim> Send for Stack<T, R> {}
// SAFETY: as above.
unsafe impl<T: Send, R: Reclaim> Sync for Stack<T, R> {}

/// Either end: both are the same reference.
pub struct End<T: Send + 'static, R: Reclaim = Domain>(Shared<Stack<T, R>>);

impl<T: Send + 'static, R: Reclaim> Clone for End<T, R> {
    fn clone(&self) -> Self {
        End(Shared::clone(&self.0))
    }
}

impl<T: Send + 'static, R: Reclaim> Unbounded<T> for Treiber<R> {
    const PROMISE: Promise = Promise::LinearizableLifo;
    type Producer = End<T, R>;
    type Consumer = End<T, R>;

    fn unbounded() -> (End<T, R>, End<T, R>) {
        let top = CachePadded::new(AtomicPtr::new(ptr::null_mut()));
        let stack = Shared::new(Stack { top, nodes: R::new() });
        (End(Shared::clone(&stack)), End(stack))
    }
}

impl<T> Drop for Node<T> {
    #[inline(always)]
    fn drop(&mut self) {
        self.below.with_mut(|_| ()); // freeing is writing: nobody may look into it meanwhile
    }
}

impl<T: Send + 'static, R: Reclaim> Stack<T, R> {
    fn push(&self, item: T) {
        let _pinned = self.nodes.pin();
        let mut top = self.top.load(Ordering::Relaxed); // Relaxed: a guess, proved by the exchange
        let item = UnsafeCell::new(MaybeUninit::new(item));
        let node = Box::into_raw(Box::new(Node { item, below: UnsafeCell::new(top) }));
        loop {
            // Release: pairs with `pop`: the node is whole. Relaxed: a better guess.
            match self.top.compare_exchange_weak(top, node, Ordering::Release, Ordering::Relaxed) {
                Ok(_) => return,
                Err(now) => top = now, // another one changed it
            }
            // SAFETY: the node is still ours alone.
            unsafe { (*node).below.with_mut(|below| *below = top) };
        }
    }

    fn pop(&self) -> Option<T> {
        let pinned = self.nodes.pin();
        let mut top = self.top.load(Ordering::Acquire); // Acquire: pairs with `push`: the node is whole
        loop {
            if top.is_null() {
                return None;
            }
            // SAFETY: found while pinned (invariant 3).
            let below = unsafe { (*top).below.with(|below| *below) };
            // Relaxed: it carries nothing, and passes on what the pushes before it released. Acquire: as above.
            match self.top.compare_exchange_weak(top, below, Ordering::Relaxed, Ordering::Acquire) {
                Ok(_) => break,
                Err(now) => top = now, // another one changed it
            }
        }
        // SAFETY: we took the node from the top: the item is ours (invariant 2).
        let item = unsafe { (*top).item.with(|item| (*item).assume_init_read()) };
        drop(pinned);
        // SAFETY: it came from a box; we took it from the top, where it will not be again (invariant 3).
        unsafe { self.nodes.retire(Retired::boxed(top)) };
        Some(item)
    }
}

impl<T: Send + 'static, R: Reclaim> Drop for Stack<T, R> {
    fn drop(&mut self) {
        let mut top = self.top.load(Ordering::Relaxed); // Relaxed: whoever let go last has seen everything
        drop_all(|| {
            if top.is_null() {
                return None;
            }
            // SAFETY: nobody else is here; it came from a box, and what is in the stack was not retired (invariant 3).
            let node = unsafe { Box::from_raw(top) };
            // SAFETY: as above; an item is there until its node is taken from the top (invariant 2).
            unsafe {
                top = node.below.with(|below| *below);
                Some(node.item.with(|item| (*item).assume_init_read()))
            }
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
