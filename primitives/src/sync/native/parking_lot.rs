//! parking_lot's locks. A checker cannot see into them; there its own locks stand in, and the verdict says so.

pub use ::parking_lot::{Mutex, MutexGuard, RwLock, RwLockReadGuard, RwLockWriteGuard};
