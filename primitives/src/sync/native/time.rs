//! The clock, for algorithms whose promise is one of time.

use std::time::Duration;

/// A moment.
#[derive(Clone, Copy, Debug)]
pub struct Instant(std::time::Instant);

impl Instant {
    /// This moment.
    #[inline]
    pub fn now() -> Self {
        Instant(std::time::Instant::now())
    }

    /// How long ago it was.
    #[inline]
    pub fn elapsed(&self) -> Duration {
        self.0.elapsed()
    }
}
