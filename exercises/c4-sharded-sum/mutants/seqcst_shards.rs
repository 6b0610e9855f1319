//! A counter in shards, and what its sum claims to be.

use primitives::cache_padded::CachePadded;
use primitives::counter::{Add, Counter, Promise};
use primitives::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use primitives::sync::{Arc, limits};

/// How many shards there are.
pub const SHARDS: usize = limits::STRIPES;

/// The sum, in parts: each handle adds to one shard.
#[derive(Debug)]
pub struct ShardedSum {
    shards: Box<[CachePadded<AtomicU64>]>,
    /// Deals handles out to the shards, in turn.
    next: AtomicUsize,
}

impl ShardedSum {
    /// Starts at zero.
    pub fn new() -> Self {
        let shards = (0..SHARDS).map(|_| CachePadded::new(AtomicU64::new(0))).collect();
        ShardedSum { shards, next: AtomicUsize::new(0) }
    }
}

impl Default for ShardedSum {
    fn default() -> Self {
        ShardedSum::new()
    }
}

impl Counter for ShardedSum {
    /// Each reading is a sum that the counter had at some moment of the call.
    const PROMISE: Promise = Promise::Linearizable;
    type Handle = Handle;

    fn handle(self: &Arc<Self>) -> Handle {
        let shard = self.next.fetch_add(1, Ordering::Relaxed) % SHARDS; // Relaxed: any shard will do
        Handle { counter: Arc::clone(self), shard }
    }

    fn get(&self) -> u64 {
        // The strongest ordering there is: all threads agree on the order of everything.
        self.shards.iter().fold(0, |sum, shard| sum.wrapping_add(shard.load(Ordering::SeqCst)))
    }
}

/// One thread's way of adding.
#[derive(Debug)]
pub struct Handle {
    counter: Arc<ShardedSum>,
    shard: usize,
}

impl Add for Handle {
    /// Adds `n`; past 2^64 - 1 it goes on at zero.
    fn add(&mut self, n: u64) {
        self.counter.shards[self.shard].fetch_add(n, Ordering::SeqCst);
    }
}

/// Which sums can be read: the answer to a question about a program.
pub struct CanBeRead {
    /// The sum 0.
    pub zero: bool,
    /// The sum 1.
    pub one: bool,
    /// The sum 2.
    pub two: bool,
    /// The sum 3.
    pub three: bool,
}

/// There are two shards, both 0, each behind a lock of its own. One thread adds 1 to the *first* shard, and then 2 to the *second*.
/// Meanwhile another one locks and reads the first, gives the lock back, and then does the same with the second.
pub const FIRST_THEN_SECOND: CanBeRead = CanBeRead { zero: true, one: true, two: true, three: true };

/// The same, but it reads the second shard, and then the first.
pub const SECOND_THEN_FIRST: CanBeRead = CanBeRead { zero: true, one: true, two: false, three: true };

/// The same, but it locks both before it reads either.
pub const BOTH_HELD: CanBeRead = CanBeRead { zero: true, one: true, two: false, three: true };
