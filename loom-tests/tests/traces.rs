//! A failing model as a file: what it holds is what was printed, and it fails again at execution 1.

extern crate primitives_loom as primitives;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::Arc;

use harness::{Class, Setup};
use primitives::sync::atomic::{AtomicU64, Ordering};
use primitives::world::{Law, Witness, World, job};
use serde_json::Value;

#[path = "../mutants/counter/mod.rs"]
pub mod counter;
#[path = "../mutants/queue/mod.rs"]
pub mod queue;

// The family is "harness": as mutants of their own families they have their rows elsewhere.
harness::mutant!(
    "harness",
    load_then_store,
    counter::load_then_store::LoadThenStore::new,
    Setup::CHECKED,
    primitives::counter::laws,
    no_lost_update,
    Assertion
);
harness::mutant!(
    "harness",
    actor_joined_too_soon,
    counter::actor_joined_too_soon::ActorJoinedTooSoon::new,
    Setup::CHECKED,
    primitives::counter::laws,
    no_deadlock_on_drop,
    Deadlock
);
harness::mutant_type!(
    "harness",
    relaxed_publish,
    primitives::queue::Bounded<queue::relaxed_publish::RelaxedPublish>,
    Setup::CHECKED,
    primitives::queue::laws,
    no_loss_no_duplication,
    DataRace
);
harness::every_declared_model_exists!();

#[test]
fn late() {
    let model = harness::model!("harness", "late", "example", late);
    harness::dies(&model, Setup::CHECKED, Class::Assertion, |world| {
        world.explore(Law { name: "example", outcomes: &[] }, in_turns);
    });
}

/// Fails only where the two jobs take turns, which no first execution shows.
fn in_turns(witness: &Witness) {
    let turn = Arc::new(AtomicU64::new(0));
    let jobs = [[0, 2], [1, 3]].map(|mine| {
        let turn = Arc::clone(&turn);
        job(move || {
            for expected in mine {
                // Whose turn it is not lets it pass.
                let _ = turn.compare_exchange(expected, expected + 1, Ordering::Relaxed, Ordering::Relaxed);
            }
        })
    });
    witness.par(jobs.into());
    let turns = turn.load(Ordering::Relaxed);
    witness.check(turns < 4, || format!("there were {turns} turns"));
}

/// No execution fails, but the search as a whole.
#[test]
fn never_reached() {
    let model = harness::model!("harness", "never_reached", "example", never_reached);
    harness::dies(&model, Setup::CHECKED, Class::Unreached, |world| {
        world.explore(Law { name: "example", outcomes: &["never"] }, |_| ());
    });
}

/// Runs one test of this binary by itself, as a reader would.
fn run(test: &str, variable: &str, value: &Path) -> Output {
    Command::new(std::env::current_exe().expect("a test binary knows where it is"))
        .args(["--exact", test, "--nocapture"])
        .env_remove("CONTEND_TRACES")
        .env_remove("CONTEND_REPLAY")
        .env(variable, value)
        .output()
        .expect("a test binary can be started once more")
}

/// A folder that no other test uses, empty.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("traces").join(name);
    if folder.exists() {
        std::fs::remove_dir_all(&folder).expect("what an earlier run left can go");
    }
    folder
}

/// Runs a test of a model that fails; gives what was printed, the file, and what the file holds.
fn saved(test: &str, folder: &Path) -> (String, PathBuf, Value) {
    let output = run(test, "CONTEND_TRACES", folder);
    let printed = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{printed}");
    let names: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    let file = folder.join(format!("traces.{}.json", test.replace("::", ".")));
    assert_eq!(names, std::slice::from_ref(&file), "one file, and nothing unfinished");
    let text = std::fs::read_to_string(&file).unwrap();
    (printed, file, serde_json::from_str(&text).expect("it is JSON"))
}

/// The cells of the printed table: step, place, and one cell a thread.
fn rows(printed: &str) -> Vec<Vec<String>> {
    let table = printed.lines().skip_while(|line| !line.starts_with("step  where"));
    let rows = table.skip(1).take_while(|line| !line.is_empty());
    rows.map(|row| {
        let (front, cells) = row.split_once(" | ").expect("a table has columns");
        let (step, place) = front.trim().split_once("  ").expect("a step and a place");
        let cells = cells.split(" | ").map(|cell| cell.trim().trim_end_matches('|').trim().to_owned());
        [step.to_owned(), place.trim().to_owned()].into_iter().chain(cells).collect()
    })
    .collect()
}

