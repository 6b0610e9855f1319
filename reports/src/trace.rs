//! A model that failed, as the rooms of the checkers keep it: `loom-tests/TRACE.md` describes every field.

use serde::{Deserialize, Serialize};

/// What tells such a file from others.
pub const FORMAT: &str = "contend trace";

/// The version of the format that this crate reads.
pub const VERSION: u32 = 1;

/// A failing model, and the execution that shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trace {
    /// [`FORMAT`].
    pub format: String,
    /// [`VERSION`].
    pub version: u32,
    /// The checker: `loom`, `shuttle`.
    pub engine: String,
    /// Family of the subject.
    pub family: String,
    /// Subject, or mutant.
    pub subject: String,
    /// The law that was explored.
    pub law: String,
    /// Full path of the test function.
    pub test: String,
    /// Class of the failure.
    pub class: String,
    /// The class in a sentence.
    pub meaning: String,
    /// The first panic's message; may have several lines.
    pub message: String,
    /// The line of ours that panicked, if one did.
    pub noticed: Option<Line>,
    /// The ordering that was weakened from outside, if one was.
    pub weakened: Option<String>,
    /// Which execution failed, from 1; none if none failed by itself.
    pub execution: Option<u64>,
    /// `as written` or `in reverse`: in which order its jobs were spawned.
    pub order: Option<String>,
    /// The part of the search that found it, in words.
    pub search: Option<String>,
    /// Names; a step names its thread by the place in this list.
    pub threads: Vec<String>,
    /// What the threads share, in the order of the first step on each.
    pub objects: Vec<Object>,
    /// Everything that was done, first to last.
    pub steps: Vec<Step>,
    /// The files that steps, objects and `noticed` name.
    pub sources: Vec<Source>,
}

/// Something shared.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Object {
    /// The field or variable that it was made for.
    pub name: String,
    /// `atomic`, `cell`, `mutex`, `rwlock`, `condvar`; none if its operations do not tell.
    pub kind: Option<String>,
    /// File of the line that made it.
    pub file: String,
    /// That line, from 1.
    pub line: u32,
    /// Where in it, from 1.
    pub column: u32,
}

/// What one thread did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// Its place in [`Trace::threads`].
    pub thread: usize,
    /// File of the line that called.
    pub file: String,
    /// That line, from 1.
    pub line: u32,
    /// Where in it, from 1.
    pub column: u32,
    /// What was called.
    pub operation: String,
    /// On what: a place in [`Trace::objects`]; none for what has none.
    pub object: Option<usize>,
    /// The ordering in force.
    pub ordering: Option<String>,
    /// The value that was read.
    pub old: Option<String>,
    /// The value that was written.
    pub new: Option<String>,
    /// Of a stale read: the value that was the newest at that time.
    pub newest: Option<String>,
}

/// A line of a source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// As steps name it.
    pub file: String,
    /// From 1.
    pub line: u32,
    /// Where in it, from 1.
    pub column: u32,
}

/// One version of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// As steps name it.
    pub path: String,
    /// Tells versions apart.
    pub hash: String,
    /// All of it.
    pub text: String,
}

impl Trace {
    /// How many reads found an older value than the newest.
    pub fn stale_reads(&self) -> usize {
        self.steps.iter().filter(|step| step.newest.is_some()).count()
    }

    /// What in it contradicts itself: a step that names what is not there.
    pub(crate) fn contradiction(&self) -> Option<String> {
        let at = |place: usize| place + 1;
        self.steps.iter().enumerate().find_map(|(place, step)| {
            if step.thread >= self.threads.len() {
                return Some(format!(
                    "step {} is of thread {}, of {}",
                    at(place),
                    step.thread,
                    self.threads.len()
                ));
            }
            let object = step.object.filter(|object| *object >= self.objects.len())?;
            Some(format!("step {} is on object {object}, of {}", at(place), self.objects.len()))
        })
    }
}
