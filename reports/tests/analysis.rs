//! The analysis against planted truths.

mod common;

use std::sync::LazyLock;

use reports::analysis::analyse;
use reports::analysis::model::{Bound, Cell, Difference, Grade, Group, Measure, Report, Standing, Workload};
use reports::stats::Cost;
use reports::{Evidence, Kind, Placement, Purpose, Record, SubjectInfo};

fn report(records: &[Record]) -> Report {
    analyse(records, &common::catalogue(), &common::evidence(), &[])
}

/// The report on the planted records, made once for all tests.
fn planted() -> &'static Report {
    static PLANTED: LazyLock<Report> = LazyLock::new(|| report(&common::planted()));
    &PLANTED
}

fn workload<'a>(report: &'a Report, family: &str, name: &str) -> &'a Workload {
    let family = report.families.iter().find(|f| f.name == family).unwrap();
    family.workloads.iter().find(|w| w.name == name).unwrap()
}

fn group(w: &Workload, threads: u32) -> &Group {
    w.groups.iter().find(|g| g.threads == threads).unwrap()
}

fn measure<'a>(g: &'a Group, subject: &str) -> &'a Measure {
    g.cell(subject).and_then(|c| c.measure.as_ref()).unwrap_or_else(|| panic!("{subject} is not measured"))
}

fn near(x: f64, truth: f64) -> bool {
    (x / truth - 1.0).abs() < 0.02
}

#[test]
fn each_foundation_is_told_by_the_best_that_stands_on_it() {
    let foundations = planted().foundations.as_ref().unwrap();
    let [row] = foundations.rows.as_slice() else { panic!("one family has more than one foundation") };
    assert_eq!((row.workload.as_str(), row.threads), ("inc", 2), "the first of those with most foundations");
    let told: Vec<_> = row.cells.iter().flatten().map(|c| (c.subject.as_str(), c.leads)).collect();
    assert_eq!(
        told[1..],
        [("parking_lot_mutex", false), ("parking_lot_rwlock", false), ("actor_crossbeam", false)]
    );
    assert!(["per_thread", "rayon_reduce"].contains(&told[0].0) && told[0].1, "{told:?}");
    let ratio = row.cells[2].as_ref().unwrap().ratio / row.cells[1].as_ref().unwrap().ratio;
    assert!(near(ratio, 33.0 / 29.0), "{ratio}");
    let said = foundations.said.plain();
    assert!(said.starts_with("counter: fastest over atomics; over a mutex it takes "), "{said}");
}

#[test]
fn medians_and_ratios_find_the_planted_times() {
    let report = planted();
    let g = group(workload(report, "counter", "inc"), 2);
    assert!(near(measure(g, "atomic_relaxed").time_ns.median, 5.4));
    assert!(near(measure(g, "mutex").throughput.median, 1e9 / 38.0));
    let ratio = measure(g, "mutex").ratio.unwrap();
    assert!(
        near(ratio.value.median, 5.4 / 38.0)
            && ratio.difference == Difference::Measured
            && ratio.bound == Bound::Exact
    );
    assert!(ratio.p.unwrap() < 0.01 && ratio.launches == 6);
}

#[test]
fn equal_subjects_tie_and_are_not_ranked_apart() {
    let report = planted();
    let g = group(workload(report, "counter", "inc"), 2);
    let place = |s: &str| measure(g, s).standing;
    assert_eq!(place("mutex"), place("rwlock"));
    assert!(matches!(place("mutex"), Standing::Place { tied_with: 1, .. }), "{:?}", place("mutex"));
    assert_eq!(measure(g, "atomic_seqcst").ratio.unwrap().difference, Difference::None);
    assert!(matches!(place("cas_loop"), Standing::Place { tied_with: 0, .. }));
}

