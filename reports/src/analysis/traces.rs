//! Hit ratio against capacity: traces replayed by one thread, once for each capacity, with the optimum as the ceiling.

use std::collections::BTreeMap;

use super::caches::keeps_all;
use super::known;
use super::model::Tint;
use super::prose::Prose;
use super::replays;
use crate::numbers::{percent, whole};
use crate::record::{Kind, Purpose, Record};
use crate::stats;

/// From this share of the capacity that was asked for, a cache is larger than its name says. A small one may round up by an entry, so
/// the median over capacities is asked.
const ROOMIER: f64 = 1.05;

/// All replays of a family.
#[derive(Clone, Debug)]
pub struct Traces {
    /// By name.
    pub traces: Vec<Trace>,
    /// Every subject that was replayed: the most hits in the mean first.
    pub subjects: Vec<Replayed>,
    /// Subjects drawn in colour.
    pub bright: Vec<String>,
    /// What it shows, in words.
    pub said: Prose,
}

/// One subject over all traces.
#[derive(Clone, Debug)]
pub struct Replayed {
    /// Subject.
    pub subject: String,
    /// Ours or a peer's.
    pub kind: Kind,
    /// Colour and pattern.
    pub tint: Tint,
    /// Mean of its hit ratios over all traces and capacities; none unless it was measured in all of them.
    pub mean: Option<f64>,
    /// It held more than it was asked to, at half of the capacities or more.
    pub roomier: bool,
    /// It keeps whatever it is given.
    pub never_forgets: bool,
}

/// One trace.
#[derive(Clone, Debug)]
pub struct Trace {
    /// Its name.
    pub name: String,
    /// Requests in it, where told.
    pub requests: Option<u64>,
    /// Capacities, ascending.
    pub levels: Vec<Level>,
    /// Subjects, in the order of [`Traces::subjects`].
    pub lines: Vec<HitLine>,
}

/// One capacity.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Level {
    /// Entries.
    pub capacity: u64,
    /// As a share of the distinct keys, where told.
    pub share: Option<f64>,
    /// The most hits there could be.
    pub optimum: Option<f64>,
}

/// One subject in one trace.
#[derive(Clone, Debug)]
pub struct HitLine {
    /// Subject.
    pub subject: String,
    /// By level; none where it was not measured.
    pub points: Vec<Option<HitPoint>>,
}

/// One replay.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HitPoint {
    /// Hits per request.
    pub hits: f64,
    /// Entries held in the end over those asked for, where counted.
    pub fill: Option<f64>,
}

impl Traces {
    /// Mean of the optimum over all traces and capacities; none unless it is known in all of them.
    pub fn mean_optimum(&self) -> Option<f64> {
        mean(self.traces.iter().flat_map(|t| t.levels.iter().map(|l| l.optimum)))
    }
}

impl Trace {
    /// A subject's line.
    pub fn line(&self, subject: &str) -> Option<&HitLine> {
        self.lines.iter().find(|l| l.subject == subject)
    }

    /// Mean of the optimum over capacities; none unless it is known at all of them.
    pub fn mean_optimum(&self) -> Option<f64> {
        mean(self.levels.iter().map(|l| l.optimum))
    }
}

impl HitLine {
    /// Mean over capacities; none unless it was measured at all of them.
    pub fn mean(&self) -> Option<f64> {
        mean(self.points.iter().map(|p| p.map(|p| p.hits)))
    }
}

/// The mean; none where one is missing, or all are.
pub(super) fn mean(values: impl Iterator<Item = Option<f64>>) -> Option<f64> {
    let all = values.collect::<Option<Vec<f64>>>()?;
    (!all.is_empty()).then(|| all.iter().sum::<f64>() / all.len() as f64)
}

/// A capacity as a reader wants it.
pub(crate) fn level_words(level: &Level) -> String {
    match level.share {
        Some(share) => percent(share),
        None => whole(level.capacity),
    }
}

type Cells<'a> = BTreeMap<&'a str, Vec<&'a Record>>;

