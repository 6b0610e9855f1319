//! Comparing two sets of records against planted changes.

mod common;

use common::{elsewhere, paced, run};
use reports::comparison::{Comparison, Verdict, compare};
use reports::{Kind, Latency, Placement, Record, Seats};

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
    let c = compare(&run("a", 6), &paced(run("b", 6), "mutex", 120), &common::catalogue());
    assert_eq!(verdict(&c, "mutex", 2), Verdict::Slower);
    assert_eq!(verdict(&c, "rwlock", 2), Verdict::Same);
    assert_eq!((c.regressions(10.0).count(), c.regressions(30.0).count()), (2, 0), "one and two threads");
    let back = compare(&paced(run("b", 6), "mutex", 120), &run("a", 6), &common::catalogue());
    assert_eq!((verdict(&back, "mutex", 2), back.regressions(0.0).count()), (Verdict::Faster, 0));
    assert!(c.to_string().contains("slower  counter/inc at 2: mutex"), "{c}");
}

#[test]
fn what_was_given_something_else_is_another_question() {
    let small = caches("a");
    let given = |capacity: u64| {
        let mut rows = caches("b");
        rows.iter_mut().for_each(|r| drop(r.params.insert("capacity".into(), capacity.into())));
        rows
    };
    let c = compare(&small, &given(1_000), &[]);
    assert!(c.changes.iter().all(|c| c.verdict == Verdict::NotComparable), "{c}");
    assert_eq!(c.changes[0].why.as_ref().unwrap().to_string(), "other capacity: 10000 against 1000");
    assert!(
        c.counts().contains("not comparable (") && c.counts().contains("other settings"),
        "{}",
        c.counts()
    );
    // Where one set has both, each meets its like, whatever it is called there.
    let mut both = given(1_000);
    both.iter_mut().for_each(|r| r.window += 50);
    both.extend(caches("b"));
    let c = compare(&small, &both, &[]);
    assert!(!c.changes.is_empty() && c.changes.iter().all(|c| c.verdict == Verdict::Same), "{c}");
    assert_eq!((c.only_old, c.only_new), (0, c.changes.len()));
    // What only one version tells is no difference, and nor is a result.
    let mut later = caches("b");
    for r in &mut later {
        r.params.insert("skew".into(), 0.99.into());
        r.params.insert("pinned".into(), (r.launch > 2).into());
    }
    assert!(compare(&small, &later, &[]).changes.iter().all(|c| c.verdict == Verdict::Same));
}

#[test]
fn a_cache_is_not_faster_at_the_price_of_hits_without_a_word() {
    let of = |hundredths: u64, hits: f64| {
        let mut rows = paced(caches("b"), "sieve", hundredths);
        rows.iter_mut().for_each(|r| r.hit_ratio = r.hit_ratio.map(|h| h + hits));
        let c = compare(&caches("a"), &rows, &[]);
        let sieve = c.changes.iter().find(|c| c.subject == "sieve" && c.threads == 2).unwrap().clone();
        (sieve.verdict, sieve.why.map(|why| why.to_string()), c.regressions(0.0).count())
    };
    let less = Some("faster, but hits 3.00 points less".to_owned());
    assert_eq!(of(60, -0.03), (Verdict::NotComparable, less, 0));
    let same_time = Some("no difference measured, but hits 3.00 points less".to_owned());
    assert_eq!(of(100, -0.03), (Verdict::NotComparable, same_time, 0));
    let more = Some("slower, but hits 3.00 points more".to_owned());
    assert_eq!(of(160, 0.03), (Verdict::NotComparable, more, 0));
    assert_eq!(of(60, 0.03), (Verdict::Faster, None, 0), "better in both");
    assert_eq!((of(160, -0.03).0, of(60, 0.0).0), (Verdict::Slower, Verdict::Faster));
}

/// Two caches that forget, five launches.
fn caches(run: &str) -> Vec<Record> {
    let two =
        common::caches::CACHES.map(|c| c).into_iter().filter(|c| matches!(c.truth.name, "sieve" | "clock"));
    let rows = common::caches::races(&two.collect::<Vec<_>>(), &["zipf"]);
    let own_core = rows.into_iter().filter(|r| r.threads <= 2);
    own_core.map(|r| Record { run: run.into(), ..r }).collect()
}

#[test]
fn few_launches_confirm_nothing() {
    let c = compare(&run("a", 3), &paced(run("b", 3), "mutex", 200), &common::catalogue());
    assert_eq!(verdict(&c, "mutex", 2), Verdict::NotComparable);
    assert_eq!(c.regressions(0.0).count(), 0);
}

#[test]
fn another_machine_is_compared_by_ratios_to_the_baseline() {
    let other = elsewhere(run("b", 6), "Twice as slow", 200);
    let c = compare(&run("a", 6), &paced(other, "mutex", 150), &common::catalogue());
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
    assert_eq!(verdict(&c, "mutex", 2), Verdict::NotComparable);
    assert_eq!((c.only_old, c.only_new), (2, 0));
    assert!(c.to_string().contains("Without a counterpart: 2 cells of the old set alone."), "{c}");
    let nothing = compare(&run("a", 6), &[], &common::catalogue());
    assert!(nothing.changes.is_empty() && nothing.to_string().starts_with("0 cells in both"));
    assert!(nothing.to_string().contains("Nothing could be compared"), "{nothing}");
}

