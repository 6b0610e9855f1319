//! Hit ratio against capacity: a panel a trace, a few subjects in colour, the rest in grey, and the optimum as a dashed ceiling.

use super::ink::Ink;
use super::pen::{Hold, Pen, SMALL, TEXT, apart};
use super::scale::Scale;
use super::width::{fit, text_width};
use super::{ChartError, Picture, Screen};
use crate::analysis::model::{HitLine, Replayed, Tint, Trace, Traces};
use crate::analysis::traces::level_words;
use crate::numbers::{count, hits, whole};

/// Panels drawn; the tables have all.
const MOST_PANELS: usize = 12;
/// Height of a line of the legend.
const LINE: i32 = 20;

/// How panels are laid out.
struct Layout {
    columns: i32,
    /// From one panel to the next.
    pitch: (i32, i32),
    /// Room within a panel: for figures on the left, for names on the right, above, below.
    margins: (i32, i32, i32, i32),
    /// Labels stand at the ends of lines.
    direct: bool,
}

impl Layout {
    fn of(panels: usize, screen: Screen) -> Self {
        let direct = panels == 1;
        let (columns, pitch, margins) = match (direct, screen) {
            (true, Screen::Wide) => (1, (760, 430), (56, 170, 44, 50)),
            (true, Screen::Narrow) => (1, (358, 400), (46, 126, 44, 50)),
            (false, Screen::Wide) => (3, (253, 214), (44, 14, 30, 38)),
            (false, Screen::Narrow) => (2, (179, 190), (38, 8, 30, 38)),
        };
        Self { columns, pitch, margins, direct }
    }
}

/// One panel: its corner and its scales.
struct Panel<'a> {
    trace: &'a Trace,
    corner: (i32, i32),
    plot: ((i32, i32), (i32, i32)),
    x: Scale,
    y: Scale,
}

pub(super) fn draw(family: &str, t: &Traces, screen: Screen, id: &str) -> Result<Picture, ChartError> {
    let drawn = &t.traces[..t.traces.len().min(MOST_PANELS)];
    let layout = Layout::of(drawn.len(), screen);
    let bright: Vec<&Replayed> =
        t.bright.iter().filter_map(|b| t.subjects.iter().find(|s| s.subject == *b)).collect();
    let legend = if layout.direct { Vec::new() } else { legend(&bright, t, screen) };
    let foot = legend.iter().map(|l| l.1.1 + LINE).max().unwrap_or(0);
    let top = if layout.direct { 0 } else { foot + LINE };
    let rows = (drawn.len() as i32 + layout.columns - 1) / layout.columns;
    let size = (screen.width(), (top + rows * layout.pitch.1) as u32);
    let pen = Pen::new(size.0, size.1);
    for (entry, at) in &legend {
        key(&pen, entry, *at)?;
    }
    if !layout.direct {
        let axes = match screen {
            Screen::Wide => format!("hits per look-up, by {}", axis(&t.traces)),
            Screen::Narrow => "hits per look-up, by capacity (log)".to_owned(),
        };
        pen.text(&axes, (4, foot + 8), Ink::Muted, SMALL, Hold::Left)?;
    }
    for (i, trace) in drawn.iter().enumerate() {
        let i = i as i32;
        let corner = (i % layout.columns * layout.pitch.0, top + i / layout.columns * layout.pitch.1);
        let panel = panel(trace, t, corner, &layout);
        axes(&pen, &panel, &layout)?;
        lines(&pen, &panel, t, &bright)?;
        if layout.direct {
            ends(&pen, &panel, &bright, layout.margins.1)?;
        }
    }
    let title =
        format!("{family}: hit ratio against capacity, {}", count(t.traces.len() as u64, "trace", "traces"));
    Ok(Picture::new(id, size, title, describe(t, drawn.len()), &pen.canvas))
}

fn panel<'a>(trace: &'a Trace, t: &Traces, corner: (i32, i32), layout: &Layout) -> Panel<'a> {
    let (left, right, above, below) = layout.margins;
    let across = (corner.0 + left, corner.0 + layout.pitch.0 - right);
    let down = (corner.1 + above, corner.1 + layout.pitch.1 - below);
    let forgetful = |l: &&HitLine| t.subjects.iter().any(|s| s.subject == l.subject && !s.never_forgets);
    let all = || {
        let points =
            trace.lines.iter().filter(forgetful).flat_map(|l| l.points.iter().flatten().map(|p| p.hits));
        points.chain(trace.levels.iter().filter_map(|l| l.optimum))
    };
    let (low, high) = (all().fold(1.0, f64::min), all().fold(0.0, f64::max));
    let pad = ((high - low) * 0.07).max(0.01);
    let values = ((low - pad).max(0.0), (high + pad).min(1.0));
    // One capacity alone stands in the middle of its panel.
    let (first, last) = (at(trace, 0), at(trace, trace.levels.len() - 1));
    let room = (last / first).powf(0.04).max(1.05);
    Panel {
        trace,
        corner,
        plot: (across, down),
        x: Scale::log((first / room, last * room), across),
        y: Scale::linear(values, (down.1, down.0)),
    }
}

