//! From what was asked to what will be run.
//!
//! | file | what it answers |
//! |---|---|
//! | [`options`] | what may be asked: profile, families, subjects, threads, budget |
//! | [`points`] | with how many threads this machine is measured, where nobody says |
//! | [`choice`] | which subjects, workloads and threads that means, or what is wrong with it |
//! | [`replays`] | which traces are replayed, by whom |
//! | [`budget`] | how long it will take, and what to leave out so that it fits |
//! | [`schedule`] | in which order each launch runs its sessions |

pub mod budget;
pub mod choice;
pub mod options;
pub mod points;
pub mod replays;
pub mod schedule;

pub use options::{Profile, RunOptions};
pub use schedule::LaunchPlan;

use std::time::Duration;

use budget::Extent;
use choice::Choice;

use crate::catalogue::Catalogue;
use crate::error::RunError;
use crate::host::Topology;

/// A whole run.
#[derive(Clone, Debug, PartialEq)]
pub struct RunPlan {
    /// Names the run.
    pub run: String,
    /// One process each.
    pub launches: Vec<LaunchPlan>,
    /// How long it will take, by experience.
    pub estimate: Duration,
    /// What was asked for and will not be run, and why.
    pub notes: Vec<String>,
    choice: Choice,
    extent: Extent,
    /// Of the launches behind the first.
    rest: Extent,
}

/// Plans a run.
///
/// # Errors
/// If the options name something that there is not.
pub fn plan(catalogue: &Catalogue, options: &RunOptions, topology: &Topology) -> Result<RunPlan, RunError> {
    plan_of(schedule::name_of_run(options.seed), catalogue, options, topology)
}

/// Plans a run of this name: of equal options, catalogues and topologies it is the same plan.
///
/// # Errors
/// If the options name something that there is not.
pub fn plan_of(
    run: String,
    catalogue: &Catalogue,
    options: &RunOptions,
    topology: &Topology,
) -> Result<RunPlan, RunError> {
    let cores = topology.logical();
    let (choice, mut notes) = choice::choose(catalogue, options, topology)?;
    let (extent, dropped) = budget::fit(&choice, options, cores);
    notes.extend(dropped);
    let estimate = budget::estimate(&choice, &extent, cores);
    let launch = |number| schedule::launch(&run, number, &choice, &extent, options, topology);
    let launches = (0..extent.launches).map(launch).collect();
    let rest = extent.clone();
    Ok(RunPlan { run, launches, estimate, notes, choice, extent, rest })
}

impl RunPlan {
    /// Plans the launches behind the first one anew, if it took so long that they would break the budget. Tells what
    /// was cut.
    pub fn after_first(&mut self, took: Duration, options: &RunOptions, topology: &Topology) -> Vec<String> {
        let cores = topology.logical();
        let Some(budget) = options.budget else { return Vec::new() };
        let expected = budget::first_launch_time(&self.choice, &self.extent, cores);
        let slowness = took.as_secs_f64() / expected.as_secs_f64();
        let left = budget.saturating_sub(took);
        let (extent, notes) = budget::fit_rest(&self.choice, &self.extent, left, slowness, cores);
        if !notes.is_empty() {
            self.cut_to(extent, options, topology);
        }
        notes
    }

    /// What the launches behind the first are planned by.
    pub fn rest(&self) -> &Extent {
        &self.rest
    }

    /// Plans the launches behind the first one anew.
    pub fn cut_to(&mut self, rest: Extent, options: &RunOptions, topology: &Topology) {
        let launch = |number| schedule::launch(&self.run, number, &self.choice, &rest, options, topology);
        let launches: Vec<_> = (1..rest.launches).map(launch).collect();
        self.launches.truncate(1);
        self.launches.extend(launches);
        self.rest = rest;
    }
}
