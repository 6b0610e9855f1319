//! What the models share: two threads, and memory that is given back late.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::UnsafeCell;
use std::ptr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use primitives::queue::{Pop, Push, Unbounded};
use primitives::sync::outside;
use primitives::world::{Witness, job};

use crate::exercise::MichaelScott;

/// Enough that a node that is out can be freed while somebody looks at it: the epochs free some at each second one.
pub(crate) const MANY: u64 = 5;

pub(crate) type Producer = <MichaelScott as Unbounded<u64>>::Producer;
pub(crate) type Consumer = <MichaelScott as Unbounded<u64>>::Consumer;

/// Pushes, for which there is always room.
pub(crate) fn push(producer: &mut Producer, item: u64) {
    assert_eq!(producer.try_push(item), Ok(()), "there is no limit");
}

/// Lets the two go, each of whom gives back what it has popped; with what is left, that must be the numbers from 1 to [`MANY`], once each.
pub(crate) fn each_once(
    witness: &Witness,
    mut consumer: Consumer,
    one: impl FnOnce(Consumer, &Witness) -> Vec<u64> + Send + 'static,
    other: impl FnOnce(Consumer, &Witness) -> Vec<u64> + Send + 'static,
) {
    let got = Arc::new(outside::Mutex::new(Vec::new()));
    let given = || (consumer.clone(), Arc::clone(&got), witness.clone());
    let one = {
        let (consumer, got, witness) = given();
        job(move || {
            let mine = one(consumer, &witness);
            got.lock().extend(mine);
        })
    };
    let other = {
        let (consumer, got, witness) = given();
        job(move || {
            let mine = other(consumer, &witness);
            got.lock().extend(mine);
        })
    };
    witness.par(vec![one, other]);
    let mut all = std::mem::take(&mut *got.lock());
    all.extend((1..=MANY).filter_map(|_| consumer.try_pop())); // no more than there can be: a broken list may be a circle
    all.sort_unstable();
    witness.check(all.iter().copied().eq(1..=MANY), || format!("pushed 1 to {MANY}, popped {all:?}"));
}

/// Keeps the last blocks that were freed: whoever looks into one of them is told of it, and does not fall.
struct Late;

/// How many blocks are kept: more than an execution frees.
const KEPT: usize = 4096;

struct Blocks {
    taken: AtomicBool,
    blocks: UnsafeCell<([(*mut u8, usize, usize); KEPT], usize)>,
}

// SAFETY: the blocks are touched only by who has `taken` it.
unsafe impl Sync for Blocks {}

static LATE: Blocks =
    Blocks { taken: AtomicBool::new(false), blocks: UnsafeCell::new(([(ptr::null_mut(), 0, 0); KEPT], 0)) };

// SAFETY: the system's allocator, whose blocks are given back later.
unsafe impl GlobalAlloc for Late {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller's.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        while LATE.taken.swap(true, Ordering::Acquire) {
            std::hint::spin_loop();
        }
        // SAFETY: we have taken it.
        let (blocks, next) = unsafe { &mut *LATE.blocks.get() };
        let (old, size, align) =
            std::mem::replace(&mut blocks[*next], (block, layout.size(), layout.align()));
        *next = (*next + 1) % KEPT;
        LATE.taken.store(false, Ordering::Release);
        if !old.is_null() {
            // SAFETY: it was given to us with this layout, and is given back once.
            unsafe { System.dealloc(old, Layout::from_size_align_unchecked(size, align)) };
        }
    }
}

#[global_allocator]
static ALLOCATOR: Late = Late;
