//! A linked list whose end anybody may help along.

use std::ptr;

use primitives::queue::{Full, Pop, Promise, Push, Unbounded};
use primitives::reclaim::Retired;
use primitives::reclaim::epoch::Domain;
use primitives::sync::Shared;
use primitives::sync::atomic::{AtomicPtr, Ordering};
use primitives::sync::cell::UnsafeCell;

/// What can travel: a node keeps its item to its end, and gives a copy of it away.
pub trait Item: Clone + Send + 'static {}
impl<T: Clone + Send + 'static> Item for T {}

/// The queue.
#[derive(Debug)]
pub struct MichaelScott;

struct Node<T> {
    /// None in the very first one.
    item: Option<T>,
    /// Null in the last one; set once.
    next: AtomicPtr<Node<T>>,
    /// Read by whoever looks into the node, written by whoever frees it: so a checker sees the two meet.
    alive: UnsafeCell<()>,
}

/// A chain of nodes. The item of the first one is out already: it is the *dummy*.
struct List<T: Item> {
    /// The dummy.
    head: AtomicPtr<Node<T>>,
    /// The last node, or one that was the last a moment ago.
    tail: AtomicPtr<Node<T>>,
    /// Knows when a node that is out can be freed.
    nodes: Domain,
}

// SAFETY: a node is looked into only by who is pinned, or, in the list's drop, by who is alone; its item is cloned by the one who
// made it the dummy.
unsafe impl<T: Item> Send for List<T> {}
// SAFETY: as above.
unsafe impl<T: Item> Sync for List<T> {}

/// Either end: both are the same reference.
pub struct End<T: Item>(Shared<List<T>>);

impl<T: Item> Clone for End<T> {
    fn clone(&self) -> Self {
        End(Shared::clone(&self.0))
    }
}

impl<T: Item> Unbounded<T> for MichaelScott {
    const PROMISE: Promise = Promise::Linearizable;
    type Producer = End<T>;
    type Consumer = End<T>;

    fn unbounded() -> (End<T>, End<T>) {
        let dummy = Node::boxed(None);
        let end = End(Shared::new(List {
            head: AtomicPtr::new(dummy),
            tail: AtomicPtr::new(dummy),
            nodes: Domain::new(),
        }));
        (end.clone(), end)
    }
}

impl<T> Node<T> {
    fn boxed(item: Option<T>) -> *mut Node<T> {
        let next = AtomicPtr::new(ptr::null_mut());
        Box::into_raw(Box::new(Node { item, next, alive: UnsafeCell::new(()) }))
    }

    /// Looks into a node.
    ///
    /// # Safety
    /// It came from [`boxed`](Self::boxed) and is not freed while it is looked into.
    unsafe fn look<'a>(node: *mut Node<T>) -> &'a Node<T> {
        // SAFETY: the caller's.
        let node = unsafe { &*node };
        node.alive.with(|_| ());
        node
    }
}

impl<T> Drop for Node<T> {
    fn drop(&mut self) {
        self.alive.with_mut(|_| ()); // freeing is writing
    }
}

impl<T: Item> List<T> {
    /// Moves `tail` on from a node to the one behind it, unless somebody else did.
    fn move_tail(&self, from: *mut Node<T>, to: *mut Node<T>) {
        let _ = self.tail.compare_exchange(from, to, Ordering::Release, Ordering::Relaxed);
    }
}

impl<T: Item> Push<T> for End<T> {
    fn try_push(&mut self, item: T) -> Result<(), Full<T>> {
        let list = &*self.0;
        let node = Node::boxed(Some(item));
        let _pinned = list.nodes.pin();
        loop {
            let tail = list.tail.load(Ordering::Acquire);
            // SAFETY: found while pinned.
            let link = &unsafe { Node::look(tail) }.next;
            match link.compare_exchange(ptr::null_mut(), node, Ordering::Release, Ordering::Acquire) {
                Ok(_) => {
                    list.move_tail(tail, node);
                    return Ok(());
                }
                Err(next) => list.move_tail(tail, next), // it was not the last any more: help, and try again
            }
        }
    }
}

impl<T: Item> Pop<T> for End<T> {
    fn try_pop(&mut self) -> Option<T> {
        let list = &*self.0;
        let _pinned = list.nodes.pin();
        loop {
            let head = list.head.load(Ordering::Acquire);
            // SAFETY: found while pinned.
            let next = unsafe { Node::look(head) }.next.load(Ordering::Acquire);
            if next.is_null() {
                return None;
            }
            if list.tail.load(Ordering::Relaxed) == head {
                list.move_tail(head, next); // the tail must not stay behind
            }
            if list.head.compare_exchange(head, next, Ordering::Release, Ordering::Relaxed).is_ok() {
                // SAFETY: found while pinned: somebody else may have popped it again by now.
                let item = unsafe { Node::look(next) }.item.clone();
                // SAFETY: it came from a box; we moved the head from it, so nobody finds it from now on.
                unsafe { list.nodes.retire(Retired::boxed(head)) };
                return item;
            } // somebody else took it
        }
    }
}

impl<T: Item> Drop for List<T> {
    fn drop(&mut self) {
        let mut node = self.head.load(Ordering::Relaxed); // Relaxed: nobody else is here any more
        while !node.is_null() {
            // SAFETY: from the head on, each node came from a box, and was not retired.
            node = unsafe { Box::from_raw(node) }.next.load(Ordering::Relaxed);
        }
    }
}
