//! Bad input gets one clear line that names what is wrong and what is allowed, exit code 2, and nothing is lost.

mod common;

use std::fs;
use std::path::Path;
use std::process::Command;

use assert_cmd::cargo::CommandCargoExt;
use common::{SHORT, contend, path, refused};
use tempfile::TempDir;

/// A fast run, with its rows in this file.
fn short_run(out: &str) -> Vec<&str> {
    [&SHORT[..], &["--out", out]].concat()
}

#[test]
fn needs_that_are_not_known() {
    refused(&["advise", "--family", "teapot"], &["--family", "teapot", "counter, lock"]);
    refused(&["advise", "--family", "lock", "--payload", "8"], &["--payload", "--section, --pause"]);
    refused(&["advise", "--family", "queue", "--producers", "4"], &["--producers and --consumers"]);
    refused(&["advise", "--family", "queue", "--threads", "0"], &["--threads 0", "1 and more"]);
    refused(&["advise", "--family", "counter", "--must", "speed"], &["speed", "rough, quiescent, exact"]);
    refused(&["advise", "--family", "counter", "no-such-file.jsonl"], &["no-such-file.jsonl"]);
}

#[test]
fn orderings_and_programs_that_there_are_not() {
    refused(&["ledger", "--file", "("], &["--file", "regular expression"]);
    refused(&["ledger", "--file", "^teapot/"], &["primitives/src", "teapot", "lock/tas.rs"]);
    assert_eq!(contend(&["litmus", "--runs", "0"]).code, Some(2));
}

/// As `head` does when it has its lines: nothing is wrong then.
#[test]
fn a_reader_who_has_seen_enough() {
    for asked in [&["list"][..], &["advise"], &["doctor", "--json"]] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let done = Command::cargo_bin("contend").unwrap().args(asked).stdout(writer).output().unwrap();
        assert_eq!((done.status.code(), &*done.stderr), (Some(141), &b""[..]), "{asked:?}");
    }
}

#[test]
fn names_that_there_are_not() {
    let folder = TempDir::new().unwrap();
    let out = path(&folder, "records.jsonl");
    refused(&["run", "--family", "teapot", "--out", &out], &["teapot", "counter", "lock", "queue"]);
    refused(&["run", "--subject", "^teapot$", "--out", &out], &["teapot", "atomic_relaxed"]);
    refused(&["run", "--workload", "^teapot$", "--out", &out], &["teapot", "inc", "load"]);
    refused(&["run", "--subject", "(", "--out", &out], &["(", "regular expression"]);
    refused(
        &["run", "--family", "counter", "--subject", "^rayon_reduce$", "--workload", "^inc$", "--out", &out],
        &["inc", "count-batch"],
    );
    assert!(!Path::new(&out).exists(), "nothing half-written");
}

#[test]
fn numbers_of_threads_that_cannot_be() {
    let folder = TempDir::new().unwrap();
    let out = path(&folder, "records.jsonl");
    for threads in ["0", "10000", "1,0"] {
        refused(&["run", "--threads", threads, "--out", &out], &["1 to 1024"]);
    }
    let answer = contend(&["run", "--threads", "many", "--out", &out]);
    assert_eq!(answer.code, Some(2), "{}", answer.err);
    let answer = contend(&["run", "--budget", "soon", "--out", &out]);
    assert_eq!(answer.code, Some(2));
    assert!(answer.err.contains("90s, 8m or 1h"), "{}", answer.err);
}

#[test]
fn traces_that_are_none() {
    let folder = TempDir::new().unwrap();
    let (out, trace) = (path(&folder, "records.jsonl"), path(&folder, "FILE"));
    let given = |bytes: &[u8], words: &[&str]| {
        fs::write(&trace, bytes).unwrap();
        refused(&["run", "--family", "cache", "--trace", &trace, "--out", &out], words);
    };
    given(b"1\n*\n2\nabc\n", &["FILE, line 4: \"abc\" is not a key; a trace has one number a line"]);
    given(b"", &["FILE holds no key"]);
    given(b"*\n\n", &["FILE holds no key"]);
    given(&[0x7F, b'E', b'L', b'F', 0, 0xFF], &["line 1: \"\\x7fELF\\x00\\xff\" is not a key"]);
    given(&[0x1F, 0x8B, 8, 0], &["FILE cannot be read"]);
    let missing = path(&folder, "missing");
    refused(&["run", "--family", "counter", "--trace", &missing, "--out", &out], &["missing cannot be read"]);
    assert!(!Path::new(&out).exists(), "nothing half-written");
}

