//! What the threads of a curve had under them, point by point: across a level no one law holds.

use std::collections::BTreeMap;

use super::Refusal;
use crate::record::{Placement, Seats};

/// What the threads of one point had under them. A curve whose points differ in it is no curve of one law.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Footing {
    /// Packages (sockets) on which they ran.
    pub packages: u32,
    /// NUMA nodes on which they ran.
    pub nodes: u32,
    /// Core complexes on which they ran.
    pub complexes: u32,
    /// Whether two of them ran on hardware threads of one core.
    pub shares_cores: bool,
    /// Whether some ran on cores that are smaller than others.
    pub small_cores: bool,
}

impl Footing {
    /// That of so many threads on these seats.
    pub fn of(seats: &Seats, threads: u32) -> Self {
        Self {
            packages: seats.packages,
            nodes: seats.nodes,
            complexes: seats.complexes,
            shares_cores: seats.cores < threads,
            small_cores: seats.small_cores > 0,
        }
    }
}

/// Throughput at one number of threads.
#[derive(Clone, Debug, PartialEq)]
pub struct Rung {
    /// Worker threads.
    pub threads: u32,
    /// Where they ran; none where that is not known.
    pub footing: Option<Footing>,
    /// How far apart the first two of them were found to be; of one thread it says nothing.
    pub distance: Placement,
    /// Operations per second of each launch, all threads together; above 0.
    pub per_launch: BTreeMap<u32, f64>,
}

/// What two points of a curve differ in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Crossed {
    /// Another number of sockets.
    Packages,
    /// Another number of NUMA nodes.
    Nodes,
    /// Another number of core complexes.
    Complexes,
    /// Two threads share a core here, and none do there.
    SharedCores,
    /// Small cores beside large ones.
    SmallCores,
    /// Another distance between the first two threads.
    Distance,
}

/// How many points, from the first on, have the same under them; and why the next one has not, if there is one.
pub fn level(rungs: &[Rung]) -> (usize, Option<Refusal>) {
    let pair = rungs.iter().find(|r| r.threads > 1);
    let crosses = |rung: &Rung| {
        let (Some(first), Some(here)) = (rungs[0].footing, rung.footing) else {
            return Some(Refusal::UnknownFooting);
        };
        let what = if here.packages != first.packages {
            Crossed::Packages
        } else if here.nodes != first.nodes {
            Crossed::Nodes
        } else if here.complexes != first.complexes {
            Crossed::Complexes
        } else if here.shares_cores != first.shares_cores {
            Crossed::SharedCores
        } else if here.small_cores != first.small_cores {
            Crossed::SmallCores
        } else if rung.threads > 1 && pair.is_some_and(|pair| pair.distance != rung.distance) {
            Crossed::Distance
        } else {
            return None;
        };
        Some(Refusal::Crosses { threads: rung.threads, what })
    };
    let end = rungs.iter().enumerate().find_map(|(at, rung)| Some((at, crosses(rung)?)));
    end.map_or((rungs.len(), None), |(at, refusal)| (at, Some(refusal)))
}
