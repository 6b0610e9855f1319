//! **A linked list whose producers swap themselves in** (Vyukov).
//!
//! *Promise.* Each item once, the items of one producer in order; no limit but memory. Any number of producers, one consumer. Pushing is
//! wait-free: one swap and one store. So is popping, but while a push is in the middle it may say "empty" of the item just before that
//! one and of everything behind it, and be it pushed by a thread that has long returned: not linearizable, and not lock-free.
//!
//! *Origin.* Vyukov, "Intrusive MPSC node-based queue", 2010. *Intrusive*: the link lies in the node that carries the item, and the
//! consumer frees the very node whose item it takes; no node is a dummy for a while.
//!
//! *State.* A list of nodes. `last` is the node that was pushed last, `first` the next to pop. One node, the *stub*, has no item: a list must not be
//! without a node, so the stub is in it whenever the consumer would take the last one, and is passed over otherwise.
//!
//! *Invariants.*
//! 1. Each node in the list, but the last, gets its link from the one push that found it at `last`: after its swap, so for a moment the
//!    list is in two parts.
//! 2. `first` and everything before a link that is null belong to the consumer: with the link set, its push has touched
//!    the node for the last time.
//! 3. The stub is in the list once, or not at all; only the consumer puts it there.
//!
//! *Orderings.* A link is set with Release and read with Acquire: it carries the item, and the end of the push. The swap is Release, for who
//! finds our node and will write its link, and Acquire, for finding another's. When the consumer compares `last`, it is a guess:
//! that it has to look at the links decides.
//!
//! *Trade-off.* The cheapest push there is for many producers, but for the node it allocates. Paid for by one consumer alone,
//! and by an "empty" that is none: who sleeps on it must be woken by the push that was in the middle.

use std::marker::PhantomData;
use std::mem::MaybeUninit;
use std::ptr;

use super::{Full, Pop, Promise, Push, Unbounded, drop_all};
use crate::cache_padded::CachePadded;
use crate::sync::Shared;
use crate::sync::atomic::{AtomicPtr, Ordering};
use crate::sync::cell::UnsafeCell;

/// Vyukov's queue of many producers and one consumer.
#[derive(Debug)]
pub struct MpscIntrusive;

/// What a list is made of.
struct Link {
    /// The node pushed after this one; null in the last, and for a moment in others.
    next: AtomicPtr<Link>,
}

/// A link and an item. The link comes first, so that the address of the one is that of the other.
#[repr(C)]
struct Node<T> {
    link: Link,
    item: UnsafeCell<MaybeUninit<T>>,
}

/// The link without an item, in a box of its own.
struct Stub(*mut Link);

struct List<T> {
    /// The node pushed last.
    last: CachePadded<AtomicPtr<Link>>,
    /// The next to pop, or the stub in front of it; the consumer's.
    first: CachePadded<UnsafeCell<*mut Link>>,
    stub: Stub,
    /// Nodes of this type.
    items: PhantomData<T>,
}

// SAFETY: an item is written by its producer and read by the consumer, handed on by the link; T: Send lets it move.
unsafe impl<T: Send> Send for List<T> {}
// SAFETY: as above; `first` is touched by the consumer alone, of which there is one.
unsafe impl<T: Send> Sync for List<T> {}

/// The end of a producer.
pub struct Producer<T>(Shared<List<T>>);

/// The end of the consumer.
pub struct Consumer<T>(Shared<List<T>>);

impl<T> Clone for Producer<T> {
    fn clone(&self) -> Self {
        Producer(Shared::clone(&self.0))
    }
}

impl<T: Send + 'static> Unbounded<T> for MpscIntrusive {
    const PROMISE: Promise = Promise::FifoPerProducer;
    type Producer = Producer<T>;
    type Consumer = Consumer<T>;

    fn unbounded() -> (Producer<T>, Consumer<T>) {
        let stub = Box::into_raw(Box::new(Link::new()));
        let list = Shared::new(List {
            last: CachePadded::new(AtomicPtr::new(stub)),
            first: CachePadded::new(UnsafeCell::new(stub)),
            stub: Stub(stub),
            items: PhantomData,
        });
        (Producer(Shared::clone(&list)), Consumer(list))
    }
}

