//! `learn doctor`: is everything here?

use std::process::{Command, ExitCode};
use std::thread;

use anyhow::Result;

use crate::ladder::Workbench;
use crate::session::Session;

pub(crate) fn run() -> Result<ExitCode> {
    let session = Session::open()?;
    let rustc =
        Command::new(std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into())).arg("--version").output();
    match rustc {
        Ok(version) => println!("compiler     {}", String::from_utf8_lossy(&version.stdout).trim()),
        Err(error) => println!(
            "compiler     MISSING: rustc cannot be started ({error}); install Rust, https://rust-lang.org"
        ),
    }
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let enough = if cores < 2 { "; measuring needs two, all else works" } else { "" };
    println!("cores        {cores}{enough}");
    Workbench::new(&session.root)?;
    println!("libraries    built; from here on no network is needed");
    let all = session.exercises.iter().count();
    let done = session.exercises.iter().filter(|exercise| session.progress.of(&exercise.id).passed).count();
    println!("exercises    {all}, of which {done} done");
    Ok(ExitCode::SUCCESS)
}
