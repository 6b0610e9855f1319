//! The headline chart of a workload: one row a subject, by time per operation, with interval, floor and ties.

use super::ink::Ink;
use super::pen::{Hold, Pen, SMALL, TEXT, log_ticks};
use super::scale::Scale;
use super::width::{fit, text_width};
use super::{ChartError, Picture, Screen};
use crate::analysis::model::{AT_FLOOR, Cell, Difference, Group, Measure, Ratio, Standing, Workload};
use crate::analysis::sentences::{at_threads, capital, ratio_words};
use crate::numbers::{count, time};
use crate::record::Kind;

/// Rows drawn; the table has all.
const MOST_ROWS: usize = 40;
const ROW: i32 = 24;
const TOP: i32 = 48;
const BOTTOM: i32 = 48;

pub(super) fn shows(group: &Group) -> bool {
    group.cells.iter().any(|c| c.measure.is_some())
}

/// Columns of a ladder, from left to right: names, plot, time, ratio, place.
struct Columns {
    names: i32,
    left: i32,
    right: i32,
    time: i32,
    ratio: Option<i32>,
    place: Option<i32>,
}

impl Columns {
    fn of(screen: Screen, rows: &[&Cell]) -> Self {
        let widest = rows.iter().map(|c| text_width(&c.subject, TEXT)).fold(60.0, f64::max);
        match screen {
            Screen::Wide => {
                let names = widest.min(200.0) as i32;
                Self { names, left: names + 14, right: 496, time: 570, ratio: Some(690), place: Some(752) }
            }
            Screen::Narrow => {
                let names = widest.min(136.0) as i32;
                Self { names, left: names + 10, right: 278, time: 350, ratio: None, place: None }
            }
        }
    }
}

pub(super) fn draw(
    family: &str,
    baseline: Option<&str>,
    w: &Workload,
    screen: Screen,
    id: &str,
) -> Result<Picture, ChartError> {
    let group = w.head();
    let all: Vec<&Cell> = group.cells.iter().filter(|c| c.measure.is_some() || c.windows.all > 0).collect();
    let rows = &all[..all.len().min(MOST_ROWS)];
    let size = (screen.width(), (TOP + ROW * rows.len() as i32 + BOTTOM) as u32);
    let pen = Pen::new(size.0, size.1);
    let columns = Columns::of(screen, rows);
    let (plot, (low, high)) = ((columns.left, columns.right), range(rows, group.noop_ns));
    let scale = Scale::log((low, high), plot);
    let x = |ns: f64| scale.at(ns);
    let bottom = TOP + ROW * rows.len() as i32;

    let ties = Ties { rows, from: 0, to: size.0 as i32 };
    ties.draw(&pen)?;
    let ticks: Vec<(i32, String)> = log_ticks(low, high).into_iter().map(|t| (x(t), tick(t))).collect();
    pen.ticks_below(&ticks, (TOP, bottom), plot)?;
    floor(&pen, group, &columns, (x, low), bottom)?;
    let threads = capital(at_threads(group).trim_start_matches("at "));
    pen.text(&threads, (4, 12), Ink::Text, TEXT, Hold::Left)?;
    head(&pen, &columns, baseline)?;
    for (i, cell) in rows.iter().enumerate() {
        row(&pen, (cell, baseline == Some(&cell.subject)), &columns, TOP + ROW * i as i32 + ROW / 2, &x)?;
    }
    let said = match screen {
        Screen::Wide => "system-wide time per operation, logarithmic; left is faster",
        Screen::Narrow => "time per operation (log); left is faster",
    };
    match screen {
        Screen::Wide => pen.text(said, (columns.left, bottom + 34), Ink::Muted, SMALL, Hold::Left)?,
        Screen::Narrow => pen.text(said, (columns.time, bottom + 34), Ink::Muted, SMALL, Hold::Right)?,
    }
    let title = format!("{family}, {}: time per operation {}", w.name, at_threads(group));
    Ok(Picture::new(id, size, title, describe(&all, rows.len()), &pen.canvas))
}

