//! Confirmed changes of one family: a row each, by how many times the earlier time it takes now.

use super::ink::Ink;
use super::pen::{Hold, Pen, SMALL, TEXT};
use super::scale::Scale;
use super::width::{fit, text_width};
use super::{ChartError, Picture, Screen, ratio};
use crate::analysis::model::Tint;
use crate::comparison::{Against, Change, Comparison, Forest};
use crate::numbers::{count, factor, probability};
use crate::words::against::{place, verdict};

const TOP: i32 = 48;
const BOTTOM: i32 = 48;

/// Columns of a forest: where each ends or begins, and how tall a row is.
struct Layout {
    row: i32,
    /// Subjects end here on a wide screen; on a narrow one they begin at the left and have this width.
    names: i32,
    /// Workloads begin here, and have this width.
    places: (i32, i32),
    plot: (i32, i32),
    ratio: i32,
    times: Option<i32>,
}

impl Layout {
    fn of(forest: &Forest, screen: Screen) -> Self {
        let widest = |said: &dyn Fn(&Change) -> String, size| {
            let widths = forest.rows.iter().map(|(c, _)| text_width(&said(c), size));
            widths.fold(60.0, f64::max).ceil() as i32
        };
        match screen {
            Screen::Wide => {
                let names = widest(&|c| c.subject.clone(), TEXT).min(150);
                let places = (names + 12, widest(&place, SMALL).min(310 - names));
                let plot = (places.0 + places.1 + 14, 548);
                Self { row: 24, names, places, plot, ratio: 612, times: Some(752) }
            }
            Screen::Narrow => {
                let named = widest(&|c| c.subject.clone(), TEXT).max(widest(&place, SMALL)).min(136);
                Self {
                    row: 40,
                    names: named,
                    places: (4, named),
                    plot: (named + 14, 296),
                    ratio: 350,
                    times: None,
                }
            }
        }
    }
}

pub(super) fn draw(
    against: &Against,
    forest: &Forest,
    screen: Screen,
    id: &str,
) -> Result<Picture, ChartError> {
    let layout = Layout::of(forest, screen);
    let bottom = TOP + layout.row * forest.rows.len() as i32;
    let size = (screen.width(), (bottom + BOTTOM) as u32);
    let pen = Pen::new(size.0, size.1);
    let ends = |c: &Change| {
        let noise = c.noise.unwrap_or(1.0);
        [c.ratio.low, c.ratio.high, noise, 1.0 / noise]
    };
    let range = ratio::range(forest.rows.iter().flat_map(|(c, _)| ends(c)));
    let x = Scale::log(range, layout.plot);
    noise(&pen, forest, &layout, x)?;
    let ticks: Vec<(i32, String)> =
        ratio::ticks(range, layout.plot).into_iter().map(|(t, said)| (x.at(t), said)).collect();
    pen.ticks_below(&ticks, (TOP, bottom), layout.plot)?;
    pen.line((x.at(1.0), TOP - 4), (x.at(1.0), bottom), Ink::Axis, 1)?;
    pen.text("← faster", (x.at(1.0) - 8, TOP - 14), Ink::Muted, SMALL, Hold::Right)?;
    pen.text("slower →", (x.at(1.0) + 8, TOP - 14), Ink::Muted, SMALL, Hold::Left)?;
    head(&pen, against, forest, &layout)?;
    for (i, (change, tint)) in forest.rows.iter().enumerate() {
        let top = TOP + layout.row * i as i32;
        row(&pen, &against.comparison, (change, *tint), &layout, top, x)?;
    }
    let axis = match screen {
        Screen::Wide => "time per operation, new ÷ old, logarithmic; shaded: A/A noise",
        Screen::Narrow => "time, new ÷ old (log); shaded: A/A noise",
    };
    match screen {
        Screen::Wide => pen.text(axis, (layout.plot.0, bottom + 34), Ink::Muted, SMALL, Hold::Left)?,
        Screen::Narrow => pen.text(axis, (layout.ratio, bottom + 34), Ink::Muted, SMALL, Hold::Right)?,
    }
    let title = format!("{}: confirmed changes against the earlier records", forest.family);
    Ok(Picture::new(id, size, title, describe(forest), &pen.canvas))
}

