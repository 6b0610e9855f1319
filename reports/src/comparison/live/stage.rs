//! The rows of one stage, as they come: what the verdict needs of them, and no more.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::class::{Class, Part, Speed, Turns, Where};
use super::{Place, Why};
use crate::analysis::{crowds_itself, known, usable};
use crate::comparison::sameness::{more_hits, other_setting};
use crate::record::{Kind, Placement, Purpose, Record};
use crate::stats;

/// Processes of a block: four of each build. The launch of number `n` belongs to block `n / BLOCK`.
pub const BLOCK: u32 = 8;

/// Two builds of a block in their order, or in the reverse: 0 is the one that begins. The second half is the first with the builds
/// exchanged, and so is each quarter's and each neighbour's (the sequence of Thue and Morse): a drift cancels out, and a bend too.
pub const ORDER: [u32; BLOCK as usize] = [0, 1, 1, 0, 1, 0, 0, 1];

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
    /// This cell is to be measured: it is told of even if no row ever comes.
    pub fn expect(&mut self, place: Place, kind: Kind) {
        self.cells.entry(place).or_insert_with(|| Cell::new(kind));
    }

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
        self.cells.entry(place).or_insert_with(|| Cell::new(row.kind)).add(side, row);
    }

    /// A process of this build died in, or hung in, a cell that was expected.
    pub fn fail(&mut self, side: Side, place: &Place, failure: String) {
        self.cells.get_mut(place).into_iter().for_each(|cell| cell.wrong(side, failure.clone()));
    }
}

/// Nanoseconds per operation of a usable window, where its workers ran, and how fast their cores were.
type Usable = (Where, Turns, f64);

/// Builds whose launches stood in one way by so much a share more often in the one than in the other are not compared, for placement is
/// then part of what was changed,
const OTHER_SHARE: f64 = 0.2;
/// if that is nothing that equal builds would show more often than this. Seven blocks can reach it.
const PLACEMENT_P: f64 = 0.02;
/// Where too few pairs have a class in common, so much is a reason for that by itself.
const ANOTHER_SHARE: f64 = 0.5;

/// One cell's windows.
#[derive(Clone, Debug)]
pub(super) struct Cell {
    pub(super) kind: Kind,
    pub(super) oversubscribed: bool,
    /// Each launch's usable windows.
    launches: BTreeMap<(u32, Side), Vec<Usable>>,
    windows: u64,
    flags: BTreeMap<String, u64>,
    on_schedule: bool,
    wrong: BTreeMap<Side, String>,
    settings: BTreeMap<Side, BTreeMap<String, Value>>,
    /// Hit ratios of a cache's windows, clean or not: hits are counted.
    hits: BTreeMap<(Side, u32), Vec<f64>>,
}

impl Cell {
    fn new(kind: Kind) -> Self {
        Self {
            kind,
            oversubscribed: false,
            launches: BTreeMap::new(),
            windows: 0,
            flags: BTreeMap::new(),
            on_schedule: false,
            wrong: BTreeMap::new(),
            settings: BTreeMap::new(),
            hits: BTreeMap::new(),
        }
    }

    fn wrong(&mut self, side: Side, failure: String) {
        self.wrong.entry(side).or_insert(failure);
    }

