//! Whole runs, with real processes. No harness: the processes are this binary again, so its `main` must be ours.

mod common;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use benches::plan::budget::Extent;
use benches::workloads::counter::counter_subject;
use benches::{Catalogue, Finished, Profile, RunError, RunOptions, launch, run};
use common::{Crash, Wrong, entry};
use primitives::counter::atomic_relaxed::AtomicRelaxed;
use primitives::counter::mutex::Mutex;
use primitives::counter::{Promise, SharedCounter};
use reports::Record;

type Test = fn(&Catalogue, &Path);

/// Makes this binary run until it is interrupted, writing to the file that the variable names.
const LONG_RUN: &str = "CONTEND_TEST_LONG_RUN";

fn main() {
    let catalogue = catalogue();
    launch::run_if_child(&catalogue);
    if let Some(out) = std::env::var_os(LONG_RUN) {
        let options = RunOptions { out: out.into(), ..only("^(right|other)$") };
        let code = run(&catalogue, &options, &mut |_| ()).map_or(2, |finished| finished.exit_code());
        std::process::exit(code.into());
    }
    if std::env::args().any(|argument| argument == "--list") {
        return; // a runner that lists tests finds none here, and runs the binary as a whole
    }
    let folder = std::env::temp_dir().join(format!("contend-launches-{}", std::process::id()));
    fs::create_dir_all(&folder).expect("a folder for files of this test");
    let tests: [(&str, Test); 7] = [
        (
            "a_crash_and_a_wrong_answer_cost_their_own_session",
            a_crash_and_a_wrong_answer_cost_their_own_session,
        ),
        ("what_hangs_costs_its_own_session", what_hangs_costs_its_own_session),
        ("every_launch_is_a_process_of_its_own", every_launch_is_a_process_of_its_own),
        ("one_run_at_a_time_writes_a_file", one_run_at_a_time_writes_a_file),
        ("what_cannot_be_written_leaves_what_was_there", what_cannot_be_written_leaves_what_was_there),
        ("a_child_that_runs_has_no_children", a_child_that_runs_has_no_children),
        ("an_interrupted_run_keeps_what_it_has", an_interrupted_run_keeps_what_it_has),
    ];
    for (name, test) in tests {
        test(&catalogue, &folder);
        println!("launches::{name} ... ok");
    }
    fs::remove_dir_all(&folder).expect("the folder is ours");
}

fn catalogue() -> Catalogue {
    Catalogue::new()
        .with(counter_subject(entry("right"), AtomicRelaxed::new).twin())
        .with(counter_subject(entry("other"), Mutex::new))
        .with(counter_subject(entry("wrong"), || Wrong))
        .with(counter_subject(entry("crash"), || Crash))
        .with(counter_subject(entry("hang"), || Hang))
}

/// Never returns, as if each thread waited for another.
struct Hang;

impl SharedCounter for Hang {
    const PROMISE: Promise = Promise::Linearizable;
    fn add(&self, _n: u64) {
        loop {
            std::thread::park();
        }
    }
    fn get(&self) -> u64 {
        0
    }
}

fn only(subject: &str) -> RunOptions {
    RunOptions {
        subject: Some(subject.to_owned()),
        workload: Some("^inc$".to_owned()),
        threads: vec![1],
        command: "a test".to_owned(),
        ..RunOptions::default()
    }
}

fn race(catalogue: &Catalogue, subject: &str, out: PathBuf) -> (Finished, Vec<Record>) {
    let options = RunOptions { out: out.clone(), ..only(subject) };
    let finished = run(catalogue, &options, &mut |_| ()).expect("the run");
    let text = fs::read_to_string(out).expect("the rows");
    let rows: Vec<Record> = text.lines().map(|line| serde_json::from_str(line).expect("a row")).collect();
    assert_eq!(finished.rows, rows.len());
    (finished, rows)
}

fn a_crash_and_a_wrong_answer_cost_their_own_session(catalogue: &Catalogue, folder: &Path) {
    let (finished, rows) = race(catalogue, "^(right|other|wrong|crash)$", folder.join("bad.jsonl"));
    let of = |subject: &str| rows.iter().filter(|row| row.subject == subject).cloned().collect::<Vec<_>>();
    let (crash, wrong) = (of("crash"), of("wrong"));
    // What crashed once is not tried again; a wrong answer is given in every launch.
    assert_eq!((crash.len(), wrong.len()), (1, 5));
    assert_eq!(finished.unverified, 6);
    assert!(crash[0].failure.as_deref().is_some_and(|why| why.starts_with("no_crash: ")), "{crash:?}");
    assert!(wrong.iter().all(|row| !row.verified && row.ops.is_none()));
    assert!(finished.notes.iter().any(|note| note.starts_with("crash (inc, 1 threads): no_crash")));
    assert!(of("right").iter().chain(&of("other")).all(|row| row.verified));
    let quick = Extent::of(Profile::Quick);
    assert_eq!(of("other").len(), (quick.launches * quick.windows) as usize);
}

