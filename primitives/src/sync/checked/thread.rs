//! Threads of the model.

use std::panic::Location;
use std::time::Duration;

pub use super::engine::{Thread, current};
pub use std::thread::{Result, panicking};

use super::{engine, trace};

/// Waits for a thread's end.
#[derive(Debug)]
pub struct JoinHandle<T>(engine::JoinHandle<T>);

impl<T> JoinHandle<T> {
    /// Waits until the thread has ended.
    ///
    /// # Errors
    /// What it panicked with; under the checker a panic ends the whole model before.
    #[track_caller]
    pub fn join(self) -> std::thread::Result<T> {
        let site = Location::caller();
        trace::record_plain(None, site, "join?");
        let result = self.0.join();
        trace::record_plain(None, site, "joined");
        result
    }

    /// The thread, to unpark it.
    pub fn thread(&self) -> &Thread {
        self.0.thread()
    }
}

/// Starts a thread of the model.
#[track_caller]
pub fn spawn<T: Send + 'static>(body: impl FnOnce() -> T + Send + 'static) -> JoinHandle<T> {
    trace::record_plain(None, Location::caller(), "spawn");
    JoinHandle(engine::spawn(body))
}

/// This thread's number, in the order of their first steps in this execution. Never given out again: two threads of a
/// model that follow each other are two.
pub fn number() -> Option<usize> {
    Some(trace::number())
}

/// Runs `body`. A panic ends the execution at once: the checker reports it, and nobody need be waited for.
///
/// # Errors
/// None; the native world's twin gives the panic.
pub fn catch_panic<T>(body: impl FnOnce() -> T) -> Result<T> {
    Ok(body())
}

/// Sleeps until unparked.
#[track_caller]
pub fn park() {
    trace::record_plain(None, Location::caller(), "park");
    engine::park();
    trace::record_plain(None, Location::caller(), "unparked");
}

/// As [`park`]: under the checker time never runs out.
#[track_caller]
pub fn park_timeout(_timeout: Duration) {
    park();
}

/// Lets another thread run, however long the sleep.
#[track_caller]
pub fn sleep(_time: Duration) {
    yield_now();
}

/// Lets another thread run.
#[track_caller]
pub fn yield_now() {
    trace::record_plain(None, Location::caller(), "yield");
    engine::yield_now();
}
