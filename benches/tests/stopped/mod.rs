//! What becomes of a run that is killed, interrupted, or out of room.

mod subjects;

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};

use benches::{Catalogue, Progress, RunError, RunOptions, begun, launch, resume, run};
use reports::Record;
use reports::reading::read_records;

use subjects::catalogue;

/// A process with this variable runs, or goes on, writing to the file that it names...
const RUN: &str = "CONTEND_TEST_RUN";
/// ...and is stopped once so many rows were told...
const ROWS: &str = "CONTEND_TEST_ROWS";
/// ...by this signal.
const SIGNAL: &str = "CONTEND_TEST_SIGNAL";

pub(crate) fn main() {
    let catalogue = catalogue();
    launch::run_if_child(&catalogue);
    if let Some(out) = std::env::var_os(RUN) {
        std::process::exit(stopped_run(&catalogue, Path::new(&out)));
    }
    if std::env::args().any(|argument| argument == "--list") {
        return; // a runner that lists tests finds none here, and runs the binary as a whole
    }
    let folder = std::env::temp_dir().join(format!("contend-endurance-{}", std::process::id()));
    fs::create_dir_all(&folder).expect("a folder for files of this test");
    let whole = folder.join("whole.jsonl");
    run(&catalogue, &options(&whole), &mut |_| ()).expect("the run that nothing stops");
    let whole = names(&whole);
    assert!(whole.len() > 200, "{}", whole.len());
    type Test = fn(&Catalogue, &Path, &BTreeSet<String>);
    let tests: [(&str, Test); 9] = [
        ("a_killed_run_can_be_read_and_goes_on", a_killed_run_can_be_read_and_goes_on),
        ("half_a_row_and_half_a_session_are_measured_anew", half_a_row_and_half_a_session_are_measured_anew),
        ("an_interrupted_run_goes_on", an_interrupted_run_goes_on),
        ("a_full_disk_keeps_what_was_written", a_full_disk_keeps_what_was_written),
        ("no_run_takes_the_place_of_one_that_was_stopped", no_run_takes_the_place_of_one_that_was_stopped),
        (
            "rows_that_are_gone_or_another_s_are_not_replaced",
            rows_that_are_gone_or_another_s_are_not_replaced,
        ),
        ("one_at_a_time_goes_on", one_at_a_time_goes_on),
        ("a_run_goes_on_as_it_was_cut", a_run_goes_on_as_it_was_cut),
        ("another_run_does_not_go_on", another_run_does_not_go_on),
    ];
    for (name, test) in tests {
        test(&catalogue, &folder, &whole);
        println!("endurance::{name} ... ok");
    }
    fs::remove_dir_all(&folder).expect("the folder is ours");
}

fn options(out: &Path) -> RunOptions {
    RunOptions {
        workload: Some("^inc$".to_owned()),
        threads: vec![1],
        command: "a test".to_owned(),
        out: out.to_owned(),
        ..RunOptions::default()
    }
}

/// The side of the process that is stopped.
fn stopped_run(catalogue: &Catalogue, out: &Path) -> i32 {
    let number = |name| std::env::var(name).ok().and_then(|text| text.parse::<usize>().ok());
    let (mut left, signal) = (number(ROWS), number(SIGNAL).unwrap_or(0) as i32);
    let mut stop = |progress: Progress<'_>| {
        let rows = if let Progress::Session { rows, .. } = &progress { rows.len() } else { 0 };
        left = left.map(|left| left.saturating_sub(rows));
        if left == Some(0) && !matches!(progress, Progress::Note(_)) {
            // SAFETY: a signal to ourselves.
            unsafe { libc::raise(signal) };
        }
    };
    let finished = match begun(out) {
        Ok(options) => resume(catalogue, &options, &mut stop),
        Err(_) => run(catalogue, &options(out), &mut stop),
    };
    finished.map_or_else(
        |error| {
            eprintln!("{error}");
            2
        },
        |finished| finished.exit_code().into(),
    )
}