/// A step of the file as TRACE.md says that a row of the table has it.
fn row(saved: &Value, index: usize) -> Vec<String> {
    let step = &saved["steps"][index];
    let text = |field: &str| step[field].as_str();
    let file = Path::new(text("file").unwrap()).file_name().unwrap().to_str().unwrap();
    let object = step["object"].as_u64().map(|at| saved["objects"][at as usize]["name"].as_str().unwrap());
    let mut words: Vec<String> =
        [object, text("operation"), text("ordering")].into_iter().flatten().map(str::to_owned).collect();
    match (text("old"), text("new")) {
        (Some(old), Some(new)) => words.push(format!("{old} -> {new}")),
        (Some(old), None) => words.push(format!("= {old}")),
        (None, Some(new)) => words.push(format!(":= {new}")),
        (None, None) => {}
    }
    words.extend(text("newest").map(|newest| format!("STALE, newest is {newest}")));
    let thread = step["thread"].as_u64().unwrap() as usize;
    let mut row = vec![(index + 1).to_string(), format!("{file}:{}", step["line"])];
    row.resize(2 + thread, String::new());
    row.push(words.join(" "));
    row
}

fn without_empty_end(mut row: Vec<String>) -> Vec<String> {
    while row.last().is_some_and(String::is_empty) {
        row.pop();
    }
    row
}

/// What every file must hold; gives what was printed, too.
fn holds_what_was_printed(test: &str, class: &str) -> (String, Value) {
    let (printed, _, saved) = saved(test, &folder(&format!("printed-{}", test.replace("::", "-"))));
    assert_eq!(saved["format"], "contend trace");
    assert_eq!(saved["version"], 1);
    assert_eq!(saved["engine"], "loom");
    assert_eq!(saved["test"], format!("traces::{test}"));
    assert_eq!(saved["class"], class);
    assert!(printed.contains(&format!("\nclass  {class}: ")), "{printed}");
    let message = saved["message"].as_str().unwrap();
    assert!(printed.contains(&format!("\nfound  {}\n", message.lines().next().unwrap())), "{printed}");
    assert!(printed.contains(&format!("\nwhen   execution {} (", saved["execution"])), "{printed}");
    let printed_rows: Vec<_> = rows(&printed).into_iter().map(without_empty_end).collect();
    let steps = saved["steps"].as_array().unwrap();
    let rows: Vec<_> = (0..steps.len()).map(|index| row(&saved, index)).collect();
    assert_eq!(rows, printed_rows, "{printed}");
    let sources = saved["sources"].as_array().unwrap();
    for step in steps {
        let source =
            sources.iter().find(|source| source["path"] == step["file"]).expect("each file is there");
        let text = source["text"].as_str().unwrap();
        assert!(text.lines().count() >= step["line"].as_u64().unwrap() as usize);
        let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(source["path"].as_str().unwrap());
        assert_eq!(text, std::fs::read_to_string(here).unwrap(), "a path leads from the root to the text");
    }
    (printed, saved)
}

#[test]
fn a_stale_read_is_kept_as_printed() {
    let (printed, saved) = holds_what_was_printed("load_then_store::dies_as_spawned", "assertion");
    assert!(printed.contains("STALE, newest is"), "{printed}");
    assert_eq!(saved["objects"][0]["name"], "sum");
    assert_eq!(saved["objects"][0]["kind"], "atomic");
    assert_eq!(saved["objects"][0]["file"], "loom-tests/mutants/counter/load_then_store.rs");
    assert_eq!(saved["threads"][0], "thread 0 (main)");
    assert_eq!((&saved["order"], &saved["bound"]), (&"as written".into(), &1.into()));
    assert_eq!(saved["search"], "at most 1 pre-emption");
    assert_eq!(saved["noticed"]["file"], "primitives/src/counter/laws.rs");
    let noticed = format!("\nwhere  primitives/src/counter/laws.rs:{}\n", saved["noticed"]["line"]);
    assert!(printed.contains(&noticed), "{printed}");
    let holds = |source: &Value| source["path"] == saved["noticed"]["file"];
    assert!(saved["sources"].as_array().unwrap().iter().any(holds));
}

#[test]
fn a_race_is_kept_as_printed() {
    let (_, saved) = holds_what_was_printed("relaxed_publish::dies_spawned_in_reverse", "data race");
    assert_eq!(saved["order"], "in reverse");
    let of_kind = |kind| saved["objects"].as_array().unwrap().iter().any(|object| object["kind"] == kind);
    assert!(of_kind("cell") && of_kind("atomic"));
}

#[test]
fn a_deadlock_is_kept_though_it_aborts() {
    let (printed, _) = holds_what_was_printed("actor_joined_too_soon::dies_as_spawned", "deadlock");
    assert!(printed.contains("where  loom-tests/mutants/counter/actor_joined_too_soon.rs:"), "{printed}");
}

#[test]
fn a_search_that_fails_as_a_whole_has_no_steps() {
    let (printed, _, saved) = saved("never_reached", &folder("whole"));
    assert_eq!(saved["class"], "unreached");
    assert_eq!((&saved["execution"], &saved["replay"]), (&Value::Null, &Value::Null));
    assert_eq!(saved["steps"], Value::Array(Vec::new()));
    assert!(printed.contains("saved as") && !printed.contains("CONTEND_REPLAY="), "{printed}");
}

