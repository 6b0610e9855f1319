//! A spin of 100 ns reads 100 ns, net of the floor.

use benches::engine::Outcome;
use benches::engine::window::Window;

use crate::made_up::{LENGTH, READING_NS, run};
use crate::seen::{cell, given, launches, report, session};

/// What a turn of the measured loop costs by itself.
const LOOP_NS: u64 = 1;
const SPIN_NS: u64 = 100;

#[test]
fn a_window_holds_its_batches_and_their_readings_and_nothing_else() {
    for op_ns in [1, 7, 101, 2_500, 30_000, 700_000] {
        let [(stretch, ops)] = run(op_ns, &[None])[..] else { panic!("one worker") };
        assert_eq!(stretch.done.ops, stretch.batches * ops, "{op_ns} ns");
        let batch = ops * op_ns + READING_NS;
        assert_eq!(stretch.ended - stretch.begun, stretch.batches * batch, "{op_ns} ns");
        assert_eq!(stretch.max_gap, batch, "{op_ns} ns");
        assert!(
            (LENGTH..LENGTH + 2 * batch).contains(&(stretch.ended - stretch.begun + batch)),
            "{op_ns} ns: {stretch:?}"
        );
    }
}

#[test]
fn a_spin_of_100_ns_reads_100_ns_net_of_the_floor() {
    let subject = |name, op_ns| {
        let stretches = run(op_ns, &[None]).into_iter().map(|(stretch, _)| stretch).collect();
        let window = Window { stretches, ..Window::default() };
        given(name, Outcome { windows: vec![window], ..Outcome::default() })
    };
    let (floor, spin) = (subject("floor", LOOP_NS), subject("spin", LOOP_NS + SPIN_NS));
    let rows = |subject| launches(subject, &session(subject, "inc", 1, LENGTH));
    let report = report(&[rows(&floor), rows(&spin)].concat(), &[&floor, &spin]);
    let time_ns = |name| cell(&report, name).measure.as_ref().expect("clean windows").time_ns.median;
    let net = time_ns("spin") - time_ns("floor");
    // Readings of the clock are a fifth of a percent: 25 ns in batches of 128.
    assert!((net - SPIN_NS as f64).abs() < 0.25, "{net} ns");
}
