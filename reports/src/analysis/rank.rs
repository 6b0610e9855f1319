//! Who is faster than whom, and who cannot be told apart.

use super::model::{CacheView, Difference, Group, Measure, RANKED_LAUNCHES, Standing};
use crate::record::Kind;
use crate::stats;

/// Whether two subjects differ. They do not when the ratio lies inside the A/A noise or the intervals overlap; and with too few
/// launches an interval means nothing.
pub(crate) fn difference(a: &Measure, b: &Measure, noise: Option<f64>) -> Difference {
    if a.per_launch.len().min(b.per_launch.len()) < RANKED_LAUNCHES {
        return Difference::TooFewLaunches;
    }
    let pairs: Vec<f64> =
        a.per_launch.iter().filter_map(|(launch, x)| Some(x / b.per_launch.get(launch)?)).collect();
    let ratio = stats::median(&pairs).unwrap_or(a.throughput.median / b.throughput.median);
    let inside = noise.is_some_and(|factor| ratio.ln().abs() <= factor.ln());
    if inside || a.throughput.overlaps(&b.throughput) { Difference::None } else { Difference::Measured }
}

/// Gives every measured cell its standing. Cells are in order of time.
///
/// "Cannot be told apart" is not transitive: neither must a chain of small steps become one big tie, nor may a subject stand behind
/// one it ties with for a third one's sake. So a place is one more than the number of subjects *known* to be faster, pair by pair.
pub(super) fn places(group: &mut Group) {
    let noise = group.noise.map(|n| n.factor);
    let caches = || group.cells.iter().filter_map(|c| c.cache);
    let fair = |view: &CacheView| !view.never_forgets() && !view.is_roomier();
    // Where nothing is ever forgotten, there is nothing to hold against anybody.
    let apart: Vec<bool> = match caches().any(|view| fair(&view)) {
        true => group.cells.iter().map(|c| c.cache.is_some_and(|view| !fair(&view))).collect(),
        false => vec![false; group.cells.len()],
    };
    let mut runners = Vec::new();
    let mut at_floor = 0;
    for (at, c) in group.cells.iter_mut().enumerate() {
        let Some(m) = &mut c.measure else { continue };
        m.standing = match c.kind {
            Kind::Floor => Standing::Floor,
            _ if apart[at] => Standing::Apart,
            _ if m.at_floor => Standing::AtFloor,
            _ if m.per_launch.len() < RANKED_LAUNCHES => Standing::TooFewLaunches,
            _ => {
                runners.push(at);
                continue;
            }
        };
        at_floor += usize::from(m.standing == Standing::AtFloor);
    }
    let standings: Vec<Standing> = runners
        .iter()
        .map(|&at| {
            let (mut faster, mut tied_with) = (at_floor, 0);
            for &other in runners.iter().filter(|&&other| other != at) {
                match (&group.cells[other].measure, &group.cells[at].measure) {
                    (Some(a), Some(b)) if difference(a, b, noise) != Difference::Measured => tied_with += 1,
                    _ => faster += usize::from(other < at),
                }
            }
            Standing::Place { place: faster + 1, tied_with }
        })
        .collect();
    for (at, standing) in runners.into_iter().zip(standings) {
        if let Some(m) = &mut group.cells[at].measure {
            m.standing = standing;
        }
    }
}
