//! The exercises, and the learner's progress through them.

use std::path::PathBuf;

use anyhow::{Result, bail};

use crate::exercise::{Exercise, Exercises};
use crate::place;
use crate::progress::Progress;

/// What most commands need.
#[derive(Debug)]
pub(crate) struct Session {
    pub(crate) root: PathBuf,
    /// Where the exercises stand.
    pub(crate) room: PathBuf,
    pub(crate) exercises: Exercises,
    pub(crate) progress: Progress,
}

impl Session {
    /// Reads all of it.
    pub(crate) fn open() -> Result<Session> {
        let root = place::root()?;
        let room = place::room(&root);
        let (progress, said) = Progress::read(&room.join("progress.txt"))?;
        if let Some(said) = said {
            eprintln!("{said}");
        }
        Ok(Session { exercises: Exercises::read(&room)?, root, room, progress })
    }

    /// The exercise that is named, or the one that is next.
    pub(crate) fn chosen(&self, name: Option<&str>) -> Result<&Exercise> {
        match (name, self.next()) {
            (Some(name), _) => self.exercises.find(name),
            (None, Some(next)) => Ok(next),
            (None, None) => {
                bail!("all exercises are done or put aside; name one, `cargo learn list` shows them")
            }
        }
    }

    /// The exercise that is named, or the one that was green last: what is asked about something that is finished.
    pub(crate) fn finished(&self, name: Option<&str>) -> Result<&Exercise> {
        let last = self.progress.last_passed();
        let last = last.and_then(|last| self.exercises.iter().find(|exercise| exercise.id == last));
        match (name, last) {
            (None, Some(last)) => Ok(last),
            _ => self.chosen(name),
        }
    }

    /// The first that is neither done nor put aside.
    pub(crate) fn next(&self) -> Option<&Exercise> {
        self.exercises.iter().find(|exercise| {
            let entry = self.progress.of(&exercise.id);
            !entry.passed && !entry.skipped
        })
    }
}
