//! Each statistic against someone else's: a library, brute force, or figures worked out in print.

use proptest::prelude::*;
use reports::stats::{
    Cost, Estimate, MannWhitney, Point, cost, estimate, estimate_of_blocks, jain, mann_whitney, max_over_min,
    median, noise_factor, quantile, signed_rank, upper_tail,
};
use statrs::distribution::{ContinuousCDF, Normal};
use statrs::statistics::{Data, Median};
use statrs::stats_tests::Alternative;
use statrs::stats_tests::mannwhitneyu::{MannWhitneyUMethod, mannwhitneyu};

fn close(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-9 * (1.0 + a.abs().max(b.abs()))
}

/// Two-sided p by trying every way to deal the pooled ranks to the two sides.
fn brute_force_p(a: &[f64], b: &[f64]) -> f64 {
    let u_of =
        |x: &[f64], y: &[f64]| x.iter().map(|v| y.iter().filter(|w| v > w).count()).sum::<usize>() as f64;
    let all: Vec<f64> = a.iter().chain(b).copied().collect();
    let centre = (a.len() * b.len()) as f64 / 2.0;
    let distance = (u_of(a, b) - centre).abs();
    let (mut far, mut ways) = (0.0, 0.0);
    for chosen in 0_u32..1 << all.len() {
        if chosen.count_ones() as usize != a.len() {
            continue;
        }
        let (x, y): (Vec<_>, Vec<_>) = all.iter().enumerate().partition(|(i, _)| chosen >> i & 1 == 1);
        let values = |side: Vec<(usize, &f64)>| side.into_iter().map(|(_, v)| *v).collect::<Vec<_>>();
        ways += 1.0;
        far += f64::from(u8::from((u_of(&values(x), &values(y)) - centre).abs() >= distance));
    }
    far / ways
}

/// The signed sum of ranks, and its two-sided p by reversing the blocks in every way.
fn brute_force_coins(blocks: &[Vec<f64>]) -> (f64, f64) {
    let sizes: Vec<f64> = blocks.concat().iter().map(|d| d.abs()).filter(|d| *d > 0.0).collect();
    let rank = |size: f64| {
        let below = sizes.iter().filter(|other| **other < size).count() as f64;
        let equal = sizes.iter().filter(|other| **other == size).count() as f64;
        below + (equal + 1.0) / 2.0
    };
    let signed = |d: f64| if d == 0.0 { 0.0 } else { rank(d.abs()) * d.signum() };
    let (mut far, ways) = (0_u32, 1_u32 << blocks.len());
    let sum_of = |reversed: u32| -> f64 {
        let net = |(i, block): (usize, &Vec<f64>)| {
            let sign = if reversed >> i & 1 == 1 { -1.0 } else { 1.0 };
            block.iter().map(|d| signed(sign * d)).sum::<f64>()
        };
        blocks.iter().enumerate().map(net).sum()
    };
    let sum = sum_of(0);
    for reversed in 0..ways {
        far += u32::from(sum_of(reversed).abs() >= sum.abs());
    }
    (sum, f64::from(far) / f64::from(ways))
}

fn singly(differences: &[f64]) -> Vec<Vec<f64>> {
    differences.iter().map(|d| vec![*d]).collect()
}

#[test]
fn the_signed_rank_test_agrees_with_printed_tables() {
    // Printed two-sided 5 % bounds: W = 0 for six pairs, 3 for eight, 8 for ten; p counted by hand from the lowest sums.
    let with = |n: u32, negative: &[u32]| {
        let signed = |rank| if negative.contains(&rank) { -f64::from(rank) } else { f64::from(rank) };
        signed_rank(&singly(&(1..=n).map(signed).collect::<Vec<_>>())).unwrap()
    };
    assert!(close(with(5, &[]).p, 2.0 / 32.0), "five pairs cannot reach 5 %");
    assert!(close(with(6, &[]).p, 2.0 / 64.0));
    let eight = with(8, &[1, 2]);
    assert!(close(eight.sum, 36.0 - 2.0 * 3.0) && close(eight.p, 2.0 * 5.0 / 256.0), "{eight:?}");
    let ten = with(10, &[8]);
    assert!(close(ten.sum, 55.0 - 2.0 * 8.0) && close(ten.p, 2.0 * 25.0 / 1024.0), "{ten:?}");
}

