//! **Waiting for one version of the indicator.**
//!
//! *Misconception.* "New readers announce themselves at the new version, so whoever may read the old copy is counted at the old
//! one." Not the straggler: it looked up the version long ago, and is counted now where the update before has waited already.
//!
//! *Killed by* `no_torn_read`, as a data race.

use primitives::read_mostly::ReadMostly;
use primitives::sync::Mutex;
use primitives::sync::atomic::{AtomicU64, AtomicUsize, Ordering, fence};
use primitives::sync::cell::UnsafeCell;
use primitives::sync::hint::spin_loop;

/// A value in two copies.
#[derive(Debug)]
pub struct LeftRightOneVersion<T> {
    current: AtomicUsize,
    version: AtomicUsize,
    copies: [UnsafeCell<T>; 2],
    /// Readers at each version.
    counts: [AtomicU64; 2],
    /// What the writer knows of `current` and `version`: they change together.
    writer: Mutex<usize>,
}

// SAFETY: none: a copy may be changed while a straggler reads it.
unsafe impl<T: Send + Sync> Sync for LeftRightOneVersion<T> {}

impl<T: Clone + Send + Sync + 'static> ReadMostly<T> for LeftRightOneVersion<T> {
    fn new(value: T) -> Self {
        LeftRightOneVersion {
            current: AtomicUsize::new(0),
            version: AtomicUsize::new(0),
            copies: [UnsafeCell::new(value.clone()), UnsafeCell::new(value)],
            counts: [AtomicU64::new(0), AtomicU64::new(0)],
            writer: Mutex::new(0),
        }
    }

    fn read<R>(&self, read: impl FnOnce(&T) -> R) -> R {
        let count = &self.counts[self.version.load(Ordering::Acquire)];
        count.fetch_add(1, Ordering::AcqRel);
        fence(Ordering::SeqCst);
        let current = self.current.load(Ordering::Acquire);
        // SAFETY: none: the writer may have waited for the other version.
        let answer = self.copies[current].with(|value| read(unsafe { &*value }));
        count.fetch_sub(1, Ordering::AcqRel);
        answer
    }

    fn update(&self, change: impl Fn(&mut T)) {
        self.writer.with(|current| {
            let old = std::mem::replace(current, 1 - *current);
            // SAFETY: none: a straggler may be here.
            self.copies[*current].with_mut(|value| change(unsafe { &mut *value }));
            self.current.store(*current, Ordering::Release);
            self.version.store(*current, Ordering::Release);
            fence(Ordering::SeqCst);
            while self.counts[old].load(Ordering::Acquire) != 0 {
                spin_loop();
            }
            // SAFETY: none: a straggler may be here, counted at the other version.
            self.copies[old].with_mut(|value| change(unsafe { &mut *value }));
        });
    }
}
