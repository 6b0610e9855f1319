//! **The old version is free as soon as the new one is out.**
//!
//! *Misconception.* "Whoever reads from now on finds the new version." Whoever found the old one a moment ago still reads it.
//! The next version is written over it: here into a spare that is kept, as an allocator would give out the same memory again.
//!
//! *Killed by* `no_torn_read`, as a data race.

use primitives::read_mostly::ReadMostly;
use primitives::sync::Mutex;
use primitives::sync::atomic::{AtomicPtr, LoadByOwner, Ordering};
use primitives::sync::cell::UnsafeCell;

/// A value that is copied when it changes.
#[derive(Debug)]
pub struct RcuEarlyFree<T> {
    current: AtomicPtr<UnsafeCell<T>>,
    /// Room for the next version.
    spare: Mutex<Spare<T>>,
}

#[derive(Debug)]
struct Spare<T>(*mut UnsafeCell<T>);

// SAFETY: it owns the version.
unsafe impl<T: Send> Send for Spare<T> {}

impl<T: Clone + Send + Sync + 'static> ReadMostly<T> for RcuEarlyFree<T> {
    fn new(value: T) -> Self {
        let boxed = |value| Box::into_raw(Box::new(UnsafeCell::new(value)));
        RcuEarlyFree { spare: Mutex::new(Spare(boxed(value.clone()))), current: AtomicPtr::new(boxed(value)) }
    }

    fn read<R>(&self, read: impl FnOnce(&T) -> R) -> R {
        let current = self.current.load(Ordering::Acquire);
        // SAFETY: none: it may have become the spare.
        unsafe { (*current).with(|value| read(&*value)) }
    }

    fn update(&self, change: impl Fn(&mut T)) {
        self.spare.with(|spare| {
            let current = self.current.load_by_owner();
            // SAFETY: the current version does not change while we hold the lock.
            let mut copy = unsafe { (*current).with(|value| T::clone(&*value)) };
            change(&mut copy);
            // SAFETY: none: it was current a moment ago.
            unsafe { (*spare.0).with_mut(|value| *value = copy) };
            self.current.store(std::mem::replace(&mut spare.0, current), Ordering::Release);
        });
    }
}

impl<T> Drop for RcuEarlyFree<T> {
    fn drop(&mut self) {
        // SAFETY: both came from boxes, and nobody reads any more.
        unsafe {
            drop(Box::from_raw(self.current.load_by_owner()));
            drop(Box::from_raw(self.spare.lock().0));
        }
    }
}