    fn add(&mut self, side: Side, row: &Record) {
        if self.windows == 0 {
            self.kind = row.kind;
            self.oversubscribed =
                if row.host.cores > 0 { row.threads > row.host.cores } else { crowds_itself(row) };
        }
        self.windows += 1;
        row.flags.iter().for_each(|flag| *self.flags.entry(flag.clone()).or_default() += 1);
        if !row.verified {
            self.wrong(side, row.failure.clone().unwrap_or_default());
        } else if row.latency.is_some_and(|latency| latency.rate_per_thread > 0.0) {
            self.on_schedule = true;
        }
        self.settings.entry(side).or_insert_with(|| known::settings(&[row]));
        if let Some(hits) = row.hit_ratio.filter(|_| row.verified) {
            self.hits.entry((side, row.launch)).or_default().push(hits);
        }
        if let Some(throughput) = row.throughput().filter(|_| usable(row, self.oversubscribed)) {
            let distance = if crowds_itself(row) { Placement::Unknown } else { row.placement };
            let place = (distance, !known::is_pinned(row));
            // Its own threads may still run while the turns are timed.
            let turns = row.turn_ns.zip(row.turn_least_ns).filter(|_| !crowds_itself(row));
            self.launches.entry((row.launch, side)).or_default().push((place, turns, 1e9 / throughput));
        }
    }

    /// What stands in the way of any comparison, whatever the times.
    pub(super) fn obstacle(&self) -> Option<Why> {
        let settings = || {
            let (old, new) = (self.settings.get(&Side::Old)?, self.settings.get(&Side::New)?);
            other_setting(old, new)
        };
        self.wrong_answer().or(self.on_schedule.then_some(Why::OnSchedule)).or_else(settings)
    }

    fn wrong_answer(&self) -> Option<Why> {
        let (side, failure) = match (self.wrong.get(&Side::Old), self.wrong.get(&Side::New)) {
            (Some(failure), None) => ("old", failure),
            (None, Some(failure)) => ("new", failure),
            (old, new) => ("old, like the new", old.or(new)?),
        };
        Some(Why::WrongAnswer { side, failure: failure.clone() })
    }

    /// The place or speed in which the shares of both builds' windows differ most, if by more than chance shows; or, of builds without a
    /// pair that could be compared, by so much that it is no wonder.
    pub(super) fn stood_otherwise(&self, blocks: &[Block], is_paired: bool) -> Option<Why> {
        let launches = || blocks.iter().flat_map(|block| block.0.iter().flatten());
        let parts: BTreeSet<Part> =
            launches().flat_map(|l| l.classes.keys()).flat_map(Class::parts).collect();
        let mean =
            |shares: Vec<f64>| Some(shares.iter().sum::<f64>() / shares.len() as f64).filter(|m| !m.is_nan());
        let apart = |part: Part| {
            let share = |block: &Block, side| mean(block.of(side).map(|l| l.share(part)).collect());
            let all = |side| mean(launches().filter(|l| l.side == side).map(|l| l.share(part)).collect());
            let (old, new) = (all(Side::Old)?, all(Side::New)?);
            let by_block = |block| Some(vec![share(block, Side::New)? - share(block, Side::Old)?]);
            let by_block: Vec<Vec<f64>> = blocks.iter().filter_map(by_block).collect();
            let by_chance = stats::signed_rank(&by_block).is_none_or(|test| test.p >= PLACEMENT_P);
            let more = (new - old).abs();
            let is_other = if is_paired { more > OTHER_SHARE && !by_chance } else { more > ANOTHER_SHARE };
            let why = match part {
                Part::Place((distance, unpinned)) => Why::OtherShares { distance, unpinned, old, new },
                Part::Speed(speed) => Why::OtherSpeed { slowed: speed.words(), old, new },
            };
            is_other.then_some((more, why))
        };
        parts.into_iter().filter_map(apart).max_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, why)| why)
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
    pub(super) fn not_measurable(&self, pairs: usize) -> Why {
        let mut flags: Vec<(String, f64)> = self
            .flags
            .iter()
            .map(|(flag, n)| (flag.clone(), *n as f64 / self.windows.max(1) as f64))
            .collect();
        flags.sort_by(|a, b| b.1.total_cmp(&a.1));
        Why::NotMeasurable { pairs, flags }
    }

    /// The shortest turn of a core in any usable window. None where some window does not tell, as those of older builds: all are of
    /// one speed then, for both builds.
    fn fastest_turn_ns(&self) -> Option<f64> {
        let turns: Option<Vec<f64>> =
            self.launches.values().flatten().map(|(_, turns, _)| turns.map(|(_, least)| least)).collect();
        turns?.into_iter().reduce(f64::min)
    }

    /// Blocks in order.
    pub(super) fn blocks(&self) -> Vec<Block> {
        let fastest_turn_ns = self.fastest_turn_ns();
        let mut blocks: BTreeMap<u32, Block> = BTreeMap::new();
        for ((launch, side), windows) in &self.launches {
            let mut classes: BTreeMap<Class, Vec<f64>> = BTreeMap::new();
            for (place, turns, ns) in windows {
                let class = Class { place: *place, speed: Speed::of(*turns, fastest_turn_ns) };
                classes.entry(class).or_default().push(*ns);
            }
            let told = |(class, times): (&Class, &Vec<f64>)| {
                Some((*class, (times.len(), stats::median(times)?.ln())))
            };
            let classes = classes.iter().filter_map(told).collect();
            let block = blocks.entry(launch / BLOCK).or_default();
            block.0[(launch % BLOCK) as usize] = Some(Launched { side: *side, classes });
        }
        blocks.into_values().collect()
    }
}

