//! How many times as long an operation takes when threads outnumber cores.

use plotters::prelude::{ChartBuilder, IntoLogRange};

use super::ink::Ink;
use super::pen::{Hold, Pen, SMALL, TEXT, log_ticks};
use super::width::{fit, text_width};
use super::{ChartError, Picture, Screen};
use crate::analysis::model::{Collapse, Collapsing, Difference, Slowdown};
use crate::analysis::sentences::ratio_words;
use crate::numbers::{factor, time};

const ROW: i32 = 24;
const TOP: i32 = 62;
const BOTTOM: i32 = 50;

pub(super) fn draw(family: &str, c: &Collapse, screen: Screen, id: &str) -> Result<Picture, ChartError> {
    let rows: Vec<(&Collapsing, Slowdown)> =
        c.rows.iter().filter_map(|r| Some((r, r.ratios[c.drawn]?))).collect();
    let bottom = TOP + ROW * rows.len() as i32;
    let size = (screen.width(), (bottom + BOTTOM) as u32);
    let pen = Pen::new(size.0, size.1);
    let widest = rows.iter().map(|(r, _)| text_width(&r.subject, TEXT)).fold(60.0, f64::max);
    let names = widest.min(if screen == Screen::Wide { 200.0 } else { 112.0 }) as i32;
    let (left, right, value) = match screen {
        Screen::Wide => (names + 18, 580, 752),
        Screen::Narrow => (names + 14, 268, 350),
    };
    let (low, high) = range(&rows);
    let chart = ChartBuilder::on(pen.area())
        .margin_left(left)
        .margin_right(size.0 as i32 - right)
        .build_cartesian_2d((low..high).log_scale(), 0..1)?;
    let x = |r: f64| chart.backend_coord(&(r, 0)).0;
    let ticks: Vec<(i32, String)> =
        log_ticks(low, high).into_iter().map(|t| (x(t), format!("{t}×"))).collect();
    pen.ticks_below(&ticks, (TOP, bottom), (left, right))?;
    let (own, shared) = c.threads;
    let head = format!("{}: {shared} threads on shared cores ÷ {own} with a core each", c.workloads[c.drawn]);
    match screen {
        Screen::Wide => pen.text(&head, (4, 12), Ink::Text, TEXT, Hold::Left)?,
        Screen::Narrow => {
            pen.text(&fit(&c.workloads[c.drawn], TEXT, 340.0), (4, 12), Ink::Text, TEXT, Hold::Left)?;
            let head = format!("{shared} threads, shared cores ÷ {own}, a core each");
            pen.text(&head, (4, 30), Ink::Muted, SMALL, Hold::Left)?;
        }
    }
    let one = x(1.0);
    pen.line((one, TOP - 4), (one, bottom), Ink::Axis, 1)?;
    pen.text("no slower", (one, TOP - 13), Ink::Muted, SMALL, Hold::Left)?;
    for (i, (row, s)) in rows.iter().enumerate() {
        let y = TOP + ROW * i as i32 + ROW / 2;
        pen.canvas.open_of("pt", &row.subject, &said(row, s, c.threads));
        pen.text(&fit(&row.subject, TEXT, f64::from(names) + 2.0), (names, y), Ink::Text, TEXT, Hold::Right)?;
        pen.canvas.open("bar", "");
        pen.line((one, y), (x(s.ratio.value.median), y), Ink::Series(row.tint), 3)?;
        pen.line((x(s.ratio.value.low), y), (x(s.ratio.value.high), y), Ink::Series(row.tint), 5)?;
        pen.canvas.close();
        pen.marker((x(s.ratio.value.median), y), row.tint, row.kind, false)?;
        let tie = s.ratio.difference != Difference::Measured;
        let words = if screen == Screen::Wide { ratio_words(&s.ratio) } else { factor(s.ratio.value.median) };
        pen.text(&words, (value, y), if tie { Ink::Muted } else { Ink::Text }, TEXT, Hold::Right)?;
        pen.canvas.close();
    }
    let axis =
        if screen == Screen::Wide { "times as long an operation (log)" } else { "times as long (log)" };
    pen.text(axis, (left, bottom + 36), Ink::Muted, SMALL, Hold::Left)?;
    let title = format!("{family}: what becomes of each lock when {shared} threads share {} cores", c.cores);
    Ok(Picture::new(id, size, title, c.said.plain(), &pen.canvas))
}

fn range(rows: &[(&Collapsing, Slowdown)]) -> (f64, f64) {
    let ends = || rows.iter().flat_map(|(_, s)| [s.ratio.value.low, s.ratio.value.high]);
    let low = ends().filter(|r| *r > 0.0).fold(1.0, f64::min);
    (low * 0.8, ends().fold(2.0, f64::max) * 1.4)
}

fn said(row: &Collapsing, s: &Slowdown, (own, shared): (u32, u32)) -> String {
    let (alone, crowded) = s.times_ns;
    format!(
        "{}: {} with {own} threads, {} with {shared}: {}",
        row.subject,
        time(alone),
        time(crowded),
        ratio_words(&s.ratio)
    )
}
