//! `contend compare`, and the report against earlier records: gates, and what cannot be compared.

mod common;

use std::fs;
use std::path::Path;

use assert_cmd::cargo::cargo_bin;
use common::{contend, path, refused};
use tempfile::TempDir;

/// Rows of one cell, as a file has them: so many launches of `ns` nanoseconds an operation, give or take a little.
fn rows(run: &str, subject: &str, launches: u32, ns: f64) -> String {
    let row = |launch: u32| {
        let ops = (1e7 / (ns * (1.0 + f64::from(launch) * 0.001))) as u64;
        serde_json::json!({
            "schema": 1, "run": run, "launch": launch, "window": 0, "family": "counter", "subject": subject,
            "kind": "ours", "version": "0.1.0", "workload": "inc", "threads": 1, "ops": ops,
            "elapsed_ns": 10_000_000, "overlap": 1.0, "placement": "unknown", "verified": true,
            "purpose": "throughput", "host": {"cpu": "a processor", "cores": 2},
        })
    };
    (0..launches).map(|launch| format!("{}\n", row(launch))).collect()
}

#[test]
fn comparisons_that_cannot_be_made() {
    let folder = TempDir::new().unwrap();
    let (old, new, other) =
        (path(&folder, "old.jsonl"), path(&folder, "new.jsonl"), path(&folder, "other.jsonl"));
    fs::write(&old, rows("a", "mutex", 6, 10.0)).unwrap();
    fs::write(&new, rows("b", "mutex", 6, 12.0)).unwrap();
    fs::write(&other, rows("d", "cas_loop", 6, 12.0)).unwrap();
    for gate in ["-1", "NaN", "inf", "ten", ""] {
        refused(&["compare", &old, &new, "--gate", gate], &["--gate", gate, "a number of percent from 0 on"]);
    }
    refused(&["compare", &old, &path(&folder, "missing")], &["missing", "cannot be read"]);
    refused(&["compare", &old, &old], &["old.jsonl", "both hold the run a", "different runs"]);
    refused(&["compare", &old, &other], &["counter/mutex against counter/cas_loop", "no subject in common"]);
    let out = path(&folder, "report");
    refused(&["report", &new, "--against", &path(&folder, "missing"), "--out", &out], &["missing"]);
    refused(&["report", &new, "--against", &new, "--out", &out], &["both hold the run b"]);
    refused(&["report", &new, "--against", &other, "--out", &out], &["no subject in common"]);
    assert!(!Path::new(&out).exists(), "nothing half-written");
    refused(&["compare", &old], &["old.jsonl", "stands alone", "two files of records"]);
    refused(&["compare"], &["nothing to compare", "--bin OLD --bin NEW"]);
    refused(&["compare", &old, &new, "--family", "counter"], &["--family", "chooses what builds are to do"]);
}

#[test]
fn builds_that_cannot_be_compared() {
    let folder = TempDir::new().unwrap();
    let own = cargo_bin("contend").display().to_string();
    let (missing, text) = (path(&folder, "missing"), path(&folder, "text"));
    fs::write(&text, "no program").unwrap();
    let out = path(&folder, "ab.jsonl");
    let compare = |more: &[&str]| {
        let all = ["compare", "--out", &out].into_iter().chain(more.iter().copied());
        all.map(str::to_owned).collect::<Vec<String>>()
    };
    let refused = |arguments: &[String], words: &[&str]| {
        refused(&arguments.iter().map(String::as_str).collect::<Vec<_>>(), words);
    };
    refused(&compare(&["--bin", &own]), &["--bin is given once", "two builds"]);
    refused(&compare(&["--bin", &own, "--bin", &own, "--bin", &own]), &["--bin is given 3 times"]);
    refused(
        &compare(&["--bin", &own, "--bin", &own, &text]),
        &["text", "is a file of records, and --bin a build"],
    );
    refused(&compare(&["--bin", &own, "--bin", &missing]), &["missing", "cannot be read"]);
    let folder_name = folder.path().display().to_string();
    refused(&compare(&["--bin", &folder_name, "--bin", &own]), &[&folder_name, "is a folder"]);
    let refused_two = |more: &[&str], words: &[&str]| {
        refused(&compare(&[&["--bin", &own, "--bin", &own], more].concat()), words)
    };
    refused_two(&["--gate", "ten"], &["--gate \"ten\" is no gate"]);
    refused_two(&["--family", "stack"], &["no cell in common", "there is no family \"stack\"", "counter"]);
    refused_two(&["--subject", "zzz"], &["no subject matches \"zzz\""]);
    refused_two(&["--family", "counter", "--threads", "0"], &["0 threads cannot be had"]);
    #[cfg(unix)]
    {
        refused(&compare(&["--bin", &text, "--bin", &own]), &["text", "is not executable"]);
        // A program that is no build, and ends at once.
        refused(
            &compare(&["--bin", "/bin/true", "--bin", &own]),
            &["/bin/true", "does not answer as a launch"],
        );
    }
    assert!(!Path::new(&path(&folder, "ab.old.jsonl")).exists(), "nothing half-written");
}

