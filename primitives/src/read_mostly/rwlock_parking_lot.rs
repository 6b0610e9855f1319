//! **parking_lot's readers-writer lock.**
//!
//! *Promise.* Linearizable; blocking. Readers share; once a writer waits, new readers wait behind it, and a waiter is handed
//! the lock directly every half millisecond or so: nobody is starved.
//!
//! *Origin.* Courtois, Heymans and Parnas, "Concurrent Control with 'Readers' and 'Writers'", 1971.
//!
//! *State.* The value, inside the lock.
//!
//! *Orderings.* The lock's.
//!
//! *Trade-off.* Readers run at the same time, but each writes the lock's word twice: short reads by many threads fight for
//! that one cache line and gain nothing over a mutex. Right when a read takes far longer than the locking.

use super::ReadMostly;
use crate::sync::parking_lot::RwLock;
use crate::sync::reentry;

/// A value behind `parking_lot::RwLock`.
#[derive(Debug)]
pub struct RwLockParkingLot<T>(RwLock<T>);

impl<T: Send + Sync + 'static> ReadMostly<T> for RwLockParkingLot<T> {
    fn new(value: T) -> Self {
        RwLockParkingLot(RwLock::new(value))
    }

    #[inline]
    fn read<R>(&self, read: impl FnOnce(&T) -> R) -> R {
        let _inside = reentry::enter(self);
        read(&self.0.read())
    }

    #[inline]
    fn update(&self, change: impl Fn(&mut T)) {
        let _inside = reentry::enter(self);
        change(&mut self.0.write());
    }
}
