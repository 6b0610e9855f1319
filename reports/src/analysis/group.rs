//! One workload at one thread count: the class compared, noise, floors, ratios and places.

use std::collections::{BTreeMap, BTreeSet};

use super::cell::{self, Terms};
use super::gather::Subjects;
use super::model::{AT_FLOOR, Bound, Cell, Group, Launch, Measure, Noise, Ratio, Standing, Tint};
use super::prose::Prose;
use super::{known, rank, served};
use crate::record::{Kind, Placement, Record};
use crate::stats;

/// The subject whose time is the harness's own.
pub(super) const NOOP: &str = "noop";

/// A group whose cells are measured, but not yet compared: noise and floor may have to come from elsewhere.
pub(super) struct Raw {
    pub(super) group: Group,
    /// Logarithms of single A/A ratios, twin over first.
    pub(super) ln_twins: Vec<f64>,
}

/// Measures every cell.
pub(super) fn measure(
    subjects: &Subjects<'_>,
    threads: u32,
    cores: u32,
    launches: &BTreeMap<(&str, u32), Launch>,
    tint: impl Fn(&str) -> Tint,
) -> Raw {
    let rows = || subjects.values().flatten().copied();
    let oversubscribed = if cores > 0 {
        threads > cores
    } else {
        rows().any(|r| r.flags.iter().any(|f| f == "oversubscribed"))
    };
    let class = most_populated_class(rows(), oversubscribed);
    let terms = Terms { oversubscribed, class, launches };
    let counting: BTreeSet<&str> = rows().filter(|r| r.updates.is_some()).map(|r| r.run.as_str()).collect();
    let mut ln_twins = Vec::new();
    let mut cells: Vec<Cell> = Vec::new();
    for (subject, rows) in subjects {
        let first = cell::per_launch(rows, terms, false);
        let twins = cell::per_launch(rows, terms, true);
        ln_twins.extend(twins.iter().filter_map(|(l, twin)| Some((twin / first.get(l)?).ln())));
        cells.push(Cell {
            subject: (*subject).to_owned(),
            kind: rows[0].kind,
            tint: tint(subject),
            own_threads: !oversubscribed && rows.iter().any(|r| cell::crowds_itself(r)),
            windows: cell::windows(rows, terms),
            footing: cell::footing(rows, terms),
            measure: cell::measure(first),
            fairness: cell::fairness(rows),
            latency: cell::latency(rows, terms),
            cache: cell::cache(rows, terms),
            settings: known::settings(rows),
            updates: cell::updates(rows, terms, &counting),
            tries: cell::tries(rows, terms),
        });
    }
    let time = |c: &Cell| c.measure.as_ref().map_or(f64::INFINITY, |m| m.time_ns.median);
    cells.sort_by(|a, b| time(a).total_cmp(&time(b)).then_with(|| a.subject.cmp(&b.subject)));
    let other_class = cells.iter().map(|c| c.windows.other_class).sum();
    let noop = cells.iter().find(|c| c.kind == Kind::Floor && c.subject == NOOP);
    let noop_ns = noop.and_then(|c| Some(c.measure.as_ref()?.time_ns.median));
    let used = rows().filter(|r| !r.twin && r.placement == class && cell::usable(r, oversubscribed));
    let overlap = stats::median(&used.map(|r| r.overlap).collect::<Vec<_>>());
    Raw {
        group: Group {
            threads,
            oversubscribed,
            on_schedule: false,
            overlap,
            class,
            other_class,
            noise: None,
            noop_ns,
            served: Prose::new(),
            cells,
        },
        ln_twins,
    }
}

/// The class that holds most usable windows of the group; of equals, the nearer. One class for all subjects: distance alone makes
/// a factor of several, and would otherwise pass for a difference between subjects.
fn most_populated_class<'a>(rows: impl Iterator<Item = &'a Record>, oversubscribed: bool) -> Placement {
    let mut counts: BTreeMap<Placement, u64> = BTreeMap::new();
    for r in rows
        .filter(|r| !r.twin && cell::usable(r, oversubscribed) && (oversubscribed || !cell::crowds_itself(r)))
    {
        *counts.entry(r.placement).or_default() += 1;
    }
    counts.iter().rev().max_by_key(|(_, n)| **n).map_or(Placement::Unknown, |(class, _)| *class)
}

/// Noise of a group from its own A/A ratios.
pub(super) fn own_noise(raw: &Raw) -> Option<Noise> {
    let factor = stats::noise_factor(&raw.ln_twins, typical_launches(&raw.group))?;
    Some(Noise { factor, comparisons: raw.ln_twins.len(), borrowed: false })
}

/// Median number of launches behind the group's cells.
fn typical_launches(group: &Group) -> usize {
    let mut counts: Vec<usize> =
        group.cells.iter().filter_map(|c| Some(c.measure.as_ref()?.per_launch.len())).collect();
    counts.sort_unstable();
    counts.get(counts.len() / 2).copied().unwrap_or(1)
}

/// Finds who is at the floor, the ratios to the baseline, and the places.
pub(super) fn compare(group: &mut Group, baseline: Option<&str>) {
    if group.on_schedule {
        let runners = group.cells.iter_mut().filter(|c| c.kind != Kind::Floor);
        runners.filter_map(|c| c.measure.as_mut()).for_each(|m| m.standing = Standing::OnSchedule);
        return;
    }
    if let Some(noop) = group.noop_ns {
        for c in group.cells.iter_mut().filter(|c| c.kind != Kind::Floor) {
            if let Some(m) = &mut c.measure {
                m.at_floor = m.time_ns.median <= noop * AT_FLOOR;
            }
        }
    }
    let noise = group.noise.map(|n| n.factor);
    let base = baseline.and_then(|b| group.cell(b)).and_then(|c| c.measure.clone());
    if let Some(base) = base {
        for c in &mut group.cells {
            if let Some(m) = &mut c.measure {
                m.ratio = ratio(m, &base, noise);
            }
        }
    }
    rank::places(group);
    group.served = served::said(group);
}

/// Throughput of `a` over that of `b`, launch by launch; none when they were never measured in the same launch.
pub(super) fn ratio(a: &Measure, b: &Measure, noise: Option<f64>) -> Option<Ratio> {
    let pairs: Vec<f64> =
        a.per_launch.iter().filter_map(|(launch, x)| Some(x / b.per_launch.get(launch)?)).collect();
    let value = stats::estimate(&pairs)?;
    let bound = match (a.at_floor, b.at_floor) {
        (false, false) => Bound::Exact,
        (true, false) => Bound::AtLeast,
        (false, true) => Bound::AtMost,
        (true, true) => Bound::Nothing,
    };
    let values = |m: &Measure| m.per_launch.values().copied().collect::<Vec<f64>>();
    let p = stats::mann_whitney(&values(a), &values(b)).map(|t| t.p);
    Some(Ratio { value, bound, launches: pairs.len(), p, difference: rank::difference(a, b, noise) })
}
