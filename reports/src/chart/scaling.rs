//! Throughput against threads: a few subjects in colour, the rest in grey, floors dashed, and a zone where threads outnumber cores.

use super::ink::Ink;
use super::pen::{Hold, Pen, SMALL, TEXT, apart, log_ticks};
use super::scale::Scale;
use super::width::fit;
use super::{Axis, ChartError, Picture, Screen};
use crate::analysis::model::{Cell, Group, Measure, Tint, Workload};
use crate::numbers::{count, rate};
use crate::record::Kind;

const TOP: i32 = 44;
const BOTTOM: i32 = 50;
const LEFT: i32 = 60;

/// A picture of scaling needs two thread counts.
pub(super) fn shows(w: &Workload) -> bool {
    w.groups.iter().filter(|g| g.cells.iter().any(|c| c.measure.is_some())).count() > 1
}

/// One subject over all thread counts: place on the axis, group, cell, measure.
struct Series<'a> {
    cell: &'a Cell,
    points: Vec<(usize, &'a Group, &'a Measure)>,
    bright: bool,
}

/// Turns a thread count's place and a throughput into a position.
struct Plot {
    x: Scale,
    y: Scale,
    axis: Axis,
    across: (i32, i32),
    down: (i32, i32),
}

impl Plot {
    fn at(&self, i: usize, throughput: f64) -> (i32, i32) {
        (self.x.at(i as f64), self.y.at(throughput))
    }
}

pub(super) fn draw(
    family: &str,
    baseline: Option<&str>,
    w: &Workload,
    axis: Axis,
    screen: Screen,
    id: &str,
) -> Result<Picture, ChartError> {
    let (right, height, most) = match screen {
        Screen::Wide => (176, 440, 8),
        Screen::Narrow => (132, 380, 6),
    };
    let size = (screen.width(), height);
    let pen = Pen::new(size.0, size.1);
    let series = series(w, baseline, most);
    let last = w.groups.len() as f64 - 1.0;
    let (across, down) = ((LEFT, size.0 as i32 - right), (TOP, size.1 as i32 - BOTTOM));
    let y = match (axis, range(&series)) {
        (Axis::Log, ends) => Scale::log(ends, (down.1, down.0)),
        (Axis::Linear, (_, high)) => Scale::linear((0.0, high / 1.3), (down.1, down.0)),
    };
    let plot = Plot { x: Scale::linear((-0.25, last + 0.25), across), y, axis, across, down };
    axes(&pen, w, &plot)?;
    for s in &series {
        pen.canvas.open_of("s", &s.cell.subject, "");
        // Oversubscribed points are no scaling: no line leads to them.
        let points = s.points.iter().filter(|(_, g, _)| !g.oversubscribed);
        let line = points.map(|(i, _, m)| plot.at(*i, m.throughput.median)).collect();
        let (ink, width) = line_style(s);
        pen.path(line, ink, width)?;
        points_of(&pen, s, &plot)?;
        pen.canvas.close();
    }
    end_labels(&pen, &series, &plot, right)?;
    let title = format!("{family}, {}: throughput by threads", w.name);
    Ok(Picture::new(id, size, title, describe(w, &series), &pen.canvas))
}

fn line_style(s: &Series<'_>) -> (Ink, u32) {
    match (s.cell.kind, s.bright) {
        (Kind::Floor, _) => (Ink::Floor, 2),
        (_, true) => (Ink::Series(s.cell.tint), 2),
        (_, false) => (Ink::Dim, 1),
    }
}

