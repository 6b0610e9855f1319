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
    let rows: Vec<Value> = std::fs::read_to_string(&out)
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let of = |file: &str| rows.iter().filter(|row| row["file"] == *file).cloned().collect::<Vec<_>>();

    let lock = of("lock/tas.rs");
    let sites: Vec<_> =
        lock.iter().map(|row| (row["operation"].as_str(), row["ordering"].as_str())).collect();
    assert_eq!(sites, [(Some("store"), Some("Release")), (Some("compare_exchange"), Some("Acquire"))]);
    for row in &lock {
        assert_eq!((row["object"].as_str(), row["subjects"][0].as_str()), (Some("flag"), Some("lock/tas")));
        assert!(row["reason"].as_str().unwrap().contains("pairs with the"), "{row}");
        let [relaxed] = &row["weakenings"].as_array().unwrap()[..] else {
            panic!("one weaker ordering: {row}")
        };
        assert_eq!((relaxed["to"].as_str(), relaxed["outcome"].as_str()), (Some("Relaxed"), Some("killed")));
        assert_eq!(
            (relaxed["subject"].as_str(), relaxed["class"].as_str()),
            (Some("tas"), Some("data race"))
        );
    }
    let counter = of("counter/atomic_seqcst.rs");
    assert_eq!(counter.len(), 2, "an addition and a load: {counter:?}");
    for row in &counter {
        let relaxed = &row["weakenings"][0];
        assert_eq!((relaxed["outcome"].as_str(), &relaxed["tried"]), (Some("survived"), &relaxed["models"]));
        assert!(row["declared"].is_string(), "the source says why it stays: {row}");
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
