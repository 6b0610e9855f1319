//! Bad input gets one clear line that names what is wrong and what is allowed, and exit code 2.

mod room;

use std::fs;
use std::process::{Command, Output};

use room::Room;

/// The command is refused in one line with these words in it.
fn refused(arguments: &[&str], words: &[&str]) {
    let output =
        Command::new(env!("CARGO_BIN_EXE_learn")).args(arguments).output().expect("it can be started");
    is_refusal(&output, arguments, words);
}

/// The same in a room.
fn refused_in(room: &Room, arguments: &[&str], words: &[&str]) {
    is_refusal(&room.learn(arguments), arguments, words);
}

fn is_refusal(output: &Output, arguments: &[&str], words: &[&str]) {
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
    refused(&["hint", "c9"], &["\"c9\"", "c1-lost-update, c2-orderings"]);
    refused(&["hint", "l"], &["\"l\"", "may be any of", "l1-spin-lock"]);
    refused(&["explain", "m1"], &["m1-two-lying-benchmarks has no model"]);
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

#[test]
fn an_answer_that_there_is_not() {
    let room = Room::bare("t1-lock");
    refused_in(&room, &["predict", "t1", "z"], &["\"z\"", "a, b, c"]);
    assert!(!room.beside("progress.txt").exists(), "nothing is kept");
}

#[test]
fn a_question_that_is_missing_or_damaged() {
    let room = Room::bare("t2-lock");
    let whole = room.read("predict.toml");
    for command in ["predict", "measure"] {
        room.write("predict.toml", &whole[..whole.len() / 2]);
        refused_in(&room, &[command, "t2"], &["predict.toml"]);
        room.write("predict.toml", &whole.replace("[0.67, 1.5]", "[0.7, 1.5]"));
        refused_in(&room, &[command, "t2"], &["predict.toml", "0.67", "0.7", "must touch"]);
        fs::remove_file(room.file("predict.toml")).expect("it can be removed");
        refused_in(&room, &[command, "t2"], &["t2-lock", "no predict.toml"]);
    }
    let told = "question = \"?\"\ndebrief = \"so\"\n[[answer]]\nkey = \"a\"\nsays = \"one\"\nright = true\n\
                [[answer]]\nkey = \"b\"\nsays = \"two\"\n";
    room.write("predict.toml", told);
    refused_in(&room, &["measure", "t2"], &["nothing is measured in t2-lock", "learn check"]);
}

#[test]
fn what_is_not_ready_to_be_measured() {
    let room = Room::new("t3-lock");
    room.learn(&["doctor"]); // which builds the libraries, if they are not built
    refused_in(&room, &["measure", "t3", "--out", "."], &[". is a folder", "a file"]);
    refused_in(&room, &["measure", "t3"], &["answer first", "learn predict t3-lock"]);
    room.learn(&["predict", "t3", "b"]);
    refused_in(&room, &["measure", "t3"], &["t3-lock is not green", "model", "data race", "--anyway"]);
    room.write("src/lib.rs", "pub struct SpinLock;\nfn broken(");
    refused_in(&room, &["measure", "t3"], &["does not compile", "learn check t3-lock"]);
    refused_in(&room, &["measure", "t3", "--anyway"], &["does not compile", "learn check t3-lock"]);
    refused_in(&room, &["measure", "--check", "teapot"], &["\"teapot\"", "nearest"]);
}

#[test]
fn a_counterexample_that_is_missing_or_damaged() {
    let room = Room::bare("t4-lock");
    refused_in(&room, &["explain", "t4"], &["no counterexample of t4-lock", "learn check t4-lock"]);
    let traces = room.beside("target/learn/work/t4_lock_lib_model/traces");
    fs::create_dir_all(&traces).expect("it can be made");
    let trace = traces.join("t4_lock_lib_model.check.mutual_exclusion.json");
    for (text, word) in [
        ("{\"format\": \"contend tr", "damaged"),
        ("{}", "format"),
        ("{\"format\": \"contend trace\", \"version\": 99}", "99"),
        ("{\"format\": \"contend trace\", \"version\": 1}", "missing field"),
    ] {
        fs::write(&trace, text).expect("it can be written");
        refused_in(&room, &["explain", "t4"], &["mutual_exclusion.json", word, "writes it anew"]);
    }
    refused_in(&room, &["explain", "t4", "--model", "teapot"], &["\"teapot\"", "mutual_exclusion"]);
}
