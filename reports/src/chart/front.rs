//! Throughput against hit ratio: the further right and the higher, the better; the optimum is the right edge.

use super::ink::Ink;
use super::labels::{Area, beside};
use super::pen::{Hold, Pen, SMALL, TEXT, log_ticks};
use super::scale::Scale;
use super::scaling::short_rate;
use super::width::{fit, text_width};
use super::{ChartError, Picture, Screen};
use crate::analysis::model::{Front, Spot, Tint, Workload};
use crate::analysis::sentences::{at_threads, capital};
use crate::numbers::{factor, hits, rate};
use crate::record::Kind;

const LEFT: i32 = 66;
const TOP: i32 = 66;
const BOTTOM: i32 = 56;
/// From this ratio of the fastest to the slowest on, throughput is drawn as a logarithm.
const WIDE: f64 = 10.0;

/// Where the plane lies, and how its values become positions.
struct Plane {
    left: i32,
    /// Where caches end, and what never forgets begins.
    edge: i32,
    right: i32,
    bottom: i32,
    x: Scale,
    y: Scale,
    log: bool,
}

impl Plane {
    fn of(front: &Front, size: (u32, u32), screen: Screen) -> Self {
        let boundless = front.spots.iter().any(|s| s.never_forgets);
        let right = size.0 as i32 - 12;
        let strip = match (boundless, screen) {
            (false, _) => 0,
            (true, Screen::Wide) => 128,
            (true, Screen::Narrow) => 84,
        };
        let (edge, bottom) = (right - strip, size.1 as i32 - BOTTOM);
        let forgetful = || front.spots.iter().filter(|s| !s.never_forgets).map(|s| s.hits);
        let least = forgetful().fold(f64::INFINITY, |low, h| low.min(h.low));
        let most = forgetful().fold(front.optimum.unwrap_or(0.0), |high, h| high.max(h.high));
        let lacking = (0.01 - (most - least)).max(0.0);
        let span = most - least + lacking;
        let x = Scale::linear((least - lacking - span * 0.14, most + span * 0.03), (LEFT, edge));
        let rates = || front.spots.iter().map(|s| s.throughput);
        let low = rates().fold(f64::INFINITY, |low, t| low.min(t.low));
        let high = rates().fold(0.0, |high: f64, t| high.max(t.high));
        let log = low > 0.0 && high / low > WIDE;
        let y = match log {
            true => Scale::log((low / 1.35, high * 1.35), (bottom, TOP)),
            false => {
                let pad = ((high - low) * 0.12).max(high * 0.05);
                Scale::linear(((low - pad).max(0.0), high + pad), (bottom, TOP))
            }
        };
        Self { left: LEFT, edge, right, bottom, x, y, log }
    }

    fn at(&self, s: &Spot) -> (i32, i32) {
        // In a narrow strip names stand above and below.
        let strip =
            if self.right - self.edge > 100 { self.edge + 18 } else { i32::midpoint(self.edge, self.right) };
        let x = if s.never_forgets { strip } else { self.x.at(s.hits.median) };
        (x, self.y.at(s.throughput.median))
    }

    /// Where the two intervals lie.
    fn reaches(&self, s: &Spot) -> [((i32, i32), (i32, i32)); 2] {
        let (x, y) = self.at(s);
        let upright = ((x, self.y.at(s.throughput.low)), (x, self.y.at(s.throughput.high)));
        let level = if s.never_forgets {
            ((x, y), (x, y))
        } else {
            ((self.x.at(s.hits.low), y), (self.x.at(s.hits.high), y))
        };
        [upright, level]
    }
}

pub(super) fn draw(
    family: &str,
    w: &Workload,
    front: &Front,
    screen: Screen,
    id: &str,
) -> Result<Picture, ChartError> {
    let size = (screen.width(), if screen == Screen::Wide { 500 } else { 520 });
    let pen = Pen::new(size.0, size.1);
    let plane = Plane::of(front, size, screen);
    let g = w.head();
    let threads = capital(at_threads(g).trim_start_matches("at "));
    pen.text(&threads, (4, 12), Ink::Text, TEXT, Hold::Left)?;
    axes(&pen, &plane, screen)?;
    let mut taken = edges(&pen, &plane, front)?;
    taken.extend(staircase(&pen, &plane, front)?);
    subjects(&pen, &plane, front, taken)?;
    let title = format!("{family}, {}: throughput against hit ratio {}", w.name, at_threads(g));
    Ok(Picture::new(id, size, title, front.said.plain(), &pen.canvas))
}

