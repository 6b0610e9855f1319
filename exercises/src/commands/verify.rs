//! `learn verify`: judges the exercises themselves. Starters must be red where they say, and nowhere else; solutions and variants
//! green; each mutant must die by the check and class that it names; no text may use a word before it is taught.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Instant;

use anyhow::{Context, Result};

use crate::exercise::{Exercise, Exercises, Fails};
use crate::judge::{Green, Outcome};
use crate::ladder::Workbench;
use crate::prediction::{self, Prediction};
use crate::session::Session;
use crate::stub::Program;
use crate::timetable;

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Only these exercises
    exercises: Vec<String>,
    /// Also that each learner's file is still as it was at first
    #[arg(long)]
    fresh: bool,
    /// Write down what the checks' files are now, so that a change of them is noticed
    #[arg(long)]
    sums: bool,
    /// Show wrong solutions to the check alone that must kill them, and not to those before it
    #[arg(long)]
    named: bool,
}

/// One program of one exercise, and what must become of it.
struct Trial<'a> {
    what: String,
    /// Of a mutant: what its author believed.
    believes: Option<&'a str>,
    program: Program<'a>,
    expected: Expected<'a>,
}

impl Trial<'_> {
    /// A mutant that lives means that this belief goes unpunished.
    fn believed(&self) -> String {
        self.believes.map_or(String::new(), |believes| format!("; who believes {believes:?} would pass"))
    }
}

enum Expected<'a> {
    /// All green; of the reference, within the declared executions.
    Green { banded: bool },
    /// This, after greens; and behind it only these may be red.
    Red { fails: &'a Fails, also: &'a [String] },
    /// This, after greens; what is behind does not matter.
    Dies(&'a Fails),
}

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode> {
    let begun = Instant::now();
    let session = Session::open()?;
    if arguments.sums {
        write_sums(&session)?;
    }
    let chosen: Vec<&Exercise> = match arguments.exercises.as_slice() {
        [] => session.exercises.iter().collect(),
        names => names.iter().map(|name| session.exercises.find(name)).collect::<Result<_>>()?,
    };
    let mut faults = Vec::new();
    for exercise in &chosen {
        faults.extend(on_disk(&session, exercise, arguments.fresh)?);
        faults.extend(early_words(&session.exercises, exercise)?);
        faults.extend(prediction::faults(exercise));
    }
    if arguments.exercises.is_empty() {
        faults.extend(handbook(&session)?);
        faults.extend(order(&session)?);
    }
    let bench = Workbench::new(&session.root)?;
    let trials: Vec<Trial<'_>> = chosen.iter().flat_map(|exercise| trials(exercise)).collect();
    faults.extend(judge_all(&trials, &bench, arguments.named)?);
    for fault in &faults {
        println!("FAULT  {fault}");
    }
    let seconds = begun.elapsed().as_secs_f64();
    println!(
        "{} exercises, {} programs judged, {} faults, {seconds:.0} s",
        chosen.len(),
        trials.len(),
        faults.len()
    );
    Ok(if faults.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

fn trials(exercise: &Exercise) -> Vec<Trial<'_>> {
    let trial = |what: &str, file: PathBuf, expected| Trial {
        what: format!("{} {what}", exercise.id),
        believes: None,
        program: Program::new(exercise, file),
        expected,
    };
    let starter = Expected::Red { fails: &exercise.starter.fails, also: &exercise.starter.also };
    let mut all = vec![
        trial("starter", exercise.starter_file(), starter),
        trial("solution", exercise.solution_file(), Expected::Green { banded: true }),
    ];
    for variant in &exercise.variants {
        all.push(trial(
            &variant.file,
            exercise.folder.join(&variant.file),
            Expected::Green { banded: false },
        ));
    }
    for mutant in &exercise.mutants {
        let mut trial = trial(&mutant.file, exercise.folder.join(&mutant.file), Expected::Dies(&mutant.dies));
        trial.program.names.clone_from(&mutant.names);
        trial.believes = Some(&mutant.believes);
        all.push(trial);
    }
    all
}

/// Judges as many at a time as there are cores, and says of each how it went.
fn judge_all(trials: &[Trial<'_>], bench: &Workbench, named: bool) -> Result<Vec<String>> {
    let (next, said) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    let judge_some = || -> Result<()> {
        // Relaxed: a number for each, and nothing else is handed over by it.
        while let Some(trial) = trials.get(next.fetch_add(1, Ordering::Relaxed)) {
            let begun = Instant::now();
            let faults = judge_one(trial, bench, named).with_context(|| trial.what.clone())?;
            let state = if faults.is_empty() { "as it should" } else { "NOT AS IT SHOULD" };
            if faults.is_empty() {
                bench.clear(&trial.program)?; // several hundred of them would fill a disk
            }
            println!("{:<60} {state}  {:.1} s", trial.what, begun.elapsed().as_secs_f64());
            said.lock().expect("nobody panics with it").extend(faults);
        }
        Ok(())
    };
    let threads = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(judge_some)).collect();
        workers.into_iter().try_for_each(|worker| worker.join().expect("a worker does not panic"))
    })?;
    Ok(said.into_inner().expect("nobody panics with it"))
}

