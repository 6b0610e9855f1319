//! How far subjects scale, and placements that are kept apart, against planted truths on a machine of sixteen cores.

mod common;

use reports::analysis::analyse;
use reports::analysis::model::{Report, Workload};
use reports::stats::{Cost, Crossed, Refusal};
use reports::{Evidence, PLACED, Placement, Record, Seats, write_report};

const THREADS: [u32; 7] = [1, 2, 4, 6, 8, 12, 16];

/// `striped` follows the law, `atomic_relaxed` falls at the second thread and stays there, `cas_loop` climbs one step.
fn throughput(subject: &str, threads: u32) -> f64 {
    let n = f64::from(threads);
    match subject {
        "striped" => 4e8 * n / (1.0 + 0.04 * (n - 1.0) + 0.003 * n * (n - 1.0)),
        "atomic_relaxed" => {
            if threads == 1 {
                4e8
            } else {
                1.4e8
            }
        }
        _ => {
            if threads < 8 {
                1e8
            } else {
                2.2e8
            }
        }
    }
}

fn seats(cpus: &[u32], cores: u32, packages: u32) -> Option<Seats> {
    Some(Seats { cpus: cpus.to_vec(), cores, small_cores: 0, complexes: packages, packages, nodes: packages })
}

/// Five launches of three counters on sixteen cores of one socket.
fn records() -> Vec<Record> {
    let mut all = Vec::new();
    for threads in THREADS {
        for name in ["striped", "atomic_relaxed", "cas_loop"] {
            let truth = common::COUNTERS.into_iter().find(|t| t.name == name).unwrap();
            for launch in 0..5 {
                for window in 0..2 {
                    let mut r = common::record("counter", truth, "inc", threads, launch, window);
                    let wobble = 1.0 + 0.004 * f64::from((launch * 7 + window * 3 + threads) % 5);
                    r.ops = Some((throughput(name, threads) * wobble * r.elapsed_ns as f64 / 1e9) as u64);
                    r.placement = if threads > 1 { Placement::Usual } else { Placement::Unknown };
                    r.seats = seats(&(0..threads).collect::<Vec<_>>(), threads, 1);
                    r.flags.clear();
                    r.host.cores = 16;
                    all.push(r);
                }
            }
        }
    }
    all
}

fn report(records: &[Record]) -> Report {
    analyse(records, &common::catalogue(), &Evidence::default(), &[])
}

fn inc(report: &Report) -> &Workload {
    report.families[0].workloads.iter().find(|w| w.name == "inc").unwrap()
}

/// Page and summary.
fn written(records: &[Record]) -> (String, String) {
    let folder = tempfile::tempdir().unwrap();
    write_report(records, &common::catalogue(), &Evidence::default(), &[], folder.path()).unwrap();
    let read = |name| std::fs::read_to_string(folder.path().join(name)).unwrap();
    let page = read("index.html");
    common::html::whole(&page);
    (page, read("report.md"))
}

#[test]
fn each_curve_has_its_cost_and_its_law_or_the_reason_why_not() {
    let report = report(&records());
    let w = inc(&report);
    let law = w.laws["striped"].unwrap();
    assert!((law.sigma.value - 0.04).abs() < 0.005 && (law.kappa.value - 0.003).abs() < 0.0005, "{law:?}");
    assert_eq!((law.range, w.costs["striped"]), ((1, 16), Cost::Threads(2)));
    assert!(matches!(w.laws["atomic_relaxed"], Err(Refusal::Sigma(_))), "{:?}", w.laws["atomic_relaxed"]);
    assert_eq!(w.costs["atomic_relaxed"], Cost::NoneUpTo(16));
    assert!(matches!(w.laws["cas_loop"], Err(Refusal::Rms(_))), "{:?}", w.laws["cas_loop"]);
    let (page, summary) = written(&records());
    for text in [&page, &summary] {
        assert!(text.contains("COST 2; 1 to 16 threads: λ "), "the law");
        assert!(
            text.contains("COST ∞ (up to 16 threads it never beats the best single thread, "),
            "infinity"
        );
        assert!(
            text.contains("no law, for σ would be ")
                && text.contains("no law, for the curve has another shape")
        );
        assert!(!text.contains("percent serial") && !text.contains("not told: it takes"));
    }
}

