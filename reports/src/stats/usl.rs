//! The Universal Scalability Law (Gunther 1993): X(N) = λ N / (1 + σ (N - 1) + κ N (N - 1)).
//!
//! λ is what one thread would do alone, σ what threads lose by queueing for one another, κ what each pair of them loses by keeping
//! each other up to date. Fitted by least squares of the logarithms, so that a percent counts alike at any speed; λ is free, for the one-thread
//! point has an error like the others; σ and κ are not negative. It is refused rather than told where it would mean nothing.
//!
//! σ is no share of serial work: on one contended atomic it comes out near 2, for the first thread alone keeps the line to itself.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::bootstrap::RESAMPLES;
use super::median::{median, of_sorted};
use super::rng::SplitMix;

/// Three unknowns, and as many numbers of threads again to show that they fit.
pub const LEAST_COUNTS: usize = 6;
/// With fewer launches an interval over launches means nothing.
pub const LEAST_LAUNCHES: usize = 3;
/// Root mean square of the logarithmic residuals beyond which the curve has another shape.
pub const MOST_RMS: f64 = 0.1;
/// A peak is told up to this many times the largest measured number of threads.
pub const NEAR_RANGE: f64 = 1.5;

/// Fixed, so that the same launches always give the same interval.
const SEED: u64 = 0x05CA_1AB1_1170;
/// Beyond this a loss, scaled to the largest number of threads, is as good as endless.
const MOST_LOSS: f64 = 1e6;
/// Starting points along each axis; the surface is smooth, and two neighbouring starts end in one valley.
const STARTS: [f64; 9] = [0.0, 0.01, 0.05, 0.2, 1.0, 4.0, 20.0, 100.0, 1000.0];
/// Of those so many are followed downhill, the lowest.
const FOLLOWED: usize = 4;
const MOST_STEPS: usize = 100;
/// A step that gains no more than this share of what is left is the last,
const LEAST_GAIN: f64 = 1e-11;
/// of which an interval needs less,
const COARSE_GAIN: f64 = 1e-6;
/// and so is one that leaves no more than rounding does.
const NOTHING: f64 = 1e-19;

/// What the threads of one point had under them. A curve whose points differ in it is no curve of one law.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Footing {
    /// Packages (sockets) on which they ran.
    pub packages: u32,
    /// Whether two of them ran on hardware threads of one core.
    pub shares_cores: bool,
    /// Whether some ran on cores that are smaller than others.
    pub small_cores: bool,
}

/// Throughput at one number of threads.
#[derive(Clone, Debug, PartialEq)]
pub struct Rung {
    /// Worker threads.
    pub threads: u32,
    /// Where they ran; none where that is not known.
    pub footing: Option<Footing>,
    /// Operations per second of each launch, all threads together; above 0.
    pub per_launch: BTreeMap<u32, f64>,
}

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
    pub lambda: f64,
    /// Loss by queueing.
    pub sigma: Fitted,
    /// Loss by keeping pairs up to date.
    pub kappa: Fitted,
    /// Threads at which throughput is largest, sqrt((1 - σ) / κ), where that lies within the measured range or near it. The upper
    /// end of its interval may be infinite.
    pub peak: Option<Fitted>,
    /// Root mean square of the logarithmic residuals.
    pub rms: f64,
    /// Smallest and largest number of threads.
    pub range: (u32, u32),
}

/// Why no law is told.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Refusal {
    /// Measured at so many numbers of threads.
    TooFewCounts(usize),
    /// Which cores the threads had is not known.
    UnknownFooting,
    /// From this number of threads on they have something else under them.
    Crosses {
        /// Threads.
        threads: u32,
        /// What is crossed.
        what: Crossed,
    },
    /// So many launches.
    TooFewLaunches(usize),
    /// The fitted σ is above 1.
    Sigma(f64),
    /// The residuals are larger than the law allows.
    Rms(f64),
}

/// What two points of a curve differ in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Crossed {
    /// Another number of sockets.
    Packages,
    /// Two threads share a core here, and none do there.
    SharedCores,
    /// Small cores beside large ones.
    SmallCores,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooFewCounts(n) => {
                write!(
                    f,
                    "{n} numbers of threads with a core each are fewer than the {LEAST_COUNTS} that it takes"
                )
            }
            Self::UnknownFooting => f.write_str("the records do not tell which cores the threads had"),
            Self::Crosses { threads, what } => {
                let what = match what {
                    Crossed::Packages => "threads are spread over another number of sockets",
                    Crossed::SharedCores => "threads share cores",
                    Crossed::SmallCores => "threads run on small cores too",
                };
                write!(f, "at {threads} threads the range crosses a level: {what}")
            }
            Self::TooFewLaunches(n) => {
                write!(f, "{n} launches are fewer than the {LEAST_LAUNCHES} that tell an interval")
            }
            Self::Sigma(sigma) => write!(f, "σ would be {sigma:.1}, and above 1 it has no meaning"),
            Self::Rms(rms) => write!(
                f,
                "the curve has another shape (residuals of {:.0} %, more than {:.0} %)",
                rms * 100.0,
                MOST_RMS * 100.0
            ),
        }
    }
}