#[test]
fn a_subject_at_the_floor_is_not_ranked_and_its_ratio_is_a_bound() {
    let report = planted();
    let g = group(workload(report, "counter", "inc"), 2);
    let m = measure(g, "per_thread");
    assert_eq!((m.at_floor, m.standing), (true, Standing::AtFloor));
    assert_eq!(m.ratio.unwrap().bound, Bound::AtLeast);
    assert_eq!(measure(g, "noop").standing, Standing::Floor);
    // The best above the floor stands behind the one at it.
    assert!(matches!(measure(g, "rayon_reduce").standing, Standing::Place { place: 2, .. }));
}

#[test]
fn a_dirty_cell_is_not_measurable_and_says_why() {
    let report = planted();
    let cell: &Cell = group(workload(report, "counter", "inc"), 2).cell("actor_std").unwrap();
    assert!(cell.measure.is_none());
    assert_eq!((cell.windows.all, cell.windows.used, cell.windows.flags["descheduled"]), (30, 0, 30));
}

#[test]
fn only_the_most_populated_distance_is_compared() {
    let report = planted();
    let g = group(workload(report, "counter", "inc"), 2);
    let far = common::COUNTERS.len() as u64 - 1; // one window each, but for the dirty cell's; dispatch_dyn has one too
    assert_eq!((g.class, g.other_class), (Placement::Usual, far));
    assert_eq!(g.cell("mutex").unwrap().windows.other_class, 1);
}

#[test]
fn a_wrong_answer_is_listed_and_stands_in_no_statistic() {
    let report = planted();
    assert_eq!(report.wrong.len(), 1);
    let w = &report.wrong[0];
    assert_eq!((w.subject.as_str(), w.version.as_str(), w.windows), ("racy-counter", "0.3.1", 1));
    assert!(w.failure.starts_with("no_lost_update"));
    let g = group(workload(report, "counter", "inc"), 2);
    assert!(g.cell("racy-counter").unwrap().measure.is_none());
    assert_eq!(report.trust.grade, Grade::WithCare);
}

#[test]
fn oversubscribed_windows_count_but_are_labelled_and_give_no_cost() {
    let report = planted();
    let w = workload(report, "counter", "inc");
    assert!(group(w, 4).oversubscribed && group(w, 10).oversubscribed && !group(w, 2).oversubscribed);
    assert!(near(measure(group(w, 10), "mutex").time_ns.median, 45.0));
    assert_eq!(w.head().threads, 2);
    assert_eq!(w.best_single.as_deref(), Some("per_thread"));
    assert_eq!(w.costs["per_thread"], Cost::Threads(2));
    assert_eq!(w.costs["mutex"], Cost::NoneUpTo(2), "four and ten threads are not asked");
}

#[test]
fn the_founding_race_is_run_at_ten_threads() {
    let report = planted();
    let row = &report.race.rows[0];
    assert!(near(row.published(), 2.69));
    let ours = row.ours.as_ref().unwrap();
    assert!(near(ours.ratio.value.median, 45.0 / 5.6) && ours.oversubscribed);
    let without: Vec<Record> = common::planted().into_iter().filter(|r| r.threads != 10).collect();
    let why =
        analyse(&without, &[], &Evidence::default(), &[]).race.rows[0].ours.as_ref().unwrap_err().clone();
    assert_eq!(why, "inc was not run with 10 threads");
}

#[test]
fn fairness_comes_from_long_spans_alone() {
    let report = planted();
    let g = group(workload(report, "counter", "inc"), 2);
    let f = g.cell("mutex").unwrap().fairness.unwrap();
    assert!(near(f.jain, 0.8) && near(f.max_over_min, 3.0) && f.spans == 6);
    let short: Vec<Record> = common::planted()
        .into_iter()
        .map(|r| if r.purpose == Purpose::Fairness { Record { elapsed_ns: 999_999_999, ..r } } else { r })
        .collect();
    let report = analyse(&short, &[], &Evidence::default(), &[]);
    assert!(group(workload(&report, "counter", "inc"), 2).cell("mutex").unwrap().fairness.is_none());
}

