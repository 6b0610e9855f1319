//! Queues: promises beside figures, empty answers, schedules, and what is known to fail.

mod common;

use std::fs;

use common::{Truth, record, row};
use reports::{Evidence, Kind, Latency, Record, SubjectInfo, write_report};
use tempfile::TempDir;

const fn truth(name: &'static str, kind: Kind, ns: f64) -> Truth {
    Truth { name, kind, ns: [ns, ns, ns] }
}

/// `ring` says "empty" 3 times a window, `late` cannot keep its schedule, `quick` is a peer that is known to be wrong.
const QUEUES: [Truth; 4] = [
    truth("mutex", Kind::Ours, 80.0),
    truth("ring", Kind::Ours, 20.0),
    truth("late", Kind::Ours, 40.0),
    truth("quick", Kind::Peer, 9.0),
];

fn planted() -> Vec<Record> {
    let latency = |p99_ns| Latency {
        rate_per_thread: 5e6,
        p50_ns: 150,
        p90_ns: 400,
        p99_ns,
        p999_ns: 90_000,
        max_ns: 200_000,
    };
    let mut all = Vec::new();
    for t in QUEUES {
        for launch in 0..5 {
            for workload in ["spsc", "unbounded-spsc", "pairs", "latency-half-peak"] {
                let mut r = record("queue", t, workload, 2, launch, 0);
                if workload == "pairs" && t.name == "ring" {
                    r.failed_tries = 3;
                }
                if workload == "latency-half-peak" {
                    r.latency = Some(latency(if t.name == "ring" { 700 } else { 1_400 }));
                    if t.name == "late" && launch < 2 {
                        r.params.insert("schedule_kept".into(), false.into());
                    }
                }
                all.push(r);
            }
        }
    }
    all
}

fn catalogue() -> Vec<SubjectInfo> {
    let one = |t: &Truth| {
        let mut info = row("queue", t);
        info.workloads = ["spsc", "pairs", "latency-half-peak", "unbounded-spsc"].map(str::to_owned).to_vec();
        info.baseline = t.name == "mutex";
        info.progress = "blocking".into();
        if t.name == "ring" {
            info.consistency = "first in, first out for each producer".into();
        }
        if t.name == "quick" {
            info.known_failures = vec!["drops_once: an item is dropped twice".into()];
        }
        info
    };
    QUEUES.iter().map(one).collect()
}

fn rendered() -> (String, String) {
    let folder = TempDir::new().unwrap();
    let written = write_report(&planted(), &catalogue(), &Evidence::default(), &[], folder.path()).unwrap();
    let read = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap();
    assert!(written.files.iter().any(|file| file.ends_with("svg/queue-latency-half-peak-latency-2.svg")));
    assert!(!written.files.iter().any(|file| file.ends_with("svg/queue-latency-half-peak-ladder.svg")));
    (read("report.md"), read("index.html"))
}

/// From its heading to the next.
fn part<'a>(markdown: &'a str, workload: &str) -> &'a str {
    let heading = format!("\n### {workload}\n");
    let rest = &markdown[markdown.find(&heading).expect(workload) + heading.len()..];
    &rest[..rest.find("\n##").unwrap_or(rest.len())]
}

#[test]
fn promises_stand_beside_figures() {
    let (markdown, html) = rendered();
    let spsc = part(&markdown, "spsc");
    assert!(spsc.contains("| promise | laws |"), "{spsc}");
    let ring = spsc.lines().find(|line| line.starts_with("| `ring`")).unwrap();
    assert!(ring.contains("first in, first out for each producer; blocking | not checked |"), "{ring}");
    let quick = spsc.lines().find(|line| line.starts_with("| `quick`")).unwrap();
    assert!(quick.contains("(known to fail: drops\\_once)"), "{quick}");
    assert!(html.contains("known to fail: drops_once"));
    assert!(html.contains("Workloads with a limit") && html.contains("Without a limit"));
}

#[test]
fn empty_answers_are_counted_for_pairs_alone() {
    let (markdown, _) = rendered();
    let pairs = part(&markdown, "pairs");
    assert!(pairs.contains("`ring` said “empty” 15 times in "), "{pairs}");
    assert!(pairs.contains("`late`, `mutex` and `quick` never did."), "{pairs}");
    assert_eq!(markdown.matches("“empty”").count(), 1);
}

#[test]
fn a_schedule_ranks_nobody() {
    let (markdown, _) = rendered();
    let open = part(&markdown, "latency-half-peak");
    assert!(open.contains("items of `ring` came through soonest"), "{open}");
    assert!(open.contains("could not be kept by late in 2 of 5 launches"), "{open}");
    assert!(open.contains("from the intended start"), "{open}");
    let places = open.lines().filter(|line| line.starts_with("| `")).take(4);
    places.for_each(|line| assert!(line.contains("| – | – |") || line.contains("baseline"), "{line}"));
    assert!(!markdown.contains("in `latency-half-peak`:"), "no headline of the family");
    assert!(!markdown.contains("`queue`, `latency-half-peak`"), "nobody loses by it either");
}
