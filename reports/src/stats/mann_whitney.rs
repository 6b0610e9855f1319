//! Do two sets of launches differ? The rank-sum test of Mann and Whitney (1947).

use super::normal::upper_tail;

/// Up to this many values on each side the exact distribution is counted; beyond, the normal one is close enough.
const EXACT_UP_TO: usize = 20;

/// Result of the test.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MannWhitney {
    /// How many pairs (a, b) have a > b, ties counted as halves.
    pub u: f64,
    /// Two-sided probability of a difference in ranks as large as this, were both sets drawn alike.
    pub p: f64,
    /// Whether `p` was counted exactly (few values, no ties) or approximated.
    pub exact: bool,
}

/// Compares two sets of values; none when one is empty.
///
/// Without ties and with up to 20 values a side the distribution of U is counted; else it is approximated by a normal one with tie
/// and continuity correction. Four launches against four can reach p = 0.029 at best, three against three only 0.1.
pub fn mann_whitney(a: &[f64], b: &[f64]) -> Option<MannWhitney> {
    if a.is_empty() || b.is_empty() {
        return None;
    }
    let (u, tie_term) = ranks(a, b);
    let exact = tie_term == 0.0 && a.len() <= EXACT_UP_TO && b.len() <= EXACT_UP_TO;
    let p = if exact { exact_p(a.len(), b.len(), u) } else { normal_p(a.len(), b.len(), u, tie_term) };
    Some(MannWhitney { u, p, exact })
}

/// U of `a`, and the sum of t^3 - t over groups of t tied values.
fn ranks(a: &[f64], b: &[f64]) -> (f64, f64) {
    let mut all: Vec<(f64, bool)> =
        a.iter().map(|&x| (x, true)).chain(b.iter().map(|&x| (x, false))).collect();
    all.sort_unstable_by(|x, y| x.0.total_cmp(&y.0));
    let (mut rank_sum, mut tie_term, mut at) = (0.0, 0.0, 0);
    while at < all.len() {
        let tied = all[at..].iter().take_while(|x| x.0 == all[at].0).count();
        let mean_rank = at as f64 + (tied as f64 + 1.0) / 2.0;
        rank_sum += mean_rank * all[at..at + tied].iter().filter(|x| x.1).count() as f64;
        tie_term += (tied as f64).powi(3) - tied as f64;
        at += tied;
    }
    let n = a.len() as f64;
    (rank_sum - n * (n + 1.0) / 2.0, tie_term)
}

/// Counts the interleavings of `n` and `m` values whose U is at least as far out as `u`.
fn exact_p(n: usize, m: usize, u: f64) -> f64 {
    // ways[i][v]: interleavings of i values of one set with the j treated so far of the other that give U = v.
    // Either the largest value is one of the first set (it exceeds all j others) or one of the second.
    let most = n * m;
    let mut ways = vec![vec![0.0_f64; most + 1]; n + 1];
    for row in &mut ways {
        row[0] = 1.0;
    }
    for j in 1..=m {
        for i in 1..=n {
            for v in (j..=i * j).rev() {
                let with_first = ways[i - 1][v - j];
                ways[i][v] += with_first;
            }
        }
    }
    let total: f64 = ways[n].iter().sum();
    let out = u.min(most as f64 - u).round() as usize;
    let tail: f64 = ways[n][..=out].iter().sum();
    (2.0 * tail / total).min(1.0)
}

fn normal_p(n: usize, m: usize, u: f64, tie_term: f64) -> f64 {
    let (n, m) = (n as f64, m as f64);
    let all = n + m;
    let variance = n * m / 12.0 * (all + 1.0 - tie_term / (all * (all - 1.0)));
    if variance <= 0.0 {
        return 1.0; // every value is the same
    }
    let distance = ((u - n * m / 2.0).abs() - 0.5).max(0.0);
    (2.0 * upper_tail(distance / variance.sqrt())).min(1.0)
}
