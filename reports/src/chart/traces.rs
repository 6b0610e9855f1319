//! Hit ratio against capacity: a panel a trace, a few subjects in colour, the rest in grey, and the optimum as a dashed ceiling.

use super::ink::Ink;
use super::legend::{self, LINE};
use super::panel::{Panel, View, at, lines};
use super::pen::{Hold, Pen, SMALL, TEXT, apart};
use super::scale::Scale;
use super::width::fit;
use super::{ChartError, Picture, Screen};
use crate::analysis::model::{Replayed, Tint, Trace, Traces};
use crate::analysis::traces::level_words;
use crate::numbers::{count, whole};

/// Panels drawn; the tables have all.
const MOST_PANELS: usize = 12;

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

pub(super) fn draw(
    family: &str,
    t: &Traces,
    view: View,
    screen: Screen,
    id: &str,
) -> Result<Picture, ChartError> {
    let drawn = &t.traces[..t.traces.len().min(MOST_PANELS)];
    let layout = Layout::of(drawn.len(), screen);
    let bright: Vec<&Replayed> =
        t.bright.iter().filter_map(|b| t.subjects.iter().find(|s| s.subject == *b)).collect();
    let legend = if layout.direct { Vec::new() } else { legend::legend(&bright, t, screen) };
    let foot = legend.iter().map(|l| l.1.1 + LINE).max().unwrap_or(0);
    let top = if layout.direct { 0 } else { foot + LINE };
    let rows = (drawn.len() as i32 + layout.columns - 1) / layout.columns;
    let size = (screen.width(), (top + rows * layout.pitch.1) as u32);
    let pen = Pen::new(size.0, size.1);
    for (entry, at) in &legend {
        legend::draw(&pen, entry, *at)?;
    }
    if !layout.direct {
        let axes = match screen {
            Screen::Wide => format!("{}, by {}", view.axis(), axis(&t.traces)),
            Screen::Narrow => format!("{}, by capacity (log)", view.axis()),
        };
        pen.text(&axes, (4, foot + 8), Ink::Muted, SMALL, Hold::Left)?;
    }
    for (i, trace) in drawn.iter().enumerate() {
        let i = i as i32;
        let corner = (i % layout.columns * layout.pitch.0, top + i / layout.columns * layout.pitch.1);
        let panel = panel(trace, t, view, corner, &layout);
        axes(&pen, &panel, &layout)?;
        lines(&pen, &panel, t, &bright)?;
        if layout.direct {
            ends(&pen, &panel, &bright, layout.margins.1)?;
        }
    }
    let what = match view {
        View::Hits => "hit ratio against capacity",
        View::Below => "points of hit ratio below the optimum against capacity",
    };
    let title = format!("{family}: {what}, {}", count(t.traces.len() as u64, "trace", "traces"));
    Ok(Picture::new(id, size, title, describe(t, drawn.len()), &pen.canvas))
}

fn panel<'a>(trace: &'a Trace, t: &Traces, view: View, corner: (i32, i32), layout: &Layout) -> Panel<'a> {
    let (left, right, above, below) = layout.margins;
    let across = (corner.0 + left, corner.0 + layout.pitch.0 - right);
    let down = (corner.1 + above, corner.1 + layout.pitch.1 - below);
    // One capacity alone stands in the middle of its panel.
    let (first, last) = (at(trace, 0), at(trace, trace.levels.len() - 1));
    let room = (last / first).powf(0.04).max(1.05);
    Panel {
        trace,
        corner,
        plot: (across, down),
        x: Scale::log((first / room, last * room), across),
        y: Scale::linear(view.range(trace, t), (down.1, down.0)),
        view,
    }
}

fn axes(pen: &Pen, p: &Panel<'_>, layout: &Layout) -> Result<(), ChartError> {
    let ((left, right), (top, bottom)) = p.plot;
    let room = f64::from(layout.pitch.0 - 12);
    let requests = p.trace.requests.map(|n| format!(", {} requests", whole(n))).filter(|_| layout.direct);
    let head = fit(&format!("{}{}", p.trace.name, requests.unwrap_or_default()), TEXT, room);
    pen.text(&head, (p.corner.0 + 4, p.corner.1 + 14), Ink::Text, TEXT, Hold::Left)?;
    if layout.direct {
        pen.text(p.view.axis(), (4, p.corner.1 + 34), Ink::Muted, SMALL, Hold::Left)?;
    }
    let ticks = p.y.round_ticks(if layout.direct { 7 } else { 4 });
    let step = ticks.windows(2).map(|t| t[1] - t[0]).fold(f64::INFINITY, f64::min);
    let digits = if step < 0.009_9 { 1 } else { 0 };
    for t in ticks {
        let y = p.y.at(t);
        pen.line((left, y), (right, y), Ink::Grid, 1)?;
        let said = match p.view {
            View::Hits => format!("{:.digits$}%", t * 100.0),
            View::Below => format!("{:.digits$}", (t * -100.0).abs()),
        };
        pen.text(&said, (left - 6, y), Ink::Muted, SMALL, Hold::Right)?;
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

/// Names at the right end of a panel that stands alone.
fn ends(pen: &Pen, p: &Panel<'_>, bright: &[&Replayed], room: i32) -> Result<(), ChartError> {
    let ((_, edge), (top, bottom)) = p.plot;
    let last = p.trace.levels.len() - 1;
    let mut all: Vec<(String, Ink, i32)> = Vec::new();
    let level = &p.trace.levels[last];
    let height =
        |hits: Option<f64>| p.view.of(level, hits?).filter(|v| *v >= p.y.ends().0).map(|v| p.y.at(v));
    all.extend(height(level.optimum).map(|y| ("optimum".into(), Ink::Muted, y)));
    for s in bright {
        let point = p.trace.line(&s.subject).and_then(|l| l.points[last]);
        let ink = Ink::Series(Tint { variant: 0, ..s.tint });
        all.extend(height(point.map(|p| p.hits)).map(|y| (s.subject.clone(), ink, y)));
    }
    let wanted: Vec<i32> = all.iter().map(|(.., y)| *y).collect();
    let x = p.x.at(at(p.trace, last));
    for ((name, ink, y), label) in all.into_iter().zip(apart(&wanted, (top - 8, bottom))) {
        pen.line((x + 8, y), (edge + 6, label), Ink::Grid, 1)?;
        pen.canvas.open_of("s", &name, "");
        pen.text(&fit(&name, TEXT, f64::from(room - 14)), (edge + 10, label), ink, TEXT, Hold::Left)?;
        pen.canvas.close();
    }
    Ok(())
}

fn describe(t: &Traces, drawn: usize) -> String {
    let mut said = t.said.plain();
    if t.traces.len() > drawn {
        said += &format!(" The first {drawn} traces are drawn; the tables have all.");
    }
    format!("{said} In colour: {}. The tables have all values.", t.bright.join(", "))
}
