//! Two sets of records of the same subjects: what became faster, what slower, and what cannot be told.

mod against;
mod display;
pub mod live;
mod sameness;
mod verdict;

use std::collections::BTreeSet;

use serde::Serialize;

use crate::analysis::known::plain;
use crate::analysis::model::{Cell, FEW_LAUNCHES, Group, RANKED_LAUNCHES, Report};
use crate::analysis::{analyse, machine_of};
use crate::evidence::Evidence;
use crate::record::{Kind, Record, SubjectInfo};
use crate::stats::{self, Estimate};

pub use against::{Against, Forest, MOST_ROWS};
pub(crate) use display::RELATIVE;
use sameness::{beside_hits, more_hits, other_setting};
pub use verdict::{Verdict, Why};

/// A difference is believed when equal subjects would show one as large less often than this.
const BELIEVED_P: f64 = 0.05;

/// What became of each cell that both sets have.
#[derive(Clone, Debug, Serialize)]
pub struct Comparison {
    /// By family, workload, threads and subject.
    pub changes: Vec<Change>,
    /// The sets come from different machines: times were taken relative to each family's baseline in the same launch.
    pub relative: bool,
    /// Measured cells of the old set without a counterpart in the new one.
    pub only_old: usize,
    /// Measured cells of the new set without a counterpart in the old one.
    pub only_new: usize,
    /// What else a reader should know, a sentence each.
    pub notes: Vec<String>,
}

/// One subject at one workload and thread count, before and after.
#[derive(Clone, Debug, Serialize)]
pub struct Change {
    /// Family.
    pub family: String,
    /// Workload.
    pub workload: String,
    /// Worker threads.
    pub threads: u32,
    /// More threads than cores, before or after.
    pub oversubscribed: bool,
    /// Subject.
    pub subject: String,
    /// Ours, a peer's, or a floor.
    pub kind: Kind,
    /// Time per operation before: in nanoseconds, or in times of the baseline's where [`Comparison::relative`].
    pub old: Estimate,
    /// The same after.
    pub new: Estimate,
    /// New over old: above 1 is slower. The interval is a cautious one, from the ends of both.
    pub ratio: Estimate,
    /// The larger A/A noise factor of both sides, where either tells one: a ratio between 1/noise and noise says nothing.
    pub noise: Option<f64>,
    /// Mann-Whitney over launches.
    pub p: f64,
    /// What may be said.
    pub verdict: Verdict,
    /// Why it is not comparable.
    pub why: Option<Why>,
}

/// Compares cell by cell what both sets measured, by the rules of the report.
pub fn compare(old: &[Record], new: &[Record], catalogue: &[SubjectInfo]) -> Comparison {
    let (before, after) = (
        analyse(old, catalogue, &Evidence::default(), &[]),
        analyse(new, catalogue, &Evidence::default(), &[]),
    );
    between(&before, &after)
}