#[test]
fn a_difference_inside_the_noise_is_a_tie() {
    let mut records = common::planted();
    // The null control of atomic_relaxed comes out a third slower each time: then 1.6 is no difference, but 7 is.
    for r in records.iter_mut().filter(|r| r.twin) {
        r.ops = r.ops.map(|n| n * 6 / 10);
    }
    let report = report(&records);
    let g = group(workload(&report, "counter", "inc"), 2);
    assert!((1.6..1.8).contains(&g.noise.unwrap().factor), "{:?}", g.noise);
    assert_eq!(measure(g, "cas_backoff").ratio.unwrap().difference, Difference::None);
    assert_eq!(measure(g, "mutex").ratio.unwrap().difference, Difference::Measured);
    assert_eq!(report.trust.grade, Grade::NotVery);
    assert!(report.trust.sentence.starts_with("Not very: "), "{}", report.trust.sentence);
}

#[test]
fn few_launches_are_said_and_not_ranked() {
    let two: Vec<Record> = common::planted().into_iter().filter(|r| r.launch < 2).collect();
    let report = report(&two);
    let g = group(workload(&report, "counter", "inc"), 2);
    assert_eq!(measure(g, "mutex").standing, Standing::TooFewLaunches);
    assert_eq!(measure(g, "mutex").ratio.unwrap().difference, Difference::TooFewLaunches);
    assert!(report.trust.sentence.contains("2 launches were made"), "{}", report.trust.sentence);
}

#[test]
fn rows_of_another_machine_are_left_out_and_noted() {
    let mut records = common::planted();
    let mut other = common::small_family();
    for r in &mut other {
        r.host.cpu = "Another".into();
    }
    records.extend(other);
    let report = report(&records);
    assert!(report.families.iter().all(|f| f.name != "cache"));
    assert!(
        report.trust.notes[0].starts_with("6 rows of another machine left out"),
        "{:?}",
        report.trust.notes
    );
}

#[test]
fn workloads_that_differ_by_a_parameter_stay_apart() {
    let mut records = Vec::new();
    for capacity in [64, 1024] {
        for mut r in common::small_family() {
            r.params.insert("capacity".into(), capacity.into());
            r.params.insert("payload".into(), 8.into());
            r.window += capacity;
            records.push(r);
        }
    }
    let report = report(&records);
    let names: Vec<&str> = report.families[0].workloads.iter().map(|w| w.name.as_str()).collect();
    assert_eq!(names, ["zipf · capacity 1024", "zipf · capacity 64"]);
}

#[test]
fn ways_of_calling_stand_apart_from_the_family() {
    let report = planted();
    let g = group(workload(report, "counter", "inc"), 2);
    assert!(g.cell("dispatch_dyn").is_none());
    let row = report.dispatch.iter().find(|d| d.workload == "inc" && d.threads == 2).unwrap();
    assert!(
        row.subject == "dispatch_dyn"
            && near(row.time_ns.median, 5.8)
            && row.mechanism.contains("trait object")
    );
    assert_eq!(row.ratio, None, "it is the fastest, being the only one");
}

#[test]
fn a_way_of_calling_is_slower_only_where_that_was_measured() {
    let mut records = common::planted();
    for (name, times) in [("dispatch_same", 1_u32), ("dispatch_twice", 2)] {
        let ways = records.iter().filter(|r| r.subject == "dispatch_dyn");
        let like = |r: &Record| Record {
            subject: name.to_owned(),
            elapsed_ns: r.elapsed_ns * u64::from(times),
            window: r.window + 100 * times,
            ..r.clone()
        };
        records.extend(ways.map(like).collect::<Vec<_>>());
    }
    let mut catalogue = common::catalogue();
    let way = catalogue.iter().find(|info| info.name == "dispatch_dyn").unwrap().clone();
    catalogue.extend(
        ["dispatch_same", "dispatch_twice"].map(|name| SubjectInfo { name: name.into(), ..way.clone() }),
    );
    let report = analyse(&records, &catalogue, &common::evidence(), &[]);
    let ratio = |name: &str| {
        let row = report.dispatch.iter().find(|d| d.subject == name && d.workload == "inc" && d.threads == 2);
        row.unwrap().ratio.map(|ratio| (ratio.difference, ratio.value.median))
    };
    let even = [ratio("dispatch_dyn"), ratio("dispatch_same")];
    assert!(even.contains(&None) && even.contains(&Some((Difference::None, 1.0))), "{even:?}");
    let (difference, median) = ratio("dispatch_twice").unwrap();
    assert!(difference == Difference::Measured && near(median, 0.5), "{difference:?} {median}");
}

