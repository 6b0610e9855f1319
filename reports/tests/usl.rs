//! The Universal Scalability Law: invented curves whose truth is known, an oracle that tries everything, and what real curves give.

use std::collections::BTreeMap;

use proptest::prelude::*;
use reports::Placement;
use reports::stats::{Crossed, Footing, LEAST_COUNTS, Law, MOST_RMS, Refusal, Rung, SplitMix, usl};

const ONE_SOCKET: Footing =
    Footing { packages: 1, nodes: 1, complexes: 1, shares_cores: false, small_cores: false };
const SIXTEEN: [u32; 8] = [1, 2, 3, 4, 6, 8, 12, 16];

fn law(lambda: f64, sigma: f64, kappa: f64, threads: u32) -> f64 {
    let n = f64::from(threads);
    lambda * n / (1.0 + sigma * (n - 1.0) + kappa * n * (n - 1.0))
}

/// Five launches of a curve, each off by its own factor at each point, at most by `noise`.
fn curve(threads: &[u32], noise: f64, truth: impl Fn(u32) -> f64) -> Vec<Rung> {
    let mut rng = SplitMix::new(11);
    let mut off = || 1.0 + noise * (rng.below(2001) as f64 / 1000.0 - 1.0);
    let rung = |&threads: &u32| Rung {
        threads,
        footing: Some(ONE_SOCKET),
        distance: if threads > 1 { Placement::Usual } else { Placement::Unknown },
        per_launch: (0..5).map(|launch| (launch, truth(threads) * off())).collect(),
    };
    threads.iter().map(rung).collect()
}

fn exact(threads: &[u32], lambda: f64, sigma: f64, kappa: f64) -> Result<Law, Refusal> {
    usl(&curve(threads, 0.0, |n| law(lambda, sigma, kappa, n)))
}

/// Threads and ln(X / N) of the medians.
fn medians(curve: &[Rung]) -> Vec<(f64, f64)> {
    let median =
        |r: &Rung| reports::stats::median(&r.per_launch.values().copied().collect::<Vec<_>>()).unwrap();
    curve.iter().map(|r| (f64::from(r.threads), (median(r) / f64::from(r.threads)).ln())).collect()
}

/// Root mean square of the residuals, with the best λ, over the points beyond three.
fn rms(medians: &[(f64, f64)], sigma: f64, kappa: f64) -> f64 {
    let left = |(n, y): &(f64, f64)| y + (1.0 + sigma * (n - 1.0) + kappa * n * (n - 1.0)).ln();
    let mean = medians.iter().map(left).sum::<f64>() / medians.len() as f64;
    (medians.iter().map(|m| (left(m) - mean).powi(2)).sum::<f64>() / (medians.len() - 3) as f64).sqrt()
}

/// Tries a lattice of σ and κ, then a finer one around its best point, again and again.
fn by_trying(medians: &[(f64, f64)]) -> (f64, f64, f64) {
    let (mut at, mut width, mut best) = ((5.0, 1.0), (5.0, 1.0), f64::INFINITY);
    for _ in 0..40 {
        let centre = at;
        for (i, j) in (-6..=6).flat_map(|i| (-6..=6).map(move |j| (f64::from(i) / 6.0, f64::from(j) / 6.0))) {
            let (sigma, kappa) = ((centre.0 + i * width.0).max(0.0), (centre.1 + j * width.1).max(0.0));
            let here = rms(medians, sigma, kappa);
            if here < best {
                (best, at) = (here, (sigma, kappa));
            }
        }
        width = (width.0 * 0.7, width.1 * 0.7);
    }
    (at.0, at.1, best)
}

fn near(x: f64, truth: f64, by: f64) -> bool {
    (x - truth).abs() <= by * truth.abs().max(1e-9)
}

