//! Two builds in turns: planted changes are found, and nothing is cried where there is none. The machine here is made of numbers from a seed;
//! the same is asked of a real one by `cargo run --release -p contend-benches --example power`.

mod common;

use common::{Truth, record};
use reports::comparison::live::{
    BLOCK, LEAST_FIRST, LEAST_SECOND, Live, ORDER, Place, SUSPECTED, Side, Stage, conclude, suspects,
};
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
    /// What the inner two launches of each four take more than the outer two.
    bend: f64,
    /// Launches of a hundred that come out a third slower for no reason of the build.
    outliers: usize,
    /// Windows of a hundred that were pushed off a core.
    spoilt: usize,
}

const IDLE: Weather = Weather { launch: 0.01, window: 0.01, drift: 0.0, bend: 0.0, outliers: 0, spoilt: 2 };
/// As with a busy neighbour on one of two cores: of four windows three are not clean.
const HOG: Weather = Weather { launch: 0.06, window: 0.05, drift: 0.002, bend: 0.0, outliers: 5, spoilt: 75 };

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
        let first = rng.below(2) as u32;
        for (turn, second) in ORDER.into_iter().enumerate() {
            let side = if first == second { Side::Old } else { Side::New };
            let launch = block * BLOCK + turn as u32;
            let build = if side == Side::New { slower } else { 1.0 };
            let outlier = if rng.below(100) < weather.outliers { 1.33 } else { 1.0 };
            let bend = if matches!(turn % 4, 1 | 2) { weather.bend } else { 0.0 };
            let drift = (weather.drift * f64::from(launch) + bend).exp();
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
const FIRST: u32 = 7;
const SECOND: u32 = 18;

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
fn what_is_found_falls_with_the_spread_of_launches() {
    // As METHODOLOGY tells it: of a hundred 100, 95 and half.
    for (launch, found) in [(0.05, 40..=40), (0.10, 35..=40), (0.15, 14..=27)] {
        let said = verdicts(Weather { launch, ..IDLE }, 1.1, 0..40);
        let slower = count(&said, Verdict::Slower);
        assert!(found.contains(&slower), "{slower} of 40 at a spread of {launch}");
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
    for weather in [IDLE, HOG] {
        let is_suspected = |seed: &u64| !suspects(&stage(0, FIRST, weather, 1.0, *seed)).is_empty();
        let suspected = (100..200).filter(is_suspected).count();
        assert!(suspected > 0, "else the second would be for nothing");
        assert!(suspected as f64 <= 100.0 * SUSPECTED, "{suspected} of 100");
    }
}

#[test]
fn the_second_stage_decides_by_its_own_data() {
    let first = stage(0, 6, IDLE, 1.1, 1);
    let place = suspects(&first);
    assert_eq!(place.len(), 1);
    let of = |second: &Stage| conclude(&first, second).changes[0].clone();
    let same = of(&stage(6, 10, IDLE, 1.0, 2));
    assert_eq!((same.verdict, &same.why), (Verdict::Same, &Some(Why::NotConfirmed)));
    let reverse = of(&stage(6, 10, IDLE, 0.9, 2));
    assert_eq!(
        (reverse.verdict, &reverse.why),
        (Verdict::Same, &Some(Why::NotConfirmed)),
        "to the other side"
    );
    let thin = of(&stage(6, LEAST_SECOND as u32 - 1, IDLE, 1.1, 2));
    assert_eq!(thin.verdict, Verdict::NotComparable, "too few coins to believe");
    let never = of(&Stage::default());
    assert_eq!((never.verdict, &never.why), (Verdict::NotComparable, &Some(Why::Unfinished)));
    let shown = of(&stage(6, LEAST_SECOND as u32, IDLE, 1.2, 2));
    assert_eq!(shown.verdict, Verdict::Slower);
    let second = shown.second.unwrap();
    assert!((second.ratio.median - 1.2).abs() < 0.03 && second.pairs == 4 * LEAST_SECOND, "{second:?}");
}

#[test]
fn a_gate_goes_by_the_second_stage() {
    let first = stage(0, 6, IDLE, 1.3, 1);
    let live = conclude(&first, &stage(6, 10, IDLE, 1.1, 2));
    assert_eq!((live.regressions(5.0).count(), live.regressions(20.0).count()), (1, 0));
    let faster = compared(IDLE, 0.8, 3);
    assert_eq!((faster.changes[0].verdict, faster.regressions(0.0).count()), (Verdict::Faster, 0));
}

#[test]
fn what_drifts_evenly_says_the_same_of_both() {
    // Two per cent from launch to launch: threefold by the end of the first stage, and within each block more than many a change.
    let steep = Weather { drift: 0.02, ..IDLE };
    assert_eq!(verdicts(steep, 1.0, 0..20), [Verdict::Same; 20]);
    let paired = compared(steep, 1.0, 4).changes[0].first.clone().unwrap();
    assert!((paired.ratio.median - 1.0).abs() < 0.02, "{paired:?}");
    assert!(paired.noise > 1.01, "what cancels out of the ratio stays in the noise: {paired:?}");
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
    let thin = stage(0, LEAST_FIRST as u32 - 1, IDLE, 2.0, 1);
    assert!(suspects(&thin).is_empty(), "three coins are too few");
    assert_eq!(conclude(&thin, &Stage::default()).changes[0].verdict, Verdict::NotComparable);
}

#[test]
fn wrong_answers_and_schedules_are_no_speed() {
    let with = |change: &dyn Fn(&mut Record)| {
        let mut stage = Stage::default();
        for (side, mut row) in rows(0, 6, IDLE, 1.5, 1) {
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

/// A stage without a difference in which each build's launches ran far apart so often of ten, and else at the usual distance.
fn placed(first_block: u32, blocks: u32, old_far: u32, new_far: u32) -> Stage {
    let mut stage = Stage::default();
    let mut launches = [0, 0];
    let mut last = None;
    for (side, mut row) in rows(first_block, blocks, IDLE, 1.0, 1) {
        if last.replace(row.launch) != Some(row.launch) {
            launches[side as usize] += 1;
        }
        let far = launches[side as usize] % 10 < [old_far, new_far][side as usize];
        row.placement = if far { Placement::Far } else { Placement::Usual };
        row.ops = row.ops.map(|ops| if far { ops / 3 } else { ops });
        stage.add(side, &row);
    }
    stage
}

#[test]
fn a_build_that_places_its_workers_otherwise_is_told_so() {
    let said =
        |old_far, new_far| conclude(&placed(0, FIRST, old_far, new_far), &Stage::default()).to_string();
    for (old_far, new_far) in [(0, 7), (7, 0), (0, 10), (2, 9)] {
        let said = said(old_far, new_far);
        assert!(said.contains("not comparable") && said.contains("other placement: "), "{said}");
    }
    assert!(
        said(0, 10).contains("in 0\u{a0}% of the old build's launches and 100\u{a0}% of the new one's"),
        "{}",
        said(0, 10)
    );
    assert!(!said(3, 3).contains("other placement"), "distances change, but by no build: {}", said(3, 3));
}

#[test]
fn a_build_that_no_longer_pins_is_told_so() {
    let mut stage = Stage::default();
    for (side, mut row) in rows(0, FIRST, IDLE, 1.0, 1) {
        if side == Side::New {
            row.params.insert("pinned".into(), false.into());
        }
        stage.add(side, &row);
    }
    let said = conclude(&stage, &Stage::default()).to_string();
    assert!(said.contains("not comparable") && said.contains("workers not pinned"), "{said}");
}

/// How the cores of a window may stand.
type Way = fn(&mut Record);

/// By chance near, or a threefold time apart.
const DISTANCES: [Way; 2] =
    [|row| stands(row, Placement::Usual, None, 1.0), |row| stands(row, Placement::Far, None, 3.0)];
/// By chance both their own, or one or both shared with another guest: a turn takes 0.36 ns on the former, and twice that on the latter.
const SPEEDS: [Way; 3] = [
    |row| stands(row, Placement::Usual, Some((0.36, 0.36)), 1.0),
    |row| stands(row, Placement::Usual, Some((0.75, 0.37)), 1.35),
    |row| stands(row, Placement::Usual, Some((0.77, 0.71)), 1.9),
];

fn stands(row: &mut Record, placement: Placement, turns: Option<(f64, f64)>, longer: f64) {
    row.placement = placement;
    (row.turn_ns, row.turn_least_ns) = turns.unzip();
    row.ops = row.ops.map(|ops| (ops as f64 / longer) as u64);
}

/// Verdicts where cores stand in one way or another from launch to launch, and sometimes change within one: no build's doing.
fn swayed(ways: &[Way], slower: f64, seeds: std::ops::Range<u64>) -> Vec<Verdict> {
    let stage = |from, blocks, seed| {
        let mut rng = SplitMix::new(seed + 77);
        let (mut stage, mut last, mut way) = (Stage::default(), None, 0);
        for (side, mut row) in rows(from, blocks, IDLE, slower, seed) {
            if last.replace(row.launch) != Some(row.launch) || rng.below(10) == 0 {
                way = rng.below(ways.len());
            }
            ways[way](&mut row);
            stage.add(side, &row);
        }
        stage
    };
    let one =
        |seed: u64| conclude(&stage(0, FIRST, seed), &stage(FIRST, SECOND, !seed >> 1)).changes[0].verdict;
    seeds.map(one).collect()
}

#[test]
fn cores_that_change_by_chance_are_compared_with_their_like() {
    for ways in [&DISTANCES[..], &SPEEDS] {
        let (slower, same) = (swayed(ways, 1.1, 0..20), swayed(ways, 1.0, 20..60));
        assert!(count(&slower, Verdict::Slower) >= 18, "{slower:?}");
        assert!(same.iter().all(|verdict| !verdict.is_confirmed()), "{same:?}");
        assert!(count(&same, Verdict::NotComparable) <= 4, "{same:?}");
    }
    let blind: [Way; 3] = [
        |row| stands(row, Placement::Usual, None, 1.0),
        |row| stands(row, Placement::Usual, None, 1.35),
        |row| stands(row, Placement::Usual, None, 1.9),
    ];
    let said = swayed(&blind, 1.1, 0..20);
    assert!(count(&said, Verdict::Slower) <= 5, "pairs of unlike cores hide it: {said:?}");
}

#[test]
fn a_build_that_slows_its_cores_is_told_so_and_one_that_does_not_tell_is_compared() {
    let said = |new: &dyn Fn(&mut Record)| {
        let mut stage = Stage::default();
        for (side, mut row) in rows(0, FIRST, IDLE, 1.0, 1) {
            SPEEDS[0](&mut row);
            if side == Side::New {
                new(&mut row);
            }
            stage.add(side, &row);
        }
        conclude(&stage, &Stage::default()).to_string()
    };
    let slows = said(&|row| {
        if row.window < 7 {
            SPEEDS[2](row)
        }
    });
    assert!(slows.contains("not comparable") && slows.contains("other speed of cores: "), "{slows}");
    let older = said(&|row| row.turn_least_ns = None);
    assert!(older.contains("28 pairs"), "{older}");
}

#[test]
fn what_bends_within_a_block_says_the_same_of_both() {
    // The inner launches of each four take 5 % longer: one coin's four pairs would all say so, were its halves not exchanged.
    let bent = Weather { bend: 0.05, ..IDLE };
    assert_eq!(verdicts(bent, 1.0, 0..20), [Verdict::Same; 20]);
    assert!(count(&verdicts(bent, 1.1, 0..20), Verdict::Slower) >= 18);
}

#[test]
fn what_was_expected_and_never_came_is_told() {
    let still = Weather { launch: 0.0, window: 0.0, ..IDLE };
    let mut stage = stage(0, FIRST, still, 1.0, 1);
    let place = |subject: &str| Place {
        family: "f".into(),
        workload: "w".into(),
        threads: 2,
        subject: subject.into(),
    };
    stage.expect(place("absent"), Kind::Peer);
    stage.expect(place("dies"), Kind::Floor);
    stage.fail(Side::New, &place("dies"), "the process ended: signal 6".into());
    let live = conclude(&stage, &Stage::default());
    let said = live.to_string();
    assert!(said.contains("1 of 3 cells compared"), "{said}");
    assert!(said.contains("f/w at 2: absent  (not measurable here: 0 pairs"), "{said}");
    let wrong: Vec<_> = live.newly_wrong().map(|c| (c.place.subject.as_str(), c.kind)).collect();
    assert_eq!((wrong, live.compared()), (vec![("dies", Kind::Floor)], 1));
    stage.fail(Side::Old, &place("dies"), "the process ended: signal 6".into());
    assert_eq!(conclude(&stage, &Stage::default()).newly_wrong().count(), 0, "that is not new");
}

#[test]
fn median_and_ranks_must_agree() {
    // Of eight pairs in a block five are a little slower and three much faster: the median says slower, the ranks faster.
    let mut stages = [Stage::default(), Stage::default()];
    for (index, (from, blocks)) in [(0, FIRST + 1), (FIRST + 1, SECOND)].into_iter().enumerate() {
        for (side, mut row) in
            rows(from, blocks, Weather { launch: 0.0, window: 0.0, spoilt: 0, ..IDLE }, 1.0, 5)
        {
            if side == Side::New {
                let pair = row.launch % (2 * BLOCK) / 2;
                let factor = if [0, 3, 6].contains(&pair) { 0.5 } else { 1.05 };
                row.ops = row.ops.map(|ops| (ops as f64 / factor) as u64);
            }
            stages[index].add(side, &row);
        }
    }
    let change = conclude(&stages[0], &stages[1]).changes[0].clone();
    assert!(change.first.as_ref().unwrap().ratio.median > 1.0, "{change:?}");
    assert!(!change.verdict.is_confirmed(), "{change:?}");
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
    let live = conclude(&peers(1.2, 0, 6), &peers(1.2, 6, 10));
    assert!(live.notes.iter().any(|note| note.starts_with("planted/spin: floors and peers")), "{live}");
}

#[test]
fn json_has_the_four_words() {
    let json = serde_json::to_value(compared(IDLE, 1.1, 1)).unwrap();
    let change = &json["changes"][0];
    assert_eq!((&change["verdict"], &change["subject"]), (&"slower".into(), &"spin".into()));
    assert!(
        change["second"]["p"].as_f64().unwrap() < 0.01 && change["first"]["pairs"] == 4 * FIRST,
        "{change}"
    );
    assert_eq!(serde_json::to_value(Verdict::Same).unwrap(), "no difference measured");
}