/// A capacity as the axis has it; a cache of none still has a place.
fn at(trace: &Trace, level: usize) -> f64 {
    (trace.levels[level].capacity as f64).max(0.5)
}

fn axes(pen: &Pen, p: &Panel<'_>, layout: &Layout) -> Result<(), ChartError> {
    let ((left, right), (top, bottom)) = p.plot;
    let room = f64::from(layout.pitch.0 - 12);
    let requests = p.trace.requests.map(|n| format!(", {} requests", whole(n))).filter(|_| layout.direct);
    let head = fit(&format!("{}{}", p.trace.name, requests.unwrap_or_default()), TEXT, room);
    pen.text(&head, (p.corner.0 + 4, p.corner.1 + 14), Ink::Text, TEXT, Hold::Left)?;
    if layout.direct {
        pen.text("hits per look-up", (4, p.corner.1 + 34), Ink::Muted, SMALL, Hold::Left)?;
    }
    let ticks = p.y.round_ticks(if layout.direct { 7 } else { 4 });
    let step = ticks.windows(2).map(|t| t[1] - t[0]).fold(f64::INFINITY, f64::min);
    let digits = if step < 0.009_9 { 1 } else { 0 };
    for t in ticks {
        let y = p.y.at(t);
        pen.line((left, y), (right, y), Ink::Grid, 1)?;
        pen.text(&format!("{:.digits$}%", t * 100.0), (left - 6, y), Ink::Muted, SMALL, Hold::Right)?;
    }
    let label = |(i, level)| (p.x.at(at(p.trace, i)), level_words(level).replace('\u{a0}', ""));
    let ticks: Vec<(i32, String)> = p.trace.levels.iter().enumerate().map(label).collect();
    pen.ticks_below(&ticks, (top, bottom), (left, right))?;
    pen.line((left, bottom), (right, bottom), Ink::Axis, 1)?;
    if layout.direct {
        let axis = axis(std::slice::from_ref(p.trace));
        pen.text(axis, (left, bottom + 36), Ink::Muted, SMALL, Hold::Left)?;
    }
    Ok(())
}

/// What stands along the bottom.
fn axis(traces: &[Trace]) -> &'static str {
    match traces.iter().flat_map(|t| &t.levels).all(|l| l.share.is_some()) {
        true => "capacity, as a share of the distinct keys (log)",
        false => "capacity, in entries (log)",
    }
}

fn lines(pen: &Pen, p: &Panel<'_>, t: &Traces, bright: &[&Replayed]) -> Result<(), ChartError> {
    let place = |i: usize, share: f64| (p.x.at(at(p.trace, i)), p.y.at(share));
    let points = |line: &HitLine| -> Vec<(i32, i32)> {
        let told = line.points.iter().enumerate().filter_map(|(i, point)| Some(place(i, (*point)?.hits)));
        told.collect()
    };
    let is_bright = |subject: &str| bright.iter().any(|b| b.subject == subject);
    for s in t.subjects.iter().filter(|s| !s.never_forgets && !is_bright(&s.subject)) {
        if let Some(line) = p.trace.line(&s.subject) {
            pen.canvas.open("pt", &said(p.trace, line));
            stroke(pen, points(line), Ink::Dim, 1)?;
            pen.canvas.close();
        }
    }
    let optimum = p.trace.levels.iter().enumerate();
    let optimum: Vec<(i32, i32)> = optimum.filter_map(|(i, l)| Some(place(i, l.optimum?))).collect();
    if !optimum.is_empty() {
        pen.canvas.open("pt", &format!("{}: the most hits there could be", p.trace.name));
        stroke(pen, optimum, Ink::Floor, 2)?;
        pen.canvas.close();
    }
    // The first of them lies on top.
    for s in bright.iter().rev() {
        if let Some(line) = p.trace.line(&s.subject) {
            pen.canvas.open("pt", &said(p.trace, line));
            let points = points(line);
            stroke(pen, points.clone(), Ink::Series(s.tint), 2)?;
            for at in points {
                pen.marker(at, s.tint, s.kind, false)?;
            }
            pen.canvas.close();
        }
    }
    Ok(())
}