/// Runs until so many more rows were told.
fn run_until(out: &Path, rows: usize, signal: i32) -> ExitStatus {
    let mut process = Command::new(std::env::current_exe().expect("this binary"));
    process.env(RUN, out).env(ROWS, rows.to_string()).env(SIGNAL, signal.to_string());
    process.status().expect("a process")
}

/// The same with Ctrl-C. It may come when all is done, and then everything is kept.
fn is_interrupted(out: &Path, rows: usize) -> bool {
    let code = run_until(out, rows, libc::SIGINT).code();
    assert!(matches!(code, Some(130 | 0)), "{code:?}");
    code == Some(130)
}

fn beside(out: &Path, what: &str) -> PathBuf {
    PathBuf::from(format!("{}.{what}", out.display()))
}

fn lines(path: &Path) -> Vec<String> {
    fs::read_to_string(path).expect("rows").lines().map(str::to_owned).collect()
}

/// What names each row, but for the run.
fn names(path: &Path) -> BTreeSet<String> {
    let name = |line: &String| {
        let row: Record = serde_json::from_str(line).expect("a row");
        let Record { launch, window, subject, workload, threads, purpose, twin, verified, .. } = row;
        format!("{launch} {subject} {workload} {threads} {purpose:?} {twin} {window} {verified}")
    };
    let lines = lines(path);
    let names: BTreeSet<_> = lines.iter().map(name).collect();
    assert_eq!(names.len(), lines.len(), "no row is there twice");
    names
}

/// Goes on to the end: all rows are there, and those of before are what they were.
fn goes_on_to_the_end(catalogue: &Catalogue, out: &Path, before: &[String], whole: &BTreeSet<String>) {
    let options = begun(out).expect("a run that was begun");
    let (mut sessions, mut measured) = (0, 0);
    let finished = resume(catalogue, &options, &mut |progress| match progress {
        Progress::Planned { done, .. } => measured = done,
        Progress::Session { done, .. } => sessions = done,
        Progress::Note(_) => {}
    });
    let finished = finished.expect("the run goes on");
    let after: BTreeSet<_> = lines(out).into_iter().collect();
    let runs = read_records(&[out]).expect("rows").records.into_iter().map(|row| row.run);
    assert_eq!(runs.collect::<BTreeSet<_>>().len(), 1, "all are of one run");
    assert!(before.iter().all(|line| after.contains(line)), "what was measured is not measured again");
    assert_eq!((names(out), finished.rows), (whole.clone(), whole.len()));
    assert!(sessions == 0 || sessions > measured, "{measured} sessions of before, then {sessions}");
    let unverified = whole.iter().filter(|name| name.ends_with("false")).count();
    assert!(finished.unverified == unverified && !finished.interrupted, "{finished:?}");
    for left in ["partial", "plan", "plan.new", "kept"] {
        assert!(!beside(out, left).exists(), "{left}");
    }
}

fn a_killed_run_can_be_read_and_goes_on(catalogue: &Catalogue, folder: &Path, whole: &BTreeSet<String>) {
    let out = folder.join("killed.jsonl");
    fs::write(&out, "what was there before\n").expect("an old file");
    let partial = beside(&out, "partial");
    let mut before = Vec::new();
    // Killed before the first row, behind it, and again and again on the way.
    for rows in [0, 1, 0, 40, 1, 90] {
        let status = run_until(&out, rows, libc::SIGKILL);
        assert_eq!(status.code(), None, "it was killed: {status}");
        let now = lines(&partial);
        assert!(now.len() >= before.len() + rows && before.iter().all(|line| now.contains(line)));
        assert!(names(&partial).is_subset(whole));
        let read = read_records(&[&partial]);
        assert!(now.is_empty() || read.is_ok_and(|rows| rows.records.len() == now.len()));
        assert_eq!(fs::read_to_string(&out).expect("the old file"), "what was there before\n");
        before = now;
    }
    goes_on_to_the_end(catalogue, &out, &before, whole);
    assert!(matches!(begun(&out), Err(RunError::NotBegun { .. })), "it is over");
}

