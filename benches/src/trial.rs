//! The engine on trial, in real time: a spin whose length is known must read as long as it is, net of the floor.
//!
//! The length is known from a row of the same spins, timed by two readings of the clock and nothing of the engine, net of as many
//! empty ones: whatever leaving its loop costs is part of a spin. On a machine that is busy with something else there may be no answer; then that is the answer. (Everything of the engine
//! that needs no real time is tried in `tests/trial.rs`.)

use serde::Serialize;

use crate::engine::clock::{Clock, Now};
use crate::engine::window::Window;
use crate::engine::{Delay, Done, Race, Session, Work, step};
use crate::host;

/// How long the spin is meant to be.
pub const SPIN_NS: f64 = 100.0;
/// It reads right within this part of its length.
const WITHIN: f64 = 0.05;
/// Windows with the spin, and as many without.
const WINDOWS: u32 = 24;
/// An answer needs so many clean ones of each.
const LEAST_CLEAN: usize = 6;
/// Turns of the long spin: some tens of microseconds, against which two readings of the clock are nothing.
const LONG_TURNS: u64 = 200_000;
/// Spins of a row: a fifth of a millisecond.
const ROW: u64 = 2_000;
/// How often it is timed; the best counts, since an interruption is no length.
const TRIES: u32 = 40;
/// If the core's speed changed more than this, the spin has no one length.
const SAME_SPEED: f64 = 0.02;
/// A window began or ended on a slowed core if a short look at it says this much more; a look is some percent too long.
const SLOWED: f64 = 1.12;

/// What came of the trial.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case", tag = "answer")]
pub enum Answer {
    /// The spin reads as long as it is.
    Right {
        /// How long it is.
        spin_ns: f64,
        /// How long it reads.
        reads_ns: f64,
        /// By how many clean windows.
        windows: usize,
    },
    /// It does not.
    Wrong {
        /// How long it is.
        spin_ns: f64,
        /// How long it reads.
        reads_ns: f64,
        /// By how many clean windows.
        windows: usize,
    },
    /// This machine cannot tell, here and now.
    NotMeasurable {
        /// Why.
        reason: String,
    },
}

/// Tries the engine: a tenth of a second or two.
pub fn spin() -> Answer {
    if cfg!(debug_assertions) {
        return Answer::NotMeasurable { reason: "built without optimisation".to_owned() };
    }
    let (floor, spin) = match (race(0.0), race(SPIN_NS)) {
        (Ok(floor), Ok(spin)) => (floor, spin),
        (Err(reason), _) | (_, Err(reason)) => return Answer::NotMeasurable { reason },
    };
    judge(spin.reports[0], &times(&floor), &times(&spin))
}

/// What the worker knows of its spin, before and after all windows.
#[derive(Clone, Copy, Debug)]
struct Known {
    /// Nanoseconds of a turn, and of a spin.
    turn: f64,
    before: f64,
    after: f64,
}

struct Spin {
    delay: Delay,
    turn: f64,
    before: f64,
}

impl Work for Spin {
    type Report = Known;

    #[inline]
    fn batch(&mut self, ops: u64) -> Done {
        for _ in 0..ops {
            self.delay.pass();
            step();
        }
        Done::ops(ops)
    }

    fn finish(self) -> Known {
        Known { turn: self.turn, before: self.before, after: length_ns(self.delay) }
    }
}

/// A session of one worker, which learns on its own core how long a turn is.
fn race(ns: f64) -> Result<Race<Known>, String> {
    let session = Session {
        windows: WINDOWS,
        window_ns: 2_000_000,
        ramp_ns: 500_000,
        ..Session::brief("trial", "spin", "spin", 1)
    };
    session.race(|_| {
        let turn = turn_ns();
        let delay = Delay::of_turns(turns_of(ns, turn));
        Spin { delay, turn, before: length_ns(delay) }
    })
}

/// None, where the clock is too coarse to see a turn: of no length there would be no end.
fn turns_of(ns: f64, turn: f64) -> u64 {
    if turn > 0.0 { (ns / turn).round() as u64 } else { 0 }
}

fn turn_ns() -> f64 {
    row_ns(Delay::of_turns(LONG_TURNS), 1) / LONG_TURNS as f64
}

/// How long a spin is, net of an empty one.
fn length_ns(delay: Delay) -> f64 {
    (row_ns(delay, ROW) - row_ns(Delay::of_turns(0), ROW)) / ROW as f64
}

