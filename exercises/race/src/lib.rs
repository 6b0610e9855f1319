//! One race of the workshop: a learner's piece beside subjects of the catalogue, and the ratio that was predicted.
//!
//! `cargo learn measure` generates a crate of a few lines around a learner's file and hands a [`Race`] to [`main`]. So the runner
//! itself need not be built with the engine, and what the engine is told stands here, where it is compiled and tested.
//!
//! | file | what it does |
//! |---|---|
//! | `check.rs` | are all names those of the catalogue? |
//! | `told.rs` | from records to one ratio, as one line of JSON for the runner |

mod check;
mod told;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use benches::{Catalogue, Entry, Kind, Profile, Progress, RunOptions, Subject, host, launch};
use indicatif::{ProgressBar, ProgressStyle};

// What a generated crate names.
pub use benches;
pub use primitives;
pub use told::{Ratio, Told};

/// What the learner's piece is called beside the others.
pub const YOURS: &str = "yours";
/// Seconds at most; what is left out for it, the engine says.
const BUDGET: Duration = Duration::from_secs(60);

/// Worker threads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Threads {
    /// So many.
    Exactly(u32),
    /// So many for each core.
    PerCore(u32),
}

/// What is raced, as a `predict.toml` says.
#[derive(Debug)]
pub struct Race {
    /// Exercise.
    pub exercise: &'static str,
    /// Family of the catalogue.
    pub family: &'static str,
    /// Workload of that family.
    pub workload: &'static str,
    /// Worker threads.
    pub threads: Threads,
    /// Subjects of the catalogue.
    pub beside: &'static [&'static str],
    /// The ratio's upper side: [`YOURS`], or one of those beside.
    pub over: &'static str,
    /// Its lower side.
    pub under: &'static str,
    /// The learner's piece, if one is raced.
    pub yours: Option<Subject>,
}

/// The entry of a learner's piece.
pub fn yours(source: &'static str) -> Entry {
    Entry {
        name: YOURS,
        kind: Kind::Ours,
        mechanism: "an exercise's solution",
        progress: "",
        consistency: "",
        origin: "you",
        source,
        version: env!("CARGO_PKG_VERSION"),
    }
}

/// Runs the race that is handed over and writes its records to the file that is the argument, or, with `--check`, says whether the
/// names of all races are those of the catalogue. The last line of the output is [`Told`], or, with exit code 2, why there is none.
pub fn main(races: Vec<Race>) -> ExitCode {
    if std::env::args().nth(1).as_deref() == Some("--check") {
        let faults = check::all(races);
        faults.iter().for_each(|fault| println!("{fault}"));
        return ExitCode::from(u8::from(!faults.is_empty()));
    }
    let Some(mut race) = races.into_iter().next() else { return refused("there is nothing to race") };
    let catalogue = race.catalogue();
    launch::run_if_child(&catalogue); // a launch is this binary again
    let Some(out) = std::env::args_os().nth(1).map(PathBuf::from) else {
        return refused("name a file for the records");
    };
    match race.run(&catalogue, &out) {
        Ok(told) => {
            println!("{}", serde_json::to_string(&told).expect("texts and numbers have a form in JSON"));
            ExitCode::SUCCESS
        }
        Err(why) => refused(&why),
    }
}

/// The runner says it, in its own one line.
fn refused(why: &str) -> ExitCode {
    println!("{why}");
    ExitCode::from(2)
}

impl Race {
    /// The catalogue, with the learner's piece in it.
    fn catalogue(&mut self) -> Catalogue {
        self.yours.take().into_iter().fold(Catalogue::standard(), Catalogue::with)
    }

    /// All that run.
    fn subjects<'a>(&'a self, catalogue: &'a Catalogue) -> impl Iterator<Item = &'a Subject> {
        let names = std::iter::once(YOURS).chain(self.beside.iter().copied());
        names.filter_map(|name| catalogue.find(self.family, name))
    }

    /// As many threads as were asked for, or else the most below that every subject takes.
    fn threads(&self, catalogue: &Catalogue) -> Option<u32> {
        let asked = match self.threads {
            Threads::Exactly(threads) => return Some(threads),
            Threads::PerCore(times) => host::cores() * times,
        };
        let taken =
            |threads: &u32| self.subjects(catalogue).all(|subject| subject.takes(self.workload, *threads));
        (1..=asked).rev().find(taken)
    }

    fn options(&self, catalogue: &Catalogue, out: &Path) -> RunOptions {
        let names: Vec<_> = self.subjects(catalogue).map(|subject| subject.info.name.as_str()).collect();
        RunOptions {
            profile: Profile::Standard,
            families: vec![self.family.to_owned()],
            subject: Some(format!("^({})$", names.join("|"))),
            workload: Some(format!("^{}$", self.workload)),
            threads: self.threads(catalogue).into_iter().collect(),
            budget: Some(BUDGET),
            out: out.to_owned(),
            command: format!("learn measure {}", self.exercise),
            ..RunOptions::default()
        }
    }

    fn run(&self, catalogue: &Catalogue, out: &Path) -> Result<Told, String> {
        let bar = ProgressBar::new(0);
        let template = "{bar:30} {pos}/{len} sessions, {eta} left  {msg}";
        bar.set_style(ProgressStyle::with_template(template).map_err(|error| error.to_string())?);
        let options = self.options(catalogue, out);
        let finished = benches::run(catalogue, &options, &mut |progress| show(&bar, &progress));
        bar.finish_and_clear();
        let finished = finished.map_err(|error| error.to_string())?;
        if finished.rows == 0 {
            return Err("it was interrupted before anything was measured".to_owned());
        }
        let rows = reports::reading::read_records(&[&finished.out]).map_err(|error| error.to_string())?;
        Ok(told::told(self, catalogue, &rows.records))
    }
}

fn show(bar: &ProgressBar, progress: &Progress<'_>) {
    match progress {
        Progress::Planned { launches, sessions, estimate, .. } => {
            bar.set_length(*sessions as u64);
            let seconds = estimate.as_secs_f64().ceil();
            bar.suspend(|| eprintln!("{launches} launches, {sessions} sessions, about {seconds} s"));
        }
        Progress::Note(note) => bar.suspend(|| eprintln!("note: {note}")),
        Progress::Session { done, session, .. } => {
            bar.set_position(*done as u64);
            bar.set_message(format!("{} {} x{}", session.subject, session.workload, session.threads));
        }
    }
}
