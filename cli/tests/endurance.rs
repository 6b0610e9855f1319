//! Runs that are stopped and go on, and runs that are not alone.

mod common;

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use assert_cmd::cargo::CommandCargoExt;
use common::{SHORT, contend, path, refused};
use tempfile::TempDir;

/// A command whose files for a while lie in this folder, so that no run elsewhere on the machine is seen.
fn command(folder: &TempDir, arguments: &[&str]) -> Command {
    let mut command = Command::cargo_bin("contend").unwrap();
    command.env("TMPDIR", folder.path()).args(arguments);
    command
}

/// A long run, once it has told its plan.
fn long_run(folder: &TempDir, out: &str) -> Child {
    let mut run = command(folder, &["run", "--profile", "thorough", "--family", "counter", "--out", out]);
    let mut run = run.stderr(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
    let mut told = String::new();
    BufReader::new(run.stderr.as_mut().unwrap()).read_line(&mut told).unwrap();
    assert!(told.contains("sessions"), "{told}");
    run
}

/// Until a session is on disk, or all is over, however long that takes.
fn until_rows(run: &mut Child, partial: &Path) {
    while !fs::metadata(partial).is_ok_and(|rows| rows.len() > 0) && run.try_wait().unwrap().is_none() {
        std::thread::yield_now();
    }
}

#[cfg(unix)] // elsewhere the folder for temporary files has another variable
#[test]
fn two_runs_on_one_machine_notice_each_other() {
    let folder = TempDir::new().unwrap();
    let [first, second, third] = ["a.jsonl", "b.jsonl", "c.jsonl"].map(|name| path(&folder, name));
    let said = |out: &str| {
        let output = command(&folder, &[&SHORT[..], &["--out", out]].concat()).output().unwrap();
        assert_eq!(output.status.code(), Some(0));
        String::from_utf8(output.stderr).unwrap()
    };
    let alone = said(&first);
    assert!(!alone.contains("another run"), "{alone}");
    // What it finds is told once: of this build something is found wherever it runs.
    let told = alone.matches("`contend doctor`").count();
    assert!(told == 1 || told == 0 && !cfg!(debug_assertions), "{alone}");
    let mut long = long_run(&folder, &first);
    let both = said(&second);
    assert_eq!(both.matches("note: another run is under way on this machine").count(), 1, "{both}");
    let doctor = command(&folder, &["doctor"]).output().unwrap().stdout;
    assert!(String::from_utf8(doctor).unwrap().contains("another run is under way"));
    long.kill().unwrap();
    long.wait().unwrap();
    let again = said(&third);
    assert!(!again.contains("another run"), "a killed run is gone: {again}");
}

#[test]
fn what_cannot_be_resumed() {
    let folder = TempDir::new().unwrap();
    let out = path(&folder, "records.jsonl");
    refused(&["run", "--resume", &out], &["records.jsonl", "no run", "--out"]);
    fs::write(path(&folder, "records.jsonl.plan"), "{}").unwrap();
    refused(&["run", "--resume", &out], &["records.jsonl.plan cannot be read"]);
    refused(&["run", "--resume", &out, "--out", &path(&folder, "other")], &["--resume", "leave --out away"]);
    refused(&["run", "--resume", &folder.path().display().to_string()], &["no run", "--out"]);
    assert!(!folder.path().join("records.jsonl").exists());
    assert_eq!(contend(&[&SHORT[..], &["--out", &out]].concat()).code, Some(0));
    refused(&["run", "--resume", &out], &["it is over"]);
}

#[test]
fn a_device_is_no_file_of_rows() {
    if cfg!(unix) {
        refused(&[&SHORT[..], &["--out", "/dev/full"]].concat(), &["/dev/full", "it is no file"]);
    }
}

#[cfg(unix)]
#[test]
fn an_interrupted_run_goes_on_with_what_it_was_asked() {
    let folder = TempDir::new().unwrap();
    let out = path(&folder, "records.jsonl");
    let partial = folder.path().join("records.jsonl.partial");
    let mut run = command(&folder, &["run", "--profile", "standard", "--seed", "7", "--out", &out]);
    run.args(&SHORT[1..]);
    let mut run = run.stderr(Stdio::null()).stdout(Stdio::null()).spawn().unwrap();
    until_rows(&mut run, &partial);
    assert!(Command::new("kill").args(["-INT", &run.id().to_string()]).status().unwrap().success());
    let code = run.wait().unwrap().code();
    if code == Some(0) {
        return; // it was over before it heard of that
    }
    assert_eq!(code, Some(130));
    let before = fs::read_to_string(&out).unwrap();
    assert_eq!(contend(&["report", &out, "--out", &path(&folder, "report")]).code, Some(0));

    refused(
        &[&SHORT[..], &["--out", &out]].concat(),
        &["a stopped run stands", "--resume", "records.jsonl.plan"],
    );
    refused(&["run", "--resume", &out, "--seed", "8"], &["the seed", "\"7\"", "\"8\""]);
    refused(&["run", "--resume", &out, "--profile", "quick"], &["the profile", "standard", "quick"]);
    assert_eq!(fs::read_to_string(&out).unwrap(), before);
    let answer = contend(&["run", "--resume", &out, "--seed", "7"]);
    assert_eq!(answer.code, Some(0), "{}", answer.err);
    assert!(answer.err.contains("measured before"), "{}", answer.err);
    let after = fs::read_to_string(&out).unwrap();
    assert!(before.lines().all(|row| after.contains(row)));
    // Standard: 7 launches of 24 windows, of a subject, its twin and a floor.
    assert_eq!(after.lines().count(), 7 * 24 * 3);
}

#[cfg(unix)]
#[test]
fn a_trace_is_found_again_from_another_folder_and_must_be_the_same() {
    let folder = TempDir::new().unwrap();
    let (out, trace) = (path(&folder, "records.jsonl"), path(&folder, "own.trace"));
    fs::write(&trace, "1\n2\n1\n").unwrap();
    let choice = ["--family", "cache", "--subject", "^mutex_lru$", "--workload", "^replay-own$"];
    let mut run = command(&folder, &["run", "--threads", "1", "--trace", "own.trace", "--out", &out]);
    run.args(choice).current_dir(folder.path());
    let mut run = run.stderr(Stdio::null()).stdout(Stdio::null()).spawn().unwrap();
    let partial = folder.path().join("records.jsonl.partial");
    until_rows(&mut run, &partial);
    run.kill().unwrap();
    run.wait().unwrap();
    if fs::metadata(&out).is_ok() {
        return; // it was over before
    }
    fs::write(&trace, "1\n2\n2\n").unwrap();
    refused(&["run", "--resume", &out], &["the requests of traces"]);
    fs::write(&trace, "1\n2\n1\n").unwrap();
    let mut resumed = command(&folder, &["run", "--resume", "records.jsonl", "--trace", "own.trace"]);
    let answer = resumed.current_dir(folder.path()).output().unwrap();
    assert_eq!(answer.status.code(), Some(0), "{}", String::from_utf8_lossy(&answer.stderr));
    assert!(fs::read_to_string(&out).unwrap().lines().all(|row| row.contains("replay-own")));
}
