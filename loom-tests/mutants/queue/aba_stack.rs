//! **The same again is taken for unchanged (ABA).**
//!
//! *Mistake.* "The top is still the node that I looked at, so what I read of it still holds." The node was taken, another one too, and
//! the first came back as a new one, with something else below: the exchange succeeds, and puts on top what is no longer inside.
//!
//! *Killed by* `each_item_once_recycled`, as a broken law: one item comes out twice and another one never.

use std::collections::VecDeque;

use primitives::queue::{BadCapacity, Full, Mpmc, Mpsc, Pop, Promise, Push, Queue};
use primitives::sync::Arc;
use primitives::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use primitives::sync::outside;

/// No node.
const NONE: usize = usize::MAX;

/// Treiber's stack, its nodes in a pool and named by their numbers, without a count of their uses.
#[derive(Debug)]
pub struct AbaStack;

struct Node {
    item: AtomicU64,
    below: AtomicUsize,
}

struct Stack {
    top: AtomicUsize,
    nodes: Vec<Node>,
    /// Nodes that are free, the longest free first. Beside the model: it is not the pool that is wrong.
    free: outside::Mutex<VecDeque<usize>>,
}

/// Either end.
#[derive(Clone)]
pub struct End(Arc<Stack>);

impl Queue<u64> for AbaStack {
    const PROMISE: Promise = Promise::LinearizableLifo;
    type Producer = End;
    type Consumer = End;

    fn bounded(capacity: usize) -> Result<(End, End), BadCapacity> {
        let node = |_| Node { item: AtomicU64::new(0), below: AtomicUsize::new(NONE) };
        let stack = Stack {
            top: AtomicUsize::new(NONE),
            nodes: (0..capacity).map(node).collect(),
            free: outside::Mutex::new((0..capacity).collect()),
        };
        let end = End(Arc::new(stack));
        Ok((end.clone(), end))
    }
}

impl Mpsc<u64> for AbaStack {}
impl Mpmc<u64> for AbaStack {}

impl Push<u64> for End {
    fn try_push(&mut self, item: u64) -> Result<(), Full<u64>> {
        let Some(mine) = self.0.free.lock().pop_front() else { return Err(Full(item)) };
        let node = &self.0.nodes[mine];
        node.item.store(item, Ordering::Relaxed);
        let mut top = self.0.top.load(Ordering::Acquire);
        loop {
            node.below.store(top, Ordering::Relaxed);
            match self.0.top.compare_exchange(top, mine, Ordering::AcqRel, Ordering::Acquire) {
                Ok(_) => return Ok(()),
                Err(now) => top = now,
            }
        }
    }
}

impl Pop<u64> for End {
    fn try_pop(&mut self) -> Option<u64> {
        let mut top = self.0.top.load(Ordering::Acquire);
        loop {
            let node = self.0.nodes.get(top)?;
            let below = node.below.load(Ordering::Acquire);
            match self.0.top.compare_exchange(top, below, Ordering::AcqRel, Ordering::Acquire) {
                Ok(_) => {
                    let item = node.item.load(Ordering::Acquire);
                    self.0.free.lock().push_back(top);
                    return Some(item);
                }
                Err(now) => top = now,
            }
        }
    }
}
