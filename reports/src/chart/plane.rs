//! Throughput and fairness in one picture: a lock that starves a thread is not fast.

use plotters::prelude::{ChartBuilder, IntoLogRange};

use super::ink::Ink;
use super::labels::{Area, beside};
use super::ladder::tick;
use super::pen::{Hold, Pen, SMALL, TEXT, log_ticks};
use super::width::{fit, text_width};
use super::{ChartError, Picture, Screen};
use crate::analysis::model::{Cell, Fairness, Group, Measure, Tint, Workload};
use crate::analysis::sentences::{at_threads, capital};
use crate::analysis::served::{EVEN, STARVING, served};
use crate::numbers::{factor, time};

const LEFT: i32 = 52;
const TOP: i32 = 64;
const BOTTOM: i32 = 56;
/// Within this factor of the fastest lies the corner to be in.
const FAST: f64 = 1.5;

/// A subject with both coordinates.
struct Spot<'a> {
    cell: &'a Cell,
    measure: &'a Measure,
    fairness: Fairness,
}

/// The groups that are drawn: of a critical section, each in which two locks have both coordinates.
pub(super) fn groups(w: &Workload) -> impl Iterator<Item = &Group> {
    w.groups.iter().filter(|g| w.section_ns.is_some() && spots(g).len() > 1)
}

fn spots(g: &Group) -> Vec<Spot<'_>> {
    served(g).map(|(cell, measure, fairness)| Spot { cell, measure, fairness }).collect()
}

/// The plane: where it lies on the picture, and how its values become positions.
struct Plane<'a> {
    left: i32,
    right: i32,
    top: i32,
    bottom: i32,
    /// Time and most/least, both finite.
    place: &'a dyn Fn(f64, f64) -> (i32, i32),
    /// Where a thread that got nothing at all is drawn; none, if there is none.
    nothing: Option<i32>,
}

impl Plane<'_> {
    fn at(&self, spot: &Spot<'_>) -> (i32, i32) {
        let (ns, spread) = (spot.measure.time_ns.median, spot.fairness.max_over_min);
        match self.nothing.filter(|_| spread.is_infinite()) {
            Some(y) => ((self.place)(ns, 1.0).0, y),
            None => (self.place)(ns, spread),
        }
    }

    /// Where the interval of a time lies.
    fn reach(&self, spot: &Spot<'_>) -> Area {
        let (y, t) = (f64::from(self.at(spot).1), spot.measure.time_ns);
        let x = |ns: f64| f64::from((self.place)(ns, 1.0).0);
        Area { left: x(t.low), top: y - 2.0, right: x(t.high), bottom: y + 2.0 }
    }
}

pub(super) fn draw(
    family: &str,
    w: &Workload,
    g: &Group,
    screen: Screen,
    id: &str,
) -> Result<Picture, ChartError> {
    let spots = spots(g);
    let size = (screen.width(), if screen == Screen::Wide { 470 } else { 480 });
    let pen = Pen::new(size.0, size.1);
    let (right, bottom) = (size.0 as i32 - 12, size.1 as i32 - BOTTOM);
    let starved = spots.iter().any(|s| s.fairness.max_over_min.is_infinite());
    // A row of its own above the scale for what no scale can hold.
    let top = if starved { TOP + 30 } else { TOP };
    let ((fastest, slowest), most) = ranges(&spots);
    let low = most.powf(-0.07);
    let chart = ChartBuilder::on(pen.area())
        .margin_left(LEFT)
        .margin_right(size.0 as i32 - right)
        .margin_top(top)
        .margin_bottom(BOTTOM)
        .build_cartesian_2d((fastest..slowest).log_scale(), (low..most).log_scale())?;
    let place = |ns: f64, spread: f64| chart.backend_coord(&(ns, spread));
    let nothing = starved.then_some(TOP + 12);
    let plane = Plane { left: LEFT, right, top, bottom, place: &place, nothing };
    axes(&pen, &plane, (fastest, slowest), most, screen)?;
    let words = corners(&pen, &plane, &spots, most)?;
    heads(&pen, g, screen)?;
    subjects(&pen, &plane, &spots, &words)?;
    let title = format!("{family}, {}: throughput and fairness {}", w.name, at_threads(g));
    Ok(Picture::new(id, size, title, describe(&spots), &pen.canvas))
}

