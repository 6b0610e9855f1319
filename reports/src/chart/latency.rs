//! Latency: how long most operations take, and how long the unlucky ones.

use plotters::prelude::{ChartBuilder, IntoLogRange};

use super::ink::Ink;
use super::ladder::tick;
use super::pen::{Hold, Pen, SMALL, TEXT, log_ticks};
use super::width::{fit, text_width};
use super::{ChartError, Picture, Screen};
use crate::analysis::model::{Cell, Group, LatencyView, Tint, Workload};
use crate::analysis::sentences::{at_threads, capital};
use crate::numbers::time;
use crate::record::Kind;
use crate::words;

const MOST_ROWS: usize = 40;
const ROW: i32 = 24;
const TOP: i32 = 72;
const BOTTOM: i32 = 50;
/// What each bar's parts end at.
const NAMES: [&str; 5] = ["p50", "p90", "p99", "p99.9", "max"];

/// The groups that are drawn: the headline's, and that with most threads beyond the cores.
pub(super) fn groups(w: &Workload) -> Vec<&Group> {
    let has = |g: &&Group| g.cells.iter().any(|c| c.latency.is_some());
    let head = Some(w.head()).filter(has).or_else(|| w.groups.iter().find(has));
    let most = w.groups.iter().rev().find(has).filter(|g| g.oversubscribed);
    let most = most.filter(|g| head.is_none_or(|h| h.threads != g.threads));
    head.into_iter().chain(most).collect()
}

type Row<'a> = (&'a Cell, LatencyView);

/// Median, the percentiles above it, and the largest.
fn marks(l: &LatencyView) -> [f64; 5] {
    let [a, b, c, d] = l.percentiles;
    [a, b, c, d, l.max_ns as f64].map(|ns| ns.max(1.0))
}

pub(super) fn draw(
    family: &str,
    w: &Workload,
    g: &Group,
    screen: Screen,
    id: &str,
) -> Result<Picture, ChartError> {
    let mut rows: Vec<Row<'_>> = g.cells.iter().filter_map(|c| Some((c, c.latency?))).collect();
    // What the unlucky wait for decides; the median is there to be compared.
    rows.sort_by(|a, b| a.1.percentiles[2].total_cmp(&b.1.percentiles[2]));
    rows.truncate(MOST_ROWS);
    let bottom = TOP + ROW * rows.len() as i32;
    let size = (screen.width(), (bottom + BOTTOM) as u32);
    let pen = Pen::new(size.0, size.1);
    let widest = rows.iter().map(|(c, _)| text_width(&c.subject, TEXT)).fold(60.0, f64::max);
    let names = widest.min(if screen == Screen::Wide { 200.0 } else { 112.0 }) as i32;
    let (left, right) = (names + 14, if screen == Screen::Wide { 590 } else { 340 });
    let (low, high) = range(&rows);
    let chart = ChartBuilder::on(pen.area())
        .margin_left(left)
        .margin_right(size.0 as i32 - right)
        .build_cartesian_2d((low..high).log_scale(), 0..1)?;
    let x = |ns: f64| chart.backend_coord(&(ns, 0)).0;
    let ticks: Vec<(i32, String)> = log_ticks(low, high).into_iter().map(|t| (x(t), tick(t))).collect();
    pen.ticks_below(&ticks, (TOP, bottom), (left, right))?;
    heads(&pen, g, screen)?;
    for (i, row) in rows.iter().enumerate() {
        one(&pen, row, (names, TOP + ROW * i as i32 + ROW / 2), &x, screen)?;
    }
    let from = words::latency_from(&w.name, &rows.iter().map(|r| r.1).collect::<Vec<_>>());
    let axis = match screen {
        Screen::Wide => format!("latency {from} (log); left is faster"),
        Screen::Narrow => Some(format!("{from} (log)"))
            .filter(|axis| text_width(axis, SMALL) < f64::from(right))
            .unwrap_or_else(|| "latency (log)".to_owned()), // the line below the chart says from when
    };
    pen.text(&axis, (right, bottom + 36), Ink::Muted, SMALL, Hold::Right)?;
    let title = format!("{family}, {}: latency {from}, {}", w.name, at_threads(g));
    Ok(Picture::new(id, size, title, describe(&rows), &pen.canvas))
}

