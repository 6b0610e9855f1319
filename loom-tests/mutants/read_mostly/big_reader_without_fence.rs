//! **Two stores, two loads, and nothing between.**
//!
//! *Misconception.* "I show myself before I look, and so does the other; so at least one of us sees the other." A store may
//! wait in a buffer while the load after it runs ahead, on both sides: each has shown itself, neither to the other yet, and
//! both go in. `Release` and `Acquire` do not help, they order the other way round; only a `SeqCst` fence between store and load
//! does.
//!
//! *Killed by* `no_torn_read`, as a data race.

use primitives::cache_padded::CachePadded;
use primitives::lock::{RawLock, tas::TasLock};
use primitives::read_mostly::RawRwLock;
use primitives::sync::atomic::{AtomicBool, Ordering};
use primitives::sync::hint::spin_loop;
use primitives::sync::{limits, thread};

/// A readers-writer lock with a place for each reader, whose handshake lacks its fences. (No place for latecomers: a
/// small test has none.)
#[derive(Debug)]
pub struct BigReaderWithoutFence {
    places: Box<[CachePadded<AtomicBool>]>,
    writing: AtomicBool,
    mutex: TasLock,
}

impl Default for BigReaderWithoutFence {
    fn default() -> Self {
        BigReaderWithoutFence {
            places: (0..limits::SLOTS).map(|_| CachePadded::new(AtomicBool::new(false))).collect(),
            writing: AtomicBool::new(false),
            mutex: TasLock::default(),
        }
    }
}

impl BigReaderWithoutFence {
    fn place(&self) -> &AtomicBool {
        let number = thread::number().expect("a thread that is not ending");
        &self.places[number]
    }
}

// SAFETY: none. A reader and a writer that come together may both go in.
unsafe impl RawRwLock for BigReaderWithoutFence {
    type Reading = ();
    type Writing = ();

    unsafe fn acquire_shared(&self, _reading: &()) {
        self.place().store(true, Ordering::Release);
        while self.writing.load(Ordering::Acquire) {
            self.place().store(false, Ordering::Release);
            spin_loop();
            self.place().store(true, Ordering::Release);
        }
    }

    unsafe fn release_shared(&self, _reading: &()) {
        self.place().store(false, Ordering::Release);
    }

    unsafe fn acquire_exclusive(&self, _writing: &()) {
        // SAFETY: the slot is empty.
        unsafe { self.mutex.acquire(&()) };
        self.writing.store(true, Ordering::Release);
        for place in &self.places {
            while place.load(Ordering::Acquire) {
                spin_loop();
            }
        }
    }

    unsafe fn release_exclusive(&self, _writing: &()) {
        self.writing.store(false, Ordering::Release);
        // SAFETY: held since `acquire_exclusive`.
        unsafe { self.mutex.release(&()) };
    }
}