/// A line; a point alone is a short one.
fn stroke(pen: &Pen, mut points: Vec<(i32, i32)>, ink: Ink, width: u32) -> Result<(), ChartError> {
    if let [(x, y)] = *points.as_slice() {
        points = vec![(x - 8, y), (x + 8, y)];
    }
    pen.path(points, ink, width)
}

/// Names at the right end of a panel that stands alone.
fn ends(pen: &Pen, p: &Panel<'_>, bright: &[&Replayed], room: i32) -> Result<(), ChartError> {
    let ((_, edge), (top, bottom)) = p.plot;
    let last = p.trace.levels.len() - 1;
    let mut all: Vec<(String, Ink, i32)> = Vec::new();
    if let Some(best) = p.trace.levels[last].optimum {
        all.push(("optimum".into(), Ink::Muted, p.y.at(best)));
    }
    for s in bright {
        let point = p.trace.line(&s.subject).and_then(|l| l.points[last]);
        let ink = Ink::Series(Tint { variant: 0, ..s.tint });
        all.extend(point.map(|point| (s.subject.clone(), ink, p.y.at(point.hits))));
    }
    let wanted: Vec<i32> = all.iter().map(|(.., y)| *y).collect();
    let x = p.x.at(at(p.trace, last));
    for ((name, ink, y), label) in all.into_iter().zip(apart(&wanted, (top - 8, bottom))) {
        pen.line((x + 8, y), (edge + 6, label), Ink::Grid, 1)?;
        pen.text(&fit(&name, TEXT, f64::from(room - 14)), (edge + 10, label), ink, TEXT, Hold::Left)?;
    }
    Ok(())
}

/// An entry of the legend.
enum Key<'a> {
    Subject(&'a Replayed),
    Optimum,
    Others(usize),
}

/// Entries of the legend and their places, line after line; and what the axes are.
fn legend<'a>(bright: &[&'a Replayed], t: &Traces, screen: Screen) -> Vec<(Key<'a>, (i32, i32))> {
    let others = t.subjects.iter().filter(|s| !s.never_forgets).count() - bright.len();
    let optimum = t.traces.iter().flat_map(|t| &t.levels).any(|l| l.optimum.is_some());
    let keys = bright.iter().map(|s| Key::Subject(s)).chain(optimum.then_some(Key::Optimum));
    let keys = keys.chain((others > 0).then_some(Key::Others(others)));
    let (mut placed, mut at) = (Vec::new(), (4, 10));
    for key in keys {
        let wide = 34 + text_width(&key.words(), TEXT) as i32;
        if at.0 > 4 && at.0 + wide > screen.width() as i32 {
            at = (4, at.1 + LINE);
        }
        placed.push((key, at));
        at.0 += wide + 12;
    }
    placed
}

impl Key<'_> {
    fn words(&self) -> String {
        match self {
            Self::Subject(s) => fit(&s.subject, TEXT, 180.0),
            Self::Optimum => "optimum".into(),
            Self::Others(n) => count(*n as u64, "other", "others"),
        }
    }
}

fn key(pen: &Pen, key: &Key<'_>, (x, y): (i32, i32)) -> Result<(), ChartError> {
    let (ink, width) = match key {
        Key::Subject(s) => (Ink::Series(s.tint), 2),
        Key::Optimum => (Ink::Floor, 2),
        Key::Others(_) => (Ink::Dim, 1),
    };
    pen.line((x, y), (x + 24, y), ink, width)?;
    let mut text = Ink::Muted;
    if let Key::Subject(s) = key {
        pen.marker((x + 12, y), s.tint, s.kind, false)?;
        text = Ink::Series(Tint { variant: 0, ..s.tint });
    }
    pen.text(&key.words(), (x + 30, y), text, TEXT, Hold::Left)
}

fn said(trace: &Trace, line: &HitLine) -> String {
    let told = trace.levels.iter().zip(&line.points);
    let told: Vec<String> = told
        .filter_map(|(level, p)| Some(format!("{} at {}", hits((*p)?.hits), level_words(level))))
        .collect();
    format!("{}, {}: {}", line.subject, trace.name, told.join(", "))
}

fn describe(t: &Traces, drawn: usize) -> String {
    let mut said = t.said.plain();
    if t.traces.len() > drawn {
        said += &format!(" The first {drawn} traces are drawn; the tables have all.");
    }
    format!("{said} In colour: {}. The tables have all values.", t.bright.join(", "))
}
