//! `contend run`: races a choice of subjects and records every window.

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context, Result};
use benches::{Catalogue, Profile, Progress, RunOptions};
use clap::ValueEnum;
use indicatif::{ProgressBar, ProgressStyle};

use crate::place;

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// How thorough
    #[arg(long, value_enum, default_value = "quick")]
    profile: Thoroughness,
    /// Only this family; may be repeated
    #[arg(long)]
    family: Vec<String>,
    /// Only subjects whose name matches this regular expression
    #[arg(long)]
    subject: Option<String>,
    /// Only workloads whose name matches this regular expression
    #[arg(long)]
    workload: Option<String>,
    /// Numbers of threads [default: what suits the machine; 1,2,4,10 on two cores]
    #[arg(long, value_delimiter = ',')]
    threads: Vec<u32>,
    /// Do not plan for longer than this: 90s, 8m, 1h
    #[arg(long, value_parser = benches::arguments::duration)]
    budget: Option<Duration>,
    /// A trace to replay through caches, beside the one that comes with them: a key (a number) a line, plain or gzip; may be
    /// repeated
    #[arg(long, value_name = "FILE")]
    trace: Vec<PathBuf>,
    /// File to write [default: target/contend/records.jsonl]
    #[arg(long)]
    out: Option<PathBuf>,
    /// Orders and keys come from it
    #[arg(long, default_value_t = 0)]
    seed: u64,
}

/// As the engine's profiles.
#[derive(Clone, Copy, ValueEnum)]
enum Thoroughness {
    /// Minutes: enough to see factors
    Quick,
    /// Enough to see a few percent on a quiet machine
    Standard,
    /// As much as helps
    Thorough,
}

pub(crate) fn run(arguments: &Arguments, catalogue: &Catalogue) -> Result<ExitCode> {
    let out = arguments.out.clone().unwrap_or_else(|| place::results().join("records.jsonl"));
    if arguments.out.is_none()
        && let Some(folder) = out.parent()
    {
        std::fs::create_dir_all(folder).with_context(|| format!("{} cannot be made", folder.display()))?;
    }
    let options = RunOptions {
        profile: match arguments.profile {
            Thoroughness::Quick => Profile::Quick,
            Thoroughness::Standard => Profile::Standard,
            Thoroughness::Thorough => Profile::Thorough,
        },
        families: arguments.family.clone(),
        subject: arguments.subject.clone(),
        workload: arguments.workload.clone(),
        threads: arguments.threads.clone(),
        budget: arguments.budget,
        out,
        seed: arguments.seed,
        traces: arguments.trace.clone(),
        data: std::env::var_os("CONTEND_DATA").filter(|data| !data.is_empty()).map(PathBuf::from),
        command: command_line(),
    };
    let bar = ProgressBar::new(0);
    let template = "{bar:30} {pos}/{len} sessions, {eta} left  {msg}";
    bar.set_style(ProgressStyle::with_template(template).context("the progress bar's template")?);
    let finished = benches::run(catalogue, &options, &mut |progress| show(&bar, &progress));
    bar.finish_and_clear();
    let finished = finished?;
    let seconds = finished.elapsed.as_secs_f64();
    println!("{} windows in {seconds:.0} s -> {}", finished.rows, finished.out.display());
    if finished.unverified > 0 {
        println!(
            "{} of them say that an answer was wrong: they stand in no statistic, and in the report by law",
            finished.unverified
        );
    }
    if finished.interrupted {
        println!("interrupted: the windows that were finished are kept");
    } else {
        println!("next: cargo contend report");
    }
    Ok(ExitCode::from(finished.exit_code()))
}

fn show(bar: &ProgressBar, progress: &Progress<'_>) {
    match progress {
        Progress::Planned { launches, sessions, estimate } => {
            bar.set_length(*sessions as u64);
            let minutes = estimate.as_secs_f64() / 60.0;
            bar.suspend(|| eprintln!("{launches} launches, {sessions} sessions, about {minutes:.1} minutes"));
        }
        Progress::Note(note) => bar.suspend(|| eprintln!("note: {note}")),
        Progress::Session { done, session, .. } => {
            bar.set_position(*done as u64);
            bar.set_message(format!("{} {} x{}", session.subject, session.workload, session.threads));
        }
    }
}

/// As it was typed, with the program's bare name: a record tells nobody's folders.
pub(crate) fn command_line() -> String {
    std::iter::once("contend".to_owned()).chain(std::env::args().skip(1)).collect::<Vec<_>>().join(" ")
}
