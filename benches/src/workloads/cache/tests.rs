//! Streams are what they say.

use super::CAPACITY;
use super::keys::{KEYS, Keys, Operations, Part, Round, SCAN, SCAN_EVERY, STREAM, Scans, best_of_zipf};
use crate::traces::Trace;

fn share(of: usize) -> f64 {
    of as f64 / STREAM as f64
}

fn drawn(mut keys: impl Keys, many: usize) -> Vec<u64> {
    (0..many).map(|_| keys.next()).collect()
}

#[test]
fn the_likeliest_keys_of_zipf_come_as_often_as_the_optimum_says() {
    assert!((best_of_zipf(CAPACITY) - 0.80).abs() < 0.001, "{}", best_of_zipf(CAPACITY));
    assert_eq!(best_of_zipf(KEYS as usize * 2), 1.0);
    let keys = drawn(Round::zipf(1), STREAM);
    assert!(keys.iter().all(|key| (1..=KEYS).contains(key)));
    for most in [1, 100, CAPACITY] {
        let found = share(keys.iter().filter(|&&key| key <= most as u64).count());
        assert!((found - best_of_zipf(most)).abs() < 0.01, "{most}: {found}");
    }
}

#[test]
fn a_stream_goes_round_and_workers_have_different_ones() {
    let keys = drawn(Round::zipf(1), STREAM + 100);
    assert_eq!(keys[..100], keys[STREAM..]);
    assert_ne!(keys[..100], drawn(Round::zipf(2), 100));
    assert_eq!(keys[..100], drawn(Round::zipf(1), 100));
}

#[test]
fn uniform_keys_are_alike() {
    let keys = drawn(Round::uniform(1), STREAM);
    let low = share(keys.iter().filter(|&&key| key <= KEYS / 10).count());
    assert!((low - 0.1).abs() < 0.01 && keys.iter().all(|key| (1..=KEYS).contains(key)), "{low}");
}

#[test]
fn operations_put_in_what_they_say_and_ask_for_the_same_keys() {
    for percent in [5, 50] {
        let mut operations = Operations::new(1, percent);
        let drawn_too: Vec<_> = (0..STREAM).map(|_| operations.next()).collect();
        let insertions = share(drawn_too.iter().filter(|(_, inserts)| *inserts).count());
        assert!((insertions - f64::from(percent) / 100.0).abs() < 0.01, "{percent}: {insertions}");
        assert!(drawn_too.iter().map(|(key, _)| *key).eq(drawn(Round::zipf(1), STREAM)));
    }
}

#[test]
fn a_quarter_of_all_operations_are_scans_of_keys_that_never_come_again() {
    let keys = drawn(Scans::new(1, 3), 3 * STREAM);
    let scanned: Vec<_> = keys.iter().copied().filter(|&key| key > KEYS).collect();
    assert_eq!(scanned.len(), 3 * STREAM * SCAN / SCAN_EVERY);
    assert!(scanned.windows(2).all(|two| two[1] == two[0] + 1), "one after the other, each once");
    let others = drawn(Scans::new(1, 4), STREAM);
    let own = scanned[0]..=scanned[scanned.len() - 1];
    assert!(others.iter().all(|key| *key <= KEYS || !own.contains(key)), "each worker scans its own");
    let begins = |keys: &[u64]| keys.windows(2).filter(|two| two[0] <= KEYS && two[1] > KEYS).count();
    let begun = begins(&keys[..STREAM]).abs_diff(STREAM / SCAN_EVERY);
    assert!(begun <= 1, "in runs of their length: {begun}");
}

#[test]
fn workers_share_a_trace_and_each_pass_has_keys_of_its_own() {
    let trace = Trace::new("a", vec![9, 8, 9, 7, 8]);
    let of = |index, many| drawn(Part::of(&trace, index, 2), many);
    assert_eq!(
        (of(0, 3), of(1, 2)),
        (vec![1 << 32, 1 << 32, (1 << 32) + 1], vec![(1 << 32) + 1, (1 << 32) + 2])
    );
    assert_eq!(of(0, 4)[3], 2 << 32, "the second pass");
    assert_eq!(drawn(Part::before(&trace), 5), [0, 1, 0, 2, 1]);
    assert_eq!(drawn(Part::of(&trace, 7, 8), 1), [(1 << 32) + 1], "more workers than requests");
}
