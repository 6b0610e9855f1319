//! `learn list` and `learn next`.

use std::process::ExitCode;

use anyhow::Result;

use crate::exercise::Exercise;
use crate::session::Session;
use crate::show;

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Show what requires what, as a graph in Graphviz's language
    #[arg(long)]
    graph: bool,
}

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode> {
    let session = Session::open()?;
    if arguments.graph {
        println!("digraph exercises {{\n  rankdir=LR; node [shape=box];");
        for exercise in session.exercises.iter() {
            println!("  {:?} [label=\"{}\\n{} min\"];", exercise.id, exercise.title, exercise.minutes);
            for required in &exercise.requires {
                println!("  {required:?} -> {:?};", exercise.id);
            }
        }
        println!("}}");
        return Ok(ExitCode::SUCCESS);
    }
    println!("{:<8} {:<28} {:>3}  {:<5} requires", "", "exercise", "min", "level");
    for exercise in session.exercises.iter() {
        let entry = session.progress.of(&exercise.id);
        let state = match (entry.passed, entry.skipped) {
            (true, _) => "done",
            (_, true) => "aside",
            _ if session.next().is_some_and(|next| next.id == exercise.id) => "next",
            _ => "",
        };
        let level = "*".repeat(usize::from(exercise.difficulty));
        let requires = exercise.requires.join(", ");
        println!("{state:<8} {:<28} {:>3}  {level:<5} {requires}", exercise.id, exercise.minutes);
    }
    Ok(ExitCode::SUCCESS)
}

/// The goal of the next one, and where to write.
pub(crate) fn next() -> Result<ExitCode> {
    let session = Session::open()?;
    let Some(exercise) = session.next() else {
        println!("All exercises are done or put aside. `cargo learn list` shows them.");
        return Ok(ExitCode::SUCCESS);
    };
    println!("{}", goal(exercise)?);
    Ok(ExitCode::SUCCESS)
}

fn goal(exercise: &Exercise) -> Result<String> {
    let text = exercise.text("README.md")?;
    let id = &exercise.id;
    Ok(format!(
        "{}\n\nYour file:   exercises/{id}/src/lib.rs\nThen:        cargo learn check {id}   (or `watch`, to have it judged at each save)\n\
         If stuck:    cargo learn hint {id}\nTime:        {} min",
        show::text(&text).trim_end(),
        exercise.minutes
    ))
}