#[test]
fn a_build_against_itself() {
    let folder = TempDir::new().unwrap();
    let own = cargo_bin("contend").display().to_string();
    let out = path(&folder, "ab.jsonl");
    let asked =
        ["compare", "--bin", &own, "--bin", &own, "--family", "counter", "--subject", "^atomic_relaxed$"];
    let more = ["--workload", "^inc$", "--threads", "1", "--budget", "2s", "--gate", "1000", "--out", &out];
    let answer = contend(&[&asked[..], &more[..]].concat());
    // On a machine too busy to measure anything, a gate lets nothing pass.
    let (code, gate) = match answer.out.contains("0 of 1 cell compared") {
        true => (2, "gate: nothing could be compared"),
        false => (0, "gate: no confirmed regression of more than 1000 %"),
    };
    assert_eq!(answer.code, Some(code), "{}{}", answer.out, answer.err);
    assert!(answer.out.contains("counter/inc at 1: atomic_relaxed"), "{}", answer.out);
    assert!(answer.out.contains(gate) && answer.out.contains("--seed "), "{}", answer.out);
    assert!(answer.err.contains("stage 1: 1 cells"), "{}", answer.err);
    // Its rows can be compared again, as files.
    let (old, new) = (path(&folder, "ab.old.jsonl"), path(&folder, "ab.new.jsonl"));
    let again = contend(&["compare", &old, &new]);
    assert_eq!(again.code, Some(0), "{}{}", again.out, again.err);
    assert!(again.out.contains("1 cell in both"), "{}", again.out);
}

#[test]
fn a_comparison_and_its_gate() {
    let folder = TempDir::new().unwrap();
    let (old, new, thin) =
        (path(&folder, "old.jsonl"), path(&folder, "new.jsonl"), path(&folder, "thin.jsonl"));
    fs::write(&old, rows("a", "mutex", 6, 10.0)).unwrap();
    fs::write(&new, rows("b", "mutex", 6, 12.0)).unwrap();
    fs::write(&thin, rows("c", "mutex", 1, 40.0)).unwrap();
    let gated = |files: [&str; 2], gate: &[&str]| contend(&[&["compare"], &files[..], gate].concat());

    let answer = gated([&old, &new], &[]);
    assert_eq!(answer.code, Some(0), "without a gate nothing is judged: {}", answer.err);
    assert!(answer.out.contains("slower  counter/inc at 1: mutex"), "{}", answer.out);
    for (gate, code) in [("0", 1), ("15", 1), ("25", 0)] {
        let answer = gated([&old, &new], &["--gate", gate]);
        assert_eq!(answer.code, Some(code), "--gate {gate}: {}", answer.out);
    }
    assert_eq!(gated([&new, &old], &["--gate", "0"]).code, Some(0), "faster is no regression");
    let answer = gated([&old, &thin], &["--gate", "0"]);
    assert_eq!(answer.code, Some(2), "one launch confirms nothing, and lets nothing pass: {}", answer.out);
    let said = ["Nothing can be confirmed", "gate: nothing could be compared"];
    assert!(said.iter().all(|said| answer.out.contains(said)), "{}", answer.out);
    assert_eq!(gated([&old, &thin], &[]).code, Some(0), "without a gate that is an answer like any other");

    let answer = gated([&old, &new], &["--gate", "15", "--json"]);
    assert_eq!(answer.code, Some(1));
    let told: serde_json::Value = serde_json::from_str(&answer.out).unwrap();
    assert_eq!(told["changes"][0]["verdict"], "slower");
    let out = path(&folder, "report");
    assert_eq!(contend(&["report", &new, "--against", &old, "--out", &out]).code, Some(0));
    let page = fs::read_to_string(Path::new(&out).join("index.html")).unwrap();
    assert!(page.contains("<section id=\"against\">") && page.contains("1 cell in both: 1 slower"));
}
