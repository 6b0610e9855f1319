//! **A number behind a mutex.**
//!
//! *Promise.* Linearizable; blocking; as fair as the lock is.
//!
//! *Origin.* Dijkstra's critical section, 1965; the counter every textbook begins with. The naive oracle of the family.
//!
//! *State.* The sum, inside the lock.
//!
//! *Invariant.* The sum is touched only under the lock.
//!
//! *Orderings.* The lock's: what one holder did happens before what the next one does.
//!
//! *Trade-off.* Two atomic operations for each addition, and when threads collide, a trip through the kernel. Right when
//! the section holds more than one number; for one number, an atomic does the same in one step.
//!
//! It is generic over the lock: the same counter over std's mutex, parking_lot's, or one of ours.

use super::{Promise, SharedCounter};
use crate::lock::{LockKind, Mutual, ParkingLotMutex, StdMutex};

/// A counter over std's mutex.
pub type Mutex = Locked<StdMutex>;
/// A counter over parking_lot's mutex.
pub type ParkingLot = Locked<ParkingLotMutex>;

/// A counter behind a lock of kind `L`.
pub struct Locked<L: LockKind> {
    sum: L::Of<u64>,
}

impl<L: LockKind> Locked<L> {
    /// Starts at zero.
    pub fn new() -> Self {
        Locked { sum: Mutual::new(0) }
    }
}

impl<L: LockKind> Default for Locked<L> {
    fn default() -> Self {
        Locked::new()
    }
}

impl<L: LockKind> SharedCounter for Locked<L> {
    const PROMISE: Promise = Promise::Linearizable;

    #[inline]
    fn add(&self, n: u64) {
        self.sum.with(|sum| *sum = sum.wrapping_add(n));
    }

    #[inline]
    fn get(&self) -> u64 {
        self.sum.with(|sum| *sum)
    }
}
