//! Locks: one thread at a time.
//!
//! A lock algorithm is a [`RawLock`]; [`Lock`] puts one in front of a value and is the only safe face it needs. A data
//! structure that wants a lock and does not care which is generic over a [`LockKind`]: the same counter, queue or cache
//! then runs over any of them.
//!
//! | file | idea |
//! |---|---|
//! | [`tas`] | test and set: one flag, everybody hammers it |
//! | [`ttas_backoff`] | look before you set, and wait longer after each failure |
//! | [`ticket`] | take a number |
//! | [`anderson`] | take a number, and wait at a place of your own |
//! | [`mcs`] | a queue of threads, each waiting at its own node |
//! | [`clh`] | a queue of threads, each watching the one before |
//! | [`futex`] | three states, and sleep |
//! | [`adaptive`] | spin while it is worth it, then sleep |
//! | [`fair`] | turns of a quantum: a queue in front of a lock that anybody may take meanwhile |
//! | [`mcs_park`] | a queue of threads that sleep: what handing over each time costs |
//! | [`starvation_mode`] | unfair until somebody starves, then from hand to hand |
//! | [`library`] | std's and parking_lot's mutexes, as kinds |
//!
//! [`laws`] says what every one of them must keep.

pub mod adaptive;
pub mod anderson;
pub mod clh;
pub mod fair;
pub mod futex;
pub mod laws;
pub mod library;
pub mod mcs;
pub mod mcs_park;
mod mutual;
pub mod starvation_mode;
pub mod tas;
pub mod ticket;
pub mod ttas_backoff;

pub use library::{ParkingLotMutex, StdMutex};
pub use mutual::{Doorway, Guard, Lock, LockKind, Mutual, RawLock, TryLock, TryRawLock, WithCondvar};
