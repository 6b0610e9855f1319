//! How many blocks of how many windows, so that it fits.

use std::time::{Duration, Instant};

use reports::comparison::live::{BLOCK, LEAST_FIRST, LEAST_SECOND};

use crate::plan::budget::{self, Extent};
use crate::plan::choice::{Choice, Item};

/// Blocks of the first stage.
const FIRST: u32 = 7;
/// Blocks of the second, which decides alone.
const SECOND: u32 = 18;
/// Windows of a session: many and short, since a window in which a worker was pushed off its core does not count.
const WINDOWS: u32 = 20;
/// A time slice of the scheduler holds several of them.
const WINDOW: Duration = Duration::from_millis(1);
/// Fewer are never planned.
const LEAST_WINDOWS: u32 = 6;
/// The first stage gets this part of the time.
const FIRST_SHARE: f64 = 0.3;
/// A busy machine may take so many times as long as an idle one; then blocks are left out.
const PATIENCE: f64 = 1.5;

/// One block may be lost to a busy machine before nothing can be said.
const LEAST_FIRST_BLOCKS: u32 = LEAST_FIRST as u32 + 1;
/// Of more blocks two.
const LEAST_SECOND_BLOCKS: u32 = LEAST_SECOND as u32 + 2;

/// How much of everything.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Effort {
    windows: u32,
    first: u32,
    /// From the beginning.
    limit: Duration,
}

/// One stage's part.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Part {
    pub(super) stage: u32,
    pub(super) blocks: u32,
    /// Behind so many blocks a stage ends when its time is over.
    pub(super) least: u32,
    pub(super) until: Instant,
    pub(super) extent: Extent,
}

impl Effort {
    /// What fits into the budget; and what had to be cut for it.
    pub(super) fn of(items: &[Item], budget: Option<Duration>, cores: u32) -> (Effort, Vec<String>) {
        let whole = |windows, first| {
            let both = estimate(items, windows, first, cores) + estimate(items, windows, SECOND, cores);
            Effort { windows, first, limit: budget.unwrap_or_else(|| both.mul_f64(PATIENCE)) }
        };
        let mut effort = whole(WINDOWS, FIRST);
        let Some(budget) = budget else { return (effort, Vec::new()) };
        let mut notes = Vec::new();
        let share = budget.mul_f64(FIRST_SHARE);
        while estimate(items, effort.windows, effort.first, cores) > share {
            if effort.windows > LEAST_WINDOWS {
                effort.windows -= 1;
            } else if effort.first > LEAST_FIRST_BLOCKS {
                effort.first -= 1;
            } else {
                let least = estimate(items, effort.windows, effort.first, cores).div_f64(FIRST_SHARE);
                notes.push(format!(
                    "the budget of {} s is too short: the least that means anything takes about {} s; choose fewer subjects or workloads",
                    budget.as_secs(),
                    least.as_secs().max(1)
                ));
                break;
            }
        }
        if (effort.windows, effort.first) != (WINDOWS, FIRST) {
            notes.push(format!(
                "reduced for the budget: {} windows a session, {} blocks",
                effort.windows, effort.first
            ));
        }
        (effort, notes)
    }

    /// The first stage.
    pub(super) fn first(&self, begun: Instant) -> Part {
        let until = begun + self.limit.mul_f64(FIRST_SHARE);
        Part {
            stage: 1,
            blocks: self.first,
            least: LEAST_FIRST_BLOCKS,
            until,
            extent: extent(self.windows, self.first),
        }
    }

    /// The second, for the cells that are left, in the time that is left.
    pub(super) fn second(&self, items: &[Item], begun: Instant, cores: u32) -> Part {
        let left = self.limit.saturating_sub(begun.elapsed());
        let one = estimate(items, self.windows, 1, cores);
        let fit = (left.as_secs_f64() / one.as_secs_f64()) as u32;
        let least = LEAST_SECOND_BLOCKS;
        let blocks = fit.clamp(least, SECOND);
        Part { stage: 2, blocks, least, until: begun + self.limit, extent: extent(self.windows, blocks) }
    }
}

impl Part {
    /// How long it takes, by experience.
    pub(super) fn estimate(&self, items: &[Item], cores: u32) -> Duration {
        estimate(items, self.extent.windows, self.blocks, cores)
    }
}

/// The least that a process can do.
pub(super) fn one_window() -> Extent {
    Extent { crowded_windows: 1, ..extent(1, 1) }
}

fn extent(windows: u32, blocks: u32) -> Extent {
    Extent {
        launches: blocks * BLOCK,
        windows,
        window: WINDOW,
        crowded_windows: 4,
        crowded_window: Duration::from_millis(20),
        fairness: None,
        placements: false,
        most_threads: u32::MAX,
        further: true,
    }
}

fn estimate(items: &[Item], windows: u32, blocks: u32, cores: u32) -> Duration {
    let choice = Choice { items: items.to_vec(), hits: Vec::new() };
    budget::estimate(&choice, &extent(windows, blocks), cores)
}
