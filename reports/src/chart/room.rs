//! What an entry of each cache takes: a bar a subject, the leanest first, and who holds another number of entries than asked.

use super::ink::Ink;
use super::pen::{Hold, Pen, SMALL, TEXT};
use super::scale::Scale;
use super::width::{fit, text_width};
use super::{ChartError, Picture, Screen};
use crate::analysis::model::{Room, RoomRow};
use crate::numbers::{count, factor, three};
use crate::words::caches::held;

/// Rows drawn; the table has all.
const MOST_ROWS: usize = 40;
const ROW: i32 = 24;
const TOP: i32 = 48;
const BOTTOM: i32 = 30;

pub(super) fn draw(family: &str, room: &Room, screen: Screen, id: &str) -> Result<Picture, ChartError> {
    let rows = &room.rows[..room.rows.len().min(MOST_ROWS)];
    let bottom = TOP + ROW * rows.len() as i32;
    let size = (screen.width(), (bottom + BOTTOM) as u32);
    let pen = Pen::new(size.0, size.1);
    let widest = rows.iter().map(|r| text_width(&r.subject, TEXT)).fold(60.0, f64::max);
    let (names, right, value, remarks) = match screen {
        Screen::Wide => (widest.min(180.0) as i32, 380, 440, 454),
        Screen::Narrow => (widest.min(120.0) as i32, 236, 290, 350),
    };
    let most = rows.iter().map(|r| r.per_entry).fold(1.0, f64::max);
    let x = Scale::linear((0.0, most), (names + 14, right));
    let wanted = if screen == Screen::Wide { 5 } else { 3 };
    let ticks: Vec<(i32, String)> =
        x.round_ticks(wanted).into_iter().map(|t| (x.at(t), format!("{t}"))).collect();
    pen.ticks_below(&ticks, (TOP, bottom), (names + 14, right))?;
    pen.text("bytes an entry", (value, 12), Ink::Muted, SMALL, Hold::Right)?;
    if screen == Screen::Narrow && rows.iter().any(|r| r.odd) {
        pen.text("held ÷ asked", (remarks, 32), Ink::Muted, SMALL, Hold::Right)?;
    }
    let threads = count(room.threads.into(), "thread", "threads");
    let head = fit(&format!("{}, {threads}", room.workload), TEXT, f64::from(value - 110));
    pen.text(&head, (4, 12), Ink::Text, TEXT, Hold::Left)?;
    for (i, r) in rows.iter().enumerate() {
        let y = TOP + ROW * i as i32 + ROW / 2;
        let remark = held(&r.view).filter(|_| r.odd);
        pen.canvas.open_of("pt", &r.subject, &words(r, remark.as_deref()));
        pen.text(&fit(&r.subject, TEXT, f64::from(names) + 2.0), (names, y), Ink::Text, TEXT, Hold::Right)?;
        pen.canvas.open("bar", "");
        pen.line((x.at(0.0), y), (x.at(r.per_entry), y), Ink::Series(r.tint), 5)?;
        pen.canvas.close();
        pen.marker((x.at(r.per_entry), y), r.tint, r.kind, false)?;
        pen.text(&three(r.per_entry), (value, y), Ink::Text, TEXT, Hold::Right)?;
        match (&remark, r.view.fill(), screen) {
            (Some(remark), _, Screen::Wide) => {
                pen.text(&fit(remark, SMALL, 300.0), (remarks, y), Ink::Muted, SMALL, Hold::Left)?;
            }
            (Some(_), Some(fill), Screen::Narrow) => {
                pen.text(&factor(fill), (remarks, y), Ink::Muted, SMALL, Hold::Right)?;
            }
            _ => {}
        }
        pen.canvas.close();
    }
    let title = format!("{family}, {}: bytes an entry", room.workload);
    Ok(Picture::new(id, size, title, room.said.plain(), &pen.canvas))
}

fn words(r: &RoomRow, remark: Option<&str>) -> String {
    let remark = remark.map_or_else(String::new, |said| format!("; {said}"));
    format!("{}: {} bytes an entry{remark}", r.subject, three(r.per_entry))
}
