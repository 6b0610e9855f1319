//! Fairness beside throughput: who is fast by letting others wait?

use plotters::prelude::{ChartBuilder, IntoLogRange};

use super::ink::Ink;
use super::ladder::tick;
use super::pen::{Hold, Pen, SMALL, TEXT, log_ticks};
use super::width::{fit, text_width};
use super::{ChartError, Picture, Screen};
use crate::analysis::model::{Cell, Fairness, Group, Workload};
use crate::analysis::sentences::{at_threads, capital};
use crate::numbers::{factor, three, time};
use crate::record::Kind;

const MOST_ROWS: usize = 40;
const ROW: i32 = 24;
const TOP: i32 = 48;
const BOTTOM: i32 = 34;

/// The group whose fairness is drawn: the headline's if it has any, else that with most threads.
pub(super) fn group(w: &Workload) -> Option<&Group> {
    let has = |g: &&Group| g.cells.iter().any(|c| c.fairness.is_some());
    Some(w.head()).filter(has).or_else(|| w.groups.iter().rev().find(has))
}

pub(super) fn draw(
    family: &str,
    w: &Workload,
    g: &Group,
    screen: Screen,
    id: &str,
) -> Result<Picture, ChartError> {
    let mut rows: Vec<(&Cell, Fairness)> = g.cells.iter().filter_map(|c| Some((c, c.fairness?))).collect();
    rows.truncate(MOST_ROWS);
    let bottom = TOP + ROW * rows.len() as i32;
    let size = (screen.width(), (bottom + BOTTOM) as u32);
    let pen = Pen::new(size.0, size.1);
    let widest = rows.iter().map(|(c, _)| text_width(&c.subject, TEXT)).fold(60.0, f64::max);
    let names = widest.min(if screen == Screen::Wide { 200.0 } else { 136.0 }) as i32;
    let (from, to, value) = match screen {
        Screen::Wide => (470, 660, 752),
        Screen::Narrow => (names + 16, 280, 352),
    };
    for (i, (cell, _)) in rows.iter().enumerate() {
        let y = TOP + ROW * i as i32 + ROW / 2;
        let ink = if cell.kind == Kind::Floor { Ink::Muted } else { Ink::Text };
        pen.canvas.open_of("s", &cell.subject, "");
        pen.text(&fit(&cell.subject, TEXT, f64::from(names) + 2.0), (names, y), ink, TEXT, Hold::Right)?;
        pen.canvas.close();
    }
    if screen == Screen::Wide {
        times(&pen, &rows, (names + 16, 420), bottom)?;
    }
    jain(&pen, &rows, g.threads, (from, to, value), bottom)?;
    let threads = capital(at_threads(g).trim_start_matches("at "));
    pen.text(&threads, (4, 12), Ink::Text, TEXT, Hold::Left)?;
    let title = format!("{family}, {}: fairness beside throughput {}", w.name, at_threads(g));
    let least = rows.iter().min_by(|a, b| a.1.jain.total_cmp(&b.1.jain));
    let said = least.map_or_else(String::new, |(c, f)| {
        format!(
            "Jain’s index is lowest for {}: {}. 1 means that all threads got the same.",
            c.subject,
            three(f.jain)
        )
    });
    Ok(Picture::new(id, size, title, said, &pen.canvas))
}

fn times(
    pen: &Pen,
    rows: &[(&Cell, Fairness)],
    (left, right): (i32, i32),
    bottom: i32,
) -> Result<(), ChartError> {
    pen.text("time per operation (log)", (left, 32), Ink::Muted, SMALL, Hold::Left)?;
    let medians = || rows.iter().filter_map(|(c, _)| Some(c.measure.as_ref()?.time_ns.median));
    let (low, high) = (medians().fold(f64::INFINITY, f64::min) * 0.6, medians().fold(0.0, f64::max) * 1.7);
    if !low.is_finite() {
        return pen.text("not measurable here", (left, TOP + ROW / 2), Ink::Muted, SMALL, Hold::Left);
    }
    let chart = ChartBuilder::on(pen.area())
        .margin_left(left)
        .margin_right(pen_width(pen) - right)
        .build_cartesian_2d((low..high).log_scale(), 0..1)?;
    let x = |ns: f64| chart.backend_coord(&(ns, 0)).0;
    let ticks: Vec<(i32, String)> = log_ticks(low, high).into_iter().map(|t| (x(t), tick(t))).collect();
    pen.ticks_below(&ticks, (TOP, bottom), (left, right))?;
    for (i, (cell, _)) in rows.iter().enumerate() {
        let y = TOP + ROW * i as i32 + ROW / 2;
        match &cell.measure {
            Some(m) => {
                let words = format!("{}: {}", cell.subject, time(m.time_ns.median));
                pen.canvas.open_of("pt", &cell.subject, &words);
                pen.marker((x(m.time_ns.median), y), cell.tint, cell.kind, false)?;
                pen.canvas.close();
            }
            None => pen.text("not measurable here", (left + 8, y), Ink::Muted, SMALL, Hold::Left)?,
        }
    }
    Ok(())
}

fn pen_width(pen: &Pen) -> i32 {
    pen.area().dim_in_pixel().0 as i32
}

fn jain(
    pen: &Pen,
    rows: &[(&Cell, Fairness)],
    threads: u32,
    (left, right, value): (i32, i32, i32),
    bottom: i32,
) -> Result<(), ChartError> {
    pen.text("Jain’s index", (left, 32), Ink::Muted, SMALL, Hold::Left)?;
    pen.text("most/least", (value, 32), Ink::Muted, SMALL, Hold::Right)?;
    let low = 1.0 / f64::from(threads.max(2));
    let chart = ChartBuilder::on(pen.area())
        .margin_left(left)
        .margin_right(pen_width(pen) - right)
        .build_cartesian_2d(low..1.0, 0..1)?;
    let x = |j: f64| chart.backend_coord(&(j.clamp(low, 1.0), 0)).0;
    let middle = f64::midpoint(low, 1.0);
    let ticks: Vec<(i32, String)> =
        [low, middle, 1.0].into_iter().map(|t| (x(t), format!("{t:.2}"))).collect();
    pen.ticks_below(&ticks, (TOP, bottom), (left, right + 20))?;
    for (i, (cell, f)) in rows.iter().enumerate() {
        let y = TOP + ROW * i as i32 + ROW / 2;
        let words = format!(
            "{}: Jain’s index {}, the best served thread got {} the worst served one’s, {} spans",
            cell.subject,
            three(f.jain),
            factor(f.max_over_min),
            f.spans
        );
        pen.canvas.open_of("pt bar", &cell.subject, &words);
        pen.line((x(low), y), (x(f.jain), y), Ink::Series(cell.tint), 2)?;
        pen.marker((x(f.jain), y), cell.tint, cell.kind, false)?;
        pen.text(&factor(f.max_over_min), (value, y), Ink::Text, TEXT, Hold::Right)?;
        pen.canvas.close();
    }
    Ok(())
}
