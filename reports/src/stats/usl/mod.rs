//! The Universal Scalability Law (Gunther 1993): X(N) = λ N / (1 + σ (N - 1) + κ N (N - 1)).
//!
//! λ is what one thread would do alone, σ what threads lose by queueing for one another, κ what each pair of them loses by keeping
//! each other up to date. Fitted by least squares of the logarithms, so that a percent counts alike at any speed; λ is free, for the one-thread
//! point has an error like the others; σ and κ are not negative. It is refused rather than told where it would mean nothing.
//!
//! σ is no share of serial work: on one contended atomic it comes out near 2, for the first thread alone keeps the line to itself.

mod footing;
mod refusal;
mod shape;

use std::collections::BTreeSet;

use super::bootstrap::RESAMPLES;
use super::median::of_sorted;
use super::rng::SplitMix;
pub use footing::{Crossed, Footing, Rung, level};
pub use refusal::Refusal;
use shape::{COARSE_GAIN, Fit, Shape};

/// Three unknowns, and as many numbers of threads again to show that they fit.
pub const LEAST_COUNTS: usize = 6;
/// Of three launches, an interval over launches reaches from the least to the greatest, and misses the middle of all that might have been
/// one time in four; of five, one time in sixteen, which is about what it says.
pub const LEAST_LAUNCHES: usize = 5;
/// λ, σ and κ: so many points would fit without saying anything.
const UNKNOWNS: usize = 3;
/// Size of the logarithmic residuals beyond which the curve has another shape.
pub const MOST_RMS: f64 = 0.1;
/// A peak is told up to this many times the largest measured number of threads.
pub const NEAR_RANGE: f64 = 1.5;

/// Fixed, so that the same launches always give the same interval.
const SEED: u64 = 0x05CA_1AB1_1170;

/// A fitted value with its 95 % interval over launches.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fitted {
    /// Of the medians over launches.
    pub value: f64,
    /// 2.5th percentile over resampled launches.
    pub low: f64,
    /// 97.5th percentile over resampled launches.
    pub high: f64,
}

/// A curve that follows the law.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Law {
    /// Operations per second that one thread would do alone.
    pub lambda: Fitted,
    /// Loss by queueing.
    pub sigma: Fitted,
    /// Loss by keeping pairs up to date.
    pub kappa: Fitted,
    /// Threads at which throughput is largest, sqrt((1 - σ) / κ), where that lies within the measured range or near it. The upper
    /// end of its interval may be infinite.
    pub peak: Option<Fitted>,
    /// Root mean square of the logarithmic residuals, over the points that are more than unknowns.
    pub rms: f64,
    /// Smallest and largest number of threads.
    pub range: (u32, u32),
}

/// The law that the curve follows.
///
/// # Errors
/// With the reason why none is told.
pub fn usl(curve: &[Rung]) -> Result<Law, Refusal> {
    let mut rungs: Vec<Rung> = curve.iter().filter(|r| !r.per_launch.is_empty()).cloned().collect();
    rungs.sort_by_key(|r| r.threads);
    rungs.dedup_by_key(|r| r.threads);
    if rungs.len() < LEAST_COUNTS {
        return Err(Refusal::TooFewCounts(rungs.len()));
    }
    if let (_, Some(refusal)) = level(&rungs) {
        return Err(refusal);
    }
    let launches: Vec<u32> = rungs
        .iter()
        .flat_map(|r| r.per_launch.keys().copied())
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect();
    let fewest = rungs.iter().map(|r| r.per_launch.len()).min().unwrap_or(0);
    if fewest < LEAST_LAUNCHES {
        return Err(Refusal::TooFewLaunches(fewest));
    }
    let shape = Shape::of(&rungs, &launches);
    let fit = shape.best();
    let largest = rungs[rungs.len() - 1].threads;
    let (sigma, kappa) = fit.losses(largest);
    let rms = (fit.squares / (rungs.len() - UNKNOWNS) as f64).sqrt();
    if sigma > 1.0 {
        return Err(Refusal::Sigma(sigma));
    }
    // What is no number is no small one.
    if rms.is_nan() || rms > MOST_RMS {
        return Err(Refusal::Rms(rms));
    }
    let mut again = resampled(&rungs, &launches, &fit);
    let (lambda, sigma) = (fitted(fit.ln_lambda.exp(), &mut again.lambda), fitted(sigma, &mut again.sigma));
    if sigma.high > 1.0 {
        return Err(Refusal::SigmaUpTo(sigma.high));
    }
    let range = (rungs[0].threads, largest);
    let peak = peak(sigma.value, kappa);
    let is_near = peak >= f64::from(range.0) && peak <= f64::from(range.1) * NEAR_RANGE;
    Ok(Law {
        lambda,
        sigma,
        kappa: fitted(kappa, &mut again.kappa),
        peak: is_near.then(|| fitted(peak, &mut again.peak)),
        rms,
        range,
    })
}

/// Where throughput is largest. At one thread if a second one only costs; nowhere if nothing is lost to pairs.
fn peak(sigma: f64, kappa: f64) -> f64 {
    ((1.0 - sigma).max(0.0) / kappa).sqrt().max(1.0)
}

/// What resampled launches gave.
#[derive(Default)]
struct Resamples {
    lambda: Vec<f64>,
    sigma: Vec<f64>,
    kappa: Vec<f64>,
    peak: Vec<f64>,
}

/// Fits of resampled launches. A launch is drawn with all its numbers of threads, for they shared its weather.
fn resampled(rungs: &[Rung], launches: &[u32], fit: &Fit) -> Resamples {
    let largest = rungs[rungs.len() - 1].threads;
    let mut rng = SplitMix::new(SEED);
    let mut drawn = vec![0; launches.len()];
    let mut all = Resamples::default();
    for _ in 0..RESAMPLES {
        drawn.fill_with(|| launches[rng.below(launches.len())]);
        let shape = Shape::of(rungs, &drawn);
        if shape.points() < LEAST_COUNTS {
            continue;
        }
        let again = shape.descend(shape.fit(fit.losses), COARSE_GAIN);
        let (sigma, kappa) = again.losses(largest);
        all.lambda.push(again.ln_lambda.exp());
        all.sigma.push(sigma);
        all.kappa.push(kappa);
        all.peak.push(peak(sigma, kappa));
    }
    all
}

fn fitted(value: f64, resamples: &mut [f64]) -> Fitted {
    resamples.sort_unstable_by(f64::total_cmp);
    let end = |q| of_sorted(resamples, q).unwrap_or(value);
    Fitted { value, low: end(0.025).min(value), high: end(0.975).max(value) }
}
