//! What becomes of each lock when threads outnumber cores.

use super::group;
use super::known;
use super::model::{Cell, Difference, Group, Ratio, Tint, Workload};
use super::prose::Prose;
use super::sentences::{at_threads, ratio_words};
use crate::numbers::time;
use crate::record::Kind;

/// From this factor on, a lock is said to collapse.
pub const COLLAPSED: f64 = 3.0;
/// Collapsing locks named after the worst.
const NAMED: usize = 4;

/// Time per operation with more threads than cores over that with a core for each.
#[derive(Clone, Debug)]
pub struct Collapse {
    /// Threads with a core each, and threads that must share.
    pub threads: (u32, u32),
    /// Logical processors; 0 when unknown.
    pub cores: u32,
    /// Workloads that have both.
    pub workloads: Vec<String>,
    /// Which of them is drawn: that with most locks.
    pub drawn: usize,
    /// Locks, the worst of the drawn workload first.
    pub rows: Vec<Collapsing>,
    /// What it shows, in words.
    pub said: Prose,
}

impl Collapse {
    /// Locks that collapse in some of the workloads: then a cause is worth asking for.
    pub fn collapsed(&self) -> impl Iterator<Item = &Collapsing> {
        self.rows.iter().filter(|r| r.collapsed())
    }
}

/// One lock.
#[derive(Clone, Debug)]
pub struct Collapsing {
    /// Subject.
    pub subject: String,
    /// Ours or a peer's.
    pub kind: Kind,
    /// Colour and pattern.
    pub tint: Tint,
    /// Whether its catalogue entry says that it serves in the order of coming: then the turn belongs to one thread.
    pub in_line: bool,
    /// By workload: how many times as long an operation takes.
    pub ratios: Vec<Option<Slowdown>>,
}

impl Collapsing {
    fn collapsed(&self) -> bool {
        self.ratios.iter().flatten().any(Slowdown::collapsed)
    }
}

/// One lock in one workload.
#[derive(Clone, Copy, Debug)]
pub struct Slowdown {
    /// Time per operation with shared cores over that with a core each, within launches.
    pub ratio: Ratio,
    /// The two times, in nanoseconds.
    pub times_ns: (f64, f64),
}

impl Slowdown {
    /// Whether it is a collapse, measured.
    fn collapsed(&self) -> bool {
        self.ratio.difference == Difference::Measured && self.ratio.value.median >= COLLAPSED
    }
}

/// The slow-downs in a family's critical sections; none where nothing ran with both thread counts.
pub(super) fn collapse(workloads: &[Workload], in_line: impl Fn(&str) -> bool) -> Option<Collapse> {
    let sections = || workloads.iter().filter(|w| known::is_section(&w.name));
    let measured = |g: &&Group| g.cells.iter().any(|c| c.measure.is_some());
    let groups = || sections().flat_map(|w| &w.groups).filter(measured);
    let own = groups().filter(|g| !g.oversubscribed && g.threads > 1).map(|g| g.threads).max()?;
    let shared = groups().filter(|g| g.oversubscribed).map(|g| g.threads).min()?;
    let pairs: Vec<(&Workload, &Group, &Group)> = sections()
        .filter_map(|w| {
            let at = |threads| w.groups.iter().find(|g| g.threads == threads);
            Some((w, at(own)?, at(shared)?))
        })
        .collect();
    let mut rows: Vec<Collapsing> = Vec::new();
    for (i, (_, alone, crowded)) in pairs.iter().enumerate() {
        for c in crowded.cells.iter().filter(|c| c.kind != Kind::Floor) {
            let Some(slowdown) = slowdown(alone, crowded, &c.subject) else { continue };
            let at = rows.iter().position(|r| r.subject == c.subject).unwrap_or(rows.len());
            if at == rows.len() {
                let ratios = vec![None; pairs.len()];
                rows.push(Collapsing {
                    subject: c.subject.clone(),
                    kind: c.kind,
                    tint: c.tint,
                    in_line: in_line(&c.subject),
                    ratios,
                });
            }
            rows[at].ratios[i] = Some(slowdown);
        }
    }
    let locks = |i: usize| rows.iter().filter(|r| r.ratios[i].is_some()).count();
    // Of equals the first.
    let drawn = (0..pairs.len()).rev().max_by_key(|i| locks(*i))?;
    let factor = |r: &Collapsing| r.ratios[drawn].map_or(0.0, |s| s.ratio.value.median);
    rows.sort_by(|a, b| factor(b).total_cmp(&factor(a)).then_with(|| a.subject.cmp(&b.subject)));
    let (w, alone, crowded) = pairs[drawn];
    let said = said(w, (alone, crowded), &rows, drawn);
    let workloads = pairs.iter().map(|(w, ..)| w.name.clone()).collect();
    let threads = (own, shared);
    (!rows.is_empty()).then_some(Collapse { threads, cores: w.cores, workloads, drawn, rows, said })
}

fn slowdown(alone: &Group, crowded: &Group, subject: &str) -> Option<Slowdown> {
    let measure = |g: &'_ Group| g.cell(subject).and_then(|c| c.measure.clone());
    let (a, b) = (measure(alone)?, measure(crowded)?);
    let noise = [alone.noise, crowded.noise].into_iter().flatten().map(|n| n.factor).max_by(f64::total_cmp);
    Some(Slowdown { ratio: group::ratio(&a, &b, noise)?, times_ns: (a.time_ns.median, b.time_ns.median) })
}

fn said(w: &Workload, (alone, crowded): (&Group, &Group), rows: &[Collapsing], drawn: usize) -> Prose {
    let here = || rows.iter().filter_map(|r| Some((r.subject.as_str(), r.ratios[drawn]?)));
    let changed = |sign: f64| {
        here().filter(move |(_, s)| {
            s.ratio.difference == Difference::Measured && s.ratio.value.median.ln() * sign > 0.0
        })
    };
    let (own, shared) = (at_threads(alone), at_threads(crowded));
    let mut said = Prose::new().text("In ").name(&w.name);
    said = match changed(1.0).next() {
        None => said.text(format!(", no lock is measurably slower {shared} than {own} with a core each.")),
        Some((worst, s)) => said.text(", an operation under ").name(worst).text(format!(
            " takes {} {shared} and {} {own} with a core each: {}",
            time(s.times_ns.1),
            time(s.times_ns.0),
            ratio_words(&s.ratio)
        )),
    };
    let others = changed(1.0).skip(1).filter(|(_, s)| s.collapsed()).take(NAMED);
    said = others
        .fold(said, |said, (name, s)| said.text(", ").name(name).text(format!(" {}", ratio_words(&s.ratio))));
    if changed(1.0).next().is_some() {
        said = said.text(".");
    }
    if let Some((best, s)) = changed(-1.0).next_back() {
        said =
            said.text(" At the other end stands ").name(best).text(format!(", {}.", ratio_words(&s.ratio)));
    }
    let left_out =
        |c: &&Cell| c.kind != Kind::Floor && c.measure.is_some() && crowded.cell(&c.subject).is_none();
    let left_out: Vec<&str> = alone.cells.iter().filter(left_out).map(|c| c.subject.as_str()).collect();
    if left_out.is_empty() {
        return said;
    }
    said.text(format!(" Not run {shared}: ")).names(&left_out, left_out.len()).text(".")
}
