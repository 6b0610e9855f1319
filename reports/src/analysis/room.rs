//! What an entry of each cache takes in memory, and who holds another number of entries than was asked for.

use super::caches::is_smaller;
use super::model::{CacheView, Group, Tint, Workload};
use super::prose::Prose;
use crate::numbers::{three, whole};
use crate::record::Kind;

/// Bytes per entry of each cache in one workload.
#[derive(Clone, Debug)]
pub struct Room {
    /// The workload that tells it of most subjects.
    pub workload: String,
    /// Worker threads.
    pub threads: u32,
    /// The leanest first.
    pub rows: Vec<RoomRow>,
    /// What it shows, in words.
    pub said: Prose,
}

/// One cache.
#[derive(Clone, Debug)]
pub struct RoomRow {
    /// Subject.
    pub subject: String,
    /// Ours or a peer's.
    pub kind: Kind,
    /// Colour and pattern.
    pub tint: Tint,
    /// Bytes of a full instance over entries held.
    pub per_entry: f64,
    /// What it was taken from.
    pub view: CacheView,
    /// Whether it held markedly more or fewer entries than it was asked to; then [`CacheView::fill`] is known.
    pub odd: bool,
}

/// The room of a family's caches; none where fewer than two tell it.
pub(super) fn room(workloads: &[Workload]) -> Option<Room> {
    let told = workloads.iter().map(|w| (w, rows(w.head())));
    // Of equals the first.
    let (w, rows) = told.rev().max_by_key(|(_, rows)| rows.len())?;
    if rows.len() < 2 {
        return None;
    }
    let said = said(&rows);
    Some(Room { workload: w.name.clone(), threads: w.head().threads, rows, said })
}

fn rows(g: &Group) -> Vec<RoomRow> {
    let caches = g.cells.iter().filter(|c| c.kind != Kind::Floor).filter_map(|c| Some((c, c.cache?)));
    let row = |(c, view): (&super::model::Cell, CacheView)| {
        Some(RoomRow {
            subject: c.subject.clone(),
            kind: c.kind,
            tint: c.tint,
            per_entry: view.bytes_per_entry()?,
            odd: view.is_roomier() || is_smaller(g, &view),
            view,
        })
    };
    let mut rows: Vec<RoomRow> = caches.filter_map(row).collect();
    rows.sort_by(|a, b| a.per_entry.total_cmp(&b.per_entry).then_with(|| a.subject.cmp(&b.subject)));
    rows
}

/// The leanest and the largest of those that hold what was asked; then each that does not.
fn said(rows: &[RoomRow]) -> Prose {
    let exact: Vec<&RoomRow> = rows.iter().filter(|r| !r.odd && !r.view.never_forgets()).collect();
    let mut said = match exact.as_slice() {
        [] => Prose::new(),
        [one] => {
            Prose::new().name(&one.subject).text(format!(" takes {} bytes an entry.", three(one.per_entry)))
        }
        [least, .., most] => Prose::new()
            .text("Of those that hold what was asked, ")
            .name(&least.subject)
            .text(format!(" takes the least, {} bytes an entry, and ", three(least.per_entry)))
            .name(&most.subject)
            .text(format!(" the most, {}.", three(most.per_entry))),
    };
    for r in rows.iter().filter(|r| r.odd) {
        let (Some(held), Some(asked)) = (r.view.entries, r.view.capacity) else { continue };
        let held = whole(held.round() as u64);
        let but = format!(" holds {held} entries where {} were asked.", whole(asked.round() as u64));
        let gap = if said.is_empty() { "" } else { " " };
        said = said.text(gap).name(&r.subject).text(but);
    }
    said
}