fn half_a_row_and_half_a_session_are_measured_anew(
    catalogue: &Catalogue,
    folder: &Path,
    whole: &BTreeSet<String>,
) {
    let out = folder.join("torn.jsonl");
    run_until(&out, 60, libc::SIGKILL);
    let partial = beside(&out, "partial");
    let all = lines(&partial);
    // In the middle of a row, in the middle of the last session.
    let text = all[..all.len() - 5].join("\n");
    fs::write(&partial, &text[..text.len() - 200]).expect("a torn file");
    let read = read_records(&[&partial]).expect("what there is can be read");
    assert_eq!(read.records.len(), all.len() - 6);
    assert!(read.notes.iter().any(|note| note.contains("breaks off")), "{:?}", read.notes);
    goes_on_to_the_end(catalogue, &out, &[], whole);
}

fn an_interrupted_run_goes_on(catalogue: &Catalogue, folder: &Path, whole: &BTreeSet<String>) {
    let out = folder.join("interrupted.jsonl");
    if !(is_interrupted(&out, 20) && is_interrupted(&out, 50)) {
        return; // it was over before it heard of that
    }
    let before = lines(&out);
    assert!(before.len() >= 70 && !beside(&out, "partial").exists());
    // As if the power had failed between the last two steps of all: the rows are there, and the plan too.
    let plan = fs::read(beside(&out, "plan")).expect("the plan");
    goes_on_to_the_end(catalogue, &out, &before, whole);
    fs::write(beside(&out, "plan"), plan).expect("the plan again");
    goes_on_to_the_end(catalogue, &out, &lines(&out), whole);
}

/// Runs with files of so many bytes at most.
fn run_within(out: &Path, bytes: u64) -> (Option<i32>, String) {
    let mut process = Command::new(std::env::current_exe().expect("this binary"));
    process.env(RUN, out).stderr(Stdio::piped()).stdout(Stdio::null());
    let limit = libc::rlimit { rlim_cur: bytes, rlim_max: bytes };
    let set = move || {
        // SAFETY: the pointer is to a whole limit; the call allocates nothing and takes no lock.
        let answer = unsafe { libc::setrlimit(libc::RLIMIT_FSIZE, &raw const limit) };
        if answer == 0 { Ok(()) } else { Err(std::io::Error::last_os_error()) }
    };
    // SAFETY: what runs between fork and exec is one system call.
    unsafe { process.pre_exec(set) };
    let output = process.output().expect("a process");
    (output.status.code(), String::from_utf8(output.stderr).expect("text"))
}

fn a_full_disk_keeps_what_was_written(catalogue: &Catalogue, folder: &Path, whole: &BTreeSet<String>) {
    let out = folder.join("full.jsonl");
    let (code, said) = run_within(&out, 100);
    assert_eq!((code, said.lines().count()), (Some(2), 1), "{said}");
    assert!(said.starts_with("cannot write ") && said.contains("unchanged"), "{said}");
    for nothing in ["partial", "plan", "plan.new"] {
        assert!(!out.exists() && !beside(&out, nothing).exists(), "{nothing}");
    }
    let (code, said) = run_within(&out, 60_000);
    assert_eq!((code, said.lines().count()), (Some(2), 1), "{said}");
    let before = lines(&beside(&out, "partial"));
    assert!(said.contains("File too large") && said.contains("--resume"), "{said}");
    assert!(said.contains(&format!(" {} rows ", before.len())), "{said}");
    assert!(before.len() >= 16 && names(&beside(&out, "partial")).is_subset(whole));
    // To go on takes room too: for a copy of the rows at least.
    let (code, said) = run_within(&out, 20_000);
    assert_eq!((code, said.lines().count()), (Some(2), 1), "{said}");
    assert!(said.starts_with("cannot write ") && said.contains("--resume"), "{said}");
    assert!(
        said.contains(&format!(" {} rows are in {}", before.len(), beside(&out, "partial").display())),
        "{said}"
    );
    assert_eq!(lines(&beside(&out, "partial")), before);
    goes_on_to_the_end(catalogue, &out, &before, whole);
}

