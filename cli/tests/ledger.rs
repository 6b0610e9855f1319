//! The ledger finds what is known: both orderings of the simplest lock are needed, and the strongest of a counter is not.

use std::process::{Command, Output};

use assert_cmd::cargo::CommandCargoExt;
use serde_json::Value;

/// Two files, and of the models that come by theirs only their own.
fn ledger(out: &std::path::Path) -> Output {
    Command::cargo_bin("contend")
        .unwrap()
        .args(["ledger", "--file", r"^(lock/tas|counter/atomic_seqcst)\.rs$"])
        .args(["--models", "^(tas|atomic_seqcst)::", "--out"])
        .arg(out)
        .output()
        .unwrap()
}

#[test]
fn needed_and_not_needed_are_told_apart_and_a_stale_ledger_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let (out, trials) = (folder.path().join("ledger.jsonl"), folder.path().join("ledger.trials.jsonl"));
    let first = ledger(&out);
    assert!(first.status.success(), "{}", String::from_utf8_lossy(&first.stderr));
    let rows = reports::reading::read_evidence(&folder.path().join("verdicts.jsonl")).unwrap().ledger;
    let of = |file: &str| rows.iter().filter(|row| row.file.ends_with(file)).collect::<Vec<_>>();

    let lock = of("primitives/src/lock/tas.rs");
    let sites: Vec<_> = lock.iter().map(|row| (row.operation.as_str(), row.ordering.as_str())).collect();
    assert_eq!(sites, [("store", "Release"), ("compare_exchange", "Acquire")]);
    for row in &lock {
        assert_eq!(
            (row.object.as_str(), row.weaker.as_str(), row.result.as_str()),
            ("flag", "Relaxed", "killed")
        );
        assert_eq!((row.subject.as_str(), row.class.as_str()), ("tas", "data race"));
        assert!(row.reason.contains("pairs with the"), "{row:?}");
    }
    let counter = of("primitives/src/counter/atomic_seqcst.rs");
    assert_eq!(counter.len(), 2, "an addition and a load: {counter:?}");
    for row in &counter {
        assert_eq!((row.result.as_str(), row.models), ("survives", row.reaching), "{row:?}");
        assert!(row.reason.contains("Not shown by the checker:"), "the source says why it stays: {row:?}");
    }

    // Nothing changed: nothing is run again.
    let before = std::fs::read_to_string(&trials).unwrap();
    assert!(ledger(&out).status.success());
    assert_eq!(std::fs::read_to_string(&trials).unwrap(), before);
    // Other sources: everything is.
    let key = serde_json::from_str::<Value>(before.lines().next().unwrap()).unwrap()["key"].clone();
    std::fs::write(&trials, before.replace(key.as_str().unwrap(), "other")).unwrap();
    let again = ledger(&out);
    assert!(String::from_utf8_lossy(&again.stderr).contains("of other sources: refused"));
    let sorted = |text: &str| text.lines().map(str::to_owned).collect::<std::collections::BTreeSet<_>>();
    assert_eq!(sorted(&std::fs::read_to_string(&trials).unwrap()), sorted(&before));
}
