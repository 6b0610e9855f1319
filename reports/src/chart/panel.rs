//! One trace of many: hits, or what is lacking to the optimum, against capacity.

use super::ChartError;
use super::ink::Ink;
use super::pen::Pen;
use super::scale::Scale;
use crate::analysis::model::{HitLine, Level, Replayed, Trace, Traces};
use crate::analysis::traces::level_words;
use crate::numbers::hits;

/// What stands along the upright axis.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum View {
    /// Hits per look-up.
    Hits,
    /// The same less the optimum: what is left of it is small where caches are good, and tells them apart.
    Below,
}

impl View {
    pub(super) fn of(self, level: &Level, hits: f64) -> Option<f64> {
        match self {
            Self::Hits => Some(hits),
            Self::Below => Some(hits - level.optimum?),
        }
    }

    pub(super) fn axis(self) -> &'static str {
        match self {
            Self::Hits => "hits per look-up",
            Self::Below => "points below the optimum",
        }
    }

    /// The least and the largest value of a panel. Who is furthest below may leave it.
    pub(super) fn range(self, trace: &Trace, t: &Traces) -> (f64, f64) {
        let values = |l: &HitLine| -> Vec<f64> {
            let told = trace.levels.iter().zip(&l.points);
            told.filter_map(|(level, p)| self.of(level, (*p)?.hits)).collect()
        };
        let forgetful = |l: &&HitLine| t.subjects.iter().any(|s| s.subject == l.subject && !s.never_forgets);
        let lines = || trace.lines.iter().filter(forgetful);
        if self == Self::Hits {
            let optimum = trace.levels.iter().filter_map(|l| l.optimum);
            let all: Vec<f64> = lines().flat_map(values).chain(optimum).collect();
            let (low, high) =
                (all.iter().copied().fold(1.0, f64::min), all.iter().copied().fold(0.0, f64::max));
            let pad = ((high - low) * 0.07).max(0.01);
            return ((low - pad).max(0.0), (high + pad).min(1.0));
        }
        let bright = lines().filter(|l| t.bright.contains(&l.subject));
        let mut gaps: Vec<f64> =
            bright.map(|l| values(l).into_iter().fold(0.0, |least, v| v.min(least))).collect();
        gaps.sort_by(f64::total_cmp);
        let low = gaps.get(1).or(gaps.first()).map_or(-0.01, |gap| gap.min(-0.004) * 1.2);
        (low, low * -0.12)
    }
}

/// Whether how far hits are below the optimum can be drawn.
pub(super) fn shows_below(t: &Traces) -> bool {
    t.traces.iter().flat_map(|t| &t.levels).any(|l| l.optimum.is_some())
}

/// One panel: its corner and its scales.
pub(super) struct Panel<'a> {
    pub(super) trace: &'a Trace,
    pub(super) corner: (i32, i32),
    pub(super) plot: ((i32, i32), (i32, i32)),
    pub(super) x: Scale,
    pub(super) y: Scale,
    pub(super) view: View,
}

/// A capacity as the axis has it; a cache of none still has a place.
pub(super) fn at(trace: &Trace, level: usize) -> f64 {
    (trace.levels[level].capacity as f64).max(0.5)
}

pub(super) fn lines(pen: &Pen, p: &Panel<'_>, t: &Traces, bright: &[&Replayed]) -> Result<(), ChartError> {
    let x = |i: usize| p.x.at(at(p.trace, i));
    let values = |line: &HitLine| -> Vec<Option<(i32, f64)>> {
        let told = p.trace.levels.iter().zip(&line.points).enumerate();
        told.map(|(i, (level, point))| Some((x(i), p.view.of(level, (*point)?.hits)?))).collect()
    };
    let is_bright = |subject: &str| bright.iter().any(|b| b.subject == subject);
    for s in t.subjects.iter().filter(|s| !s.never_forgets && !is_bright(&s.subject)) {
        if let Some(line) = p.trace.line(&s.subject) {
            pen.canvas.open_of("pt", &s.subject, &said(p.trace, line));
            stroke(pen, &values(line), p.y, Ink::Dim, 1)?;
            pen.canvas.close();
        }
    }
    let optimum = p.trace.levels.iter().enumerate();
    let optimum: Vec<_> = optimum.map(|(i, l)| Some((x(i), p.view.of(l, l.optimum?)?))).collect();
    pen.canvas.open("pt", &format!("{}: the most hits there could be", p.trace.name));
    stroke(pen, &optimum, p.y, Ink::Floor, 2)?;
    pen.canvas.close();
    // The first of them lies on top.
    for s in bright.iter().rev() {
        if let Some(line) = p.trace.line(&s.subject) {
            let values = values(line);
            pen.canvas.open_of("pt", &s.subject, &said(p.trace, line));
            stroke(pen, &values, p.y, Ink::Series(s.tint), 2)?;
            for (x, value) in values.into_iter().flatten().filter(|(_, v)| *v >= p.y.ends().0) {
                pen.marker((x, p.y.at(value)), s.tint, s.kind, false)?;
            }
            pen.canvas.close();
        }
    }
    Ok(())
}

/// A line that breaks where a value is missing and ends where it leaves the panel; a point alone is a short one.
fn stroke(
    pen: &Pen,
    values: &[Option<(i32, f64)>],
    y: Scale,
    ink: Ink,
    width: u32,
) -> Result<(), ChartError> {
    for run in runs(values, y.ends().0) {
        let mut points: Vec<(i32, i32)> = run.into_iter().map(|(x, v)| (x, y.at(v))).collect();
        if let [(x, y)] = *points.as_slice() {
            points = vec![(x - 8, y), (x + 8, y)];
        }
        pen.path(points, ink, width)?;
    }
    Ok(())
}

/// The parts of a line that are known and not below `low`, each up to where it crosses that.
fn runs(values: &[Option<(i32, f64)>], low: f64) -> Vec<Vec<(i32, f64)>> {
    let mut runs = vec![Vec::new()];
    let mut before: Option<(i32, f64)> = None;
    for value in values {
        let crossing =
            before.zip(*value).filter(|((_, a), (_, b))| (*a < low) != (*b < low)).map(|(a, b)| {
                let share = (low - a.1) / (b.1 - a.1);
                ((f64::from(a.0) + f64::from(b.0 - a.0) * share).round() as i32, low)
            });
        let inside = value.filter(|(_, v)| *v >= low);
        if let Some(run) = runs.last_mut() {
            run.extend(crossing);
            run.extend(inside);
        }
        if inside.is_none() {
            runs.push(Vec::new());
        }
        before = *value;
    }
    runs.retain(|run| !run.is_empty());
    runs
}

fn said(trace: &Trace, line: &HitLine) -> String {
    let told = trace.levels.iter().zip(&line.points);
    let told: Vec<String> = told
        .filter_map(|(level, p)| Some(format!("{} at {}", hits((*p)?.hits), level_words(level))))
        .collect();
    format!("{}, {}: {}", line.subject, trace.name, told.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_breaks_at_holes_and_ends_at_the_edge() {
        let values =
            [Some((0, 1.0)), None, Some((20, 1.0)), Some((30, -3.0)), Some((40, -1.0)), Some((50, 1.0))];
        let expected = [vec![(0, 1.0)], vec![(20, 1.0), (25, -1.0)], vec![(40, -1.0), (40, -1.0), (50, 1.0)]];
        assert_eq!(runs(&values, -1.0), expected);
        assert!(runs(&[None, Some((0, -2.0))], -1.0).is_empty());
    }
}
