//! Threads of the model.

use std::panic::Location;
use std::time::Duration;

pub use loom::thread::{JoinHandle, Thread, current};
pub use std::thread::panicking;

use super::trace;

/// Starts a thread of the model.
#[track_caller]
pub fn spawn<T: 'static>(body: impl FnOnce() -> T + 'static) -> JoinHandle<T> {
    trace::record_plain(None, Location::caller(), "spawn");
    loom::thread::spawn(body)
}

/// Sleeps until unparked.
#[track_caller]
pub fn park() {
    trace::record_plain(None, Location::caller(), "park");
    loom::thread::park();
    trace::record_plain(None, Location::caller(), "unparked");
}

/// As [`park`]: under the checker time never runs out.
#[track_caller]
pub fn park_timeout(_timeout: Duration) {
    park();
}

/// Lets another thread run.
#[track_caller]
pub fn yield_now() {
    trace::record_plain(None, Location::caller(), "yield");
    loom::thread::yield_now();
}
