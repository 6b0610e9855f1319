//! One family on several machines: a panel a machine, a row a subject, all on one scale.

use super::ink::Ink;
use super::pen::{Hold, Pen, SMALL, TEXT};
use super::scale::Scale;
use super::width::{fit, text_width};
use super::{ChartError, Picture, Screen, ratio};
use crate::analysis::model::{Beside, BesideRow, Bound, Machine, Machines, There};
use crate::numbers::{count, factor};
use crate::words::machines::{name, place, there, traits};

/// Panels drawn; the table has all.
const MOST_PANELS: usize = 12;
const ROW: i32 = 22;
/// Above the first row of a panel: the processor, its traits, some air.
const HEAD: i32 = 50;
/// Below the last row of a panel: labels of ticks.
const FOOT: i32 = 32;
/// Above all panels.
const TOP: i32 = 24;
/// Below all panels.
const BOTTOM: i32 = 24;

struct Layout {
    columns: i32,
    names: i32,
    /// Width of the figures right of a plot.
    figures: i32,
    /// From one panel to the next.
    pitch: (i32, i32),
}

impl Layout {
    fn of(b: &Beside, panels: usize, screen: Screen) -> Self {
        let widest = b.rows.iter().map(|r| text_width(&r.subject, TEXT)).fold(60.0, f64::max).ceil() as i32;
        let (columns, names) = match screen {
            Screen::Wide => (panels.min(3) as i32, widest.min(150)),
            Screen::Narrow => (1, widest.min(118)),
        };
        let told = b.rows.iter().flat_map(|r| &r.there);
        let figures = told.map(|t| text_width(&figure(t).0, TEXT)).fold(40.0, f64::max).ceil() as i32;
        let across = (screen.width() as i32 - names - 8) / columns;
        Self {
            columns,
            names,
            figures: figures.min(84),
            pitch: (across, HEAD + ROW * b.rows.len() as i32 + FOOT),
        }
    }

    /// Left end and top of a panel.
    fn corner(&self, panel: i32) -> (i32, i32) {
        (self.names + 8 + panel % self.columns * self.pitch.0, TOP + panel / self.columns * self.pitch.1)
    }

    fn plot(&self, corner: (i32, i32)) -> (i32, i32) {
        (corner.0 + 8, corner.0 + self.pitch.0 - self.figures - 12)
    }
}

pub(super) fn draw(m: &Machines, b: &Beside, screen: Screen, id: &str) -> Result<Picture, ChartError> {
    let drawn = &m.machines[..m.machines.len().min(MOST_PANELS)];
    let layout = Layout::of(b, drawn.len(), screen);
    let stacked = (drawn.len() as i32 + layout.columns - 1) / layout.columns;
    let bottom = TOP + stacked * layout.pitch.1;
    let size = (screen.width(), (bottom + BOTTOM) as u32);
    let pen = Pen::new(size.0, size.1);
    pen.text(&fit(&place(b), TEXT, f64::from(size.0) - 8.0), (4, 12), Ink::Text, TEXT, Hold::Left)?;
    let range = range(&b.rows, drawn.len());
    for (i, machine) in drawn.iter().enumerate() {
        let corner = layout.corner(i as i32);
        panel(&pen, b, (i, machine), &layout, corner, range)?;
    }
    let axis = match screen {
        Screen::Wide => format!("time ÷ that of {}, same launch, logarithmic; left is faster", b.baseline),
        Screen::Narrow => format!("time ÷ {} (log); left is faster", fit(&b.baseline, SMALL, 130.0)),
    };
    pen.text(&axis, (size.0 as i32 - 6, bottom + 6), Ink::Muted, SMALL, Hold::Right)?;
    let title =
        format!("{}, {}: {}", b.family, place(b), count(m.machines.len() as u64, "machine", "machines"));
    Ok(Picture::new(id, size, title, describe(b, m.machines.len(), drawn.len()), &pen.canvas))
}

fn range(rows: &[BesideRow], drawn: usize) -> (f64, f64) {
    let told = rows.iter().flat_map(|r| &r.there[..drawn]).filter_map(|t| match t {
        There::Measured(r) if r.bound != Bound::Nothing => Some([r.value.low, r.value.high]),
        _ => None,
    });
    ratio::range(told.flatten())
}

