//! The mutexes that everybody has, as kinds: std's and parking_lot's.

use super::{LockKind, Mutual, TryLock, WithCondvar};
use crate::sync::{self, parking_lot, reentry};

/// `std::sync::Mutex`: three states and a futex on Linux.
#[derive(Debug)]
pub struct StdMutex;

impl LockKind for StdMutex {
    type Of<T: Send + 'static> = sync::Mutex<T>;
}

// SAFETY: the library promises mutual exclusion, and keeps the value.
unsafe impl<T: Send + 'static> Mutual<T> for sync::Mutex<T> {
    fn new(value: T) -> Self {
        sync::Mutex::new(value)
    }

    #[inline]
    fn with<R>(&self, section: impl FnOnce(&mut T) -> R) -> R {
        sync::Mutex::with(self, section)
    }
}

impl<T: Send + 'static> TryLock<T> for sync::Mutex<T> {
    #[inline]
    fn try_with<R>(&self, section: impl FnOnce(&mut T) -> R) -> Option<R> {
        sync::Mutex::try_with(self, section)
    }
}

impl<T: Send + 'static> WithCondvar<T> for sync::Mutex<T> {
    type Condvar = sync::Condvar;

    fn wait_until<R>(&self, condvar: &sync::Condvar, mut step: impl FnMut(&mut T) -> Option<R>) -> R {
        let _inside = reentry::enter(self);
        let mut guard = self.lock();
        loop {
            if let Some(answer) = step(&mut guard) {
                return answer;
            }
            guard = condvar.wait(guard);
        }
    }

    fn notify_one(&self, condvar: &sync::Condvar) {
        condvar.notify_one();
    }

    fn notify_all(&self, condvar: &sync::Condvar) {
        condvar.notify_all();
    }
}

/// `parking_lot::Mutex`: one byte, spins briefly, parks in a table of the library's, and is fair now and then.
#[derive(Debug)]
pub struct ParkingLotMutex;

/// parking_lot's mutex in a type of our own: under a checker the library's and std's are the same stand-in.
#[derive(Debug)]
pub struct ParkingLot<T>(parking_lot::Mutex<T>);

impl LockKind for ParkingLotMutex {
    type Of<T: Send + 'static> = ParkingLot<T>;
}

// SAFETY: as above.
unsafe impl<T: Send + 'static> Mutual<T> for ParkingLot<T> {
    fn new(value: T) -> Self {
        ParkingLot(parking_lot::Mutex::new(value))
    }

    #[inline]
    fn with<R>(&self, section: impl FnOnce(&mut T) -> R) -> R {
        let _inside = reentry::enter(self);
        section(&mut self.0.lock())
    }
}

impl<T: Send + 'static> TryLock<T> for ParkingLot<T> {
    #[inline]
    fn try_with<R>(&self, section: impl FnOnce(&mut T) -> R) -> Option<R> {
        Some(section(&mut *self.0.try_lock()?))
    }
}
