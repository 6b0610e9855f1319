//! Readers let in together against readers locked out: time per read, in times of an exclusive lock's, by how long a read stays.

use plotters::prelude::{ChartBuilder, IntoLogRange, LineSeries};
use plotters::style::{Color, ShapeStyle};

use super::ink::Ink;
use super::ladder::tick;
use super::pen::{Hold, Pen, SMALL, TEXT, apart, log_ticks};
use super::width::fit;
use super::{ChartError, Picture, Screen};
use crate::analysis::crossing::{begins_words, length};
use crate::analysis::model::{Begins, Crossings, Curve, HeldPoint, Tint};
use crate::analysis::sentences::ratio_words;
use crate::numbers::{count, time};

const LEFT: i32 = 56;
const TOP: i32 = 62;
const BOTTOM: i32 = 54;

/// Turns a section length and a time, in times of the exclusive lock's, into a position.
type Place<'a> = dyn Fn(f64, f64) -> (i32, i32) + 'a;

/// The inverse of a ratio of throughputs: times as long.
fn longer(p: &HeldPoint) -> f64 {
    1.0 / p.ratio.value.median
}

pub(super) fn draw(family: &str, c: &Crossings, screen: Screen, id: &str) -> Result<Picture, ChartError> {
    let (right, least, gap) = if screen == Screen::Wide { (170, 420, 0.25) } else { (138, 400, 0.45) };
    let needed = TOP + BOTTOM + 17 * c.curves.len() as i32;
    let size = (screen.width(), least.max(needed) as u32);
    let pen = Pen::new(size.0, size.1);
    let lengths: Vec<f64> = c.sections.iter().map(|(ns, _)| *ns).collect();
    // A logarithm has no place for 0: it stands a step before the shortest length, behind a break in the axis.
    let shortest = lengths.iter().copied().filter(|ns| *ns > 0.0).fold(f64::INFINITY, f64::min);
    let longest = lengths.iter().copied().fold(shortest, f64::max);
    let step = (longest / shortest).powf(gap).max(2.0);
    let at = |ns: f64| if ns > 0.0 { ns } else { shortest / step };
    let (low, high) = range(&c.curves);
    let pad = step.powf(0.2);
    let from = at(lengths[0]) / pad;
    let mut chart = ChartBuilder::on(pen.area())
        .margin_left(LEFT)
        .margin_right(right)
        .margin_top(TOP)
        .margin_bottom(BOTTOM)
        .build_cartesian_2d((from..longest * pad).log_scale(), (low..high).log_scale())?;
    let plot = ((LEFT, size.0 as i32 - right), (TOP, size.1 as i32 - BOTTOM));
    {
        let place = |ns: f64, y: f64| chart.backend_coord(&(at(ns), y));
        axes(&pen, c, &place, plot, (low, high))?;
    }
    for curve in &c.curves {
        let points = curve.points.iter().map(|p| (at(p.section_ns), longer(p)));
        let color = Ink::Series(curve.tint).color().to_rgba();
        pen.canvas.open_of("s", &curve.subject, "");
        chart.draw_series(LineSeries::new(points, ShapeStyle { color, filled: false, stroke_width: 2 }))?;
        pen.canvas.close();
    }
    let place = |ns: f64, y: f64| chart.backend_coord(&(at(ns), y));
    for curve in &c.curves {
        points(&pen, c, curve, &place)?;
    }
    labels(&pen, c, &place, plot, (right, if screen == Screen::Wide { TEXT } else { SMALL }))?;
    let threads = count(c.threads.into(), "thread", "threads");
    let title = format!(
        "{family}: time per read against {}, by how long a read stays inside, {threads}",
        c.reference
    );
    Ok(Picture::new(id, size, title, c.said.plain(), &pen.canvas))
}

fn range(curves: &[Curve]) -> (f64, f64) {
    let all = || curves.iter().flat_map(|c| &c.points).map(longer).filter(|r| r.is_finite() && *r > 0.0);
    (all().fold(1.0, f64::min) * 0.75, all().fold(1.0, f64::max) * 1.35)
}