#[test]
fn a_law_stops_where_threads_begin_to_share_cores_if_enough_is_left() {
    let sharing_from = |first: u32| {
        let mut all = records();
        for r in all.iter_mut().filter(|r| r.threads >= first) {
            r.seats = seats(&(0..r.threads).collect::<Vec<_>>(), r.threads / 2, 1);
        }
        report(&all)
    };
    let shared = sharing_from(16);
    let law = inc(&shared).laws["striped"].unwrap();
    assert_eq!(law.range, (1, 12), "six numbers of threads have a core each");
    let crossed = Refusal::Crosses { threads: 12, what: Crossed::SharedCores };
    let short = sharing_from(12);
    assert!(inc(&short).laws.values().all(|law| *law == Err(crossed)), "{:?}", inc(&short).laws);
}

#[test]
fn points_that_a_subject_crowds_by_its_own_threads_are_no_part_of_its_curve() {
    let mut all = records();
    for r in all.iter_mut().filter(|r| r.threads == 16) {
        match r.subject.as_str() {
            // Sixteen workers and a thread of its own on sixteen cores.
            "striped" => r.flags = vec!["oversubscribed".into()],
            "cas_loop" => r.ops = r.ops.map(|n| n * 10),
            _ => {}
        }
    }
    for r in all.iter_mut().filter(|r| r.subject == "cas_loop" && r.threads == 16) {
        r.flags = vec!["oversubscribed".into()];
    }
    let report = report(&all);
    let w = inc(&report);
    assert!(w.groups.last().unwrap().cell("striped").unwrap().measure.is_some(), "it is shown");
    assert_eq!(w.laws["striped"].unwrap().range, (1, 12));
    assert_eq!(w.costs["cas_loop"], Cost::NoneUpTo(12), "nor is it asked what COST it has there");
    assert!(matches!(w.laws["atomic_relaxed"], Err(Refusal::Sigma(_))), "the others have theirs");
}

#[test]
fn one_subject_without_known_seats_takes_the_law_from_no_other() {
    let mut all = records();
    all.iter_mut().filter(|r| r.subject == "cas_loop").for_each(|r| r.seats = None);
    let report = report(&all);
    let w = inc(&report);
    assert!(w.laws["striped"].is_ok(), "{:?}", w.laws["striped"]);
    assert_eq!(w.laws["cas_loop"], Err(Refusal::UnknownFooting));
}

#[test]
fn a_law_stops_where_the_class_of_distance_changes() {
    let mut all = records();
    all.iter_mut().filter(|r| r.threads == 16).for_each(|r| r.placement = Placement::Far);
    assert_eq!(inc(&report(&all)).laws["striped"].unwrap().range, (1, 12));
    all.iter_mut().filter(|r| r.threads == 12).for_each(|r| r.placement = Placement::Far);
    let crossed = Refusal::Crosses { threads: 12, what: Crossed::Distance };
    assert_eq!(inc(&report(&all)).laws["striped"], Err(crossed));
}

#[test]
fn a_law_stops_where_threads_reach_another_core_complex() {
    let mut all = records();
    for r in all.iter_mut().filter(|r| r.threads == 16) {
        r.seats.as_mut().unwrap().complexes = 2;
    }
    assert_eq!(inc(&report(&all)).laws["striped"].unwrap().range, (1, 12));
}

#[test]
fn what_holds_for_every_curve_of_a_workload_is_said_once() {
    let mut all = records();
    all.iter_mut().for_each(|r| r.seats = None);
    let (page, summary) = written(&all);
    for text in [&page, &summary] {
        let said = "No law of scalability is told of these curves, for the records do not tell which cores the threads had.";
        assert_eq!(text.matches(said).count(), 1);
        assert!(!text.contains("no law, for"));
    }
}

