//! An exercise as a learner goes through it: a prediction, a red check, its counterexample, a green one.

mod room;

use std::process::Output;

use room::Room;

fn said(output: &Output, code: i32) -> String {
    let (out, errors) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert_eq!(output.status.code(), Some(code), "{out}\n{errors}");
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn a_race_that_is_predicted() {
    let room = Room::new("w1-lock");
    let asked = said(&room.learn(&["predict", "w1"]), 0);
    assert!(asked.contains("How fast is your lock") && asked.contains("b about as fast"), "{asked}");
    assert!(asked.ends_with("cargo learn predict w1-lock LETTER"), "nobody is there to answer: {asked}");
    let kept = said(&room.learn(&["predict", "w1", "a"]), 0);
    assert!(kept.contains("Your answer: a.") && kept.ends_with("once your file is green."), "{kept}");
    let again = said(&room.learn(&["predict", "w1", "B"]), 0);
    assert!(again.contains("Your answer: b."), "until it is measured, anybody may think again: {again}");
    let progress = std::fs::read_to_string(room.beside("progress.txt")).expect("it is written");
    assert!(progress.contains("w1-lock predicted=b\n"), "{progress}");

    let red = said(&room.learn(&["check", "w1"]), 1);
    assert!(red.contains("Step by step: cargo learn explain w1-lock"), "{red}");
    let file = said(&room.learn(&["explain", "w1", "--json"]), 0);
    assert!(std::path::Path::new(&file).is_file(), "{file}");
    let shown = said(&room.learn(&["explain", "w1"]), 0);
    assert!(shown.starts_with("w1-lock: data race, in `"), "{shown}");
    assert!(shown.contains("step 1 of") && shown.contains("the end, after"), "{shown}");
    assert!(
        shown.contains("src/lib.rs:") && shown.contains("Two threads touched the same memory"),
        "{shown}"
    );
    assert!(!shown.contains("has changed since"), "{shown}");

    room.write("src/lib.rs", &room.read("solution.rs"));
    let changed = said(&room.learn(&["explain", "w1"]), 0);
    assert!(changed.contains("Your file has changed since"), "{changed}");
    let green = said(&room.learn(&["check", "w1"]), 0);
    assert!(green.contains("`cargo learn measure w1-lock` tells whether you were right."), "{green}");
    let gone = room.learn(&["explain", "w1"]);
    assert_eq!(gone.status.code(), Some(2), "what is green has no counterexample");
}

#[test]
fn a_question_that_needs_no_race() {
    let room = Room::new("w2-lock");
    room.write(
        "predict.toml",
        "question = 'How many?'\ndebrief = 'Because.'\n[[answer]]\nkey = 'a'\nsays = 'one'\n[[answer]]\nkey = 'b'\nsays = 'two'\nright = true\n",
    );
    let before = said(&room.learn(&["predict", "w2", "a"]), 0);
    assert!(before.ends_with("once it is green.") && !before.contains("Because"), "not told yet: {before}");
    room.write("src/lib.rs", &room.read("solution.rs"));
    let green = said(&room.learn(&["check", "w2"]), 0);
    assert!(green.contains("You predicted a; it is b: two. Because."), "{green}");
    let told = said(&room.learn(&["predict", "w2", "b"]), 0);
    assert!(
        told.contains("You answered a before you were told. You predicted a; it is b"),
        "no answer is changed then: {told}"
    );
}

#[test]
fn who_has_not_heard_of_old_values_meets_none() {
    let room = Room::of("c1-lost-update", "w3-lost-update");
    let red = said(&room.learn(&["check", "w3"]), 1);
    assert!(red.contains("RED assertion, in `no_lost_update`") && !red.contains("STALE"), "{red}");
    let shown = said(&room.learn(&["explain", "w3"]), 0);
    assert!(shown.contains("lib.rs:25") && !shown.contains("STALE"), "{shown}");
}

#[test]
fn a_line_of_hers_is_named() {
    let room = Room::of("c1-lost-update", "w4-lost-update");
    let red = said(&room.learn(&["check", "w4"]), 1);
    assert!(
        red.contains("that wrote, in your file: src/lib.rs:26: self.sum.store("),
        "not the last look: {red}"
    );
    room.write("src/lib.rs", &room.read("starter.rs").replace("seen.wrapping_add(n)", "seen + n"));
    let red = said(&room.learn(&["check", "w4"]), 1);
    assert!(red.contains("It panicked in your file: src/lib.rs:26: self.sum.store(seen + n"), "{red}");
    room.write("src/lib.rs", &room.read("solution.rs").replace("fetch_add", "fetch_sub"));
    let red = said(&room.learn(&["check", "w4"]), 1);
    assert!(red.contains("What was asked: exercises/w4-lost-update/checks/unit.rs:"), "{red}");
}
