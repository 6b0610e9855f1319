//! COST, the Configuration that Outperforms a Single Thread (McSherry, Isard, Murray 2015).

use super::bootstrap::Estimate;

/// The smallest thread count that beats the best single-threaded subject.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cost {
    /// This many threads do.
    Threads(u32),
    /// No measured thread count up to this one does.
    NoneUpTo(u32),
}

/// Throughput at a thread count.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// Worker threads.
    pub threads: u32,
    /// Operations per second, all threads together.
    pub throughput: Estimate,
}

/// COST of the subject measured at `points` against the best single thread's throughput.
///
/// "Beats" is meant strictly: the whole interval lies above the whole interval of `best_single`. None without points.
pub fn cost(points: &[Point], best_single: &Estimate) -> Option<Cost> {
    let most = points.iter().map(|p| p.threads).max()?;
    let beats = points.iter().filter(|p| p.throughput.low > best_single.high);
    Some(beats.map(|p| p.threads).min().map_or(Cost::NoneUpTo(most), Cost::Threads))
}
