//! Replayed traces in words: who hits most, who stands in colour, and who against whom.

use super::caches::SAME_HITS;
use super::prose::Prose;
use super::traces::{Level, Replayed, Trace, level_words, mean};
use crate::numbers::{count, hits, points};
use crate::record::Kind;

/// Subjects drawn in colour; the others are grey, and all stand in the table.
const BRIGHT: usize = 5;
/// Names listed before it is said how many more there are.
const NAMED: usize = 6;
/// Those that hold what was asked, with a mean: they may be ranked.
fn ranked(subjects: &[Replayed]) -> impl Iterator<Item = (&Replayed, f64)> {
    subjects.iter().filter(|s| !s.roomier && !s.never_forgets).filter_map(|s| Some((s, s.mean?)))
}

/// The best of ours, the baseline, the best peer, and then from the best on; who hits as often everywhere as one in colour already
/// would lie on top of it, and stays grey, and so does an additional one of a hue that is taken.
pub(super) fn bright(traces: &[Trace], subjects: &[Replayed], baseline: Option<&str>) -> Vec<String> {
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

pub(super) fn said(traces: &[Trace], subjects: &[Replayed]) -> Prose {
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
