//! `learn skip` and `learn reset`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result};

use crate::session::Session;

#[derive(clap::Args)]
pub(crate) struct Skip {
    /// Exercise, or the beginning of its name [default: the next one]
    exercise: Option<String>,
}

#[derive(clap::Args)]
pub(crate) struct Reset {
    /// Exercise, or the beginning of its name
    exercise: String,
}

pub(crate) fn skip(arguments: &Skip) -> Result<ExitCode> {
    let mut session = Session::open()?;
    let id = session.chosen(arguments.exercise.as_deref())?.id.clone();
    let skipped = !session.progress.of(&id).skipped;
    session.progress.change(&id, |entry| entry.skipped = skipped)?;
    println!("{id} is {}", if skipped { "put aside" } else { "back in line" });
    Ok(ExitCode::SUCCESS)
}

pub(crate) fn reset(arguments: &Reset) -> Result<ExitCode> {
    let mut session = Session::open()?;
    let exercise = session.exercises.find(&arguments.exercise)?.clone();
    let own = exercise.own_file();
    let starter = exercise.text("starter.rs")?;
    match fs::read_to_string(&own) {
        Ok(text) if text == starter => println!("{} is as it was at first", exercise.id),
        _ => {
            let kept = keep(&own)?;
            fs::write(&own, starter).with_context(|| format!("{} cannot be written", own.display()))?;
            println!("{} begins again", exercise.id);
            if let Some(kept) = kept {
                println!("what you wrote is kept as {}", kept.display());
            }
        }
    }
    session.progress.change(&exercise.id, |entry| *entry = crate::progress::Entry::default())?;
    Ok(ExitCode::SUCCESS)
}

/// Renames the file to the first name that is free.
fn keep(own: &Path) -> Result<Option<PathBuf>> {
    if !own.exists() {
        return Ok(None);
    }
    let kept =
        (1..).map(|number| own.with_file_name(format!("yours-{number}.rs"))).find(|path| !path.exists());
    let kept = kept.expect("some number is free");
    fs::rename(own, &kept).with_context(|| format!("{} cannot be kept", own.display()))?;
    Ok(Some(kept))
}

#[cfg(test)]
mod tests {
    use super::keep;
    use std::fs;

    #[test]
    fn nothing_that_was_written_is_lost() {
        let folder = tempfile::tempdir().unwrap();
        let own = folder.path().join("lib.rs");
        assert_eq!(keep(&own).unwrap(), None);
        for number in 1..=2 {
            fs::write(&own, format!("work {number}")).unwrap();
            let kept = keep(&own).unwrap().unwrap();
            assert_eq!(fs::read_to_string(kept).unwrap(), format!("work {number}"));
            assert!(!own.exists());
        }
    }
}
