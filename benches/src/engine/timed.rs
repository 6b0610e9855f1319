//! The timed loop. All of it: every figure of this project comes out of [`window`].
//!
//! A worker works all the time, before, during and after its window; the window only says what counts:
//!
//! ```text
//!            begin                            end
//!  worker 0  ..ramp-up..|t0 batch batch batch  t1|..cool-down..|
//!  worker 1  .......ramp-up|t0 batch batch batch t1|.cool-down.|
//! ```
//!
//! `begin` and `end` are deadlines that all workers know beforehand; each reads the clock itself, once a batch, and opens
//! and closes its window at the first end of a batch behind them. It goes on working until the last one has closed, so
//! nobody ever measures alone.

use super::clock::Now;
use super::gate::Gate;
use super::pace::Pace;
use super::work::{Done, Work};
use crate::host::involuntary_switches;

/// One worker's part of one window.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stretch {
    /// When it opened, on the session's clock.
    pub begun: u64,
    /// When it closed.
    pub ended: u64,
    /// What was done between.
    pub done: Done,
    /// Batches between.
    pub batches: u64,
    /// Longest time between two readings of the clock.
    pub max_gap: u64,
    /// Times that the system pushed this worker off its core; none if it does not tell.
    pub switches: Option<u64>,
}

/// Ramps up, measures one window, cools down. The clock is [`Clock`](super::clock::Clock), but in tests whose time is made up.
pub fn window<W: Work>(work: &mut W, number: u32, gate: &Gate, clock: &impl Now, pace: &mut Pace) -> Stretch {
    let (begin, end) = gate.window();

    let mut last = clock.now();
    while last < begin || !pace.settled() {
        batch(work, pace.ops());
        let now = clock.now();
        pace.learn(now - last);
        last = now;
    }

    let switches_before = involuntary_switches();
    let begun = clock.now();
    let mut stretch = Stretch { begun, ended: begun, ..Stretch::default() };
    while stretch.ended < end {
        let done = batch(work, pace.ops());
        let now = clock.now();
        stretch.done.ops += done.ops;
        stretch.done.failed += done.failed;
        stretch.done.lookups += done.lookups;
        stretch.done.hits += done.hits;
        stretch.done.updates += done.updates;
        stretch.batches += 1;
        stretch.max_gap = stretch.max_gap.max(now - stretch.ended);
        stretch.ended = now;
    }
    let switches_after = involuntary_switches();

    gate.close();
    while !gate.all_closed(number) {
        batch(work, pace.ops());
    }
    stretch.switches = switches_after.zip(switches_before).map(|(after, before)| after - before);
    stretch
}

/// One copy of the workload's loop for the three places that run it: the same code, at the same address.
#[inline(never)]
fn batch<W: Work>(work: &mut W, ops: u64) -> Done {
    work.batch(ops)
}
