//! A linked list whose end anybody may help along. Belief: "then I free nothing, and nobody is hurt."

use std::ptr;

use primitives::queue::{Full, Pop, Promise, Push, Unbounded};
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
}

// SAFETY: an item is cloned by the one who made its node the dummy. That nobody looks into a node that is freed is yours to make true.
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
        let end = End(Shared::new(List { head: AtomicPtr::new(dummy), tail: AtomicPtr::new(dummy) }));
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
        loop {
            let tail = list.tail.load(Ordering::Acquire);
            // SAFETY: it is in the list.
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
        loop {
            let head = list.head.load(Ordering::Acquire);
            // SAFETY: it is in the list.
            let next = unsafe { Node::look(head) }.next.load(Ordering::Acquire);
            if next.is_null() {
                return None;
            }
            if list.tail.load(Ordering::Relaxed) == head {
                list.move_tail(head, next); // the tail must not stay behind
            }
            if list.head.compare_exchange(head, next, Ordering::Release, Ordering::Relaxed).is_ok() {
                // SAFETY: it is in the list.
                let item = unsafe { Node::look(next) }.item.clone();
                return item;
            } // somebody else took it
        }
    }
}

impl<T: Item> Drop for List<T> {
    fn drop(&mut self) {
        let mut node = self.head.load(Ordering::Relaxed); // Relaxed: nobody else is here any more
        while !node.is_null() {
            // SAFETY: from the head on, each node came from a box, and none was ever freed: the mistake.
            node = unsafe { Box::from_raw(node) }.next.load(Ordering::Relaxed);
        }
    }
}
