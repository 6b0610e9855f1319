//! Which tool catches which wrong program: a row a tool, a mark a program; what is hollow got away.

use super::ink::Ink;
use super::pen::{Hold, Pen, SMALL, TEXT};
use super::width::text_width;
use super::{ChartError, Picture, Screen};
use crate::analysis::{Checks, Mutant};
use crate::words::checks as words;

const ROW: i32 = 26;
const TOP: i32 = 50;
/// What stands at the right end of the names.
const COUNTED: &str = "caught";

pub(super) fn draw(checks: &Checks, screen: Screen, id: &str) -> Result<Picture, ChartError> {
    let families = families(checks);
    let (gap, count) = match screen {
        Screen::Wide => (10, 46),
        Screen::Narrow => (4, 46),
    };
    let names = checks.tools.iter().map(|tool| text_width(words::tool_name(tool), TEXT));
    let names = names.fold(0.0, f64::max).ceil() as i32 + 10;
    let size = (screen.width(), (TOP + ROW * checks.tools.len() as i32 + 6) as u32);
    let pen = Pen::new(size.0, size.1);
    let room = size.0 as i32 - names - count - gap * (families.len() as i32 - 1);
    let step = f64::from(room) / checks.mutants.len().max(1) as f64;
    let (mut left, mut lines) = (f64::from(names), [(14, 0.0), (28, 0.0)]);
    for (family, mutants) in &families {
        // A name that finds no room on either line is said by the marks below it.
        let end = left + text_width(family, SMALL);
        let room = f64::from(size.0) - text_width(COUNTED, SMALL) - 10.0;
        let line = lines.iter_mut().find(|(y, free_from)| left >= *free_from && (*y > 14 || end <= room));
        if let Some((y, free_from)) = line {
            pen.text(family, (left as i32, *y), Ink::Muted, SMALL, Hold::Left)?;
            *free_from = end + 6.0;
        }
        for (i, mutant) in mutants.iter().enumerate() {
            let x = (left + step * i as f64) as i32;
            marks(&pen, checks, mutant, (x, (step - 1.5).max(2.0) as i32))?;
        }
        left += step * mutants.len() as f64 + f64::from(gap);
    }
    for (i, tool) in checks.tools.iter().enumerate() {
        let y = TOP + ROW * i as i32;
        let caught = checks.mutants.iter().filter(|m| outcome(m, i) == Some("caught")).count();
        pen.text(words::tool_name(tool), (0, y), Ink::Text, TEXT, Hold::Left)?;
        pen.text(&caught.to_string(), (size.0 as i32 - 4, y), Ink::Text, TEXT, Hold::Right)?;
    }
    pen.text(COUNTED, (size.0 as i32 - 4, 14), Ink::Muted, SMALL, Hold::Right)?;
    let title = format!("Which tool catches which of {} wrong programs", checks.mutants.len());
    Ok(Picture::new(id, size, title, words::gallery_summary(checks), &pen.canvas))
}

/// Wrong programs, family by family, as they come.
fn families(checks: &Checks) -> Vec<(&str, Vec<&Mutant>)> {
    let mut families: Vec<(&str, Vec<&Mutant>)> = Vec::new();
    for m in &checks.mutants {
        match families.last_mut() {
            Some((family, mutants)) if *family == m.family => mutants.push(m),
            _ => families.push((&m.family, vec![m])),
        }
    }
    families
}

fn outcome(m: &Mutant, tool: usize) -> Option<&str> {
    m.by.get(tool)?.as_ref().map(|c| c.outcome.as_str())
}

fn marks(pen: &Pen, checks: &Checks, m: &Mutant, (x, width): (i32, i32)) -> Result<(), ChartError> {
    for (i, tool) in checks.tools.iter().enumerate() {
        let y = TOP + ROW * i as i32;
        let said = words::catch(m.by.get(i).and_then(Option::as_ref));
        pen.canvas.open("pt", &format!("{}, {}, {}: {said}", m.family, m.name, words::tool_name(tool)));
        match outcome(m, i) {
            Some("caught") => pen.ground((x, y - 9), (x + width, y + 9), Ink::Muted)?,
            Some("missed") => {
                pen.ground((x, y - 9), (x + width, y + 9), Ink::Zone)?;
                pen.line((x, y + 9), (x + width, y + 9), Ink::Muted, 1)?;
            }
            _ => pen.line((x, y), (x + width, y), Ink::Grid, 1)?,
        }
        pen.canvas.close();
    }
    Ok(())
}