fn no_run_takes_the_place_of_one_that_was_stopped(
    catalogue: &Catalogue,
    folder: &Path,
    whole: &BTreeSet<String>,
) {
    let out = folder.join("standing.jsonl");
    run_until(&out, 20, libc::SIGKILL);
    let (partial, plan) = (beside(&out, "partial"), beside(&out, "plan"));
    let before = [&partial, &plan].map(|path| fs::read(path).expect("what stands there"));
    let error = run(catalogue, &options(&out), &mut |_| ()).expect_err("it would be lost").to_string();
    let remedies = ["a stopped run stands at ", "--resume ", "--out", "standing.jsonl.plan"];
    assert!(error.lines().count() == 1 && remedies.iter().all(|word| error.contains(word)), "{error}");
    assert_eq!([&partial, &plan].map(|path| fs::read(path).expect("what stands there")), before);
    // Who gives it up may begin; what somebody who was killed left behind is in nobody's way.
    fs::remove_file(&plan).expect("the plan");
    fs::write(folder.join("elsewhere"), "mine").expect("a file of somebody else");
    for link in ["plan.new", "kept"] {
        std::os::unix::fs::symlink(folder.join("elsewhere"), beside(&out, link)).expect("a link");
    }
    run(catalogue, &options(&out), &mut |_| ()).expect("nothing stands there");
    assert_eq!(names(&out), *whole);
    assert_eq!(fs::read_to_string(folder.join("elsewhere")).expect("the file"), "mine");
    for left in ["partial", "plan", "plan.new", "kept"] {
        assert!(fs::symlink_metadata(beside(&out, left)).is_err(), "{left}");
    }
    // Who cannot be resumed leaves no plan, and is in nobody's way either.
    fs::write(&partial, "rows of such a run\n").expect("a file");
    let unresumable = RunOptions { resumable: false, ..options(&out) };
    run(catalogue, &unresumable, &mut |_| assert!(!plan.exists())).expect("nothing stands there");
    assert_eq!(names(&out), *whole);
}

fn rows_that_are_gone_or_another_s_are_not_replaced(
    catalogue: &Catalogue,
    folder: &Path,
    whole: &BTreeSet<String>,
) {
    let out = folder.join("moved.jsonl");
    if !is_interrupted(&out, 20) {
        return; // it was over before it heard of that
    }
    let (before, same) = (lines(&out), begun(&out).expect("a run that was begun"));
    let refused = |word: &str| {
        let error = resume(catalogue, &same, &mut |_| ()).expect_err("its rows are not there").to_string();
        assert!(error.lines().count() == 1 && error.contains(word), "{error}");
        assert!(beside(&out, "plan").exists() && !beside(&out, "partial").exists());
    };
    let aside = folder.join("aside.jsonl");
    fs::rename(&out, &aside).expect("they are moved");
    refused("its rows are gone");
    let others = format!("{}\n", before[0].replace("\"run\":\"", "\"run\":\"not-"));
    fs::write(&out, &others).expect("rows of another run");
    refused("line 1 is of another run, not-");
    assert_eq!(fs::read_to_string(&out).expect("those rows"), others);
    fs::rename(&aside, &out).expect("they are moved back");
    goes_on_to_the_end(catalogue, &out, &before, whole);
}

