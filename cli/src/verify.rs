//! `contend verify`: runs the models, one process each, and collects what they say.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::time::Instant;

use anyhow::{Context, Result, bail};
use benches::Catalogue;
use indicatif::{ProgressBar, ProgressStyle};
use reports::{Kind, Status, Verdict};
use std::fmt::Write as _;

use crate::place;

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Only models whose subject or mutant matches this regular expression
    #[arg(long)]
    subject: Option<String>,
    /// Print the verdicts as JSON, one array
    #[arg(long)]
    json: bool,
    /// File to write [default: target/contend/verdicts.jsonl]
    #[arg(long)]
    out: Option<PathBuf>,
}

/// The package that holds the models.
const MODELS: &str = "contend-loom-tests";

/// Models that examine the checker, not a subject: `contend litmus` shows them.
const LITMUS: &str = "litmus";

pub(crate) fn run(arguments: &Arguments, catalogue: &Catalogue) -> Result<ExitCode> {
    let begun = Instant::now();
    let root = place::root()?;
    let pattern = arguments.subject.as_deref().unwrap_or("");
    let pattern = regex::Regex::new(pattern)
        .with_context(|| format!("--subject {pattern:?} is no regular expression"))?;
    let models = models(&root, &pattern)?;
    if models.is_empty() {
        bail!("no model matches --subject {:?}; `contend list` names the subjects", pattern.as_str());
    }
    let out = arguments.out.clone().unwrap_or_else(|| place::results().join("verdicts.jsonl"));
    let folder = out.with_extension(format!("partial-{}", std::process::id()));
    std::fs::create_dir_all(&folder).with_context(|| format!("{} cannot be made", folder.display()))?;
    let explored =
        explore(&root, &models, &folder).and_then(|all_passed| Ok((all_passed, collect(&folder)?)));
    // The rows are in `explored`; what is left of the folder is of no use to anybody.
    let _ = std::fs::remove_dir_all(&folder);
    let (all_passed, verdicts) = explored?;
    let before =
        if arguments.subject.is_some() { reports::reading::read_verdicts(&out)? } else { Vec::new() };
    write(&out, &merged(before, &verdicts))?;
    if arguments.json {
        println!("{}", serde_json::to_string_pretty(&verdicts)?);
    } else {
        print!("{}", table(&verdicts, catalogue, arguments.subject.is_none()));
        println!("\n{} models in {:.0} s -> {}", models.len(), begun.elapsed().as_secs_f64(), out.display());
    }
    Ok(if all_passed && !verdicts.iter().any(is_fault) { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

fn cargo(root: &Path) -> Command {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.current_dir(root).args(["test", "--quiet", "--package", MODELS, "--tests"]);
    cargo
}

/// The tests that match: a model's test is named `...::SUBJECT::LAW`.
fn models(root: &Path, pattern: &regex::Regex) -> Result<BTreeSet<String>> {
    eprintln!("building the models");
    let list = cargo(root)
        .args(["--", "--list"])
        .stderr(Stdio::inherit())
        .output()
        .context("cargo cannot be started")?;
    if !list.status.success() {
        bail!("the models do not build; what cargo said stands above");
    }
    let list = String::from_utf8_lossy(&list.stdout);
    let tests = list.lines().filter_map(|line| line.strip_suffix(": test"));
    let matches = |test: &&str| test.rsplit("::").nth(1).is_some_and(|subject| pattern.is_match(subject));
    Ok(tests.filter(matches).map(str::to_owned).collect())
}

/// Runs the models; says whether all tests passed. What failed is printed as the models printed it.
fn explore(root: &Path, models: &BTreeSet<String>, folder: &Path) -> Result<bool> {
    let mut tests = cargo(root)
        .args(["--no-fail-fast", "--", "--exact", "--format=pretty"])
        .args(models)
        .env("CONTEND_VERDICTS", std::path::absolute(folder)?)
        .stdout(Stdio::piped())
        .stderr(Stdio::null()) // cargo repeats which binary failed; the models' own words are on the other pipe
        .spawn()
        .context("cargo cannot be started")?;
    let style = ProgressStyle::with_template("{bar:30} {pos}/{len} models, {eta} left  {msg}")
        .expect("a valid template");
    let progress = ProgressBar::new(models.len() as u64).with_style(style);
    let mut failures = String::new();
    let mut in_failures = false;
    for line in BufReader::new(tests.stdout.take().expect("piped above")).lines() {
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
    let passed = tests.wait()?.success();
    if !passed {
        eprintln!("{failures}");
    }
    Ok(passed)
}

/// The rows that the models wrote, one file each.
fn collect(folder: &Path) -> Result<Vec<Verdict>> {
    let mut verdicts = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        verdicts.extend(reports::reading::read_verdicts(&entry?.path())?);
    }
    verdicts.retain(|verdict| verdict.family != LITMUS);
    verdicts.sort_by(|a, b| order(a).cmp(&order(b)));
    Ok(verdicts)
}

fn order(verdict: &Verdict) -> (&str, bool, &str, &str, &str) {
    (&verdict.family, verdict.mutant, &verdict.subject, &verdict.law, &verdict.engine)
}

/// A law that does not hold, or a mutant that no law killed.
fn is_fault(verdict: &Verdict) -> bool {
    verdict.status != Status::NotChecked && (verdict.outcome == "fails") != verdict.mutant
}

/// Earlier rows stay, but for those that were explored anew.
fn merged(before: Vec<Verdict>, explored: &[Verdict]) -> Vec<Verdict> {
    let anew: BTreeSet<_> = explored.iter().map(order).collect();
    let mut all: Vec<_> = before.into_iter().filter(|verdict| !anew.contains(&order(verdict))).collect();
    all.extend(explored.iter().cloned());
    all.sort_by(|a, b| order(a).cmp(&order(b)));
    all
}

fn write(out: &Path, verdicts: &[Verdict]) -> Result<()> {
    let mut text = String::new();
    for verdict in verdicts {
        writeln!(text, "{}", serde_json::to_string(verdict)?)?;
    }
    let partial = out.with_extension(format!("jsonl.partial-{}", std::process::id()));
    let written = std::fs::write(&partial, text).and_then(|()| std::fs::rename(&partial, out));
    if written.is_err() {
        // Best effort: the error below is what matters.
        let _ = std::fs::remove_file(&partial);
    }
    written.with_context(|| format!("{} cannot be written", out.display()))
}

/// One line a subject, then one a mutant.
fn table(verdicts: &[Verdict], catalogue: &Catalogue, everything: bool) -> String {
    let mut subjects: BTreeMap<(&str, &str), Vec<&Verdict>> = BTreeMap::new();
    for verdict in verdicts.iter().filter(|verdict| !verdict.mutant) {
        subjects.entry((&verdict.family, &verdict.subject)).or_default().push(verdict);
    }
    let mut text = String::new();
    let mut line = |family: &str, subject: &str, rest: String| {
        writeln!(text, "{family:12} {subject:22} {rest}").expect("a string takes it");
    };
    for ((family, subject), verdicts) in &subjects {
        line(family, subject, summary(verdicts));
    }
    let infos = catalogue.infos();
    let modelled = |family: &str| subjects.keys().any(|(known, _)| *known == family);
    for info in infos.iter().filter(|info| everything && info.kind == Kind::Ours && modelled(&info.family)) {
        if !subjects.contains_key(&(info.family.as_str(), info.name.as_str())) {
            line(&info.family, &info.name, "not checked: no model".to_owned());
        }
    }
    let mut mutants: BTreeMap<[&str; 5], Vec<String>> = BTreeMap::new();
    for mutant in verdicts.iter().filter(|verdict| verdict.mutant) {
        let end = if mutant.outcome == "fails" { "killed" } else { "SURVIVED" };
        let key = [&mutant.family, &mutant.subject, end, &mutant.law, &mutant.class];
        mutants.entry(key).or_default().push(mutant.executions.to_string());
    }
    for ([family, mutant, end, law, class], executions) in mutants {
        // One row for each order of spawning.
        line(
            family,
            mutant,
            format!("mutant {end} by {law} ({class}, execution {})", executions.join(" and ")),
        );
    }
    text
}

/// `checked  6 laws hold, 12,345 executions, complete`, or what does not hold.
fn summary(verdicts: &[&Verdict]) -> String {
    let status = match verdicts[0].status {
        Status::Checked => "checked",
        Status::StandIn => "stand-in",
        Status::NotChecked => return format!("not checked: {}", verdicts[0].class),
    };
    let executions: u64 = verdicts.iter().map(|verdict| verdict.executions).sum();
    let complete = verdicts.iter().filter(|verdict| verdict.search == "complete").count();
    let broken: Vec<_> = verdicts.iter().filter(|verdict| is_fault(verdict)).collect();
    let laws = match broken.as_slice() {
        [] => format!("{} laws hold", verdicts.len()),
        broken => {
            let names: Vec<_> =
                broken.iter().map(|verdict| format!("{} ({})", verdict.law, verdict.class)).collect();
            format!("BROKEN: {}", names.join(", "))
        }
    };
    format!("{status:8} {laws}, {executions} executions, {complete} of {} searches complete", verdicts.len())
}
