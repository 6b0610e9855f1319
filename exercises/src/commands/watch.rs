//! `learn watch`: judges again each time that the file changes.

use std::fs;
use std::path::Path;
use std::process::ExitCode;
use std::thread;
use std::time::Duration;

use anyhow::Result;

use super::check::{Arguments, judge};
use crate::ladder::Workbench;
use crate::session::Session;

/// Between two looks at the file. A look is one call of the system; a message of it would need a library for each system.
const LOOK: Duration = Duration::from_millis(300);

/// Runs until it is interrupted.
pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode> {
    let mut session = Session::open()?;
    let exercise = session.chosen(arguments.exercise.as_deref())?.clone();
    let bench = Workbench::new(&session.root)?;
    let file = exercise.own_file();
    let mut judged = None;
    loop {
        // What is read is what is compared: a save that keeps the time of the file is seen as well.
        let text = content(&file);
        if judged.as_ref() != Some(&text) {
            if judged.is_some() {
                println!("\n{}\n", "-".repeat(40)); // the eye looks for where the last save begins
            }
            judge(&mut session, &exercise, &bench)?;
            println!("\n  watching {}; Ctrl-C ends it", file.display());
            judged = Some(text);
        }
        thread::sleep(LOOK);
    }
}

/// An editor may have the file away for a moment while it saves.
fn content(file: &Path) -> Vec<u8> {
    fs::read(file).unwrap_or_default()
}
