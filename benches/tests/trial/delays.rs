//! One of two workers is delayed.

use benches::engine::Outcome;
use benches::engine::window::Window;

use crate::made_up::{BEGIN, LENGTH, run};
use crate::seen::{assert_no_figure, cell, given, launches, report, session};

/// Of operations: batches of some ten microseconds.
const OP_NS: u64 = 10;

fn window(delay: Option<(u64, u64)>) -> Window {
    let stretches = run(OP_NS, &[None, delay]).into_iter().map(|(stretch, _)| stretch).collect();
    Window { stretches, ..Window::default() }
}

/// Late by a part of the window, from just before it begins.
fn late(percent: u64) -> Window {
    window(Some((BEGIN - 20_000, LENGTH * percent / 100)))
}

#[test]
fn who_comes_late_lowers_the_overlap_by_as_much() {
    for percent in [0, 2, 10, 25, 80] {
        let window = late(percent);
        let expected = 1.0 - percent as f64 / 100.0;
        // Two batches of the four milliseconds, and one before the delay.
        assert!((window.overlap() - expected).abs() < 0.013, "{percent} %: {}", window.overlap());
        let flags = window.flags(2, 0, 64);
        assert_eq!(flags.iter().any(|flag| flag == "low-overlap"), percent >= 10, "{percent} %: {flags:?}");
    }
    // Whoever comes when all is over was not there.
    let absent = late(150);
    assert_eq!((absent.overlap(), absent.per_thread()[1]), (0.0, 0));
}

#[test]
fn who_stands_still_inside_a_window_stalls_it() {
    let stalled = window(Some((BEGIN + LENGTH / 2, LENGTH / 4)));
    assert!(stalled.flags(2, 0, 64).contains(&"stalled".to_owned()), "{stalled:?}");
    assert!(window(None).flags(2, 0, 64).is_empty());
}

#[test]
fn a_window_with_a_late_worker_is_in_no_statistic() {
    let subject = |name, window| given(name, Outcome { windows: vec![window; 2], ..Outcome::default() });
    let (steady, delayed) = (subject("steady", window(None)), subject("delayed", late(25)));
    let rows = |subject| launches(subject, &session(subject, "inc", 2, LENGTH));
    let of_delayed = rows(&delayed);
    assert!(of_delayed.iter().all(|row| row.verified && !row.is_clean() && row.flags == ["low-overlap"]));
    let report = report(&[rows(&steady), of_delayed].concat(), &[&steady, &delayed]);
    assert_no_figure(&report, "delayed");
    assert_eq!(cell(&report, "delayed").windows.flags["low-overlap"], 10);
    let steady = cell(&report, "steady");
    assert!(steady.measure.is_some() && steady.windows.used == 10, "{steady:?}");
}
