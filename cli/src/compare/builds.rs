//! Two builds, measured in turns.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::UNIX_EPOCH;

use anyhow::{Context, Result};
use benches::Catalogue;
use benches::builds::{BuildsOptions, BuildsProgress, compare_builds};
use indicatif::{ProgressBar, ProgressStyle};

use super::Arguments;
use super::gate::Gate;
use crate::place;
use crate::run::command_line;

pub(super) fn run(
    arguments: &Arguments,
    [old, new]: [&PathBuf; 2],
    gate: Option<f64>,
    catalogue: &Catalogue,
) -> Result<ExitCode> {
    let seed = arguments.seed.unwrap_or_else(from_the_time);
    let options = BuildsOptions {
        old: old.clone(),
        new: new.clone(),
        families: arguments.choice.family.clone(),
        subject: arguments.choice.subject.clone(),
        workload: arguments.choice.workload.clone(),
        threads: arguments.threads.clone(),
        budget: arguments.budget,
        out: arguments.out.clone().unwrap_or_else(|| place::results().join("compare.jsonl")),
        seed,
        command: command_line(),
    };
    let bar = ProgressBar::new(0);
    let template = "{msg} {bar:30} {pos}/{len} launches, {eta} left";
    bar.set_style(ProgressStyle::with_template(template).context("the progress bar's template")?);
    let compared = compare_builds(catalogue, &options, &mut |progress| show(&bar, &progress));
    bar.finish_and_clear();
    let mut compared = compared?;
    compared.live.notes.push(format!("--seed {seed} deals the same orders and keys again."));

    let gate = gate.map(|percent| Gate::of_builds(percent, &compared.live));
    let mut out = std::io::stdout().lock();
    if arguments.json {
        writeln!(out, "{}", serde_json::to_string_pretty(&compared.live)?)?;
    } else {
        write!(out, "{}", compared.live)?;
        if let Some(gate) = &gate {
            writeln!(out, "{gate}")?;
        }
        let seconds = compared.elapsed.as_secs_f64();
        let (old, new) = (compared.old.display(), compared.new.display());
        writeln!(out, "{} windows in {seconds:.0} s -> {old} and {new}", compared.rows)?;
        if compared.interrupted {
            writeln!(out, "interrupted: the windows that were finished are kept")?;
        } else {
            writeln!(out, "next: cargo contend report {new} --against {old}")?;
        }
    }
    Ok(match compared.interrupted {
        true => ExitCode::from(130),
        false => ExitCode::from(gate.map_or(0, |gate| gate.code())),
    })
}

/// Two comparisons of the same builds are to be two, unless asked otherwise.
fn from_the_time() -> u64 {
    UNIX_EPOCH.elapsed().map_or(0, |since| since.as_millis() as u64)
}

fn show(bar: &ProgressBar, progress: &BuildsProgress<'_>) {
    match progress {
        BuildsProgress::Stage { stage, cells, launches, estimate } => {
            bar.set_length(u64::from(*launches));
            bar.reset();
            bar.set_message(format!("stage {stage}"));
            let seconds = estimate.as_secs_f64().ceil();
            let why = if *stage == 1 { "" } else { ", suspected and measured again" };
            bar.suspend(|| {
                eprintln!("stage {stage}: {cells} cells{why}, {launches} launches, about {seconds:.0} s");
            });
        }
        BuildsProgress::Launch { done } => bar.set_position(u64::from(*done)),
        BuildsProgress::Note(note) => bar.suspend(|| eprintln!("note: {note}")),
    }
}