/// A launch: of each class, how many usable windows it had and the logarithm of their median time.
#[derive(Clone, Debug)]
pub(super) struct Launched {
    side: Side,
    classes: BTreeMap<Class, (usize, f64)>,
}

impl Launched {
    /// The times of both in the class in which they have most windows, as the one of them with fewer counts. None without a class in
    /// common: times at different distances, or on cores of different speed, say nothing about each other.
    fn beside(&self, other: &Launched) -> Option<(f64, f64)> {
        let common = self.classes.iter().filter_map(|(class, (n, time))| {
            let (m, its) = other.classes.get(class)?;
            Some((n.min(m), (*time, *its)))
        });
        common.max_by_key(|(windows, _)| *windows).map(|(_, times)| times)
    }

    /// The share of its usable windows whose workers stood so.
    fn share(&self, part: Part) -> f64 {
        let all: usize = self.classes.values().map(|(n, _)| n).sum();
        let here: usize =
            self.classes.iter().filter(|(class, _)| class.parts().contains(&part)).map(|(_, (n, _))| n).sum();
        here as f64 / all as f64
    }
}

/// Eight launches in their order ([`ORDER`]). None where a launch had no usable window.
#[derive(Clone, Debug, Default)]
pub(super) struct Block([Option<Launched>; BLOCK as usize]);

impl Block {
    /// Neighbours: logarithms of the old build's time and of the new one's. Half of them have the builds in one order and half in the
    /// other, so what drifts or bends says the reverse in each.
    pub(super) fn pairs(&self) -> Vec<(f64, f64)> {
        let pair = |two: &[Option<Launched>]| {
            let (first, second) = (two[0].as_ref()?, two[1].as_ref()?);
            match (first.side, second.side) {
                (Side::Old, Side::New) => first.beside(second),
                (Side::New, Side::Old) => second.beside(first),
                _ => None,
            }
        };
        self.0.chunks(2).filter_map(pair).collect()
    }

    /// Each build against itself, the outer two launches and the inner two of each half: zero for any builds, with the spread of a pair
    /// and all of the drift.
    pub(super) fn nulls(&self) -> Vec<f64> {
        let null = |half: &[Option<Launched>], a: usize, b: usize| {
            let (first, second) = (half[a].as_ref()?, half[b].as_ref()?);
            let (was, is) = first.beside(second).filter(|_| first.side == second.side)?;
            Some(is - was)
        };
        self.0.chunks(4).flat_map(|half| [null(half, 0, 3), null(half, 1, 2)]).flatten().collect()
    }

    /// Launches of this build.
    fn of(&self, side: Side) -> impl Iterator<Item = &Launched> {
        self.0.iter().flatten().filter(move |launch| launch.side == side)
    }
}
