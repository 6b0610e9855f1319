//! The best of a group for one need, and who cannot be told apart from it.

use crate::analysis::model::{Cell, Difference, Group, Measure, RANKED_LAUNCHES, Standing};
use crate::analysis::rank;
use crate::record::Kind;
use crate::stats;

use super::guide::By;

/// Percentiles of time that are nearer to each other than this are not held to differ: no interval is known of them.
pub(super) const P99_APART: f64 = 1.5;
/// Hit ratios that are nearer to each other than this, half a point, are alike.
pub(super) const HITS_APART: f64 = 0.005;

/// Who is advised.
#[derive(Clone, Debug)]
pub(super) struct Best<'a> {
    /// The best, and those that cannot be told apart from it, the best first; none where nobody fits.
    pub(super) top: Vec<&'a Cell>,
    /// The best of the others.
    pub(super) next: Option<&'a Cell>,
    /// Some fit, but ran in too few launches to be told apart.
    pub(super) too_few: bool,
}

/// The best of the subjects that fit.
pub(super) fn best<'a>(group: &'a Group, by: By, fits: impl Fn(&str) -> bool) -> Best<'a> {
    let mut able: Vec<&Cell> = group
        .cells
        .iter()
        .filter(|cell| cell.kind != Kind::Floor && !is_apart(cell) && fits(&cell.subject))
        .filter(|cell| figure(cell, by).is_some())
        .collect();
    let fit = able.len();
    able.retain(|cell| launches(cell, by) >= RANKED_LAUNCHES);
    able.sort_by(|a, b| {
        let worse = |cell: &Cell| figure(cell, by).unwrap_or(f64::INFINITY);
        worse(a).total_cmp(&worse(b)).then_with(|| a.subject.cmp(&b.subject))
    });
    if by == By::Hits {
        fastest_of_alike(&mut able);
    }
    let noise = group.noise.map(|noise| noise.factor);
    let (top, others): (Vec<&Cell>, Vec<&Cell>) =
        able.iter().partition(|cell| able.first().is_some_and(|first| !differ(first, cell, by, noise)));
    let next = others.into_iter().next();
    Best { too_few: top.is_empty() && fit > 0, top, next }
}

/// Brings the fastest of those whose hits are like the best's to the front.
fn fastest_of_alike(able: &mut [&Cell]) {
    let Some(most) = able.first().and_then(|cell| hit_ratio(cell)) else { return };
    let alike = able.partition_point(|cell| hit_ratio(cell).is_some_and(|hits| most - hits < HITS_APART));
    able[..alike].sort_by(|a, b| time(a).total_cmp(&time(b)));
}

/// What makes a subject worse the larger it is; none where it was not measured.
pub(super) fn figure(cell: &Cell, by: By) -> Option<f64> {
    match by {
        By::Throughput => cell.measure.as_ref().map(|m| m.time_ns.median),
        // Where the schedule was not kept, times grow with the window and only say "too much".
        By::P99 => cell.latency.filter(|l| l.late_launches == 0).map(|l| l.percentiles[2]),
        By::Hits => cell.measure.as_ref().and(hit_ratio(cell)).map(|hits| 1.0 - hits),
    }
}

pub(super) fn hit_ratio(cell: &Cell) -> Option<f64> {
    cell.cache?.hit_ratio.map(|hits| hits.median)
}

fn time(cell: &Cell) -> f64 {
    cell.measure.as_ref().map_or(f64::INFINITY, |m| m.time_ns.median)
}

/// A cache that holds more than it was asked to, or never forgets, is in no such choice.
fn is_apart(cell: &Cell) -> bool {
    cell.measure.as_ref().is_some_and(|m| m.standing == Standing::Apart)
}

pub(super) fn launches(cell: &Cell, by: By) -> usize {
    match by {
        By::P99 => cell.latency.map_or(0, |l| l.launches),
        By::Throughput | By::Hits => cell.measure.as_ref().map_or(0, |m| m.per_launch.len()),
    }
}

/// Whether the second is known to be worse than the first, which is the best.
fn differ(first: &Cell, cell: &Cell, by: By, noise: Option<f64>) -> bool {
    match by {
        By::P99 => match (figure(first, by), figure(cell, by)) {
            (Some(a), Some(b)) => b > a * P99_APART,
            _ => false,
        },
        By::Throughput => slower(first, cell, noise),
        // The best is the fastest of those alike.
        By::Hits => {
            let fewer = hit_ratio(first).zip(hit_ratio(cell)).is_some_and(|(a, b)| a - b >= HITS_APART);
            fewer || slower(first, cell, noise)
        }
    }
}

fn slower(first: &Cell, cell: &Cell, noise: Option<f64>) -> bool {
    let (Some(a), Some(b)) = (&first.measure, &cell.measure) else { return false };
    // What is at the floor is faster than can be told.
    !(a.at_floor && b.at_floor) && rank::difference(a, b, noise) == Difference::Measured
}

/// How many times as long the second takes, over launches in which both ran.
pub(super) fn times_as_long(first: &Measure, second: &Measure) -> Option<stats::Estimate> {
    let pairs: Vec<f64> =
        first.per_launch.iter().filter_map(|(launch, x)| Some(x / second.per_launch.get(launch)?)).collect();
    stats::estimate(&pairs)
}
