//! **A linked list with a lock at each end, and a count between them.**
//!
//! *Promise.* Linearizable, first in, first out; exact capacity, or none. A push waits for pushes alone and a pop for pops alone;
//! "full" and "empty" of a queue that is so already wait for nobody. Any number of producers and consumers.
//!
//! *Origin.* Michael and Scott, "Simple, Fast, and Practical Non-Blocking and Blocking Concurrent Queue Algorithms", 1996; the
//! count is that of the bounded queue in Herlihy and Shavit, "The Art of Multiprocessor Programming", section 10.3.
//!
//! *State.* A list of nodes. The first one's item is taken already: the *dummy*, so that the two ends never touch one node's
//! item. `head` points to it, `tail` to the last node. `count` is how many items there are.
//!
//! *Invariants.*
//! 1. `tail`, and the link and the item of a node that is not counted yet, are touched only under the lock of the tail.
//! 2. `head`, the dummy, and the link and the item of a node that is counted are touched only under the lock of the head.
//! 3. `count` grows by one under the tail's lock, behind the link to the new node, and sinks by one under the head's lock. So it is
//!    never above the capacity, and who holds the head's lock finds at least as many linked items as it says.
//!
//! (The dummy's link is of the second kind once the node behind it is counted, and of the first until then.)
//!
//! *Why the answers are exact.* Each push and each pop takes effect at its change of `count`, and all changes of one atomic are in
//! one order. "Full" and "empty" are said of a value that was read there, between two changes; coherence puts that
//! reading behind every operation that ended before, and in front of every one that begins later. So they need no lock.
//!
//! *Orderings.* The count carries the links and items: it grows with Release, and is read with Acquire by who holds the head. All of
//! its changes are read-modify-writes, so reading one of them synchronizes with every push before it. What a pop leaves behind no
//! push will touch; yet it sinks with Release too, so that an order that is seen in this queue holds in others. A refusal has a fence beside: with it two queues together are as exact
//! as each alone.
//!
//! *Trade-off.* One producer and one consumer never wait for each other, but for the count's cache line. Each push allocates a node,
//! and each pop frees one. With [`michael_scott`](super::michael_scott) nobody waits for a sleeper, which costs a
//! reclamation of memory; a ring allocates nothing.
//!
//! It is generic over the lock.

use std::marker::PhantomData;
use std::mem::MaybeUninit;
use std::ptr::{self, NonNull};

use super::{BadCapacity, Full, Mpmc, Mpsc, Pop, Promise, Push, Queue, Unbounded, drop_all};
use crate::cache_padded::CachePadded;
use crate::lock::{LockKind, Mutual, StdMutex};
use crate::sync::Shared;
use crate::sync::atomic::{AtomicUsize, Ordering, fence};
use crate::sync::cell::UnsafeCell;

/// The queue over std's mutex.
pub type TwoLock = Locked<StdMutex>;

/// A queue with two locks of kind `L`.
#[derive(Debug)]
pub struct Locked<L>(PhantomData<L>);

struct Node<T> {
    /// Nothing in the dummy.
    item: UnsafeCell<MaybeUninit<T>>,
    /// Null in the last node.
    next: UnsafeCell<*mut Node<T>>,
}

/// A node of the list; it is touched under the lock that this stands in.
struct At<T>(NonNull<Node<T>>);

// SAFETY: whoever has it may touch the node and its item, one thread at a time (invariants 1 and 2); T: Send lets the item move.
unsafe impl<T: Send> Send for At<T> {}

struct List<L: LockKind, T: Send + 'static> {
    /// The dummy.
    head: CachePadded<L::Of<At<T>>>,
    /// The last node.
    tail: CachePadded<L::Of<At<T>>>,
    /// Items in the list (invariant 3).
    count: CachePadded<AtomicUsize>,
    capacity: usize,
}

/// Either end: both are the same reference.
pub struct End<L: LockKind, T: Send + 'static>(Shared<List<L, T>>);

impl<L: LockKind, T: Send + 'static> Clone for End<L, T> {
    fn clone(&self) -> Self {
        End(Shared::clone(&self.0))
    }
}

impl<L: LockKind, T: Send + 'static> Queue<T> for Locked<L> {
    const PROMISE: Promise = Promise::LinearizableTogether;
    type Producer = End<L, T>;
    type Consumer = End<L, T>;

    fn bounded(capacity: usize) -> Result<(End<L, T>, End<L, T>), BadCapacity> {
        BadCapacity::unless_within(capacity, 1, isize::MAX as usize)?;
        Ok(End::both(capacity))
    }
}

impl<L: LockKind, T: Send + 'static> Mpsc<T> for Locked<L> {}
impl<L: LockKind, T: Send + 'static> Mpmc<T> for Locked<L> {}

impl<L: LockKind, T: Send + 'static> Unbounded<T> for Locked<L> {
    const PROMISE: Promise = Promise::LinearizableTogether;
    type Producer = End<L, T>;
    type Consumer = End<L, T>;

    fn unbounded() -> (End<L, T>, End<L, T>) {
        End::both(usize::MAX) // memory ends before
    }
}