fn axes(pen: &Pen, plane: &Plane, screen: Screen) -> Result<(), ChartError> {
    let Plane { left, edge, right, bottom, .. } = *plane;
    let axis = if plane.log { "operations a second (log)" } else { "operations a second" };
    pen.text(axis, (4, 34), Ink::Muted, SMALL, Hold::Left)?;
    let (low, high) = plane.y.ends();
    let ticks = if plane.log { log_ticks(low, high) } else { plane.y.round_ticks(6) };
    for t in ticks {
        let y = plane.y.at(t);
        pen.line((left, y), (right, y), Ink::Grid, 1)?;
        let said = if t == 0.0 { "0".to_owned() } else { short_rate(t) };
        pen.text(&said, (left - 8, y), Ink::Muted, SMALL, Hold::Right)?;
    }
    let wanted = if screen == Screen::Wide { 8 } else { 5 };
    let ticks = plane.x.round_ticks(wanted);
    let step = ticks.windows(2).map(|t| t[1] - t[0]).fold(f64::INFINITY, f64::min);
    let digits = if step < 0.000_99 {
        2
    } else if step < 0.009_9 {
        1
    } else {
        0
    };
    let label = |t: f64| format!("{:.digits$}\u{a0}%", t * 100.0);
    let ticks: Vec<(i32, String)> = ticks.into_iter().map(|t| (plane.x.at(t), label(t))).collect();
    pen.ticks_below(&ticks, (TOP, bottom), (left, edge))?;
    pen.line((left, bottom), (right, bottom), Ink::Axis, 1)?;
    let axis = match screen {
        Screen::Wide => "hits per look-up; right is better, above is faster",
        Screen::Narrow => "hits per look-up; right is better",
    };
    pen.text(axis, (edge, bottom + 36), Ink::Muted, SMALL, Hold::Right)
}

/// The optimum, and the strip of what never forgets; where their words stand.
fn edges(pen: &Pen, plane: &Plane, front: &Front) -> Result<Vec<Area>, ChartError> {
    let Plane { edge, right, bottom, .. } = *plane;
    let mut taken = Vec::new();
    if edge < right {
        pen.ground((edge, TOP - 36), (right, bottom), Ink::Zone)?;
        for (word, y) in [("never", TOP - 24), ("forgets", TOP - 9)] {
            pen.text(word, (i32::midpoint(edge, right), y), Ink::Muted, SMALL, Hold::Middle)?;
        }
    }
    if let Some(best) = front.optimum {
        let x = plane.x.at(best);
        let said = format!("optimum {}", hits(best));
        pen.canvas.open("pt", &format!("{said}: no cache of this capacity could have hit more"));
        pen.line((x, TOP), (x, bottom), Ink::Floor, 2)?;
        pen.text(&said, (x, TOP - 11), Ink::Muted, SMALL, Hold::Right)?;
        pen.canvas.close();
        taken.push(stroke((x, TOP), (x, bottom)));
    }
    Ok(taken)
}

/// The line beyond which nothing lies: faster to the left, more hits to the right. Where it runs.
fn staircase(pen: &Pen, plane: &Plane, front: &Front) -> Result<Vec<Area>, ChartError> {
    let mut corners: Vec<(i32, i32)> = front.spots.iter().filter(|s| s.ahead).map(|s| plane.at(s)).collect();
    // From the right: a corner that lies no higher than one further right is no step.
    corners.sort_by_key(|(x, y)| (-x, *y));
    let mut steps: Vec<(i32, i32)> = Vec::new();
    for corner in corners {
        if steps.last().is_none_or(|(_, y)| corner.1 < *y) {
            steps.push(corner);
        }
    }
    let Some(first) = steps.first() else { return Ok(Vec::new()) };
    let mut path = vec![(first.0, plane.bottom)];
    for (i, (x, y)) in steps.iter().enumerate() {
        path.push((*x, *y));
        path.push((steps.get(i + 1).map_or(plane.left, |next| next.0), *y));
    }
    let taken = path.windows(2).map(|ends| stroke(ends[0], ends[1])).collect();
    pen.path(path, Ink::Axis, 1)?;
    Ok(taken)
}

