//! Do pairs differ to one side? The signed ranks of Wilcoxon (1945), judged by the coins that dealt the signs (Fisher, 1935).

/// Result of the test.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SignedRank {
    /// Ranks of the positive differences less those of the negative ones: above 0 where the positive ones weigh more.
    pub sum: f64,
    /// Two-sided probability of a sum as far from 0 as this, were each block's signs as likely all reversed.
    pub p: f64,
}

/// Asks whether differences lie around zero. They come in blocks: one coin gave all signs of a block, so that they may be reversed
/// together, and not one by one. Blocks of one difference each make it Wilcoxon's test.
///
/// Differences of all blocks are ranked together by their size. Those that are zero say nothing and are left out; equal sizes share
/// their mean rank. None where nothing is left. The ways that the coins can fall are all counted, for the very ranks at hand: a block
/// in which both sides weigh the same has no say. Seven blocks cannot reach `p` = 0.01, however large the differences; eight reach 0.008.
pub fn signed_rank(blocks: &[Vec<f64>]) -> Option<SignedRank> {
    let mut sizes: Vec<f64> = blocks.iter().flatten().filter(|d| **d != 0.0).map(|d| d.abs()).collect();
    if sizes.is_empty() {
        return None;
    }
    sizes.sort_unstable_by(f64::total_cmp);
    let net = |block: &Vec<f64>| block.iter().map(|d| signed(*d, &sizes)).sum::<i64>();
    let nets: Vec<i64> = blocks.iter().map(net).collect();
    let sum: i64 = nets.iter().sum();
    let weights: Vec<usize> = nets.iter().map(|net| net.unsigned_abs() as usize).collect();
    Some(SignedRank { sum: sum as f64 / 2.0, p: counted(&weights, sum.unsigned_abs() as usize) })
}

/// Twice the rank of a difference, with its sign: the mean rank of equal sizes may be a half.
fn signed(difference: f64, sorted: &[f64]) -> i64 {
    let below = sorted.partition_point(|size| *size < difference.abs());
    let up_to = sorted.partition_point(|size| *size <= difference.abs());
    let doubled = (below + up_to + 1) as i64;
    if difference == 0.0 {
        0
    } else if difference > 0.0 {
        doubled
    } else {
        -doubled
    }
}

/// The share of all ways to give each weight a sign whose sum is as far from zero as this.
fn counted(weights: &[usize], far: usize) -> f64 {
    let all: usize = weights.iter().sum();
    // share[s]: share of the ways, of the weights treated so far, whose positive ones sum up to s.
    let mut share = vec![0.0_f64; all + 1];
    share[0] = 1.0;
    let mut most = 0;
    for &weight in weights {
        most += weight;
        for s in (0..=most).rev() {
            let with = if s >= weight { share[s - weight] } else { 0.0 };
            share[s] = (share[s] + with) / 2.0;
        }
    }
    // Positive ones of s leave all - s of the others, and a sum of 2 s - all.
    let out = (all - far) / 2;
    (2.0 * share[..=out].iter().sum::<f64>()).min(1.0)
}
