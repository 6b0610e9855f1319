//! `learn explain`: the last counterexample, step by step.

use std::fs;
use std::io::{self, BufRead as _, IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::SystemTime;

use anyhow::{Context, Result, bail};

use crate::exercise::{Exercise, World};
use crate::place;
use crate::player::{Go, go, page, pages};
use crate::session::Session;
use crate::stub::Program;
use crate::trace::Trace;

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Exercise, or the beginning of its name [default: the next one]
    exercise: Option<String>,
    /// All steps at once
    #[arg(long)]
    all: bool,
    /// Of several models that failed, the one whose name has this in it [default: the one that `check` showed]
    #[arg(long, value_name = "NAME")]
    model: Option<String>,
    /// Print nothing but the name of the file with the counterexample
    #[arg(long)]
    json: bool,
    /// Make a page of it, to step through in a browser
    #[arg(long, conflicts_with_all = ["all", "json"])]
    page: bool,
}

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode> {
    let session = Session::open()?;
    let exercise = session.chosen(arguments.exercise.as_deref())?;
    let files = counterexamples(exercise, &place::target(&session.root)?.join("work"))?;
    let file = match &arguments.model {
        Some(name) => files.iter().find(|file| model(file).contains(name.as_str())).with_context(|| {
            let models: Vec<_> = files.iter().map(|file| model(file)).collect();
            format!("no model with {name:?} in its name failed; there are {}", models.join(", "))
        })?,
        None => &files[0],
    };
    if arguments.json {
        println!("{}", file.display());
        return Ok(ExitCode::SUCCESS);
    }
    let trace = Trace::read(file)?;
    if arguments.page {
        return written_as_page(&session, exercise, file);
    }
    println!("{}: {}, in `{}`", exercise.id, trace.class, model(file));
    let others: Vec<_> = files.iter().filter(|other| *other != file).map(|file| model(file)).collect();
    if !others.is_empty() {
        println!("  failed as well, and shown by --model NAME: {}", others.join(", "));
    }
    if let Some(said) = changed(exercise, &trace) {
        println!("  {said}");
    }
    if arguments.all || !io::stdin().is_terminal() {
        let all: String = (0..pages(&trace)).map(|at| format!("\n{}", page(&trace, at))).collect();
        match io::stdout().write_all(all.as_bytes()) {
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => return Err(error.into()),
            _ => (), // whoever reads may have read enough
        }
    } else {
        step_through(&trace)?;
    }
    Ok(ExitCode::SUCCESS)
}

/// The page that `contend report` makes of a trace, in a folder of the exercise's own.
fn written_as_page(session: &Session, exercise: &Exercise, trace: &Path) -> Result<ExitCode> {
    let folder = place::target(&session.root)?.join("page").join(&exercise.id);
    if !session.root.join("target/release/contend").is_file() {
        eprintln!("building the command that makes pages, once: some minutes");
    }
    let made = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .current_dir(&session.root)
        .args(["run", "--quiet", "--release", "--package", "contend-cli", "--bin", "contend", "--", "report"])
        .args([Path::new("--trace"), trace, Path::new("--out"), &folder])
        .status()
        .context("cargo cannot be started")?;
    Ok(if made.success() { ExitCode::SUCCESS } else { ExitCode::from(2) })
}

/// One page at a time, as the reader asks for them.
fn step_through(trace: &Trace) -> Result<()> {
    let mut at = 0;
    loop {
        print!("\n{}", page(trace, at));
        loop {
            print!("\n  Enter: next   p: back   1-{}: that step   q: out > ", pages(trace));
            io::stdout().flush()?;
            let mut line = String::new();
            if io::stdin().lock().read_line(&mut line)? == 0 {
                return Ok(());
            }
            match go(at, pages(trace), &line) {
                Go::To(page) => {
                    at = page;
                    break;
                }
                Go::Nowhere => (),
                Go::Quit => return Ok(()),
            }
        }
    }
}

/// Whether there is anything to explain: what was never seen, for instance, has no steps.
pub(crate) fn is_possible(session: &Session, exercise: &Exercise) -> bool {
    let files =
        place::target(&session.root).and_then(|target| counterexamples(exercise, &target.join("work")));
    files.is_ok_and(|files| Trace::read(&files[0]).is_ok_and(|trace| !trace.steps.is_empty()))
}

/// The files that the exercise's last red model has left, the one that was shown first.
fn counterexamples(exercise: &Exercise, work: &Path) -> Result<Vec<PathBuf>> {
    let program = Program::new(exercise, exercise.own_file());
    if exercise.checks.iter().all(|check| check.world == World::Native) {
        bail!("{} has no model: what its checks print is all that there is to explain", exercise.id);
    }
    let mut last: Option<(SystemTime, Vec<PathBuf>)> = None;
    for check in exercise.checks.iter().filter(|check| check.world == World::Loom) {
        let Ok(entries) = fs::read_dir(program.folder(check, work).join("traces")) else { continue };
        let mut files: Vec<_> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
        files.retain(|file| file.extension().is_some_and(|extension| extension == "json"));
        files.sort_by_key(|file| model(file));
        let written = files.iter().filter_map(|file| fs::metadata(file).ok()?.modified().ok()).max();
        if let Some(written) =
            written.filter(|written| last.as_ref().is_none_or(|(before, _)| before < written))
        {
            last = Some((written, files));
        }
    }
    match last {
        Some((_, files)) => Ok(files),
        None => bail!(
            "there is no counterexample of {0}: `cargo learn check {0}` leaves one when a model of it is red",
            exercise.id
        ),
    }
}

/// A file is called after its test, with the crate and the check's module first.
fn model(file: &Path) -> String {
    let stem = file.file_stem().unwrap_or_default().to_string_lossy();
    stem.splitn(3, '.').last().unwrap_or_default().replace('.', "::")
}

/// Lines are shown as they were, which may not be as they are.
fn changed(exercise: &Exercise, trace: &Trace) -> Option<String> {
    let own = exercise.own_file();
    let now = fs::read_to_string(&own).unwrap_or_default();
    let then = trace.sources.iter().find(|source| own.ends_with(&source.path))?;
    (then.text != now).then(|| {
        format!(
            "Your file has changed since: lines are shown as they were. `cargo learn check {}` looks anew.",
            exercise.id
        )
    })
}
