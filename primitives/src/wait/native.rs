//! The system's own.

use crate::sync::atomic::AtomicU32;

/// Sleeps while the word holds `expected`, until woken; may return for no reason.
#[inline]
pub fn wait(word: &AtomicU32, expected: u32) {
    atomic_wait::wait(word, expected);
}

/// Wakes one thread that sleeps on this word, if there is one. The word itself is not looked at, and may be gone: an
/// address where nobody sleeps is nobody's.
#[inline]
pub fn wake_one(word: *const AtomicU32) {
    atomic_wait::wake_one(word);
}

/// Wakes every thread that sleeps on this word; as [`wake_one`].
#[inline]
pub fn wake_all(word: *const AtomicU32) {
    atomic_wait::wake_all(word);
}
