//! `learn transcript`: machine, versions and progress.

use std::process::{Command, ExitCode};
use std::thread;

use anyhow::Result;

use crate::session::Session;

pub(crate) fn run() -> Result<ExitCode> {
    let session = Session::open()?;
    let first_line = |program: &str, arguments: &[&str]| {
        let said = Command::new(program).args(arguments).current_dir(&session.root).output().ok();
        let said = said
            .filter(|said| said.status.success())
            .map(|said| String::from_utf8_lossy(&said.stdout).into_owned());
        said.as_deref()
            .and_then(|said| said.lines().next())
            .map_or_else(|| "unknown".to_owned(), str::to_owned)
    };
    println!("system     {} {}", std::env::consts::OS, std::env::consts::ARCH);
    println!("cores      {}", thread::available_parallelism().map_or(1, usize::from));
    println!("compiler   {}", first_line("rustc", &["--version"]));
    println!("revision   {}", first_line("git", &["rev-parse", "--short=12", "HEAD"]));
    println!();
    for exercise in session.exercises.iter() {
        let entry = session.progress.of(&exercise.id);
        let state = match (entry.passed, entry.skipped) {
            (true, _) => "green",
            (_, true) => "put aside",
            _ => "open",
        };
        let hints = match entry.hints {
            0 => String::new(),
            1 => ", 1 hint read".to_owned(),
            hints => format!(", {hints} hints read"),
        };
        let predicted = entry.predicted.map_or(String::new(), |answer| format!(", predicted {answer}"));
        println!("{:<28} {state}{hints}{predicted}", exercise.id);
    }
    Ok(ExitCode::SUCCESS)
}
