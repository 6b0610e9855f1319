//! Locks: one thread at a time.
//!
//! A lock algorithm is a [`RawLock`]; [`Lock`] puts one in front of a value and is the only safe face it needs. A data
//! structure that wants a lock and does not care which is generic over a [`LockKind`]: the same counter, queue or cache
//! then runs over any of them.
//!
//! | file | idea |
//! |---|---|
//! | [`tas`] | test and set: one flag, everybody hammers it |
//! | [`library`] | std's and parking_lot's mutexes, as kinds |
//!
//! [`laws`] says what every one of them must keep.

pub mod laws;
pub mod library;
mod mutual;
pub mod tas;

pub use library::{ParkingLotMutex, StdMutex};
pub use mutual::{Guard, Lock, LockKind, Mutual, RawLock, TryLock, TryRawLock, WithCondvar};
