//! parking_lot cannot be seen into: the checker's locks stand in for it, with its face.

pub use super::lock::{Mutex, MutexGuard, RwLock, RwLockReadGuard, RwLockWriteGuard};
