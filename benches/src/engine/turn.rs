//! How fast a core runs: a loop whose cost is known to be one turn a cycle.
//!
//! The same core of a virtual machine has several speeds, depending on whether its other hardware thread is busy with
//! somebody else's work, or with our own second worker; nothing that the system tells shows it. A loop of nothing does:
//! timed before and after each window and kept in its row, it tells a reader which windows ran on a slowed core.

use super::clock::{Clock, Now};
use super::work::step;

/// Turns in one try: half a microsecond or so.
const TURNS: u64 = 2_000;
/// Tries; the best one counts, since an interruption is no speed.
const TRIES: u64 = 5;

/// Nanoseconds of one turn, here and now.
#[inline(never)] // one copy for all, so that it takes the same time wherever it is called
pub fn turn_ns(clock: &Clock) -> f64 {
    let tries = (0..TRIES).map(|_| {
        let begun = clock.now();
        for _ in 0..TURNS {
            step();
        }
        clock.now() - begun
    });
    tries.min().unwrap_or(0) as f64 / TURNS as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_turn_takes_some_time() {
        assert!(turn_ns(&Clock::start()) > 0.0);
    }
}