impl<L: LockKind, T: Send + 'static> End<L, T> {
    fn both(capacity: usize) -> (Self, Self) {
        let dummy = Node::new(MaybeUninit::uninit());
        let list = Shared::new(List {
            head: CachePadded::new(Mutual::new(At(dummy))),
            tail: CachePadded::new(Mutual::new(At(dummy))),
            count: CachePadded::new(AtomicUsize::new(0)),
            capacity,
        });
        (End(Shared::clone(&list)), End(list))
    }
}

impl<T> Node<T> {
    fn new(item: MaybeUninit<T>) -> NonNull<Self> {
        let node = Node { item: UnsafeCell::new(item), next: UnsafeCell::new(ptr::null_mut()) };
        NonNull::from(Box::leak(Box::new(node)))
    }

    /// Frees a node, but not its item.
    ///
    /// # Safety
    /// It came from `new`, and nobody else will touch it.
    unsafe fn free(node: NonNull<Self>) {
        // SAFETY: the caller's promise.
        drop(unsafe { Box::from_raw(node.as_ptr()) });
    }
}

impl<L: LockKind, T: Send + 'static> List<L, T> {
    /// Whether there are so many items, and the caller is to be refused.
    fn stands_at(&self, count: usize) -> bool {
        // Acquire: pairs with `push`: of as many nodes as it says, the links and the items can be taken.
        if self.count.load(Ordering::Acquire) != count {
            return false;
        }
        // SeqCst: pairs with the fence of another refusal. Of two threads that have each changed one queue and are about to be
        // refused by the other's, the second one here sees what the first had changed.
        fence(Ordering::SeqCst);
        self.count.load(Ordering::Acquire) == count // Acquire: as above
    }

    fn push(&self, item: T) -> Result<(), Full<T>> {
        if self.stands_at(self.capacity) {
            return Err(Full(item)); // before anything is allocated
        }
        let node = Node::new(MaybeUninit::new(item));
        let pushed = self.tail.with(|tail| {
            if self.stands_at(self.capacity) {
                return false;
            }
            // SAFETY: the last node's link is ours until the new node is counted (invariant 1).
            unsafe { tail.0.as_ref() }.next.with_mut(|next| unsafe { *next = node.as_ptr() });
            tail.0 = node;
            self.count.fetch_add(1, Ordering::Release); // Release: pairs with `pop`: the link and the item
            true
        });
        if pushed {
            return Ok(());
        }
        // SAFETY: the node was not linked: it is ours, and so is the item that we put there.
        unsafe {
            let item = node.as_ref().item.with(|item| (*item).assume_init_read());
            Node::free(node);
            Err(Full(item))
        }
    }

    fn pop(&self) -> Option<T> {
        if self.stands_at(0) {
            return None;
        }
        let (dummy, item) = self.head.with(|head| {
            if self.stands_at(0) {
                return None;
            }
            // SAFETY: a node behind the dummy is counted: the dummy's link and that node are ours (invariants 2 and 3), and
            // the item is still there, since that node never was the dummy.
            let (next, item) = unsafe {
                let next = NonNull::new_unchecked(head.0.as_ref().next.with(|next| *next));
                (next, next.as_ref().item.with(|item| (*item).assume_init_read()))
            };
            // Release: pairs with a push's look: who uses the room knows what was done before it was made. As a read-modify-write it
            // also passes on what the pushes before it released.
            self.count.fetch_sub(1, Ordering::Release);
            Some((std::mem::replace(&mut head.0, next), item))
        })?;
        // SAFETY: `head` has left it (invariant 2); `tail` had, before the node behind it was counted.
        unsafe { Node::free(dummy) };
        Some(item)
    }
}

impl<L: LockKind, T: Send + 'static> Drop for List<L, T> {
    fn drop(&mut self) {
        // SAFETY: nobody else is here; each node came from a box, and the list has it once.
        let boxed = |node: *mut Node<T>| (!node.is_null()).then(|| unsafe { Box::from_raw(node) });
        let mut dummy = boxed(self.head.with(|head| head.0.as_ptr()));
        drop_all(|| {
            // SAFETY: nobody else is here; every node but the dummy has its item, which moves out as the node becomes the dummy.
            unsafe {
                dummy = boxed(dummy.as_ref()?.next.with(|next| *next));
                Some(dummy.as_ref()?.item.with(|item| (*item).assume_init_read()))
            }
        });
    }
}

impl<L: LockKind, T: Send + 'static> Push<T> for End<L, T> {
    #[inline]
    fn try_push(&mut self, item: T) -> Result<(), Full<T>> {
        self.0.push(item)
    }
}

impl<L: LockKind, T: Send + 'static> Pop<T> for End<L, T> {
    #[inline]
    fn try_pop(&mut self) -> Option<T> {
        self.0.pop()
    }
}
