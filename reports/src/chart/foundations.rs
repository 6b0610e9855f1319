//! Families by what the best of ours stands on: a cell each, its bar as long as the logarithm of what it takes against the row's best.

use super::ink::Ink;
use super::pen::{Hold, Pen, SMALL, TEXT};
use super::scale::Scale;
use super::width::fit;
use super::{ChartError, Picture, Screen};
use crate::analysis::{FOUNDATIONS, FoundationRow, Foundations};
use crate::numbers::{factor, time};

const ROW: i32 = 54;
const TOP: i32 = 40;

pub(super) fn draw(f: &Foundations, screen: Screen, id: &str) -> Result<Picture, ChartError> {
    let (names, heads) = match screen {
        Screen::Wide => (150, FOUNDATIONS),
        Screen::Narrow => (84, ["atomics", "mutex", "rwlock", "channel"]),
    };
    let bottom = TOP + ROW * f.rows.len() as i32;
    let size = (screen.width(), bottom as u32 + 6);
    let pen = Pen::new(size.0, size.1);
    let width = (size.0 as i32 - names) / 4;
    for (i, head) in heads.into_iter().enumerate() {
        pen.text(head, (names + width * i as i32 + 4, 14), Ink::Muted, SMALL, Hold::Left)?;
    }
    let most = f.rows.iter().flat_map(|r| r.cells.iter().flatten()).map(|c| c.ratio).fold(2.0, f64::max);
    for (i, row) in f.rows.iter().enumerate() {
        let y = TOP + ROW * i as i32;
        pen.line((0, y - 8), (size.0 as i32, y - 8), Ink::Grid, 1)?;
        pen.text(&row.family, (0, y + 8), Ink::Text, TEXT, Hold::Left)?;
        let below = match screen {
            Screen::Wide => row.place(),
            Screen::Narrow => format!("{} threads", row.threads),
        };
        pen.text(&fit(&below, SMALL, f64::from(names - 10)), (0, y + 26), Ink::Muted, SMALL, Hold::Left)?;
        cells(&pen, row, (names, width), y, most)?;
    }
    let title = "Each family by what it stands on: time per operation against the row’s shortest".to_owned();
    Ok(Picture::new(id, size, title, f.said.plain(), &pen.canvas))
}

fn cells(
    pen: &Pen,
    row: &FoundationRow,
    (names, width): (i32, i32),
    y: i32,
    most: f64,
) -> Result<(), ChartError> {
    for (i, cell) in row.cells.iter().enumerate() {
        let left = names + width * i as i32 + 4;
        let Some(c) = cell else {
            pen.text("–", (left, y + 8), Ink::Muted, TEXT, Hold::Left)?;
            continue;
        };
        let words = format!(
            "{}, {}: {} over {}, {} an operation, {} the shortest",
            row.family,
            row.place(),
            c.subject,
            FOUNDATIONS[i],
            time(c.time_ns),
            factor(c.ratio)
        );
        pen.canvas.open_of("pt bar", &c.subject, &words);
        if c.leads {
            pen.ground((left - 4, y - 7), (left + width - 8, y + ROW - 10), Ink::Tie)?;
        }
        let said = if c.leads && c.ratio == 1.0 { "1×".to_owned() } else { factor(c.ratio) };
        pen.text(&said, (left, y + 6), Ink::Text, TEXT, Hold::Left)?;
        let name = fit(&c.subject, SMALL, f64::from(width - 12));
        pen.text(&name, (left, y + 23), Ink::Muted, SMALL, Hold::Left)?;
        let length = Scale::log((1.0, most), (left, left + width - 14));
        pen.line((left, y + 37), (length.at(c.ratio).max(left + 2), y + 37), Ink::Series(c.tint), 3)?;
        pen.canvas.close();
    }
    Ok(())
}
