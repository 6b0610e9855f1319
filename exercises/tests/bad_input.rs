//! Bad input gets one clear line that names what is wrong and what is allowed, and exit code 2.

use std::process::Command;

/// The command is refused in one line with these words in it.
fn refused(arguments: &[&str], words: &[&str]) {
    let output =
        Command::new(env!("CARGO_BIN_EXE_learn")).args(arguments).output().expect("it can be started");
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{arguments:?}: {said}");
    assert_eq!(said.lines().count(), 1, "{arguments:?}: one line, not:\n{said}");
    for word in words {
        assert!(said.contains(word), "{arguments:?}: {word:?} is missing in: {said}");
    }
}

#[test]
fn an_exercise_that_there_is_not() {
    refused(&["check", "l1-spin-lok"], &["\"l1-spin-lok\"", "l1-spin-lock"]);
    refused(&["hint", "tea"], &["\"tea\"", "nearest"]);
    refused(&["verify", "teapot"], &["teapot"]);
}

#[test]
fn a_goal_and_a_time_that_lead_nowhere() {
    refused(&["plan", "--goal", "teapots"], &["teapots", "locks", "counters"]);
    refused(&["plan", "--minutes", "3"], &["3 minutes"]);
}

#[test]
fn a_folder_that_is_no_checkout() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut learn = Command::new(env!("CARGO_BIN_EXE_learn"));
    let output = learn.arg("list").current_dir(folder.path()).output().expect("it can be started");
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("not inside a checkout"));
}
