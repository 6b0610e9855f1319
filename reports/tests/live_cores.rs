//! Two builds in turns, on cores whose distance and speed change: by chance, or because of a build.

mod common;

use common::weather::{FIRST, IDLE, SECOND, count, rows};
use reports::comparison::Verdict;
use reports::comparison::live::{Side, Stage, conclude};
use reports::stats::SplitMix;
use reports::{Placement, Record};

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
    let crowds = said(&|row| {
        (row.turn_ns, row.turn_least_ns) = (Some(0.77), Some(0.71));
        row.flags = vec!["oversubscribed".into()];
    });
    assert!(
        !crowds.contains("speed of cores"),
        "a subject's own threads slow the turns, not the windows: {crowds}"
    );
}
