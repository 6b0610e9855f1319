//! `learn solution`: the reference, for those who have their own.

use std::process::ExitCode;

use anyhow::{Result, bail};

use crate::session::Session;

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Exercise, or the beginning of its name [default: the one that was green last; with --give-up, the next one]
    exercise: Option<String>,
    /// Show it although your own is not green yet
    #[arg(long)]
    give_up: bool,
}

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode> {
    let session = Session::open()?;
    let name = arguments.exercise.as_deref();
    let exercise = if arguments.give_up { session.chosen(name)? } else { session.finished(name)? };
    let entry = session.progress.of(&exercise.id);
    if !entry.passed && !arguments.give_up {
        let left = match exercise.hints() - entry.hints.min(exercise.hints()) {
            0 => String::new(),
            1 => ", and a hint is left".to_owned(),
            left => format!(", and {left} hints are left"),
        };
        bail!(
            "{0} is not green yet{left}; `cargo learn solution {0} --give-up` shows it all the same",
            exercise.id
        );
    }
    println!("{}", exercise.text("solution.rs")?.trim_end());
    for variant in &exercise.variants {
        println!("\nRight as well, exercises/{}/{}: {}", exercise.id, variant.file, variant.why);
    }
    Ok(ExitCode::SUCCESS)
}