#[test]
fn an_exact_curve_gives_back_what_made_it() {
    for (lambda, sigma, kappa) in
        [(1e8, 0.02, 1e-3), (3e5, 0.3, 0.0), (7e9, 0.0, 5e-3), (1e6, 0.9, 0.02), (1e6, 0.0, 0.0)]
    {
        let fit = exact(&SIXTEEN, lambda, sigma, kappa).unwrap();
        assert!(near(fit.lambda.value, lambda, 1e-6), "{fit:?}");
        assert!((fit.sigma.value - sigma).abs() < 1e-6 && (fit.kappa.value - kappa).abs() < 1e-7, "{fit:?}");
        assert!(fit.rms < 1e-7 && fit.range == (1, 16), "{fit:?}");
    }
}

#[test]
fn a_curve_without_its_first_points_is_a_curve() {
    let fit = exact(&[4, 6, 8, 10, 12, 14], 1e8, 0.1, 0.002).unwrap();
    assert!(near(fit.sigma.value, 0.1, 1e-4) && near(fit.kappa.value, 0.002, 1e-4), "{fit:?}");
    assert_eq!(fit.range, (4, 14));
}

#[test]
fn the_first_point_is_one_of_many_and_not_the_measure_of_all() {
    // One thread alone is 8 % too fast: it keeps the caches warm. The others say what the law is.
    let measured = |n| law(1e8, 0.05, 1e-3, n) * if n == 1 { 1.08 } else { 1.0 };
    let fit = usl(&curve(&SIXTEEN, 0.0, measured)).unwrap();
    assert!(fit.lambda.value < 1.05e8, "{fit:?}");
}

#[test]
fn a_peak_is_told_within_the_range_and_near_it() {
    // (1 - 0.05) / 0.01 = 95, whose root is 9.7.
    let peak = exact(&SIXTEEN, 1e8, 0.05, 0.01).unwrap().peak.unwrap();
    assert!(near(peak.value, 95.0_f64.sqrt(), 1e-4) && peak.low <= peak.value && peak.value <= peak.high);
    let (near_by, beyond) = (0.95 / 22.0_f64.powi(2), 0.95 / 26.0_f64.powi(2));
    assert!(exact(&SIXTEEN, 1e8, 0.05, near_by).unwrap().peak.is_some(), "22 threads are near 16");
    assert_eq!(exact(&SIXTEEN, 1e8, 0.05, beyond).unwrap().peak, None, "26 are not");
    assert_eq!(exact(&SIXTEEN, 1e8, 0.05, 0.0).unwrap().peak, None, "there is none");
    let before = exact(&[8, 9, 10, 11, 12, 13], 1e8, 0.0, 0.1).unwrap();
    assert_eq!(before.peak, None, "it lies at three threads, before the first measured");
}

#[test]
fn fewer_than_six_numbers_of_threads_are_refused() {
    let five = exact(&[1, 2, 4, 8, 16], 1e8, 0.05, 1e-3).unwrap_err();
    assert_eq!(five, Refusal::TooFewCounts(5));
    assert_eq!(five.to_string(), "5 numbers of threads with a core each are fewer than the 6 that it takes");
    assert_eq!(usl(&[]), Err(Refusal::TooFewCounts(0)));
    let mut repeated = curve(&[1, 2, 4, 8, 16], 0.0, f64::from);
    repeated.push(repeated[4].clone());
    assert_eq!(usl(&repeated), Err(Refusal::TooFewCounts(5)), "the same number twice is one");
}

#[test]
fn a_range_that_crosses_a_level_is_refused_however_well_it_fits() {
    let cases = [
        (Footing { packages: 2, ..ONE_SOCKET }, Crossed::Packages, "another number of sockets"),
        (Footing { nodes: 2, ..ONE_SOCKET }, Crossed::Nodes, "another number of NUMA nodes"),
        (Footing { complexes: 2, ..ONE_SOCKET }, Crossed::Complexes, "another number of core complexes"),
        (Footing { shares_cores: true, ..ONE_SOCKET }, Crossed::SharedCores, "threads share cores"),
        (Footing { small_cores: true, ..ONE_SOCKET }, Crossed::SmallCores, "small cores"),
    ];
    for (other, what, said) in cases {
        let mut crossing = curve(&SIXTEEN, 0.0, |n| law(1e8, 0.05, 1e-3, n));
        crossing.iter_mut().filter(|r| r.threads > 8).for_each(|r| r.footing = Some(other));
        let refusal = usl(&crossing).unwrap_err();
        assert_eq!(refusal, Refusal::Crosses { threads: 12, what });
        assert!(refusal.to_string().contains(said), "{refusal}");
        crossing.iter_mut().for_each(|r| r.footing = Some(other));
        assert!(usl(&crossing).is_ok(), "on one level all the way");
        crossing[3].footing = None;
        assert_eq!(usl(&crossing), Err(Refusal::UnknownFooting));
    }
}

