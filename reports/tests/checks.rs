//! What was checked stands in the report as the rows have it, misses and survivors included.

mod common;

use std::fs;
use std::path::Path;

use reports::analysis::analyse;
use reports::reading::read_evidence;
use reports::{Evidence, write_report};
use serde::Serialize;

fn written(evidence: &Evidence, out: &Path) -> (String, String) {
    let written = write_report(&common::small_family(), &common::catalogue(), evidence, &[], out).unwrap();
    let markdown = fs::read_to_string(out.join("report.md")).unwrap();
    (fs::read_to_string(written.index).unwrap(), markdown)
}

#[test]
fn misses_stand_beside_catches() {
    let checks = analyse(&[], &[], &common::evidence(), &[]).checks;
    assert_eq!(checks.tools, ["loom", "tsan", "native"], "explorers first");
    let names: Vec<_> = checks.mutants.iter().map(|m| (m.name.as_str(), m.is_caught())).collect();
    assert_eq!(names, [("load_then_store", true), ("narrow_sum", false)]);
    let folder = tempfile::tempdir().unwrap();
    let (page, markdown) = written(&common::evidence(), folder.path());
    let text = "Of 2 wrong programs, loom 1, TSan 0, real threads 0. Caught by none: narrow_sum.";
    assert!(page.contains(text) && markdown.replace('\\', "").contains(text));
    assert!(page.contains("assertion, at 1") && page.contains("not tried: no such target"));
    assert!(page.contains(">not tried<"), "a tool without a row");
}

#[test]
fn an_ordering_that_nothing_needs_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let (page, markdown) = written(&common::evidence(), folder.path());
    let said = "2 orderings in one source are stronger than Relaxed. Each was made weaker, alone, and the models were run again: of 1 a \
                law noticed, of 1 none did. One has no reason in the source.";
    assert!(page.contains(said) && markdown.contains(said));
    assert!(page.contains("primitives/src/counter/atomic_relaxed.rs:40"), "the survivor's place");
    assert!(
        !page.contains("primitives/src/counter/atomic_relaxed.rs:31"),
        "what was killed stands with its subject"
    );
    assert!(page.contains("no_lost_update of atomic_relaxed (assertion)"));
    assert!(page.contains("2 orderings stronger than Relaxed, 1 shown to be needed, 1 not"));
}

#[test]
fn an_exhibit_is_no_broken_law() {
    let folder = tempfile::tempdir().unwrap();
    let (page, _) = written(&common::evidence(), folder.path());
    assert!(page.contains("Not linearizable: a history that shows it"));
    assert!(page.contains("get() = 0 &lt;before&gt;"), "a history is text");
    assert!(!page.contains("FAIL"), "nothing was promised");
    let mut broken = common::evidence();
    broken.verdicts.last_mut().unwrap().promised = true;
    let (page, _) = written(&broken, folder.path());
    assert!(page.contains("1 of 2 FAIL"), "now it was");
}

#[test]
fn a_checker_that_differs_from_the_model_is_marked_and_explained() {
    let folder = tempfile::tempdir().unwrap();
    let (page, markdown) = written(&common::evidence(), folder.path());
    assert_eq!(page.matches("class=\"differs\"").count(), 1, "forbidden, and shown");
    assert!(page.contains("loom takes SeqCst accesses for acquire and release"));
    assert!(markdown.contains("| SB | SeqCst | 0, 0 | forbidden | shown | not asked | never |"));
}

#[test]
fn what_was_not_checked_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let (page, markdown) = written(&Evidence::default(), folder.path());
    for command in
        ["cargo contend matrix", "cargo contend ledger", "cargo contend litmus", "cargo contend verify"]
    {
        assert!(page.contains(command), "{command}");
    }
    assert_eq!(markdown.matches("Not checked.").count(), 3);
}

#[test]
fn rows_are_read_from_beside_the_verdicts() {
    fn lines<T: Serialize>(rows: &[T]) -> String {
        rows.iter().map(|row| serde_json::to_string(row).unwrap() + "\n").collect()
    }
    let folder = tempfile::tempdir().unwrap();
    let evidence = common::evidence();
    let at = |name: &str| folder.path().join(name);
    assert_eq!(read_evidence(&at("verdicts.jsonl")).unwrap(), Evidence::default(), "no file is no error");
    fs::write(at("verdicts.jsonl"), lines(&evidence.verdicts)).unwrap();
    fs::write(at("ledger.jsonl"), lines(&evidence.ledger)).unwrap();
    fs::write(at("matrix.jsonl"), lines(&evidence.matrix)).unwrap();
    fs::write(at("litmus.jsonl"), lines(&evidence.litmus)).unwrap();
    assert_eq!(read_evidence(&at("verdicts.jsonl")).unwrap(), evidence);
    fs::write(at("matrix.jsonl"), "{\"family\":\"counter\"}\n").unwrap();
    let error = read_evidence(&at("verdicts.jsonl")).unwrap_err().to_string();
    assert!(error.contains("matrix.jsonl:1") && error.contains("no catch"), "{error}");
}
