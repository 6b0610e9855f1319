//! Two builds in turns: the processes, their order, their rows. What a difference is, `reports/tests/live.rs` tests.
//!
//! The builds are copies of this binary, so its `main` is its own, as in `launches.rs`.

#[path = "../examples/power/planted.rs"]
mod planted;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use benches::builds::{BuildsOptions, BuildsProgress, Compared, compare_builds};
use benches::{RunError, launch};
use reports::Record;
use reports::comparison::Verdict;

/// The copy called so dies in sessions of two threads.
const DIES_AT_TWO: &str = "dies-at-two";
/// The copy called so answers as no child does.
const DEAF: &str = "deaf";

fn main() {
    let own = std::env::current_exe().expect("this binary");
    match own.file_stem().and_then(|name| name.to_str()) {
        Some(DEAF) => return,
        Some("crash") if launch::is_child() => std::process::abort(),
        _ => {}
    }
    launch::run_if_child(&match own.file_stem().is_some_and(|name| name == DIES_AT_TWO) {
        true => planted::watched(|session| {
            if session.threads == 2 {
                std::process::abort()
            }
        }),
        false => planted::catalogue(),
    });
    if std::env::args().any(|argument| argument == "--list") {
        return; // a runner that lists tests finds none here, and runs the binary as a whole
    }
    let folder = std::env::temp_dir().join(format!("contend-builds-{}", std::process::id()));
    fs::create_dir_all(&folder).expect("a folder for files of this test");
    type Test = fn(&Path);
    let tests: [(&str, Test); 5] = [
        ("blocks_are_dealt_by_a_coin_and_both_files_kept", blocks_are_dealt_by_a_coin_and_both_files_kept),
        ("a_crash_costs_its_own_cell_and_no_other", a_crash_costs_its_own_cell_and_no_other),
        ("what_is_no_build_is_named", what_is_no_build_is_named),
        ("what_neither_has_is_told_with_what_there_is", what_neither_has_is_told_with_what_there_is),
        ("a_short_budget_is_told", a_short_budget_is_told),
    ];
    for (name, test) in tests {
        test(&folder);
        println!("builds::{name} ... ok");
    }
    fs::remove_dir_all(&folder).expect("the folder is ours");
}

fn options(old: &Path, new: &Path, out: PathBuf) -> BuildsOptions {
    BuildsOptions {
        old: old.to_owned(),
        new: new.to_owned(),
        families: Vec::new(),
        subject: Some("^spin$".to_owned()),
        workload: None,
        threads: vec![1],
        budget: Some(Duration::from_secs(2)),
        out,
        seed: 3,
        command: "a test".to_owned(),
    }
}

fn compare(options: &BuildsOptions) -> Result<(Compared, Vec<String>), RunError> {
    let mut told = Vec::new();
    let compared = compare_builds(&planted::catalogue(), options, &mut |progress| {
        told.push(match progress {
            BuildsProgress::Stage { stage, launches, .. } => format!("stage {stage}: {launches}"),
            BuildsProgress::Launch { done } => format!("{done}"),
            BuildsProgress::Note(note) => note.to_owned(),
        });
    })?;
    Ok((compared, told))
}

fn rows(file: &Path) -> Vec<Record> {
    let text = fs::read_to_string(file).expect("the rows");
    text.lines().map(|line| serde_json::from_str(line).expect("a row")).collect()
}

fn blocks_are_dealt_by_a_coin_and_both_files_kept(folder: &Path) {
    let (old, new) = (planted::plant(&folder.join("a"), 100), planted::plant(&folder.join("b"), 300));
    let (old, new) = (old.expect("a copy"), new.expect("a copy"));
    let (compared, told) = compare(&options(&old, &new, folder.join("ab.jsonl"))).expect("a comparison");
    assert_eq!(
        (compared.old.clone(), compared.new.clone()),
        (folder.join("ab.old.jsonl"), folder.join("ab.new.jsonl"))
    );
    let (old, new) = (rows(&compared.old), rows(&compared.new));
    assert_eq!(compared.rows, old.len() + new.len());
    let run_of = |rows: &[Record]| {
        let run = rows[0].run.clone();
        assert!(rows.iter().all(|row| row.run == run && row.subject == "spin" && !row.twin));
        run
    };
    assert_ne!(run_of(&old), run_of(&new), "two runs, so that they can be compared again");

    let launches = |rows: &[Record]| {
        let mut launches: Vec<u32> = rows.iter().map(|row| row.launch).collect();
        launches.dedup();
        launches
    };
    let (old, new) = (launches(&old), launches(&new));
    let side = |launch: u32| if old.contains(&launch) { 'A' } else { 'B' };
    let all: String = (0..(old.len() + new.len()) as u32).map(side).collect();
    let blocks: Vec<&str> =
        all.as_bytes().chunks(8).map(|eight| std::str::from_utf8(eight).unwrap()).collect();
    assert!(blocks.iter().all(|block| ["ABBABAAB", "BAABABBA"].contains(block)), "{blocks:?}");
    assert!(blocks.contains(&"ABBABAAB") && blocks.contains(&"BAABABBA"), "{blocks:?}");
    assert!(
        told.contains(&"stage 1: 56".to_owned()) || told.iter().any(|note| note.contains("reduced")),
        "{told:?}"
    );
    // Whatever the machine did meanwhile, three times the work is not less.
    assert_eq!(compared.live.changes.len(), 1);
    assert_ne!(compared.live.changes[0].verdict, Verdict::Faster, "{}", compared.live);
}

