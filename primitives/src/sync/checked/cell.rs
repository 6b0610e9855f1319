//! Interior mutability whose races the checker finds.

use std::panic::Location;

use super::engine;
use super::trace::{self, Object};

/// A cell whose accesses are closures, so that the checker sees where each begins and ends.
#[derive(Debug)]
pub struct UnsafeCell<T> {
    inner: engine::UnsafeCell<T>,
    object: Object,
}

impl<T> UnsafeCell<T> {
    /// Wraps a value; the calling line becomes its name.
    #[track_caller]
    pub fn new(value: T) -> Self {
        UnsafeCell { inner: engine::UnsafeCell::new(value), object: trace::object(Location::caller()) }
    }

    /// Gives a pointer for reading. An execution in which a write could race with it fails.
    #[track_caller]
    pub fn with<R>(&self, read: impl FnOnce(*const T) -> R) -> R {
        trace::record_plain(Some(self.object), Location::caller(), "read cell");
        self.inner.with(read)
    }

    /// Gives a pointer for writing. An execution in which any other access could race with it fails.
    #[track_caller]
    pub fn with_mut<R>(&self, write: impl FnOnce(*mut T) -> R) -> R {
        trace::record_plain(Some(self.object), Location::caller(), "write cell");
        self.inner.with_mut(write)
    }

    /// Takes the value out.
    pub fn into_inner(self) -> T {
        self.inner.into_inner()
    }
}

impl<T: Default> Default for UnsafeCell<T> {
    #[track_caller]
    fn default() -> Self {
        UnsafeCell::new(T::default())
    }
}