/// The law that the curve follows.
///
/// # Errors
/// With the reason why none is told.
pub fn usl(curve: &[Rung]) -> Result<Law, Refusal> {
    let mut rungs: Vec<&Rung> = curve.iter().filter(|r| !r.per_launch.is_empty()).collect();
    rungs.sort_by_key(|r| r.threads);
    rungs.dedup_by_key(|r| r.threads);
    if rungs.len() < LEAST_COUNTS {
        return Err(Refusal::TooFewCounts(rungs.len()));
    }
    one_footing(&rungs)?;
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
    let rms = (fit.squares / rungs.len() as f64).sqrt();
    if sigma > 1.0 {
        return Err(Refusal::Sigma(sigma));
    }
    if rms > MOST_RMS {
        return Err(Refusal::Rms(rms));
    }
    let (mut sigmas, mut kappas, mut peaks) = resampled(&rungs, &launches, &fit);
    let range = (rungs[0].threads, largest);
    let peak = peak(sigma, kappa);
    let is_near = peak >= f64::from(range.0) && peak <= f64::from(range.1) * NEAR_RANGE;
    Ok(Law {
        lambda: fit.ln_lambda.exp(),
        sigma: fitted(sigma, &mut sigmas),
        kappa: fitted(kappa, &mut kappas),
        peak: is_near.then(|| fitted(peak, &mut peaks)),
        rms,
        range,
    })
}

/// Where throughput is largest. At one thread if a second one only costs; nowhere if nothing is lost to pairs.
fn peak(sigma: f64, kappa: f64) -> f64 {
    ((1.0 - sigma).max(0.0) / kappa).sqrt().max(1.0)
}

/// Whether all points have the same under them.
fn one_footing(rungs: &[&Rung]) -> Result<(), Refusal> {
    let first = rungs[0].footing.ok_or(Refusal::UnknownFooting)?;
    for rung in &rungs[1..] {
        let here = rung.footing.ok_or(Refusal::UnknownFooting)?;
        let what = if here.packages != first.packages {
            Crossed::Packages
        } else if here.shares_cores != first.shares_cores {
            Crossed::SharedCores
        } else if here.small_cores != first.small_cores {
            Crossed::SmallCores
        } else {
            continue;
        };
        return Err(Refusal::Crosses { threads: rung.threads, what });
    }
    Ok(())
}

/// The curve as the solver sees it: with losses scaled to what they are at the largest number of threads, so that both are near 1 on any
/// machine; and without λ, which takes the mean away.
struct Shape {
    /// (N - 1) / (most - 1).
    queueing: Vec<f64>,
    /// N (N - 1) / (most (most - 1)).
    pairs: Vec<f64>,
    /// ln X - ln N.
    ln_each: Vec<f64>,
}

/// Scaled losses and what they leave over.
#[derive(Clone, Copy, Debug)]
struct Fit {
    losses: [f64; 2],
    squares: f64,
    ln_lambda: f64,
}

impl Fit {
    fn better(self, other: Self) -> Self {
        if other.squares < self.squares { other } else { self }
    }

    /// σ and κ.
    fn losses(&self, largest: u32) -> (f64, f64) {
        let most = f64::from(largest);
        (self.losses[0] / (most - 1.0), self.losses[1] / (most * (most - 1.0)))
    }
}

impl Shape {
    /// Of the medians over these launches, of which some may be named twice. A point without any of them is left out.
    fn of(rungs: &[&Rung], launches: &[u32]) -> Self {
        let most = f64::from(rungs[rungs.len() - 1].threads);
        let mut shape = Self { queueing: Vec::new(), pairs: Vec::new(), ln_each: Vec::new() };
        for rung in rungs {
            let drawn: Vec<f64> = launches.iter().filter_map(|l| rung.per_launch.get(l).copied()).collect();
            let Some(throughput) = median(&drawn) else { continue };
            let n = f64::from(rung.threads);
            shape.queueing.push((n - 1.0) / (most - 1.0));
            shape.pairs.push(n * (n - 1.0) / (most * (most - 1.0)));
            shape.ln_each.push((throughput / n).ln());
        }
        shape
    }

    fn len(&self) -> f64 {
        self.ln_each.len() as f64
    }

    /// Residuals of these losses with the best λ for them.
    fn residuals(&self, [u, v]: [f64; 2]) -> (Vec<f64>, f64) {
        let divisors = self.queueing.iter().zip(&self.pairs).map(|(a, b)| 1.0 + u * a + v * b);
        let mut left: Vec<f64> = self.ln_each.iter().zip(divisors).map(|(y, d)| y + d.ln()).collect();
        let ln_lambda = left.iter().sum::<f64>() / self.len();
        left.iter_mut().for_each(|r| *r -= ln_lambda);
        (left, ln_lambda)
    }

    fn fit(&self, losses: [f64; 2]) -> Fit {
        let (left, ln_lambda) = self.residuals(losses);
        Fit { losses, squares: left.iter().map(|r| r * r).sum(), ln_lambda }
    }