#[test]
fn points_at_another_distance_belong_to_no_one_law() {
    let mut curve = curve(&SIXTEEN, 0.0, |n| law(1e8, 0.05, 1e-3, n));
    assert!(usl(&curve).is_ok(), "of one thread a distance says nothing");
    curve.iter_mut().filter(|r| r.threads > 8).for_each(|r| r.distance = Placement::Far);
    let refusal = usl(&curve).unwrap_err();
    assert_eq!(refusal, Refusal::Crosses { threads: 12, what: Crossed::Distance });
    assert!(refusal.to_string().contains("another distance apart"), "{refusal}");
}

#[test]
fn a_sigma_above_one_is_refused_and_never_called_serial() {
    // One contended atomic: the first thread alone is three times as fast as all together.
    let refusal = exact(&SIXTEEN, 1e8, 1.8, 0.0).unwrap_err();
    assert!(matches!(refusal, Refusal::Sigma(sigma) if near(sigma, 1.8, 1e-3)), "{refusal:?}");
    assert_eq!(refusal.to_string(), "σ would be 1.8, and above 1 it has no meaning");
    let collapse = usl(&curve(&SIXTEEN, 0.0, |n| if n == 1 { 1e9 } else { 1e6 })).unwrap_err();
    assert!(matches!(collapse, Refusal::Sigma(_)), "{collapse:?}");
}

#[test]
fn a_sigma_that_may_lie_above_one_is_refused_too() {
    // Each launch follows a law of its own; the middle one's σ is 0.9.
    let of = |sigmas: [f64; 5]| {
        let mut all = curve(&SIXTEEN, 0.0, f64::from);
        for rung in &mut all {
            let threads = rung.threads;
            rung.per_launch = (0..).zip(sigmas.map(|sigma| law(1e8, sigma, 0.0, threads))).collect();
        }
        usl(&all)
    };
    let within = of([0.8, 0.85, 0.9, 0.93, 0.96]).unwrap();
    assert!(near(within.sigma.value, 0.9, 1e-3) && within.sigma.high < 1.0, "{within:?}");
    let refusal = of([0.8, 0.85, 0.9, 1.2, 1.3]).unwrap_err();
    assert!(matches!(refusal, Refusal::SigmaUpTo(high) if high > 1.0), "{refusal:?}");
    assert!(refusal.to_string().starts_with("σ may be as large as 1."), "{refusal}");
}

#[test]
fn residuals_count_for_what_six_points_can_tell_beyond_three_unknowns() {
    // Every other point 9 % up or down: over all six points 9 %, over the three that say something 13 %.
    let saw = |n| law(1e8, 0.05, 1e-3, n) * if n % 2 == 0 { 1.09 } else { 1.0 / 1.09 };
    let refusal = usl(&curve(&[1, 2, 3, 4, 5, 6], 0.0, saw)).unwrap_err();
    assert!(matches!(refusal, Refusal::Rms(rms) if rms > MOST_RMS && rms < 0.13), "{refusal:?}");
}

#[test]
fn what_is_no_number_gives_no_law() {
    for odd in [f64::NAN, f64::INFINITY, 0.0] {
        let law = usl(&curve(&SIXTEEN, 0.0, |n| if n == 4 { odd } else { law(1e8, 0.05, 1e-3, n) }));
        assert!(matches!(law, Err(Refusal::Rms(rms)) if rms.is_nan()), "{odd}: {law:?}");
    }
}

