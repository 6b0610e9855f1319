//! The clock, for algorithms whose promise is one of time.

use std::sync::OnceLock;
use std::time::{Duration, Instant};

/// The first reading of this process.
static START: OnceLock<Instant> = OnceLock::new();

/// Time since some moment that is the same for all threads; never goes back.
#[inline]
pub fn now() -> Duration {
    START.get_or_init(Instant::now).elapsed()
}
