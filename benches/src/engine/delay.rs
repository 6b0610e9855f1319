//! Work of a chosen length inside a measured loop: so many turns of an empty loop. It reads no clock, which would cost
//! more than a short delay lasts, and touches no memory, so that it disturbs nothing but its own thread.
//!
//! How many turns a nanosecond has is measured once a process, on a core that nothing slows, and holds for all delays of
//! that process. A delay is an amount of *work*: on a core that runs slower just now it lasts longer, as any work would,
//! and the row's `turn_ns` shows it.

use std::sync::OnceLock;

use super::clock::{Clock, Now};
use super::work::step;

/// Turns in one try: half a microsecond or so, to which the clock's own cost adds a few percent at most.
const TURNS: u64 = 2_000;
/// Tries: about a millisecond, in which a sleeping core wakes up. The one in the middle counts: neither an interruption is a speed,
/// nor a clock that stood still for a moment.
const TRIES: u32 = 2_000;

/// So many turns of an empty loop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Delay {
    turns: u64,
}

impl Delay {
    /// About so many nanoseconds of work, and at least one turn, unless it is none at all. The first call of a process
    /// measures how long a turn is: make delays outside any window.
    pub fn of_ns(ns: u64) -> Delay {
        static TURN_NS: OnceLock<f64> = OnceLock::new();
        if ns == 0 {
            return Delay { turns: 0 };
        }
        let turn_ns = *TURN_NS.get_or_init(calibrate);
        Delay { turns: ((ns as f64 / turn_ns).round() as u64).max(1) }
    }

    /// So many turns.
    pub fn of_turns(turns: u64) -> Delay {
        Delay { turns }
    }

    /// How many turns it is.
    pub fn turns(&self) -> u64 {
        self.turns
    }

    /// Does the work. A delay of no turns costs a comparison.
    #[inline(always)]
    pub fn pass(&self) {
        if self.turns > 0 {
            spend(self.turns);
        }
    }
}

/// One copy of the loop for all delays and for its own measurement: the same code, at the same address, lasts the same.
#[inline(never)]
fn spend(turns: u64) {
    for _ in 0..turns {
        step();
    }
}

/// Nanoseconds of one turn.
fn calibrate() -> f64 {
    let clock = Clock::start();
    let one_try = |_| {
        let begun = clock.now();
        spend(TURNS);
        clock.now() - begun
    };
    let mut tries: Vec<_> = (0..TRIES).map(one_try).collect();
    tries.sort_unstable();
    // A clock too coarse to see a try at all must not make delays endless.
    tries[tries.len() / 2].max(1) as f64 / TURNS as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_delay_is_no_turns() {
        assert_eq!(Delay::of_ns(0).turns(), 0);
        Delay::of_ns(0).pass();
    }

    #[test]
    fn turns_grow_with_the_time_and_are_the_same_each_time() {
        let [short, long] = [1_000, 100_000].map(Delay::of_ns);
        assert_eq!(short, Delay::of_ns(1_000));
        assert!(Delay::of_ns(1).turns() >= 1);
        // A hundred times as long, but for the rounding of the short one.
        let ratio = long.turns() as f64 / short.turns() as f64;
        assert!((60.0..=200.0).contains(&ratio), "{short:?} {long:?}");
        short.pass();
    }
}
