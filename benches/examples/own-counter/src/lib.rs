//! A counter that is not part of Contend, written against its seams: `primitives::sync` for everything that is shared, and
//! the traits of the counter family. This one file is raced (`src/main.rs`), tried on real threads (`tests/laws.rs`) and
//! explored over every interleaving (`model/`).

use primitives::cache_padded::CachePadded;
use primitives::counter::{Add, Counter, Promise};
use primitives::sync::Arc;
use primitives::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

/// Two cells; every other handle adds to the same one.
#[derive(Default)]
pub struct TwoCells {
    cells: [CachePadded<AtomicU64>; 2],
    handles: AtomicUsize,
}

/// Adds to one of the two.
pub struct Handle {
    counter: Arc<TwoCells>,
    cell: usize,
}

impl Counter for TwoCells {
    const PROMISE: Promise = Promise::ExactWhenQuiescent;
    type Handle = Handle;

    fn handle(self: &Arc<Self>) -> Handle {
        let cell = self.handles.fetch_add(1, Ordering::Relaxed) % 2; // Relaxed: any cell will do
        Handle { counter: Arc::clone(self), cell }
    }

    fn get(&self) -> u64 {
        self.cells.iter().map(|cell| cell.load(Ordering::Relaxed)).sum() // Relaxed: a sum stands for nothing but itself
    }
}

impl Add for Handle {
    fn add(&mut self, n: u64) {
        self.counter.cells[self.cell].fetch_add(n, Ordering::Relaxed); // Relaxed: nothing else is published
    }
}
