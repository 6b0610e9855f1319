//! `learn plan`: what fits into the time.

use std::collections::BTreeSet;
use std::process::ExitCode;

use anyhow::{Result, bail};

use crate::exercise::{Exercise, Exercises};
use crate::session::Session;

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Time there is
    #[arg(long, default_value_t = 210)]
    minutes: u32,
    /// Only what leads to this: `measuring`, `counters`, `locks`, `queues` or `caches`
    #[arg(long)]
    goal: Option<String>,
}

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode> {
    let session = Session::open()?;
    let goals: BTreeSet<&str> = session.exercises.iter().map(|exercise| exercise.goal.as_str()).collect();
    if let Some(goal) = arguments.goal.as_deref().filter(|goal| !goals.contains(goal)) {
        let all: Vec<_> = goals.into_iter().collect();
        bail!("there is no goal {goal:?}; there are {}", all.join(", "));
    }
    let over = |exercise: &Exercise| {
        let entry = session.progress.of(&exercise.id);
        entry.passed || entry.skipped
    };
    let wanted = |exercise: &Exercise| arguments.goal.as_ref().is_none_or(|goal| exercise.goal == *goal);
    let planned = fitting(&session.exercises, arguments.minutes, over, wanted);
    if planned.is_empty() {
        bail!("nothing that is left to do fits into {} minutes", arguments.minutes);
    }
    let mut at = 0;
    for exercise in planned {
        println!(
            "{:>3}:{:02}  {:<28} {:>3} min  {}",
            at / 60,
            at % 60,
            exercise.id,
            exercise.minutes,
            exercise.title
        );
        at += exercise.minutes;
    }
    println!("{:>3}:{:02}  end", at / 60, at % 60);
    println!(
        "\nExercises alone. A room also needs a beginning, breaks and a debrief: exercises/handbook/days.md."
    );
    Ok(ExitCode::SUCCESS)
}

/// In their order, each wanted one that still fits together with all that it requires; what is over takes no time.
fn fitting(
    exercises: &Exercises,
    minutes: u32,
    over: impl Fn(&Exercise) -> bool,
    wanted: impl Fn(&Exercise) -> bool,
) -> Vec<&Exercise> {
    let done: BTreeSet<&str> =
        exercises.iter().filter(|exercise| over(exercise)).map(|exercise| exercise.id.as_str()).collect();
    let mut chosen = done.clone();
    let mut left = minutes;
    for exercise in exercises.iter().filter(|exercise| wanted(exercise)) {
        let mut needed = BTreeSet::new();
        collect(exercises, exercise, &chosen, &mut needed);
        let cost =
            exercises.iter().filter(|one| needed.contains(one.id.as_str())).map(|one| one.minutes).sum();
        if let Some(rest) = left.checked_sub(cost) {
            left = rest;
            chosen.extend(needed);
        }
    }
    let planned =
        |exercise: &&Exercise| chosen.contains(exercise.id.as_str()) && !done.contains(exercise.id.as_str());
    exercises.iter().filter(planned).collect()
}

/// The exercise and what it requires, as far as it is not chosen yet.
fn collect<'a>(
    exercises: &'a Exercises,
    exercise: &'a Exercise,
    chosen: &BTreeSet<&str>,
    needed: &mut BTreeSet<&'a str>,
) {
    if chosen.contains(exercise.id.as_str()) || !needed.insert(&exercise.id) {
        return;
    }
    for required in exercises.iter().filter(|one| exercise.requires.contains(&one.id)) {
        collect(exercises, required, chosen, needed);
    }
}
