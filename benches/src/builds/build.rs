//! A build: a file that answers as a child of the engine.

use std::path::{Path, PathBuf};

use super::extent;
use super::stage::Sides;
use crate::catalogue::Catalogue;
use crate::error::RunError;
use crate::host::Topology;
use crate::launch::{Answer, Interruptions, Launch, Question, ask};
use crate::plan::choice::{Choice, Item};
use crate::plan::{RunOptions, schedule};

/// A file that can be started.
#[derive(Clone, Debug)]
pub(super) struct Build {
    /// As it was given.
    pub(super) path: PathBuf,
    /// The same from the root, or a bare name would be looked for among the system's commands.
    pub(super) absolute: PathBuf,
}

impl Build {
    /// A file that is there and may be started.
    pub(super) fn open(path: &Path) -> Result<Build, RunError> {
        let wrong = |why: &str| RunError::Build { path: path.to_owned(), why: why.to_owned() };
        let told = path.metadata().map_err(|error| wrong(&format!("cannot be read ({error})")))?;
        if told.is_dir() {
            return Err(wrong("is a folder"));
        }
        #[cfg(unix)]
        if std::os::unix::fs::PermissionsExt::mode(&told.permissions()) & 0o111 == 0 {
            return Err(wrong("is not executable"));
        }
        let absolute = std::path::absolute(path).map_err(|error| wrong(&error.to_string()))?;
        Ok(Build { path: path.to_owned(), absolute })
    }

    /// That it does not do what a child does.
    pub(super) fn no_child(&self, how: &str) -> RunError {
        RunError::Build {
            path: self.path.clone(),
            why: format!("does not answer as a launch of the engine ({how})"),
        }
    }

    /// One window of one cell: whether it measures at all.
    fn try_out(&self, item: &Item, topology: &Topology, caught: &Interruptions) -> Result<(), RunError> {
        let one = Choice { items: vec![item.clone()], hits: Vec::new() };
        let options = RunOptions::default();
        let plan = schedule::launch("", 1, &one, &extent::one_window(), &options, topology);
        match Launch::start_of(&self.absolute, &plan, options.patience, caught)?.listen(|_, _| Ok(())) {
            Err(RunError::NoChild { status, .. }) => {
                Err(self.no_child(&format!("it ended at once: {status}")))
            }
            Err(error) => Err(error),
            Ok(_) => Ok(()), // a cell that hangs or crashes is the cell's own affair
        }
    }

    /// What its catalogue has of the question. A build from before this question was asked says nothing and ends; it is taken to have what
    /// this program has, once it has measured one window of it.
    fn offers(
        &self,
        question: &Question,
        catalogue: &Catalogue,
        topology: &Topology,
        caught: &Interruptions,
    ) -> Result<Result<Vec<Item>, String>, RunError> {
        match ask(&self.absolute, question.clone(), caught) {
            Ok(Answer::Offers(offer)) => Ok(offer),
            Ok(Answer::Ended) => {
                let offer = question.clone().answer(catalogue, topology);
                if let Ok([first, ..]) = offer.as_deref() {
                    self.try_out(first, topology, caught)?;
                }
                Ok(offer)
            }
            Ok(Answer::Silent) => Err(self.no_child("it says nothing")),
            Ok(Answer::Interrupted) => std::process::exit(130), // nothing was measured yet
            Err(error) => Err(self.no_child(&error.to_string())),
        }
    }
}

/// Cells that both builds have, and a note on those that one alone has.
pub(super) fn common(
    builds: &Sides<Build>,
    question: &Question,
    catalogue: &Catalogue,
    topology: &Topology,
    caught: &Interruptions,
) -> Result<(Vec<Item>, Vec<String>), RunError> {
    let (old, new) = (
        builds.old.offers(question, catalogue, topology, caught)?,
        builds.new.offers(question, catalogue, topology, caught)?,
    );
    let nothing = |why: String| RunError::NothingInCommon {
        old: builds.old.path.clone(),
        new: builds.new.path.clone(),
        why,
    };
    let (old, new) = match (old, new) {
        (Ok(old), Ok(new)) => (old, new),
        (Err(why), Err(other)) if why == other => return Err(nothing(why)),
        (Err(why), Err(other)) => {
            return Err(nothing(format!("of the old one, {why}; of the new one, {other}")));
        }
        (Err(why), Ok(_)) => return Err(nothing(format!("of the old one, {why}"))),
        (Ok(_), Err(why)) => return Err(nothing(format!("of the new one, {why}"))),
    };
    let lone = |these: &[Item], others: &[Item], which: &str| {
        let lone: Vec<&Item> =
            these.iter().filter(|item| !others.iter().any(|other| same(item, other))).collect();
        let first = lone.first()?;
        let named = format!("{}/{}, {} x{}", first.family, first.subject, first.workload, first.threads);
        let more = if lone.len() > 1 { format!(" and {} more", lone.len() - 1) } else { String::new() };
        Some(format!("only the {which} build has {named}{more}: not compared"))
    };
    let notes: Vec<String> =
        [lone(&old, &new, "old"), lone(&new, &old, "new")].into_iter().flatten().collect();
    let mut items: Vec<Item> =
        old.into_iter().filter(|item| new.iter().any(|other| same(item, other))).collect();
    // Equal builds run in turns are the null control: no twin is needed within a launch.
    items.iter_mut().for_each(|item| item.twin = false);
    if items.is_empty() { Err(nothing(notes.join("; "))) } else { Ok((items, notes)) }
}

fn same(a: &Item, b: &Item) -> bool {
    (&a.family, &a.subject, &a.workload, a.threads) == (&b.family, &b.subject, &b.workload, b.threads)
}
