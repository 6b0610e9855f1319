//! The rows of one stage, as they come: what the verdict needs of them, and no more.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{Place, Why};
use crate::analysis::{crowds_itself, known, usable};
use crate::comparison::sameness::{more_hits, other_setting};
use crate::record::{Kind, Placement, Purpose, Record};
use crate::stats;

/// Processes of a block: two of each build. The launch of number `n` belongs to block `n / BLOCK`.
pub const BLOCK: u32 = 4;

/// Which build a row comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Side {
    /// The old one.
    Old,
    /// The new one.
    New,
}

/// The rows of one stage.
#[derive(Clone, Debug, Default)]
pub struct Stage {
    pub(super) cells: BTreeMap<Place, Cell>,
}

impl Stage {
    /// Takes a row. Spans of fairness and replays give no throughput and are left aside.
    pub fn add(&mut self, side: Side, row: &Record) {
        if row.purpose != Purpose::Throughput || row.twin {
            return;
        }
        let place = Place {
            family: row.family.clone(),
            workload: row.workload.clone(),
            threads: row.threads,
            subject: row.subject.clone(),
        };
        self.cells.entry(place).or_insert_with(|| Cell::of(row)).add(side, row);
    }

    /// A process of this build died in, or hung in, this cell.
    pub fn fail(&mut self, side: Side, place: Place, failure: String) {
        let cell = self.cells.entry(place).or_insert_with(|| Cell::new(Kind::Ours, false));
        cell.wrong(side, failure);
    }
}

/// One cell's windows.
#[derive(Clone, Debug)]
pub(super) struct Cell {
    pub(super) kind: Kind,
    pub(super) oversubscribed: bool,
    /// Nanoseconds per operation of each launch's usable windows, by their core distance.
    launches: BTreeMap<(u32, Side), BTreeMap<Placement, Vec<f64>>>,
    windows: u64,
    flags: BTreeMap<String, u64>,
    obstacle: Option<Why>,
    settings: BTreeMap<Side, BTreeMap<String, Value>>,
    /// Hit ratios of a cache's windows, clean or not: hits are counted.
    hits: BTreeMap<(Side, u32), Vec<f64>>,
}

impl Cell {
    fn of(row: &Record) -> Self {
        let oversubscribed =
            if row.host.cores > 0 { row.threads > row.host.cores } else { crowds_itself(row) };
        Self::new(row.kind, oversubscribed)
    }

    fn new(kind: Kind, oversubscribed: bool) -> Self {
        Self {
            kind,
            oversubscribed,
            launches: BTreeMap::new(),
            windows: 0,
            flags: BTreeMap::new(),
            obstacle: None,
            settings: BTreeMap::new(),
            hits: BTreeMap::new(),
        }
    }

    fn wrong(&mut self, side: Side, failure: String) {
        let side = if side == Side::Old { "old" } else { "new" };
        self.obstacle.get_or_insert(Why::WrongAnswer { side, failure });
    }

    fn add(&mut self, side: Side, row: &Record) {
        self.windows += 1;
        row.flags.iter().for_each(|flag| *self.flags.entry(flag.clone()).or_default() += 1);
        if !row.verified {
            self.wrong(side, row.failure.clone().unwrap_or_default());
        } else if row.latency.is_some_and(|latency| latency.rate_per_thread > 0.0) {
            self.obstacle.get_or_insert(Why::OnSchedule);
        }
        self.settings.entry(side).or_insert_with(|| known::settings(&[row]));
        if let Some(hits) = row.hit_ratio.filter(|_| row.verified) {
            self.hits.entry((side, row.launch)).or_default().push(hits);
        }
        if let Some(throughput) = row.throughput().filter(|_| usable(row, self.oversubscribed)) {
            // A subject that crowds its workers off their cores has no distance of its own.
            let class = if crowds_itself(row) { Placement::Unknown } else { row.placement };
            let launch = self.launches.entry((row.launch, side)).or_default();
            launch.entry(class).or_default().push(1e9 / throughput);
        }
    }

    pub(super) fn obstacle(&self) -> Option<Why> {
        let both = self.settings.get(&Side::Old).zip(self.settings.get(&Side::New));
        self.obstacle.clone().or_else(|| both.and_then(|(old, new)| other_setting(old, new)))
    }

    /// How much more often the new build's cache hits.
    pub(super) fn more_hits(&self) -> Option<f64> {
        let of = |side| {
            let launches = self.hits.iter().filter(|((of, _), _)| *of == side);
            stats::estimate(&launches.filter_map(|(_, hits)| stats::median(hits)).collect::<Vec<_>>())
        };
        more_hits(of(Side::Old), of(Side::New))
    }

    /// Why nothing can be said: what became of the windows.
    pub(super) fn not_measurable(&self) -> Why {
        let mut flags: Vec<(String, f64)> = self
            .flags
            .iter()
            .map(|(flag, n)| (flag.clone(), *n as f64 / self.windows.max(1) as f64))
            .collect();
        flags.sort_by(|a, b| b.1.total_cmp(&a.1));
        let pairs = self.blocks().iter().flat_map(Block::pairs).count();
        Why::NotMeasurable { pairs, flags }
    }

    /// Blocks in order, by windows of the one core distance that most usable windows ran at, the same for both builds.
    pub(super) fn blocks(&self) -> Vec<Block> {
        let mut counts: BTreeMap<Placement, usize> = BTreeMap::new();
        for (class, times) in self.launches.values().flatten() {
            *counts.entry(*class).or_default() += times.len();
        }
        let Some((class, _)) = counts.into_iter().rev().max_by_key(|(_, n)| *n) else { return Vec::new() };
        let mut blocks: BTreeMap<u32, Block> = BTreeMap::new();
        for ((launch, side), classes) in &self.launches {
            let Some(time) = classes.get(&class).and_then(|times| stats::median(times)) else { continue };
            let block = blocks.entry(launch / BLOCK).or_default();
            block.0[(launch % BLOCK) as usize] = Some((*side, time.ln()));
        }
        blocks.into_values().collect()
    }
}

/// Four launches in their order, as old, new, new, old or the reverse: which build, and the logarithm of its median time. None where a
/// launch had no usable window.
#[derive(Clone, Debug, Default)]
pub(super) struct Block([Option<(Side, f64)>; BLOCK as usize]);

impl Block {
    /// Of the neighbours in each half: logarithm of new over old. The two halves have the builds in opposite orders, so what drifts
    /// through a block says the reverse in each.
    pub(super) fn pairs(&self) -> impl Iterator<Item = f64> + '_ {
        [(0, 1), (2, 3)].into_iter().filter_map(|(a, b)| match (self.0[a]?, self.0[b]?) {
            ((Side::Old, old), (Side::New, new)) | ((Side::New, new), (Side::Old, old)) => Some(new - old),
            _ => None,
        })
    }

    /// Each build against itself, the outer two launches and the inner two: zero for any builds, with the spread of a pair and all
    /// of the drift.
    pub(super) fn nulls(&self) -> impl Iterator<Item = f64> + '_ {
        [(0, 3), (1, 2)].into_iter().filter_map(|(a, b)| match (self.0[a]?, self.0[b]?) {
            ((side, first), (other, second)) if side == other => Some(second - first),
            _ => None,
        })
    }

    /// Of each launch of this build.
    pub(super) fn of(&self, side: Side) -> impl Iterator<Item = f64> + '_ {
        self.0.iter().flatten().filter(move |(of, _)| *of == side).map(|(_, time)| *time)
    }
}