#[test]
fn signs_of_one_coin_count_once() {
    // Four pairs that one coin dealt are no four witnesses: p is that of the coins.
    let blocks = |n: usize| vec![vec![0.1, 0.2, 0.3, 0.4]; n];
    assert!(close(signed_rank(&blocks(7)).unwrap().p, 2.0 / 128.0), "seven coins cannot reach 1 %");
    assert!(close(signed_rank(&blocks(8)).unwrap().p, 2.0 / 256.0), "eight can");
    // What cancels out within a block has no say, whichever way the coin fell.
    assert!(close(signed_rank(&vec![vec![0.1, -0.1]; 9]).unwrap().p, 1.0));
}

#[test]
fn zeros_say_nothing_about_sides() {
    assert_eq!((signed_rank(&[]), signed_rank(&singly(&[0.0, 0.0]))), (None, None));
    let told = [0.3, 0.1, 0.2, 0.5, 0.4, 0.6];
    let padded: Vec<f64> = told.iter().copied().chain([0.0; 4]).collect();
    assert_eq!(signed_rank(&singly(&told)), signed_rank(&singly(&padded)));
}

#[test]
fn many_pairs_are_counted_too() {
    // Distinct sizes, so ranks are 1 to n; how many subsets of those have each sum, counted as whole numbers.
    for (n, shift) in [(97, 38.25), (103, 42.25), (103, 47.25)] {
        let sample: Vec<f64> = (0..n).map(|i| f64::from(i * 37 % n) - shift).collect();
        let ours = signed_rank(&singly(&sample)).unwrap();
        let mut ways = vec![0.0_f64; 6000];
        ways[0] = 1.0;
        for rank in 1..=n as usize {
            for sum in (rank..ways.len()).rev() {
                ways[sum] += ways[sum - rank];
            }
        }
        let lower = ((f64::from(n * (n + 1) / 2) - ours.sum.abs()) / 2.0) as usize;
        let truth = 2.0 * ways[..=lower].iter().sum::<f64>() / 2.0_f64.powi(n);
        assert!(truth > 1e-4 && (ours.p / truth - 1.0).abs() < 1e-9, "{n}: {} {truth}", ours.p);
    }
}

#[test]
fn what_a_block_has_in_common_is_resampled_together() {
    // Eight values, but only two that know nothing of each other: either may be drawn twice.
    let blocks = [vec![1.0; 4], vec![2.0; 4]];
    let together = estimate_of_blocks(&blocks).unwrap();
    assert_eq!((together.low, together.median, together.high), (1.0, 1.5, 2.0));
    assert_eq!(estimate_of_blocks(&singly(&[3.0, 5.0, 9.0])), estimate(&[3.0, 5.0, 9.0]));
    assert_eq!(estimate_of_blocks::<Vec<f64>>(&[vec![], vec![]]), None);
}

#[test]
fn the_tail_of_the_normal_distribution_agrees_with_statrs() {
    let normal = Normal::new(0.0, 1.0).unwrap();
    for step in -80..=80 {
        let z = f64::from(step) / 10.0;
        assert!((upper_tail(z) - normal.sf(z)).abs() < 1e-10, "z = {z}: {} {}", upper_tail(z), normal.sf(z));
    }
    // Closer than the oracle is: fifteen printed digits of the integral up to one.
    assert!((upper_tail(-1.0) - 0.841_344_746_068_543).abs() < 1e-15);
    // Printed tables: 2.5 % beyond 1.959964, 0.1 % beyond 3.090232.
    assert!((upper_tail(1.959_963_985) - 0.025).abs() < 1e-9);
    assert!((upper_tail(3.090_232_306) - 0.001).abs() < 1e-9);
}

#[test]
fn mann_whitney_agrees_with_printed_tables() {
    // Five against five: U = 2 is the printed two-sided 5 % bound (p = 0.0317), U = 0 gives 2/252.
    let a = [1.0, 2.0, 3.0, 4.0, 5.0];
    let apart = mann_whitney(&a, &[6.0, 7.0, 8.0, 9.0, 10.0]).unwrap();
    assert!(apart.exact && close(apart.u, 0.0) && close(apart.p, 2.0 / 252.0));
    let bound = mann_whitney(&[1.0, 2.0, 3.0, 4.0, 7.5], &[5.5, 6.0, 8.0, 9.0, 10.0]).unwrap();
    assert!(close(bound.u, 2.0) && close(bound.p, 8.0 / 252.0), "{bound:?}");
    // Three launches against three cannot reach 5 %.
    assert!(close(mann_whitney(&a[..3], &a[3..]).unwrap().p, 0.2));
    assert!(close(mann_whitney(&a[..3], &[6.0, 7.0, 8.0]).unwrap().p, 0.1));
}

