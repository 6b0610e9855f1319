//! What the threads of a curve had under them, point by point: across a level no one law holds.

use std::collections::BTreeMap;

use super::Refusal;

/// What the threads of one point had under them. A curve whose points differ in it is no curve of one law.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Footing {
    /// Packages (sockets) on which they ran.
    pub packages: u32,
    /// Whether two of them ran on hardware threads of one core.
    pub shares_cores: bool,
    /// Whether some ran on cores that are smaller than others.
    pub small_cores: bool,
}

/// Throughput at one number of threads.
#[derive(Clone, Debug, PartialEq)]
pub struct Rung {
    /// Worker threads.
    pub threads: u32,
    /// Where they ran; none where that is not known.
    pub footing: Option<Footing>,
    /// Operations per second of each launch, all threads together; above 0.
    pub per_launch: BTreeMap<u32, f64>,
}

/// What two points of a curve differ in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Crossed {
    /// Another number of sockets.
    Packages,
    /// Two threads share a core here, and none do there.
    SharedCores,
    /// Small cores beside large ones.
    SmallCores,
}

/// Whether all points have the same under them.
pub(super) fn one(rungs: &[&Rung]) -> Result<(), Refusal> {
    let first = rungs[0].footing.ok_or(Refusal::UnknownFooting)?;
    for rung in &rungs[1..] {
        let here = rung.footing.ok_or(Refusal::UnknownFooting)?;
        let what = if here.packages != first.packages {
            Crossed::Packages
        } else if here.shares_cores != first.shares_cores {
            Crossed::SharedCores
        } else if here.small_cores != first.small_cores {
            Crossed::SmallCores
        } else {
            continue;
        };
        return Err(Refusal::Crosses { threads: rung.threads, what });
    }
    Ok(())
}