fn panel(
    pen: &Pen,
    b: &Beside,
    (at, machine): (usize, &Machine),
    layout: &Layout,
    corner: (i32, i32),
    range: (f64, f64),
) -> Result<(), ChartError> {
    let (top, bottom) = (corner.1 + HEAD, corner.1 + layout.pitch.1 - FOOT);
    let plot = layout.plot(corner);
    let x = Scale::log(range, plot);
    let room = f64::from(layout.pitch.0 - 14);
    pen.text(&fit(&name(machine), TEXT, room), (plot.0, corner.1 + 16), Ink::Text, TEXT, Hold::Left)?;
    let traits = match b.oversubscribed[at] {
        true => format!("{}: threads share", traits(machine)),
        false => traits(machine),
    };
    pen.text(&fit(&traits, SMALL, room), (plot.0, corner.1 + 34), Ink::Muted, SMALL, Hold::Left)?;
    let ticks: Vec<(i32, String)> =
        ratio::ticks(range, plot).into_iter().map(|(t, said)| (x.at(t), said)).collect();
    pen.ticks_below(&ticks, (top, bottom), plot)?;
    pen.line((x.at(1.0), top), (x.at(1.0), bottom), Ink::Axis, 1)?;
    for (i, r) in b.rows.iter().enumerate() {
        let y = top + ROW * i as i32 + ROW / 2;
        pen.canvas.open_of("pt", &r.subject, &words(b, r, at, machine));
        if at as i32 % layout.columns == 0 {
            let subject = fit(&r.subject, TEXT, f64::from(layout.names) + 2.0);
            pen.text(&subject, (layout.names, y), Ink::Text, TEXT, Hold::Right)?;
        }
        row(pen, r, at, y, (x, plot.1 + 6 + layout.figures))?;
        pen.canvas.close();
    }
    Ok(())
}

/// What stands right of a plot, and whether it is a figure.
fn figure(there: &There) -> (String, bool) {
    let words = |said: &str| (said.to_owned(), false);
    match there {
        There::NotRun => words("not run"),
        There::NotMeasurable => words("not clean"),
        There::Baseline => words("baseline"),
        There::Measured(r) => match r.bound {
            Bound::Nothing => words("at floor"),
            Bound::AtLeast => (format!("≥ {}", factor(r.value.median)), true),
            Bound::AtMost => (format!("≤ {}", factor(r.value.median)), true),
            Bound::Exact => (factor(r.value.median), true),
        },
    }
}

fn row(pen: &Pen, r: &BesideRow, at: usize, y: i32, (x, right): (Scale, i32)) -> Result<(), ChartError> {
    match &r.there[at] {
        There::Baseline => pen.marker((x.at(1.0), y), r.tint, r.kind, false)?,
        There::Measured(ratio) if ratio.bound != Bound::Nothing => {
            let v = ratio.value;
            pen.canvas.open("bar", "");
            pen.line((x.at(v.low), y), (x.at(v.high), y), Ink::Series(r.tint), 5)?;
            pen.canvas.close();
            pen.marker((x.at(v.median), y), r.tint, r.kind, false)?;
        }
        _ => {}
    }
    match figure(&r.there[at]) {
        (said, true) => pen.text(&said, (right, y), Ink::Text, TEXT, Hold::Right),
        (said, false) => pen.text(&said, (right, y), Ink::Muted, SMALL, Hold::Right),
    }
}

/// A row of a panel in words, for pointer, keyboard and screen reader.
fn words(b: &Beside, r: &BesideRow, at: usize, machine: &Machine) -> String {
    let (said, ends) = there(&r.there[at], r.hits[at]);
    let ends = ends.map_or_else(String::new, |ends| format!(" (95 % interval {ends})"));
    let of =
        if matches!(r.there[at], There::Measured(_)) { format!(" of {}", b.baseline) } else { String::new() };
    format!("{} on {}: {said}{of}{ends}", r.subject, name(machine))
}

fn describe(b: &Beside, machines: usize, drawn: usize) -> String {
    let rest = if machines > drawn {
        format!(" The first {drawn} machines are drawn; the table has all.")
    } else {
        String::new()
    };
    format!(
        "Times relative to {} in the same launch, a panel a machine, a row a subject. {}{rest}",
        b.baseline,
        b.said.plain()
    )
}
