//! Two sets of records of the same subjects: what became faster, what slower, and what cannot be told.

use std::fmt;

use crate::analysis::model::{FEW_LAUNCHES, Group, RANKED_LAUNCHES, Report};
use crate::analysis::{analyse, machine_of};
use crate::evidence::Evidence;
use crate::numbers::{factor, listed, probability, time};
use crate::record::{Record, SubjectInfo};
use crate::stats::{self, Estimate};

/// A difference is believed when equal subjects would show one as large less often than this.
const BELIEVED_P: f64 = 0.05;

/// What became of each cell that both sets have.
#[derive(Clone, Debug)]
pub struct Comparison {
    /// By family, workload, threads and subject.
    pub changes: Vec<Change>,
    /// The sets come from different machines: times were taken relative to each family's baseline in the same launch.
    pub relative: bool,
    /// What else a reader should know, a sentence each.
    pub notes: Vec<String>,
}

/// One subject at one workload and thread count, before and after.
#[derive(Clone, Debug)]
pub struct Change {
    /// Family.
    pub family: String,
    /// Workload.
    pub workload: String,
    /// Worker threads.
    pub threads: u32,
    /// Subject.
    pub subject: String,
    /// Time per operation before: in nanoseconds, or in times of the baseline's where [`Comparison::relative`].
    pub old: Estimate,
    /// The same after.
    pub new: Estimate,
    /// New over old: above 1 is slower. The interval is a cautious one, from the ends of both.
    pub ratio: Estimate,
    /// Mann-Whitney over launches.
    pub p: f64,
    /// What may be said.
    pub verdict: Verdict,
}

/// What may be said of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Slower: outside the noise, intervals apart, p below 0.05.
    Slower,
    /// Faster, likewise.
    Faster,
    /// No difference measured.
    Same,
    /// Too few launches on one side for any to be confirmed.
    TooFewLaunches,
    /// The two ran at different core distances.
    OtherPlacement,
}

/// Compares cell by cell what both sets measured, by the rules of the report.
pub fn compare(old: &[Record], new: &[Record], catalogue: &[SubjectInfo]) -> Comparison {
    let (before, after) = (
        analyse(old, catalogue, &Evidence::default(), &[]),
        analyse(new, catalogue, &Evidence::default(), &[]),
    );
    let relative = machine_of(&before) != machine_of(&after);
    let mut comparison = Comparison { changes: Vec::new(), relative, notes: Vec::new() };
    for (when, report) in [("old", &before), ("new", &after)] {
        let notes = report.trust.notes.iter().map(|note| format!("{when}: {note}"));
        comparison.notes.extend(notes.chain([format!("{when}: {}", report.trust.sentence)]));
    }
    let mut lost = 0_usize;
    for (family, workload, baseline, group) in groups(&before) {
        let base = baseline.filter(|_| relative);
        let other =
            groups(&after).find(|(f, w, _, g)| (*f, *w, g.threads) == (family, workload, group.threads));
        for cell in group.cells.iter().filter(|c| c.measure.is_some()) {
            let change = other.and_then(|(.., now)| {
                let (old, new) = (times(group, &cell.subject, base)?, times(now, &cell.subject, base)?);
                change((family, workload, &cell.subject), (group, &old), (now, &new))
            });
            lost += usize::from(change.is_none());
            comparison.changes.extend(change);
        }
    }
    if lost > 0 {
        comparison
            .notes
            .push(format!("{lost} measured cells of the old set have no counterpart in the new one."));
    }
    comparison
}

type Place<'a> = (&'a str, &'a str, Option<&'a str>, &'a Group);

fn groups(report: &Report) -> impl Iterator<Item = Place<'_>> {
    let workloads = report.families.iter().flat_map(|f| f.workloads.iter().map(move |w| (f, w)));
    workloads.flat_map(|(f, w)| {
        w.groups.iter().map(move |g| (f.name.as_str(), w.name.as_str(), f.baseline.as_deref(), g))
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

fn change(
    (family, workload, subject): (&str, &str, &str),
    (was, old_times): (&Group, &[f64]),
    (is, new_times): (&Group, &[f64]),
) -> Option<Change> {
    let (old, new) = (stats::estimate(old_times)?, stats::estimate(new_times)?);
    let ratio =
        Estimate { median: new.median / old.median, low: new.low / old.high, high: new.high / old.low };
    let p = stats::mann_whitney(old_times, new_times)?.p;
    let noise = [was.noise, is.noise].into_iter().flatten().map(|n| n.factor).fold(1.0, f64::max);
    let outside = ratio.median.ln().abs() > noise.ln();
    let verdict = if was.class != is.class {
        Verdict::OtherPlacement
    } else if old_times.len().min(new_times.len()) < RANKED_LAUNCHES {
        Verdict::TooFewLaunches
    } else if outside && !old.overlaps(&new) && p < BELIEVED_P {
        if ratio.median > 1.0 { Verdict::Slower } else { Verdict::Faster }
    } else if outside && !old.overlaps(&new) && old_times.len().min(new_times.len()) < FEW_LAUNCHES {
        // Three launches against three cannot reach p < 0.05 however far apart they are.
        Verdict::TooFewLaunches
    } else {
        Verdict::Same
    };
    Some(Change {
        family: family.into(),
        workload: workload.into(),
        threads: was.threads,
        subject: subject.into(),
        old,
        new,
        ratio,
        p,
        verdict,
    })
}

impl Comparison {
    /// Confirmed regressions of more than `percent`.
    pub fn regressions(&self, percent: f64) -> impl Iterator<Item = &Change> {
        let gate = 1.0 + percent / 100.0;
        self.changes.iter().filter(move |c| c.verdict == Verdict::Slower && c.ratio.median > gate)
    }
}

impl fmt::Display for Comparison {
    /// Counts, notes, then confirmed changes, largest first, a line each.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = |verdict| self.changes.iter().filter(|c| c.verdict == verdict).count();
        let parts: Vec<String> = [
            (Verdict::Slower, "slower"),
            (Verdict::Faster, "faster"),
            (Verdict::Same, "without a measured difference"),
            (Verdict::TooFewLaunches, "with too few launches"),
            (Verdict::OtherPlacement, "at another core distance"),
        ]
        .into_iter()
        .map(|(verdict, words)| format!("{} {words}", count(verdict)))
        .collect();
        writeln!(f, "{} cells in both: {}.", self.changes.len(), listed(&parts))?;
        if self.relative {
            writeln!(
                f,
                "Different machines: times are relative to each family's baseline in the same launch."
            )?;
        }
        for note in &self.notes {
            writeln!(f, "{note}")?;
        }
        let mut confirmed: Vec<&Change> =
            self.changes.iter().filter(|c| matches!(c.verdict, Verdict::Slower | Verdict::Faster)).collect();
        confirmed.sort_by(|a, b| b.ratio.median.total_cmp(&a.ratio.median));
        for c in confirmed {
            let unit = |x: f64| if self.relative { factor(x) } else { time(x) };
            let word = if c.verdict == Verdict::Slower { "slower" } else { "faster" };
            writeln!(
                f,
                "{word}  {}/{} at {}: {}  {} to {}  {} ({} to {})  p {}",
                c.family,
                c.workload,
                c.threads,
                c.subject,
                unit(c.old.median),
                unit(c.new.median),
                factor(c.ratio.median),
                factor(c.ratio.low),
                factor(c.ratio.high),
                probability(c.p)
            )?;
        }
        Ok(())
    }
}
