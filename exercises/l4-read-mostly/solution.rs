//! A number that is read all the time, and a lock for what is larger than a number.

use primitives::read_mostly::{RawRwLock, ReadMostly};
use primitives::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use primitives::sync::hint::spin_loop;

// Part one.

/// A number: a limit, a price, a switch. Everybody reads it, hardly anybody changes it.
#[derive(Debug)]
pub struct Setting {
    number: AtomicU64,
}

impl ReadMostly<u64> for Setting {
    fn new(number: u64) -> Self {
        Setting { number: AtomicU64::new(number) }
    }

    fn read<R>(&self, read: impl FnOnce(&u64) -> R) -> R {
        read(&self.number.load(Ordering::Relaxed)) // Relaxed: a number by itself
    }

    fn update(&self, change: impl Fn(&mut u64)) {
        let mut seen = self.number.load(Ordering::Relaxed);
        loop {
            let mut changed = seen;
            change(&mut changed);
            match self.number.compare_exchange(seen, changed, Ordering::Relaxed, Ordering::Relaxed) {
                Ok(_) => return,
                Err(found) => seen = found, // somebody else changed it meanwhile
            }
        }
    }
}

// Part two.

const FREE: u32 = 0;
const WRITING: u32 = u32::MAX;

/// Lets in one writer, or any number of readers.
#[derive(Debug, Default)]
pub struct ReadersWriter {
    /// [`FREE`], a number of readers, or [`WRITING`].
    state: AtomicU32,
    /// Writers that have come and are not inside yet.
    waiting: AtomicU32,
}

impl ReadersWriter {
    /// A reader tries to come in; says whether it is inside.
    pub fn try_read(&self) -> bool {
        // Relaxed: it says who goes first, and nothing else
        if self.waiting.load(Ordering::Relaxed) > 0 {
            return false;
        }
        let readers = self.state.load(Ordering::Relaxed);
        // Acquire: pairs with the Release of a writer that leaves. Relaxed on failure: nobody came in.
        readers != WRITING
            && self.state.compare_exchange(readers, readers + 1, Ordering::Acquire, Ordering::Relaxed).is_ok()
    }

    /// A reader leaves.
    pub fn end_read(&self) {
        self.state.fetch_sub(1, Ordering::Release); // Release: pairs with the Acquire of a writer that comes in
    }

    /// A writer has come, and will try until it is inside.
    pub fn come_to_write(&self) {
        self.waiting.fetch_add(1, Ordering::Relaxed); // Relaxed: as in `try_read`
    }

    /// It tries; says whether it is inside.
    pub fn try_write(&self) -> bool {
        // Acquire: pairs with the Release of whoever leaves. Relaxed on failure: it is not inside.
        let inside = self.state.compare_exchange(FREE, WRITING, Ordering::Acquire, Ordering::Relaxed).is_ok();
        if inside {
            self.waiting.fetch_sub(1, Ordering::Relaxed); // Relaxed: as in `try_read`
        }
        inside
    }

    /// The writer leaves.
    pub fn end_write(&self) {
        self.state.store(FREE, Ordering::Release); // Release: pairs with the Acquire of whoever comes in
    }
}

// Below stands how the steps above are put together. Nothing of it need be changed.

// SAFETY: the state is one at a time, and whoever goes in sees what those who left have done (the pairs above).
unsafe impl RawRwLock for ReadersWriter {
    type Reading = ();
    type Writing = ();

    unsafe fn acquire_shared(&self, _reading: &()) {
        while !self.try_read() {
            spin_loop();
        }
    }

    unsafe fn release_shared(&self, _reading: &()) {
        self.end_read();
    }

    unsafe fn acquire_exclusive(&self, _writing: &()) {
        self.come_to_write();
        while !self.try_write() {
            spin_loop();
        }
    }

    unsafe fn release_exclusive(&self, _writing: &()) {
        self.end_write();
    }
}
