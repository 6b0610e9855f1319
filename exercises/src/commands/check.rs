//! `learn check`: the ladder, for the learner's own file.

use std::process::ExitCode;

use anyhow::Result;

use super::{explain, predict};
use crate::exercise::{Exercise, World};
use crate::ladder::Workbench;
use crate::prediction::Prediction;
use crate::session::Session;
use crate::show;
use crate::stub::Program;

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Exercise, or the beginning of its name [default: the next one]
    pub(crate) exercise: Option<String>,
}

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode> {
    let mut session = Session::open()?;
    let exercise = session.chosen(arguments.exercise.as_deref())?.clone();
    let bench = Workbench::new(&session.root)?;
    Ok(if judge(&mut session, &exercise, &bench)? { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

/// Judges and says so; whether all was green.
pub(crate) fn judge(session: &mut Session, exercise: &Exercise, bench: &Workbench) -> Result<bool> {
    println!("{}: {}", exercise.id, exercise.title);
    if let Some(said) = super::verify::altered(&session.room, exercise)? {
        print!("{}", show::wrapped(&said, "  "));
    }
    let program = Program::new(exercise, exercise.own_file());
    let red = bench.climb(&program, |rung| print!("{}", show::rung(exercise, rung)))?;
    if let Some(rung) = red {
        if rung.check.world == World::Loom && explain::is_possible(session, exercise) {
            println!("\n  Step by step: cargo learn explain {}", exercise.id);
        }
        println!(
            "\n  A hint: cargo learn hint {0}    To see the goal again: exercises/{0}/README.md",
            exercise.id
        );
        return Ok(false);
    }
    let first_time = !session.progress.of(&exercise.id).passed;
    session.progress.pass(&exercise.id)?;
    print!("\n{}", show::text(&exercise.text("debrief.md")?));
    match Prediction::find(exercise) {
        Ok(Some(prediction)) => print!("\n{}", predict::of_check(session, exercise, &prediction)),
        Ok(None) => (),
        Err(error) => eprintln!("{error:#}"), // no fault of hers, and no reason to keep the rest back
    }
    if first_time && let Some(next) = session.next() {
        println!("\nNext: {} ({}, {} min). `cargo learn next` says more.", next.id, next.title, next.minutes);
    }
    Ok(true)
}
