//! Two builds in turns: planted changes are found, and nothing is cried where there is none. The machine here is made of numbers from a seed;
//! the same is asked of a real one by `cargo run --release -p contend-benches --example power`.

mod common;

use common::{Truth, record};
use reports::comparison::live::{BLOCK, LEAST_FIRST, LEAST_SECOND, Live, Side, Stage, conclude, suspects};
use reports::comparison::{Verdict, Why};
use reports::stats::SplitMix;
use reports::{Kind, Latency, Placement, Record};

/// A machine, by what it does to a launch.
#[derive(Clone, Copy)]
struct Weather {
    /// Spread of a launch's median, as a share of it.
    launch: f64,
    /// Spread of a single window.
    window: f64,
    /// Drift from one launch to the next.
    drift: f64,
    /// Launches of a hundred that come out a third slower for no reason of the build.
    outliers: usize,
    /// Windows of a hundred that were pushed off a core.
    spoilt: usize,
}

const IDLE: Weather = Weather { launch: 0.01, window: 0.01, drift: 0.0, outliers: 0, spoilt: 2 };
/// As with a busy neighbour on one of two cores: of four windows three are not clean.
const HOG: Weather = Weather { launch: 0.06, window: 0.05, drift: 0.002, outliers: 5, spoilt: 75 };

/// A number of mean 0 and about this spread: the sum of a few even ones.
fn spread(rng: &mut SplitMix, by: f64) -> f64 {
    let sum: f64 = (0..6).map(|_| rng.below(10_001) as f64 / 10_000.0 - 0.5).sum();
    sum / 0.5_f64.sqrt() * by
}

/// Rows of a stage whose blocks begin with this one; the new build takes so many times as long.
fn stage(first_block: u32, blocks: u32, weather: Weather, slower: f64, seed: u64) -> Stage {
    let mut stage = Stage::default();
    for (side, row) in rows(first_block, blocks, weather, slower, seed) {
        stage.add(side, &row);
    }
    stage
}

