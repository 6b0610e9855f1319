//! With how many threads a machine is measured, where nobody says.

use std::collections::BTreeSet;

use crate::catalogue::MOST_THREADS;
use crate::host::Topology;

/// One thread, contention, and more threads than a small machine has cores; fairness is measured with four.
const ALWAYS: [u32; 3] = [1, 2, 4];
/// So many goroutines had the race that this project began with.
pub const FOUNDING: u32 = 10;
/// So many numbers of threads on one level show a law of scaling, if the level has as many cores.
const ON_A_LEVEL: usize = 6;
/// About so many in all: each costs time.
const ENOUGH: usize = 8;
/// Beyond one level a point is left out for that only while its neighbours lie closer than this, by ratio.
const WIDE: f64 = 8.0;

/// One thread, twice as many, and so on up to the cores of one level, at least six where there are as many; the ends of further levels (cores of
/// other complexes and sockets, second hardware threads) and what doubles between them, fewer where they are many; and twice as
/// many threads as processors. Small machines run the founding race's ten too.
pub fn points(topology: &Topology) -> Vec<u32> {
    let (ends, logical) = (topology.level_ends(), topology.logical());
    let level = ends.first().copied().unwrap_or(1);
    let doubled = |from: u32, to: u32| {
        std::iter::successors(Some(from), |n| n.checked_mul(2)).take_while(move |n| *n < to)
    };
    let mut points: BTreeSet<u32> = doubled(1, level).chain([level]).collect();
    while points.len() < ON_A_LEVEL
        && let Some((low, high)) = widest_gap(&points)
    {
        points.insert(low.midpoint(high));
    }
    let mut kept = BTreeSet::from(ALWAYS);
    // All cores, or what else comes before the last level; all processors.
    kept.extend(ends.iter().rev().take(2).copied().chain([level, logical.saturating_mul(2)]));
    kept.extend((logical < FOUNDING).then_some(FOUNDING));
    points.extend(ends.windows(2).flat_map(|two| doubled(two[0], two[1])).chain(ends.iter().copied()));
    points.extend(&kept);
    while points.len() > ENOUGH
        && let Some(least) = least_telling(&points, &kept, level)
    {
        points.remove(&least);
    }
    points.into_iter().filter(|n| *n <= MOST_THREADS).collect()
}

/// The neighbours that lie furthest apart by ratio and have something between them; of equals the higher.
fn widest_gap(points: &BTreeSet<u32>) -> Option<(u32, u32)> {
    let pairs = points.iter().zip(points.iter().skip(1)).map(|(a, b)| (*a, *b));
    let ratio = |(a, b): &(u32, u32)| f64::from(*b) / f64::from(*a);
    pairs.filter(|(a, b)| b - a > 1).max_by(|x, y| ratio(x).total_cmp(&ratio(y)))
}

/// Of those that may go, the one whose neighbours lie nearest to each other by ratio; of equals the lower. A level keeps six.
fn least_telling(points: &BTreeSet<u32>, kept: &BTreeSet<u32>, level: u32) -> Option<u32> {
    let all: Vec<u32> = points.iter().copied().collect();
    let is_full = points.range(..=level).count() > ON_A_LEVEL;
    let ratio = |three: &&[u32]| f64::from(three[2]) / f64::from(three[0]);
    let may_go = |three: &&[u32]| {
        !kept.contains(&three[1]) && if three[1] < level { is_full } else { ratio(three) < WIDE }
    };
    let inner = all.windows(3).filter(may_go);
    inner.min_by(|x, y| ratio(x).total_cmp(&ratio(y))).map(|three| three[1])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn machines_without_levels_are_measured_up_to_twice_their_cores() {
        for (cores, expected) in [
            (1, &[1, 2, 4, 10][..]),
            (2, &[1, 2, 4, 10]),
            (3, &[1, 2, 3, 4, 6, 10]),
            (4, &[1, 2, 3, 4, 8, 10]),
            (6, &[1, 2, 3, 4, 5, 6, 10, 12]),
            (8, &[1, 2, 3, 4, 6, 8, 10, 16]),
            (16, &[1, 2, 4, 8, 12, 16, 32]),
            (64, &[1, 2, 4, 8, 16, 32, 64, 128]),
            (128, &[1, 2, 4, 16, 32, 64, 128, 256]),
            (1000, &[1, 2, 4, 16, 64, 256, 1000]),
        ] {
            assert_eq!(points(&Topology::unknown(cores)), expected, "{cores} cores");
        }
    }
}
