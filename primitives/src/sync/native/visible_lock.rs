//! The locks of [`lock`](super), of equal behaviour, over parking_lot's: for ThreadSanitizer, which sees only what was
//! compiled for it. The standard library was not, so what its locks order would look like a race.

use std::time::Duration;

use super::reentry;

pub use ::parking_lot::{MutexGuard, RwLockReadGuard, RwLockWriteGuard};

/// In the place of `std::sync::Mutex`.
#[derive(Debug, Default)]
#[repr(transparent)]
pub struct Mutex<T>(::parking_lot::Mutex<T>);

impl<T> Mutex<T> {
    /// Wraps a value.
    pub fn new(value: T) -> Self {
        Mutex(::parking_lot::Mutex::new(value))
    }

    /// Waits for the lock.
    pub fn lock(&self) -> MutexGuard<'_, T> {
        self.0.lock()
    }

    /// Runs `section` under the lock, and releases it also if `section` panics.
    ///
    /// # Panics
    /// On re-entry, in debug builds.
    pub fn with<R>(&self, section: impl FnOnce(&mut T) -> R) -> R {
        let _inside = reentry::enter(self);
        section(&mut self.lock())
    }

    /// Takes the lock if it is free.
    pub fn try_lock(&self) -> Option<MutexGuard<'_, T>> {
        self.0.try_lock()
    }

    /// Runs `section` if the lock is free, and releases it also if `section` panics.
    pub fn try_with<R>(&self, section: impl FnOnce(&mut T) -> R) -> Option<R> {
        Some(section(&mut *self.try_lock()?))
    }

    /// Takes the value out.
    pub fn into_inner(self) -> T {
        self.0.into_inner()
    }
}

/// In the place of `std::sync::Condvar`.
#[derive(Debug, Default)]
#[repr(transparent)]
pub struct Condvar(::parking_lot::Condvar);

impl Condvar {
    /// Makes a condition variable on which nobody waits.
    pub fn new() -> Self {
        Condvar(::parking_lot::Condvar::new())
    }

    /// Releases the lock, sleeps until notified (or for no reason), and takes the lock again.
    pub fn wait<'a, T>(&self, mut guard: MutexGuard<'a, T>) -> MutexGuard<'a, T> {
        self.0.wait(&mut guard);
        guard
    }

    /// As [`wait`](Self::wait), for at most `timeout`; the flag tells whether the time ran out.
    pub fn wait_timeout<'a, T>(
        &self,
        mut guard: MutexGuard<'a, T>,
        timeout: Duration,
    ) -> (MutexGuard<'a, T>, bool) {
        let timed_out = self.0.wait_for(&mut guard, timeout).timed_out();
        (guard, timed_out)
    }

    /// Wakes one waiter, if there is one.
    pub fn notify_one(&self) {
        self.0.notify_one();
    }

    /// Wakes every waiter.
    pub fn notify_all(&self) {
        self.0.notify_all();
    }
}

/// In the place of `std::sync::RwLock`.
#[derive(Debug, Default)]
#[repr(transparent)]
pub struct RwLock<T>(::parking_lot::RwLock<T>);

impl<T> RwLock<T> {
    /// Wraps a value.
    pub fn new(value: T) -> Self {
        RwLock(::parking_lot::RwLock::new(value))
    }

    /// Waits until no writer holds the lock; other readers may.
    pub fn read(&self) -> RwLockReadGuard<'_, T> {
        self.0.read()
    }

    /// Waits until nobody holds the lock.
    pub fn write(&self) -> RwLockWriteGuard<'_, T> {
        self.0.write()
    }
}