/// The same of two sets that were analysed already.
fn between(before: &Report, after: &Report) -> Comparison {
    let relative = machine_of(before).zip(machine_of(after)).is_some_and(|(was, is)| was != is);
    let mut comparison =
        Comparison { changes: Vec::new(), relative, only_old: 0, only_new: 0, notes: Vec::new() };
    for (when, report) in [("old", before), ("new", after)] {
        let notes = report.trust.notes.iter().map(|note| format!("{when}: {note}"));
        comparison.notes.extend(notes.chain([format!("{when}: {}", report.trust.sentence)]));
    }
    let drift = drift(before, after).filter(|_| !relative);
    let mut met: BTreeSet<(&str, &str, u32, &str)> = BTreeSet::new();
    let mut half_seated = 0;
    for (family, workload, baseline, group) in groups(before) {
        let base = baseline.filter(|_| relative);
        // Without a baseline nothing tells how two machines differ.
        let others: Vec<Place<'_>> = groups(after)
            .filter(|_| !relative || base.is_some())
            .filter(|(f, w, _, g)| (*f, plain(w), g.threads) == (family, plain(workload), group.threads))
            .collect();
        for cell in &group.cells {
            let Some((_, its, _, now)) = counterpart(cell, workload, &others) else { continue };
            let sides = times(group, &cell.subject, base).zip(times(now, &cell.subject, base));
            let changed = sides
                .and_then(|(old, new)| change((family, workload), cell, (group, &old), (now, &new), drift));
            let Some(changed) = changed else { continue };
            let seats = (cell.footing, now.cell(&cell.subject).and_then(|other| other.footing));
            half_seated += usize::from(seats.0.is_some() != seats.1.is_some());
            // Another machine's seats are others in any case.
            let elsewhere = !relative && seats.0.zip(seats.1).is_some_and(|(was, is)| was != is);
            met.insert((family, its, group.threads, &cell.subject));
            comparison.changes.push(if elsewhere { changed.elsewhere() } else { changed });
        }
    }
    if half_seated > 0 {
        let cells = crate::numbers::count(half_seated as u64, "cell", "cells");
        comparison.notes.push(format!(
            "In {cells} only one of the sets tells where its workers sat: whether they sat alike in both is not known."
        ));
    }
    let unknown = comparison.changes.iter().filter(|c| c.verdict.is_confirmed() && c.noise.is_none()).count();
    if unknown > 0 {
        comparison.notes.push(format!(
            "Of {unknown} confirmed changes no A/A noise was measured: there only the intervals over launches speak."
        ));
    }
    comparison.notes.extend(drift.filter(|factor| factor.ln().abs() > DRIFT_TOLD.ln()).map(|factor| {
        format!(
            "Floors and peers, whose code is the same in both, take {} the time in the new set: the machine or the compiler changed. \
             Only what stands out beside that, too, is called a change.",
            crate::numbers::factor(factor)
        )
    }));
    comparison.only_old = measured(before) - comparison.changes.len();
    comparison.only_new = measured(after) - met.len();
    comparison
}

impl Change {
    /// The same of workers that sat elsewhere.
    fn elsewhere(self) -> Self {
        Self { verdict: Verdict::NotComparable, why: Some(Why::OtherPlacement), ..self }
    }
}

/// The cell of the other set: of those with its subject the one that was given the same, else the one of the same name, else any.
/// Parameters that differ within one set stand in its workloads' names, and need not in those of the other.
fn counterpart<'a>(cell: &Cell, workload: &str, others: &[Place<'a>]) -> Option<Place<'a>> {
    let of = |place: &Place<'a>| place.3.cell(&cell.subject).filter(|other| other.measure.is_some());
    let given_the_same = |place: &&Place<'a>| {
        of(place).is_some_and(|other| other_setting(&cell.settings, &other.settings).is_none())
    };
    let of_one_name = |place: &&Place<'a>| place.1 == workload && of(place).is_some();
    let any = |place: &&Place<'a>| of(place).is_some();
    let found = others.iter().find(given_the_same).or_else(|| others.iter().find(of_one_name));
    found.or_else(|| others.iter().find(any)).copied()
}

fn hits(cell: &Cell) -> Option<Estimate> {
    cell.cache?.hit_ratio
}

/// From this factor on, what did not change and yet takes another time is told.
const DRIFT_TOLD: f64 = 1.02;

/// What the time of floors and peers became, in the median: their code is not ours to change. A/A noise, which is taken within
/// launches, knows nothing of a machine that is another one by the next day.
fn drift(before: &Report, after: &Report) -> Option<f64> {
    let mut ratios = Vec::new();
    for (family, workload, _, group) in groups(before) {
        let same = |(f, w, _, g): &Place<'_>| {
            (*f, *w, g.threads, g.class) == (family, workload, group.threads, group.class)
        };
        let Some((.., now)) = groups(after).find(same) else { continue };
        for cell in group.cells.iter().filter(|c| c.kind != Kind::Ours) {
            let time = |g: &Group| Some(g.cell(&cell.subject)?.measure.as_ref()?.time_ns.median);
            ratios.extend(time(group).zip(time(now)).map(|(was, is)| (is / was).ln()));
        }
    }
    stats::median(&ratios).map(f64::exp)
}

fn measured(report: &Report) -> usize {
    groups(report).flat_map(|(.., g)| &g.cells).filter(|c| c.measure.is_some()).count()
}

type Place<'a> = (&'a str, &'a str, Option<&'a str>, &'a Group);

/// What can be compared: where operations come on schedule, their rate is the schedule's.
fn groups(report: &Report) -> impl Iterator<Item = Place<'_>> {
    let workloads = report.families.iter().flat_map(|f| f.all_workloads().map(move |w| (f, w)));
    workloads.flat_map(|(f, w)| {
        let free = w.groups.iter().filter(|g| !g.on_schedule);
        free.map(move |g| (f.name.as_str(), w.name.as_str(), f.baseline.as_deref(), g))
    })
}