/// The best time of so many spins one after another.
fn row_ns(delay: Delay, spins: u64) -> f64 {
    let clock = Clock::start();
    let one_try = |_| {
        let begun = clock.now();
        for _ in 0..spins {
            delay.pass();
            step();
        }
        clock.now() - begun
    };
    (0..TRIES).map(one_try).min().unwrap_or(0) as f64
}

/// Nanoseconds of an operation, in each window that nothing disturbed.
fn times(race: &Race<Known>) -> Vec<f64> {
    let turn = race.reports[0].turn;
    let clean = |window: &&Window| {
        let slowed = window.slowest_turn_ns().is_some_and(|now| now > turn * SLOWED);
        window.flags(1, 0, host::cores()).is_empty() && !slowed
    };
    let time = |window: &Window| {
        let ops: u64 = window.per_thread().iter().sum();
        window.elapsed_ns() as f64 / ops.max(1) as f64
    };
    race.windows.iter().filter(clean).map(time).collect()
}

fn judge(known: Known, floor: &[f64], spin: &[f64]) -> Answer {
    if !(known.turn > 0.0 && known.before > 0.0) {
        return Answer::NotMeasurable { reason: "the clock is too coarse to time a row of spins".to_owned() };
    }
    let windows = floor.len().min(spin.len());
    if windows < LEAST_CLEAN {
        let reason = format!("{windows} of {WINDOWS} windows were undisturbed, and it takes {LEAST_CLEAN}");
        return Answer::NotMeasurable { reason };
    }
    let Known { before, after, .. } = known;
    if (after / before - 1.0).abs() > SAME_SPEED {
        let percent = (after / before - 1.0) * 100.0;
        let way = if percent > 0.0 { "longer" } else { "shorter" };
        let reason = format!("the spin itself was {:.0} % {way} when all was over", percent.abs());
        return Answer::NotMeasurable { reason };
    }
    let spread = quartile(spin, 3) / quartile(spin, 1) - 1.0;
    if spread > WITHIN {
        let reason = format!("undisturbed windows differ by {:.0} % among themselves", spread * 100.0);
        return Answer::NotMeasurable { reason };
    }
    let spin_ns = f64::midpoint(before, after);
    let reads_ns = median(spin) - median(floor);
    if (reads_ns - spin_ns).abs() <= WITHIN * spin_ns {
        Answer::Right { spin_ns, reads_ns, windows }
    } else {
        Answer::Wrong { spin_ns, reads_ns, windows }
    }
}

fn quartile(times: &[f64], quarter: usize) -> f64 {
    let mut times = times.to_vec();
    times.sort_unstable_by(f64::total_cmp);
    times[times.len() * quarter / 4]
}

fn median(times: &[f64]) -> f64 {
    reports::stats::median(times).expect("there are times")
}

#[cfg(test)]
mod tests {
    use super::*;

    const KNOWN: Known = Known { turn: 0.4, before: 100.0, after: 101.0 };

    fn judged(known: Known, spin: f64, windows: usize) -> Answer {
        judge(known, &vec![1.5; windows], &vec![spin + 1.5; windows])
    }

    #[test]
    fn there_are_three_answers() {
        assert!(matches!(judged(KNOWN, 100.0, 20), Answer::Right { windows: 20, .. }));
        assert!(matches!(judged(KNOWN, 105.0, 20), Answer::Right { .. }));
        assert!(matches!(judged(KNOWN, 106.0, 20), Answer::Wrong { .. }));
        assert!(matches!(judged(KNOWN, 94.0, 20), Answer::Wrong { .. }));
        assert!(matches!(judged(KNOWN, 100.0, 5), Answer::NotMeasurable { .. }));
        let slowed = Known { after: 175.0, ..KNOWN };
        let Answer::NotMeasurable { reason } = judged(slowed, 150.0, 20) else {
            panic!("it has no one length")
        };
        assert!(reason.contains("75 % longer"), "{reason}");
    }

    #[test]
    fn a_coarse_clock_gives_no_answer_and_no_endless_spin() {
        assert_eq!((turns_of(SPIN_NS, 0.4), turns_of(SPIN_NS, 0.0), turns_of(0.0, 0.4)), (250, 0, 0));
        for known in [Known { turn: 0.0, ..KNOWN }, Known { before: 0.0, after: 0.0, ..KNOWN }] {
            let Answer::NotMeasurable { reason } = judged(known, 100.0, 20) else { panic!("of no length") };
            assert!(reason.contains("coarse"), "{reason}");
        }
    }
}