/// Every subject with a measure; in colour: the baseline, the leaders by headline, the best peer, the last; floors beside them.
fn series<'a>(w: &'a Workload, baseline: Option<&str>, most: usize) -> Vec<Series<'a>> {
    let ranked: Vec<&Cell> =
        w.head().cells.iter().filter(|c| c.kind != Kind::Floor && c.measure.is_some()).collect();
    let mut bright: Vec<&str> = Vec::new();
    // Baseline and naive oracle are drawn wherever they have a point, the headline group or not.
    let measured = w.groups.iter().flat_map(|g| &g.cells).filter(|c| c.measure.is_some());
    let everywhere: Vec<&Cell> =
        measured.filter(|c| Some(c.subject.as_str()) == baseline || c.subject == "mutex").collect();
    let named = everywhere.iter();
    let peer = ranked.iter().find(|c| c.kind == Kind::Peer);
    let candidates = ranked.first().into_iter().chain(named).chain(peer).chain(ranked.last()).chain(&ranked);
    for c in candidates {
        if bright.len() < most && !bright.contains(&c.subject.as_str()) {
            bright.push(&c.subject);
        }
    }
    let mut subjects: Vec<&Cell> = Vec::new();
    for c in w.groups.iter().flat_map(|g| &g.cells) {
        if !subjects.iter().any(|s| s.subject == c.subject) {
            subjects.push(c);
        }
    }
    let one = |cell: &'a Cell| {
        let points = w.groups.iter().enumerate();
        let points = points.filter_map(|(i, g)| Some((i, g, g.cell(&cell.subject)?.measure.as_ref()?)));
        Series { cell, points: points.collect(), bright: bright.contains(&cell.subject.as_str()) }
    };
    let mut all: Vec<Series<'a>> = subjects.into_iter().map(one).filter(|s| !s.points.is_empty()).collect();
    // Grey first: what is in colour lies on top.
    all.sort_by_key(|s| (s.bright, s.cell.kind == Kind::Floor));
    all
}