/// Where a straight line lies, for labels to keep off.
fn stroke(a: (i32, i32), b: (i32, i32)) -> Area {
    Area {
        left: f64::from(a.0.min(b.0) - 2),
        top: f64::from(a.1.min(b.1) - 2),
        right: f64::from(a.0.max(b.0) + 2),
        bottom: f64::from(a.1.max(b.1) + 2),
    }
}

fn subjects(pen: &Pen, plane: &Plane, front: &Front, mut taken: Vec<Area>) -> Result<(), ChartError> {
    for s in &front.spots {
        pen.canvas.open_of("bar", &s.subject, "");
        for (a, b) in plane.reaches(s) {
            if a != b {
                pen.line(a, b, Ink::Series(s.tint), 5)?;
                taken.push(stroke(a, b));
            }
        }
        pen.canvas.close();
    }
    for inside in [true, false] {
        let spots: Vec<&Spot> = front.spots.iter().filter(|s| s.never_forgets != inside).collect();
        let (left, right) = if inside { (plane.left, plane.edge) } else { (plane.edge, plane.right + 8) };
        let bounds = Area {
            left: f64::from(left + 3),
            top: f64::from(TOP + 1),
            right: f64::from(right - 1),
            bottom: f64::from(plane.bottom - 3),
        };
        let room = if inside {
            150.0
        } else {
            f64::from(if right - left > 108 { right - left - 36 } else { right - left - 10 })
        };
        labelled(pen, plane, &spots, (&taken, bounds), room)?;
    }
    Ok(())
}

/// Markers and names; of names that find no free place, those on the front stay.
fn labelled(
    pen: &Pen,
    plane: &Plane,
    spots: &[&Spot],
    (taken, bounds): (&[Area], Area),
    room: f64,
) -> Result<(), ChartError> {
    let points: Vec<(f64, f64)> =
        spots.iter().map(|s| plane.at(s)).map(|(x, y)| (f64::from(x), f64::from(y))).collect();
    let names: Vec<String> = spots.iter().map(|s| fit(&name(s), TEXT, room)).collect();
    let sizes: Vec<(f64, f64)> = names.iter().map(|n| (text_width(n, TEXT), TEXT + 2.0)).collect();
    let labels = beside(&points, &sizes, taken, bounds);
    let free = |i: usize| {
        let words = labels.iter().enumerate().filter(|(j, _)| *j != i).map(|(_, l)| labels[i].shared(l));
        let markers = points.iter().map(|p| labels[i].shared(&Area::around(*p, (10.0, 10.0))));
        words.chain(markers).sum::<f64>() < 1.0
    };
    for (i, (s, point)) in spots.iter().zip(&points).enumerate() {
        let (x, y) = (point.0 as i32, point.1 as i32);
        let (label, shown) = (labels[i], s.ahead || free(i));
        let end = label.nearest(*point);
        if shown && (end.0 - point.0).hypot(end.1 - point.1) > 12.0 {
            pen.line((x, y), (end.0 as i32, end.1 as i32), Ink::Axis, 1)?;
        }
        pen.canvas.open_of("pt", &s.subject, &said(s));
        // What never forgets is hollow, be it a floor or a peer.
        let kind = if s.never_forgets { Kind::Peer } else { s.kind };
        pen.marker((x, y), s.tint, kind, s.never_forgets)?;
        if shown {
            let ink = if s.ahead { Ink::Series(Tint { variant: 0, ..s.tint }) } else { Ink::Muted };
            let middle = f64::midpoint(label.top, label.bottom).round() as i32;
            pen.text(&names[i], (label.left.round() as i32, middle), ink, TEXT, Hold::Left)?;
        }
        pen.canvas.close();
    }
    Ok(())
}

/// The subject, and how many times as much it holds if that is more than was asked.
fn name(s: &Spot) -> String {
    match s.fill.filter(|_| s.roomier && !s.never_forgets) {
        Some(fill) => format!("{} (holds {})", fit(&s.subject, TEXT, 100.0), factor(fill)),
        None => s.subject.clone(),
    }
}

fn said(s: &Spot) -> String {
    let room = match s.fill {
        _ if s.never_forgets => ", never forgets".to_owned(),
        Some(fill) if s.roomier => format!(", holds {} of what was asked", factor(fill)),
        _ => String::new(),
    };
    let t = s.throughput;
    format!(
        "{}: hits {}, {} (95 % interval {} to {}){room}{}",
        s.subject,
        hits(s.hits.median),
        rate(t.median),
        rate(t.low),
        rate(t.high),
        if s.ahead { "; nothing here is faster and hits as often" } else { "" }
    )
}
