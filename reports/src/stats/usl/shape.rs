//! The least squares: a curve, the losses that fit it, and the way downhill.

use super::Rung;
use crate::stats::median::median;

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
pub(super) const COARSE_GAIN: f64 = 1e-6;
/// and so is one that leaves no more than rounding does.
const NOTHING: f64 = 1e-19;

/// The curve as the solver sees it: with losses scaled to what they are at the largest number of threads, so that both are near 1 on any
/// machine; and without λ, which takes the mean away.
pub(super) struct Shape {
    /// (N - 1) / (most - 1).
    queueing: Vec<f64>,
    /// N (N - 1) / (most (most - 1)).
    pairs: Vec<f64>,
    /// ln X - ln N.
    ln_each: Vec<f64>,
}

/// Scaled losses and what they leave over.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fit {
    pub(super) losses: [f64; 2],
    pub(super) squares: f64,
    pub(super) ln_lambda: f64,
}

impl Fit {
    fn better(self, other: Self) -> Self {
        if other.squares < self.squares { other } else { self }
    }

    /// σ and κ.
    pub(super) fn losses(&self, largest: u32) -> (f64, f64) {
        let most = f64::from(largest);
        (self.losses[0] / (most - 1.0), self.losses[1] / (most * (most - 1.0)))
    }
}

impl Shape {
    /// Of the medians over these launches, of which some may be named twice. A point without any of them is left out.
    pub(super) fn of(rungs: &[Rung], launches: &[u32]) -> Self {
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

    /// How many points it has.
    pub(super) fn points(&self) -> usize {
        self.ln_each.len()
    }

    fn len(&self) -> f64 {
        self.points() as f64
    }

    /// Residuals of these losses with the best λ for them.
    fn residuals(&self, [u, v]: [f64; 2]) -> (Vec<f64>, f64) {
        let divisors = self.queueing.iter().zip(&self.pairs).map(|(a, b)| 1.0 + u * a + v * b);
        let mut left: Vec<f64> = self.ln_each.iter().zip(divisors).map(|(y, d)| y + d.ln()).collect();
        let ln_lambda = left.iter().sum::<f64>() / self.len();
        left.iter_mut().for_each(|r| *r -= ln_lambda);
        (left, ln_lambda)
    }

    pub(super) fn fit(&self, losses: [f64; 2]) -> Fit {
        let (left, ln_lambda) = self.residuals(losses);
        Fit { losses, squares: left.iter().map(|r| r * r).sum(), ln_lambda }
    }

    /// The lowest valley.
    pub(super) fn best(&self) -> Fit {
        let mut starts: Vec<Fit> = STARTS.iter().flat_map(|&u| STARTS.map(|v| self.fit([u, v]))).collect();
        starts.sort_unstable_by(|a, b| a.squares.total_cmp(&b.squares));
        let ends = starts[..FOLLOWED].iter().map(|start| self.descend(*start, LEAST_GAIN));
        ends.reduce(Fit::better).expect("some are followed")
    }

    /// Downhill from `at` by the steps of Levenberg and Marquardt, within the bounds; a loss that is 0 and would go below stays
    /// where it is for that step.
    pub(super) fn descend(&self, mut at: Fit, least_gain: f64) -> Fit {
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