fn range(series: &[Series<'_>]) -> (f64, f64) {
    let all =
        || series.iter().flat_map(|s| &s.points).flat_map(|(_, _, m)| [m.throughput.low, m.throughput.high]);
    let (low, high) = (all().fold(f64::INFINITY, f64::min), all().fold(0.0, f64::max));
    if low.is_finite() && low > 0.0 { (low * 0.7, high * 1.4) } else { (1.0, 10.0) }
}

fn axes(pen: &Pen, w: &Workload, plot: &Plot) -> Result<(), ChartError> {
    let ((left, right), (top, bottom)) = (plot.across, plot.down);
    let (low, high) = plot.y.ends();
    let x = |i: usize| plot.at(i, high).0;
    if let Some(first) = w.groups.iter().position(|g| g.oversubscribed) {
        let edge = if first == 0 { left } else { i32::midpoint(x(first), x(first - 1)) };
        pen.ground((edge, top), (right, bottom), Ink::Zone)?;
        pen.text("more threads than cores", (right, top - 10), Ink::Muted, SMALL, Hold::Right)?;
    }
    let ticks = match plot.axis {
        Axis::Log => log_ticks(low, high),
        Axis::Linear => plot.y.round_ticks(7),
    };
    for t in ticks {
        let y = plot.y.at(t);
        pen.line((left, y), (right, y), Ink::Grid, 1)?;
        let said = if t == 0.0 { "0".to_owned() } else { short_rate(t) };
        pen.text(&said, (left - 8, y), Ink::Muted, SMALL, Hold::Right)?;
    }
    pen.line((left, bottom), (right, bottom), Ink::Axis, 1)?;
    for (i, g) in w.groups.iter().enumerate() {
        pen.text(&g.threads.to_string(), (x(i), bottom + 14), Ink::Muted, SMALL, Hold::Middle)?;
    }
    pen.text("threads", ((left + right) / 2, bottom + 34), Ink::Muted, SMALL, Hold::Middle)?;
    let said = match plot.axis {
        Axis::Log => "operations a second (log)",
        Axis::Linear => "operations a second",
    };
    pen.text(said, (4, 10), Ink::Muted, SMALL, Hold::Left)
}

/// `10 M/s`: a tick has one digit that matters.
pub(super) fn short_rate(per_second: f64) -> String {
    let (scale, unit) = match per_second {
        r if r < 0.99e3 => (1.0, ""),
        r if r < 0.99e6 => (1e3, "\u{a0}k"),
        r if r < 0.99e9 => (1e6, "\u{a0}M"),
        _ => (1e9, "\u{a0}G"),
    };
    let value = per_second / scale;
    let digits = if value < 0.99 { 1 } else { 0 };
    format!("{value:.digits$}{unit}/s")
}

fn points_of(pen: &Pen, s: &Series<'_>, plot: &Plot) -> Result<(), ChartError> {
    for (i, g, m) in &s.points {
        let (x, y) = plot.at(*i, m.throughput.median);
        pen.canvas.open(
            if s.bright { "pt bar" } else { "bar" },
            if s.bright { words(s, g, m) } else { String::new() }.as_str(),
        );
        if s.bright {
            let (_, low) = plot.at(*i, m.throughput.low);
            let (_, high) = plot.at(*i, m.throughput.high);
            pen.line((x, low), (x, high), Ink::Series(s.cell.tint), 2)?;
            pen.marker((x, y), s.cell.tint, s.cell.kind, g.oversubscribed)?;
        } else if s.cell.kind == Kind::Floor {
            pen.line((x - 5, y), (x + 5, y), Ink::Floor, 3)?;
        } else if g.oversubscribed {
            pen.line((x - 4, y), (x + 4, y), Ink::Dim, 2)?;
        }
        pen.canvas.close();
    }
    Ok(())
}

fn words(s: &Series<'_>, g: &Group, m: &Measure) -> String {
    let t = m.throughput;
    let over = if g.oversubscribed { ", more threads than cores" } else { "" };
    let threads = count(g.threads.into(), "thread", "threads");
    let ends = format!("{} (95 % interval {} to {})", rate(t.median), rate(t.low), rate(t.high));
    format!("{}, {threads}: {ends}{over}", s.cell.subject)
}

/// Names at the right end of what is in colour, and of floors; kept apart, and led to their last point by a thin line.
fn end_labels(pen: &Pen, series: &[Series<'_>], plot: &Plot, room: i32) -> Result<(), ChartError> {
    let edge = plot.across.1;
    let labelled: Vec<(&Series<'_>, (i32, i32))> = series
        .iter()
        .filter(|s| s.bright || s.cell.kind == Kind::Floor)
        .filter_map(|s| {
            let (i, _, m) = s.points.last()?;
            Some((s, plot.at(*i, m.throughput.median)))
        })
        .collect();
    let wanted: Vec<i32> = labelled.iter().map(|(_, at)| at.1).collect();
    let heights = apart(&wanted, (plot.down.0 + 4, plot.down.1 - 4));
    for ((s, (x, y)), label) in labelled.into_iter().zip(heights) {
        let ink = if s.cell.kind == Kind::Floor {
            Ink::Muted
        } else {
            Ink::Series(Tint { variant: 0, ..s.cell.tint })
        };
        pen.line((x + 8, y), (edge + 4, label), Ink::Grid, 1)?;
        let text = fit(&s.cell.subject, TEXT, f64::from(room - 14));
        pen.canvas.open_of("s", &s.cell.subject, "");
        pen.text(&text, (edge + 8, label), ink, TEXT, Hold::Left)?;
        pen.canvas.close();
    }
    Ok(())
}

fn describe(w: &Workload, series: &[Series<'_>]) -> String {
    let threads: Vec<String> = w.groups.iter().map(|g| g.threads.to_string()).collect();
    let bright: Vec<String> = series.iter().filter(|s| s.bright).map(|s| s.cell.subject.clone()).collect();
    let grey = series.iter().filter(|s| !s.bright && s.cell.kind != Kind::Floor).count();
    let rest = if grey > 0 { format!("; {grey} more in grey") } else { String::new() };
    format!(
        "Threads {}. In colour: {}{rest}. Hollow points without a line ran with more threads than cores. The table has all values.",
        threads.join(", "),
        bright.join(", ")
    )
}
