//! Hit ratio against capacity: traces replayed by one thread, once for each capacity, with the optimum as the ceiling.

use std::collections::BTreeMap;

use super::caches::{SAME_HITS, keeps_all};
use super::known;
use super::model::Tint;
use super::prose::Prose;
use crate::numbers::{count, hits, percent, points, whole};
use crate::record::{Kind, Purpose, Record};
use crate::stats;

/// Subjects drawn in colour; the others are grey, and all stand in the table.
const BRIGHT: usize = 5;
/// Names listed before it is said how many more there are.
const NAMED: usize = 6;
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
fn mean(values: impl Iterator<Item = Option<f64>>) -> Option<f64> {
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
    let bright = bright(&traces, &subjects, baseline);
    let said = said(&traces, &subjects);
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

/// Those that hold what was asked, with a mean: they may be ranked.
fn ranked(subjects: &[Replayed]) -> impl Iterator<Item = (&Replayed, f64)> {
    subjects.iter().filter(|s| !s.roomier && !s.never_forgets).filter_map(|s| Some((s, s.mean?)))
}

/// The best of ours, the baseline, the best peer, and then from the best on; who hits as often everywhere as one in colour already
/// would lie on top of it, and stays grey, and so does an additional one of a hue that is taken.
fn bright(traces: &[Trace], subjects: &[Replayed], baseline: Option<&str>) -> Vec<String> {
    let of = |kind: Kind| ranked(subjects).find(|(s, _)| s.kind == kind).map(|(s, _)| s);
    let base = subjects.iter().find(|s| Some(s.subject.as_str()) == baseline && !s.never_forgets);
    let rest = subjects.iter().filter(|s| !s.never_forgets && !s.roomier);
    let named = of(Kind::Ours).into_iter().chain(base).chain(of(Kind::Peer));
    let wanted = named.map(|s| (s, false)).chain(rest.map(|s| (s, true)));
    let hits = |subject: &str| -> Vec<Option<f64>> {
        let lines = traces.iter().filter_map(|t| t.line(subject));
        lines.flat_map(|l| l.points.iter().map(|p| p.map(|p| p.hits))).collect()
    };
    let same = |a: &str, b: &str| {
        hits(a).iter().zip(hits(b)).all(|(a, b)| a.zip(b).is_some_and(|(a, b)| (a - b).abs() < SAME_HITS))
    };
    let mut bright: Vec<&Replayed> = Vec::new();
    for (s, in_addition) in wanted {
        let hue = |b: &Replayed| in_addition && b.tint.hue == s.tint.hue;
        if bright.len() < BRIGHT && !bright.iter().any(|b| same(&b.subject, &s.subject) || hue(b)) {
            bright.push(s);
        }
    }
    bright.into_iter().map(|s| s.subject.clone()).collect()
}

fn said(traces: &[Trace], subjects: &[Replayed]) -> Prose {
    let replays: usize = traces.iter().map(|t| t.levels.len()).sum();
    let over = format!(
        "Over {} at {} in all, ",
        count(traces.len() as u64, "trace", "traces"),
        count(replays as u64, "capacity", "capacities")
    );
    let mut said = Prose::new();
    let ranked: Vec<(&Replayed, f64)> = ranked(subjects).collect();
    if let [(best, most), .., (last, least)] = ranked.as_slice() {
        let same: Vec<&str> = ranked[1..]
            .iter()
            .filter(|(_, mean)| most - mean < SAME_HITS)
            .map(|(s, _)| s.subject.as_str())
            .collect();
        said = said.text(over).name(&best.subject).text(format!(" hits most in the mean, {}", hits(*most)));
        if let Some(optimum) = mean(traces.iter().flat_map(|t| t.levels.iter().map(|l| l.optimum))) {
            said = said.text(format!(" where {} were possible", hits(optimum)));
        }
        said = match same.len() {
            0 => {
                said.text("; the least is that of ").name(&last.subject).text(format!(", {}.", hits(*least)))
            }
            n if n + 1 == ranked.len() => said.text(", and all others as much."),
            _ => said
                .text(", and as much ")
                .names(&same, NAMED)
                .text("; the least is that of ")
                .name(&last.subject)
                .text(format!(", {}.", hits(*least))),
        };
    }
    let of = |kind: Kind| ranked.iter().find(|(s, _)| s.kind == kind).map(|(s, _)| *s);
    if let (Some(ours), Some(peer)) = (of(Kind::Ours), of(Kind::Peer)) {
        said = said.then(against(traces, &ours.subject, &peer.subject));
    }
    let apart: Vec<&str> =
        subjects.iter().filter(|s| s.roomier && !s.never_forgets).map(|s| s.subject.as_str()).collect();
    if !apart.is_empty() {
        let hold = if apart.len() == 1 {
            " holds more than was asked at half of the capacities or more, and is in no comparison."
        } else {
            " hold more than was asked at half of the capacities or more, and are in no comparison."
        };
        said = said.text(" ").names(&apart, NAMED).text(hold);
    }
    said
}

/// Points of hit ratio by which one subject differs from another, over all replays of both: mean, and the least with its place.
pub(super) fn gap<'t>(traces: &'t [Trace], a: &str, b: &str) -> Option<(f64, f64, (&'t Trace, &'t Level))> {
    let mut all: Vec<(f64, (&Trace, &Level))> = Vec::new();
    for t in traces {
        let (Some(x), Some(y)) = (t.line(a), t.line(b)) else { continue };
        for ((level, x), y) in t.levels.iter().zip(&x.points).zip(&y.points) {
            all.extend(x.zip(*y).map(|(x, y)| (x.hits - y.hits, (t, level))));
        }
    }
    let least = *all.iter().min_by(|a, b| a.0.total_cmp(&b.0))?;
    Some((all.iter().map(|(d, _)| d).sum::<f64>() / all.len() as f64, least.0, least.1))
}

/// The best of ours against the best peer, capacity by capacity.
fn against(traces: &[Trace], ours: &str, peer: &str) -> Prose {
    let Some((mean, least, (t, level))) = gap(traces, ours, peer) else { return Prose::new() };
    let said = Prose::new().text(" Against ").name(peer).text(", the best peer, ").name(ours);
    let figures = format!(
        ", the best of ours, hits {} points in the mean, and {} points where it compares worst, in ",
        points(mean),
        points(least)
    );
    said.text(figures).name(&t.name).text(format!(" at {}.", level_words(level)))
}