/// From a little left of the fastest to a little right of the slowest, and a little above the least fair; never too close.
fn ranges(spots: &[Spot<'_>]) -> ((f64, f64), f64) {
    let times = || spots.iter().flat_map(|s| [s.measure.time_ns.low, s.measure.time_ns.high]);
    let (low, high) = (times().fold(f64::INFINITY, f64::min), times().fold(0.0, f64::max));
    let spreads = spots.iter().map(|s| s.fairness.max_over_min).filter(|m| m.is_finite());
    let lacking = (6.0 / (high / low)).max(1.0).sqrt();
    let wide = (high / low).max(6.0);
    // Labels need room at both ends; at the right most, where the slow ones crowd.
    ((low / lacking / wide.powf(0.09), high * lacking * wide.powf(0.2)), spreads.fold(3.0, f64::max) * 1.5)
}

fn heads(pen: &Pen, g: &Group, screen: Screen) -> Result<(), ChartError> {
    let threads = capital(at_threads(g).trim_start_matches("at "));
    pen.text(&threads, (4, 12), Ink::Text, TEXT, Hold::Left)?;
    let axis = match screen {
        Screen::Wide => "most served thread ÷ least served, over a second and more (log); 1× is fair",
        Screen::Narrow => "most ÷ least served thread (log); 1× is fair",
    };
    pen.text(axis, (4, 34), Ink::Muted, SMALL, Hold::Left)
}

fn axes(
    pen: &Pen,
    plane: &Plane<'_>,
    (fastest, slowest): (f64, f64),
    most: f64,
    screen: Screen,
) -> Result<(), ChartError> {
    let Plane { left, right, top, bottom, place, nothing } = *plane;
    let at = |t| (place(t, 1.0).0, tick(t));
    let ticks: Vec<(i32, String)> = log_ticks(fastest, slowest).into_iter().map(at).collect();
    pen.ticks_below(&ticks, (nothing.map_or(top, |_| TOP), bottom), (left, right))?;
    for t in log_ticks(1.0, most) {
        let y = place(fastest, t).1;
        pen.line((left, y), (right, y), Ink::Grid, 1)?;
        pen.text(&format!("{t}×"), (left - 8, y), Ink::Muted, SMALL, Hold::Right)?;
    }
    if let Some(y) = nothing {
        pen.ground((left, y - 12), (right, y + 12), Ink::Zone)?;
        pen.text("∞", (left - 8, y), Ink::Muted, SMALL, Hold::Right)?;
    }
    pen.line((left, bottom), (right, bottom), Ink::Axis, 1)?;
    let axis = match screen {
        Screen::Wide => "system-wide time per operation (log); left is faster",
        Screen::Narrow => "time per operation (log); left is faster",
    };
    pen.text(axis, (right, bottom + 36), Ink::Muted, SMALL, Hold::Right)
}

/// The corner to be in, and the end to stay away from, in words; their places, for labels to keep off.
fn corners(pen: &Pen, plane: &Plane<'_>, spots: &[Spot<'_>], most: f64) -> Result<Vec<Area>, ChartError> {
    let Plane { left, right, bottom, top, place, nothing } = *plane;
    // A lock that starves is not fast, however many operations it does.
    let served = spots.iter().filter(|s| s.fairness.max_over_min < STARVING);
    let best = served.map(|s| s.measure.time_ns.median).fold(f64::INFINITY, f64::min);
    let best = if best.is_finite() { best } else { spots[0].measure.time_ns.median };
    let (edge, height) = place(best * FAST, EVEN);
    pen.ground((left, height), (edge, bottom), Ink::Tie)?;
    let mut words = Vec::new();
    let mut say = |text: &str, (x, y): (i32, i32), ink| {
        let size = (text_width(text, SMALL), SMALL + 4.0);
        words.push(Area::around((f64::from(x) + size.0 / 2.0, f64::from(y)), size));
        pen.text(text, (x, y), ink, SMALL, Hold::Left)
    };
    say("fast and fair", (left + 6, bottom - 10), Ink::Text)?;
    if let Some(y) = nothing {
        // Behind the last of those that stand in this row.
        let starving = spots.iter().filter(|s| s.fairness.max_over_min.is_infinite());
        let text = "a thread got nothing";
        let last = starving.map(|s| place(s.measure.time_ns.median, 1.0).0).max().unwrap_or(left);
        let free = (right - text_width(text, SMALL) as i32 - 6).max(left);
        let x = if free > last + 110 { free } else { left + 6 };
        say(text, (x, y), Ink::Muted)?;
    }
    if most > STARVING {
        let y = place(best, STARVING).1;
        pen.line((left, y), (right, y), Ink::Axis, 1)?;
        let text = "above: a lock that starves is not fast";
        let free = (right - text_width(text, SMALL) as i32 - 6).max(left + 6);
        let ends = [free, left + 6, (free + left + 6) / 2];
        let heights = [(y - 11).max(top + 8), y + 11];
        let all = heights.into_iter().flat_map(|y| ends.map(|x| (x, y)));
        // Of equals the first.
        let least =
            all.min_by(|a, b| covered(plane, spots, text, *a).total_cmp(&covered(plane, spots, text, *b)));
        say(text, least.unwrap_or((left + 6, heights[0])), Ink::Muted)?;
    }
    Ok(words)
}

