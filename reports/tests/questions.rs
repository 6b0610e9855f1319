//! What is asked across a family's workloads, against planted truths.

mod common;

use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use common::{locks, reads};
use reports::analysis::analyse;
use reports::analysis::model::{Begins, Difference, Family, Report};
use reports::{Purpose, Record, SubjectInfo, write_report};
use tempfile::TempDir;

fn catalogue() -> Vec<SubjectInfo> {
    [locks::catalogue(), reads::catalogue()].concat()
}

fn planted() -> &'static Report {
    static PLANTED: LazyLock<Report> = LazyLock::new(|| {
        let records = [locks::planted(), reads::planted()].concat();
        analyse(&records, &catalogue(), &[], &[])
    });
    &PLANTED
}

fn family<'a>(report: &'a Report, name: &str) -> &'a Family {
    report.families.iter().find(|f| f.name == name).unwrap()
}

fn near(x: f64, truth: f64) -> bool {
    (x / truth - 1.0).abs() < 0.05
}

/// The files that a set of rows gives.
fn files(records: &[Record]) -> (TempDir, Vec<String>) {
    let folder = TempDir::new().unwrap();
    let written = write_report(records, &catalogue(), &[], &[], folder.path()).unwrap();
    let names = written.files.iter().map(|f| f.file_name().unwrap().to_str().unwrap().to_owned()).collect();
    (folder, names)
}

fn read(folder: &TempDir, name: &str) -> String {
    fs::read_to_string(folder.path().join(name)).unwrap()
}

#[test]
fn crossings_are_found_where_they_were_planted() {
    let c = family(planted(), "read_mostly").crossings.as_ref().unwrap();
    let begins = |name: &str| c.curves.iter().find(|curve| curve.subject == name).unwrap().begins;
    assert_eq!((c.threads, c.reference.as_str(), c.sections.len()), (2, "mutex", 4));
    assert_eq!(begins("big_reader"), Begins::Already(0.0));
    // 180 against 110 at 100 ns, 630 against 1010 at 1000: a straight line through the logarithms meets 1 at 324.
    assert!(matches!(begins("rwlock_std"), Begins::At(ns) if near(ns, 324.0)), "{:?}", begins("rwlock_std"));
    assert!(matches!(begins("phase_fair"), Begins::At(ns) if (1e3..1e4).contains(&ns)));
    assert_eq!(begins("rwlock_futex"), Begins::Between(100.0, 1000.0), "a tie at 100 ns");
    assert_eq!(begins("rwlock_parking_lot"), Begins::Tie);
    assert_eq!(begins("rcu"), Begins::NotUpTo(10_000.0));
    assert!(c.curves.iter().all(|curve| curve.subject != "relaxed_words"), "a floor runs in no such race");
    let said = c.said.plain();
    for part in [
        "rwlock_parking_lot no difference measured",
        "rcu not up to 10.0\u{a0}µs",
        "rwlock_futex from somewhere between 100\u{a0}ns and 1.00\u{a0}µs on",
        "rwlock_std from about 32",
    ] {
        assert!(said.contains(part), "{part} is not in: {said}");
    }
}

#[test]
fn a_crossing_needs_launches_and_a_length_of_zero_is_never_interpolated() {
    let two: Vec<Record> = reads::planted().into_iter().filter(|r| r.launch < 2).collect();
    let report = analyse(&two, &catalogue(), &[], &[]);
    let c = family(&report, "read_mostly").crossings.as_ref().unwrap();
    assert!(c.curves.iter().all(|curve| curve.begins == Begins::Unknown));
    let without: Vec<Record> = reads::planted().into_iter().filter(|r| r.workload != "hold-100").collect();
    let report = analyse(&without, &catalogue(), &[], &[]);
    let c = family(&report, "read_mostly").crossings.as_ref().unwrap();
    let std = c.curves.iter().find(|curve| curve.subject == "rwlock_std").unwrap();
    assert_eq!(std.begins, Begins::Between(0.0, 1000.0));
}

#[test]
fn a_subject_that_falls_behind_again_is_told() {
    let mut records = reads::planted();
    for r in records.iter_mut().filter(|r| r.subject == "rwlock_std" && r.workload == "hold-10000") {
        r.ops = r.ops.map(|n| n / 4);
    }
    let report = analyse(&records, &catalogue(), &[], &[]);
    let c = family(&report, "read_mostly").crossings.as_ref().unwrap();
    let std = c.curves.iter().find(|curve| curve.subject == "rwlock_std").unwrap();
    assert_eq!(std.ends(), Some(10_000.0));
    assert!(c.said.plain().contains("(but slower again at 10.0\u{a0}µs)"), "{}", c.said.plain());
}