fn a_crash_costs_its_own_cell_and_no_other(folder: &Path) {
    let old = planted::plant(&folder.join("a"), 100).expect("a copy");
    let new = folder.join(DIES_AT_TWO);
    fs::copy(&old, &new).expect("a copy");
    let asked = BuildsOptions { threads: vec![1, 2], ..options(&old, &new, folder.join("ab.jsonl")) };
    let (compared, _) = compare(&asked).expect("a comparison");
    let dead: Vec<u32> = compared.live.newly_wrong().map(|change| change.place.threads).collect();
    assert_eq!((dead, compared.live.changes.len()), (vec![2], 2), "{}", compared.live);
    let launches = |rows: Vec<Record>| rows.iter().map(|row| row.launch).collect::<BTreeSet<u32>>().len();
    let alone = rows(&compared.new);
    assert!(alone.iter().all(|row| row.threads == 1));
    assert_eq!(launches(alone), launches(rows(&compared.old)), "alone, it is measured in every launch");
}

fn what_is_no_build_is_named(folder: &Path) {
    let good = planted::plant(&folder.join("a"), 100).expect("a copy");
    let copy = |name: &str| {
        let copy = folder.join(name);
        fs::copy(&good, &copy).expect("a copy");
        copy
    };
    let refused = |bad: &Path, words: &str| {
        for (old, new) in [(bad, good.as_path()), (good.as_path(), bad)] {
            let message = compare(&options(old, new, folder.join("no.jsonl"))).expect_err(words).to_string();
            assert!(message.contains(&bad.display().to_string()) && message.contains(words), "{message}");
            assert_eq!(message.lines().count(), 1, "{message}");
        }
    };
    refused(&folder.join("missing"), "cannot be read");
    refused(folder, "is a folder");
    refused(&copy(DEAF), "does not answer as a launch of the engine");
    refused(&copy("crash"), "does not answer as a launch of the engine");
    let text = folder.join("text");
    fs::write(&text, "no program").expect("a file");
    #[cfg(unix)]
    refused(&text, "is not executable");
    assert!(!folder.join("no.old.jsonl").exists() && !folder.join("no.old.jsonl.partial").exists());
}

fn what_neither_has_is_told_with_what_there_is(folder: &Path) {
    let good = planted::plant(&folder.join("a"), 100).expect("a copy");
    let asked =
        BuildsOptions { subject: Some("^mutex$".into()), ..options(&good, &good, folder.join("no.jsonl")) };
    let message = compare(&asked).expect_err("it has no mutex").to_string();
    assert!(message.contains("no subject matches \"^mutex$\"; there are: "), "{message}");
}

fn a_short_budget_is_told(folder: &Path) {
    let good = planted::plant(&folder.join("a"), 100).expect("a copy");
    let threads: Vec<u32> = (1..=200).collect();
    let asked = BuildsOptions {
        threads,
        budget: Some(Duration::from_nanos(1)),
        subject: Some("nobody".into()),
        ..options(&good, &good, folder.join("no.jsonl"))
    };
    assert!(compare(&asked).is_err(), "what there is not is told before any budget");
    let asked = BuildsOptions {
        budget: Some(Duration::from_millis(10)),
        ..options(&good, &good, folder.join("ab.jsonl"))
    };
    let (compared, _) = compare(&asked).expect("a comparison");
    assert!(compared.live.notes.iter().any(|note| note.contains("too short")), "{:?}", compared.live.notes);
}