/// How much of points and intervals words beginning there would cover.
fn covered(plane: &Plane<'_>, spots: &[Spot<'_>], text: &str, (x, y): (i32, i32)) -> f64 {
    let size = (text_width(text, SMALL), SMALL + 4.0);
    let words = Area::around((f64::from(x) + size.0 / 2.0, f64::from(y)), size);
    let on = |s: &Spot<'_>| {
        let (x, y) = plane.at(s);
        let marker = Area::around((f64::from(x), f64::from(y)), (15.0, 15.0));
        words.shared(&marker) + words.shared(&plane.reach(s))
    };
    spots.iter().map(on).sum()
}

fn subjects(pen: &Pen, plane: &Plane<'_>, spots: &[Spot<'_>], words: &[Area]) -> Result<(), ChartError> {
    let float = |(x, y): (i32, i32)| (f64::from(x), f64::from(y));
    let points: Vec<(f64, f64)> = spots.iter().map(|s| float(plane.at(s))).collect();
    let names: Vec<String> = spots.iter().map(|s| fit(&s.cell.subject, TEXT, 130.0)).collect();
    let sizes: Vec<(f64, f64)> = names.iter().map(|n| (text_width(n, TEXT), TEXT + 2.0)).collect();
    let (left, right) = (f64::from(plane.left + 2), f64::from(plane.right + 8));
    let bounds = Area { left, top: f64::from(TOP - 14), right, bottom: f64::from(plane.bottom - 2) };
    let taken: Vec<Area> = words.iter().copied().chain(reaches(pen, plane, spots)?).collect();
    let labels = beside(&points, &sizes, &taken, bounds);
    for ((spot, point), (name, label)) in spots.iter().zip(&points).zip(names.iter().zip(&labels)) {
        let (x, y) = (point.0 as i32, point.1 as i32);
        let end = label.nearest(*point);
        if (end.0 - point.0).hypot(end.1 - point.1) > 12.0 {
            pen.line((x, y), (end.0 as i32, end.1 as i32), Ink::Axis, 1)?;
        }
        pen.canvas.open_of("pt", &spot.cell.subject, &said(spot));
        pen.marker((x, y), spot.cell.tint, spot.cell.kind, false)?;
        let ink = Ink::Series(Tint { variant: 0, ..spot.cell.tint });
        let middle = ((label.top + label.bottom) / 2.0).round() as i32;
        pen.text(name, (label.left.round() as i32, middle), ink, TEXT, Hold::Left)?;
        pen.canvas.close();
    }
    Ok(())
}

/// The intervals of all times, below everything else; where they lie.
fn reaches(pen: &Pen, plane: &Plane<'_>, spots: &[Spot<'_>]) -> Result<Vec<Area>, ChartError> {
    let mut places = Vec::new();
    for spot in spots {
        let (y, place) = (plane.at(spot).1, plane.reach(spot));
        pen.canvas.open_of("bar", &spot.cell.subject, "");
        pen.line((place.left as i32, y), (place.right as i32, y), Ink::Series(spot.cell.tint), 5)?;
        pen.canvas.close();
        places.push(place);
    }
    Ok(places)
}

fn said(spot: &Spot<'_>) -> String {
    let spread = spot.fairness.max_over_min;
    let short = spot
        .fairness
        .short
        .map_or_else(String::new, |s| format!("; over 100\u{a0}ms {}", factor(s.max_over_min)));
    format!(
        "{}: {} an operation; the most served thread got {} the least served one’s{short}",
        spot.cell.subject,
        time(spot.measure.time_ns.median),
        factor(spread)
    )
}

fn describe(spots: &[Spot<'_>]) -> String {
    let names = |keep: &dyn Fn(f64) -> bool| -> String {
        let names: Vec<&str> =
            spots.iter().filter(|s| keep(s.fairness.max_over_min)).map(|s| s.cell.subject.as_str()).collect();
        if names.is_empty() { "none".into() } else { names.join(", ") }
    };
    format!(
        "Served evenly, within {EVEN} times, fastest first: {}. Starving a thread, {STARVING} times and more: {}.",
        names(&|m| m <= EVEN),
        names(&|m| m >= STARVING)
    )
}