#[test]
fn another_shape_is_refused() {
    // A staircase: two threads at a time.
    let stairs = usl(&curve(&SIXTEEN, 0.0, |n| if n < 6 { 1e8 } else { 2e8 })).unwrap_err();
    assert!(matches!(stairs, Refusal::Rms(rms) if rms > MOST_RMS), "{stairs:?}");
    assert!(stairs.to_string().starts_with("the curve has another shape (residuals of "), "{stairs}");
}

#[test]
fn four_launches_tell_no_interval() {
    let mut few = curve(&SIXTEEN, 0.01, |n| law(1e8, 0.05, 1e-3, n));
    assert!(usl(&few).is_ok(), "five do");
    few[2].per_launch.retain(|launch, _| *launch < 4);
    assert_eq!(usl(&few), Err(Refusal::TooFewLaunches(4)));
}

#[test]
fn intervals_hold_the_truth_and_shrink_with_the_noise() {
    let of = |noise| usl(&curve(&SIXTEEN, noise, |n| law(1e8, 0.1, 2e-3, n))).unwrap();
    let (loud, quiet) = (of(0.04), of(0.004));
    for fit in [&loud, &quiet] {
        assert!(fit.sigma.low <= 0.1 && 0.1 <= fit.sigma.high, "{fit:?}");
        assert!(fit.kappa.low <= 2e-3 && 2e-3 <= fit.kappa.high, "{fit:?}");
        assert!(fit.lambda.low <= 1e8 && 1e8 <= fit.lambda.high, "{fit:?}");
    }
    assert!(quiet.sigma.high - quiet.sigma.low < (loud.sigma.high - loud.sigma.low) / 3.0);
    assert_eq!(of(0.04), loud, "resampling is seeded");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn nothing_that_can_be_tried_fits_better(
        sigma in 0.0..0.9_f64,
        kappa in 0.0..0.05_f64,
        noise in 0.0..0.12_f64,
        counts in prop::collection::btree_set(1..64_u32, LEAST_COUNTS..10),
    ) {
        let counts: Vec<u32> = counts.into_iter().collect();
        let curve = curve(&counts, noise, |n| law(1e7, sigma, kappa, n));
        let medians = medians(&curve);
        let (tried_sigma, tried_kappa, tried) = by_trying(&medians);
        match usl(&curve) {
            Ok(fit) => {
                prop_assert!(fit.rms <= tried + 1e-9, "{} {tried} at {tried_sigma} {tried_kappa}", fit.rms);
                prop_assert!((rms(&medians, fit.sigma.value, fit.kappa.value) - fit.rms).abs() < 1e-9);
                prop_assert!(fit.sigma.low <= fit.sigma.value && fit.sigma.value <= fit.sigma.high);
                prop_assert!(fit.kappa.low <= fit.kappa.value && fit.kappa.value <= fit.kappa.high);
            }
            Err(Refusal::SigmaUpTo(high)) => prop_assert!(high > 1.0),
            // Then no σ up to 1 does much better than the one above it.
            Err(Refusal::Sigma(refused)) => prop_assert!(refused > 1.0 && tried_sigma > 0.9, "{refused} {tried_sigma}"),
            Err(Refusal::Rms(refused)) => prop_assert!(refused <= tried + 1e-9 && refused > MOST_RMS),
            Err(other) => prop_assert!(false, "{other:?}"),
        }
    }

    #[test]
    fn the_unit_of_throughput_is_no_part_of_the_shape(scale in 1e-3..1e3_f64, sigma in 0.0..0.9_f64, kappa in 0.0..0.02_f64) {
        let one = usl(&curve(&SIXTEEN, 0.02, |n| law(1e7, sigma, kappa, n)));
        let other = usl(&curve(&SIXTEEN, 0.02, |n| law(1e7, sigma, kappa, n) * scale));
        match (one, other) {
            (Ok(one), Ok(other)) => {
                prop_assert!((one.sigma.value - other.sigma.value).abs() < 1e-5);
                prop_assert!(near(other.lambda.value, one.lambda.value * scale, 1e-5));
            }
            (one, other) => prop_assert_eq!(one.is_err(), other.is_err()),
        }
    }
}

