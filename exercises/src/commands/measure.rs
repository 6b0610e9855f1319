//! `learn measure`: the learner's piece in the project's own engine, and what that says of her prediction.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result, bail};

use super::predict;
use crate::exercise::Exercise;
use crate::judge::Outcome;
use crate::ladder::{REFUSED, Workbench};
use crate::place;
use crate::prediction::{Measure, Prediction, Threads, YOURS};
use crate::raced::{self, Places, Raced};
use crate::session::Session;
use crate::show;
use crate::stub::Program;
use crate::verdict::{Told, Verdict, verdict};

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Exercise, or the beginning of its name [default: the one that was green last]
    exercise: Option<String>,
    /// File for the records [default: target/learn/measure/EXERCISE/records.jsonl]
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Without a prediction, and even if your file is not green
    #[arg(long)]
    anyway: bool,
    /// Measure nothing: look whether solutions can be raced and all names are the engine's, of all exercises if none is named
    #[arg(long, conflicts_with_all = ["out", "anyway"])]
    check: bool,
}

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode> {
    let mut session = Session::open()?;
    let places = places(&session)?;
    if arguments.check {
        return check(&session, arguments.exercise.as_deref(), &places);
    }
    if let Some(folder) = arguments.out.as_ref().filter(|out| out.is_dir()) {
        bail!("{} is a folder; --out names a file for the records", folder.display());
    }
    let exercise = session.finished(arguments.exercise.as_deref())?.clone();
    let prediction = Prediction::read(&exercise)?;
    let measure = prediction.measure.as_ref().with_context(|| {
        format!("nothing is measured in {0}: what is right is told by `cargo learn check {0}`", exercise.id)
    })?;
    if session.progress.of(&exercise.id).predicted.is_none() && !arguments.anyway {
        asked_first(&mut session, &exercise, &prediction)?;
    }
    if measure.subject.is_some() {
        fit_to_race(&session, &exercise, arguments.anyway)?;
    }
    let out = match &arguments.out {
        Some(out) => std::path::absolute(out)?,
        None => places.work.join(&exercise.id).join("records.jsonl"),
    };
    let raced = Raced { id: &exercise.id, measure, file: exercise.own_file() };
    let told = raced::race(&places, &raced, &out)?;
    let given = session.progress.of(&exercise.id).predicted;
    let given = given.filter(|key| prediction.answer(key).is_ok());
    print!("{}", said(&exercise, &prediction, measure, given.as_deref(), &told));
    let out = out.strip_prefix(&session.root).unwrap_or(&out).display();
    println!("\n  Every window is in {out}; `cargo contend report {out}` makes a page of it.");
    let yours_is_wrong = told.wrong.iter().any(|wrong| wrong.starts_with(YOURS));
    Ok(ExitCode::from(u8::from(yours_is_wrong)))
}

fn places(session: &Session) -> Result<Places> {
    let ours = place::target(&session.root)?;
    let target = ours.parent().context("a target has a folder")?.to_owned();
    Ok(Places { root: session.root.clone(), target, work: ours.join("measure") })
}

/// Once measured, nothing is predicted any more.
fn asked_first(session: &mut Session, exercise: &Exercise, prediction: &Prediction) -> Result<()> {
    predict::show_question(exercise, prediction);
    match predict::ask(prediction)? {
        Some(given) => predict::keep(session, exercise, &given),
        None => bail!("answer first: `cargo learn predict {} LETTER`; or measure --anyway", exercise.id),
    }
}

/// A piece that is wrong is not worth a race; one that does not compile cannot be raced.
fn fit_to_race(session: &Session, exercise: &Exercise, anyway: bool) -> Result<()> {
    let bench = Workbench::new(&session.root)?;
    let (id, program) = (&exercise.id, Program::new(exercise, exercise.own_file()));
    if anyway {
        if !bench.compiles(&program)? {
            bail!("your file does not compile: `cargo learn check {id}` says why");
        }
        return Ok(());
    }
    match bench.climb(&program, |_| ())? {
        Some(rung) => match rung.outcome {
            Outcome::Red(red) if red.class == REFUSED => {
                bail!("your file does not compile: `cargo learn check {id}` says why")
            }
            Outcome::Red(red) => bail!(
                "{id} is not green: {} is red ({}); `cargo learn check {id}` says why, and --anyway measures it all the same",
                rung.check.name,
                red.class
            ),
            Outcome::Green(_) => Ok(()),
        },
        None => Ok(()),
    }
}