#[test]
fn what_holds_for_the_whole_report_is_said_once() {
    let few: Vec<Record> = records().into_iter().filter(|r| r.threads <= 6).collect();
    assert!(report(&few).families[0].workloads.iter().all(|w| w.laws.is_empty()));
    let (page, summary) = written(&few);
    for text in [&page, &summary] {
        let said = "it takes 6 numbers of threads with a core each, and these curves have 4 numbers at most";
        assert_eq!(text.matches(said).count(), 1, "{}", text.contains("not told"));
        assert!(!text.contains("No law of scalability is told"));
    }
}

/// The same two threads on one core: half as fast, and noisy against themselves.
fn on_siblings() -> Vec<Record> {
    let pairs = records().into_iter().filter(|r| r.threads == 2);
    let placed = pairs.map(|mut r| {
        r.ops = r.ops.map(|n| n / 2);
        r.placement = Placement::Near;
        r.seats = seats(&[0, 16], 1, 1);
        r.params.insert(PLACED.into(), "on siblings".into());
        r
    });
    let twin = |mut r: Record| {
        r.twin = true;
        r.ops = r.ops.map(|n| n * (10 + u64::from(r.launch)) / 10);
        r
    };
    let placed: Vec<Record> = placed.collect();
    let twins = placed.iter().filter(|r| r.subject == "atomic_relaxed").cloned().map(twin);
    placed.iter().cloned().chain(twins).collect()
}

#[test]
fn placements_never_meet_in_a_cell() {
    let both = [records(), on_siblings()].concat();
    let (alone, report) = (report(&records()), report(&both));
    let family = &report.families[0];
    assert_eq!(family.workloads.iter().map(|w| w.name.as_str()).collect::<Vec<_>>(), ["inc"]);
    let [placed] = family.placed.as_slice() else { panic!("one workload is placed otherwise") };
    assert_eq!((placed.name.as_str(), placed.groups.len()), ("inc · placed on siblings", 1));
    let pair = |w: &Workload| w.groups.iter().find(|g| g.threads == 2).unwrap().clone();
    let time = |w: &Workload| pair(w).cell("striped").unwrap().measure.as_ref().unwrap().time_ns;
    assert_eq!(time(inc(&report)), time(inc(&alone)), "as if the others were not there");
    assert!((time(placed).median / time(inc(&report)).median - 2.0).abs() < 0.01);
    assert_eq!((pair(placed).class, pair(inc(&report)).class), (Placement::Near, Placement::Usual));
    assert!(pair(placed).noise.is_some());
    assert_eq!(pair(inc(&report)).noise, None, "nor is noise borrowed from another placement");
    assert_eq!(pair(inc(&report)).other_class, 0);
    assert_eq!(inc(&report).laws, inc(&alone).laws);
    assert_eq!(family.summary, alone.families[0].summary);
    let (page, _) = written(&both);
    assert!(page.contains("With threads placed otherwise than usual: "));
}

#[test]
fn workers_that_were_not_kept_where_they_were_placed_show_nothing() {
    let lost = on_siblings().into_iter().map(|mut r| {
        r.seats = None;
        r
    });
    let report = report(&[records(), lost.collect()].concat());
    let [placed] = report.families[0].placed.as_slice() else { panic!("one workload is placed otherwise") };
    for cell in &placed.groups[0].cells {
        assert!(cell.measure.is_none() && cell.windows.used == 0, "{cell:?}");
        assert_eq!(cell.windows.flags["unplaced"], cell.windows.all);
    }
    assert!(report.trust.notes.is_empty(), "{:?}", report.trust.notes);
}

#[test]
fn two_placements_of_one_window_are_two_rows() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("records.jsonl");
    let both = [records(), on_siblings()].concat();
    std::fs::write(&file, common::lines(&both)).unwrap();
    assert_eq!(reports::reading::read_records(&[file]).unwrap().records, both);
}
