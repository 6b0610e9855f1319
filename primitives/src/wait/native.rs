//! The system's own.

use std::time::Duration;

use crate::sync::atomic::AtomicU32;

/// Sleeps while the word holds `expected`, until woken; may return for no reason.
#[inline]
pub fn wait(word: &AtomicU32, expected: u32) {
    atomic_wait::wait(word, expected);
}

/// As [`wait`], for at most `timeout`; false if the time ran out.
#[cfg(all(target_os = "linux", target_pointer_width = "64", not(portable)))]
pub fn wait_timeout(word: &AtomicU32, expected: u32, timeout: Duration) -> bool {
    let Ok(seconds) = libc::time_t::try_from(timeout.as_secs()) else {
        wait(word, expected); // longer than the clock can tell
        return true;
    };
    let nanoseconds = timeout.subsec_nanos() as libc::c_long; // below 10^9, which fits
    let relative = libc::timespec { tv_sec: seconds, tv_nsec: nanoseconds };
    let operation = libc::FUTEX_WAIT | libc::FUTEX_PRIVATE_FLAG;
    // SAFETY: word and time outlive the call, and the kernel writes to neither.
    let woken =
        unsafe { libc::syscall(libc::SYS_futex, word.as_ptr(), operation, expected, &raw const relative) };
    woken == 0 || std::io::Error::last_os_error().raw_os_error() != Some(libc::ETIMEDOUT)
}

/// As [`wait`], for at most `timeout`; false if the time ran out. It looks at the word every millisecond: what other systems
/// have in place of the futex is reached by no common name that takes a time.
#[cfg(any(not(all(target_os = "linux", target_pointer_width = "64")), portable))]
pub fn wait_timeout(word: &AtomicU32, expected: u32, timeout: Duration) -> bool {
    let begun = std::time::Instant::now();
    // Acquire: whoever changed the word may have told something by it.
    while word.load(crate::sync::atomic::Ordering::Acquire) == expected {
        let left = timeout.saturating_sub(begun.elapsed());
        if left.is_zero() {
            return false;
        }
        std::thread::sleep(left.min(Duration::from_millis(1)));
    }
    true
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
