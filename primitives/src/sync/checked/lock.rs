//! The checker's blocking locks, with names and sites. They do poison: a section that may panic goes through [`Mutex::with`].

use std::ops::{Deref, DerefMut};
use std::panic::{AssertUnwindSafe, Location, catch_unwind, resume_unwind};
use std::sync::{PoisonError, TryLockError};
use std::time::Duration;

use super::engine;
use super::trace::{self, Object, Site};

/// A mutex.
#[derive(Debug)]
pub struct Mutex<T> {
    inner: engine::Mutex<T>,
    object: Object,
}

/// Holds the mutex until dropped.
#[derive(Debug)]
pub struct MutexGuard<'a, T> {
    inner: engine::MutexGuard<'a, T>,
    /// After `inner`: what is recorded has then happened.
    unlock: Unlock,
}

/// Records, when dropped, that a lock was released. The line is the one that took it: a drop has none of its own.
#[derive(Debug)]
struct Unlock {
    object: Object,
    site: Site,
}

impl Drop for Unlock {
    fn drop(&mut self) {
        // While a panic unwinds, the execution may be gone already.
        if !std::thread::panicking() {
            trace::record_plain(Some(self.object), self.site, "unlock");
        }
    }
}

impl<T> Mutex<T> {
    /// Wraps a value; the calling line becomes its name.
    #[track_caller]
    pub fn new(value: T) -> Self {
        Mutex { inner: engine::Mutex::new(value), object: trace::object(Location::caller()) }
    }

    /// Waits for the lock.
    #[track_caller]
    pub fn lock(&self) -> MutexGuard<'_, T> {
        let site = Location::caller();
        trace::record_plain(Some(self.object), site, "lock?");
        let inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        trace::record_plain(Some(self.object), site, "locked");
        MutexGuard { inner, unlock: Unlock { object: self.object, site } }
    }

    /// Runs `section` under the lock, and releases it also if `section` panics.
    #[track_caller]
    pub fn with<R>(&self, section: impl FnOnce(&mut T) -> R) -> R {
        self.lock().spend(section)
    }

    /// Runs `section` if the lock is free, and releases it also if `section` panics.
    #[track_caller]
    pub fn try_with<R>(&self, section: impl FnOnce(&mut T) -> R) -> Option<R> {
        Some(self.try_lock()?.spend(section))
    }

    /// Takes the lock if it is free.
    #[track_caller]
    pub fn try_lock(&self) -> Option<MutexGuard<'_, T>> {
        let site = Location::caller();
        let inner = match self.inner.try_lock() {
            Ok(inner) => inner,
            Err(TryLockError::Poisoned(poisoned)) => poisoned.into_inner(),
            Err(TryLockError::WouldBlock) => {
                trace::record_plain(Some(self.object), site, "try_lock fails");
                return None;
            }
        };
        trace::record_plain(Some(self.object), site, "locked");
        Some(MutexGuard { inner, unlock: Unlock { object: self.object, site } })
    }

    /// Takes the value out.
    pub fn into_inner(self) -> T {
        self.inner.into_inner().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T: Default> Default for Mutex<T> {
    #[track_caller]
    fn default() -> Self {
        Mutex::new(T::default())
    }
}

impl<T> MutexGuard<'_, T> {
    /// Runs `section`, then releases. loom's mutex is of no use once a guard was dropped by a panic, so the panic waits
    /// until it is dropped.
    fn spend<R>(mut self, section: impl FnOnce(&mut T) -> R) -> R {
        let end = catch_unwind(AssertUnwindSafe(|| section(&mut self)));
        drop(self);
        end.unwrap_or_else(|panic| resume_unwind(panic))
    }
}

impl<T> Deref for MutexGuard<'_, T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.inner
    }
}

impl<T> DerefMut for MutexGuard<'_, T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.inner
    }
}

/// A condition variable.
#[derive(Debug)]
pub struct Condvar {
    inner: engine::Condvar,
    object: Object,
}

impl Condvar {
    /// Makes a condition variable; the calling line becomes its name.
    #[track_caller]
    #[allow(clippy::new_without_default, reason = "the default below is the same")]
    pub fn new() -> Self {
        Condvar { inner: engine::Condvar::new(), object: trace::object(Location::caller()) }
    }

    /// Releases the lock, sleeps until notified, and takes the lock again.
    #[track_caller]
    pub fn wait<'a, T>(&self, guard: MutexGuard<'a, T>) -> MutexGuard<'a, T> {
        let site = Location::caller();
        let MutexGuard { inner, unlock } = guard; // waiting releases the lock, and its record says so
        trace::record_plain(Some(self.object), site, "wait");
        let inner = self.inner.wait(inner).unwrap_or_else(PoisonError::into_inner);
        trace::record_plain(Some(self.object), site, "woken");
        MutexGuard { inner, unlock }
    }

    /// As [`wait`](Self::wait): under the checker time never runs out, so a wake-up that is lost shows as a deadlock.
    #[track_caller]
    pub fn wait_timeout<'a, T>(
        &self,
        guard: MutexGuard<'a, T>,
        _timeout: Duration,
    ) -> (MutexGuard<'a, T>, bool) {
        (self.wait(guard), false)
    }

    /// Wakes one waiter, if there is one.
    #[track_caller]
    pub fn notify_one(&self) {
        trace::record_plain(Some(self.object), Location::caller(), "notify_one");
        self.inner.notify_one();
    }

    /// Wakes every waiter.
    #[track_caller]
    pub fn notify_all(&self) {
        trace::record_plain(Some(self.object), Location::caller(), "notify_all");
        self.inner.notify_all();
    }
}

impl Default for Condvar {
    #[track_caller]
    fn default() -> Self {
        Condvar::new()
    }
}

/// A readers-writer lock.
#[derive(Debug)]
pub struct RwLock<T> {
    inner: engine::RwLock<T>,
    object: Object,
}

pub use super::engine::{RwLockReadGuard, RwLockWriteGuard};

impl<T> RwLock<T> {
    /// Wraps a value; the calling line becomes its name.
    #[track_caller]
    pub fn new(value: T) -> Self {
        RwLock { inner: engine::RwLock::new(value), object: trace::object(Location::caller()) }
    }

    /// Waits until no writer holds the lock; other readers may.
    #[track_caller]
    pub fn read(&self) -> RwLockReadGuard<'_, T> {
        let site = Location::caller();
        trace::record_plain(Some(self.object), site, "read lock?");
        let guard = self.inner.read().unwrap_or_else(PoisonError::into_inner);
        trace::record_plain(Some(self.object), site, "read locked");
        guard
    }

    /// Waits until nobody holds the lock.
    #[track_caller]
    pub fn write(&self) -> RwLockWriteGuard<'_, T> {
        let site = Location::caller();
        trace::record_plain(Some(self.object), site, "write lock?");
        let guard = self.inner.write().unwrap_or_else(PoisonError::into_inner);
        trace::record_plain(Some(self.object), site, "write locked");
        guard
    }
}
