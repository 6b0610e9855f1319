//! What can go wrong with a run: each in one line that names what is wrong and what is allowed.

use std::io;
use std::path::{Path, PathBuf};

use crate::catalogue::MOST_THREADS;
use crate::traces::TraceError;

/// Why there was no run, or no output of it.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// No such family.
    #[error("there is no family {asked:?}; there are: {}", allowed.join(", "))]
    UnknownFamily {
        /// What was asked for.
        asked: String,
        /// What there is.
        allowed: Vec<String>,
    },
    /// No such subject in the families chosen.
    #[error("no subject matches {asked:?}; there are: {}", allowed.join(", "))]
    UnknownSubject {
        /// What was asked for.
        asked: String,
        /// What there is.
        allowed: Vec<String>,
    },
    /// No chosen subject offers such a workload.
    #[error("no chosen subject offers a workload that matches {asked:?}; they offer: {}", allowed.join(", "))]
    UnknownWorkload {
        /// What was asked for.
        asked: String,
        /// What there is.
        allowed: Vec<String>,
    },
    /// Not a regular expression.
    #[error("{asked:?} is no regular expression: {reason}")]
    BadPattern {
        /// What was asked for.
        asked: String,
        /// What is wrong with it, in a line.
        reason: String,
    },
    /// Not a number of threads.
    #[error("{asked} threads cannot be had: 1 to {MOST_THREADS} can")]
    BadThreads {
        /// What was asked for.
        asked: u32,
    },
    /// No chosen subject can be raced with any of these numbers of threads.
    #[error("nothing to run: no chosen subject takes {} threads", numbers(asked))]
    NothingToRun {
        /// What was asked for.
        asked: Vec<u32>,
    },
    /// A trace that was asked for is none.
    #[error(transparent)]
    Trace(#[from] TraceError),
    /// Another run writes there.
    #[error("another run is writing {}: wait for it, or choose another file with --out", path.display())]
    Busy {
        /// Where.
        path: PathBuf,
    },
    /// The rows cannot be written.
    #[error("cannot write {}: {source}; what was there before is unchanged", path.display())]
    Output {
        /// Where.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A run that was stopped could go on there.
    #[error(
        "a stopped run stands at {}: go on with --resume {}, choose another --out, or remove {}.plan",
        path.display(), path.display(), path.display()
    )]
    Stopped {
        /// Where.
        path: PathBuf,
    },
    /// A run ended in its middle.
    #[error("{why}; {rows} rows are in {}{}", place.display(), then(resume.as_deref()))]
    Unfinished {
        /// Why.
        why: String,
        /// How many were written before.
        rows: usize,
        /// Where those are.
        place: PathBuf,
        /// What it can be resumed by, if it can.
        resume: Option<PathBuf>,
    },
    /// There is no run to go on with.
    #[error(
        "no run of {} can be resumed: there is no {}.plan, so it is over, or was never begun; begin one with --out",
        path.display(), path.display()
    )]
    NotBegun {
        /// Where its rows would be.
        path: PathBuf,
    },
    /// What a run needs to go on cannot be read.
    #[error("{} cannot be read ({reason}): the run cannot be resumed; begin one with --out", path.display())]
    NoPlan {
        /// Where.
        path: PathBuf,
        /// Why.
        reason: String,
    },
    /// The rows of a run that was stopped are not there, cannot be read, or are not its own.
    #[error("{} cannot be gone on with ({source}): mend it to resume the run, or begin one with --out", path.display())]
    NoRows {
        /// Where.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// What is to be resumed is another run than this process would make.
    #[error(
        "the run of {} cannot be resumed: of {what} it was begun with {begun:?}, and this is {now:?}; only the same run can be, or begin one with --out",
        path.display()
    )]
    OtherRun {
        /// Where its rows are.
        path: PathBuf,
        /// What is not the same.
        what: &'static str,
        /// When it was begun.
        begun: String,
        /// Now.
        now: String,
    },
    /// No process could be started for a launch.
    #[error("cannot start a process for a launch: {source}")]
    Launch {
        /// Why.
        source: io::Error,
    },
    /// A build to compare is none.
    #[error("{}: {why}; allowed: a `contend` binary, or any that calls run_if_child first", path.display())]
    Build {
        /// Which file.
        path: PathBuf,
        /// What is wrong with it.
        why: String,
    },
    /// Two builds have nothing in common that was asked for.
    #[error("{} and {} have no cell in common: {why}", old.display(), new.display())]
    NothingInCommon {
        /// The old build.
        old: PathBuf,
        /// The new build.
        new: PathBuf,
        /// What each of them says.
        why: String,
    },
    /// The process was started, but its binary does not know what to do.
    #[error(
        "the process of launch {launch} ended at once ({status}); a binary that races must call run_if_child first"
    )]
    NoChild {
        /// Which launch.
        launch: u32,
        /// How it ended.
        status: String,
    },
}

fn then(resume: Option<&Path>) -> String {
    let go_on = |path: &Path| format!(": mend that, then go on with --resume {}", path.display());
    resume.map(go_on).unwrap_or_default()
}

fn numbers(numbers: &[u32]) -> String {
    numbers.iter().map(u32::to_string).collect::<Vec<_>>().join(", ")
}
