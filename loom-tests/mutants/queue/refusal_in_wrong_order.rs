//! **Two numbers are compared that were never true together.**
//!
//! *Mistake.* "It is empty if the head is where the tail is", with the tail read first. By the time the head is read, others
//! may have pushed and popped: the head has come to where the tail was, and the tail has gone on.
//!
//! *Killed by* `linearizable_from_empty`, as a broken law: a thread that has just pushed is told that the queue is empty.

use std::collections::VecDeque;

use primitives::queue::{BadCapacity, Full, Mpmc, Mpsc, Pop, Promise, Push, Queue};
use primitives::sync::atomic::{AtomicUsize, Ordering, fence};
use primitives::sync::{Arc, Mutex};

/// A queue behind a mutex that need not be taken to find it empty.
#[derive(Debug)]
pub struct RefusalInWrongOrder;

#[derive(Debug)]
struct Shared {
    pushed: AtomicUsize,
    popped: AtomicUsize,
    items: Mutex<VecDeque<u64>>,
    capacity: usize,
}

/// Either end.
#[derive(Clone, Debug)]
pub struct End(Arc<Shared>);

impl Queue<u64> for RefusalInWrongOrder {
    const PROMISE: Promise = Promise::Linearizable;
    type Producer = End;
    type Consumer = End;

    fn bounded(capacity: usize) -> Result<(End, End), BadCapacity> {
        let (pushed, popped) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let end = End(Arc::new(Shared { pushed, popped, items: Mutex::new(VecDeque::new()), capacity }));
        Ok((end.clone(), end))
    }
}

impl Mpsc<u64> for RefusalInWrongOrder {}
impl Mpmc<u64> for RefusalInWrongOrder {}

impl Push<u64> for End {
    fn try_push(&mut self, item: u64) -> Result<(), Full<u64>> {
        let mut items = self.0.items.lock();
        if items.len() == self.0.capacity {
            return Err(Full(item));
        }
        items.push_back(item);
        self.0.pushed.fetch_add(1, Ordering::AcqRel);
        Ok(())
    }
}

impl Pop<u64> for End {
    fn try_pop(&mut self) -> Option<u64> {
        fence(Ordering::SeqCst);
        let pushed = self.0.pushed.load(Ordering::Acquire);
        let popped = self.0.popped.load(Ordering::Acquire);
        if pushed == popped {
            return None;
        }
        let item = self.0.items.lock().pop_front();
        if item.is_some() {
            self.0.popped.fetch_add(1, Ordering::AcqRel);
        }
        item
    }
}
