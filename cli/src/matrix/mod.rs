//! `contend matrix`: every wrong program under every tool, and who noticed.

mod lanes;
mod sources;
mod table;

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use anyhow::{Context, Result, bail};
use reports::{Catch, Verdict};

use crate::{models, place};
use lanes::{LANES, Lane};
use sources::Mutant;

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Only mutants whose name matches this regular expression
    #[arg(long, value_name = "REGEX")]
    mutant: Option<String>,
    /// Only this tool: loom, shuttle, native, tsan or asan; may be given several times
    #[arg(long, value_name = "NAME")]
    tool: Vec<String>,
    /// Print the rows as JSON, one array
    #[arg(long)]
    json: bool,
    /// File to write [default: target/contend/matrix.jsonl]
    #[arg(long)]
    out: Option<PathBuf>,
}

/// What a tool said of the mutants that it was shown, or why it said nothing.
type Answer = Result<Vec<Verdict>, String>;

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode> {
    let begun = Instant::now();
    let root = place::root()?;
    let lanes = chosen(&arguments.tool)?;
    let mutants = matching(sources::mutants(&root)?, arguments.mutant.as_deref())?;
    let out = arguments.out.clone().unwrap_or_else(|| place::results().join("matrix.jsonl"));
    let before = reports::reading::read_matrix(&out)?;
    let folder = out.with_extension(format!("partial-{}", std::process::id()));
    let mut rows = Vec::new();
    for lane in &lanes {
        let folder = folder.join(lane.name);
        std::fs::create_dir_all(&folder).with_context(|| format!("{} cannot be made", folder.display()))?;
        let answer = ask(lane, &root, &mutants, &folder);
        rows.extend(mutants.iter().map(|mutant| row(mutant, lane, &answer)));
    }
    // The rows are in memory; what is left of the folder is of no use to anybody.
    let _ = std::fs::remove_dir_all(&folder);
    let rows = merged(before, rows, &sources::mutants(&root)?);
    models::write(&out, &rows)?;
    let shown: Vec<_> =
        rows.into_iter().filter(|row| mutants.iter().any(|mutant| is_of(row, mutant))).collect();
    let unnoticed = table::unnoticed(&shown);
    let mut said = io::stdout().lock();
    if arguments.json {
        writeln!(said, "{}", serde_json::to_string_pretty(&shown)?)?;
    } else {
        write!(said, "{}", table::render(&shown))?;
        writeln!(said, "{:.0} s -> {}", begun.elapsed().as_secs_f64(), out.display())?;
    }
    Ok(if unnoticed.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

fn chosen(names: &[String]) -> Result<Vec<Lane>> {
    let all: Vec<_> = LANES.iter().map(|lane| lane.name).collect();
    if let Some(unknown) = names.iter().find(|name| !all.contains(&name.as_str())) {
        bail!("--tool {unknown:?} is none of {}", all.join(", "));
    }
    let asked = |lane: &&Lane| names.is_empty() || names.iter().any(|name| name == lane.name);
    Ok(LANES.iter().filter(asked).copied().collect())
}

fn matching(mutants: Vec<Mutant>, pattern: Option<&str>) -> Result<Vec<Mutant>> {
    let regex = models::pattern("--mutant", pattern)?;
    let matching: Vec<_> = mutants.into_iter().filter(|mutant| regex.is_match(&mutant.name)).collect();
    if matching.is_empty() {
        bail!("no mutant matches --mutant {:?}; loom-tests/mutants holds them all", regex.as_str());
    }
    Ok(matching)
}

/// Shows the mutants to one tool.
fn ask(lane: &Lane, root: &Path, mutants: &[Mutant], folder: &Path) -> Answer {
    if let Some(why) = lane.unavailable() {
        return Err(why);
    }
    eprintln!("{}: building", lane.name);
    let tests = models::list(lane.cargo(root)).map_err(|_| "does not build".to_owned())?;
    let named = |test: &String| {
        models::subject(test).is_some_and(|subject| mutants.iter().any(|mutant| mutant.name == subject))
    };
    let tests = tests.into_iter().filter(|test| lane.is_asked(test) && named(test)).collect();
    let failures = models::run(lane.cargo(root), &tests, folder, &format!("mutants shown to {}", lane.name));
    let failures = failures.map_err(|error| error.to_string())?;
    if let Some(failures) = failures {
        // What a test expects of a tool is its own affair; the rows say what was seen.
        eprintln!("{}: not all ended as their tests expect\n{failures}", lane.name);
    }
    models::collect(folder).map_err(|error| error.to_string())
}

/// The best of what a tool said of one mutant: each order of spawning has a verdict.
fn row(mutant: &Mutant, lane: &Lane, answer: &Answer) -> Catch {
    let empty = Catch {
        family: mutant.family.clone(),
        mutant: mutant.name.clone(),
        misconception: mutant.misconception.clone(),
        source: mutant.source.clone(),
        tool: lane.name.to_owned(),
        outcome: "not tried".to_owned(),
        class: String::new(),
        law: String::new(),
        at: None,
        seconds: 0.0,
    };
    let verdicts: Vec<_> = match answer {
        Err(why) => return Catch { class: why.clone(), ..empty },
        Ok(verdicts) => verdicts
            .iter()
            .filter(|v| v.mutant && v.family == mutant.family && v.subject == mutant.name)
            .collect(),
    };
    let caught = verdicts.iter().filter(|v| v.outcome == "fails").min_by_key(|v| v.executions);
    let Some(verdict) = caught.or(verdicts.first()) else {
        return Catch { class: "it was not shown".to_owned(), ..empty };
    };
    Catch {
        outcome: if caught.is_some() { "caught" } else { "missed" }.to_owned(),
        class: verdict.class.clone(),
        law: verdict.law.clone(),
        at: caught.map(|v| v.executions),
        seconds: verdicts.iter().map(|v| v.seconds).sum(),
        ..empty
    }
}

fn is_of(row: &Catch, mutant: &Mutant) -> bool {
    row.family == mutant.family && row.mutant == mutant.name
}

/// Earlier rows of mutants that still exist stay, but for those that were asked for anew.
fn merged(before: Vec<Catch>, anew: Vec<Catch>, mutants: &[Mutant]) -> Vec<Catch> {
    let place = |row: &Catch| {
        let lane = LANES.iter().position(|lane| lane.name == row.tool);
        (row.family.clone(), row.mutant.clone(), lane)
    };
    let exists = |row: &Catch| mutants.iter().any(|mutant| is_of(row, mutant));
    let old = before.into_iter().filter(|row| exists(row) && LANES.iter().any(|lane| lane.name == row.tool));
    let all: BTreeMap<_, _> = old.chain(anew).map(|row| (place(&row), row)).collect();
    all.into_values().collect()
}