#[test]
fn equal_values_are_no_difference_and_nothing_is_no_test() {
    let MannWhitney { p, exact, .. } = mann_whitney(&[1.0; 6], &[1.0; 6]).unwrap();
    assert!(close(p, 1.0) && !exact);
    assert_eq!(mann_whitney(&[], &[1.0]), None);
}

#[test]
fn with_ties_the_approximation_agrees_with_statrs() {
    let a = [1.0, 2.0, 2.0, 3.0, 5.0, 8.0, 8.0];
    let b = [2.0, 4.0, 5.0, 8.0, 9.0, 9.5, 11.0, 12.0];
    let ours = mann_whitney(&a, &b).unwrap();
    let (_, p) =
        mannwhitneyu(&a, &b, MannWhitneyUMethod::AsymptoticInclContinuityCorrection, Alternative::TwoSided)
            .unwrap();
    assert!(!ours.exact && (ours.p - p).abs() < 1e-9, "{} {p}", ours.p);
}

#[test]
fn many_values_agree_with_statrs() {
    let a: Vec<f64> = (0..40).map(|i| f64::from(i * 37 % 101)).collect();
    let b: Vec<f64> = (0..35).map(|i| f64::from(i * 53 % 97) + 10.5).collect();
    let ours = mann_whitney(&a, &b).unwrap();
    let (_, p) =
        mannwhitneyu(&a, &b, MannWhitneyUMethod::AsymptoticInclContinuityCorrection, Alternative::TwoSided)
            .unwrap();
    assert!(!ours.exact && (ours.p - p).abs() < 1e-9, "{} {p}", ours.p);
}

#[test]
fn the_bootstrap_interval_agrees_with_all_resamples() {
    // Every one of the 5^5 resamples of five launches; ours draws a thousand of them.
    let launches = [10.0, 11.0, 12.5, 15.0, 21.0];
    let mut medians = Vec::new();
    for n in 0..3125_usize {
        let drawn: Vec<f64> = (0..5).map(|k| launches[n / 5_usize.pow(k) % 5]).collect();
        medians.extend(median(&drawn));
    }
    let all = |q| quantile(&medians, q).unwrap();
    let ours = estimate(&launches).unwrap();
    assert_eq!((ours.median, ours.low, ours.high), (12.5, all(0.025), all(0.975)));
}

#[test]
fn one_launch_has_no_width_and_none_no_estimate() {
    assert_eq!(estimate(&[3.0]), Some(Estimate { median: 3.0, low: 3.0, high: 3.0 }));
    assert_eq!(estimate(&[]), None);
    assert_eq!(noise_factor(&[], 5), None);
}

#[test]
fn noise_of_a_median_shrinks_with_launches_and_never_hides_a_bias() {
    let wobble: Vec<f64> = (-10..=10).map(|i| f64::from(i) / 50.0).collect();
    let one = noise_factor(&wobble, 1).unwrap();
    let nine = noise_factor(&wobble, 9).unwrap();
    assert!(one > 1.18 && one < 1.23 && nine < one, "{one} {nine}");
    assert!(close(noise_factor(&[0.3, 0.3, 0.3], 9).unwrap(), 0.3_f64.exp()));
}

#[test]
fn jain_gives_the_values_worked_out_in_print() {
    // Jain, Chiu, Hawe 1984: if k of n users share equally and the others get nothing, the index is k/n.
    for (served, n) in [(1, 4), (2, 4), (20, 100), (10, 10)] {
        let shares: Vec<u64> = (0..n).map(|i| u64::from(i < served) * 7).collect();
        assert!(close(jain(&shares).unwrap(), served as f64 / n as f64));
    }
    assert!(close(jain(&[3, 1]).unwrap(), 0.8));
    assert_eq!((jain(&[]), jain(&[0, 0])), (None, None));
    assert_eq!(max_over_min(&[9, 3, 4]), Some(3.0));
    assert_eq!(max_over_min(&[9, 0]), Some(f64::INFINITY));
    assert_eq!((max_over_min(&[]), max_over_min(&[0])), (None, None));
}