/// Curves of a file of `Trial,Cores,Implementation,Nanos/Op,...`, whose times are each thread's own: by name, up to so many threads.
fn measured(text: &str, cores: u32) -> BTreeMap<String, Vec<Rung>> {
    let mut curves: BTreeMap<String, BTreeMap<u32, BTreeMap<u32, f64>>> = BTreeMap::new();
    for line in text.lines().skip(1) {
        let fields: Vec<&str> = line.split(',').collect();
        let (trial, threads, ns) =
            (fields[0].parse().unwrap(), fields[1].parse().unwrap(), fields[3].parse::<f64>().unwrap());
        if threads <= cores {
            let curve = curves.entry(fields[2].to_owned()).or_default();
            curve.entry(threads).or_default().insert(trial, f64::from(threads) * 1e9 / ns);
        }
    }
    let (footing, distance) = (Some(ONE_SOCKET), Placement::Unknown);
    let rung = |(threads, per_launch)| Rung { threads, footing, distance, per_launch };
    curves.into_iter().map(|(name, points)| (name, points.into_iter().map(rung).collect())).collect()
}

/// What the law says of the Graviton2's sixteen cores, by what its counters do: those that share nothing lose nothing; a plain
/// add that loses updates, and a lock that yields at once, follow the law; whatever hands one line or one lock from thread to thread begins
/// with a thread that had it to itself, and is refused.
#[test]
fn curves_of_sixteen_cores_are_fitted_or_refused() {
    let Some(curves) = curves("travisdowns-g2-16.csv", 16) else { return };
    let (fitted, refused): (BTreeMap<_, _>, BTreeMap<_, _>) =
        curves.iter().map(|(name, curve)| (name.as_str(), usl(curve))).partition(|(_, law)| law.is_ok());
    assert_eq!(
        fitted.keys().copied().collect::<Vec<_>>(),
        ["cas multi", "plain add", "tls add", "yield spin"]
    );
    for name in ["cas multi", "tls add"] {
        let law = fitted[name].unwrap();
        assert!((law.sigma.value, law.kappa.value, law.peak) == (0.0, 0.0, None), "{name}: {law:?}");
    }
    let peak = fitted["plain add"].unwrap().peak.unwrap();
    assert!((4.0..5.0).contains(&peak.low) && (4.0..5.0).contains(&peak.high), "{peak:?}");
    assert_eq!(fitted["yield spin"].unwrap().peak.unwrap().value, 1.0, "a second thread only costs");
    assert_eq!(refused.len(), 10);
    for (name, law) in &refused {
        assert!(matches!(law, Err(Refusal::Sigma(sigma)) if *sigma > 1.5), "{name}: {law:?}");
    }
    assert!(matches!(refused["atomic add"], Err(Refusal::Sigma(sigma)) if near(sigma, 1.8, 0.02)));
    for (name, mut curve) in curves {
        curve
            .iter_mut()
            .filter(|r| r.threads > 8)
            .for_each(|r| r.footing = Some(Footing { packages: 2, ..ONE_SOCKET }));
        let crossed = Refusal::Crosses { threads: 9, what: Crossed::Packages };
        assert_eq!(usl(&curve), Err(crossed), "{name}: had they been two sockets");
    }
}

#[test]
fn curves_of_four_cores_are_too_short() {
    let Some(curves) = curves("travisdowns-skl.csv", 4) else { return };
    assert_eq!(curves.len(), 14);
    for (name, curve) in curves {
        assert_eq!(usl(&curve), Err(Refusal::TooFewCounts(4)), "{name}");
    }
}

fn curves(file: &str, cores: u32) -> Option<BTreeMap<String, Vec<Rung>>> {
    let Some(data) = std::env::var_os("CONTEND_DATA") else {
        println!("skipped: CONTEND_DATA names no folder");
        return None;
    };
    let path = std::path::Path::new(&data).join("contention").join(file);
    Some(measured(&std::fs::read_to_string(path).expect("measured curves"), cores))
}