fn range(rows: &[Row<'_>]) -> (f64, f64) {
    let all = || rows.iter().flat_map(|(_, l)| marks(l));
    let (low, high) = (all().fold(f64::INFINITY, f64::min), all().fold(0.0, f64::max));
    let lacking = (10.0 / (high / low)).max(1.0).sqrt();
    (low / lacking * 0.7, high * lacking * 1.4)
}

/// Thread count, a sample bar with its parts named, and what the columns hold.
fn heads(pen: &Pen, g: &Group, screen: Screen) -> Result<(), ChartError> {
    let threads = capital(at_threads(g).trim_start_matches("at "));
    pen.text(&threads, (4, 12), Ink::Text, TEXT, Hold::Left)?;
    let (from, step) = if screen == Screen::Wide { (24, 72) } else { (18, 68) };
    let places: [i32; 5] = std::array::from_fn(|i| from + step * i as i32);
    let floor = Tint { hue: 7, variant: 0 };
    bar(pen, places, 52, floor, Kind::Ours)?;
    for (x, name) in places.iter().zip(NAMES) {
        pen.text(name, (*x, 36), Ink::Muted, SMALL, Hold::Middle)?;
    }
    if screen == Screen::Wide {
        pen.text("p50", (672, 52), Ink::Muted, SMALL, Hold::Right)?;
        pen.text("p99.9", (752, 52), Ink::Muted, SMALL, Hold::Right)?;
    }
    Ok(())
}

/// The further out, the fewer operations and the thinner the bar.
fn bar(
    pen: &Pen,
    [p50, p90, p99, p999, max]: [i32; 5],
    y: i32,
    tint: Tint,
    kind: Kind,
) -> Result<(), ChartError> {
    let ink = if kind == Kind::Floor { Ink::Floor } else { Ink::Series(tint) };
    pen.canvas.open("bar", "");
    pen.line((p50, y), (p90, y), ink, 5)?;
    pen.line((p90, y), (p99, y), ink, 3)?;
    pen.line((p99, y), (max, y), ink, 1)?;
    for (x, half) in [(p90, 6), (p99, 5), (p999, 4)] {
        pen.line((x, y - half), (x, y + half), ink, 2)?;
    }
    pen.canvas.close();
    pen.marker((p50, y), tint, kind, false)?;
    pen.ground((max - 2, y - 2), (max + 2, y + 2), ink)
}

fn one(
    pen: &Pen,
    (cell, l): &Row<'_>,
    (names, y): (i32, i32),
    x: &impl Fn(f64) -> i32,
    screen: Screen,
) -> Result<(), ChartError> {
    let ink = if cell.kind == Kind::Floor { Ink::Muted } else { Ink::Text };
    pen.canvas.open_of("pt", &cell.subject, &said(cell, l));
    pen.text(&fit(&cell.subject, TEXT, f64::from(names) + 2.0), (names, y), ink, TEXT, Hold::Right)?;
    bar(pen, marks(l).map(x), y, cell.tint, cell.kind)?;
    if screen == Screen::Wide {
        pen.text(&time(l.percentiles[0]), (672, y), ink, TEXT, Hold::Right)?;
        pen.text(&time(l.percentiles[3]), (752, y), ink, TEXT, Hold::Right)?;
    }
    pen.canvas.close();
    Ok(())
}

fn said(cell: &Cell, l: &LatencyView) -> String {
    let values = marks(l);
    let all: Vec<String> = NAMES.iter().zip(values).map(|(n, ns)| format!("{n} {}", time(ns))).collect();
    format!("{}: {}", cell.subject, all.join(", "))
}

fn describe(rows: &[Row<'_>]) -> String {
    let ends: Vec<String> =
        rows.iter().map(|(c, l)| format!("{} {}", c.subject, time(l.percentiles[2]))).collect();
    let said = match ends.as_slice() {
        [] => "Nothing was measured.".to_owned(),
        [one] => format!("99 of 100 operations took no longer than: {one}."),
        [first, .., last] => {
            format!(
                "99 of 100 operations took no longer than, of {} subjects: from {first} to {last}.",
                ends.len()
            )
        }
    };
    format!("{said} The table has all percentiles.")
}