/// From a little below the fastest to a little above the slowest; at least a factor of four.
fn range(rows: &[&Cell], noop: Option<f64>) -> (f64, f64) {
    let times = rows.iter().filter_map(|c| c.measure.as_ref()).flat_map(|m| [m.time_ns.low, m.time_ns.high]);
    let times: Vec<f64> = times.chain(noop).filter(|t| t.is_finite() && *t > 0.0).collect();
    let low = times.iter().copied().fold(f64::INFINITY, f64::min) * 0.8;
    let high = times.iter().copied().fold(0.0, f64::max) * 1.25;
    if !low.is_finite() {
        return (1.0, 10.0);
    }
    let lacking = (4.0 / (high / low)).max(1.0).sqrt();
    (low / lacking, high * lacking)
}

/// A tick's label: `500 ns`, `2 µs`.
pub(super) fn tick(ns: f64) -> String {
    let (value, unit) = match ns {
        t if t < 999.0 => (t, "ns"),
        t if t < 999e3 => (t / 1e3, "µs"),
        t if t < 999e6 => (t / 1e6, "ms"),
        t => (t / 1e9, "s"),
    };
    let digits = if value < 0.99 { (-value.log10()).ceil() as usize } else { 0 };
    format!("{value:.digits$}\u{a0}{unit}")
}

/// Ground behind rows that share a place because they cannot be told apart.
struct Ties<'a> {
    rows: &'a [&'a Cell],
    from: i32,
    to: i32,
}

impl Ties<'_> {
    fn draw(&self, pen: &Pen) -> Result<(), ChartError> {
        let place = |c: &Cell| match c.measure.as_ref()?.standing {
            Standing::Place { place, tied_with } if tied_with > 0 => Some(place),
            _ => None,
        };
        let mut at = 0;
        while at < self.rows.len() {
            let here = place(self.rows[at]);
            let sharing = self.rows[at..].iter().take_while(|c| here.is_some() && place(c) == here).count();
            if sharing > 1 {
                let top = TOP + ROW * at as i32;
                let bottom = top + ROW * sharing as i32;
                pen.ground((self.from, top + 1), (self.to, bottom - 1), Ink::Tie)?;
            }
            at += sharing.max(1);
        }
        Ok(())
    }
}

fn floor(
    pen: &Pen,
    group: &Group,
    columns: &Columns,
    (x, low): (impl Fn(f64) -> i32, f64),
    bottom: i32,
) -> Result<(), ChartError> {
    let Some(noop) = group.noop_ns else { return Ok(()) };
    let (left, at, reach) = (x(low), x(noop), x(noop * AT_FLOOR));
    pen.ground((left, TOP), (reach, bottom), Ink::FloorZone)?;
    pen.canvas.open("floor-line", &format!("noop, the measuring loop alone: {}", time(noop)));
    pen.line((at, TOP - 4), (at, bottom), Ink::Floor, 2)?;
    pen.canvas.close();
    let said = format!("floor (noop) {}", time(noop));
    let half = (text_width(&said, SMALL) / 2.0) as i32;
    let middle = at.clamp(columns.left.min(half), columns.right - half).max(half);
    pen.text(&said, (middle, TOP - 14), Ink::Muted, SMALL, Hold::Middle)
}

fn head(pen: &Pen, columns: &Columns, baseline: Option<&str>) -> Result<(), ChartError> {
    pen.text("an operation", (columns.time, 12), Ink::Muted, SMALL, Hold::Right)?;
    if let (Some(at), Some(base)) = (columns.ratio, baseline) {
        let said = format!("× {}", fit(base, SMALL, 100.0));
        pen.text(&said, (at, 12), Ink::Muted, SMALL, Hold::Right)?;
    }
    match columns.place {
        Some(at) => pen.text("place", (at, 12), Ink::Muted, SMALL, Hold::Right),
        None => Ok(()),
    }
}