#[test]
fn a_remark_on_some_rows_is_no_workload_of_its_own() {
    let mut records = common::planted();
    for r in records.iter_mut().filter(|r| r.launch == 3) {
        r.params.insert("pinned".into(), false.into());
    }
    let report = report(&records);
    assert_eq!(report.families[0].workloads.len(), 2);
    assert!(report.trust.sentence.contains("threads could not be pinned in "), "{}", report.trust.sentence);
}

#[test]
fn a_peer_that_beats_ours_is_listed() {
    let mut records = common::planted();
    records.retain(|r| r.kind != Kind::Ours || r.subject == "mutex" || r.subject == "atomic_relaxed");
    let report = report(&records);
    let said = report.losses.iter().map(|l| l.plain()).collect::<Vec<_>>();
    assert_eq!(said.len(), 2, "{said:?}");
    assert!(said[0].starts_with("counter, inc, at 2 threads: fast-counter takes 1.1"), "{said:?}");
}

#[test]
fn cards_join_verdicts_mutants_and_sizes() {
    let report = planted();
    let card = |name: &str| report.subjects.iter().find(|c| c.info.name == name).unwrap();
    assert_eq!(card("atomic_relaxed").verdicts.len(), 2);
    assert_eq!(
        card("atomic_relaxed").verdicts.iter().filter(|v| v.is_owed()).count(),
        1,
        "the other is an exhibit"
    );
    assert_eq!(card("atomic_relaxed").mutants, Some((1, 1)));
    assert_eq!(card("cas_loop").verdicts.len(), 0);
    assert_eq!(card("actor_std").bytes, Some((4312, 4312)));
    assert!(!card("racy-counter").listed && card("mutex").listed);
    assert!(report.subjects.iter().all(|c| c.info.name != "load_then_store"), "a mutant is no subject");
}

#[test]
fn neighbours_in_a_family_have_different_hues_and_each_subject_one_tint() {
    let report = planted();
    let tints: Vec<_> =
        report.subjects.iter().filter(|c| c.info.kind != Kind::Floor).map(|c| c.tint).collect();
    assert!(tints.windows(2).all(|t| t[0].hue != t[1].hue));
    for (i, a) in tints.iter().enumerate() {
        assert!(tints[i + 1..].iter().all(|b| a != b));
    }
}

#[test]
fn a_subject_with_threads_of_its_own_counts_and_is_named() {
    let mut records = common::planted();
    for r in records.iter_mut().filter(|r| r.subject == "actor_std" && r.threads == 2) {
        (r.flags, r.placement) = (vec!["oversubscribed".into()], reports::Placement::Unknown);
    }
    let report = report(&records);
    let w = workload(&report, "counter", "inc");
    let g = group(w, 2);
    assert!(!g.oversubscribed, "two workers have a core each");
    let actor = g.cell("actor_std").unwrap();
    assert!(actor.own_threads && actor.measure.is_some());
    assert!(g.cells.iter().filter(|c| c.subject != "actor_std").all(|c| !c.own_threads));
}

#[test]
fn workloads_stand_in_the_order_of_the_catalogue() {
    let mut catalogue = common::catalogue();
    catalogue.iter_mut().for_each(|s| s.workloads = vec!["load".into(), "inc".into()]);
    let report = analyse(&common::planted(), &catalogue, &Evidence::default(), &[]);
    let names: Vec<_> = report.families[0].workloads.iter().map(|w| w.name.as_str()).collect();
    assert_eq!(names, ["load", "inc"], "not by name");
}
