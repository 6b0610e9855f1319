//! Published locks that ours do not build on, used as their documentation says.

use primitives::lock::{LockKind, Mutual, TryLock};

use super::peer;
use crate::catalogue::Subject;
use crate::workloads::lock::lock_subject as lock;

/// All of them.
#[rustfmt::skip] // a table: one line an entry
pub(super) fn all() -> Vec<Subject> {
    vec![
        lock::<ParkingLotFairMutex>(peer("parking_lot_fair", "parking_lot", "parking_lot::FairMutex: handed to the next in line at each release", "blocking, spins, then sleeps; first come, first served")),
        lock::<SpinMutex>(peer("spin", "spin", "spin::Mutex: one flag, looked at before it is exchanged", "blocking, spins")),
    ]
}

/// `parking_lot::FairMutex`, as a kind.
#[derive(Debug)]
pub struct ParkingLotFairMutex;

impl LockKind for ParkingLotFairMutex {
    type Of<T: Send + 'static> = Fair<T>;
}

/// A value behind `parking_lot::FairMutex`.
#[derive(Debug)]
pub struct Fair<T>(parking_lot::FairMutex<T>);

// SAFETY: the library promises mutual exclusion, and keeps the value.
unsafe impl<T: Send + 'static> Mutual<T> for Fair<T> {
    fn new(value: T) -> Self {
        Fair(parking_lot::FairMutex::new(value))
    }

    #[inline]
    fn with<R>(&self, section: impl FnOnce(&mut T) -> R) -> R {
        section(&mut self.0.lock())
    }
}

impl<T: Send + 'static> TryLock<T> for Fair<T> {
    #[inline]
    fn try_with<R>(&self, section: impl FnOnce(&mut T) -> R) -> Option<R> {
        Some(section(&mut *self.0.try_lock()?))
    }
}

/// `spin::Mutex`, as a kind: it spins for ever, and never gives its core away.
#[derive(Debug)]
pub struct SpinMutex;

impl LockKind for SpinMutex {
    type Of<T: Send + 'static> = Spinning<T>;
}

/// A value behind `spin::Mutex`.
#[derive(Debug)]
pub struct Spinning<T>(spin::Mutex<T>);

// SAFETY: as above.
unsafe impl<T: Send + 'static> Mutual<T> for Spinning<T> {
    fn new(value: T) -> Self {
        Spinning(spin::Mutex::new(value))
    }

    #[inline]
    fn with<R>(&self, section: impl FnOnce(&mut T) -> R) -> R {
        section(&mut self.0.lock())
    }
}

impl<T: Send + 'static> TryLock<T> for Spinning<T> {
    #[inline]
    fn try_with<R>(&self, section: impl FnOnce(&mut T) -> R) -> Option<R> {
        Some(section(&mut *self.0.try_lock()?))
    }
}
