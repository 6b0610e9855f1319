//! `contend verify`: runs the models, one process each, and collects what they say.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::Instant;

use anyhow::{Context, Result, bail};
use benches::Catalogue;
use reports::{Kind, Status, Verdict};
use std::fmt::Write as _;

use crate::ledger::sources::Sources;
use crate::{models, place};

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

/// The packages that hold the models, one a checker.
const MODELS: [&str; 2] = ["contend-loom-tests", "contend-shuttle-tests"];

/// As many times as many schedules as `cargo test` draws: here is the time for it.
const SCHEDULES: &str = "10";

/// Models that examine the checker, not a subject: `contend litmus` shows them.
const LITMUS: &str = "litmus";

pub(crate) fn run(arguments: &Arguments, catalogue: &Catalogue) -> Result<ExitCode> {
    let begun = Instant::now();
    let root = place::root()?;
    let sources = Sources::read(&root)?.key();
    let pattern = models::pattern("--subject", arguments.subject.as_deref())?;
    let models = matching(&root, &pattern)?;
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
    let (all_passed, mut verdicts) = explored?;
    if Sources::read(&root).is_ok_and(|now| now.key() == sources) {
        verdicts.iter_mut().for_each(|verdict| verdict.sources.clone_from(&sources));
    } else {
        eprintln!(
            "the sources changed under way: these rows are of no one program, and a later run will leave them out"
        );
    }
    let mut before =
        if arguments.subject.is_some() { reports::reading::read_verdicts(&out)? } else { Vec::new() };
    let all_before = before.len();
    before.retain(|verdict| verdict.sources == sources);
    if before.len() < all_before {
        eprintln!(
            "{} earlier rows are of other sources, and are left out; `contend verify` explores all anew",
            all_before - before.len()
        );
    }
    models::write(&out, &merged(before, &verdicts))?;
    let mut said = io::stdout().lock();
    if arguments.json {
        writeln!(said, "{}", serde_json::to_string_pretty(&verdicts)?)?;
    } else {
        let seconds = begun.elapsed().as_secs_f64();
        write!(said, "{}", table(&verdicts, catalogue, arguments.subject.is_none()))?;
        writeln!(said, "\n{} models in {seconds:.0} s -> {}", models.len(), out.display())?;
    }
    Ok(if all_passed && !verdicts.iter().any(is_fault) { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

fn cargo(root: &Path) -> Command {
    let mut cargo = models::cargo(root);
    cargo
        .arg("--tests")
        .args(MODELS.iter().flat_map(|package| ["--package", package]))
        .env("CONTEND_SCHEDULES", SCHEDULES);
    cargo
}

/// The tests that match.
fn matching(root: &Path, pattern: &regex::Regex) -> Result<BTreeSet<String>> {
    eprintln!("building the models");
    let matches = |test: &String| models::subject(test).is_some_and(|subject| pattern.is_match(subject));
    Ok(models::list(cargo(root))?.into_iter().filter(matches).collect())
}

/// Runs the models; says whether all tests passed. What failed is printed as the models printed it.
fn explore(root: &Path, models: &BTreeSet<String>, folder: &Path) -> Result<bool> {
    let failures = models::run(cargo(root), models, folder, "models")?;
    if let Some(failures) = &failures {
        eprintln!("{failures}");
    }
    Ok(failures.is_none())
}

/// The rows that the models wrote, in order.
fn collect(folder: &Path) -> Result<Vec<Verdict>> {
    let mut verdicts = models::collect(folder)?;
    verdicts.retain(|verdict| verdict.family != LITMUS);
    verdicts.sort_by(|a, b| order(a).cmp(&order(b)));
    Ok(verdicts)
}

fn order(verdict: &Verdict) -> (&str, bool, &str, &str, &str) {
    (&verdict.family, verdict.mutant, &verdict.subject, &verdict.law, &verdict.engine)
}

/// A law that does not hold, a mutant that no law killed, or an exhibit that shows nothing. What shuttle cannot see of a mutant is no
/// fault: its tests know which those are.
fn is_fault(verdict: &Verdict) -> bool {
    let missed = verdict.mutant && verdict.engine == "shuttle" && verdict.outcome == "holds";
    let must_fail = verdict.mutant || !verdict.promised;
    verdict.status != Status::NotChecked && !missed && (verdict.outcome == "fails") != must_fail
}

/// Earlier rows stay, but for those that were explored anew.
fn merged(before: Vec<Verdict>, explored: &[Verdict]) -> Vec<Verdict> {
    let anew: BTreeSet<_> = explored.iter().map(order).collect();
    let mut all: Vec<_> = before.into_iter().filter(|verdict| !anew.contains(&order(verdict))).collect();
    all.extend(explored.iter().cloned());
    all.sort_by(|a, b| order(a).cmp(&order(b)));
    all
}

/// One line a subject, then one an exhibit, then one a mutant.
fn table(verdicts: &[Verdict], catalogue: &Catalogue, everything: bool) -> String {
    let mut subjects: BTreeMap<(&str, &str), Vec<&Verdict>> = BTreeMap::new();
    for verdict in verdicts.iter().filter(|verdict| !verdict.mutant && verdict.promised) {
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
    for exhibit in verdicts.iter().filter(|verdict| !verdict.promised) {
        let rest = if is_fault(exhibit) {
            format!("not promised: {}, and NOT SHOWN by {}", exhibit.law, exhibit.engine)
        } else {
            let (law, engine, execution) = (&exhibit.law, &exhibit.engine, exhibit.executions);
            format!("not promised: {law}, as execution {execution} of {engine} shows")
        };
        line(&exhibit.family, &exhibit.subject, rest);
    }
    let mut mutants: BTreeMap<[&str; 6], Vec<String>> = BTreeMap::new();
    for mutant in verdicts.iter().filter(|verdict| verdict.mutant) {
        let end = match mutant.outcome.as_str() {
            "fails" => "killed",
            "inconclusive" => "WITHOUT A VERDICT",
            _ if is_fault(mutant) => "SURVIVED",
            _ => "missed",
        };
        let key = [&mutant.family, &mutant.subject, &mutant.engine, end, &mutant.law, &mutant.class];
        mutants.entry(key).or_default().push(mutant.executions.to_string());
    }
    for ([family, mutant, engine, end, law, class], executions) in mutants {
        // One row for each order of spawning.
        line(
            family,
            mutant,
            match end {
                "killed" => {
                    format!(
                        "mutant killed by {law}, {engine} ({class}, execution {})",
                        executions.join(" and ")
                    )
                }
                end => format!("mutant {end} by {law}, {engine}"),
            },
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
    let holding = verdicts.iter().filter(|verdict| verdict.outcome == "holds").count();
    let unknown: Vec<_> = verdicts.iter().filter(|verdict| verdict.outcome == "inconclusive").collect();
    let laws = match broken.as_slice() {
        [] if unknown.is_empty() => format!("{holding} laws hold"),
        [] => {
            let names: Vec<_> =
                unknown.iter().map(|verdict| format!("{} ({})", verdict.law, verdict.class)).collect();
            format!("{holding} laws hold, NO VERDICT on {}", names.join(", "))
        }
        broken => {
            let names: Vec<_> =
                broken.iter().map(|verdict| format!("{} ({})", verdict.law, verdict.class)).collect();
            format!("BROKEN: {}", names.join(", "))
        }
    };
    format!("{status:8} {laws}, {executions} executions, {complete} of {} searches complete", verdicts.len())
}
