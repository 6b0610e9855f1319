//! The command, run as a user would.

#![allow(dead_code, reason = "each test binary uses a part of it")]

use std::process::Command;

use assert_cmd::cargo::CommandCargoExt;
use tempfile::TempDir;

/// What a command answered.
pub(crate) struct Answer {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

pub(crate) fn contend(arguments: &[&str]) -> Answer {
    let output = Command::cargo_bin("contend").unwrap().args(arguments).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Answer { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
}

/// The command is refused in one line with these words in it.
pub(crate) fn refused(arguments: &[&str], words: &[&str]) {
    let answer = contend(arguments);
    assert_eq!(answer.code, Some(2), "{arguments:?}: {}{}", answer.out, answer.err);
    let lines: Vec<_> =
        answer.err.lines().filter(|line| !line.starts_with("note:") && !line.is_empty()).collect();
    assert_eq!(lines.len(), 1, "{arguments:?}: one line, not:\n{}", answer.err);
    for word in words {
        assert!(lines[0].contains(word), "{arguments:?}: {word:?} is missing in: {}", lines[0]);
    }
}

/// Fast, real, and small: two subjects, one thread.
pub(crate) const SHORT: [&str; 9] = [
    "run",
    "--family",
    "counter",
    "--subject",
    "^(atomic_relaxed|noop)$",
    "--workload",
    "^inc$",
    "--threads",
    "1",
];

pub(crate) fn path(folder: &TempDir, name: &str) -> String {
    folder.path().join(name).display().to_string()
}
