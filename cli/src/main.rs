//! The `contend` command: one subcommand, one file.
//!
//! Exit codes: 0 done; 1 a question was answered with no (`verify` found a broken law, `compare --gate` a regression); 2 bad input, or something that
//! could not be read or written; 130 interrupted, with what was finished kept; 141 the reader of the output closed it.

mod advise;
mod choice;
mod compare;
mod doctor;
mod ledger;
mod list;
mod litmus;
mod matrix;
mod models;
mod place;
mod report;
mod run;
mod verify;

use std::io;
use std::process::ExitCode;

use benches::Catalogue;
use clap::{Parser, Subcommand};

/// Allocations are counted where a row says "per operation"; elsewhere this costs one relaxed load.
#[global_allocator]
static ALLOCATOR: benches::CountingAllocator = benches::CountingAllocator;

/// Concurrency primitives: raced, model-checked, explained.
#[derive(Parser)]
#[command(name = "contend", version, arg_required_else_help = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// What there is to race: every subject, with what it promises
    List(list::Arguments),
    /// Race subjects and record every window
    Run(run::Arguments),
    /// Turn records into a page, pictures, Markdown and CSV
    Report(report::Arguments),
    /// What became faster and what slower, from one set of records or one build to another
    Compare(compare::Arguments),
    /// Which subject fits a need, by the records of this machine
    Advise(Box<advise::Arguments>),
    /// Run the models and collect what they say
    Verify(verify::Arguments),
    /// Show every wrong program to every tool, and see who notices
    Matrix(matrix::Arguments),
    /// What each ordering is for: weaken one after the other, and see which law notices
    Ledger(ledger::Arguments),
    /// What the language allows of programs of a few lines, and what checkers and this machine show of it
    Litmus(litmus::Arguments),
    /// What about this machine would spoil a measurement, and what to do
    Doctor(doctor::Arguments),
}

fn main() -> ExitCode {
    let catalogue = Catalogue::standard();
    benches::launch::run_if_child(&catalogue); // a launch of `run` is this binary again
    let done = match Arguments::parse().command {
        Command::List(arguments) => list::run(&arguments, &catalogue),
        Command::Run(arguments) => run::run(&arguments, &catalogue),
        Command::Report(arguments) => report::run(&arguments, &catalogue),
        Command::Compare(arguments) => compare::run(&arguments, &catalogue),
        Command::Advise(arguments) => advise::run(&arguments, &catalogue),
        Command::Verify(arguments) => verify::run(&arguments, &catalogue),
        Command::Matrix(arguments) => matrix::run(&arguments),
        Command::Ledger(arguments) => ledger::run(&arguments),
        Command::Litmus(arguments) => litmus::run(&arguments),
        Command::Doctor(arguments) => doctor::run(&arguments),
    };
    done.unwrap_or_else(|error| {
        if is_unread(&error) {
            return ExitCode::from(141);
        }
        eprintln!("contend: {}", told(&error));
        ExitCode::from(2)
    })
}

/// Whoever read the output has seen enough of it, as `head` does.
fn is_unread(error: &anyhow::Error) -> bool {
    error.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
}

/// An error in one line. Most lines name their cause themselves: it is not told twice.
fn told(error: &anyhow::Error) -> String {
    let causes = error.chain().map(ToString::to_string);
    let told =
        causes.reduce(|told, cause| if told.contains(&cause) { told } else { format!("{told}: {cause}") });
    told.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use anyhow::{Context, anyhow};

    use super::told;

    #[test]
    fn no_cause_is_told_twice() {
        let full = || std::io::Error::other("the disk is full");
        let named = Err::<(), _>(full()).context("rows cannot be written (the disk is full); make room");
        assert_eq!(told(&named.unwrap_err()), "rows cannot be written (the disk is full); make room");
        let bare = Err::<(), _>(full()).context("rows cannot be written");
        assert_eq!(told(&bare.unwrap_err()), "rows cannot be written: the disk is full");
        assert_eq!(told(&anyhow!("alone")), "alone");
    }
}