fn one_at_a_time_goes_on(catalogue: &Catalogue, folder: &Path, whole: &BTreeSet<String>) {
    let out = folder.join("twice.jsonl");
    run_until(&out, 20, libc::SIGKILL);
    let before = lines(&beside(&out, "partial"));
    let lock = fs::File::open(beside(&out, "lock")).expect("the lock's file");
    lock.lock().expect("the lock");
    let same = begun(&out).expect("a run that was begun");
    let second = resume(catalogue, &same, &mut |_| ());
    assert!(matches!(&second, Err(RunError::Busy { path }) if *path == out), "{second:?}");
    assert_eq!(lines(&beside(&out, "partial")), before);
    drop(lock);
    goes_on_to_the_end(catalogue, &out, &before, whole);
}

/// What was left of it was decided by a clock, and is not decided again.
fn a_run_goes_on_as_it_was_cut(catalogue: &Catalogue, folder: &Path, whole: &BTreeSet<String>) {
    let out = folder.join("cut.jsonl");
    let of_launch = |number: u32| whole.iter().filter(move |name| name.starts_with(&format!("{number} ")));
    run_until(&out, of_launch(0).count() + 1, libc::SIGKILL);
    let before = lines(&beside(&out, "partial"));
    let plan = beside(&out, "plan");
    let decided = fs::read_to_string(&plan).expect("the plan");
    let fewer = decided.replace("\"launches\":5", "\"launches\":3");
    assert_ne!(fewer, decided, "it is decided");
    fs::write(&plan, fewer).expect("the plan");
    let cut = (0..3).flat_map(of_launch).cloned().collect();
    goes_on_to_the_end(catalogue, &out, &before, &cut);
}

fn another_run_does_not_go_on(catalogue: &Catalogue, folder: &Path, whole: &BTreeSet<String>) {
    let out = folder.join("other.jsonl");
    run_until(&out, 20, libc::SIGKILL);
    let (partial, plan) = (beside(&out, "partial"), beside(&out, "plan"));
    let before = lines(&partial);
    let text = fs::read_to_string(&plan).expect("the plan");
    let refused = |catalogue: &Catalogue, options: &RunOptions, words: &[&str]| {
        let error = resume(catalogue, options, &mut |_| ()).expect_err("another run").to_string();
        assert!(error.lines().count() == 1 && words.iter().all(|word| error.contains(word)), "{error}");
        assert_eq!(lines(&partial), before, "nothing is lost");
    };
    let same = begun(&out).expect("a run that was begun");
    refused(catalogue, &RunOptions { seed: 1, ..same.clone() }, &["the seed", "\"0\"", "\"1\""]);
    refused(catalogue, &RunOptions { threads: vec![1, 2], ..same.clone() }, &["threads", "\"1,2\""]);
    refused(&subjects::other_version(), &same, &["the catalogue"]);

    let given = |text: &str, words: &[&str]| {
        fs::write(&plan, text).expect("a plan");
        refused(catalogue, &same, words);
    };
    let cores = format!("\"cores\":{}", benches::host::cores());
    given(&text.replace(&cores, "\"cores\":512"), &["the cores to run on", "\"512\""]);
    given(&text.replace("\"arch\":\"", "\"arch\":\"not-"), &["the architecture", "\"not-"]);
    given(&text.replace("\"program\":\"", "\"program\":\"not-"), &["the program", "\"not-"]);
    given(&text.replace("\"format\":2", "\"format\":9"), &["other.jsonl.plan", "9", "2"]);
    given(&text[..text.len() / 2], &["other.jsonl.plan cannot be read"]);
    fs::write(&plan, text).expect("the plan again");

    fs::write(&partial, format!("?\n{}\n", before.join("\n"))).expect("a bad file");
    let error = resume(catalogue, &same, &mut |_| ()).expect_err("a bad file").to_string();
    assert!(error.contains("line 1 is no row") && error.lines().count() == 1, "{error}");
    fs::write(&partial, before.join("\n") + "\n").expect("the rows again");
    goes_on_to_the_end(catalogue, &out, &before, whole);
}
