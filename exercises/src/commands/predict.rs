//! `learn predict`: a question, answered before anything is told.

use std::io::{self, BufRead as _, IsTerminal as _, Write as _};
use std::process::ExitCode;

use anyhow::Result;

use crate::exercise::Exercise;
use crate::prediction::Prediction;
use crate::session::Session;
use crate::show;

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Exercise, or the beginning of its name [default: the next one]
    exercise: Option<String>,
    /// The letter of your answer [default: it is asked for]
    answer: Option<String>,
}

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode> {
    let mut session = Session::open()?;
    let exercise = session.chosen(arguments.exercise.as_deref())?.clone();
    let prediction = Prediction::read(&exercise)?;
    let answer = arguments.answer.as_deref().map(|key| prediction.answer(key)).transpose()?; // before anything is shown
    show_question(&exercise, &prediction);
    let entry = session.progress.of(&exercise.id);
    let was_told = entry.passed && prediction.measure.is_none();
    if let (true, Some(before)) = (was_told, &entry.predicted) {
        println!("\n  You answered {before} before you were told.");
    } else {
        let given = match answer {
            Some(answer) => Some(answer.key.clone()),
            None => ask(&prediction)?,
        };
        let Some(given) = given else {
            println!("\n  Your answer: cargo learn predict {} LETTER", exercise.id);
            return Ok(ExitCode::SUCCESS);
        };
        keep(&mut session, &exercise, &given)?;
        println!("\n  Your answer: {given}. It is kept.");
    }
    print!("{}", of_check(&session, &exercise, &prediction));
    Ok(ExitCode::SUCCESS)
}

/// Question and answers.
pub(crate) fn show_question(exercise: &Exercise, prediction: &Prediction) {
    println!("{}: {}\n", exercise.id, exercise.title);
    print!("{}", show::wrapped(&prediction.question, "  "));
    println!();
    for answer in &prediction.answers {
        println!("  {}  {}", answer.key, answer.says);
    }
}

/// Asks until there is an answer, or an empty line; nothing where nobody is there to be asked.
pub(crate) fn ask(prediction: &Prediction) -> Result<Option<String>> {
    if !(io::stdin().is_terminal() && io::stdout().is_terminal()) {
        return Ok(None);
    }
    loop {
        print!("\n  Your answer: ");
        io::stdout().flush()?;
        let mut line = String::new();
        if io::stdin().lock().read_line(&mut line)? == 0 || line.trim().is_empty() {
            return Ok(None);
        }
        match prediction.answer(line.trim()) {
            Ok(answer) => return Ok(Some(answer.key.clone())),
            Err(error) => println!("  {error}"),
        }
    }
}

/// Writes an answer down.
pub(crate) fn keep(session: &mut Session, exercise: &Exercise, answer: &str) -> Result<()> {
    session.progress.change(&exercise.id, |entry| entry.predicted = Some(answer.to_owned()))
}

/// What can be told of a prediction without the engine: who was right, or when that will be told.
pub(crate) fn of_check(session: &Session, exercise: &Exercise, prediction: &Prediction) -> String {
    let (id, entry) = (&exercise.id, session.progress.of(&exercise.id));
    let given = entry.predicted.as_deref().and_then(|key| prediction.answer(key).ok());
    let said = match (prediction.right(), given, entry.passed) {
        (None, None, _) => format!("Before you measure, `cargo learn predict {id}` asks what you expect."),
        (None, Some(_), true) => format!("`cargo learn measure {id}` tells whether you were right."),
        (None, Some(_), false) => {
            format!("`cargo learn measure {id}` tells whether you were right, once your file is green.")
        }
        (Some(_), None, _) => {
            format!("`cargo learn predict {id}` has a question to which you gave no answer yet.")
        }
        (Some(_), Some(_), false) => {
            "Whether you were right, `cargo learn check` tells once it is green.".to_owned()
        }
        (Some(right), Some(given), true) => {
            let verdict = match right.key == given.key {
                true => format!("You predicted {}, and that is right: {}.", right.key, right.says),
                false => format!("You predicted {}; it is {}: {}.", given.key, right.key, right.says),
            };
            format!("{verdict} {}", prediction.debrief())
        }
    };
    show::wrapped(&said, "  ")
}