#[test]
fn the_collapse_has_the_planted_factor() {
    let c = family(planted(), "lock").collapse.as_ref().unwrap();
    assert_eq!((c.threads, c.workloads.len(), c.rows.len()), ((2, 4), 4, 15));
    assert_eq!(c.workloads[c.drawn], "section-0");
    let ratio =
        |name: &str| c.rows.iter().find(|r| r.subject == name).unwrap().ratios[c.drawn].unwrap().ratio;
    assert!(near(ratio("ticket").value.median, 75.0));
    assert_eq!(ratio("ticket").difference, Difference::Measured);
    assert!(ratio("parking_lot").value.median < 1.2 && c.collapsed);
    assert!(c.said.plain().contains("ticket"), "{}", c.said.plain());
}

#[test]
fn where_nothing_collapses_nothing_is_explained() {
    let kept = ["tas", "std", "parking_lot", "futex"];
    let fits = |r: &Record| kept.contains(&r.subject.as_str());
    let records: Vec<Record> = locks::planted().into_iter().filter(fits).collect();
    let (folder, _) = files(&records);
    let html = read(&folder, "index.html");
    assert!(
        html.contains("no lock was measured to take 3.00× as long or more: none collapses in these records.")
    );
    assert!(!html.contains("the turn belongs to one thread") && !html.contains("Why queue locks collapse"));
    assert!(html.contains("What becomes of each lock when threads outnumber cores"));
}

#[test]
fn locks_that_were_not_run_with_more_threads_than_cores_are_named() {
    let fits = |r: &Record| r.threads <= 2 || !["mcs", "clh"].contains(&r.subject.as_str());
    let records: Vec<Record> = locks::planted().into_iter().filter(fits).collect();
    let report = analyse(&records, &catalogue(), &[], &[]);
    let said = family(&report, "lock").collapse.as_ref().unwrap().said.plain();
    assert!(said.ends_with("Not run at 4 threads (more threads than cores): clh and mcs."), "{said}");
}

#[test]
fn the_same_structure_over_each_lock() {
    let m = family(planted(), "lock").matrix.as_ref().unwrap();
    assert_eq!((m.threads, m.baseline.as_str()), (2, "tas"));
    assert_eq!(m.columns, ["counter", "queue", "cache"]);
    let cell = |name: &str, column: usize| {
        m.rows.iter().find(|r| r.subject == name).unwrap().ratios[column].unwrap()
    };
    assert!(near(cell("parking_lot", 0).value.median, 31.0 / 9.1));
    assert!(near(cell("parking_lot", 2).value.median, 90.0 / 68.1));
    assert_eq!(m.rows[0].subject, "spin", "the best comes first");
    for column in 0..3 {
        assert_eq!(cell("futex", column).difference, Difference::None, "planted as fast as the baseline");
    }
}

#[test]
fn short_spans_stand_beside_long_ones() {
    let w = &family(planted(), "lock").workloads[0];
    let g = w.groups.iter().find(|g| g.threads == 4).unwrap();
    let f = g.cell("ttas_backoff").unwrap().fairness.unwrap();
    let short = f.short.unwrap();
    assert!(near(f.max_over_min, 4.6) && f.spans == 2);
    assert!(near(short.max_over_min, 11.0) && short.spans == 6);
    assert!(g.cell("spin").unwrap().fairness.unwrap().max_over_min.is_infinite());
    assert_eq!(
        g.served.plain(),
        "At 4 threads (more threads than cores), of those that serve threads evenly (the most served thread up to 1.20× the least \
         served), fair has the shortest time, 16.1\u{a0}ns an operation. spin and tas starve a thread (10.0× and more): a lock that \
         starves is not fast."
    );
    // Shorter than that says nothing at all.
    let mut records = locks::planted();
    for r in records.iter_mut().filter(|r| r.purpose == Purpose::Fairness && r.elapsed_ns < 1_000_000_000) {
        r.elapsed_ns = 80_000_000;
    }
    let report = analyse(&records, &catalogue(), &[], &[]);
    let g = family(&report, "lock").workloads[0].groups.iter().find(|g| g.threads == 4).unwrap();
    assert!(g.cell("ttas_backoff").unwrap().fairness.unwrap().short.is_none());
}

