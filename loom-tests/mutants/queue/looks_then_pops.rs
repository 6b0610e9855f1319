//! **Looking and taking in two sections.**
//!
//! *Mistake.* "Under the lock I saw that there is one, and which; under the lock I take it out." Between the two sections another
//! consumer sees the same item, and what each takes out then is not what it saw.
//!
//! *Killed by* `each_item_once_among_many`, as a broken law: two consumers return the same item, and one item is lost.

use std::collections::VecDeque;

use primitives::queue::{BadCapacity, Full, Mpmc, Mpsc, Pop, Promise, Push, Queue};
use primitives::sync::{Arc, Mutex};

/// A queue of numbers that can be copied.
#[derive(Debug)]
pub struct LooksThenPops;

/// Either end.
#[derive(Clone, Debug)]
pub struct End {
    items: Arc<Mutex<VecDeque<u64>>>,
    capacity: usize,
}

impl Queue<u64> for LooksThenPops {
    const PROMISE: Promise = Promise::Linearizable;
    type Producer = End;
    type Consumer = End;

    fn bounded(capacity: usize) -> Result<(End, End), BadCapacity> {
        let end = End { items: Arc::new(Mutex::new(VecDeque::new())), capacity };
        Ok((end.clone(), end))
    }
}

impl Mpsc<u64> for LooksThenPops {}
impl Mpmc<u64> for LooksThenPops {}

impl Push<u64> for End {
    fn try_push(&mut self, item: u64) -> Result<(), Full<u64>> {
        let mut items = self.items.lock();
        if items.len() == self.capacity {
            return Err(Full(item));
        }
        items.push_back(item);
        Ok(())
    }
}

impl Pop<u64> for End {
    fn try_pop(&mut self) -> Option<u64> {
        let seen = self.items.lock().front().copied();
        if seen.is_some() {
            self.items.lock().pop_front();
        }
        seen
    }
}
