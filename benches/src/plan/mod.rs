//! From what was asked to what will be run.
//!
//! | file | what it answers |
//! |---|---|
//! | [`options`] | what may be asked: profile, families, subjects, threads, budget |
//! | [`choice`] | which subjects, workloads and threads that means, or what is wrong with it |
//! | [`budget`] | how long it will take, and what to leave out so that it fits |
//! | [`schedule`] | in which order each launch runs its sessions |

pub mod budget;
pub mod choice;
pub mod options;
pub mod schedule;

pub use options::{Profile, RunOptions};
pub use schedule::LaunchPlan;

use std::time::Duration;

use crate::catalogue::Catalogue;
use crate::error::RunError;

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
}

/// Plans a run.
///
/// # Errors
/// If the options name something that there is not.
pub fn plan(catalogue: &Catalogue, options: &RunOptions, cores: u32) -> Result<RunPlan, RunError> {
    let (choice, mut notes) = choice::choose(catalogue, options)?;
    let (extent, dropped) = budget::fit(&choice, options, cores);
    notes.extend(dropped);
    let estimate = budget::estimate(&choice, &extent, cores);
    let run = schedule::name_of_run(options.seed);
    let launch = |number| schedule::launch(&run, number, &choice, &extent, options, cores);
    let launches = (0..extent.launches).map(launch).collect();
    Ok(RunPlan { run, launches, estimate, notes })
}
