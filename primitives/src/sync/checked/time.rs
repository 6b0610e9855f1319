//! A clock that goes on by itself at each reading, so that what waits for a time waits for so many looks.

use std::time::Duration;

use super::trace;

/// From one reading to the next.
const STEP: Duration = Duration::from_micros(200);

/// A moment.
#[derive(Clone, Copy, Debug)]
pub struct Instant(u32);

impl Instant {
    /// This moment.
    pub fn now() -> Self {
        Instant(trace::tick())
    }

    /// How long ago it was.
    pub fn elapsed(&self) -> Duration {
        STEP * (trace::tick() - self.0)
    }
}
