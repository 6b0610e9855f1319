//! The founding race as ratios: how many times the atomic's time does a mutex take?

use plotters::prelude::{ChartBuilder, IntoLogRange};

use super::ink::Ink;
use super::pen::{Hold, Pen, SMALL, TEXT, log_ticks};
use super::{ChartError, Picture, Screen};
use crate::analysis::OurRace;
use crate::analysis::model::{Bound, Race, RaceRow, Tint};
use crate::analysis::sentences::ratio_words;
use crate::numbers::{factor, listed};
use crate::record::Kind;

const PUBLISHED: Tint = Tint { hue: 7, variant: 3 };
const OURS: Tint = Tint { hue: 0, variant: 0 };
const BLOCK: i32 = 72;
const TOP: i32 = 30;

pub(super) fn draw(race: &Race, screen: Screen, id: &str) -> Result<Picture, ChartError> {
    let bottom = TOP + BLOCK * race.rows.len() as i32;
    let size = (screen.width(), (bottom + 48) as u32);
    let pen = Pen::new(size.0, size.1);
    let (left, right) = if screen == Screen::Wide { (170, 620) } else { (86, 270) };
    let (low, high) = range(race);
    let chart = ChartBuilder::on(pen.area())
        .margin_left(left)
        .margin_right(size.0 as i32 - right)
        .build_cartesian_2d((low..high).log_scale(), 0..1)?;
    let x = |r: f64| chart.backend_coord(&(r, 0)).0;
    let ticks = log_ticks(low, high).into_iter().map(|t| (x(t), format!("{t}×"))).collect::<Vec<_>>();
    pen.ticks_below(&ticks, (TOP, bottom), (left, right))?;
    pen.line((x(1.0), TOP - 6), (x(1.0), bottom), Ink::Axis, 1)?;
    pen.text("equally fast", (x(1.0), TOP - 16), Ink::Muted, SMALL, Hold::Middle)?;
    for (i, row) in race.rows.iter().enumerate() {
        let y = TOP + BLOCK * i as i32;
        if i > 0 {
            pen.line((8, y), (size.0 as i32 - 8, y), Ink::Grid, 1)?;
        }
        one(&pen, row, y, &x, (left, right, screen))?;
    }
    let axis = "mutex time ÷ atomic time, 10 at a time (log)";
    let at = if screen == Screen::Wide { left } else { left - 20 };
    pen.text(axis, (at, bottom + 34), Ink::Muted, SMALL, Hold::Left)?;
    Ok(Picture::new(id, size, "Atomic against mutex: published and here".into(), describe(race), &pen.canvas))
}

fn range(race: &Race) -> (f64, f64) {
    let ours = race.rows.iter().filter_map(|r| r.ours.as_ref().ok()).map(|o| o.ratio.value);
    let ends = ours.flat_map(|v| [v.low, v.high]).filter(|v| v.is_finite() && *v > 0.0);
    let all: Vec<f64> = ends.chain(race.rows.iter().map(RaceRow::published)).chain([1.0]).collect();
    let least = all.iter().copied().fold(f64::INFINITY, f64::min);
    (least * 0.75, all.iter().copied().fold(0.0, f64::max) * 1.3)
}

fn one(
    pen: &Pen,
    row: &RaceRow,
    top: i32,
    x: &impl Fn(f64) -> i32,
    (left, right, screen): (i32, i32, Screen),
) -> Result<(), ChartError> {
    let (first, second) = (top + 22, top + 50);
    let wide = screen == Screen::Wide;
    if wide {
        pen.text(row.operation, (8, (first + second) / 2), Ink::Text, TEXT, Hold::Left)?;
    } else {
        pen.text(row.operation, (4, first - 4), Ink::Text, TEXT, Hold::Left)?;
    }
    let name_at = if wide { left - 14 } else { left - 10 };
    let down = if wide { 0 } else { 12 };
    pen.canvas.open("pt", &format!("{}, published: {}", row.operation, factor(row.published())));
    pen.text("published", (name_at, first + down), Ink::Muted, SMALL, Hold::Right)?;
    pen.marker((x(row.published()), first + down), PUBLISHED, Kind::Ours, false)?;
    pen.text(&factor(row.published()), (right + 12, first + down), Ink::Text, TEXT, Hold::Left)?;
    pen.canvas.close();
    let second = second + down / 2;
    pen.canvas.open("pt", &our_words(row));
    pen.text("here", (name_at, second), Ink::Muted, SMALL, Hold::Right)?;
    match &row.ours {
        Err(_) => pen.text("not measured", (left + 10, second), Ink::Muted, SMALL, Hold::Left)?,
        Ok(o) => ours(pen, o, second, x, right)?,
    }
    pen.canvas.close();
    Ok(())
}

fn ours(pen: &Pen, o: &OurRace, y: i32, x: &impl Fn(f64) -> i32, right: i32) -> Result<(), ChartError> {
    let v = o.ratio.value;
    pen.line((x(v.low), y), (x(v.high), y), Ink::Series(OURS), 5)?;
    pen.marker((x(v.median), y), OURS, Kind::Ours, false)?;
    if o.ratio.bound == Bound::AtLeast {
        let from = x(v.high) + 8;
        pen.line((from, y), (from + 14, y), Ink::Series(OURS), 2)?;
        pen.line((from + 10, y - 4), (from + 14, y), Ink::Series(OURS), 2)?;
        pen.line((from + 10, y + 4), (from + 14, y), Ink::Series(OURS), 2)?;
    }
    pen.text(&ratio_words(&o.ratio), (right + 12, y), Ink::Text, TEXT, Hold::Left)
}

fn our_words(row: &RaceRow) -> String {
    match &row.ours {
        Err(why) => format!("{}, here: not measured, {why}", row.operation),
        Ok(o) => {
            let v = o.ratio.value;
            let ends = format!("95 % interval {} to {}", factor(v.low), factor(v.high));
            format!("{}, here: {} ({ends})", row.operation, ratio_words(&o.ratio))
        }
    }
}

fn describe(race: &Race) -> String {
    let rows: Vec<String> = race
        .rows
        .iter()
        .map(|r| {
            let ours = r.ours.as_ref().map_or_else(|_| "not measured".into(), |o| ratio_words(&o.ratio));
            format!("{}: published {}, here {ours}", r.operation, factor(r.published()))
        })
        .collect();
    format!("How many times the time of the atomic the mutex takes. For {}.", listed(&rows))
}
