//! A value on cache lines of its own, so that neighbours do not slow each other down (false sharing).

use std::ops::Deref;

/// Aligns and pads a value to 128 bytes: the line is 64 bytes on x86, but its prefetcher pulls lines in pairs, and
/// Apple's cores have lines of 128.
#[derive(Clone, Copy, Debug, Default)]
#[repr(align(128))]
pub struct CachePadded<T>(T);

impl<T> CachePadded<T> {
    /// Pads a value.
    pub const fn new(value: T) -> Self {
        CachePadded(value)
    }
}

impl<T> Deref for CachePadded<T> {
    type Target = T;
    #[inline(always)]
    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T> std::ops::DerefMut for CachePadded<T> {
    #[inline(always)]
    fn deref_mut(&mut self) -> &mut T {
        &mut self.0
    }
}
