//! **No shared counter: split the data, add the parts.**
//!
//! *Promise.* Exact when quiescent, which it always is: the answer exists only once every part is counted.
//!
//! *Origin.* Blumofe and Leiserson, "Scheduling Multithreaded Computations by Work Stealing", 1999; the reduction is as old as APL.
//!
//! *State.* None that is shared. Each part's count is a local variable; parts are joined pairwise.
//!
//! *Orderings.* The library's: a join happens after both of its parts.
//!
//! *Trade-off.* When the things to count are there all at once, this beats every counter of this family, since nobody
//! adds to anything shared. It is no counter that one could add to; it answers another question, which is often the
//! right one.
//!
//! The scheduler is rayon's and cannot be explored by a model checker: *not checked*.

use super::CountSlice;
use crate::sync::rayon::prelude::*;

/// Items that one task counts by itself: large enough to hide the cost of a task, small enough to share out.
const ITEMS_PER_TASK: usize = 1 << 14;

/// Counts slices on rayon's threads.
#[derive(Debug, Default)]
pub struct RayonReduce;

impl CountSlice for RayonReduce {
    fn count(&self, items: &[u64], counts: impl Fn(u64) -> bool + Sync) -> u64 {
        let parts = items.par_chunks(ITEMS_PER_TASK);
        parts.map(|part| part.iter().filter(|&&item| counts(item)).count() as u64).sum()
    }
}
