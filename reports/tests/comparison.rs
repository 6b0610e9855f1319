//! Comparing two sets of records against planted changes.

mod common;

use reports::comparison::{Comparison, Verdict, compare};
use reports::{Placement, Record};

/// The counters' increments with up to two threads; some launches, in a run of another name.
fn run(name: &str, launches: u32) -> Vec<Record> {
    let fits = |r: &Record| r.workload == "inc" && r.threads <= 2 && r.launch < launches;
    let named = |r: Record| Record { run: name.into(), ..r };
    common::planted().into_iter().filter(fits).map(named).collect()
}

fn slowed(mut records: Vec<Record>, subject: &str, percent: u64) -> Vec<Record> {
    for r in records.iter_mut().filter(|r| r.subject == subject) {
        r.ops = r.ops.map(|n| n * 100 / (100 + percent));
    }
    records
}

fn verdict(c: &Comparison, subject: &str, threads: u32) -> Verdict {
    c.changes.iter().find(|c| c.subject == subject && c.threads == threads).unwrap().verdict
}

#[test]
fn a_set_compared_with_itself_shows_no_difference() {
    let c = compare(&run("a", 6), &run("b", 6), &common::catalogue());
    assert!(c.changes.len() > 40 && c.changes.iter().all(|c| c.verdict == Verdict::Same));
    assert_eq!(c.regressions(0.0).count(), 0);
}

#[test]
fn a_planted_regression_is_found_and_gated() {
    let c = compare(&run("a", 6), &slowed(run("b", 6), "mutex", 20), &common::catalogue());
    assert_eq!(verdict(&c, "mutex", 2), Verdict::Slower);
    assert_eq!(verdict(&c, "rwlock", 2), Verdict::Same);
    assert_eq!((c.regressions(10.0).count(), c.regressions(30.0).count()), (2, 0), "one and two threads");
    let back = compare(&slowed(run("b", 6), "mutex", 20), &run("a", 6), &common::catalogue());
    assert_eq!((verdict(&back, "mutex", 2), back.regressions(0.0).count()), (Verdict::Faster, 0));
    assert!(c.to_string().contains("slower  counter/inc at 2: mutex"), "{c}");
}

#[test]
fn few_launches_confirm_nothing() {
    let c = compare(&run("a", 3), &slowed(run("b", 3), "mutex", 100), &common::catalogue());
    assert_eq!(verdict(&c, "mutex", 2), Verdict::TooFewLaunches);
    assert_eq!(c.regressions(0.0).count(), 0);
}

#[test]
fn another_machine_is_compared_by_ratios_to_the_baseline() {
    let mut other = run("b", 6);
    for r in &mut other {
        r.host.cpu = "Twice as slow".into();
        r.ops = r.ops.map(|n| n / 2);
    }
    let c = compare(&run("a", 6), &slowed(other, "mutex", 50), &common::catalogue());
    assert!(c.relative);
    assert_eq!((verdict(&c, "mutex", 2), verdict(&c, "cas_loop", 2)), (Verdict::Slower, Verdict::Same));
}

#[test]
fn distances_are_not_mixed_and_missing_cells_are_counted() {
    let mut far = run("b", 6);
    far.retain(|r| r.subject != "striped");
    for r in far.iter_mut().filter(|r| r.threads == 2) {
        r.placement = Placement::Far;
    }
    let c = compare(&run("a", 6), &far, &common::catalogue());
    assert_eq!(verdict(&c, "mutex", 2), Verdict::OtherPlacement);
    assert!(c.notes.iter().any(|n| n.starts_with("2 measured cells")), "{:?}", c.notes);
    let nothing = compare(&run("a", 6), &[], &common::catalogue());
    assert!(nothing.changes.is_empty() && nothing.to_string().starts_with("0 cells in both"));
}
