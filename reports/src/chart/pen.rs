//! Shapes that every chart uses, drawn on the whole picture: positions are absolute, and texts are ours to place.

use plotters::coord::Shift;
use plotters::prelude::{Circle, DrawingArea, PathElement, Polygon, Rectangle};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, IntoFont, ShapeStyle, TextStyle};

use super::canvas::Canvas;
use super::ink::Ink;
use super::{ChartError, labels, width};
use crate::analysis::model::Tint;
use crate::record::Kind;

/// Size of ordinary text, in pixels of the picture.
pub(super) const TEXT: f64 = 13.0;
/// Size of tick labels and remarks.
pub(super) const SMALL: f64 = 12.0;

type Point = (i32, i32);

/// Draws on a canvas.
pub(super) struct Pen {
    pub(super) canvas: Canvas,
    area: DrawingArea<Canvas, Shift>,
}

/// Where a text is held.
#[derive(Clone, Copy)]
pub(super) enum Hold {
    Left,
    Middle,
    Right,
}

impl Pen {
    pub(super) fn new(width: u32, height: u32) -> Self {
        let canvas = Canvas::new(width, height);
        Self { area: canvas.area(), canvas }
    }

    pub(super) fn area(&self) -> &DrawingArea<Canvas, Shift> {
        &self.area
    }

    pub(super) fn line(&self, a: Point, b: Point, ink: Ink, width: u32) -> Result<(), ChartError> {
        let style = ShapeStyle { color: ink.color().to_rgba(), filled: false, stroke_width: width };
        Ok(self.area.draw(&PathElement::new(vec![a, b], style))?)
    }

    pub(super) fn path(&self, points: Vec<Point>, ink: Ink, width: u32) -> Result<(), ChartError> {
        let style = ShapeStyle { color: ink.color().to_rgba(), filled: false, stroke_width: width };
        Ok(self.area.draw(&PathElement::new(points, style))?)
    }

    pub(super) fn ground(&self, a: Point, b: Point, ink: Ink) -> Result<(), ChartError> {
        Ok(self.area.draw(&Rectangle::new([a, b], ink.color().filled()))?)
    }

    /// A text whose vertical middle lies at `at`.
    pub(super) fn text(
        &self,
        text: &str,
        at: Point,
        ink: Ink,
        size: f64,
        hold: Hold,
    ) -> Result<(), ChartError> {
        let h = match hold {
            Hold::Left => HPos::Left,
            Hold::Middle => HPos::Center,
            Hold::Right => HPos::Right,
        };
        let color = ink.color();
        let style =
            TextStyle::from(("sans-serif", size).into_font()).color(&color).pos(Pos::new(h, VPos::Center));
        Ok(self.area.draw_text(text, &style, at)?)
    }

    /// The marker of a subject: shape by pattern; filled for ours, hollow for a peer; a bar for a floor.
    pub(super) fn marker(
        &self,
        (x, y): Point,
        tint: Tint,
        kind: Kind,
        hollow: bool,
    ) -> Result<(), ChartError> {
        if kind == Kind::Floor {
            return self.line((x, y - 6), (x, y + 6), Ink::Floor, 3);
        }
        let ink = if hollow || kind == Kind::Peer { Ink::Hollow(tint) } else { Ink::Series(tint) };
        let style = ink.color().filled();
        let corners = match tint.variant {
            0 => return Ok(self.area.draw(&Circle::new((x, y), 5, style))?),
            1 => vec![(x - 4, y - 4), (x + 4, y - 4), (x + 4, y + 4), (x - 4, y + 4)],
            2 => vec![(x, y - 5), (x + 5, y + 4), (x - 5, y + 4)],
            _ => vec![(x, y - 6), (x + 6, y), (x, y + 6), (x - 6, y)],
        };
        Ok(self.area.draw(&Polygon::new(corners, style))?)
    }

    /// Ticks of a horizontal logarithmic axis, with grid lines from `top` to `bottom` and labels below that do not touch.
    pub(super) fn ticks_below(
        &self,
        ticks: &[(i32, String)],
        (top, bottom): (i32, i32),
        (left, right): (i32, i32),
    ) -> Result<(), ChartError> {
        let mut free_from = f64::from(left) - 24.0;
        for (x, label) in ticks {
            self.line((*x, top), (*x, bottom), Ink::Grid, 1)?;
            let half = width::text_width(label, SMALL) / 2.0;
            let middle = f64::from(*x).min(f64::from(right) - half + 4.0);
            if middle - half >= free_from {
                self.text(label, (middle as i32, bottom + 13), Ink::Muted, SMALL, Hold::Middle)?;
                free_from = middle + half + 10.0;
            }
        }
        Ok(())
    }
}

/// Positions of labels that should stand at `wanted`, kept apart and inside.
pub(super) fn apart(wanted: &[i32], (low, high): (i32, i32)) -> Vec<i32> {
    let wanted: Vec<f64> = wanted.iter().map(|y| f64::from(*y)).collect();
    labels::spread(&wanted, 16.0, f64::from(low), f64::from(high))
        .into_iter()
        .map(|y| y.round() as i32)
        .collect()
}

/// Ticks of a logarithmic range: whole decades; with 2 and 5 between them where the range is short.
pub(super) fn log_ticks(low: f64, high: f64) -> Vec<f64> {
    let decades = (high / low).log10();
    let steps: &[f64] = if decades < 2.2 { &[1.0, 2.0, 5.0] } else { &[1.0] };
    let (first, last) = (low.log10().floor() as i32, high.log10().ceil() as i32);
    // Every third decade of a very long range is enough.
    let stride = (1 + (decades / 9.0) as usize).max(1);
    let all = (first..=last).step_by(stride).flat_map(|e| steps.iter().map(move |s| s * 10_f64.powi(e)));
    all.filter(|t| (low..=high).contains(t)).collect()
}