fn what_hangs_costs_its_own_session(catalogue: &Catalogue, folder: &Path) {
    let out = folder.join("hang.jsonl");
    let patience = Duration::from_secs(4); // longer than any process takes to begin
    let options = RunOptions { out: out.clone(), patience, ..only("^(hang|other)$") };
    let finished = run(catalogue, &options, &mut |_| ()).expect("the run");
    let rows = reports::reading::read_records(&[&out]).expect("the rows").records;
    let (hang, other): (Vec<_>, Vec<_>) = rows.iter().partition(|row| row.subject == "hang");
    assert_eq!((hang.len(), finished.unverified), (1, 1), "once is enough: {hang:?}");
    let failure = hang[0].failure.as_deref().unwrap_or_default();
    assert!(failure.starts_with("no_hang: nothing was heard for ") && hang[0].ops.is_none(), "{failure}");
    let quick = Extent::of(Profile::Quick);
    assert_eq!(other.len(), (quick.launches * quick.windows) as usize);
    let report = reports::analysis::analyse(&rows, &[], &reports::Evidence::default(), &[]);
    assert!(report.wrong.len() == 1 && report.wrong[0].subject == "hang", "{:?}", report.wrong);
}

fn every_launch_is_a_process_of_its_own(catalogue: &Catalogue, folder: &Path) {
    let (finished, rows) = race(catalogue, "^(right|other)$", folder.join("good.jsonl"));
    assert_eq!((finished.unverified, finished.exit_code()), (0, 0));
    for launch in 0..5 {
        let of_launch = || rows.iter().filter(|row| row.launch == launch);
        let firsts: Vec<_> = of_launch().filter(|row| row.window == 0).collect();
        assert_eq!(firsts.iter().filter(|row| row.twin).count(), 1);
        let place = |twin| of_launch().position(|row| row.subject == "right" && row.twin == twin);
        assert!(place(false) < place(true), "the twin comes after the first");
        assert!(of_launch().all(|row| row.run == rows[0].run && row.host.command == "a test"));
    }
}

fn one_run_at_a_time_writes_a_file(catalogue: &Catalogue, folder: &Path) {
    let out = folder.join("busy.jsonl");
    let lock = fs::File::create(folder.join("busy.jsonl.lock")).expect("the lock's file");
    lock.lock().expect("the lock");
    let options = RunOptions { out: out.clone(), ..only("right") };
    let busy = run(catalogue, &options, &mut |_| ());
    assert!(matches!(&busy, Err(RunError::Busy { path }) if *path == out), "{busy:?}");
    drop(lock); // as a killed run does: its file stays, its lock goes
    assert!(run(catalogue, &options, &mut |_| ()).is_ok());
    assert!(!folder.join("busy.jsonl.partial").exists());
}

fn what_cannot_be_written_leaves_what_was_there(catalogue: &Catalogue, folder: &Path) {
    let file = folder.join("a-file");
    fs::write(&file, "old").expect("a file");
    let error = |out: PathBuf| {
        let options = RunOptions { out, ..only("right") };
        run(catalogue, &options, &mut |_| ()).expect_err("it cannot be written").to_string()
    };
    let message = error(file.join("records.jsonl"));
    assert!(message.starts_with("cannot write ") && message.lines().count() == 1, "{message}");
    assert!(error(folder.to_owned()).contains("it is a folder"));
    assert_eq!(fs::read_to_string(&file).expect("the old file"), "old");
}

fn a_child_that_runs_has_no_children(_catalogue: &Catalogue, folder: &Path) {
    // The variable alone, without a plan: a child that can do nothing, and says so by its exit code.
    let status = Command::new(std::env::current_exe().expect("this binary"))
        .env("CONTEND_LAUNCH", "1")
        .current_dir(folder)
        .stdin(std::process::Stdio::null())
        .status();
    assert!(!status.expect("a process").success());
}

#[cfg(not(unix))]
fn an_interrupted_run_keeps_what_it_has(_catalogue: &Catalogue, _folder: &Path) {}

#[cfg(unix)]
fn an_interrupted_run_keeps_what_it_has(_catalogue: &Catalogue, folder: &Path) {
    let out = folder.join("interrupted.jsonl");
    fs::write(&out, "old\n").expect("an old file");
    let partial = folder.join("interrupted.jsonl.partial");
    let mut long = Command::new(std::env::current_exe().expect("this binary"))
        .env(LONG_RUN, &out)
        .spawn()
        .expect("a process");
    // It is interrupted once it has written something; should it be over by then, it has kept everything.
    while !fs::metadata(&partial).is_ok_and(|partial| partial.len() > 0) && !long_over(&mut long) {
        std::thread::yield_now();
    }
    // SAFETY: a signal to a child that we have not waited for.
    unsafe { libc::kill(long.id() as i32, libc::SIGINT) };
    let status = long.wait().expect("its end");
    assert!(matches!(status.code(), Some(130 | 0)), "{status}");
    let text = fs::read_to_string(&out).expect("the rows");
    assert!(text.lines().count() > 0 && !partial.exists());
    assert!(text.lines().all(|line| serde_json::from_str::<Record>(line).is_ok()), "{text}");
}

#[cfg(unix)]
fn long_over(process: &mut std::process::Child) -> bool {
    process.try_wait().is_ok_and(|status| status.is_some())
}
