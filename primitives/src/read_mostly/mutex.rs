//! **One lock for readers and writers alike.**
//!
//! *Promise.* Linearizable; blocking; as fair as the lock. Readers keep each other out.
//!
//! *Origin.* Dijkstra, "Solution of a Problem in Concurrent Programming Control", 1965.
//!
//! *State.* The value, inside the lock.
//!
//! *Orderings.* The lock's.
//!
//! *Trade-off.* The family's naive oracle. A readers-writer lock writes its word as often as this one does: it wins only
//! where reads last so long that letting them overlap is worth something. Where that begins is measured (`hold-*`).

use super::ReadMostly;
use crate::lock::{LockKind, Mutual, StdMutex};

/// A value behind a mutex: any [`LockKind`].
pub struct Mutex<T: Send + 'static, L: LockKind = StdMutex>(L::Of<T>);

impl<T: Send + Sync + 'static, L: LockKind> ReadMostly<T> for Mutex<T, L> {
    fn new(value: T) -> Self {
        Mutex(L::Of::new(value))
    }

    #[inline]
    fn read<R>(&self, read: impl FnOnce(&T) -> R) -> R {
        self.0.with(|value| read(value))
    }

    #[inline]
    fn update(&self, change: impl Fn(&mut T)) {
        self.0.with(change);
    }
}
