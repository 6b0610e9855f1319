//! A queue through which ten thousand items have gone is no larger than before. Counted, on one thread: blocks of memory that were taken and
//! not given back.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

use primitives::queue::{Pop, Push, Unbounded};

use crate::exercise::MichaelScott;

/// Items that go through.
const ITEMS: u64 = 10_000;
/// Nodes that may wait for their end; the epochs need a few hundred.
const WAITING: isize = 1_000;

#[test]
fn what_is_out_is_freed() {
    let before = live();
    let (mut producer, mut consumer) = MichaelScott::unbounded();
    for item in 0..ITEMS {
        assert_eq!(producer.try_push(item), Ok(()), "there is no limit");
        assert_eq!(consumer.try_pop(), Some(item), "it is the only one");
    }
    let waiting = live() - before;
    assert!(
        waiting < WAITING,
        "{ITEMS} items went through, the queue is empty, and {waiting} blocks of memory are not freed"
    );
    drop((producer, consumer));
    let left = live() - before;
    assert_eq!(left, 0, "the queue is gone, and {left} blocks of memory are not freed");
}

/// Blocks of memory of this thread.
fn live() -> isize {
    LIVE.get()
}

thread_local! {
    static LIVE: Cell<isize> = const { Cell::new(0) };
}

struct Counted;

// SAFETY: the system's allocator; only a number is added.
unsafe impl GlobalAlloc for Counted {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // A thread that is ending has no number any more, and is none that we ask for.
        let _ = LIVE.try_with(|live| live.set(live.get() + 1));
        // SAFETY: the caller's.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        let _ = LIVE.try_with(|live| live.set(live.get() - 1));
        // SAFETY: the caller's.
        unsafe { System.dealloc(block, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counted = Counted;
