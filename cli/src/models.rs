//! Tests that write verdicts, run as cargo runs them: what `verify` and `matrix` have in common.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};
use indicatif::{ProgressBar, ProgressStyle};
use reports::Verdict;

/// The regular expression that an option gives, or one that fits all.
pub(crate) fn pattern(option: &str, given: Option<&str>) -> Result<regex::Regex> {
    let given = given.unwrap_or("");
    regex::Regex::new(given).map_err(|error| {
        // The parser draws a picture of several lines; the last one says what is wrong.
        let said = error.to_string();
        let why = said.lines().next_back().unwrap_or_default().trim_start_matches("error: ").to_owned();
        anyhow::anyhow!("{option} {given:?} is no regular expression: {why}")
    })
}

/// What is asked of models by hand. Any of it would change what they answer: a model in the test's own process writes no
/// verdict, a weakened one is another program.
const BY_HAND: [&str; 7] = [
    "CONTEND_DECLARE",
    "CONTEND_MODEL",
    "CONTEND_PART",
    "CONTEND_REPLAY",
    "CONTEND_SITES",
    "CONTEND_VERDICTS",
    "CONTEND_WEAKEN",
];

/// Takes out of a command's surroundings what a reader may have asked of models by hand.
pub(crate) fn as_they_stand(command: &mut Command) -> &mut Command {
    BY_HAND.iter().fold(command, |command, variable| command.env_remove(variable))
}

/// `cargo test`, quietly, from the root of the repository.
pub(crate) fn cargo(root: &Path) -> Command {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    as_they_stand(&mut cargo).current_dir(root).args(["test", "--quiet"]);
    cargo
}

/// Builds the tests that `cargo` chooses, and names them.
pub(crate) fn list(mut cargo: Command) -> Result<BTreeSet<String>> {
    let list =
        cargo.args(["--", "--list"]).stderr(Stdio::inherit()).output().context("cargo cannot be started")?;
    if !list.status.success() {
        bail!("the models do not build; what cargo said stands above");
    }
    let list = String::from_utf8_lossy(&list.stdout);
    Ok(list.lines().filter_map(|line| line.strip_suffix(": test")).map(str::to_owned).collect())
}

/// The subject, or mutant, of a model: its test is named `...::SUBJECT::LAW`.
pub(crate) fn subject(test: &str) -> Option<&str> {
    test.rsplit("::").nth(1)
}

/// Runs the tests, which write their verdicts to `folder`; gives back what the failed ones printed, nothing if all passed.
pub(crate) fn run(
    mut cargo: Command,
    tests: &BTreeSet<String>,
    folder: &Path,
    unit: &str,
) -> Result<Option<String>> {
    let mut running = cargo
        .args(["--no-fail-fast", "--", "--exact", "--format=pretty"])
        .args(tests)
        .env("CONTEND_VERDICTS", std::path::absolute(folder)?)
        .stdout(Stdio::piped())
        .stderr(Stdio::null()) // cargo repeats which binary failed; the models' own words are on the other pipe
        .spawn()
        .context("cargo cannot be started")?;
    let style = format!("{{bar:30}} {{pos}}/{{len}} {unit}, {{eta}} left  {{msg}}");
    let style = ProgressStyle::with_template(&style).expect("a valid template");
    let progress = ProgressBar::new(tests.len() as u64).with_style(style);
    let mut failures = String::new();
    let mut in_failures = false;
    for line in BufReader::new(running.stdout.take().expect("piped above")).lines() {
        let line = line.context("the models' output cannot be read")?;
        if let Some(rest) = line.strip_prefix("test ")
            && let Some((name, _)) = rest.split_once(" ... ")
        {
            progress.inc(1);
            progress.set_message(name.to_owned());
        }
        // Between these two lines libtest prints what the failed tests printed.
        in_failures = (in_failures || line == "failures:") && !line.starts_with("test result:");
        if in_failures {
            writeln!(failures, "{line}")?;
        }
    }
    progress.finish_and_clear();
    Ok((!running.wait()?.success()).then_some(failures))
}

/// The rows that the models wrote, one file each.
pub(crate) fn collect(folder: &Path) -> Result<Vec<Verdict>> {
    let mut verdicts = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        verdicts.extend(reports::reading::read_verdicts(&entry?.path())?);
    }
    Ok(verdicts)
}

/// Writes rows as JSON lines: beside, and then in the place of what was there.
pub(crate) fn write<R: serde::Serialize>(out: &Path, rows: &[R]) -> Result<()> {
    let mut text = String::new();
    for row in rows {
        writeln!(text, "{}", serde_json::to_string(row)?)?;
    }
    let partial = out.with_extension(format!("jsonl.partial-{}", std::process::id()));
    let written = std::fs::write(&partial, text).and_then(|()| std::fs::rename(&partial, out));
    if written.is_err() {
        // Best effort: the error below is what matters.
        let _ = std::fs::remove_file(&partial);
    }
    written.with_context(|| format!("{} cannot be written", out.display()))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{BY_HAND, cargo};

    #[test]
    fn models_are_run_as_they_stand() {
        let cargo = cargo(Path::new("."));
        let removed: Vec<_> = cargo.get_envs().filter(|(_, value)| value.is_none()).collect();
        for variable in BY_HAND {
            assert!(removed.iter().any(|(name, _)| *name == variable), "{variable} reaches the models");
        }
    }
}
