//! The `learn` command: the workshop's runner.
//!
//! Exit codes: 0 done, or green; 1 red; 2 bad input, or something that could not be read or written.

mod commands;
mod exercise;
mod judge;
mod ladder;
mod libraries;
mod place;
mod player;
mod prediction;
mod process;
mod progress;
mod raced;
mod session;
mod show;
mod stub;
mod timetable;
mod trace;
mod verdict;
mod words;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use commands::{
    check, doctor, explain, hint, list, measure, plan, predict, skip, solution, transcript, verify, watch,
};

/// Rebuild the primitives, and be judged by tests, by every interleaving, and by cost.
#[derive(Parser)]
#[command(name = "learn", bin_name = "cargo learn", version, arg_required_else_help = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Is everything here that the exercises need?
    Doctor,
    /// The exercises, and how far you are
    List(list::Arguments),
    /// Which exercises fit into your time
    Plan(plan::Arguments),
    /// What to do next, and where
    Next,
    /// Judge your file: cheapest check first, up to the first red
    Check(check::Arguments),
    /// Judge your file each time that you save it
    Watch(check::Arguments),
    /// The last counterexample of your file, step by step
    Explain(explain::Arguments),
    /// Say what you expect, before it is measured or told
    Predict(predict::Arguments),
    /// Race what you wrote beside others, and hear what became of your prediction
    Measure(measure::Arguments),
    /// One more hint
    Hint(hint::Arguments),
    /// A solution, once you have one, or with --give-up
    Solution(solution::Arguments),
    /// Put an exercise aside; once more takes it back
    Skip(skip::Skip),
    /// Begin again; what you wrote is kept beside
    Reset(skip::Reset),
    /// Judge the exercises themselves: starters, solutions, mutants, variants
    Verify(verify::Arguments),
    /// Machine, versions and what you have done, to hand in or to ask with
    Transcript,
}

fn main() -> ExitCode {
    let done = match Arguments::parse().command {
        Command::Doctor => doctor::run(),
        Command::List(arguments) => list::run(&arguments),
        Command::Plan(arguments) => plan::run(&arguments),
        Command::Next => list::next(),
        Command::Check(arguments) => check::run(&arguments),
        Command::Watch(arguments) => watch::run(&arguments),
        Command::Explain(arguments) => explain::run(&arguments),
        Command::Predict(arguments) => predict::run(&arguments),
        Command::Measure(arguments) => measure::run(&arguments),
        Command::Hint(arguments) => hint::run(&arguments),
        Command::Solution(arguments) => solution::run(&arguments),
        Command::Skip(arguments) => skip::skip(&arguments),
        Command::Reset(arguments) => skip::reset(&arguments),
        Command::Verify(arguments) => verify::run(&arguments),
        Command::Transcript => transcript::run(),
    };
    done.unwrap_or_else(|error| {
        eprintln!("learn: {error:#}");
        ExitCode::from(2)
    })
}
