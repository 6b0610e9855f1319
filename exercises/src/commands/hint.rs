//! `learn hint`: one more, each time.

use std::process::ExitCode;

use anyhow::Result;

use crate::session::Session;
use crate::show;

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Exercise, or the beginning of its name [default: the next one]
    exercise: Option<String>,
    /// Begin with the first again
    #[arg(long)]
    again: bool,
}

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode> {
    let mut session = Session::open()?;
    let exercise = session.chosen(arguments.exercise.as_deref())?.clone();
    let read = if arguments.again { 0 } else { session.progress.of(&exercise.id).hints };
    let all = exercise.hints();
    let level = (read + 1).min(all);
    println!(
        "{}, hint {level} of {all}\n\n{}",
        exercise.id,
        show::text(&exercise.text(&format!("hints/{level}.md"))?).trim_end()
    );
    if read >= all {
        println!(
            "\nThat was the last one. `cargo learn solution {} --give-up` shows a solution.",
            exercise.id
        );
    }
    session.progress.change(&exercise.id, |entry| entry.hints = level)?;
    Ok(ExitCode::SUCCESS)
}