/// Two threads on two cores, or on one that they share.
fn seated(mut records: Vec<Record>, cores: u32) -> Vec<Record> {
    for r in &mut records {
        let cpus = (0..r.threads).collect();
        let cores = cores.min(r.threads);
        r.seats = Some(Seats { cpus, cores, small_cores: 0, complexes: 1, packages: 1, nodes: 1 });
    }
    records
}

#[test]
fn seats_that_share_more_are_another_placement() {
    let (apart, shared) = (seated(run("a", 6), 2), seated(run("b", 6), 1));
    let c = compare(&apart, &paced(shared.clone(), "mutex", 150), &common::catalogue());
    assert_eq!(verdict(&c, "mutex", 2), Verdict::NotComparable);
    assert_eq!(verdict(&c, "mutex", 1), Verdict::Slower, "one thread shares with nobody");
    let said = "only one of the sets tells where its workers sat";
    assert!(!c.to_string().contains(said), "{c}");
    let untold = compare(&apart, &run("b", 6), &common::catalogue());
    assert_eq!(verdict(&untold, "mutex", 2), Verdict::Same);
    assert!(untold.to_string().contains(said), "{untold}");
    // Within one set they are pooled, and that is said.
    let both = compare(&apart, &[apart.clone(), shared].concat(), &common::catalogue());
    let mixed =
        "new: At 2 threads, workers of some rows had cores that share more or less than those of others";
    assert!(both.to_string().contains(mixed) && both.to_string().contains(said), "{both}");
    let some = compare(&apart, &[apart.clone(), run("b", 6)].concat(), &common::catalogue());
    let partly = "new: At 1 and 2 threads, some rows tell where their workers sat and others do not";
    assert!(some.to_string().contains(partly), "{some}");
}

#[test]
fn a_comparison_tells_what_it_rests_on() {
    let c = compare(&run("a", 6), &paced(run("b", 6), "mutex", 120), &common::catalogue());
    assert!(c.changes.iter().all(|c| c.noise.is_some_and(|n| n >= 1.0)), "both sets have twins");
    assert!(
        c.changes.iter().any(|c| c.kind == Kind::Peer) && c.changes.iter().any(|c| c.kind == Kind::Floor)
    );
    let json = serde_json::to_value(&c).unwrap();
    let told = json["changes"].as_array().unwrap();
    let mutex = told.iter().find(|c| c["subject"] == "mutex" && c["threads"] == 2).unwrap();
    assert_eq!((&mutex["verdict"], &mutex["kind"]), (&"slower".into(), &"ours".into()));
    assert!((mutex["ratio"]["median"].as_f64().unwrap() - 1.2).abs() < 0.03, "{mutex}");
    let thin = compare(&run("a", 1), &run("b", 6), &common::catalogue()).to_string();
    assert!(thin.contains("Nothing can be confirmed: that takes four launches a side"), "{thin}");
}

#[test]
fn nanoseconds_of_two_machines_never_meet() {
    // Nothing names a baseline of locks here, so there is nothing that both machines could be held against.
    let locks = common::locks::planted();
    let other = elsewhere(locks.clone(), "Another", 130);
    let c = compare(&locks, &other, &[]);
    assert!(c.relative && c.changes.is_empty() && c.only_old > 0, "{}", c.counts());
}

#[test]
fn a_machine_that_is_another_by_the_next_day_is_no_change_of_ours() {
    let mut slow = run("b", 6);
    for t in &common::COUNTERS {
        slow = paced(slow, t.name, 125);
    }
    let c = compare(&run("a", 6), &slow, &common::catalogue());
    assert!(c.changes.iter().all(|c| (c.ratio.median - 1.25).abs() < 0.05), "all of it is slower");
    assert!(!c.changes.iter().any(|c| c.verdict.is_confirmed()), "and none of it by its own doing: {c}");
    assert!(c.to_string().contains("Floors and peers, whose code is the same in both, take 1.25"), "{c}");
    // What goes beyond it is still seen, and with nothing else changed nothing is said.
    let c = compare(&run("a", 6), &paced(slow, "mutex", 160), &common::catalogue());
    assert_eq!((verdict(&c, "mutex", 2), verdict(&c, "cas_loop", 2)), (Verdict::Slower, Verdict::Same));
    let quiet = compare(&run("a", 6), &run("b", 6), &common::catalogue());
    assert!(!quiet.to_string().contains("Floors and peers"), "{quiet}");
}

#[test]
fn what_runs_on_schedule_is_not_compared_by_its_rate() {
    let scheduled = |name: &str, hundredths: u64| {
        let mut records = paced(run(name, 6), "mutex", hundredths);
        for r in &mut records {
            r.workload = "latency-half-peak".into();
            r.latency = Some(Latency {
                rate_per_thread: 1e5,
                p50_ns: 100,
                p90_ns: 200,
                p99_ns: 300,
                p999_ns: 400,
                max_ns: 500,
            });
        }
        records
    };
    let c = compare(&scheduled("a", 100), &scheduled("b", 200), &common::catalogue());
    assert!(c.changes.is_empty(), "its rate is the schedule's: {c}");
}
