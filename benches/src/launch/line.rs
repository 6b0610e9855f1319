//! What parent and child say to each other: one JSON value goes in, and one a line comes out.

use reports::Record;
use serde::{Deserialize, Serialize};

use crate::catalogue::Catalogue;
use crate::host::Topology;
use crate::plan::choice::{Item, choose};
use crate::plan::{LaunchPlan, RunOptions};

/// What a child is asked.
#[derive(Debug, Serialize, Deserialize)]
#[serde(untagged)]
pub(super) enum Asked {
    /// To measure.
    Launch(LaunchPlan),
    /// What it could measure.
    Offer(Question),
}

/// Which of these are in your catalogue?
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Question {
    /// Only these families; none: all.
    pub(crate) families: Vec<String>,
    /// Only subjects whose name this regular expression matches.
    pub(crate) subject: Option<String>,
    /// Only workloads whose name this regular expression matches.
    pub(crate) workload: Option<String>,
    /// Numbers of threads.
    pub(crate) threads: Vec<u32>,
}

impl Question {
    /// What a catalogue has of it, or in a line why it has nothing. What is replayed has no time, and other placements of the
    /// workers are another question: both are left aside.
    pub(crate) fn answer(self, catalogue: &Catalogue, topology: &Topology) -> Result<Vec<Item>, String> {
        let Question { families, subject, workload, threads } = self;
        let options = RunOptions { families, subject, workload, threads, ..RunOptions::default() };
        let (mut choice, _) = choose(catalogue, &options, topology).map_err(|error| error.to_string())?;
        choice.items.retain(|item| item.placed.is_none());
        Ok(choice.items)
    }
}

/// A line.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Line {
    /// The session of this number begins. If nothing follows, it hangs or crashed.
    Begin(usize),
    /// A row of it.
    Row(Box<Record>),
    /// It is over.
    End(usize),
    /// What of the question is in the catalogue, or why nothing is.
    Offer(Result<Vec<Item>, String>),
}
