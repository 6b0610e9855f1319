//! **A value behind a mutex.**
//!
//! *Promise.* Linearizable; blocking; as fair as the lock is. Readers wait for each other.
//!
//! *Origin.* Dijkstra's critical section, 1965. The naive oracle of the family.
//!
//! *State.* The value, inside the lock.
//!
//! *Invariant.* The value is touched only under the lock.
//!
//! *Orderings.* The lock's: what one holder did happens before what the next one does.
//!
//! *Trade-off.* Readers exclude each other for no reason but simplicity. As long as a reading is short that costs little:
//! a readers-writer lock, too, writes its word twice for each reading. It costs much when readings are long.
//!
//! It is generic over the lock: the same value over std's mutex, parking_lot's, or one of ours.

use super::ReadMostly;
use crate::lock::{LockKind, Mutual, ParkingLotMutex, StdMutex};

/// A value over std's mutex.
pub type Mutex<T> = Locked<StdMutex, T>;
/// A value over parking_lot's mutex.
pub type ParkingLot<T> = Locked<ParkingLotMutex, T>;

/// A value behind a lock of kind `L`.
pub struct Locked<L: LockKind, T: Send + 'static> {
    value: L::Of<T>,
}

impl<L: LockKind, T: Send + 'static> ReadMostly<T> for Locked<L, T> {
    fn new(value: T) -> Self {
        Locked { value: Mutual::new(value) }
    }

    #[inline]
    fn read<R>(&self, read: impl FnOnce(&T) -> R) -> R {
        self.value.with(|value| read(value))
    }

    #[inline]
    fn update(&self, change: impl Fn(&mut T)) {
        self.value.with(|value| change(value));
    }
}
