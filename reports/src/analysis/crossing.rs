//! From which section length on is it better to let readers in together than to lock them out?

use super::group;
use super::known::{self, EXCLUSIVE};
use super::model::{Difference, Group, Ratio, Tint, Workload};
use super::prose::Prose;
use super::sentences::at_threads;
use crate::numbers::time;
use crate::record::Kind;
use crate::stats::Estimate;

/// Every subject's time per read against the length of the read, beside an exclusive lock's.
#[derive(Clone, Debug)]
pub struct Crossings {
    /// Worker threads: the most with a core each.
    pub threads: u32,
    /// The exclusive lock.
    pub reference: String,
    /// Lengths that were measured, ascending, and the exclusive lock's time per read at each.
    pub sections: Vec<(f64, Option<Estimate>)>,
    /// The others, the earliest to be faster first.
    pub curves: Vec<Curve>,
    /// The answer in words.
    pub said: Prose,
}

/// One subject over all lengths.
#[derive(Clone, Debug)]
pub struct Curve {
    /// Subject.
    pub subject: String,
    /// Ours, a peer's, or a floor.
    pub kind: Kind,
    /// Colour and pattern.
    pub tint: Tint,
    /// Where it and the exclusive lock were both measured, by length.
    pub points: Vec<HeldPoint>,
    /// From where on it is faster.
    pub begins: Begins,
}

/// One subject at one length.
#[derive(Clone, Copy, Debug)]
pub struct HeldPoint {
    /// How long each read stays inside, in nanoseconds.
    pub section_ns: f64,
    /// System-wide time per read.
    pub time_ns: Estimate,
    /// Its throughput over the exclusive lock's.
    pub ratio: Ratio,
}

/// From which length on a subject is faster than the exclusive lock.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Begins {
    /// Already at the shortest length measured.
    Already(f64),
    /// About here: measurably slower at the length before and measurably faster at the one after.
    At(f64),
    /// Somewhere between: measurably slower at length 0, which has no logarithm, and measurably faster at the one after.
    Between(f64, f64),
    /// Measured from the first length on; at the second, the one before, no difference was, for the reason given.
    Measured(f64, f64, Difference),
    /// Not up to this length, at some of them measurably slower.
    NotUpTo(f64),
    /// No difference was measured at any length.
    Tie,
    /// Too few launches.
    Unknown,
}

impl Curve {
    /// The first length after the beginning at which it is measurably slower again.
    pub fn ends(&self) -> Option<f64> {
        let begun = self.points.iter().position(|p| p.is(1.0))?;
        self.points[begun..].iter().find(|p| p.is(-1.0)).map(|p| p.section_ns)
    }
}

impl HeldPoint {
    /// Whether it is measurably faster (`1.0`) or slower (`-1.0`).
    fn is(&self, sign: f64) -> bool {
        self.ratio.difference == Difference::Measured && self.ratio.value.median.ln() * sign > 0.0
    }
}

/// The crossings among a family's workloads; none without held reads, an exclusive lock, and a second length.
pub(super) fn crossings(workloads: &[Workload]) -> Option<Crossings> {
    let length = |w: &Workload| match known::is_read_only(&w.name) {
        true => Some(0.0),
        false => w.section_ns.filter(|ns| known::is_held(&w.name) && *ns > 0.0),
    };
    let mut held: Vec<(f64, &Workload)> = workloads.iter().filter_map(|w| Some((length(w)?, w))).collect();
    held.sort_by(|a, b| a.0.total_cmp(&b.0));
    let real = held.iter().filter(|(ns, _)| *ns > 0.0).flat_map(|(_, w)| &w.groups);
    let shared = real.filter(|g| !g.oversubscribed && g.threads > 1 && exclusive(g).is_some());
    let threads = shared.map(|g| g.threads).max()?;
    let groups: Vec<(f64, &Group)> = held
        .iter()
        .filter_map(|(ns, w)| Some((*ns, w.groups.iter().find(|g| g.threads == threads)?)))
        .collect();
    if groups.len() < 2 {
        return None;
    }
    let mut curves = curves(&groups);
    curves.sort_by(|a, b| order(a.begins).partial_cmp(&order(b.begins)).unwrap_or(std::cmp::Ordering::Equal));
    let said = said(groups[0].1, &curves);
    let sections = groups.iter().map(|(ns, g)| (*ns, exclusive(g).map(|m| m.time_ns))).collect();
    (!curves.is_empty()).then(|| Crossings { threads, reference: EXCLUSIVE.into(), sections, curves, said })
}

fn exclusive(g: &Group) -> Option<&super::model::Measure> {
    g.cell(EXCLUSIVE)?.measure.as_ref()
}

