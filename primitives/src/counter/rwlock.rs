//! **A number behind a readers-writer lock.**
//!
//! *Promise.* Linearizable; blocking.
//!
//! *Origin.* Courtois, Heymans and Parnas, "Concurrent Control with 'Readers' and 'Writers'", 1971.
//!
//! *State.* The sum, inside the lock; additions write, readings share.
//!
//! *Orderings.* The lock's.
//!
//! *Trade-off.* The misconception it is here to show: "readings run in parallel, so they are fast". Each reader writes the
//! lock's word to enter and to leave; for a section of one load that costs as much as a mutex, and more when they collide.
//!
//! It is generic over the read-mostly value: std's lock, parking_lot's, or any other of that family.

use super::{Promise, SharedCounter};
use crate::read_mostly::ReadMostly;
use crate::read_mostly::rwlock_parking_lot::RwLockParkingLot;
use crate::read_mostly::rwlock_std::RwLockStd;

/// A counter over std's readers-writer lock.
pub type RwLock = Shared<RwLockStd<u64>>;
/// A counter over parking_lot's readers-writer lock.
pub type ParkingLot = Shared<RwLockParkingLot<u64>>;

/// A counter in a read-mostly value.
#[derive(Debug)]
pub struct Shared<V> {
    sum: V,
}

impl<V: ReadMostly<u64>> Shared<V> {
    /// Starts at zero.
    pub fn new() -> Self {
        Shared { sum: V::new(0) }
    }
}

impl<V: ReadMostly<u64>> Default for Shared<V> {
    fn default() -> Self {
        Shared::new()
    }
}

impl<V: ReadMostly<u64>> SharedCounter for Shared<V> {
    const PROMISE: Promise = Promise::Linearizable;

    #[inline]
    fn add(&self, n: u64) {
        self.sum.update(|sum| *sum = sum.wrapping_add(n));
    }

    #[inline]
    fn get(&self) -> u64 {
        self.sum.read(|sum| *sum)
    }
}
