//! What is asked across a family's workloads, against planted truths.

mod common;

use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use common::{locks, reads};
use reports::analysis::analyse;
use reports::analysis::model::{Begins, Difference, Family, Report};
use reports::{Evidence, Purpose, Record, SubjectInfo, write_report};
use tempfile::TempDir;

fn catalogue() -> Vec<SubjectInfo> {
    [locks::catalogue(), reads::catalogue()].concat()
}

fn planted() -> &'static Report {
    static PLANTED: LazyLock<Report> = LazyLock::new(|| {
        let records = [locks::planted(), reads::planted()].concat();
        analyse(&records, &catalogue(), &Evidence::default(), &[])
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
    let written = write_report(records, &catalogue(), &Evidence::default(), &[], folder.path()).unwrap();
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
    assert_eq!(begins("rwlock_futex"), Begins::Measured(1000.0, 100.0, Difference::None));
    assert_eq!(begins("rwlock_parking_lot"), Begins::Tie);
    assert_eq!(begins("rcu"), Begins::NotUpTo(10_000.0));
    assert!(c.curves.iter().all(|curve| curve.subject != "relaxed_words"), "a floor runs in no such race");
    let said = c.said.plain();
    for part in [
        "rwlock_parking_lot no difference measured",
        "rcu not up to 10.0\u{a0}µs",
        "rwlock_futex measured from 1.00\u{a0}µs on (a tie at 100\u{a0}ns)",
        "rwlock_std from about 32",
    ] {
        assert!(said.contains(part), "{part} is not in: {said}");
    }
}

#[test]
fn a_crossing_needs_launches_and_a_length_of_zero_is_never_interpolated() {
    let two: Vec<Record> = reads::planted().into_iter().filter(|r| r.launch < 2).collect();
    let report = analyse(&two, &catalogue(), &Evidence::default(), &[]);
    let c = family(&report, "read_mostly").crossings.as_ref().unwrap();
    assert!(c.curves.iter().all(|curve| curve.begins == Begins::Unknown));
    let without: Vec<Record> = reads::planted().into_iter().filter(|r| r.workload != "hold-100").collect();
    let report = analyse(&without, &catalogue(), &Evidence::default(), &[]);
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
    let report = analyse(&records, &catalogue(), &Evidence::default(), &[]);
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
    assert!(ratio("parking_lot").value.median < 1.2 && c.collapsed().next().is_some());
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
    assert!(!html.contains("the turn belongs to one thread") && !html.contains("Why some locks collapse"));
    assert!(html.contains("What becomes of each lock when threads outnumber cores"));
}

#[test]
fn locks_that_were_not_run_with_more_threads_than_cores_are_named() {
    let fits = |r: &Record| r.threads <= 2 || !["mcs", "clh"].contains(&r.subject.as_str());
    let records: Vec<Record> = locks::planted().into_iter().filter(fits).collect();
    let report = analyse(&records, &catalogue(), &Evidence::default(), &[]);
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
    let report = analyse(&records, &catalogue(), &Evidence::default(), &[]);
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
    let starts = "Ahead: in section-0, section-100, section-0-outside-400 and section-100-outside-400: spin, but spin starves a thread \
                  at 4 threads (more threads than cores); in ";
    assert!(said.starts_with(starts), "{said}");
    assert!(
        said.contains("counter-over, queue-over and cache-over: spin."),
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
    write_report(
        &records,
        &catalogue(),
        &Evidence::default(),
        &[],
        &Path::new(env!("CARGO_TARGET_TMPDIR")).join("locks"),
    )
    .unwrap();
    let (folder, _) = files(&records);
    for file in ["index.html", "report.md"] {
        let text = read(&folder, file);
        for said in [
            "Why some locks collapse",
            ": the turn belongs to one thread.",
            "When does a readers-writer lock begin to beat a mutex?",
            "measured from 1.00\u{a0}µs on (a tie at 100\u{a0}ns)",
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
    for heading in ["Why some locks", "When does a readers-writer", "The same structure", "Questions: "] {
        assert!(!html.contains(heading), "{heading}");
    }
    // Neither do locks at one thread count, nor a family without a mutex, nor structures without a baseline.
    let thin =
        |r: &Record| (r.family == "lock" && r.threads == 2) || (r.subject != "mutex" && r.family != "lock");
    let records: Vec<Record> =
        [locks::planted(), reads::planted()].concat().into_iter().filter(thin).collect();
    let report = analyse(&records, &[], &Evidence::default(), &[]);
    assert!(
        report.families.iter().all(|f| f.collapse.is_none() && f.crossings.is_none() && f.matrix.is_none())
    );
}

#[test]
fn a_launch_counts_once_however_many_windows_tell_its_latency() {
    // The first launch tells the same again and again; its windows would outvote the four others.
    let mut records: Vec<Record> =
        locks::planted().into_iter().filter(|r| r.workload == "wait-100").collect();
    let first: Vec<Record> = records.iter().filter(|r| r.launch == 0).cloned().collect();
    for r in records.iter_mut().filter(|r| r.launch != 0) {
        r.latency.as_mut().unwrap().p99_ns *= 10;
    }
    for copy in 0..20 {
        records.extend(first.iter().map(|r| Record { window: 100 + copy * 2 + r.window, ..r.clone() }));
    }
    let wanted =
        first.iter().find(|r| r.subject == "tas" && r.threads == 2).unwrap().latency.unwrap().p99_ns * 10;
    let report = analyse(&records, &catalogue(), &Evidence::default(), &[]);
    let g = family(&report, "lock").workloads[0].groups.iter().find(|g| g.threads == 2).unwrap();
    let l = g.cell("tas").unwrap().latency.unwrap();
    assert_eq!((l.launches, l.percentiles[2]), (5, wanted as f64));
}

#[test]
fn the_best_under_a_structure_is_named_with_its_ties() {
    let mut records = locks::planted();
    let spin: Vec<Record> =
        records.iter().filter(|r| r.subject == "spin" && r.workload == "queue-over").cloned().collect();
    records.extend(spin.into_iter().map(|r| Record { subject: "spin_too".into(), ..r }));
    let report = analyse(&records, &catalogue(), &Evidence::default(), &[]);
    let said = family(&report, "lock").matrix.as_ref().unwrap().said.plain();
    assert!(said.contains("that over tas (no difference was measured between it and spin)"), "{said}");
}

#[test]
fn a_cause_is_told_only_of_locks_that_promise_an_order() {
    let of = |kept: &[&str]| {
        let fits = |r: &Record| kept.contains(&r.subject.as_str());
        let (folder, _) = files(&locks::planted().into_iter().filter(fits).collect::<Vec<_>>());
        read(&folder, "report.md")
    };
    let both = of(&["tas", "ticket", "fair_handoff"]);
    assert!(both.contains("3.00× as long or more under `ticket` and `fair_handoff`."), "{both}");
    assert!(both.contains("is the promise of `ticket`: the turn belongs"), "{both}");
    assert!(both.contains("Of `fair_handoff` no such promise is known"), "{both}");
    let other = of(&["tas", "fair_handoff"]);
    assert!(other.contains("Why some locks collapse") && !other.contains("the turn belongs"), "{other}");
}

#[test]
fn readings_in_a_closed_loop_run_to_their_end() {
    let mut records = reads::planted();
    for l in records.iter_mut().filter_map(|r| r.latency.as_mut()) {
        l.rate_per_thread = 0.0;
    }
    let (folder, _) = files(&records);
    for file in ["report.md", "svg/read_mostly-read-latency-latency-2.svg"] {
        let text = read(&folder, file);
        assert!(text.to_lowercase().contains("latency from start to end, each begun"), "{file}");
        assert!(!text.contains("atency from asking"), "{file}");
    }
}

#[test]
fn how_often_the_writer_got_in_stands_beside_what_readers_got() {
    let mut records = reads::planted();
    for r in records.iter_mut().filter(|r| r.workload == "update-storm" && r.threads == 2) {
        // 10 ms a window: 100 a second for each change. The reader that shuts the writer out tells none.
        r.updates = match r.subject.as_str() {
            "rcu" => Some(50_000),
            "phase_fair" => None,
            _ => Some(100),
        };
    }
    let (folder, _) = files(&records);
    let said = "What readers get depends on how often the writer gets in: at 2 threads, ";
    let html = read(&folder, "index.html");
    assert!(html.contains(said) && html.contains("updates / s") && html.contains("5.00\u{a0}M/s"));
    let md = read(&folder, "report.md");
    let most = "`rcu` takes 5.00\u{a0}M/s changes, the most, and `phase\u{5f}fair` none, the least.";
    assert!(md.contains(said) && md.contains(most) && md.contains("updates / s at 2 threads |"));
    assert_eq!(md.matches(said).count(), 1, "elsewhere nothing was counted");
    let csv = read(&folder, "records.csv");
    let column = csv.lines().next().unwrap().split(',').position(|name| name == "updates").unwrap();
    assert!(csv.lines().any(|l| l.split(',').nth(column) == Some("50000")));
}

#[test]
fn a_thread_that_gets_nothing_lies_in_the_row_of_infinity() {
    let mut records = locks::planted();
    let long = |r: &&mut Record| r.purpose == Purpose::Fairness && r.elapsed_ns > 1_000_000_000;
    for r in records.iter_mut().filter(|r| r.subject == "mcs").filter(long) {
        r.elapsed_ns = 1_100_000_000;
        r.per_thread[3] = 0;
        r.ops = Some(r.per_thread.iter().sum());
    }
    let (folder, _) = files(&records);
    let svg = read(&folder, "svg/lock-section-0-plane-4.svg");
    assert!((spot(&svg, "mcs").1 - spot(&svg, "spin").1).abs() < 3.0);
}

#[test]
fn words_at_the_line_of_starving_keep_off_points() {
    let mut records = locks::planted();
    for r in records.iter_mut().filter(|r| r.subject == "spin" && r.purpose == Purpose::Fairness) {
        let most = r.per_thread[0];
        r.per_thread[3] = most / 11;
        r.ops = Some(r.per_thread.iter().sum());
    }
    let (folder, _) = files(&records);
    let svg = read(&folder, "svg/lock-section-0-plane-4.svg");
    let before = svg.split("above: a lock that starves").next().unwrap();
    let tag = before.rsplit("<text").next().unwrap();
    let x: f64 = tag.split("x=\"").nth(1).unwrap().split('"').next().unwrap().parse().unwrap();
    assert!(x > spot(&svg, "spin").0 + 12.0, "{tag}");
}