fn axes(
    pen: &Pen,
    c: &Crossings,
    place: &Place<'_>,
    ((left, right), (top, bottom)): ((i32, i32), (i32, i32)),
    (low, high): (f64, f64),
) -> Result<(), ChartError> {
    let threads = count(c.threads.into(), "thread", "threads");
    pen.text(&format!("{threads}, a core each"), (4, 12), Ink::Text, TEXT, Hold::Left)?;
    let head =
        format!("time per read ÷ that of {} (log); below 1× it is faster", fit(&c.reference, SMALL, 80.0));
    pen.text(&head, (4, 34), Ink::Muted, SMALL, Hold::Left)?;
    let one = place(c.sections[0].0, 1.0).1;
    pen.ground((left, one), (right, bottom), Ink::Zone)?;
    for t in log_ticks(low, high) {
        let y = place(c.sections[0].0, t).1;
        pen.line((left, y), (right, y), Ink::Grid, 1)?;
        pen.text(&format!("{t}×"), (left - 8, y), Ink::Muted, SMALL, Hold::Right)?;
    }
    let label = |ns: f64| if ns > 0.0 { tick(ns) } else { "0".into() };
    let ticks: Vec<(i32, String)> =
        c.sections.iter().map(|(ns, _)| (place(*ns, 1.0).0, label(*ns))).collect();
    pen.ticks_below(&ticks, (top, bottom), (left, right))?;
    pen.line((left, bottom), (right, bottom), Ink::Axis, 1)?;
    if let [(zero, _), (next, _), ..] = ticks.as_slice()
        && c.sections[0].0 == 0.0
    {
        let x = i32::midpoint(*zero, *next);
        for x in [x - 3, x + 3] {
            pen.line((x - 3, bottom + 5), (x + 3, bottom - 5), Ink::Axis, 1)?;
        }
    }
    pen.canvas.open_of("pt", &c.reference, &format!("{}: the reference", c.reference));
    pen.line((left, one), (right, one), Ink::Text, 2)?;
    pen.canvas.close();
    pen.text("how long a read stays inside (log)", (left, bottom + 38), Ink::Muted, SMALL, Hold::Left)
}

fn points(pen: &Pen, c: &Crossings, curve: &Curve, place: &Place<'_>) -> Result<(), ChartError> {
    for p in &curve.points {
        let words = format!(
            "{}, reads of {}: {} a read, {} the throughput of {}",
            curve.subject,
            length(p.section_ns),
            time(p.time_ns.median),
            ratio_words(&p.ratio),
            c.reference
        );
        pen.canvas.open_of("pt", &curve.subject, &words);
        pen.marker(place(p.section_ns, longer(p)), curve.tint, curve.kind, false)?;
        pen.canvas.close();
    }
    // Where a crossing is told, it is marked on the line of the exclusive lock.
    if let Begins::At(ns) = curve.begins {
        let (x, y) = place(ns, 1.0);
        let words = format!("{}: faster {}", curve.subject, begins_words(curve.begins));
        pen.canvas.open_of("pt bar", &curve.subject, &words);
        pen.line((x, y - 8), (x, y + 8), Ink::Series(curve.tint), 3)?;
        pen.canvas.close();
    }
    Ok(())
}

/// Names at the right end, the exclusive lock's among them.
fn labels(
    pen: &Pen,
    c: &Crossings,
    place: &Place<'_>,
    ((_, edge), (top, bottom)): ((i32, i32), (i32, i32)),
    (room, size): (i32, f64),
) -> Result<(), ChartError> {
    let last = c.sections.last().map_or(0.0, |(ns, _)| *ns);
    let mut ends: Vec<(&str, Ink, (i32, i32))> =
        vec![(&c.reference, Ink::Text, (edge - 8, place(last, 1.0).1))];
    ends.extend(c.curves.iter().filter_map(|curve| {
        let p = curve.points.last()?;
        let ink = Ink::Series(Tint { variant: 0, ..curve.tint });
        Some((curve.subject.as_str(), ink, place(p.section_ns, longer(p))))
    }));
    let wanted: Vec<i32> = ends.iter().map(|(.., at)| at.1).collect();
    let heights = apart(&wanted, (top - 16, bottom + 10));
    for ((name, ink, (x, y)), label) in ends.into_iter().zip(heights) {
        pen.line((x + 8, y), (edge + 4, label), Ink::Grid, 1)?;
        pen.canvas.open_of("s", name, "");
        pen.text(&fit(name, size, f64::from(room - 14)), (edge + 8, label), ink, size, Hold::Left)?;
        pen.canvas.close();
    }
    Ok(())
}
