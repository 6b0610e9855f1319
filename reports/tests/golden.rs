//! Pictures and words of one small set of records, letter by letter.

mod common;

use std::fs;

use reports::{Evidence, Record, write_report};
use tempfile::TempDir;

/// Seven counters, two workloads' worth of planted truths, five launches.
fn small() -> Vec<Record> {
    let kept = [
        "noop",
        "atomic_relaxed",
        "mutex",
        "rwlock",
        "per_thread",
        "actor_std",
        "fast-counter",
        "racy-counter",
    ];
    let fits = |r: &Record| {
        kept.contains(&r.subject.as_str()) && r.launch < 5 && r.workload == "inc" && r.threads != 4
    };
    common::planted().into_iter().filter(fits).collect()
}

#[test]
fn the_files_look_as_they_did() {
    let folder = TempDir::new().unwrap();
    let written =
        write_report(&small(), &common::catalogue(), &common::evidence(), &[], folder.path()).unwrap();
    let mut seen = 0;
    for file in &written.files {
        let name = file.file_name().unwrap().to_str().unwrap();
        if name.ends_with(".svg") || name == "report.md" {
            insta::assert_snapshot!(name, fs::read_to_string(file).unwrap());
            seen += 1;
        }
    }
    assert_eq!(seen, 7, "six charts and the summary");
}

/// Four locks with one section, over one structure, and waited for; four values with reads held inside.
fn questions() -> Vec<Record> {
    let kept = ["tas", "ticket", "fair", "spin", "mutex", "rwlock_std", "rwlock_futex", "seqlock_crate"];
    let workloads = ["section-100", "queue-over", "wait-100", "read-only", "hold-100", "hold-1000"];
    let fits = |r: &Record| {
        kept.contains(&r.subject.as_str()) && workloads.contains(&r.workload.as_str()) && r.launch < 4
    };
    let all = [common::locks::planted(), common::reads::planted()].concat();
    all.into_iter().filter(fits).collect()
}

#[test]
fn the_answers_look_as_they_did() {
    let folder = TempDir::new().unwrap();
    let catalogue = [common::locks::catalogue(), common::reads::catalogue()].concat();
    let written = write_report(&questions(), &catalogue, &Evidence::default(), &[], folder.path()).unwrap();
    let mut seen = 0;
    for file in &written.files {
        let name = file.file_name().unwrap().to_str().unwrap();
        let text = fs::read_to_string(file).unwrap();
        if ["-plane-", "-latency-4", "-collapse", "-crossing"].iter().any(|part| name.contains(part)) {
            insta::assert_snapshot!(name, text);
            seen += 1;
        }
        if name == "report.md" {
            // What the other summary shows already needs no second copy.
            let families = text.split("\n## ").filter(|part| part.starts_with("Family"));
            insta::assert_snapshot!("answers.md", families.collect::<Vec<_>>().join("\n## "));
            seen += 1;
        }
    }
    assert_eq!(seen, 5, "four charts and the summary");
}

/// Seven caches, one race and two traces.
#[test]
fn the_caches_look_as_they_did() {
    let kept = ["mutex_lru", "rwlock_lru", "flagship", "tinylfu", "quick_cache", "scc", "dashmap"];
    let caches: Vec<_> =
        common::caches::CACHES.into_iter().filter(|c| kept.contains(&c.truth.name)).collect();
    let races = common::caches::races(&caches, &["zipf-get"]);
    let records = [races, common::caches::replays(&caches, &common::caches::TRACES[..2])].concat();
    let folder = TempDir::new().unwrap();
    let catalogue = common::caches::catalogue();
    let written = write_report(&records, &catalogue, &Evidence::default(), &[], folder.path()).unwrap();
    let mut seen = 0;
    for file in &written.files {
        let name = file.file_name().unwrap().to_str().unwrap();
        let text = fs::read_to_string(file).unwrap();
        if ["-front", "-traces", "-below", "-room"].iter().any(|part| name.contains(part)) {
            insta::assert_snapshot!(name, text);
            seen += 1;
        }
        if name == "report.md" {
            let families = text
                .split("\n## ")
                .filter(|part| part.starts_with("Family `cache`") || part.starts_with("Family cache"));
            insta::assert_snapshot!("caches.md", families.collect::<String>());
            seen += 1;
        }
    }
    assert_eq!(seen, 5, "four charts and the summary");
}

#[test]
fn the_csv_has_one_line_a_window() {
    let folder = TempDir::new().unwrap();
    let records = small();
    write_report(&records, &[], &Evidence::default(), &[], folder.path()).unwrap();
    let csv = fs::read_to_string(folder.path().join("records.csv")).unwrap();
    let lines: Vec<&str> = csv.split_terminator("\r\n").collect();
    assert_eq!(lines.len(), records.len() + 1);
    let commas = |l: &str| l.matches(',').count();
    let plain = lines.iter().filter(|l| !l.contains('"'));
    assert!(plain.map(|l| commas(l)).collect::<std::collections::BTreeSet<_>>().len() == 1);
    assert!(csv.contains("\"no_lost_update: expected 2000000, found 1311768\""));
}
