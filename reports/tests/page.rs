//! The files of a report, made from planted records and from bad ones.

mod common;

use std::fs;
use std::path::Path;

use reports::{Record, write_report};

fn page(records: &[Record], name: &str) -> String {
    let out = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let written = write_report(records, &common::catalogue(), &common::verdicts(), &[], &out).unwrap();
    fs::read_to_string(written.index).unwrap()
}

#[test]
fn a_full_report_has_all_its_parts() {
    let mut records = common::planted();
    records.extend(common::small_family());
    let html = page(&records, "full");
    for part in [
        "id=\"trust\"",
        "id=\"race\"",
        "id=\"family-counter\"",
        "id=\"subjects\"",
        "id=\"wrong\"",
        "id=\"losses\"",
        "id=\"method\"",
    ] {
        assert!(html.contains(part), "{part}");
    }
}
