//! How fast a core runs: a loop whose cost is known to be one turn a cycle.
//!
//! The same core of a virtual machine has two speeds, depending on whether its other hardware thread is busy with somebody
//! else's work; nothing that the system tells shows it. A loop of nothing does: timed before and after each window, it
//! tells windows that ran on a slowed core from the others.

use std::sync::atomic::{AtomicU64, Ordering};

use super::clock::Clock;
use super::work::step;

/// Turns in one try: half a microsecond or so.
const TURNS: u64 = 2_000;
/// Tries; the best one counts, since an interruption is no speed.
const TRIES: u64 = 5;
/// A core this much slower than the fastest seen is shared with somebody. Two hardware threads that share a core slow each
/// other by 1.6 to 1.9; changes of the clock stay below 1.4.
const SLOWED: f64 = 1.4;

/// The shortest turn that this process has seen, in picoseconds.
static FASTEST: AtomicU64 = AtomicU64::new(u64::MAX);

/// Nanoseconds of one turn, here and now.
pub fn turn_ns(clock: &Clock) -> f64 {
    let best = (0..TRIES).map(|_| {
        let begun = clock.now();
        for _ in 0..TURNS {
            step();
        }
        clock.now() - begun
    });
    let turn = best.min().unwrap_or(0) as f64 / TURNS as f64;
    // Relaxed: a minimum of its own
    FASTEST.fetch_min((turn * 1e3) as u64, Ordering::Relaxed);
    turn
}

/// Whether a turn of so many nanoseconds is that of a slowed core, by the fastest that this process has seen.
pub fn is_slowed(turn_ns: f64) -> bool {
    is_slower(turn_ns, FASTEST.load(Ordering::Relaxed) as f64 / 1e3) // Relaxed: a minimum of its own
}

fn is_slower(turn_ns: f64, fastest_ns: f64) -> bool {
    turn_ns > fastest_ns * SLOWED
}

/// Gets to know the core's full speed, before the first window.
pub fn warm_up(clock: &Clock) {
    for _ in 0..500 {
        turn_ns(clock);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_turn_takes_some_time_and_the_fastest_is_kept() {
        let clock = Clock::start();
        let turn = turn_ns(&clock);
        assert!(turn > 0.0);
        assert!(FASTEST.load(Ordering::Relaxed) as f64 / 1e3 <= turn);
    }

    #[test]
    fn a_shared_core_is_slowed_and_a_changed_clock_is_not() {
        assert!(is_slower(0.50, 0.28));
        assert!(!is_slower(0.36, 0.28));
    }
}