/// What came of it, for the learner.
fn said(
    exercise: &Exercise,
    prediction: &Prediction,
    measure: &Measure,
    given: Option<&str>,
    told: &Told,
) -> String {
    let answer = |key: &str| {
        let says = prediction.answer(key).map_or("", |answer| answer.says.as_str());
        format!("{key}: {says}")
    };
    let mut text = format!("{}: {}, {} threads\n", exercise.id, measure.workload, told.threads);
    if let Threads::PerCore(times) = measure.threads {
        text.push_str(&format!(
            "  ({times} on each core were asked for, as far as all that run take so many)\n"
        ));
    }
    for wrong in &told.wrong {
        text.push_str(&format!("  wrong      {wrong}; it stands in no ratio\n"));
    }
    text.push_str(&format!("  predicted  {}\n", given.map_or("nothing".to_owned(), answer)));
    if let Some(ratio) = told.ratio {
        text.push_str(&format!(
            "  measured   {} is {} times as fast as {} ({} to {}, over {} launches)\n",
            measure.over,
            number(ratio.median),
            measure.under,
            number(ratio.low),
            number(ratio.high),
            ratio.launches
        ));
    }
    text.push_str(&match verdict(&prediction.answers, given, told) {
        Verdict::Confirmed => "  verdict    confirmed\n".to_owned(),
        Verdict::Contradicted(found) => format!("  verdict    contradicted: it is {}\n", answer(&found)),
        Verdict::Found(found) => format!("  verdict    it is {}\n", answer(&found)),
        Verdict::Inconclusive(why) => format!("  verdict    inconclusive: {why}\n"),
    });
    if told.ratio.is_some() {
        text.push('\n');
        text.push_str(&show::wrapped(prediction.debrief(), "  "));
    }
    text
}

/// Three digits that tell something.
fn number(value: f64) -> String {
    let places = if value > 0.0 { (2.0 - value.log10().floor()).clamp(0.0, 9.0) } else { 0.0 };
    format!("{value:.*}", places as usize)
}

/// For those who write exercises: the reference in the place of the learner's file.
fn check(session: &Session, name: Option<&str>, places: &Places) -> Result<ExitCode> {
    let chosen: Vec<&Exercise> = match name {
        Some(name) => vec![session.exercises.find(name)?],
        None => session.exercises.iter().collect(),
    };
    let mut measured = Vec::new();
    for exercise in chosen {
        if let Some(measure) = Prediction::find(exercise)?.and_then(|prediction| prediction.measure) {
            measured.push((exercise, measure));
        }
    }
    let raced: Vec<_> = measured
        .iter()
        .map(|(exercise, measure)| Raced { id: &exercise.id, measure, file: exercise.solution_file() })
        .collect();
    if raced.is_empty() {
        bail!("nothing is measured there: no predict.toml with [measure]");
    }
    let faults = raced::check(places, &raced.iter().collect::<Vec<_>>())?;
    faults.iter().for_each(|fault| println!("FAULT  {fault}"));
    println!("{} races looked at, {} faults", raced.len(), faults.len());
    Ok(ExitCode::from(u8::from(!faults.is_empty())))
}

#[cfg(test)]
mod tests {
    use super::number;

    #[test]
    fn a_ratio_has_three_digits() {
        let shown = [0.0, 0.001_234, 0.42, 1.55, 12.34, 4321.0].map(number);
        assert_eq!(shown, ["0", "0.00123", "0.420", "1.55", "12.3", "4321"]);
    }
}