fn curves(groups: &[(f64, &Group)]) -> Vec<Curve> {
    let mut curves: Vec<Curve> = Vec::new();
    for (section_ns, g) in groups {
        let Some(reference) = exclusive(g) else { continue };
        for c in g.cells.iter().filter(|c| c.kind != Kind::Floor && c.subject != EXCLUSIVE) {
            let Some(m) = &c.measure else { continue };
            let Some(ratio) = group::ratio(m, reference, g.noise.map(|n| n.factor)) else { continue };
            let point = HeldPoint { section_ns: *section_ns, time_ns: m.time_ns, ratio };
            match curves.iter_mut().find(|curve| curve.subject == c.subject) {
                Some(curve) => curve.points.push(point),
                None => curves.push(Curve {
                    subject: c.subject.clone(),
                    kind: c.kind,
                    tint: c.tint,
                    points: vec![point],
                    begins: Begins::Unknown,
                }),
            }
        }
    }
    // A subject that was never held, but only read at once, has no curve.
    curves.retain(|c| c.points.iter().any(|p| p.section_ns > 0.0));
    for c in &mut curves {
        c.begins = begins(&c.points);
    }
    curves
}

/// The rule: the first length at which it is measurably faster. A point between two lengths is given only where the difference is
/// measured on both sides, and then by a straight line through the logarithms.
fn begins(points: &[HeldPoint]) -> Begins {
    let Some(first) = points.iter().position(|p| p.is(1.0)) else {
        return match points.iter().rev().find(|p| p.ratio.difference != Difference::TooFewLaunches) {
            None => Begins::Unknown,
            Some(last) if points.iter().any(|p| p.is(-1.0)) => Begins::NotUpTo(last.section_ns),
            Some(_) => Begins::Tie,
        };
    };
    let at = points[first];
    let Some(before) = first.checked_sub(1).map(|i| points[i]) else { return Begins::Already(at.section_ns) };
    if !before.is(-1.0) {
        Begins::Measured(at.section_ns, before.section_ns, before.ratio.difference)
    } else if before.section_ns > 0.0 {
        let (low, high) = (before.ratio.value.median.ln(), at.ratio.value.median.ln());
        let share = -low / (high - low);
        Begins::At(before.section_ns * (at.section_ns / before.section_ns).powf(share))
    } else {
        Begins::Between(before.section_ns, at.section_ns)
    }
}

fn order(begins: Begins) -> (u8, f64) {
    match begins {
        Begins::Already(ns) => (0, ns),
        Begins::At(ns) => (1, ns),
        Begins::Between(_, ns) | Begins::Measured(ns, ..) => (1, ns),
        Begins::Tie => (2, 0.0),
        Begins::NotUpTo(ns) => (3, ns),
        Begins::Unknown => (4, 0.0),
    }
}

/// A length; 0 needs no unit.
pub(crate) fn length(ns: f64) -> String {
    if ns == 0.0 { "0".into() } else { time(ns) }
}

/// What is known of the beginning, to stand behind a name.
pub(crate) fn begins_words(begins: Begins) -> String {
    match begins {
        Begins::Already(ns) => format!("already at {}", length(ns)),
        Begins::At(ns) => format!("from about {} on", time(ns)),
        Begins::Between(low, high) => {
            format!("from somewhere between {} and {} on", length(low), length(high))
        }
        Begins::Measured(ns, before, why) => {
            let why = if why == Difference::TooFewLaunches { "too few launches" } else { "a tie" };
            format!("measured from {} on ({why} at {})", length(ns), length(before))
        }
        Begins::Tie => "no difference measured".into(),
        Begins::NotUpTo(ns) => format!("not up to {}", length(ns)),
        Begins::Unknown => "too few launches to tell".into(),
    }
}

fn said(group: &Group, curves: &[Curve]) -> Prose {
    let mut answers: Vec<(String, Vec<&str>)> = Vec::new();
    for c in curves {
        let mut answer = begins_words(c.begins);
        if let Some(ns) = c.ends() {
            answer += &format!(" (but slower again at {})", length(ns));
        }
        match answers.iter_mut().find(|(known, _)| *known == answer) {
            Some((_, names)) => names.push(&c.subject),
            None => answers.push((answer, vec![&c.subject])),
        }
    }
    let when = at_threads(group);
    let mut said = Prose::new()
        .text("Faster than ")
        .name(EXCLUSIVE)
        .text(format!(" {when}, by how long a read stays inside: "));
    for (i, (answer, names)) in answers.iter().enumerate() {
        said = said.text(if i > 0 { "; " } else { "" }).names(names, names.len()).text(format!(" {answer}"));
    }
    said.text(".")
}
