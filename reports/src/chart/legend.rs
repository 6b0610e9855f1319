//! Whose line is which, where panels are too small for names.

use super::ink::Ink;
use super::pen::{Hold, Pen, TEXT};
use super::width::{fit, text_width};
use super::{ChartError, Screen};
use crate::analysis::model::{Replayed, Tint, Traces};
use crate::numbers::count;

/// Height of a line of the legend.
pub(super) const LINE: i32 = 20;

/// An entry of the legend.
pub(super) enum Key<'a> {
    Subject(&'a Replayed),
    Optimum,
    Others(usize),
}

/// Entries of the legend and their places, line after line.
pub(super) fn legend<'a>(bright: &[&'a Replayed], t: &Traces, screen: Screen) -> Vec<(Key<'a>, (i32, i32))> {
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

pub(super) fn draw(pen: &Pen, key: &Key<'_>, (x, y): (i32, i32)) -> Result<(), ChartError> {
    let (ink, width) = match key {
        Key::Subject(s) => (Ink::Series(s.tint), 2),
        Key::Optimum => (Ink::Floor, 2),
        Key::Others(_) => (Ink::Dim, 1),
    };
    match key {
        Key::Subject(s) => pen.canvas.open_of("s", &s.subject, ""),
        Key::Optimum | Key::Others(_) => pen.canvas.open("s", ""),
    }
    pen.line((x, y), (x + 24, y), ink, width)?;
    let mut text = Ink::Muted;
    if let Key::Subject(s) = key {
        pen.marker((x + 12, y), s.tint, s.kind, false)?;
        text = Ink::Series(Tint { variant: 0, ..s.tint });
    }
    pen.text(&key.words(), (x + 30, y), text, TEXT, Hold::Left)?;
    pen.canvas.close();
    Ok(())
}