/// Time per operation of each launch; relative to the baseline of the same launch where one is named.
fn times(group: &Group, subject: &str, baseline: Option<&str>) -> Option<Vec<f64>> {
    let measure = group.cell(subject)?.measure.as_ref()?;
    let Some(name) = baseline else { return Some(measure.per_launch.values().map(|t| 1e9 / t).collect()) };
    let base = group.cell(name)?.measure.as_ref()?;
    let relative = measure.per_launch.iter().filter_map(|(launch, t)| Some(base.per_launch.get(launch)? / t));
    Some(relative.collect())
}

/// How far two sets of times lie apart.
struct Shift {
    /// Logarithm of new over old, of the medians.
    ln: f64,
    /// Whether their intervals share a point.
    overlap: bool,
    p: f64,
}

impl Shift {
    fn of(old: &[f64], new: &[f64]) -> Option<Self> {
        let (was, is) = (stats::estimate(old)?, stats::estimate(new)?);
        let p = stats::mann_whitney(old, new)?.p;
        Some(Self { ln: (is.median / was.median).ln(), overlap: was.overlaps(&is), p })
    }

    fn is_beyond(&self, least: f64) -> bool {
        self.ln.abs() > least && !self.overlap
    }
}

fn change(
    (family, workload): (&str, &str),
    cell: &Cell,
    (was, old_times): (&Group, &[f64]),
    (is, new_times): (&Group, &[f64]),
    drift: Option<f64>,
) -> Option<Change> {
    let (old, new) = (stats::estimate(old_times)?, stats::estimate(new_times)?);
    let ratio =
        Estimate { median: new.median / old.median, low: new.low / old.high, high: new.high / old.low };
    let noise = [was.noise, is.noise].into_iter().flatten().map(|n| n.factor).reduce(f64::max);
    let least = noise.unwrap_or(1.0).ln();
    // A difference must show as it was measured, and also beside what became of code that did not change.
    let beside: Vec<f64> = new_times.iter().map(|t| t / drift.unwrap_or(1.0)).collect();
    let (raw, corrected) = (Shift::of(old_times, new_times)?, Shift::of(old_times, &beside)?);
    let apart = raw.is_beyond(least) && corrected.is_beyond(least) && (raw.ln > 0.0) == (corrected.ln > 0.0);
    let few = |least| old_times.len().min(new_times.len()) < least;
    let subject = &cell.subject;
    let now = is.cell(subject)?;
    let other = other_setting(&cell.settings, &now.settings);
    let (verdict, why) = if other.is_some() {
        (Verdict::NotComparable, other)
    } else if was.class != is.class || was.oversubscribed != is.oversubscribed {
        (Verdict::NotComparable, Some(Why::OtherPlacement))
    } else if few(RANKED_LAUNCHES) {
        (Verdict::NotComparable, Some(Why::TooFewLaunches))
    } else if apart && raw.p.max(corrected.p) < BELIEVED_P {
        (if raw.ln > 0.0 { Verdict::Slower } else { Verdict::Faster }, None)
    } else if apart && few(FEW_LAUNCHES) {
        // Three launches against three cannot reach p < 0.05 however far apart they are.
        (Verdict::NotComparable, Some(Why::TooFewLaunches))
    } else {
        (Verdict::Same, None)
    };
    let (verdict, why) = match why {
        None => beside_hits(verdict, more_hits(hits(cell), hits(now))),
        why => (verdict, why),
    };
    Some(Change {
        family: family.into(),
        workload: workload.into(),
        threads: was.threads,
        oversubscribed: was.oversubscribed || is.oversubscribed,
        subject: subject.clone(),
        kind: cell.kind,
        old,
        new,
        ratio,
        noise,
        p: raw.p,
        verdict,
        why,
    })
}

impl Comparison {
    /// Confirmed regressions of more than `percent`.
    pub fn regressions(&self, percent: f64) -> impl Iterator<Item = &Change> {
        let gate = 1.0 + percent / 100.0;
        self.changes.iter().filter(move |c| c.verdict == Verdict::Slower && c.ratio.median > gate)
    }
}