#[test]
fn a_trace_of_ones_own_is_replayed() {
    let folder = TempDir::new().unwrap();
    let (out, trace) = (path(&folder, "records.jsonl"), path(&folder, "own.trace"));
    fs::write(&trace, (0..2_000).map(|place| format!("{}\n", place % 40)).collect::<String>()).unwrap();
    let only = ["--family", "cache", "--subject", "^mutex_lru$", "--workload", "^(hits|replay-own)$"];
    let rest = ["--threads", "1", "--trace", &trace, "--out", &out];
    let answer = contend(&[&["run"], &only[..], &rest].concat());
    assert_eq!(answer.code, Some(0), "{}", answer.err);
    let rows = fs::read_to_string(&out).unwrap();
    let rows: Vec<serde_json::Value> = rows.lines().map(|row| serde_json::from_str(row).unwrap()).collect();
    let hits: Vec<_> =
        rows.iter().filter(|row| row["params"]["trace"] == "own" && row["purpose"] == "hits").collect();
    assert_eq!(hits.len(), 5, "once at each capacity");
    // A loop of 40 keys through a cache of 16: whoever forgets what was used longest ago finds nothing.
    assert!(
        hits.iter().all(|row| row["hit_ratio"] == 0.0 && row["optimum"].as_f64().unwrap() > 0.3),
        "{hits:?}"
    );
    assert!(rows.iter().any(|row| row["workload"] == "replay-own" && row["purpose"] == "throughput"));
    assert_eq!(contend(&["report", &out, "--out", &path(&folder, "report")]).code, Some(0));
}

#[test]
fn an_output_that_cannot_be_written() {
    let folder = TempDir::new().unwrap();
    let file = path(&folder, "file");
    fs::write(&file, "").unwrap();
    refused(&short_run(&format!("{file}/records.jsonl")), &["file"]);
    let records = path(&folder, "records.jsonl");
    assert_eq!(contend(&short_run(&records)).code, Some(0));
    refused(&["report", &records, "--out", &format!("{file}/report")], &["file"]);
}

#[test]
fn records_that_are_none() {
    let folder = TempDir::new().unwrap();
    let records = path(&folder, "records.jsonl");
    assert_eq!(contend(&short_run(&records)).code, Some(0));
    let good = fs::read_to_string(&records).unwrap();
    let report = path(&folder, "report");
    let bad = path(&folder, "bad.jsonl");
    let given = |text: &str| fs::write(&bad, text).unwrap();

    refused(&["report", &path(&folder, "missing.jsonl"), "--out", &report], &["missing.jsonl"]);
    given("");
    refused(&["report", &bad, "--out", &report], &["bad.jsonl"]);
    given(&format!("{}\n{good}", &good[..good.len() / 3]));
    refused(&["report", &bad, "--out", &report], &["bad.jsonl"]);
    given("{\"benchmark\":\"theirs\",\"ns\":3}\n");
    refused(&["report", &bad, "--out", &report], &["bad.jsonl", "1"]);
    given(&good.replace("\"schema\":1", "\"schema\":999"));
    refused(&["report", &bad, "--out", &report], &["999", "1"]);
    fs::write(&bad, [0u8, 159, 146, 150]).unwrap();
    refused(&["report", &bad, "--out", &report], &["bad.jsonl"]);
    assert!(!Path::new(&report).exists(), "nothing half-written");
}

#[test]
fn traces_of_models_that_are_none() {
    let folder = TempDir::new().unwrap();
    let (bad, out) = (path(&folder, "bad.json"), path(&folder, "report"));
    let whole = concat!(env!("CARGO_MANIFEST_DIR"), "/../reports/tests/evidence/traces/load_then_store.json");
    let text = fs::read_to_string(whole).unwrap();
    let given = |text: &str, words: &[&str]| {
        fs::write(&bad, text).unwrap();
        refused(&["report", "--trace", &bad, "--out", &out], words);
    };
    given("", &["bad.json", "breaks off"]);
    given(&text[..text.len() / 2], &["bad.json", "breaks off"]);
    given(
        &text.replace("\"version\": 1", "\"version\": 9"),
        &["bad.json", "version is 9", "reads version 1"],
    );
    given(&text.replace("contend trace", "a diary"), &["bad.json", "a diary", "CONTEND_TRACES"]);
    refused(&["report", "--trace", &path(&folder, "missing.json"), "--out", &out], &["missing.json"]);
    assert!(!Path::new(&out).exists(), "nothing half-written");
    let answer = contend(&["report", "--trace", whole, "--traces", "anywhere", "--out", &out]);
    assert_eq!(answer.code, Some(2), "one or all: {}", answer.err);

    let records = path(&folder, "records.jsonl");
    assert_eq!(contend(&short_run(&records)).code, Some(0));
    let nowhere = path(&folder, "nowhere");
    refused(&["report", &records, "--traces", &nowhere, "--out", &out], &["nowhere", "folder of traces"]);
    refused(&["report", &records, "--traces", &bad, "--out", &out], &["bad.json", "a folder of traces"]);
    let beside = folder.path().join("traces");
    fs::create_dir(&beside).unwrap();
    fs::write(beside.join("half.json"), "{").unwrap();
    let folder_of_traces = beside.display().to_string();
    refused(
        &["report", &records, "--traces", &folder_of_traces, "--out", &out],
        &["half.json", "breaks off"],
    );
    assert!(!Path::new(&out).exists(), "nothing half-written");

    assert_eq!(contend(&["report", "--trace", whole, "--out", &out]).code, Some(0));
    assert!(Path::new(&out).join("trace.html").is_file());
    fs::copy(whole, beside.join("half.json")).unwrap();
    let answer = contend(&["report", &records, "--traces", &folder_of_traces, "--out", &out]);
    assert_eq!(answer.code, Some(0), "{}", answer.err);
    let page = fs::read_to_string(Path::new(&out).join("index.html")).unwrap();
    assert!(page.contains("id=\"trace-counter-load_then_store\""));
}

