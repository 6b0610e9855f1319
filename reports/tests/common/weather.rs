//! A machine made of numbers from a seed, on which two builds run in turns.

use super::{Truth, record};
use reports::comparison::Verdict;
use reports::comparison::live::{BLOCK, Live, ORDER, Side, Stage, conclude, suspects};
use reports::stats::SplitMix;
use reports::{Kind, Record};

/// A machine, by what it does to a launch.
#[derive(Clone, Copy)]
pub(crate) struct Weather {
    /// Spread of a launch's median, as a share of it.
    pub(crate) launch: f64,
    /// Spread of a single window.
    pub(crate) window: f64,
    /// Drift from one launch to the next.
    pub(crate) drift: f64,
    /// What the inner two launches of each four take more than the outer two.
    pub(crate) bend: f64,
    /// Launches of a hundred that come out a third slower for no reason of the build.
    pub(crate) outliers: usize,
    /// Windows of a hundred that were pushed off a core.
    pub(crate) spoilt: usize,
}

pub(crate) const IDLE: Weather =
    Weather { launch: 0.01, window: 0.01, drift: 0.0, bend: 0.0, outliers: 0, spoilt: 2 };
/// As with a busy neighbour on one of two cores: of four windows three are not clean.
pub(crate) const HOG: Weather =
    Weather { launch: 0.06, window: 0.05, drift: 0.002, bend: 0.0, outliers: 5, spoilt: 75 };

/// A number of mean 0 and about this spread: the sum of a few even ones.
pub(crate) fn spread(rng: &mut SplitMix, by: f64) -> f64 {
    let sum: f64 = (0..6).map(|_| rng.below(10_001) as f64 / 10_000.0 - 0.5).sum();
    sum / 0.5_f64.sqrt() * by
}

/// Rows of a stage whose blocks begin with this one; the new build takes so many times as long.
pub(crate) fn stage(first_block: u32, blocks: u32, weather: Weather, slower: f64, seed: u64) -> Stage {
    let mut stage = Stage::default();
    for (side, row) in rows(first_block, blocks, weather, slower, seed) {
        stage.add(side, &row);
    }
    stage
}

pub(crate) fn rows(
    first_block: u32,
    blocks: u32,
    weather: Weather,
    slower: f64,
    seed: u64,
) -> Vec<(Side, Record)> {
    let mut rng = SplitMix::new(seed);
    let mut rows = Vec::new();
    for block in first_block..first_block + blocks {
        let first = rng.below(2) as u32;
        for (turn, second) in ORDER.into_iter().enumerate() {
            let side = if first == second { Side::Old } else { Side::New };
            let launch = block * BLOCK + turn as u32;
            let build = if side == Side::New { slower } else { 1.0 };
            let outlier = if rng.below(100) < weather.outliers { 1.33 } else { 1.0 };
            let bend = if matches!(turn % 4, 1 | 2) { weather.bend } else { 0.0 };
            let drift = (weather.drift * f64::from(launch) + bend).exp();
            let of_launch = build * outlier * drift * spread(&mut rng, weather.launch).exp();
            for window in 0..10 {
                let ns = 100.0 * of_launch * spread(&mut rng, weather.window).exp();
                let truth = Truth { name: "spin", kind: Kind::Ours, ns: [ns; 3] };
                let mut row = record("planted", truth, "spin", 1, launch, window);
                row.ops = Some((row.elapsed_ns as f64 / ns) as u64);
                if rng.below(100) < weather.spoilt {
                    row.flags.push("descheduled".into());
                }
                rows.push((side, row));
            }
        }
    }
    rows
}

/// Blocks of the stages that `contend compare --bin` makes when it is given the time.
pub(crate) const FIRST: u32 = 7;
pub(crate) const SECOND: u32 = 18;

/// Both stages, as `contend compare --bin` makes them.
pub(crate) fn compared(weather: Weather, slower: f64, seed: u64) -> Live {
    let first = stage(0, FIRST, weather, slower, seed);
    let second = match suspects(&first).is_empty() {
        true => Stage::default(),
        false => stage(FIRST, SECOND, weather, slower, !seed),
    };
    conclude(&first, &second)
}

pub(crate) fn verdicts(weather: Weather, slower: f64, seeds: std::ops::Range<u64>) -> Vec<Verdict> {
    seeds.map(|seed| compared(weather, slower, seed).changes[0].verdict).collect()
}

pub(crate) fn count(verdicts: &[Verdict], wanted: Verdict) -> usize {
    verdicts.iter().filter(|verdict| **verdict == wanted).count()
}