/// Ground where a ratio says nothing, row by row: noise belongs to a workload and its threads.
fn noise(pen: &Pen, forest: &Forest, layout: &Layout, x: Scale) -> Result<(), ChartError> {
    for (i, (change, _)) in forest.rows.iter().enumerate() {
        if let Some(noise) = change.noise {
            let top = TOP + layout.row * i as i32;
            pen.ground((x.at(1.0 / noise), top), (x.at(noise), top + layout.row), Ink::Tie)?;
        }
    }
    Ok(())
}

fn head(pen: &Pen, against: &Against, forest: &Forest, layout: &Layout) -> Result<(), ChartError> {
    let all = count(forest.all as u64, "confirmed change", "confirmed changes");
    let said = match forest.all - forest.rows.len() {
        0 => all,
        _ => format!("{all}, the largest {}", forest.rows.len()),
    };
    pen.text(&said, (4, 12), Ink::Text, TEXT, Hold::Left)?;
    pen.text("new ÷ old", (layout.ratio, 12), Ink::Muted, SMALL, Hold::Right)?;
    let times = if against.comparison.relative { "× baseline" } else { "an operation" };
    match layout.times {
        Some(at) => pen.text(times, (at, 12), Ink::Muted, SMALL, Hold::Right),
        None => Ok(()),
    }
}

fn row(
    pen: &Pen,
    comparison: &Comparison,
    (c, tint): (&Change, Tint),
    layout: &Layout,
    top: i32,
    x: Scale,
) -> Result<(), ChartError> {
    let y = top + layout.row / 2;
    let wide = layout.times.is_some();
    let subject = fit(&c.subject, TEXT, f64::from(layout.names) + 2.0);
    let place = short(c, f64::from(layout.places.1) + 2.0);
    pen.canvas.open_of("pt", &c.subject, &words(comparison, c));
    match wide {
        true => pen.text(&subject, (layout.names, y), Ink::Text, TEXT, Hold::Right)?,
        false => pen.text(&subject, (4, y - 9), Ink::Text, TEXT, Hold::Left)?,
    }
    let down = if wide { 0 } else { 8 };
    pen.text(&place, (layout.places.0, y + down), Ink::Muted, SMALL, Hold::Left)?;
    pen.canvas.open("bar", "");
    pen.line((x.at(c.ratio.low), y), (x.at(c.ratio.high), y), Ink::Series(tint), 5)?;
    pen.canvas.close();
    pen.marker((x.at(c.ratio.median), y), tint, c.kind, c.oversubscribed)?;
    pen.text(&factor(c.ratio.median), (layout.ratio, y), Ink::Text, TEXT, Hold::Right)?;
    if let Some(at) = layout.times {
        let times = format!("{} → {}", comparison.unit(c.old.median), comparison.unit(c.new.median));
        pen.text(&times, (at, y), Ink::Muted, SMALL, Hold::Right)?;
    }
    pen.canvas.close();
    Ok(())
}

/// Workload and threads, the workload shortened where both do not fit.
fn short(c: &Change, width: f64) -> String {
    let threads = format!(", {}", count(c.threads.into(), "thread", "threads"));
    format!("{}{threads}", fit(&c.workload, SMALL, width - text_width(&threads, SMALL)))
}

/// A row in words, for pointer, keyboard and screen reader.
fn words(comparison: &Comparison, c: &Change) -> String {
    let over = if c.oversubscribed { " (more threads than cores)" } else { "" };
    format!(
        "{}, {}{over}: {}, {} (95 % interval {} to {}), from {} to {}, p {}",
        c.subject,
        place(c),
        verdict(c),
        factor(c.ratio.median),
        factor(c.ratio.low),
        factor(c.ratio.high),
        comparison.unit(c.old.median),
        comparison.unit(c.new.median),
        probability(c.p)
    )
}

fn describe(forest: &Forest) -> String {
    let end = |c: &Change| format!("{} in {}, {}", c.subject, place(c), factor(c.ratio.median));
    let said = match forest.rows.as_slice() {
        [] => "No change was confirmed.".to_owned(),
        [(one, _)] => format!("{}.", end(one)),
        [(first, _), .., (last, _)] => format!("From {} to {}.", end(first), end(last)),
    };
    let drawn = match forest.all - forest.rows.len() {
        0 => String::new(),
        _ => format!(" The largest {} are drawn; the table has all.", forest.rows.len()),
    };
    format!("Time now over time then, a row each. {said}{drawn}")
}
