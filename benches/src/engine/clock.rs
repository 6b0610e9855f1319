//! The clock that workers read: once a batch, never once an operation.

use std::time::Instant;

/// A clock, or what stands for one in a test.
pub trait Now {
    /// Nanoseconds since its start.
    fn now(&self) -> u64;
}

/// Nanoseconds since an instant that all workers of a session share.
#[derive(Clone, Copy, Debug)]
pub struct Clock(Instant);

impl Clock {
    /// Starts at zero.
    pub fn start() -> Clock {
        Clock(Instant::now())
    }

    /// What one reading costs, in nanoseconds: the best of several tries, since anything may interrupt one.
    pub fn cost_ns() -> f64 {
        const READINGS: u32 = 1_000;
        let clock = Clock::start();
        let one_try = |_| {
            let begin = clock.now();
            for _ in 0..READINGS {
                std::hint::black_box(clock.now());
            }
            (clock.now() - begin) as f64 / f64::from(READINGS)
        };
        (0..8).map(one_try).fold(f64::INFINITY, f64::min)
    }
}

impl Now for Clock {
    #[inline]
    fn now(&self) -> u64 {
        self.0.elapsed().as_nanos() as u64 // 2^64 ns are 584 years
    }
}
