//! How far apart two cores are: a ping-pong on one cache line.
//!
//! On a virtual machine the host moves the cores about, so the distance may change between two windows; it decides more
//! than most algorithms do. Hence a probe before and after every window.

use std::sync::atomic::{AtomicU64, Ordering};

use primitives::cache_padded::CachePadded;
use reports::Placement;

use super::clock::{Clock, Now};
use super::gate::wait_until;

/// Round trips in one try.
const ROUND_TRIPS: u64 = 20;
/// Tries; the best one counts, since an interruption is no distance.
const TRIES: u64 = 5;

/// The line that goes back and forth.
#[derive(Debug, Default)]
pub struct Probe {
    /// Even: the server's turn; odd: the returner's.
    ball: CachePadded<AtomicU64>,
}

impl Probe {
    /// Serves, and tells the nanoseconds of a round trip.
    pub fn serve(&self, clock: &Clock) -> f64 {
        let mut best = u64::MAX;
        for _ in 0..TRIES {
            let begin = clock.now();
            for _ in 0..ROUND_TRIPS {
                let ball = self.ball.load(Ordering::Relaxed) + 1;
                self.ball.store(ball, Ordering::Release); // Release/Acquire: nothing else is carried, but it is how a line is handed over
                wait_until(|| self.ball.load(Ordering::Acquire) != ball);
            }
            best = best.min(clock.now() - begin);
        }
        best as f64 / ROUND_TRIPS as f64
    }

    /// Returns every ball of one `serve`.
    pub fn return_all(&self) {
        for _ in 0..TRIES * ROUND_TRIPS {
            let mut ball = 0;
            wait_until(|| {
                ball = self.ball.load(Ordering::Acquire);
                ball % 2 == 1
            });
            self.ball.store(ball + 1, Ordering::Release);
        }
    }
}

/// The class of a round trip.
pub fn placement(round_trip_ns: Option<f64>) -> Placement {
    match round_trip_ns {
        None => Placement::Unknown,
        Some(ns) if ns < 50.0 => Placement::Near,
        Some(ns) if ns < 200.0 => Placement::Usual,
        Some(_) => Placement::Far,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_meet_at_fifty_and_two_hundred() {
        let class = |ns| placement(Some(ns));
        assert_eq!([class(49.9), class(50.0), class(199.9), class(200.0)].map(|c| c as u8), [0, 1, 1, 2]);
        assert_eq!(placement(None), Placement::Unknown);
    }

    #[test]
    fn every_ball_comes_back() {
        let probe = Probe::default();
        let clock = Clock::start();
        let ns = std::thread::scope(|scope| {
            scope.spawn(|| probe.return_all());
            probe.serve(&clock)
        });
        assert!(ns > 0.0);
    }
}