#[test]
fn a_failure_fails_again_at_execution_1() {
    let tests = [
        "late",
        "load_then_store::dies_spawned_in_reverse",
        "actor_joined_too_soon::dies_spawned_in_reverse",
        "relaxed_publish::dies_as_spawned",
    ];
    for test in tests {
        let (printed, file, saved) = saved(test, &folder(&format!("again-{}", test.replace("::", "-"))));
        let execution = saved["execution"].as_u64().unwrap();
        assert!(test != "late" || execution > 1, "found at the first, it would show nothing");
        // The very command line stands there, and names this file, this binary and this test.
        let command = printed.lines().find_map(|line| line.trim().strip_prefix("CONTEND_REPLAY=")).unwrap();
        let (named, command) = command.split_once(' ').unwrap();
        assert_eq!(Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().join(named), file);
        assert!(command.ends_with(&format!("--test traces -- --exact {test} --nocapture")), "{command}");

        let output = run(test, "CONTEND_REPLAY", Path::new(named));
        let again = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "{again}{}", String::from_utf8_lossy(&output.stderr));
        assert!(again.contains("; 1 execution, replayed, "), "{again}");
        assert!(again.contains("\nwhen   execution 1 ("), "{again}");
        assert_eq!(rows(&again), rows(&printed));
    }
}

/// A file that was changed, and what is said of it.
fn refused(name: &str, change: impl FnOnce(&mut Value), words: &[&str]) {
    let (_, file, mut saved) = saved("late", &folder(name));
    change(&mut saved);
    std::fs::write(&file, saved.to_string()).unwrap();
    is_refused(&file, words);
}

fn is_refused(file: &Path, words: &[&str]) {
    let output = run("late", "CONTEND_REPLAY", file);
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert_eq!(said.lines().count(), 1, "{said}");
    assert!(said.starts_with(&format!("error: CONTEND_REPLAY={}: ", file.display())), "{said}");
    for word in words {
        assert!(said.contains(word), "{word:?} is not in: {said}");
    }
}

#[test]
fn another_version_of_a_source_is_refused() {
    let of_another_day = |saved: &mut Value| {
        let source = &mut saved["sources"][0];
        assert_eq!(source["path"], "loom-tests/tests/traces.rs");
        source["text"] = "foobar".into();
        source["hash"] = "85944171f73967e8".into();
    };
    let words =
        ["loom-tests/tests/traces.rs has changed since (hash 85944171f73967e8 then, ", "CONTEND_TRACES"];
    refused("source", of_another_day, &words);
}

#[test]
fn another_test_is_refused_and_its_own_named() {
    let of_another = |saved: &mut Value| saved["test"] = "queues::spsc::fifo".into();
    refused(
        "test",
        of_another,
        &["of the test queues::spsc::fifo, not of traces::late", "--test queues -- --exact spsc::fifo"],
    );
}

#[test]
fn another_engine_format_or_version_is_refused() {
    refused(
        "engine",
        |saved| saved["engine"] = "shuttle".into(),
        &["found by shuttle", "allowed is what loom"],
    );
    refused(
        "format",
        |saved| saved["format"] = "another".into(),
        &["its format is \"another\"", "\"contend trace\""],
    );
    refused("version", |saved| saved["version"] = 2.into(), &["its version is 2; allowed is 1"]);
}

#[test]
fn another_ordering_weakened_is_refused() {
    let weakened = |saved: &mut Value| saved["weakened"] = "lock/tas.rs:1".into();
    refused("weakened", weakened, &["CONTEND_WEAKEN was \"lock/tas.rs:1\"", "set the same"]);
}

#[test]
fn what_is_damaged_is_refused() {
    refused("path", |saved| saved["replay"]["path"] = "{}".into(), &["damaged", "replay.path"]);
    refused(
        "text",
        |saved| saved["sources"][0]["text"] = "".into(),
        &["damaged", "loom-tests/tests/traces.rs"],
    );
    refused("field", |saved| saved["steps"] = "none".into(), &["damaged"]);
    let (_, file, _) = saved("late", &folder("half"));
    let text = std::fs::read(&file).unwrap();
    std::fs::write(&file, &text[..text.len() / 2]).unwrap();
    is_refused(&file, &["damaged", "CONTEND_TRACES"]);
    std::fs::remove_file(&file).unwrap();
    is_refused(&file, &["cannot be read", "CONTEND_TRACES"]);
}

#[test]
fn what_has_no_failing_execution_is_refused() {
    let (_, file, _) = saved("never_reached", &folder("nothing"));
    let output = run("never_reached", "CONTEND_REPLAY", &file);
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("holds no way to an execution; allowed is "), "{said}");
}

#[test]
fn a_folder_that_cannot_be_is_refused() {
    let file = folder("no-folder");
    std::fs::create_dir_all(file.parent().unwrap()).unwrap();
    std::fs::write(&file, "").unwrap();
    let output = run("late", "CONTEND_TRACES", &file);
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("CONTEND_TRACES=") && said.contains("cannot be written to"), "{said}");
    std::fs::remove_file(&file).unwrap();
}
