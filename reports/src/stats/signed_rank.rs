//! Do pairs differ to one side? The signed-rank test of Wilcoxon (1945).

use super::normal::upper_tail;

/// Up to this many differences the exact distribution is counted; beyond, the normal one is close enough.
const EXACT_UP_TO: usize = 100;

/// Result of the test.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SignedRank {
    /// Sum of the ranks of the positive differences.
    pub w: f64,
    /// Two-sided probability of a sum as far out as this, were each sign as likely as the other.
    pub p: f64,
    /// Whether `p` was counted exactly or approximated.
    pub exact: bool,
}

/// Asks whether differences lie around zero. Those that are zero say nothing and are left out; equal sizes share their mean rank. None
/// where nothing is left.
///
/// Up to 100 differences the distribution is counted for the very ranks at hand, ties included. Five differences cannot reach
/// `p` = 0.05, however large; six reach 0.031.
pub fn signed_rank(differences: &[f64]) -> Option<SignedRank> {
    let mut left: Vec<f64> = differences.iter().copied().filter(|d| *d != 0.0).collect();
    if left.is_empty() {
        return None;
    }
    left.sort_unstable_by(|a, b| a.abs().total_cmp(&b.abs()));
    let doubled = doubled_ranks(&left);
    let positive: usize = left.iter().zip(&doubled).filter(|(d, _)| **d > 0.0).map(|(_, rank)| rank).sum();
    let exact = left.len() <= EXACT_UP_TO;
    let p = if exact { exact_p(&doubled, positive) } else { normal_p(&doubled, positive) };
    Some(SignedRank { w: positive as f64 / 2.0, p, exact })
}

/// Twice the rank of each size, in order: the mean rank of equal sizes may be a half.
fn doubled_ranks(sorted: &[f64]) -> Vec<usize> {
    let mut ranks = Vec::with_capacity(sorted.len());
    while let Some(first) = sorted.get(ranks.len()) {
        let from = ranks.len();
        let tied = sorted[from..].iter().take_while(|d| d.abs() == first.abs()).count();
        ranks.extend(std::iter::repeat_n(2 * from + tied + 1, tied));
    }
    ranks
}

/// Counts the ways to give signs whose sum of positive ranks is at least as far out as `sum`.
fn exact_p(doubled: &[usize], sum: usize) -> f64 {
    let all: usize = doubled.iter().sum();
    // share[s]: share of the ways, of the ranks treated so far, that sum up to s.
    let mut share = vec![0.0_f64; all + 1];
    share[0] = 1.0;
    let mut most = 0;
    for &rank in doubled {
        most += rank;
        for s in (0..=most).rev() {
            let with = if s >= rank { share[s - rank] } else { 0.0 };
            share[s] = (share[s] + with) / 2.0;
        }
    }
    let out = sum.min(all - sum);
    (2.0 * share[..=out].iter().sum::<f64>()).min(1.0)
}

fn normal_p(doubled: &[usize], sum: usize) -> f64 {
    let all: usize = doubled.iter().sum();
    let squares: f64 = doubled.iter().map(|rank| (*rank as f64 / 2.0).powi(2)).sum();
    let distance = ((sum as f64 / 2.0 - all as f64 / 4.0).abs() - 0.5).max(0.0);
    (2.0 * upper_tail(distance / (squares / 4.0).sqrt())).min(1.0)
}
