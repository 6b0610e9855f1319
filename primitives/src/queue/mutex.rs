//! **A ring buffer behind a mutex.**
//!
//! *Promise.* Linearizable, first in, first out; exact capacity; blocking. Any number of producers and consumers.
//!
//! *Origin.* The bounded buffer of Dijkstra, "Cooperating Sequential Processes", 1965. The naive oracle of the family.
//!
//! *State.* A `VecDeque`, inside the lock, and the capacity.
//!
//! *Invariant.* The buffer never holds more than the capacity; it is touched only under the lock.
//!
//! *Orderings.* The lock's.
//!
//! *Trade-off.* Obviously right, any item type, any capacity. Producers and consumers that never touch the same item still
//! wait for each other.
//!
//! It is generic over the lock.

use std::collections::VecDeque;
use std::marker::PhantomData;

use super::{BadCapacity, Full, Mpmc, Mpsc, Pop, Promise, Push, Queue};
use crate::lock::{LockKind, Mutual, StdMutex};
use crate::sync::Arc;

/// A queue over std's mutex.
pub type Mutex = Locked<StdMutex>;

/// A queue behind a lock of kind `L`.
#[derive(Debug)]
pub struct Locked<L>(PhantomData<L>);

/// The most that a `VecDeque` of anything can be asked for.
const MOST: usize = isize::MAX as usize;

/// Either end: both are the same reference.
pub struct End<L: LockKind, T: Send + 'static> {
    items: Arc<L::Of<VecDeque<T>>>,
    capacity: usize,
}

impl<L: LockKind, T: Send + 'static> Clone for End<L, T> {
    fn clone(&self) -> Self {
        End { items: Arc::clone(&self.items), capacity: self.capacity }
    }
}

impl<L: LockKind, T: Send + 'static> Queue<T> for Locked<L> {
    const PROMISE: Promise = Promise::LinearizableTogether;
    type Producer = End<L, T>;
    type Consumer = End<L, T>;

    fn bounded(capacity: usize) -> Result<(End<L, T>, End<L, T>), BadCapacity> {
        BadCapacity::unless_within(capacity, 1, MOST)?;
        let end = End { items: Arc::new(Mutual::new(VecDeque::new())), capacity };
        Ok((end.clone(), end))
    }
}

impl<L: LockKind, T: Send + 'static> Mpsc<T> for Locked<L> {}
impl<L: LockKind, T: Send + 'static> Mpmc<T> for Locked<L> {}

impl<L: LockKind, T: Send + 'static> Push<T> for End<L, T> {
    #[inline]
    fn try_push(&mut self, item: T) -> Result<(), Full<T>> {
        self.items.with(|items| {
            if items.len() == self.capacity {
                return Err(Full(item));
            }
            items.push_back(item);
            Ok(())
        })
    }
}

impl<L: LockKind, T: Send + 'static> Pop<T> for End<L, T> {
    #[inline]
    fn try_pop(&mut self) -> Option<T> {
        self.items.with(VecDeque::pop_front)
    }
}