fn rows(first_block: u32, blocks: u32, weather: Weather, slower: f64, seed: u64) -> Vec<(Side, Record)> {
    let mut rng = SplitMix::new(seed);
    let mut rows = Vec::new();
    for block in first_block..first_block + blocks {
        let [a, b] = if rng.below(2) == 0 { [Side::Old, Side::New] } else { [Side::New, Side::Old] };
        for (turn, side) in [a, b, b, a].into_iter().enumerate() {
            let launch = block * BLOCK + turn as u32;
            let build = if side == Side::New { slower } else { 1.0 };
            let outlier = if rng.below(100) < weather.outliers { 1.33 } else { 1.0 };
            let drift = (weather.drift * f64::from(launch)).exp();
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
const FIRST: u32 = 14;
const SECOND: u32 = 36;

/// Both stages, as `contend compare --bin` makes them.
fn compared(weather: Weather, slower: f64, seed: u64) -> Live {
    let first = stage(0, FIRST, weather, slower, seed);
    let second = match suspects(&first).is_empty() {
        true => Stage::default(),
        false => stage(FIRST, SECOND, weather, slower, !seed),
    };
    conclude(&first, &second)
}

fn verdicts(weather: Weather, slower: f64, seeds: std::ops::Range<u64>) -> Vec<Verdict> {
    seeds.map(|seed| compared(weather, slower, seed).changes[0].verdict).collect()
}

fn count(verdicts: &[Verdict], wanted: Verdict) -> usize {
    verdicts.iter().filter(|verdict| **verdict == wanted).count()
}

#[test]
fn a_tenth_is_found_idle_and_with_a_busy_neighbour() {
    for weather in [IDLE, HOG] {
        let slower = verdicts(weather, 1.1, 0..20);
        let faster = verdicts(weather, 1.0 / 1.1, 0..20);
        assert!(count(&slower, Verdict::Slower) >= 18 && count(&slower, Verdict::Faster) == 0, "{slower:?}");
        assert!(count(&faster, Verdict::Faster) >= 18 && count(&faster, Verdict::Slower) == 0, "{faster:?}");
    }
}

#[test]
fn nothing_is_cried_where_nothing_changed() {
    // By the two stages' own terms about one in a thousand; of a hundred, two are more than chance lets pass.
    for weather in [IDLE, HOG] {
        let said = verdicts(weather, 1.0, 100..200);
        let confirmed = said.iter().filter(|verdict| verdict.is_confirmed()).count();
        assert!(confirmed <= 1, "{confirmed} of {} false alarms", said.len());
        assert!(count(&said, Verdict::NotComparable) * 5 <= said.len(), "mostly there is an answer");
    }
}

#[test]
fn the_first_stage_alone_would_cry_wolf() {
    let suspected = (100..150).filter(|seed| !suspects(&stage(0, 10, HOG, 1.0, *seed)).is_empty()).count();
    assert!(suspected > 0, "else the second would be for nothing");
}

#[test]
fn the_second_stage_decides_by_its_own_data() {
    let first = stage(0, 10, IDLE, 1.1, 1);
    let place = suspects(&first);
    assert_eq!(place.len(), 1);
    let of = |second: &Stage| conclude(&first, second).changes[0].clone();
    let same = of(&stage(10, 20, IDLE, 1.0, 2));
    assert_eq!((same.verdict, &same.why), (Verdict::Same, &Some(Why::NotConfirmed)));
    let reverse = of(&stage(10, 20, IDLE, 0.9, 2));
    assert_eq!(
        (reverse.verdict, &reverse.why),
        (Verdict::Same, &Some(Why::NotConfirmed)),
        "to the other side"
    );
    let thin = of(&stage(10, LEAST_SECOND as u32 / 2 - 1, IDLE, 1.1, 2));
    assert_eq!(thin.verdict, Verdict::NotComparable, "too few pairs to believe");
    let never = of(&Stage::default());
    assert_eq!((never.verdict, &never.why), (Verdict::NotComparable, &Some(Why::Unfinished)));
    let shown = of(&stage(10, LEAST_SECOND as u32 / 2, IDLE, 1.2, 2));
    assert_eq!(shown.verdict, Verdict::Slower);
    let second = shown.second.unwrap();
    assert!((second.ratio.median - 1.2).abs() < 0.03 && second.pairs == LEAST_SECOND, "{second:?}");
}

#[test]
fn a_gate_goes_by_the_second_stage() {
    let first = stage(0, 10, IDLE, 1.3, 1);
    let live = conclude(&first, &stage(10, 20, IDLE, 1.1, 2));
    assert_eq!((live.regressions(5.0).count(), live.regressions(20.0).count()), (1, 0));
    let faster = compared(IDLE, 0.8, 3);
    assert_eq!((faster.changes[0].verdict, faster.regressions(0.0).count()), (Verdict::Faster, 0));
}

#[test]
fn what_drifts_evenly_says_the_same_of_both() {
    // Two per cent from launch to launch: eightfold by the end, and within each block twice as much as many a change.
    let steep = Weather { drift: 0.02, ..IDLE };
    assert_eq!(verdicts(steep, 1.0, 0..20), [Verdict::Same; 20]);
    let paired = compared(steep, 1.0, 4).changes[0].first.clone().unwrap();
    assert!((paired.ratio.median - 1.0).abs() < 0.02, "{paired:?}");
    assert!(paired.noise.unwrap() > 1.01, "what cancels out of the ratio stays in the noise: {paired:?}");
}

#[test]
fn without_clean_windows_nothing_is_said_but_why() {
    let live = compared(Weather { spoilt: 100, ..HOG }, 1.1, 1);
    assert_eq!(live.changes[0].verdict, Verdict::NotComparable);
    let said = live.to_string();
    assert!(said.contains("not comparable  planted/spin at 1: spin"), "{said}");
    assert!(
        said.contains("not measurable here: 0 pairs") && said.contains("descheduled 100\u{a0}% of windows"),
        "{said}"
    );
    let thin = stage(0, LEAST_FIRST as u32 / 2 - 1, IDLE, 2.0, 1);
    assert!(suspects(&thin).is_empty(), "six pairs are too few");
    assert_eq!(conclude(&thin, &Stage::default()).changes[0].verdict, Verdict::NotComparable);
}

#[test]
fn wrong_answers_and_schedules_are_no_speed() {
    let with = |change: &dyn Fn(&mut Record)| {
        let mut stage = Stage::default();
        for (side, mut row) in rows(0, 10, IDLE, 1.5, 1) {
            if side == Side::New {
                change(&mut row);
            }
            stage.add(side, &row);
        }
        assert!(suspects(&stage).is_empty());
        conclude(&stage, &Stage::default()).to_string()
    };
    let wrong = with(&|row| {
        row.verified = false;
        row.ops = None;
        row.failure = Some("no_lost_update: added 2, the sum is 1".into());
    });
    assert!(wrong.contains("the new build answers wrongly: no_lost_update: added 2"), "{wrong}");
    let latency = Latency { rate_per_thread: 1e5, p50_ns: 1, p90_ns: 1, p99_ns: 1, p999_ns: 1, max_ns: 1 };
    let scheduled = with(&|row| row.latency = Some(latency));
    assert!(scheduled.contains("on schedule"), "{scheduled}");
}

#[test]
fn distances_are_not_mixed() {
    // The new build ran far away in most launches: only where both were near can they be compared, and that is too seldom.
    let mut stage = Stage::default();
    for (side, mut row) in rows(0, 10, IDLE, 1.0, 1) {
        row.placement = Placement::Usual;
        if side == Side::New && row.launch >= 4 * BLOCK - 2 {
            row.placement = Placement::Far;
        }
        stage.add(side, &row);
    }
    let live = conclude(&stage, &Stage::default());
    assert_eq!(live.changes[0].verdict, Verdict::NotComparable);
    assert!(live.to_string().contains("not measurable here: 7 pairs"), "{live}");
}

#[test]
fn code_that_is_not_ours_is_named_where_it_differs() {
    let peers = |slower, from, blocks| {
        let mut stage = Stage::default();
        for (side, mut row) in rows(from, blocks, IDLE, slower, 7) {
            row.kind = Kind::Peer;
            stage.add(side, &row);
        }
        stage
    };
    let live = conclude(&peers(1.2, 0, 10), &peers(1.2, 10, 20));
    assert!(live.notes.iter().any(|note| note.starts_with("planted/spin: floors and peers")), "{live}");
}

#[test]
fn json_has_the_four_words() {
    let json = serde_json::to_value(compared(IDLE, 1.1, 1)).unwrap();
    let change = &json["changes"][0];
    assert_eq!((&change["verdict"], &change["subject"]), (&"slower".into(), &"spin".into()));
    assert!(
        change["second"]["p"].as_f64().unwrap() < 0.01 && change["first"]["pairs"] == 2 * FIRST,
        "{change}"
    );
    assert_eq!(serde_json::to_value(Verdict::Same).unwrap(), "no difference measured");
}
