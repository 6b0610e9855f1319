//! What can go wrong with a run: each in one line that names what is wrong and what is allowed.

use std::io;
use std::path::PathBuf;

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

fn numbers(numbers: &[u32]) -> String {
    numbers.iter().map(u32::to_string).collect::<Vec<_>>().join(", ")
}