fn row(
    pen: &Pen,
    (cell, base): (&Cell, bool),
    columns: &Columns,
    y: i32,
    x: &impl Fn(f64) -> i32,
) -> Result<(), ChartError> {
    let named = if cell.kind == Kind::Floor || cell.measure.is_none() { Ink::Muted } else { Ink::Text };
    pen.canvas.open_of("pt", &cell.subject, &words(cell));
    pen.text(
        &fit(&cell.subject, TEXT, f64::from(columns.names) + 2.0),
        (columns.names, y),
        named,
        TEXT,
        Hold::Right,
    )?;
    match &cell.measure {
        None => pen.text("not measurable here", (columns.time, y), Ink::Muted, SMALL, Hold::Right)?,
        Some(m) => {
            let ink = if cell.kind == Kind::Floor { Ink::Floor } else { Ink::Series(cell.tint) };
            pen.canvas.open("bar", "");
            pen.line((x(m.time_ns.low), y), (x(m.time_ns.high), y), ink, 5)?;
            pen.canvas.close();
            pen.marker((x(m.time_ns.median), y), cell.tint, cell.kind, false)?;
            pen.text(&time(m.time_ns.median), (columns.time, y), named, TEXT, Hold::Right)?;
            if let (Some(at), Some(r)) = (columns.ratio, &m.ratio) {
                let said = if base { "baseline".to_owned() } else { short_ratio(r) };
                let few = !base && r.difference == Difference::TooFewLaunches;
                pen.text(&said, (at, y), if few { Ink::Muted } else { named }, TEXT, Hold::Right)?;
            }
            if let Some(at) = columns.place {
                pen.text(&place(m.standing), (at, y), named, TEXT, Hold::Right)?;
            }
        }
    }
    pen.canvas.close();
    Ok(())
}

/// A ratio in a narrow column: ties show in the ground and in the place.
fn short_ratio(r: &Ratio) -> String {
    ratio_words(r).replace("both at the floor", "–").replace(" (tie)", "").replace(" (few launches)", "")
}

/// The place as a table shows it.
pub(crate) fn place(standing: Standing) -> String {
    match standing {
        Standing::Floor => "floor".into(),
        Standing::AtFloor => "at floor".into(),
        Standing::Apart => "apart".into(),
        Standing::TooFewLaunches | Standing::OnSchedule => "–".into(),
        Standing::Place { place, tied_with: 0 } => place.to_string(),
        Standing::Place { place, .. } => format!("={place}"),
    }
}

/// A row in words, for pointer, keyboard and screen reader.
fn words(cell: &Cell) -> String {
    let Some(m) = &cell.measure else { return format!("{}: not measurable here", cell.subject) };
    let Measure { time_ns: t, .. } = m;
    let ends = format!("{} (95 % interval {} to {})", time(t.median), time(t.low), time(t.high));
    let launches = count(m.per_launch.len() as u64, "launch", "launches");
    let how = match m.standing {
        Standing::Floor => ", a floor".to_owned(),
        Standing::AtFloor => ", at the floor".to_owned(),
        Standing::TooFewLaunches => ", too few launches to rank".to_owned(),
        Standing::Apart => ", not ranked: no cache of the capacity asked for".to_owned(),
        Standing::OnSchedule => ", on schedule".to_owned(),
        Standing::Place { place, tied_with: 0 } => format!(", place {place}"),
        Standing::Place { place, tied_with } => {
            format!(
                ", place {place}, no difference measured to {}",
                count(tied_with as u64, "other", "others")
            )
        }
    };
    format!("{}: {ends}, {launches}{how}", cell.subject)
}

fn describe(all: &[&Cell], drawn: usize) -> String {
    let fastest =
        all.iter().filter_map(|c| Some((c, c.measure.as_ref()?))).filter(|(c, _)| c.kind != Kind::Floor);
    let ends: Vec<String> =
        fastest.map(|(c, m)| format!("{} {}", c.subject, time(m.time_ns.median))).collect();
    let said = match ends.as_slice() {
        [] => "No subject could be measured.".to_owned(),
        [one] => format!("One subject: {one}."),
        [first, .., last] => format!("{} subjects, from {first} to {last}.", ends.len()),
    };
    if all.len() > drawn {
        format!("{said} The first {drawn} rows are drawn; the table has all.")
    } else {
        said
    }
}