/// The traces of a family; none without replays. `looks` tells a subject's tint, and whether it is known never to forget.
pub(super) fn traces(
    rows: &[&Record],
    family: &str,
    baseline: Option<&str>,
    looks: impl Fn(&str) -> (Tint, bool),
) -> Option<Traces> {
    let mut by_trace: BTreeMap<&str, BTreeMap<u64, Cells<'_>>> = BTreeMap::new();
    for &r in rows
        .iter()
        .filter(|r| r.purpose == Purpose::Hits && r.family == family && r.verified && r.hit_ratio.is_some())
    {
        let name = r.params.get("trace").and_then(|t| t.as_str()).unwrap_or("a trace");
        let Some(capacity) = known::capacity(r) else { continue };
        let level = by_trace.entry(name).or_default().entry(capacity as u64).or_default();
        level.entry(r.subject.as_str()).or_default().push(r);
    }
    let mut traces: Vec<Trace> = by_trace.into_iter().map(|(name, levels)| trace(name, &levels)).collect();
    let mut subjects: Vec<Replayed> = Vec::new();
    for line in traces.iter().flat_map(|t| &t.lines) {
        if !subjects.iter().any(|s| s.subject == line.subject) {
            let kind = rows.iter().find(|r| r.family == family && r.subject == line.subject).map(|r| r.kind);
            let kind = kind.filter(|k| *k != Kind::Floor);
            subjects.extend(kind.map(|kind| replayed(&traces, &line.subject, kind, looks(&line.subject))));
        }
    }
    let order = |s: &Replayed| (s.never_forgets, s.mean.map_or(f64::INFINITY, |m| -m));
    subjects.sort_by(|a, b| {
        let (a, b) = ((order(a), &a.subject), (order(b), &b.subject));
        a.0.0.cmp(&b.0.0).then(a.0.1.total_cmp(&b.0.1)).then_with(|| a.1.cmp(b.1))
    });
    let place = |subject: &str| subjects.iter().position(|s| s.subject == subject);
    for t in &mut traces {
        t.lines.retain(|l| place(&l.subject).is_some());
        t.lines.sort_by_key(|l| place(&l.subject));
    }
    let bright = replays::bright(&traces, &subjects, baseline);
    let said = replays::said(&traces, &subjects);
    (!subjects.is_empty()).then_some(Traces { traces, subjects, bright, said })
}

fn trace(name: &str, levels: &BTreeMap<u64, Cells<'_>>) -> Trace {
    let rows = || levels.values().flat_map(|cells| cells.values()).flatten();
    let over = |rows: &[&Record], of: &dyn Fn(&Record) -> Option<f64>| {
        stats::median(&rows.iter().filter_map(|r| of(r)).collect::<Vec<_>>())
    };
    let level = |(&capacity, cells): (&u64, &Cells<'_>)| {
        let all: Vec<&Record> = cells.values().flatten().copied().collect();
        let share = over(&all, &|r| r.params.get("share")?.as_f64());
        Level { capacity, share, optimum: over(&all, &|r| r.optimum) }
    };
    let mut names: Vec<&str> = levels.values().flat_map(|cells| cells.keys().copied()).collect();
    names.sort_unstable();
    names.dedup();
    let point = |capacity: u64, rows: &Vec<&Record>| {
        let fill = over(rows, &|r| r.entries.map(|held| held as f64 / capacity.max(1) as f64));
        Some(HitPoint { hits: over(rows, &|r| r.hit_ratio)?, fill })
    };
    let line = |subject: &str| HitLine {
        subject: subject.to_owned(),
        points: levels.iter().map(|(&n, cells)| point(n, cells.get(subject)?)).collect(),
    };
    Trace {
        name: name.to_owned(),
        requests: rows().filter_map(|r| r.ops).max(),
        levels: levels.iter().map(level).collect(),
        lines: names.into_iter().map(line).collect(),
    }
}

fn replayed(traces: &[Trace], subject: &str, kind: Kind, (tint, boundless): (Tint, bool)) -> Replayed {
    let told = || {
        let lines = traces.iter().filter_map(|t| Some((t, t.line(subject)?)));
        lines.flat_map(|(t, l)| t.levels.iter().zip(&l.points)).filter_map(|(level, p)| Some((level, (*p)?)))
    };
    let mean = mean(traces.iter().flat_map(|t| {
        let points = t.line(subject).map(|l| l.points.clone()).unwrap_or_else(|| vec![None; t.levels.len()]);
        points.into_iter().map(|p| p.map(|p| p.hits))
    }));
    let fills: Vec<f64> = told().filter_map(|(_, p)| p.fill).collect();
    Replayed {
        subject: subject.to_owned(),
        kind,
        tint,
        mean,
        roomier: stats::median(&fills).is_some_and(|fill| fill > ROOMIER),
        never_forgets: boundless || told().all(|(level, p)| keeps_all(p.hits, level.optimum, p.fill)),
    }
}
