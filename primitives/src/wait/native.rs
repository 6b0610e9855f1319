//! The system's own.

use crate::sync::atomic::AtomicU32;

/// Sleeps while the word holds `expected`, until woken; may return for no reason.
#[inline]
pub fn wait(word: &AtomicU32, expected: u32) {
    atomic_wait::wait(word, expected);
}

/// Wakes one thread that sleeps on this word, if there is one.
#[inline]
pub fn wake_one(word: &AtomicU32) {
    atomic_wait::wake_one(word);
}

/// Wakes every thread that sleeps on this word.
#[inline]
pub fn wake_all(word: &AtomicU32) {
    atomic_wait::wake_all(word);
}
