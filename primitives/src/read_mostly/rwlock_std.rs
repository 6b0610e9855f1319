//! **std's readers-writer lock.**
//!
//! *Promise.* Linearizable; blocking. Readers share; a waiting writer keeps new readers out (on Linux), so writers are
//! not starved there; the standard library leaves the policy open.
//!
//! *Origin.* Courtois, Heymans and Parnas, "Concurrent Control with 'Readers' and 'Writers'", 1971.
//!
//! *State.* The value, inside the lock.
//!
//! *Orderings.* The lock's.
//!
//! *Trade-off.* Readers run at the same time, but each writes the lock's word twice: short reads by many threads fight for
//! that one cache line and gain nothing over a mutex. Right when a read takes far longer than the locking.

use super::{ReadMostly, ReadWrite, RwLockKind};
use crate::sync::{RwLock, reentry};

/// A value behind `std::sync::RwLock`.
#[derive(Debug)]
pub struct RwLockStd<T>(RwLock<T>);

impl<T: Send + Sync + 'static> ReadMostly<T> for RwLockStd<T> {
    fn new(value: T) -> Self {
        RwLockStd(RwLock::new(value))
    }

    #[inline]
    fn read<R>(&self, read: impl FnOnce(&T) -> R) -> R {
        let _inside = reentry::enter(self);
        read(&self.0.read())
    }

    #[inline]
    fn update(&self, change: impl Fn(&mut T)) {
        self.write(change);
    }
}

impl<T: Send + Sync + 'static> ReadWrite<T> for RwLockStd<T> {
    #[inline]
    fn write<R>(&self, change: impl FnOnce(&mut T) -> R) -> R {
        let _inside = reentry::enter(self);
        change(&mut self.0.write())
    }
}

/// Values behind `std::sync::RwLock`, as a kind.
#[derive(Clone, Copy, Debug)]
pub struct StdRwLock;

impl RwLockKind for StdRwLock {
    type Of<T: Send + Sync + 'static> = RwLockStd<T>;
}