#[test]
fn two_runs_on_one_output_and_a_lock_left_by_a_killed_one() {
    let folder = TempDir::new().unwrap();
    let out = path(&folder, "records.jsonl");
    let mut first = Command::cargo_bin("contend").unwrap();
    let mut first = first.args(["run", "--profile", "thorough", "--family", "counter", "--out", &out]);
    first = first.stderr(std::process::Stdio::piped()).stdout(std::process::Stdio::null());
    let mut first = first.spawn().unwrap();
    // It has the output once it has told its plan.
    let mut told = String::new();
    std::io::BufRead::read_line(&mut std::io::BufReader::new(first.stderr.as_mut().unwrap()), &mut told)
        .unwrap();
    assert!(told.contains("sessions"), "{told}");
    refused(&short_run(&out), &["another run", "--out"]);
    first.kill().unwrap();
    first.wait().unwrap();
    let answer = contend(&short_run(&out));
    assert_eq!(answer.code, Some(0), "a killed run's lock is no obstacle: {}", answer.err);
    assert!(fs::metadata(&out).unwrap().len() > 0);
}

#[cfg(unix)]
#[test]
fn an_interruption_keeps_what_was_finished() {
    let folder = TempDir::new().unwrap();
    let out = path(&folder, "records.jsonl");
    let mut run = Command::cargo_bin("contend").unwrap();
    run.args(["run", "--profile", "thorough", "--family", "counter", "--out", &out]);
    let mut run =
        run.stderr(std::process::Stdio::null()).stdout(std::process::Stdio::null()).spawn().unwrap();
    // Interrupted as soon as a window is on disk, however long that takes.
    let partial = format!("{out}.partial");
    while !fs::metadata(&partial).is_ok_and(|rows| rows.len() > 0) {
        assert!(run.try_wait().unwrap().is_none(), "it ended before its first window");
        std::thread::yield_now();
    }
    assert!(Command::new("kill").args(["-INT", &run.id().to_string()]).status().unwrap().success());
    assert_eq!(run.wait().unwrap().code(), Some(130));
    let report = path(&folder, "report");
    let answer = contend(&["report", &out, "--out", &report]);
    assert_eq!(answer.code, Some(0), "what was kept can be read: {}", answer.err);
    assert!(Path::new(&report).join("index.html").is_file());
}

#[test]
fn the_list_holds_the_catalogue() {
    let answer = contend(&["list", "--json"]);
    assert_eq!(answer.code, Some(0));
    let rows: Vec<serde_json::Value> = serde_json::from_str(&answer.out).unwrap();
    let ours = |family: &str| -> Vec<String> {
        let of_family = rows.iter().filter(|row| row["family"] == family && row["kind"] == "ours");
        of_family.map(|row| row["name"].as_str().unwrap().to_owned()).collect()
    };
    let mut counters = ours("counter");
    counters.sort();
    assert_eq!(
        counters,
        [
            "actor_crossbeam",
            "actor_std",
            "atomic_relaxed",
            "atomic_seqcst",
            "batched",
            "cas_backoff",
            "cas_loop",
            "flat_combining",
            "mutex",
            "parking_lot_mutex",
            "parking_lot_rwlock",
            "per_cpu",
            "per_thread",
            "rayon_reduce",
            "rwlock",
            "striped",
            "striped_unpadded",
        ]
    );
    for (family, name) in [
        ("lock", "tas"),
        ("read_mostly", "rwlock_std"),
        ("queue", "mutex"),
        ("channel", "condvar"),
        ("cache", "mutex_lru"),
    ] {
        assert!(ours(family).contains(&name.to_owned()), "{family} {name}");
    }
    for row in &rows {
        for field in ["family", "name", "kind", "mechanism", "progress", "consistency", "origin", "source"] {
            assert!(row[field].is_string(), "{field} of {row}");
        }
        let source = row["source"].as_str().unwrap();
        if row["kind"] == "ours" {
            let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(source);
            assert!(file.is_file(), "{source} is a file of this repository");
        }
    }
}

#[test]
fn a_matrix_of_tools_and_mutants_that_there_are_not() {
    refused(&["matrix", "--tool", "teapot"], &["teapot", "loom, shuttle, native, tsan, asan"]);
    refused(&["matrix", "--mutant", "("], &["\"(\"", "regular expression"]);
    refused(&["matrix", "--mutant", "teapot"], &["teapot", "loom-tests/mutants"]);
}

#[test]
fn a_matrix_that_cannot_be_read_is_left_as_it_is() {
    let folder = TempDir::new().unwrap();
    let out = path(&folder, "matrix.jsonl");
    fs::write(&out, "not a row\n").unwrap();
    refused(&["matrix", "--mutant", "check_then_act", "--out", &out], &["matrix.jsonl", "not JSON"]);
    assert_eq!(fs::read_to_string(&out).unwrap(), "not a row\n");
}