/// The middle of a subject's marker in a plane, by the title of its group.
fn spot(svg: &str, subject: &str) -> (f64, f64) {
    let start = svg.find(&format!("<title>{subject}: ")).unwrap_or_else(|| panic!("{subject} is not drawn"));
    let shape = svg[start..].split("</title>").nth(1).unwrap().split("/>").next().unwrap();
    let numbers = |text: &str| -> Vec<f64> {
        text.split(|c: char| !c.is_ascii_digit()).filter_map(|n| n.parse().ok()).collect()
    };
    if shape.starts_with("<circle") {
        let value = |name: &str| numbers(shape.split(name).nth(1).unwrap())[0];
        return (value("cx="), value("cy="));
    }
    let points = numbers(shape.split("points=").nth(1).unwrap());
    let mean = |from: usize| {
        let all: Vec<f64> = points.iter().skip(from).step_by(2).copied().collect();
        all.iter().sum::<f64>() / all.len() as f64
    };
    (mean(0), mean(1))
}

#[test]
fn a_starving_lock_lies_at_the_other_end() {
    let (folder, names) = files(&locks::planted());
    let planes: Vec<&String> = names.iter().filter(|n| n.contains("-plane-")).collect();
    assert_eq!(planes.len(), 4, "one a section, at four threads alone: {planes:?}");
    let svg = read(&folder, "svg/lock-section-0-plane-4.svg");
    let at = |name: &str| spot(&svg, name);
    assert!(at("spin").1 < at("tas").1 && at("tas").1 < at("ttas_backoff").1, "the least fair lies highest");
    assert!(at("ttas_backoff").1 < at("fair").1);
    assert!(at("fair").0 < at("mcs").0 && (at("fair").1 - at("mcs").1).abs() < 8.0, "as fair, but faster");
    assert!(at("spin").0 < at("fair").0, "fast for some");
    for said in [
        "fast and fair",
        "a lock that starves is not fast",
        "a thread got nothing",
        "more threads than cores",
    ] {
        assert!(svg.contains(said), "{said}");
    }
}

#[test]
fn a_leader_that_starves_is_not_praised_without_saying_so() {
    let said = family(planted(), "lock").summary.plain();
    let starts =
        "Ahead: in section-0: spin, but spin starves a thread at 4 threads (more threads than cores); in ";
    assert!(said.starts_with(starts), "{said}");
    assert!(
        said.contains("in counter-over: spin;"),
        "where fairness was not measured, nothing is said of it: {said}"
    );
}

#[test]
fn latencies_say_from_when_they_run() {
    let (folder, names) = files(&[locks::planted(), reads::planted()].concat());
    for name in [
        "lock-wait-100-latency-2.svg",
        "lock-wait-100-latency-4.svg",
        "read_mostly-read-latency-latency-2.svg",
    ] {
        assert!(names.iter().any(|n| n == name), "{name} is missing among {names:?}");
    }
    assert!(read(&folder, "svg/lock-wait-100-latency-4.svg").contains("latency from asking to having"));
    assert!(
        read(&folder, "svg/read_mostly-read-latency-latency-2.svg")
            .contains("latency from the intended start")
    );
    let html = read(&folder, "index.html");
    assert!(html.contains("as fast as it goes"));
}

#[test]
fn the_page_and_its_summary_answer_the_same_questions() {
    let records = [locks::planted(), reads::planted()].concat();
    // Kept, so that a person can look at it too.
    write_report(&records, &catalogue(), &[], &[], &Path::new(env!("CARGO_TARGET_TMPDIR")).join("locks"))
        .unwrap();
    let (folder, _) = files(&records);
    for file in ["index.html", "report.md"] {
        let text = read(&folder, file);
        for said in [
            "Why queue locks collapse",
            "In a queue lock the turn belongs to one thread.",
            "When does a readers-writer lock begin to beat a mutex?",
            "from somewhere between 100\u{a0}ns and 1.00\u{a0}µs on",
            "The same structure over different locks",
            "that is the interchangeability the project is named for.",
            "most/least",
        ] {
            assert!(text.contains(said), "{said} is missing in {file}");
        }
    }
}

#[test]
fn without_such_rows_nothing_is_asked_or_drawn() {
    let (folder, names) = files(&[common::planted(), common::small_family()].concat());
    let drawn = |part: &str| names.iter().any(|n| n.contains(part));
    assert!(!drawn("collapse") && !drawn("crossing") && !drawn("-plane-"));
    let html = read(&folder, "index.html");
    for heading in ["Why queue locks", "When does a readers-writer", "The same structure", "Questions: "] {
        assert!(!html.contains(heading), "{heading}");
    }
    // Neither do locks at one thread count, nor a family without a mutex, nor structures without a baseline.
    let thin =
        |r: &Record| (r.family == "lock" && r.threads == 2) || (r.subject != "mutex" && r.family != "lock");
    let records: Vec<Record> =
        [locks::planted(), reads::planted()].concat().into_iter().filter(thin).collect();
    let report = analyse(&records, &[], &[], &[]);
    assert!(
        report.families.iter().all(|f| f.collapse.is_none() && f.crossings.is_none() && f.matrix.is_none())
    );
}