#[test]
fn cost_is_the_first_thread_count_that_clearly_wins() {
    let exactly = |x: f64| Estimate { median: x, low: x * 0.95, high: x * 1.05 };
    let point = |(threads, x)| Point { threads, throughput: exactly(x) };
    let bar = exactly(100.0);
    let of = |points: &[(u32, f64)]| cost(&points.iter().copied().map(point).collect::<Vec<_>>(), &bar);
    assert_eq!(of(&[(1, 30.0), (2, 60.0), (4, 120.0), (8, 240.0)]), Some(Cost::Threads(4)));
    assert_eq!(
        of(&[(1, 30.0), (2, 60.0), (4, 108.0)]),
        Some(Cost::NoneUpTo(4)),
        "overlapping intervals are no win"
    );
    assert_eq!(of(&[(1, 100.0)]), Some(Cost::NoneUpTo(1)), "nobody beats itself");
    assert_eq!(of(&[]), None);
}

proptest! {
    #[test]
    fn the_median_agrees_with_statrs(values in prop::collection::vec(-1e9..1e9_f64, 1..40)) {
        prop_assert!(close(median(&values).unwrap(), Data::new(values).median()));
    }

    #[test]
    fn exact_mann_whitney_agrees_with_brute_force(
        a in prop::collection::hash_set(0..1_000_u32, 1..6),
        b in prop::collection::hash_set(0..1_000_u32, 1..6),
    ) {
        let a: Vec<f64> = a.into_iter().map(f64::from).collect();
        let b: Vec<f64> = b.into_iter().map(|x| f64::from(x) + 0.5).collect();
        let ours = mann_whitney(&a, &b).unwrap();
        prop_assert!(ours.exact && close(ours.p, brute_force_p(&a, &b)), "{ours:?}");
        prop_assert!(close(ours.p, mann_whitney(&b, &a).unwrap().p));
    }

    #[test]
    fn the_signed_rank_test_agrees_with_brute_force(
        blocks in prop::collection::vec(prop::collection::vec(-6..=6_i32, 1..5), 1..11)
    ) {
        // Small whole numbers: ties and zeros abound.
        let blocks: Vec<Vec<f64>> = blocks.into_iter().map(|b| b.into_iter().map(f64::from).collect()).collect();
        let (sum, p) = brute_force_coins(&blocks);
        match signed_rank(&blocks) {
            None => prop_assert!(blocks.concat().iter().all(|d| *d == 0.0)),
            Some(ours) => prop_assert!(close(ours.sum, sum) && close(ours.p, p), "{ours:?} {sum} {p}"),
        }
    }

    #[test]
    fn jain_lies_between_one_nth_and_one(shares in prop::collection::vec(any::<u64>(), 1..50)) {
        if let Some(index) = jain(&shares) {
            prop_assert!(index >= 1.0 / shares.len() as f64 && index <= 1.0, "{index}");
        }
    }

    #[test]
    fn jain_asks_for_shares_not_for_sizes(shares in prop::collection::vec(1..1_000_000_u64, 1..20), by in 1..1_000_u64) {
        let scaled: Vec<u64> = shares.iter().map(|x| x * by).collect();
        prop_assert!(close(jain(&shares).unwrap(), jain(&scaled).unwrap()));
    }

    #[test]
    fn the_interval_holds_the_median_and_lies_within_the_launches(values in prop::collection::vec(0.1..1e9_f64, 1..30)) {
        let e = estimate(&values).unwrap();
        let least = values.iter().copied().fold(f64::INFINITY, f64::min);
        let most = values.iter().copied().fold(0.0, f64::max);
        prop_assert!(e.low <= e.median && e.median <= e.high);
        prop_assert!(least <= e.low && e.high <= most);
        prop_assert_eq!(e, estimate(&values).unwrap(), "resampling is seeded");
    }

    #[test]
    fn noise_is_never_below_one(values in prop::collection::vec(-2.0..2.0_f64, 1..30), launches in 1..12_usize) {
        prop_assert!(noise_factor(&values, launches).unwrap() >= 1.0);
    }
}