fn judge_one(trial: &Trial<'_>, bench: &Workbench, named: bool) -> Result<Vec<String>> {
    let mut faults = Vec::new();
    let (red_at, also): (Option<&Fails>, &[String]) = match &trial.expected {
        Expected::Green { .. } => (None, &[]),
        Expected::Red { fails, also } => (Some(fails), also),
        Expected::Dies(fails) => (Some(fails), &[]),
    };
    let mut fault = |what: String| faults.push(format!("{}: {what}", trial.what));
    let mut behind = false;
    for check in &trial.program.exercise.checks {
        if let Expected::Dies(fails) = trial.expected {
            if behind {
                break;
            }
            if named && fails.check != check.name {
                continue;
            }
        }
        let outcome = bench.step(&trial.program, check)?;
        let expected = red_at.filter(|fails| fails.check == check.name);
        behind |= expected.is_some();
        match (&outcome, expected) {
            (Outcome::Green(green), None) => {
                if let (Expected::Green { banded: true }, Some(band)) = (&trial.expected, check.executions)
                    && let Some(wrong) = out_of(band, green)
                {
                    fault(format!("{}: {wrong}", check.name));
                }
            }
            (Outcome::Red(red), Some(fails)) if red.class == fails.class => {
                // A learner meets the starter's failure first: it must lead to her file.
                let first = matches!(trial.expected, Expected::Red { .. });
                if first && !names_file(&red.shown, &trial.program.file) {
                    fault(format!("{}: what is shown names no line of the file", check.name));
                }
            }
            (Outcome::Red(red), Some(fails)) => {
                fault(format!("{}: red by {}, not by {}\n{}", check.name, red.class, fails.class, red.shown));
            }
            (Outcome::Green(_), Some(fails)) => {
                fault(format!("{}: green, not red by {}{}", check.name, fails.class, trial.believed()))
            }
            (Outcome::Red(_), None) if also.contains(&check.name) => (),
            (Outcome::Red(red), None) => {
                fault(format!("{}: red by {} in {:?}\n{}", check.name, red.class, red.test, red.shown));
                break;
            }
        }
    }
    if let Some(fails) = red_at.filter(|_| !behind) {
        fault(format!("it must fail the check {:?}, which there is not", fails.check));
    }
    Ok(faults)
}

/// A model that shrinks, or grows without end, is noticed.
fn out_of([least, most]: [u64; 2], green: &Green) -> Option<String> {
    let found = green.executions;
    (!(least..=most).contains(&found)).then(|| format!("{found} executions; declared are {least} to {most}"))
}

/// A failure that names no line of the learner's file teaches little.
fn names_file(shown: &str, file: &Path) -> bool {
    shown.contains(&*file.file_name().unwrap_or_default().to_string_lossy())
}

/// Texts and files that must be there.
fn on_disk(session: &Session, exercise: &Exercise, fresh: bool) -> Result<Vec<String>> {
    let mut faults = Vec::new();
    let mut fault = |what: String| faults.push(format!("{}: {what}", exercise.id));
    for name in ["README.md", "predict.toml", "debrief.md", "notes.md", "starter.rs", "solution.rs"] {
        if !exercise.folder.join(name).is_file() {
            fault(format!("{name} is missing"));
        }
    }
    if exercise.hints() != 4 {
        fault(format!("{} hints, and not four", exercise.hints()));
    }
    if fresh && exercise.text("starter.rs").ok() != fs::read_to_string(exercise.own_file()).ok() {
        fault("src/lib.rs is not the starter".to_owned());
    }
    if let Some(said) = altered(&session.room, exercise)? {
        fault(said);
    }
    Ok(faults)
}

/// The order in which exercises are proposed names each once, and so does the book's table of contents.
fn order(session: &Session) -> Result<Vec<String>> {
    let text = fs::read_to_string(session.room.join("order.txt")).context("order.txt cannot be read")?;
    let mut named: Vec<&str> = text.lines().filter(|line| !line.starts_with('#')).collect();
    let mut all: Vec<&str> = session.exercises.iter().map(|exercise| exercise.id.as_str()).collect();
    named.sort_unstable();
    all.sort_unstable();
    let mut faults = Vec::new();
    if named != all {
        faults.push("order.txt does not name each exercise once".to_owned());
    }
    let contents = fs::read_to_string(session.room.join(CONTENTS))
        .with_context(|| format!("{CONTENTS} cannot be read"))?;
    let missing = |id: &&&str| contents.matches(&format!("]({id}/README.md)")).count() != 1;
    faults.extend(all.iter().filter(missing).map(|id| format!("{CONTENTS} does not name {id} once")));
    Ok(faults)
}

