//! What an instance holds and what an operation allocates: counted apart from any window, by an allocator that a binary
//! may install.
//!
//! ```
//! #[global_allocator]
//! static ALLOCATOR: benches::CountingAllocator = benches::CountingAllocator;
//! ```

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering};

/// The system's allocator, with a count that is off except in an untimed pass: a window pays one relaxed load of a line
/// that nobody writes.
#[derive(Clone, Copy, Debug, Default)]
pub struct CountingAllocator;

static COUNTING: AtomicBool = AtomicBool::new(false);
/// Bytes allocated less bytes freed, while counting.
static BYTES: AtomicI64 = AtomicI64::new(0);
static ALLOCATIONS: AtomicU64 = AtomicU64::new(0);

/// Relaxed throughout: the pass that counts waits for the threads it starts; others only blur the count.
const ORDER: Ordering = Ordering::Relaxed;

#[inline]
fn count(bytes: i64, allocations: u64) {
    if COUNTING.load(ORDER) {
        BYTES.fetch_add(bytes, ORDER);
        ALLOCATIONS.fetch_add(allocations, ORDER);
    }
}

// SAFETY: every call is handed to the system's allocator unchanged; counting allocates nothing.
unsafe impl GlobalAlloc for CountingAllocator {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(layout.size() as i64, 1);
        // SAFETY: the caller's promise is the one that `System` asks for.
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        count(layout.size() as i64, 1);
        // SAFETY: as above.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        count(-(layout.size() as i64), 0);
        // SAFETY: as above.
        unsafe { System.dealloc(pointer, layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count(size as i64 - layout.size() as i64, 1);
        // SAFETY: as above.
        unsafe { System.realloc(pointer, layout, size) }
    }
}

/// What was counted; nothing, if the allocator is not installed.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Memory {
    /// Bytes of one instance in use, on the stack and on the heap.
    pub bytes: Option<u64>,
    /// Heap allocations of one operation.
    pub allocs_per_op: Option<f64>,
}

impl Memory {
    /// Makes an instance and uses it; `operate` tells how many operations that was. It runs twice: the first time may
    /// fill buffers that the second finds full. Does nothing if there is nobody to count.
    pub fn count<T>(make: impl FnOnce() -> T, operate: impl Fn(&mut T) -> u64) -> Memory {
        if !installed() {
            return Memory::default();
        }
        let counted = Counted::start();
        let mut instance = make();
        operate(&mut instance);
        let warm = ALLOCATIONS.load(ORDER);
        let ops = operate(&mut instance);
        let allocations = ALLOCATIONS.load(ORDER) - warm;
        let heap = BYTES.load(ORDER);
        drop(counted);
        Memory {
            bytes: Some(heap.max(0) as u64 + size_of::<T>() as u64),
            allocs_per_op: (ops > 0).then(|| allocations as f64 / ops as f64),
        }
    }
}

/// Whether this binary's allocator is ours: then an allocation is counted.
fn installed() -> bool {
    let counted = Counted::start();
    drop(std::hint::black_box(Box::new(0u8)));
    drop(counted);
    ALLOCATIONS.load(ORDER) > 0
}

/// Counts until dropped.
struct Counted;

impl Counted {
    fn start() -> Counted {
        BYTES.store(0, ORDER);
        ALLOCATIONS.store(0, ORDER);
        COUNTING.store(true, ORDER);
        Counted
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        COUNTING.store(false, ORDER);
    }
}