impl Link {
    fn new() -> Self {
        Link { next: AtomicPtr::new(ptr::null_mut()) }
    }
}

impl Drop for Stub {
    fn drop(&mut self) {
        // SAFETY: it came from a box, and is dropped with the list.
        drop(unsafe { Box::from_raw(self.0) });
    }
}

impl<T> List<T> {
    /// Puts a node at the end.
    ///
    /// # Safety
    /// The node is not in the list, its link is null, and it stays where it is until it has been popped.
    #[inline(always)]
    unsafe fn append(&self, node: *mut Link) {
        // Release: pairs with the next one's Acquire here: it finds our link null. Acquire: so do we find the link of the one before.
        let before = self.last.swap(node, Ordering::AcqRel);
        // SAFETY: the consumer does not free a node without a link, and this link is ours to set (invariants 1 and 2).
        // Release: pairs with the Acquire in `pop`: the item, and our last touch of the node before.
        unsafe { &*before }.next.store(node, Ordering::Release);
    }

    fn push(&self, item: T) {
        let item = UnsafeCell::new(MaybeUninit::new(item));
        let node = Box::into_raw(Box::new(Node { link: Link::new(), item }));
        // SAFETY: the node is new.
        unsafe { self.append(node.cast()) };
    }

    /// Takes the first item out.
    ///
    /// # Safety
    /// Only the consumer may call this, or whoever has the list alone.
    unsafe fn pop(&self) -> Option<T> {
        // SAFETY: the caller is the consumer, whose cell this is.
        let mut first = self.first.with(|first| unsafe { *first });
        // SAFETY: what `first` leads to is in the list until we take it out.
        let mut next = unsafe { self.next(first) };
        if first == self.stub.0 {
            if next.is_null() {
                return None; // nothing was pushed, or it is not linked yet
            }
            first = next; // it passes the stub over, which is out of the list now
            // SAFETY: as at the beginning.
            self.first.with_mut(|place| unsafe { *place = first });
            // SAFETY: as above.
            next = unsafe { self.next(first) };
        }
        if next.is_null() {
            // Relaxed: a guess; if it is old, we say "empty" of what is being pushed, or append the stub behind it
            if self.last.load(Ordering::Relaxed) != first {
                return None; // the push behind the first node is in the middle
            }
            // SAFETY: the stub is out: we passed it over before `first` was behind it (invariant 3). Relaxed: the swap releases it.
            unsafe {
                (*self.stub.0).next.store(ptr::null_mut(), Ordering::Relaxed);
                self.append(self.stub.0);
                next = self.next(first);
            }
            if next.is_null() {
                return None; // another push came between, and is in the middle
            }
        }
        // SAFETY: as at the beginning.
        self.first.with_mut(|place| unsafe { *place = next });
        // SAFETY: it is no stub, so it came from `push`; its link is set, so no producer will touch it (invariant 2), and we have left it.
        let node = unsafe { Box::from_raw(first.cast::<Node<T>>()) };
        // SAFETY: the item is there until now, and the link brought it (see the header).
        Some(node.item.with(|item| unsafe { (*item).assume_init_read() }))
    }

    /// # Safety
    /// The caller is the consumer, and the node is in the list.
    #[inline(always)]
    unsafe fn next(&self, node: *mut Link) -> *mut Link {
        // SAFETY: the caller's promise. Acquire: pairs with the Release in `append`.
        unsafe { &*node }.next.load(Ordering::Acquire)
    }
}

impl<T> Drop for List<T> {
    fn drop(&mut self) {
        // SAFETY: nobody else is here, so every link is set and "empty" is exact. The stub is a field of its own.
        drop_all(|| unsafe { self.pop() });
    }
}

impl<T: Send + 'static> Push<T> for Producer<T> {
    /// Always succeeds.
    #[inline]
    fn try_push(&mut self, item: T) -> Result<(), Full<T>> {
        self.0.push(item);
        Ok(())
    }
}

impl<T: Send + 'static> Pop<T> for Consumer<T> {
    #[inline]
    fn try_pop(&mut self) -> Option<T> {
        // SAFETY: there is one consumer, and it calls by `&mut self`.
        unsafe { self.0.pop() }
    }
}
