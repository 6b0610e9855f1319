//! Intervals by resampling launches.

use serde::Serialize;

use super::median::{median, of_sorted};
use super::rng::SplitMix;

/// Resamples behind each interval. A thousand places the 2.5th percentile within about half a percent of probability.
pub const RESAMPLES: usize = 1_000;

/// Fixed, so that the same launches always give the same interval.
const SEED: u64 = 0x00C0_4E7E_4D00;

/// A median with its 95 % interval.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Estimate {
    /// Median over launches.
    pub median: f64,
    /// Lower end, the 2.5th percentile of resampled medians.
    pub low: f64,
    /// Upper end, the 97.5th percentile of resampled medians.
    pub high: f64,
}

impl Estimate {
    /// Whether the two intervals share a point.
    pub fn overlaps(&self, other: &Self) -> bool {
        self.low <= other.high && other.low <= self.high
    }

    /// The estimate of `f(x)` for a monotonic `f`; a falling `f` swaps the ends.
    pub fn map(&self, f: impl Fn(f64) -> f64) -> Self {
        let (a, b) = (f(self.low), f(self.high));
        Self { median: f(self.median), low: a.min(b), high: a.max(b) }
    }
}

/// The median of launch medians with a percentile bootstrap interval; none without launches.
///
/// One launch gives an interval of no width: it says nothing about the next launch, and callers must say so.
pub fn estimate(launches: &[f64]) -> Option<Estimate> {
    estimate_of_blocks(&singly(launches))
}

/// The same of values that come in blocks: what a block has in common is resampled together.
pub fn estimate_of_blocks<B: AsRef<[f64]>>(blocks: &[B]) -> Option<Estimate> {
    let blocks: Vec<&[f64]> = blocks.iter().map(AsRef::as_ref).filter(|block| !block.is_empty()).collect();
    let middle = median(&blocks.concat())?;
    let mut medians = resampled_medians(&blocks, blocks.len());
    medians.sort_unstable_by(f64::total_cmp);
    let low = of_sorted(&medians, 0.025)?.min(middle);
    let high = of_sorted(&medians, 0.975)?.max(middle);
    Some(Estimate { median: middle, low, high })
}

/// Each a block of its own.
fn singly(values: &[f64]) -> Vec<&[f64]> {
    values.chunks(1).collect()
}

/// What a comparison of something with *itself* shows: the factor that the median over `launches` launches of an A/A ratio
/// exceeds, up or down, in 5 % of resamples. Takes the logarithms of the single A/A ratios; at least 1.
///
/// It is the noise of the very statistic that ranks subjects, so it shrinks as launches are added. None without a ratio.
pub fn noise_factor(ln_ratios: &[f64], launches: usize) -> Option<f64> {
    noise_of_blocks(&singly(ln_ratios), launches)
}

/// The same of ratios that come in blocks, and of so many blocks.
pub fn noise_of_blocks<B: AsRef<[f64]>>(ln_ratios: &[B], blocks: usize) -> Option<f64> {
    let medians = resampled_medians(ln_ratios, blocks.max(1));
    let mut sizes: Vec<f64> = medians.into_iter().map(f64::abs).collect();
    sizes.sort_unstable_by(f64::total_cmp);
    of_sorted(&sizes, 0.95).map(f64::exp)
}

fn resampled_medians<B: AsRef<[f64]>>(blocks: &[B], draws: usize) -> Vec<f64> {
    let blocks: Vec<&[f64]> = blocks.iter().map(AsRef::as_ref).filter(|block| !block.is_empty()).collect();
    if blocks.is_empty() {
        return Vec::new();
    }
    let mut rng = SplitMix::new(SEED);
    let mut sample = Vec::new();
    let mut medians = Vec::with_capacity(RESAMPLES);
    for _ in 0..RESAMPLES {
        sample.clear();
        (0..draws).for_each(|_| sample.extend_from_slice(blocks[rng.below(blocks.len())]));
        sample.sort_unstable_by(f64::total_cmp);
        medians.extend(of_sorted(&sample, 0.5));
    }
    medians
}
