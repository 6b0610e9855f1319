//! What a check's process has shown.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use serde::Deserialize;

use crate::exercise::{Check, World};
use crate::process::{Ended, Stop};

/// How a check ended.
#[derive(Clone, Debug)]
pub(crate) enum Outcome {
    /// All of its tests passed.
    Green(Green),
    /// The first that did not.
    Red(Red),
}

/// What a green check has seen.
#[derive(Clone, Debug, Default)]
pub(crate) struct Green {
    /// Tests.
    pub(crate) tests: usize,
    /// Executions of all models together; 0 where nothing was explored.
    pub(crate) executions: u64,
    /// How far the least far search went.
    pub(crate) search: String,
    pub(crate) seconds: f64,
}

/// What a red check has found.
#[derive(Clone, Debug)]
pub(crate) struct Red {
    /// Kind of failure.
    pub(crate) class: String,
    /// Test, or nothing if there was none to blame.
    pub(crate) test: String,
    /// How many more are red.
    pub(crate) more: usize,
    /// All that was printed of it.
    pub(crate) shown: String,
}

/// A row of verdicts, as far as it matters here.
#[derive(Clone, Debug, Deserialize)]
struct Row {
    executions: u64,
    search: String,
    outcome: String,
    #[serde(default)]
    class: String,
}

/// Judges a process by what it left behind.
pub(crate) fn judge(check: &Check, ended: &Ended, verdicts: &Path) -> Result<Outcome> {
    let red = |class: &str, shown: String| {
        Outcome::Red(Red { class: class.to_owned(), test: String::new(), more: 0, shown })
    };
    let status = match ended.stop {
        Stop::OutOfTime => {
            return Ok(red("time-out", format!("It was stopped after {} s.\n", check.seconds)));
        }
        Stop::TooMuchOutput => return Ok(red("too much output", last_lines(&ended.output, 5))),
        Stop::Ended(status) => status,
    };
    let mut failed: Vec<&str> = ended
        .output
        .lines()
        .filter_map(|line| line.strip_prefix("test ")?.strip_suffix(" ... FAILED"))
        .collect();
    failed.sort_unstable(); // they end in another order each time
    let finished = ended.output.contains("\ntest result: ");
    let Some(first) = failed.first().copied().filter(|_| finished) else {
        if finished && status.success() {
            return Ok(Outcome::Green(green(ended, verdicts)?));
        }
        let (class, said) = match status.code() {
            Some(code) => (
                "early exit",
                format!("The process ended itself with code {code}, before the checks were done.\n"),
            ),
            None => ("crash", format!("The process ended by {status}.\n")),
        };
        return Ok(red(class, said + &last_lines(&ended.errors, 20)));
    };
    let class = match check.world {
        World::Native => "assertion".to_owned(),
        World::Loom => row_of(verdicts, first)?.map_or_else(|| "assertion".to_owned(), |row| row.class),
    };
    Ok(Outcome::Red(Red {
        class,
        test: first.rsplit("::").next().unwrap_or(first).to_owned(),
        more: failed.len() - 1,
        shown: section(&ended.output, first),
    }))
}

fn green(ended: &Ended, verdicts: &Path) -> Result<Green> {
    let tests =
        ended.output.lines().filter(|line| line.starts_with("test ") && line.ends_with(" ... ok")).count();
    let rows = rows(verdicts)?;
    let held: Vec<_> = rows.iter().map(|(_, row)| row).filter(|row| row.outcome == "holds").collect();
    Ok(Green {
        tests,
        executions: held.iter().map(|row| row.executions).sum(),
        // By name, `bounded:1` comes before `bounded:2`, and both before `complete`.
        search: held.iter().map(|row| row.search.clone()).min().unwrap_or_default(),
        seconds: ended.seconds,
    })
}

/// The rows that the models wrote, each with the name of its file.
fn rows(folder: &Path) -> Result<Vec<(String, Row)>> {
    let mut rows = Vec::new();
    if !folder.is_dir() {
        return Ok(rows);
    }
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let text = fs::read_to_string(&path)?;
        let row =
            serde_json::from_str(&text).with_context(|| format!("{} holds no verdict", path.display()))?;
        rows.push((path.file_stem().unwrap_or_default().to_string_lossy().into_owned(), row));
    }
    Ok(rows)
}

/// A row's file is called after its test, the crate first.
fn row_of(folder: &Path, test: &str) -> Result<Option<Row>> {
    let suffix = format!(".{}", test.replace("::", "."));
    Ok(rows(folder)?.into_iter().find(|(name, _)| name.ends_with(&suffix)).map(|(_, row)| row))
}

/// What the test runner kept of a failed test.
fn section(output: &str, test: &str) -> String {
    let head = format!("---- {test} stdout ----\n");
    let Some((_, rest)) = output.split_once(&head) else { return String::new() };
    let end =
        ["\n---- ", "\nfailures:\n"].iter().filter_map(|mark| rest.find(mark)).min().unwrap_or(rest.len());
    rest[..end].to_owned()
}

fn last_lines(text: &str, most: usize) -> String {
    let lines: Vec<_> = text.lines().collect();
    lines[lines.len().saturating_sub(most)..].iter().map(|line| format!("{line}\n")).collect()
}

#[cfg(all(test, unix))]
mod tests {
    use super::{Check, Ended, Outcome, Stop, World, judge};
    use std::os::unix::process::ExitStatusExt;
    use std::process::ExitStatus;

    fn class_of(world: World, code: i32, output: &str, row: Option<(&str, &str)>) -> String {
        let verdicts = tempfile::tempdir().unwrap();
        if let Some((name, row)) = row {
            std::fs::write(verdicts.path().join(name), row).unwrap();
        }
        let check = Check { name: "c".into(), world, file: "c.rs".into(), seconds: 9, executions: None };
        let ended = Ended {
            stop: Stop::Ended(ExitStatus::from_raw(code)),
            output: output.into(),
            errors: String::new(),
            seconds: 0.0,
        };
        match judge(&check, &ended, verdicts.path()).unwrap() {
            Outcome::Green(green) => format!("green {} {} {}", green.tests, green.executions, green.search),
            Outcome::Red(red) => format!("{} {} {}", red.class, red.test, red.shown.trim()),
        }
    }

    const FAILED: &str = "running 2 tests\ntest check::a ... ok\ntest check::b ... FAILED\n\nfailures:\n\n---- check::b stdout ----\n\
                          what it said\n\nfailures:\n    check::b\n\ntest result: FAILED.";

    #[test]
    fn a_check_is_judged_by_what_it_left() {
        let ok = "running 1 test\ntest check::a ... ok\n\ntest result: ok.";
        let held = r#"{"executions":30,"search":"complete","outcome":"holds"}"#;
        assert_eq!(class_of(World::Loom, 0, ok, Some(("x.check.a.jsonl", held))), "green 1 30 complete");
        assert_eq!(class_of(World::Native, 101 << 8, FAILED, None), "assertion b what it said");
        let race = r#"{"executions":1,"search":"bounded:0","outcome":"fails","class":"data race"}"#;
        assert_eq!(
            class_of(World::Loom, 101 << 8, FAILED, Some(("x.check.b.jsonl", race))),
            "data race b what it said"
        );
        assert!(
            class_of(World::Native, 0, "running 1 test\n", None).starts_with("early exit"),
            "process::exit(0) is no pass"
        );
        assert!(class_of(World::Native, 11, "running 1 test\n", None).starts_with("crash"));
    }
}
