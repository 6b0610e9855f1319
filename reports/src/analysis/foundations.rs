//! What stands on what: in each family the best of ours over atomics, a mutex, a readers-writer lock, or a thread with a channel.

use super::known;
use super::model::{Cell, Difference, Family, Group, Measure, RANKED_LAUNCHES, Standing, Tint, Workload};
use super::prose::Prose;
use super::rank;
use crate::numbers::factor;
use crate::record::{Kind, SubjectInfo};

/// What a structure can stand on, in the order of the columns.
pub const FOUNDATIONS: [&str; 4] = ["atomics", "a mutex", "a readers-writer lock", "a channel"];

/// All families in which ours stand on more than one thing.
#[derive(Clone, Debug)]
pub struct Foundations {
    /// A family each.
    pub rows: Vec<FoundationRow>,
    /// What it shows, in words.
    pub said: Prose,
}

/// One family, at one workload.
#[derive(Clone, Debug)]
pub struct FoundationRow {
    /// Family.
    pub family: String,
    /// The workload in which most foundations were measured.
    pub workload: String,
    /// Anchor of that workload.
    pub id: String,
    /// Worker threads.
    pub threads: u32,
    /// More threads than cores.
    pub oversubscribed: bool,
    /// By foundation: the best that stands on it.
    pub cells: [Option<FoundationCell>; 4],
}

/// The best over one foundation.
#[derive(Clone, Debug)]
pub struct FoundationCell {
    /// Subject.
    pub subject: String,
    /// Its colour.
    pub tint: Tint,
    /// Median time per operation, in nanoseconds.
    pub time_ns: f64,
    /// Of a cache: hits per look-up, for who hits less has less to do.
    pub hits: Option<f64>,
    /// That, in times of the row's shortest.
    pub ratio: f64,
    /// Whether it is the shortest, or no difference to it was measured.
    pub leads: bool,
}

/// What a mechanism of ours stands on where it is busiest: the words of the catalogue tell. Work that is split beforehand stands on
/// nothing.
fn foundation(mechanism: &str) -> Option<usize> {
    let says = |word: &str| mechanism.contains(word);
    match () {
        () if says("split the data") => None,
        () if says("readers-writer lock") => Some(2),
        () if says("mutex") => Some(1),
        () if says("channel") => Some(3),
        () => Some(0),
    }
}

pub(super) fn foundations(families: &[Family], catalogue: &[SubjectInfo]) -> Option<Foundations> {
    let of = |family: &str, subject: &str| {
        let info = catalogue.iter().find(|s| s.family == family && s.name == subject)?;
        foundation(&info.mechanism)
    };
    let rows: Vec<FoundationRow> = families
        .iter()
        .filter_map(|f| {
            let rows = f.workloads.iter().filter(|w| !w.on_schedule()).map(|w| row(f, w, &of));
            let rank = |row: &FoundationRow| {
                (row.cells.iter().flatten().count(), known::is_for_many(&f.name, &row.workload))
            };
            // Of equals the first.
            let most = rows.reduce(|a, b| if rank(&b) > rank(&a) { b } else { a })?;
            (rank(&most).0 > 1).then_some(most)
        })
        .collect();
    (!rows.is_empty()).then(|| Foundations { said: said(&rows), rows })
}

fn row(f: &Family, w: &Workload, of: &dyn Fn(&str, &str) -> Option<usize>) -> FoundationRow {
    let g = w.head();
    let ours: Vec<(usize, &Cell, &Measure)> = g
        .cells
        .iter()
        .filter(|c| c.kind == Kind::Ours)
        .filter_map(|c| Some((of(&f.name, &c.subject)?, c, c.measure.as_ref()?)))
        .filter(|(.., m)| can_be_held_against_others(m))
        .collect();
    let cells = std::array::from_fn(|foundation| {
        let (_, cell, measure) = ours.iter().find(|(on, ..)| *on == foundation)?; // cells are in order of time
        let (_, _, best) = ours.first()?;
        Some(FoundationCell {
            subject: cell.subject.clone(),
            tint: cell.tint,
            time_ns: measure.time_ns.median,
            hits: cell.cache.and_then(|view| view.hit_ratio).map(|hits| hits.median),
            ratio: measure.time_ns.median / best.time_ns.median,
            leads: leads(measure, best, g),
        })
    });
    FoundationRow {
        family: f.name.clone(),
        workload: w.name.clone(),
        id: w.id.clone(),
        threads: g.threads,
        oversubscribed: g.oversubscribed,
        cells,
    }
}

/// At the floor nothing can be told but that; apart stands what is no cache of the capacity asked for; and few launches rank nothing.
fn can_be_held_against_others(m: &Measure) -> bool {
    m.per_launch.len() >= RANKED_LAUNCHES && !matches!(m.standing, Standing::AtFloor | Standing::Apart)
}

fn leads(measure: &Measure, best: &Measure, g: &Group) -> bool {
    let noise = g.noise.map(|n| n.factor);
    std::ptr::eq(measure, best) || rank::difference(best, measure, noise) != Difference::Measured
}

/// Family by family, which foundation leads and how far behind the others are.
fn said(rows: &[FoundationRow]) -> Prose {
    let mut said = Prose::new();
    for row in rows {
        let cells = || row.cells.iter().zip(FOUNDATIONS).filter_map(|(c, name)| Some((c.as_ref()?, name)));
        let leading: Vec<_> = cells().filter(|(c, _)| c.leads).map(|(_, name)| name).collect();
        let behind: Vec<_> = cells().filter(|(c, _)| !c.leads).collect();
        said = said.name(&row.family).text(format!(": fastest over {}", leading.join(" and ")));
        for (i, (c, name)) in behind.iter().enumerate() {
            let words = match i {
                0 => format!("; over {name} it takes {} as long (", factor(c.ratio)),
                _ => format!(", over {name} {} (", factor(c.ratio)),
            };
            said = said.text(words).name(&c.subject).text(")");
        }
        said = said.text(". ");
    }
    said
}

impl FoundationRow {
    /// Where it was measured: `Inc, 2 threads`.
    pub(crate) fn place(&self) -> String {
        let threads = crate::numbers::count(self.threads.into(), "thread", "threads");
        let over = if self.oversubscribed { ", more than cores" } else { "" };
        format!("{}, {threads}{over}", self.workload)
    }
}

#[cfg(test)]
mod tests {
    use super::{FOUNDATIONS, foundation};

    #[test]
    fn the_catalogues_words_tell_what_a_structure_stands_on() {
        for (mechanism, on) in [
            ("one atomic, fetch_add", "atomics"),
            ("a queue of nodes, each waiting at its own", "atomics"),
            ("64 LRU caches, each behind std's mutex", "a mutex"),
            (
                "a hash map and a list behind std's readers-writer lock, which a hit takes to write",
                "a readers-writer lock",
            ),
            ("a thread with a mailbox, std's channel", "a channel"),
            ("an LRU cache in a thread of its own, asked through a channel", "a channel"),
        ] {
            assert_eq!(foundation(mechanism).map(|at| FOUNDATIONS[at]), Some(on), "{mechanism}");
        }
        assert_eq!(foundation("split the data, add the parts"), None);
    }
}