/// The handbook's timetables.
fn handbook(session: &Session) -> Result<Vec<String>> {
    let text =
        fs::read_to_string(session.room.join(DAYS)).with_context(|| format!("{DAYS} cannot be read"))?;
    Ok(timetable::faults(&text, &session.exercises)
        .into_iter()
        .map(|fault| format!("{DAYS}: {fault}"))
        .collect())
}

/// Words that another exercise teaches, which is not among those required.
fn early_words(all: &Exercises, exercise: &Exercise) -> Result<Vec<String>> {
    let mut known = BTreeSet::from([exercise.id.as_str()]);
    // In their order, whoever is required stands before: one pass backwards finds all.
    let ordered: Vec<_> = all.iter().collect();
    for one in ordered.iter().rev() {
        if known.contains(one.id.as_str()) {
            known.extend(one.requires.iter().map(String::as_str));
        }
    }
    let mut faults = Vec::new();
    let names = ["README.md", "debrief.md"].map(str::to_owned).into_iter();
    let names = names.chain((1..=exercise.hints()).map(|level| format!("hints/{level}.md")));
    let mut texts: Vec<_> = names.map(|name| (exercise.text(&name).unwrap_or_default(), name)).collect();
    // What is wrong with a question is a fault of its own.
    if let Ok(Some(prediction)) = Prediction::find(exercise) {
        texts.push((prediction.said(), "predict.toml".to_owned()));
    }
    for (text, name) in texts {
        let text = text.to_lowercase();
        for teacher in all.iter().filter(|teacher| !known.contains(teacher.id.as_str())) {
            for term in teacher.terms.iter().filter(|term| has_words(&text, &term.to_lowercase())) {
                faults.push(format!("{}/{name} says {term:?}, which {} teaches", exercise.id, teacher.id));
            }
        }
    }
    Ok(faults)
}

fn has_words(text: &str, term: &str) -> bool {
    let inside = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    text.match_indices(term).any(|(at, _)| {
        !inside(text[..at].chars().next_back()) && !inside(text[at + term.len()..].chars().next())
    })
}

/// The page of the handbook that has timetables.
const DAYS: &str = "handbook/days.md";

/// What `handbook/book.toml` makes a book of.
const CONTENTS: &str = "SUMMARY.md";

/// The list of what the checks' files are, beside the exercises.
const SUMS: &str = "checks.sums";

/// Whether a learner has, perhaps without meaning to, changed what judges her.
pub(crate) fn altered(room: &Path, exercise: &Exercise) -> Result<Option<String>> {
    let sums = fs::read_to_string(room.join(SUMS)).with_context(|| format!("{SUMS} cannot be read"))?;
    let changed: Vec<String> =
        sum_lines(exercise)?.into_iter().filter(|line| !sums.lines().any(|known| known == line)).collect();
    let names: Vec<_> =
        changed.iter().filter_map(|line| line.split_once("  ").map(|(_, name)| name)).collect();
    Ok((!names.is_empty()).then(|| {
        format!(
            "{} is not as it came. That is allowed, and a good way to learn; but what it says of your file now is between you and it.",
            names.join(", ")
        )
    }))
}

fn write_sums(session: &Session) -> Result<()> {
    let mut text = String::new();
    for exercise in session.exercises.iter() {
        for line in sum_lines(exercise)? {
            writeln!(text, "{line}")?;
        }
    }
    fs::write(session.room.join(SUMS), text).with_context(|| format!("{SUMS} cannot be written"))
}

/// `hash  l1-spin-lock/checks/unit.rs` for each file below `checks/`.
fn sum_lines(exercise: &Exercise) -> Result<Vec<String>> {
    let folder = exercise.folder.join("checks");
    let entries = fs::read_dir(&folder).with_context(|| format!("{} cannot be read", folder.display()))?;
    let names: BTreeSet<String> =
        entries.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned())).collect::<Result<_>>()?;
    let line = |file: &String| {
        let text = exercise.text(&format!("checks/{file}"))?;
        // Line ends are of the system, not of the author.
        let hash =
            text.bytes().filter(|byte| *byte != b'\r').fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
                (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
            });
        Ok(format!("{hash:016x}  {}/checks/{file}", exercise.id))
    };
    names.iter().filter(|name| name.ends_with(".rs")).map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::has_words;

    #[test]
    fn a_word_is_found_as_a_whole() {
        assert!(has_words("what a data race is", "data race"));
        assert!(!has_words("braces", "race"));
        assert!(has_words("race.", "race") && has_words("race", "race"));
    }
}