    /// The lowest valley.
    fn best(&self) -> Fit {
        let mut starts: Vec<Fit> = STARTS.iter().flat_map(|&u| STARTS.map(|v| self.fit([u, v]))).collect();
        starts.sort_unstable_by(|a, b| a.squares.total_cmp(&b.squares));
        let ends = starts[..FOLLOWED].iter().map(|start| self.descend(*start, LEAST_GAIN));
        ends.reduce(Fit::better).expect("some are followed")
    }

    /// Downhill from `at` by the steps of Levenberg and Marquardt, within the bounds; a loss that is 0 and would go below stays
    /// where it is for that step.
    fn descend(&self, mut at: Fit, least_gain: f64) -> Fit {
        let mut damping = 1e-3;
        for _ in 0..MOST_STEPS {
            let (normal, gradient) = self.normal(at.losses);
            let step = bounded_step(normal, gradient, at.losses, damping);
            let next = self.fit([0, 1].map(|k| (at.losses[k] + step[k]).clamp(0.0, MOST_LOSS)));
            let gain = at.squares - next.squares;
            if gain > 0.0 {
                let done = gain <= least_gain * at.squares || next.squares <= NOTHING;
                at = next;
                damping = (damping * 0.2).max(1e-12);
                if done {
                    break;
                }
            } else {
                damping *= 8.0;
                if damping > 1e12 {
                    break;
                }
            }
        }
        at
    }

    /// JᵀJ (its three different elements) and Jᵀr.
    fn normal(&self, losses: [f64; 2]) -> ([f64; 3], [f64; 2]) {
        let [u, v] = losses;
        let (left, _) = self.residuals(losses);
        let slopes: Vec<[f64; 2]> = self
            .queueing
            .iter()
            .zip(&self.pairs)
            .map(|(a, b)| {
                let divisor = 1.0 + u * a + v * b;
                [a / divisor, b / divisor]
            })
            .collect();
        // λ follows each step, and takes the mean slope with it.
        let mean = [0, 1].map(|k| slopes.iter().map(|s| s[k]).sum::<f64>() / self.len());
        let (mut normal, mut gradient) = ([0.0; 3], [0.0; 2]);
        for (slope, r) in slopes.iter().zip(left) {
            let [a, b] = [slope[0] - mean[0], slope[1] - mean[1]];
            normal = [normal[0] + a * a, normal[1] + a * b, normal[2] + b * b];
            gradient = [gradient[0] + a * r, gradient[1] + b * r];
        }
        (normal, gradient)
    }
}

/// The damped step of the losses that are free to move.
fn bounded_step([aa, ab, bb]: [f64; 3], [ga, gb]: [f64; 2], at: [f64; 2], damping: f64) -> [f64; 2] {
    let (aa, bb) = (aa * (1.0 + damping) + f64::MIN_POSITIVE, bb * (1.0 + damping) + f64::MIN_POSITIVE);
    let alone = |g: f64, h: f64| -g / h;
    let is_stuck = |k: usize, step: f64| at[k] == 0.0 && step < 0.0;
    match (is_stuck(0, -ga), is_stuck(1, -gb)) {
        (true, true) => [0.0; 2],
        (true, false) => [0.0, alone(gb, bb)],
        (false, true) => [alone(ga, aa), 0.0],
        (false, false) => {
            let determinant = aa * bb - ab * ab;
            let both = [(ab * gb - bb * ga) / determinant, (ab * ga - aa * gb) / determinant];
            // Together they may want to push one below its bound that alone would rise.
            match (is_stuck(0, both[0]), is_stuck(1, both[1])) {
                (true, _) => [0.0, alone(gb, bb)],
                (_, true) => [alone(ga, aa), 0.0],
                _ => both,
            }
        }
    }
}

/// σ, κ and peak of resampled launches. A launch is drawn with all its numbers of threads, for they shared its weather.
fn resampled(rungs: &[&Rung], launches: &[u32], fit: &Fit) -> (Vec<f64>, Vec<f64>, Vec<f64>) {
    let largest = rungs[rungs.len() - 1].threads;
    let mut rng = SplitMix::new(SEED);
    let mut drawn = vec![0; launches.len()];
    let (mut sigmas, mut kappas, mut peaks) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..RESAMPLES {
        drawn.fill_with(|| launches[rng.below(launches.len())]);
        let shape = Shape::of(rungs, &drawn);
        if shape.ln_each.len() < LEAST_COUNTS {
            continue;
        }
        let again = shape.descend(shape.fit(fit.losses), COARSE_GAIN);
        let (sigma, kappa) = again.losses(largest);
        sigmas.push(sigma);
        kappas.push(kappa);
        peaks.push(peak(sigma, kappa));
    }
    (sigmas, kappas, peaks)
}

fn fitted(value: f64, resamples: &mut [f64]) -> Fitted {
    resamples.sort_unstable_by(f64::total_cmp);
    let end = |q| of_sorted(resamples, q).unwrap_or(value);
    Fitted { value, low: end(0.025).min(value), high: end(0.975).max(value) }
}
