//! **Readers are sent to the other copy, and not waited for.**
//!
//! *Misconception.* "Once `current` is changed, nobody reads the old copy." Nobody begins to: who had found it before is still at it.
//!
//! *Killed by* `no_torn_read`, as a data race.

use primitives::read_mostly::ReadMostly;
use primitives::sync::Mutex;
use primitives::sync::atomic::{AtomicUsize, Ordering, fence};
use primitives::sync::cell::UnsafeCell;

/// A value in two copies.
#[derive(Debug)]
pub struct LeftRightNoWait<T> {
    current: AtomicUsize,
    copies: [UnsafeCell<T>; 2],
    /// What the writer knows of `current`.
    writer: Mutex<usize>,
}

// SAFETY: none: a copy may be changed while it is read.
unsafe impl<T: Send + Sync> Sync for LeftRightNoWait<T> {}

impl<T: Clone + Send + Sync + 'static> ReadMostly<T> for LeftRightNoWait<T> {
    fn new(value: T) -> Self {
        LeftRightNoWait {
            current: AtomicUsize::new(0),
            copies: [UnsafeCell::new(value.clone()), UnsafeCell::new(value)],
            writer: Mutex::new(0),
        }
    }

    fn read<R>(&self, read: impl FnOnce(&T) -> R) -> R {
        let current = self.current.load(Ordering::Acquire);
        // SAFETY: none: a writer may have come to it meanwhile.
        self.copies[current].with(|value| read(unsafe { &*value }))
    }

    fn update(&self, change: impl Fn(&mut T)) {
        self.writer.with(|current| {
            let old = std::mem::replace(current, 1 - *current);
            // SAFETY: none: readers may still be here from the time before the last update.
            self.copies[*current].with_mut(|value| change(unsafe { &mut *value }));
            self.current.store(*current, Ordering::Release);
            fence(Ordering::SeqCst); // no fence, however strong, makes a reader leave
            // SAFETY: none: readers may still be here.
            self.copies[old].with_mut(|value| change(unsafe { &mut *value }));
        });
    }
}
