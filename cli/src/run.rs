//! `contend run`: races a choice of subjects and records every window.

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use benches::{Catalogue, Profile, Progress, RunOptions};
use clap::ValueEnum;
use indicatif::{ProgressBar, ProgressStyle};

use crate::choice::Choice;
use crate::place;

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// How thorough [default: quick]
    #[arg(long, value_enum)]
    profile: Option<Thoroughness>,
    #[command(flatten)]
    choice: Choice,
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
    /// Orders and keys come from it [default: 0]
    #[arg(long)]
    seed: Option<u64>,
    /// Go on with the run that was stopped while it wrote FILE: by Ctrl-C, a full disk, or a failure of power. What it had measured
    /// is not measured again. The other options are those it was begun with, and need not be given
    #[arg(long, value_name = "FILE")]
    resume: Option<PathBuf>,
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

impl Arguments {
    /// What is asked for, on top of what a run that is resumed was begun with.
    fn over(&self, mut options: RunOptions) -> RunOptions {
        if let Some(profile) = self.profile {
            options.profile = match profile {
                Thoroughness::Quick => Profile::Quick,
                Thoroughness::Standard => Profile::Standard,
                Thoroughness::Thorough => Profile::Thorough,
            };
        }
        if !self.choice.family.is_empty() {
            options.families.clone_from(&self.choice.family);
        }
        if !self.threads.is_empty() {
            options.threads.clone_from(&self.threads);
        }
        if !self.trace.is_empty() {
            options.traces.clone_from(&self.trace);
        }
        options.subject = self.choice.subject.clone().or(options.subject);
        options.workload = self.choice.workload.clone().or(options.workload);
        options.budget = self.budget.or(options.budget);
        options.seed = self.seed.unwrap_or(options.seed);
        options
    }

    /// A new run.
    fn fresh(&self) -> Result<RunOptions> {
        let out = self.out.clone().unwrap_or_else(|| place::results().join("records.jsonl"));
        if self.out.is_none()
            && let Some(folder) = out.parent()
        {
            std::fs::create_dir_all(folder)
                .with_context(|| format!("{} cannot be made", folder.display()))?;
        }
        let data = std::env::var_os("CONTEND_DATA").filter(|data| !data.is_empty()).map(PathBuf::from);
        Ok(self.over(RunOptions { out, data, command: command_line(), ..RunOptions::default() }))
    }
}

pub(crate) fn run(arguments: &Arguments, catalogue: &Catalogue) -> Result<ExitCode> {
    let bar = ProgressBar::new(0);
    let template = "{bar:30} {pos}/{len} sessions, {eta} left  {msg}";
    bar.set_style(ProgressStyle::with_template(template).context("the progress bar's template")?);
    let mut show = |progress: Progress<'_>| show(&bar, &progress);
    let finished = match &arguments.resume {
        Some(file) if arguments.out.as_ref().is_some_and(|out| out != file) => {
            bail!("--resume {} goes on writing that file: leave --out away", file.display())
        }
        Some(file) => {
            let options = arguments.over(benches::begun(file)?);
            benches::resume(catalogue, &options, &mut show)
        }
        None => benches::run(catalogue, &arguments.fresh()?, &mut show),
    };
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
        println!("next: cargo contend run --resume {}", finished.out.display());
    } else {
        println!("next: cargo contend report");
    }
    Ok(ExitCode::from(finished.exit_code()))
}

fn show(bar: &ProgressBar, progress: &Progress<'_>) {
    match progress {
        Progress::Planned { launches, sessions, done, estimate } => {
            bar.set_length(*sessions as u64);
            bar.set_position(*done as u64);
            bar.reset_eta();
            let minutes = estimate.as_secs_f64() / 60.0;
            let before = if *done > 0 { format!(" ({done} of them measured before)") } else { String::new() };
            bar.suspend(|| {
                eprintln!("{launches} launches, {sessions} sessions{before}, about {minutes:.1} minutes");
            });
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
